"""The timetable as its pages draw it: days, what stands side by side, and what clashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bothways.activities.queries import timetable
from bothways.activities.queries.clashes import ClashRow, clashes
from bothways.activities.queries.timetable import SessionRow
from bothways.partnerships.queries.plan_words import times
from bothways.web.event.here import Here


@dataclass(frozen=True)
class Group:
    """Sessions at one time: one of its own, or several side by side under the name of their block."""

    when: str
    starts: str
    block: str
    rows: Sequence[SessionRow]


@dataclass(frozen=True)
class Day:
    """One day of the event."""

    day: dt.date
    groups: Sequence[Group]


@dataclass(frozen=True)
class Table:
    """The whole of it, with the clashes by session for whoever may mend them."""

    rows: Sequence[SessionRow]
    days: Sequence[Day]
    clashes: Sequence[ClashRow]
    clashing: frozenset[str]


def schools_of(here: Here) -> list[Any]:
    """The schools that lead or perform: those that take part, and the host."""
    found = {part.school_id: part.school for part in here.parts if part.left_at is None}
    if here.activity.host is not None:
        found.setdefault(here.activity.host_id, here.activity.host)
    return sorted(found.values(), key=lambda school: school.name)


def table_of(here: Here) -> Table:
    """The timetable of the event; clashes are worked out for those who set it up."""
    rows = timetable.timetable(here.activity)
    found = clashes(here.activity, rows) if here.may_set_up else ()
    clashing = frozenset(session for each in found for session in each.sessions)
    return Table(rows, days_of(rows), found, clashing)


def days_of(rows: Sequence[SessionRow]) -> tuple[Day, ...]:
    """Sessions by day, then by time; those of one block and one time together."""
    days = groupby(rows, key=lambda row: row.day)
    return tuple(Day(day, tuple(_groups(list(of_day)))) for day, of_day in days)


def _groups(rows: Sequence[SessionRow]) -> Sequence[Group]:
    found: list[Group] = []
    for (starts, ends, block), same in groupby(rows, key=lambda row: (row.starts_at, row.ends_at, row.block)):
        together = list(same)
        parts = [together] if block else [[row] for row in together]
        found += [Group(times(starts, ends), starts.strftime("%H:%M"), block, part) for part in parts]
    return found
