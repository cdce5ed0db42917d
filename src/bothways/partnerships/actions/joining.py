"""Asking schools to join, and their answers. A school is in nothing that it did not say yes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import audit, clock, limits, outbox, tokens, words
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, NotFound
from bothways.partnerships import links, policies
from bothways.partnerships.models import (
    Contact,
    Membership,
    MembershipKind,
    MembershipState,
    Partnership,
    Question,
)
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries.forming_words import Details, Wanted
from bothways.schools.models import Person, School
from bothways.schools.queries import register

QUESTIONS = limits.Limit("questions, school in a partnership", 10, 86_400)
YES, NO = "yes", "no"
LONGEST = 500  # what a message says of one person’s words


@dataclass(frozen=True)
class Outcome:
    """What came of asking several schools: those asked now, and a sentence for each that was not."""

    asked: tuple[Membership, ...]
    refused: tuple[str, ...]


@action
def ask(*, by: Person, partnership: Partnership, wanted: Wanted) -> Membership:
    """Ask one school to join, by a link to its lead."""
    demand(policies.may_run(by, partnership))
    school = School.objects.filter(pk=wanted.school_id).first()
    if school is None:
        raise NotFound
    _refuse_closed(school)
    membership = _asked_row(by, partnership, school, wanted.kind)
    _set_lead(membership, wanted)
    audit.record(by=by, verb="school asked to join", on=membership, kind=wanted.kind)
    _send(membership, by=by, campaign=f"membership:{membership.pk}:{membership.asked_at:%Y%m%d%H%M%S%f}")
    return membership


@action
def ask_several(*, by: Person, partnership: Partnership, wanted: Sequence[Wanted]) -> Outcome:
    """Ask many schools at once. One that cannot be asked keeps none of the others back."""
    demand(policies.may_run(by, partnership))
    asked: list[Membership] = []
    refused: list[str] = []
    for each in wanted:
        try:
            with transaction.atomic():
                asked.append(ask(by=by, partnership=partnership, wanted=each))
        except (Invalid, Conflict) as problem:
            refused.append(problem.sentence)
    audit.record(by=by, verb="schools asked to join", on=partnership, asked=len(asked), refused=len(refused))
    return Outcome(tuple(asked), tuple(refused))


def _refuse_closed(school: School) -> None:
    if school.is_open:
        return
    successors = ", ".join(each.name for each in register.current_schools(school.identifier))
    if successors:
        raise Invalid(
            _("%(school)s has closed. Ask %(after)s, which came after it.")
            % {"school": school.name, "after": successors},
            field="school",
        )
    raise Invalid(_("%(school)s is not open, so it cannot be asked.") % {"school": school.name}, field="school")


def _asked_row(by: Person, partnership: Partnership, school: School, kind: str) -> Membership:
    """The row that now waits for an answer: an old one that was declined or taken back, or a new one."""
    Partnership.objects.for_(by).select_for_update().get(pk=partnership.pk)  # two who ask one school take turns
    rows = partnership.memberships.filter(school=school)
    _refuse_twice(rows.filter(state__in=(MembershipState.ASKED, MembershipState.YES)).first(), school)
    again = rows.filter(state__in=(MembershipState.NO, MembershipState.TAKEN_BACK)).order_by("-asked_at").first()
    if again is None:
        return Membership.objects.create(partnership=partnership, school=school, kind=kind, asked_by=by)
    tokens.revoke(purpose=links.MEMBERSHIP, subject_id=again.pk)
    again.kind, again.state, again.asked_by, again.asked_at = kind, MembershipState.ASKED, by, clock.now()
    again.answered_at, again.answered_by, again.reason = None, "", ""
    again.save()
    return again


def _refuse_twice(standing: Membership | None, school: School) -> None:
    if standing is None:
        return
    if standing.state == MembershipState.YES:
        raise Invalid(_("%(school)s is in already.") % {"school": school.name}, field="school")
    said = {"school": school.name, "day": words.day(standing.asked_at)}
    raise Invalid(
        _("%(school)s was asked on %(day)s already. Send it again from the list of schools.") % said, field="school"
    )


def _set_lead(membership: Membership, wanted: Wanted) -> None:
    """Whoever is named leads from now on. When nobody is named, whoever led last still does."""
    if not (wanted.email or wanted.name):
        _last_lead_again(membership)
        return
    membership.contacts.filter(is_lead=True, ends_on=None).update(ends_on=clock.today())
    Contact.objects.create(
        membership=membership,
        name=wanted.name or wanted.post or _("Office"),
        post=wanted.post,
        email=wanted.email.strip().lower(),
        is_lead=True,
        person=reads.person_at(wanted.email, membership.school_id) if wanted.email else None,
    )


def _send(membership: Membership, *, by: Person | None, campaign: str) -> bool:
    """Put the question with a fresh link into the outbox. False when nobody can be written to, or it went already."""
    lead = reads.current_lead(membership)
    if lead is None or not lead.email:
        return False
    if by is not None:
        limits.draw(limits.INVITATIONS, by.pk)
    partnership = membership.partnership
    days = partnership.answer_days
    kind = membership.offered or membership.kind
    sent = outbox.put(
        "partnership.asked",
        to=lead.email,
        campaign=campaign,
        about_id=membership.pk,
        context={
            "partnership": partnership.name,
            "school": membership.school.name,
            "kind": MembershipKind(kind).label.lower(),
            "aims": "; ".join(partnership.aims.values_list("words", flat=True)[:3]),
            "link": links.make(links.MEMBERSHIP, membership.pk, days=days, by=by.pk if by else ""),
            "days": days,
        },
    )
    return sent is not None


@action
def ask_again(*, by: Person, membership: Membership) -> None:
    """Send the question again with a new link; older links end. Once a day: raises Conflict after that."""
    demand(policies.may_run(by, membership.partnership))
    if membership.state != MembershipState.ASKED and not membership.offered:
        raise Conflict(_("It has been answered or taken back meanwhile, so nothing was sent."))
    _lead_with_address(membership)
    tokens.revoke(purpose=links.MEMBERSHIP, subject_id=membership.pk)
    if not _send(membership, by=by, campaign=f"membership:{membership.pk}:{clock.today()}"):
        raise Conflict(_("It was sent again today already. Ask them to look in their junk folder."))
    audit.record(by=by, verb="school asked again", on=membership)


@action
def take_back(*, by: Person, membership: Membership) -> None:
    """Take an unanswered question back. Its links end."""
    demand(policies.may_run(by, membership.partnership))
    mine = membership.partnership.memberships.filter(pk=membership.pk)
    tokens.revoke(purpose=links.MEMBERSHIP, subject_id=membership.pk)
    if membership.offered:
        mine.update(offered="")
    elif mine.filter(state=MembershipState.ASKED).update(state=MembershipState.TAKEN_BACK):
        membership.contacts.filter(ends_on=None).update(ends_on=clock.today())
    else:
        raise Conflict(_("It has been answered meanwhile, so it cannot be taken back."))
    audit.record(by=by, verb="question to a school taken back", on=membership)


@action
def offer_membership(*, by: Person, membership: Membership) -> None:
    """Ask a guest to become a member. It stays a guest until it says yes."""
    demand(policies.may_run(by, membership.partnership))
    if membership.state != MembershipState.YES or membership.kind != MembershipKind.GUEST:
        raise Conflict(_("Only a guest can be asked to become a member."))
    membership.offered, membership.asked_at = MembershipKind.MEMBER, clock.now()
    membership.save(update_fields=["offered", "asked_at"])
    audit.record(by=by, verb="guest asked to become a member", on=membership)
    _send(membership, by=by, campaign=f"membership:{membership.pk}:{membership.asked_at:%Y%m%d%H%M%S%f}")


@action
def answer(*, by: Person, membership: Membership, said: str, reason: str = "") -> Membership:
    """Say yes or no for one's own school, signed in."""
    demand(policies.may_answer(by, membership))
    locked = reads.behind_link(membership.pk, lock=True)
    return _answered(by, locked, said, reason, who=by.name or _("Somebody who answers for the school"))


