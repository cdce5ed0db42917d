"""Which schools are in, asked, guests or gone; whom to write to there; and what each gives and receives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bothways.core import access, clock
from bothways.core.errors import NotFound
from bothways.core.models import AuditEntry, OutboxRow, SendState
from bothways.partnerships.models import (
    Answer,
    Contact,
    Handover,
    Membership,
    MembershipKind,
    MembershipState,
    Partnership,
    Promise,
    PromiseState,
    Proposal,
    Question,
)
from bothways.partnerships.models.scope import schools_of
from bothways.partnerships.queries.partnerships import MembershipRow, PartnershipRow
from bothways.rules import terms
from bothways.schools.models import Person, RoleAssignment
from bothways.schools.roles import COORDINATOR, Permission, PlaceKind

ContactRow: TypeAlias = Contact
"""What the reads of people return: pages name this and never the model."""
FEWEST = 4
"""Below this a page says so. Nothing is refused: every partnership begins with one school."""


@dataclass(frozen=True)
class SchoolLine:
    """One school of a partnership: its lead, how its last invitation fared, and what it still waits to hear."""

    membership: Membership
    lead: Contact | None
    delivery: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Schools:
    """All schools of a partnership, by what they said."""

    members: tuple[SchoolLine, ...]
    guests: tuple[SchoolLine, ...]
    asked: tuple[SchoolLine, ...]
    declined: tuple[SchoolLine, ...]
    left: tuple[SchoolLine, ...]


def schools_in(partnership: Partnership) -> Schools:
    """Every school by name, with lead, questions and delivery: four queries."""
    rows = partnership.memberships.exclude(state=MembershipState.TAKEN_BACK).select_related("school")
    current = Prefetch("contacts", queryset=leads_now(), to_attr="leads")
    waiting = Prefetch("questions", queryset=open_questions(), to_attr="waiting")
    found = list(rows.prefetch_related(current, waiting).order_by("school__search_text", "asked_at"))
    arrived = deliveries([each.pk for each in found if each.state == MembershipState.ASKED or each.offered])
    lines = [
        SchoolLine(each, next(iter(each.leads), None), arrived.get(each.pk, ""), tuple(each.waiting)) for each in found
    ]
    guest = MembershipKind.GUEST
    joined = [line for line in lines if line.membership.state == MembershipState.YES]
    return Schools(
        members=tuple(line for line in joined if line.membership.kind != guest),
        guests=tuple(line for line in joined if line.membership.kind == guest),
        asked=_in_state(lines, MembershipState.ASKED),
        declined=_in_state(lines, MembershipState.NO),
        left=_in_state(lines, MembershipState.LEFT),
    )


def _in_state(lines: Iterable[SchoolLine], state: str) -> tuple[SchoolLine, ...]:
    return tuple(line for line in lines if line.membership.state == state)


def leads_now() -> QuerySet[Contact]:
    """Who leads at any school today."""
    return Contact.unscoped.filter(is_lead=True, ends_on=None)


def open_questions() -> QuerySet[Question]:
    """Questions about joining that nobody has replied to."""
    return Question.unscoped.filter(proposal_id="", replied_at=None)


_HOW_IT_FARED = {
    SendState.SENT: "sent",
    SendState.FAILED: "failed",
    SendState.IN_DOUBT: "in doubt",
}


def deliveries(membership_ids: Sequence[str]) -> Mapping[str, str]:
    """How each school's last question fared: sent, failed, in doubt or waiting; absent if none was written."""
    rows = OutboxRow.objects.filter(
        about_id__in=membership_ids, kind__in=("partnership.asked", "partnership.ask_again")
    )
    return {row.about_id: _HOW_IT_FARED.get(SendState(row.state), "waiting") for row in rows.order_by("created_at")}


def too_few(joined: int) -> str:
    """A sentence while fewer than four schools are in; empty from then on."""
    if joined >= FEWEST:
        return ""
    return _("%(n)s of %(fewest)s schools: a partnership works best from four on. You can go on meanwhile.") % {
        "n": joined,
        "fewest": FEWEST,
    }


def behind_link(membership_id: str, *, lock: bool = False) -> Membership:
    """The membership that a link is about. NotFound when it is gone."""
    rows = Membership.unscoped.select_related("school", "partnership")
    if lock:
        rows = Membership.unscoped.select_for_update(of=("self",)).select_related("school", "partnership")
    found: Membership | None = rows.filter(pk=membership_id).first()
    if found is None:
        raise NotFound
    return found


