"""Nudges: when a school was last reminded of a thing, and whether it arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bothways.core import access
from bothways.core.errors import NotFound
from bothways.core.models import OutboxRow, SendState
from bothways.partnerships.models import NoLetter, Nudge, NudgeLine, Partnership
from bothways.schools.models import Person, RoleAssignment
from bothways.schools.roles import PlaceKind

PATIENCE = dt.timedelta(days=3)
"""How long a school is left alone after a reminder of one thing."""


@dataclass(frozen=True)
class Delivery:
    """One school's line of a nudge, and what is truly known of its message."""

    school: str
    first_name: str
    state: str
    label: str
    look: str


LOOKS = {SendState.SENT: "ok", SendState.FAILED: "no", SendState.IN_DOUBT: "no"}


def lately(partnership: Partnership, need: str, now: dt.datetime) -> Mapping[str, dt.datetime]:
    """The schools (membership ids) reminded of a need within the last days, and when."""
    rows = NudgeLine.unscoped.filter(nudge__partnership=partnership, nudge__need=need)
    rows = rows.filter(nudge__sent_at__gt=now - PATIENCE).order_by("nudge__sent_at")
    return dict(rows.values_list("membership_id", "nudge__sent_at"))


def nudge(nudge_id: str, *, by: Person, partnership: Partnership) -> Nudge:
    """One nudge. NotFound otherwise."""
    return access.get(Nudge, nudge_id, by=by, using=Nudge.objects.for_(by).filter(partnership=partnership))


def deliveries(found: Nudge) -> Sequence[Delivery]:
    """School by school, told by the outbox and nothing else: two queries."""
    lines = list(
        found.lines.select_related("membership__school", "contact").order_by("membership__school__search_text")
    )
    ids = [line.pk for line in lines]
    states = dict(OutboxRow.objects.filter(about_id__in=ids).values_list("about_id", "state"))
    return [_delivery(line, states.get(line.pk, SendState.QUEUED)) for line in lines]


def _delivery(line: NudgeLine, state: str) -> Delivery:
    first = line.contact.first_name if line.contact else ""
    known = SendState(state)
    return Delivery(line.membership.school.name, first, state, str(known.label), LOOKS.get(known, "wait"))


def letter_of(role_id: str) -> tuple[Partnership, Person]:
    """Whose letters about which partnership a live link names. NotFound when either is gone."""
    role = RoleAssignment.unscoped.filter(pk=role_id, place_kind=PlaceKind.PARTNERSHIP).select_related("person").first()
    partnership = Partnership.unscoped.filter(pk=role.place_id).first() if role else None
    if role is None or partnership is None:
        raise NotFound
    return partnership, role.person


def wants_letters(partnership: Partnership, person: Person) -> bool:
    """Whether somebody gets the letters about its week: they do until they say otherwise."""
    return not NoLetter.unscoped.filter(partnership=partnership, person=person).exists()