@action
def answer_by_link(*, by: None = None, token: str, said: str, reason: str = "") -> Membership:
    """Say yes or no with a link, without an account. Good until the link ends; the last answer holds."""
    return _answered(by, _behind(token), said, reason, who=_("By the link we sent"))


def _behind(token: str) -> Membership:
    """The membership that a live link opens, locked. A link that ended meanwhile raises LinkOver."""
    link = tokens.find(token, purpose=links.MEMBERSHIP)
    membership = reads.behind_link(link.subject_id, lock=True)
    tokens.use(link)
    return membership


def _answered(by: Person | None, membership: Membership, said: str, reason: str, *, who: str) -> Membership:
    if said not in {YES, NO}:
        raise Invalid(_("Choose an answer."))
    if membership.state not in {MembershipState.ASKED, MembershipState.YES, MembershipState.NO}:
        raise Conflict(_("The question has been taken back, so nothing was recorded. Ask the coordinator."))
    membership.reason = reason.strip()[:500]
    membership.answered_at, membership.answered_by = clock.now(), who[:160]
    if said == YES:
        _in(membership)
    elif membership.offered:
        membership.offered = ""
    else:
        _out(membership)
    membership.save()
    audit.record(by=by, verb="school answered", on=membership, said=said, by_link=by is None)
    return membership