def asked_of(person: Person) -> Sequence[Membership]:
    """Partnerships that wait for a yes or no of the schools for which somebody may answer, oldest first."""
    schools = [pk for pk in schools_of(person) if person.holds(Permission.ANSWER_FOR_SCHOOL, at=(PlaceKind.SCHOOL, pk))]
    waiting = Q(state=MembershipState.ASKED) | (Q(state=MembershipState.YES) & ~Q(offered=""))
    rows = Membership.unscoped.filter(waiting, school_id__in=schools).select_related("school", "partnership")
    return tuple(rows.order_by("asked_at"))


def current_lead(membership: Membership) -> Contact | None:
    """Who leads at a school now."""
    found: Contact | None = membership.contacts.filter(is_lead=True, ends_on=None).first()
    return found


def names_in(partnership: Partnership) -> Sequence[str]:
    """The names of the schools that said yes: public facts."""
    rows = partnership.memberships.filter(state=MembershipState.YES).order_by("school__search_text")
    return tuple(rows.values_list("school__name", flat=True))


def coordinators(partnership: Partnership) -> Sequence[RoleAssignment]:
    """Who runs it today, longest first, each with their person."""
    return tuple(_running(partnership).order_by("starts_on", "created_at"))


def _running(partnership: Partnership) -> QuerySet[RoleAssignment]:
    at = {"place_kind": PlaceKind.PARTNERSHIP, "place_id": partnership.pk, "role": COORDINATOR.key}
    rows: QuerySet[RoleAssignment] = RoleAssignment.unscoped.filter(RoleAssignment.current(), **at)
    return rows.select_related("person")


def lock_coordinators(partnership: Partnership) -> Sequence[RoleAssignment]:
    """The same, locked, so that two who end each other do not both succeed."""
    return tuple(_running(partnership).order_by("pk").select_for_update(of=("self",)))


def open_handover(invitation_id: str) -> Handover | None:
    """What was agreed about passing the partnership on, when this invitation is to run one. For whoever accepts it."""
    found: Handover | None = Handover.unscoped.filter(invitation_id=invitation_id, taken_at=None).first()
    return found


def person_at(email: str, school_id: str) -> Person | None:
    """Whoever works for a school here under an address."""
    at = {"place_kind": PlaceKind.SCHOOL, "place_id": school_id, "person__email": email.strip().lower()}
    role = RoleAssignment.unscoped.filter(RoleAssignment.current(), **at).select_related("person").first()
    return role.person if role else None


def contact(contact_id: str, *, by: Person) -> Contact:
    """One contact that ``by`` may see. NotFound otherwise."""
    rows = Contact.objects.for_(by).select_related("membership__partnership", "membership__school")
    return access.get(Contact, contact_id, by=by, using=rows)


def question(question_id: str, *, by: Person) -> Question:
    """One question about joining that ``by`` may see. NotFound otherwise."""
    rows = Question.objects.for_(by).filter(proposal_id="")
    return access.get(
        Question, question_id, by=by, using=rows.select_related("membership__partnership", "membership__school")
    )


@dataclass(frozen=True)
class Byline:
    """One person at a school with every post they held or hold. ``current`` is the contact they are today, if any."""

    name: str
    posts: tuple[str, ...]
    current: Contact | None


def bylines(membership: Membership) -> Sequence[Byline]:
    """The people of one school here, those of today first. Somebody with several posts stands once."""
    people: dict[str, list[Contact]] = {}
    for each in membership.contacts.order_by("ends_on", "-is_lead", "name", "starts_on"):
        people.setdefault(each.person_id or each.email.lower() or each.name.casefold(), []).append(each)
    made = [_byline(rows) for rows in people.values()]
    return tuple(
        sorted(made, key=lambda each: (each.current is None, not (each.current and each.current.is_lead), each.name))
    )


def _byline(rows: Sequence[Contact]) -> Byline:
    current = next((each for each in rows if each.ends_on is None), None)
    in_order = sorted(rows, key=lambda each: each.starts_on)
    return Byline((current or in_order[-1]).name, tuple(_dated(each) for each in in_order), current)


