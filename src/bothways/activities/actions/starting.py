"""The timetable that an event of a kind begins with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bothways.activities.kinds import kind_of
from bothways.activities.kinds.kind import Slot
from bothways.activities.models import Activity, Session
from bothways.schools.models import School

LAST = dt.time(23, 59)


def lay_out(held: Activity) -> int:
    """Sessions from the kind's starting timetable, from when the event begins. Returns how many.

    What would begin after the event ends, or on a day that it does not have, is left out.
    """
    kind = kind_of(held)
    start = held.starts_at or kind.starts
    made: list[Session] = []
    for number, slot in enumerate(kind.slots):
        day = held.day + dt.timedelta(days=slot.day)
        if day <= held.ends_on:
            made += _of_slot(held, slot, day, start, number)
    kept = [each for each in made if held.ends_at is None or each.starts_at < held.ends_at]
    for each in kept:
        if held.ends_at is not None:
            each.ends_at = min(each.ends_at, held.ends_at)
    Session.objects.bulk_create(kept)
    return len(kept)


def _of_slot(held: Activity, slot: Slot, day: dt.date, start: dt.time, number: int) -> Iterator[Session]:
    schools: list[School | None] = [None]
    if slot.each_school:
        schools = [each.school for each in held.taking_part.select_related("school").order_by("school__search_text")]
    for turn, school in enumerate(schools):
        begins = later(start, slot.at + turn * slot.minutes)
        ends = later(start, slot.at + (turn + 1) * slot.minutes)
        if begins >= ends:  # past midnight
            continue
        yield Session(
            activity=held,
            title=str(slot.title),
            kind=slot.kind,
            mode=slot.mode,
            audience=slot.audience,
            day=day,
            starts_at=begins,
            ends_at=ends,
            block=str(slot.beside),
            opt_out=slot.opt_out,
            school=school,
            order=number,
        )


def later(at: dt.time, minutes: int) -> dt.time:
    """So many minutes later on the same day; a minute before midnight at the most."""
    found = at.hour * 60 + at.minute + minutes
    return LAST if found >= 24 * 60 else dt.time(found // 60, found % 60)