def _in(membership: Membership) -> None:
    if membership.state != MembershipState.YES:
        membership.joined_on = clock.today()
    membership.state = MembershipState.YES
    membership.kind, membership.offered = membership.offered or membership.kind, ""
    _last_lead_again(membership)


def _last_lead_again(membership: Membership) -> None:
    """Somebody whose time ended with a no leads again; not those whose name has made way."""
    if reads.current_lead(membership) is not None:
        return
    last = membership.contacts.filter(is_lead=True).order_by("-ends_on", "-starts_on").exclude(email="").first()
    if last is not None:
        membership.contacts.filter(pk=last.pk).update(ends_on=None)


def _out(membership: Membership) -> None:
    """A school that says no, or that takes its yes back, is nobody's hub and its contacts' year begins."""
    membership.state, membership.joined_on = MembershipState.NO, None
    membership.contacts.filter(ends_on=None).update(ends_on=clock.today())
    partnership = membership.partnership
    if partnership.hub_id == membership.school_id:
        partnership.hub = None
        partnership.save(update_fields=["hub"])


@action
def fill_in_by_link(*, by: None = None, token: str, details: Details) -> Membership:
    """Add to a yes, by the same link: what the school brings and expects, and who leads for it."""
    membership = _behind(token)
    if membership.state != MembershipState.YES:
        raise Conflict(_("Say yes first. Then you can say what you bring."))
    membership.brings = details.brings.strip() or membership.brings
    membership.expects = details.expects.strip() or membership.expects
    membership.answered_by = details.who.strip() or membership.answered_by
    membership.save(update_fields=["brings", "expects", "answered_by"])
    _set_lead(membership, Wanted(membership.school_id, membership.kind, details.name, details.post, details.email))
    audit.record(by=by, verb="school said what it brings", on=membership, lead_named=bool(details.email))
    return membership


@action
def ask_something(
    *, by: Person | None = None, words: str, token: str = "", membership: Membership | None = None
) -> Question:
    """A school asks before it answers, by its link or signed in for its ``membership``. Coordinators are told."""
    if by is not None and membership is not None:
        demand(policies.may_answer(by, membership))
        about = membership
    else:
        about = _behind(token)
    if not words.strip():
        raise Invalid(_("Write what you would like to know."), field="words")
    limits.draw(QUESTIONS, about.pk)
    standing = reads.open_questions().filter(membership=about, words=words.strip()).first()
    question: Question = standing or Question.objects.create(
        membership=about, words=words.strip()[:LONGEST], asked_by=by.name if by else _("By the link we sent")
    )
    if standing is None:
        _tell_coordinators(question, about)
    audit.record(by=by, verb="school asked something", on=question)
    return question


def _tell_coordinators(question: Question, membership: Membership) -> None:
    partnership = membership.partnership
    path = reverse("partnership_question", args=[partnership.slug, question.pk])
    for role in reads.coordinators(partnership):
        outbox.put(
            "partnership.question",
            to=role.person.email,
            campaign=f"question:{question.pk}",
            about_id=question.pk,
            context={
                "partnership": partnership.name,
                "school": membership.school.name,
                "words": question.words,
                "link": f"{settings.BASE_URL}{path}",
            },
        )


@action
def reply(*, by: Person, question: Question, words: str) -> None:
    """Reply to a school's question. The reply goes to its lead with a link that opens the same page."""
    membership = question.membership
    demand(policies.may_run(by, membership.partnership))
    if not words.strip():
        raise Invalid(_("Write your reply."), field="words")
    lead = _lead_with_address(membership)
    open_one = reads.open_questions().filter(pk=question.pk)
    said = {"reply": words.strip()[:LONGEST], "replied_by": by.name[:160], "replied_at": clock.now()}
    if not open_one.update(**said):
        raise Conflict(_("Somebody replied to it meanwhile. Nothing was sent twice."))
    _send_reply(membership, question, said["reply"], lead.email, by)
    audit.record(by=by, verb="question replied to", on=question)


def _lead_with_address(membership: Membership) -> Contact:
    """Whom a mail can reach there. Raises Invalid when there is nobody."""
    lead = reads.current_lead(membership)
    if lead is None or not lead.email:
        raise Invalid(_("Nobody can be written to there yet. Add a lead with an e-mail address first."))
    return lead


def _send_reply(membership: Membership, question: Question, reply_words: object, email: str, by: Person) -> None:
    partnership = membership.partnership
    outbox.put(
        "partnership.reply",
        to=email,
        campaign=f"reply:{question.pk}",
        about_id=question.pk,
        context={
            "partnership": partnership.name,
            "school": membership.school.name,
            "words": question.words,
            "reply": reply_words,
            "link": links.make(links.MEMBERSHIP, membership.pk, days=partnership.answer_days, by=by.pk),
        },
    )