def _dated(contact: Contact) -> str:
    post = contact.post or (_("Lead") if contact.is_lead else _("Takes part"))
    since, until = contact.starts_on.year, contact.ends_on.year if contact.ends_on else ""
    return f"{post}, {since}" if since == until else f"{post}, {since}–{until}"


def years_of(partnership: Partnership) -> str:
    """ "2019–" while it goes on, "2019–2024" after its end; as a byline says it."""
    return f"{partnership.start_year}–{partnership.ended_on.year if partnership.ended_on else ''}"


def going_for(partnership: Partnership, today: dt.date) -> int:
    """Which academic year of its life this is: 1 in the year it starts. 0 before."""
    return max(0, terms.academic_year(today).start - partnership.start_year + 1)


@dataclass(frozen=True)
class Exchange:
    """One thing given by a school or received by it. ``with_whom`` is empty when the plan names nobody.

    ``year`` is the first calendar year of its academic year; 0 for a promise without a day.
    """

    words: str
    about: str
    when: dt.date | None
    year: int = 0
    with_whom: str = ""


@dataclass(frozen=True)
class Giving:
    """What one school gives and what it receives, in words. Kinds are never added up."""

    gives: tuple[Exchange, ...]
    receives: tuple[Exchange, ...]

    def since(self, year: int) -> Giving:
        """What is of this academic year or of no day."""
        return Giving(*(tuple(each for each in side if not each.year or each.year >= year) for side in self._sides))

    def before(self, year: int) -> Giving:
        """What is of earlier academic years."""
        return Giving(*(tuple(each for each in side if 0 < each.year < year) for side in self._sides))

    @property
    def _sides(self) -> tuple[tuple[Exchange, ...], tuple[Exchange, ...]]:
        return self.gives, self.receives


_PROMISED = (PromiseState.PROMISED, PromiseState.KEPT)


def giving_of(membership: Membership) -> Giving:
    """What the plan and the promises say that a school gives and receives, newest first: three queries.

    From the plan only what the school said yes to, in the terms that hold now.
    """
    agreed = membership.asked.filter(answer__in=(Answer.IN, Answer.IN_IF), version=F("proposal__version"))
    plan = list(agreed.exclude(proposal__state="called_off").select_related("proposal").order_by("-proposal__day"))
    given = membership.gives.filter(state__in=_PROMISED).select_related("receiver__school").order_by("-due_on")
    received = membership.receives.filter(state__in=_PROMISED).select_related("giver__school", "external")
    return Giving(
        gives=(
            *(_planned(each.gives, each.proposal) for each in plan if each.gives),
            *(_promised(each, each.receiver.school.name) for each in given),
        ),
        receives=(
            *(_planned(each.gets, each.proposal) for each in plan if each.gets),
            *(_promised(each, _giver(each)) for each in received.order_by("-due_on")),
        ),
    )


def _planned(words: str, proposal: Proposal) -> Exchange:
    return Exchange(words, proposal.title, proposal.day, proposal.year)


def _promised(promise: Promise, with_whom: str) -> Exchange:
    year = terms.academic_year(promise.due_on).start if promise.due_on else 0
    return Exchange(promise.words, "", promise.due_on, year, with_whom)


def _giver(promise: Promise) -> str:
    if promise.giver is not None:
        return str(promise.giver.school.name)
    return promise.external.name if promise.external else ""


def charter_changes(partnership: PartnershipRow) -> Sequence[dt.datetime]:
    """When aims or charter were written, newest first."""
    rows = AuditEntry.objects.filter(object_id=partnership.pk, verb__in=("partnership started", "charter changed"))
    return tuple(rows.order_by("-at").values_list("at", flat=True)[:20])


def own(membership: MembershipRow, person: Person) -> bool:
    """Whether somebody works for the school of a membership."""
    return membership.school_id in schools_of(person)


def aims(partnership: PartnershipRow) -> Sequence[str]:
    """What it is for, in its own words and order."""
    return tuple(partnership.aims.values_list("words", flat=True))


def usual_kind(partnership: PartnershipRow) -> str:
    """What a school is usually asked to be: a founding member in the first academic year, a member after it."""
    first = partnership.start_year >= terms.academic_year(clock.today()).start
    return MembershipKind.FOUNDING if first else MembershipKind.MEMBER


def asked_about_joining(membership: MembershipRow) -> Sequence[Question]:
    """What a school asked before it answered, and the replies."""
    return tuple(membership.questions.filter(proposal_id=""))
