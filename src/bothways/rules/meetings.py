"""Which six days a year's meetings fall on, and who has missed several in a row. Pure: dates in, dates out."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bothways.rules.terms import HalfTerm

THURSDAY = 3
THIRD_WEEK = 2
_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


class Without(enum.StrEnum):
    """Why a half-term gets no day."""

    OVER = "over"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True)
class Choice:
    """One half-term with the day chosen for it, or why there is none."""

    half_term: HalfTerm
    day: dt.date | None
    without: Without | None = None


def six_days(
    half_terms: Sequence[HalfTerm],
    *,
    today: dt.date,
    closed: Callable[[dt.date], bool],
    taken: frozenset[int] = frozenset(),
    weekday: int = THURSDAY,
    week: int = THIRD_WEEK,
) -> tuple[Choice, ...]:
    """One day for each half-term: ``weekday`` (0 is Monday) in ``week`` (0 is the first), else as near to it as can be.

    Never today or earlier, never a day for which ``closed`` is true. ``taken`` are half-terms that have a meeting.
    """
    return tuple(_choose(each, today, closed, taken, weekday, week) for each in half_terms)


def _choose(
    half_term: HalfTerm,
    today: dt.date,
    closed: Callable[[dt.date], bool],
    taken: frozenset[int],
    weekday: int,
    week: int,
) -> Choice:
    if half_term.index in taken:
        return Choice(half_term, None, Without.TAKEN)
    if half_term.last <= today:
        return Choice(half_term, None, Without.OVER)
    days = (day for day in _nearest_first(half_term, weekday, week) if day > today and not closed(day))
    found = next(days, None)
    return Choice(half_term, found, None if found else Without.CLOSED)


def _nearest_first(half_term: HalfTerm, weekday: int, week: int) -> Iterator[dt.date]:
    """The wanted weekday in each week of the half-term, the wanted week first; of two as near, the later one."""
    monday = half_term.first - half_term.first.weekday() * _DAY
    wanted = monday + week * _WEEK + weekday * _DAY
    same = [monday + number * _WEEK + weekday * _DAY for number in range((half_term.last - monday).days // 7 + 1)]
    inside = [day for day in same if day in half_term]
    yield from sorted(inside, key=lambda day: (abs(day - wanted), day < wanted))


def missed_in_a_row(presences: Sequence[bool | None]) -> int:
    """How many of the latest meetings a school missed, one after another. None: no register, so it does not count."""
    known = [each for each in presences if each is not None]
    return next((number for number, here in enumerate(reversed(known)) if here), len(known))


def ends_at(starts_at: dt.time, minutes: int) -> dt.time:
    """The time on the clock after so many minutes of agenda; past midnight it is the last minute of the day."""
    total = min(starts_at.hour * 60 + starts_at.minute + minutes, 24 * 60 - 1)
    return dt.time(*divmod(total, 60))


def length(starts_at: dt.time, ends: dt.time) -> int:
    """Minutes from one time to another on the same day."""
    return (ends.hour - starts_at.hour) * 60 + ends.minute - starts_at.minute


def mark(shown: bool | None, standing: bool | None, pressed: bool) -> tuple[bool | None, bool]:
    """What a school's mark becomes, and whether two phones marked it otherwise. None is unmarked.

    ``shown`` is what this page had shown before, ``standing`` what is kept now. What is as it was shown is no press.
    Where another phone has said otherwise meanwhile, present anywhere wins: somebody saw them.
    """
    if pressed is shown:
        return standing, False
    if standing is None or standing is shown or standing is pressed:
        return pressed, False
    return True, True
