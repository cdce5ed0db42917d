"""Setting up an event: what somebody wants it to be, what its proposal says, and where the two differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.kinds import by_key
from bothways.activities.models import Activity
from bothways.core import words
from bothways.partnerships.models import (
    Asked,
    Contact,
    Membership,
    MembershipKind,
    Partnership,
    Proposal,
    ProposalState,
)
from bothways.partnerships.queries import plan, plan_words
from bothways.rules import consent
from bothways.schools.models import Person

CAN_BE_SET_UP = (ProposalState.AGREED, ProposalState.CONFIRMED)
ProposalRow: TypeAlias = Proposal


@dataclass(frozen=True)
class Terms:
    """What schools agree to: when, where, at whose place and for how many."""

    day: dt.date
    ends_on: dt.date
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    host_id: str | None = None
    place: str = ""
    places: int = 0
    year_groups: str = ""


@dataclass(frozen=True)
class Details:
    """What an event says besides its terms; the schools that own it may change it at any time."""

    kind: str
    title: str
    about: str = ""
    why_together: str = ""
    by_name: bool = True
    training_places: int = 0
    guests_from: dt.date | None = None
    names_by: dt.date | None = None
    outcomes: tuple[str, ...] = ()
    problem: str = ""
    transition: str = ""
    from_school_id: str | None = None
    to_school_id: str | None = None
    safeguarding_name: str = ""
    safeguarding_phone: str = ""
    arrival: str = ""
    series: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of an event; its series is a row of its own."""
        values = {name: getattr(self, name) for name in Details.__dataclass_fields__ if name != "series"}
        return {**values, "outcomes": list(self.outcomes)}


@dataclass(frozen=True)
class School:
    """One school of a new event: its membership, whether it owns the event, and what it gives and gets."""

    membership: Membership
    is_owner: bool = False
    gives: str = ""
    gets: str = ""


@dataclass(frozen=True)
class Wanted:
    """An event as it should begin."""

    terms: Terms
    details: Details
    schools: Sequence[School] = field(default_factory=tuple)


def terms_of(activity: Activity) -> Terms:
    """The terms as the event has them."""
    return Terms(**{name: getattr(activity, name) for name in Terms.__dataclass_fields__})


def details_of(activity: Activity) -> Details:
    """Everything else, as it stands."""
    values = {name: getattr(activity, name) for name in Details.__dataclass_fields__}
    series = activity.series.name if activity.series else ""
    return Details(**{**values, "outcomes": tuple(activity.outcomes), "series": series})


def can_be_set_up(partnership: Partnership, *, by: Person) -> Sequence[Proposal]:
    """What schools agreed to and no event is made of yet, by day."""
    rows = Proposal.objects.for_(by).filter(partnership=partnership, state__in=CAN_BE_SET_UP, activity=None)
    return tuple(rows.select_related("host").order_by("day", "title"))


def event_of(proposal: Proposal) -> Activity | None:
    """The event that was made of a proposal."""
    found: Activity | None = proposal.partnership.activities.filter(proposal=proposal).first()
    return found


def is_in(asked: Asked, proposal: Proposal) -> bool:
    """Whether a school agreed to the terms as they are now: in, or in if with its condition met."""
    return consent.holds(plan.standing(asked, owners=frozenset()), proposal.version)


def schools_of(proposal: Proposal) -> tuple[School, ...]:
    """The schools that are in, with what each gives and gets; owners as the proposal has them."""
    owners = {each.membership_id for each in plan.owners_of(proposal)}
    return tuple(
        School(each.membership, each.membership_id in owners, plan_words.gives(each)[:300], each.gets)
        for each in plan.asked_rows(proposal)
        if is_in(each, proposal)
    )


def not_in(proposal: Proposal) -> tuple[str, ...]:
    """The names of the schools that were asked and are not in now."""
    return tuple(each.membership.school.name for each in plan.asked_rows(proposal) if not is_in(each, proposal))


def wanted_of(proposal: Proposal, kind: str, day: dt.date) -> Wanted:
    """The event that a proposal describes. ``day`` is for a proposal that has none yet."""
    made = by_key(kind)
    day = proposal.day or day
    terms = Terms(
        day=day,
        ends_on=day + dt.timedelta(days=made.days - 1),
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        host_id=proposal.host_id,
        place=proposal.place,
        places=proposal.pupils or 0,
        year_groups=proposal.year_groups,
    )
    details = Details(
        kind=kind,
        title=proposal.title,
        about=proposal.about,
        why_together=proposal.why_together,
        by_name=made.needs.by_name,
        outcomes=tuple(made.outcomes),
    )
    return Wanted(terms, details, schools_of(proposal))


def proposed_terms(activity: Activity, proposal: Proposal) -> Terms:
    """The event's terms with everything that its proposal says laid over them. What it leaves open stays."""
    here = terms_of(activity)
    day = proposal.day or here.day
    length = here.ends_on - here.day
    said = {
        "starts_at": proposal.starts_at,
        "ends_at": proposal.ends_at,
        "host_id": proposal.host_id,
        "place": proposal.place,
        "places": proposal.pupils,
        "year_groups": proposal.year_groups,
    }
    kept = {name: value for name, value in said.items() if value}
    return replace(here, day=day, ends_on=day + length, **kept)


def changes(before: Terms, after: Terms, hosts: Mapping[str, str]) -> dict[str, list[str]]:
    """{what: [before, after]} in words, for what differs. ``hosts``: names of schools by id."""
    lines = (
        (_("When"), when(before), when(after)),
        (_("Host"), hosts.get(before.host_id or "", ""), hosts.get(after.host_id or "", "")),
        (_("Where"), before.place, after.place),
        (_("Places"), _places(before), _places(after)),
        (_("Years"), before.year_groups, after.year_groups),
    )
    return {what: [old, new] for what, old, new in lines if old != new}


def when(terms: Terms) -> str:
    """Thursday 3 December 2026, 9:30am to 3pm; with its last day where it has several."""
    said = f"{words.day(terms.day)} {terms.day.year}"
    if terms.ends_on != terms.day:
        said = _("%(first)s to %(last)s") % {"first": words.day(terms.day), "last": words.date(terms.ends_on)}
    at = plan_words.times(terms.starts_at, terms.ends_at)
    return f"{said}, {at}" if at else said


def _places(terms: Terms) -> str:
    return ngettext("%(n)d place", "%(n)d places", terms.places) % {"n": terms.places}


def lead_of(membership: Membership) -> Contact | None:
    """Whom to write to at a school of the partnership."""
    found: Contact | None = membership.contacts.filter(is_lead=True, ends_on=None).first()
    return found


def is_guest(membership: Membership) -> bool:
    """Whether the school comes as a guest."""
    return bool(membership.kind == MembershipKind.GUEST)
