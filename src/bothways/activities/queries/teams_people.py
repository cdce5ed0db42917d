"""Who is put into teams, seminars and at tables: opaque ids, school and year, never a name.

For the engine and for the boards. What a person reads of them is a label (`queries/labels`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from bothways.activities.models import Activity, Adult, BookingState, Participant, TeamPlace, Wish

GONE = (BookingState.WITHDRAWN, BookingState.WAITING)


@dataclass(frozen=True)
class Member:
    """One pupil who comes. ``pupil_id`` is the same from event to event; empty once the child was let go of."""

    id: str
    school_id: str
    school_name: str
    is_guest: bool
    tag: int
    year_group: str
    labels: tuple[str, ...]
    pupil_id: str


@dataclass(frozen=True)
class Grown:
    """One adult whom a school brings, by number: "Adult 1 of Oak School" to others."""

    id: str
    school_id: str
    school_name: str
    number: int
    name: str


def members(activity: Activity) -> tuple[Member, ...]:
    """Everybody who comes, by school and tag. One query."""
    rows = Participant.unscoped.filter(booking__taking_part__activity=activity, withdrawn_at=None)
    rows = rows.exclude(booking__state__in=GONE).select_related("booking__taking_part__school")
    made = [_member(each) for each in rows]
    return tuple(sorted(made, key=lambda each: (each.school_name, each.school_id, each.tag)))


def _member(row: Participant) -> Member:
    part = row.booking.taking_part
    labels = tuple(str(each) for each in row.labels)
    return Member(
        row.pk, part.school_id, part.school.name, part.is_guest, row.tag, row.year_group, labels, row.pupil_id or ""
    )


def adults(activity: Activity) -> tuple[Grown, ...]:
    """Every adult who comes, numbered within the school. One query."""
    rows = Adult.unscoped.filter(booking__taking_part__activity=activity).exclude(booking__state__in=GONE)
    found = sorted(
        rows.select_related("booking__taking_part__school"),
        key=lambda row: (row.booking.taking_part.school.name, row.booking.taking_part.school_id, row.pk),
    )
    counts: dict[str, int] = {}
    made = []
    for row in found:
        part = row.booking.taking_part
        counts[part.school_id] = counts.get(part.school_id, 0) + 1
        made.append(Grown(row.pk, part.school_id, part.school.name, counts[part.school_id], row.name))
    return tuple(made)


def wishes(activity: Activity, schools: Collection[str] | None = None) -> tuple[tuple[str, str, bool], ...]:
    """(one, other, together) of pupils who come: every school's for the engine, or of the given schools alone."""
    rows = Wish.unscoped.filter(one__booking__taking_part__activity=activity)
    rows = rows.filter(one__withdrawn_at=None, other__withdrawn_at=None)
    if schools is not None:
        rows = rows.filter(one__booking__taking_part__school_id__in=schools)
    return tuple(sorted(rows.values_list("one_id", "other_id", "together")))


def places() -> QuerySet[TeamPlace]:
    """Who is in which team, with what says whether they still come."""
    return TeamPlace.unscoped.select_related("participant__booking", "adult__booking")


def met_before(activity: Activity, here: Sequence[Member]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Past events of the partnership: the pupils who are here today and shared a kept team then, in today's ids."""
    today = {each.pupil_id: each.id for each in here if each.pupil_id}
    rows = TeamPlace.unscoped.filter(
        participant__pupil_id__in=today,
        team__team_set__state="kept",
        team__team_set__purpose="teams",
        team__team_set__activity__partnership_id=activity.partnership_id,
        team__team_set__activity__day__lt=activity.day,
    )
    events: dict[str, dict[str, list[str]]] = {}
    for event, team, pupil in rows.values_list("team__team_set_id", "team_id", "participant__pupil_id"):
        events.setdefault(event, {}).setdefault(team, []).append(today[pupil])
    return tuple(
        tuple(sorted(tuple(sorted(team)) for team in teams.values() if len(team) > 1))
        for _event, teams in sorted(events.items())
        if any(len(team) > 1 for team in teams.values())
    )
