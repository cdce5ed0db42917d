"""One letter a half-term to the head: what waits, what the school said yes to, its cost, what it gives and gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from bothways.core import audit, clock, outbox
from bothways.core.actions import action
from bothways.core.words import day
from bothways.partnerships import links
from bothways.partnerships.models import Contact, Membership, MembershipState
from bothways.partnerships.queries import calendars
from bothways.partnerships.queries.own_school import OwnSchool, Told, own_school
from bothways.rules import terms
from bothways.schools.models import Person, RoleAssignment, School
from bothways.schools.roles import HEAD, PlaceKind

LINK_DAYS = 60
KIND = "decisions.half_term"


def send_due() -> str:
    """Timed: on school days, write to the heads of all schools that have not had this half-term's letter."""
    today = clock.today()
    sent = half_term_letters(by=None, today=today) if today.weekday() < 5 else 0
    return f"{sent} letters"


@action
def half_term_letters(*, by: Person | None, today: dt.date) -> int:
    """Write to each school once a half-term, in the half-term alone, and only when there is something to say."""
    sent = 0
    belongs = Membership.unscoped.filter(school=OuterRef("pk"), state=MembershipState.YES)
    for school in School.objects.filter(Exists(belongs)):
        half_term = _half_term(school, today)
        if half_term is not None:
            sent += _write(school, half_term, today)
    audit.record(by=by, verb="half-term letters written", letters=sent)
    return sent


def _half_term(school: School, today: dt.date) -> str | None:
    """The half-term of today as the school's first partnership keeps it; None in the holidays."""
    first = Membership.unscoped.filter(school=school, state=MembershipState.YES).select_related("partnership").first()
    if first is None:
        return None
    year = terms.academic_year(today).start
    here = terms.half_term_of(today, calendars.half_terms(first.partnership, year))
    return f"{year}-{here.index}" if here else None


def _write(school: School, half_term: str, today: dt.date) -> int:
    """Put one school's letter down for each of its heads; nothing the second time, or with nothing to say."""
    own = own_school(school.pk, today=today)
    if not (own.many_waiting or own.ahead):
        return 0
    sent = 0
    for address in _heads(school):
        campaign = f"half-term:{school.pk}:{half_term}"
        if outbox.is_put(campaign, address):
            continue
        context = {**letter(school, own), "link": links.make(links.DECISIONS, school.pk, days=LINK_DAYS)}
        sent += outbox.put(KIND, to=address, campaign=campaign, about_id=school.pk, context=context) is not None
    return sent


def _heads(school: School) -> Sequence[str]:
    """The heads with an account; else the leads that its partnerships write to."""
    at = {"role": HEAD.key, "place_kind": PlaceKind.SCHOOL, "place_id": school.pk}
    heads = RoleAssignment.unscoped.filter(RoleAssignment.current(), **at).values_list("person__email", flat=True)
    if heads:
        return sorted(set(heads))
    leads = Contact.unscoped.filter(membership__school=school, is_lead=True, ends_on=None).exclude(email="")
    return sorted(set(leads.values_list("email", flat=True)))


def letter(school: School, own: OwnSchool) -> dict[str, Any]:
    """What the letter says, as plain words and numbers."""
    return {
        "school": school.name,
        "waiting": [
            {
                "title": part.title,
                "when": part.when,
                "partnership": part.partnership,
                "answer_by": day(part.answer_by),
            }
            for part in own.waiting
        ]
        + [_promise(told, asks=asks) for told, asks in own.both_waiting],
        "ahead": [
            {"title": part.title, "when": part.when, "gives": part.gives, "gets": part.gets} for part in own.ahead[:8]
        ],
        "hours": f"{own.hours.normalize():f}",
        "cost": own.cost,
        "days": LINK_DAYS,
    }


def _promise(told: Told, *, asks: bool) -> dict[str, str]:
    """A promise that waits for this school's yes, as a line of the letter."""
    said = _("%(school)s asks for it") if asks else _("%(school)s could give it to us")
    when = day(told.due_on) or _("no day named")
    return {"title": told.words, "when": when, "partnership": said % {"school": told.other}, "answer_by": ""}
