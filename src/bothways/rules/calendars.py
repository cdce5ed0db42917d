"""Several term calendars laid over each other. Pure: dates in, dates out; words are made elsewhere.

A calendar is the six half-terms and the closures inside them (`Kept`). A day is clear when everybody teaches.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bothways.rules.terms import AcademicYear, HalfTerm, TermWeek, day_in, half_term_of, term_week

_DAY = dt.timedelta(days=1)
_WEEKEND = 5


@dataclass(frozen=True, order=True)
class Closure:
    """A day or more inside a half-term when the school does not teach; both days count."""

    first: dt.date
    last: dt.date
    name: str = ""

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Kept:
    """What one school keeps for a year."""

    half_terms: tuple[HalfTerm, ...]
    closures: tuple[Closure, ...] = ()

    def closure_on(self, day: dt.date) -> Closure | None:
        """The closure that a day lies in."""
        return next((each for each in self.closures if day in each), None)

    def teaches(self, day: dt.date) -> bool:
        """Whether it is a school day: inside a half-term, no closure, no weekend. Bank holidays are not known here."""
        inside = half_term_of(day, self.half_terms) is not None
        return inside and day.weekday() < _WEEKEND and self.closure_on(day) is None


@dataclass(frozen=True)
class Overlap:
    """What several calendars have in common. ``torn``: half-terms of which they share no day."""

    half_terms: tuple[HalfTerm, ...]
    torn: tuple[int, ...] = ()


class Edge(enum.StrEnum):
    """Which end of a half-term."""

    STARTS = "starts"
    ENDS = "ends"


@dataclass(frozen=True)
class Difference:
    """One end of a half-term that is not where most have it. ``days`` are weekdays: below zero is earlier.

    Where only the weekend lies between the two, ``days`` is 0 and nothing is said of it.
    """

    half_term: int
    edge: Edge
    days: int
    day: dt.date


def overlap(calendars: Collection[tuple[HalfTerm, ...]]) -> Overlap:
    """Latest first day, earliest last day. A half-term without a common day stays as most calendars have it.

    ``calendars`` holds one entry a school, so that most means most schools; it must not be empty.
    """
    most = most_kept(calendars)
    found: list[HalfTerm] = []
    torn: list[int] = []
    for index, usual in enumerate(most):
        first = max(each[index].first for each in calendars)
        last = min(each[index].last for each in calendars)
        if first <= last:
            found.append(HalfTerm(index, first, last))
        else:
            found.append(usual)
            torn.append(index)
    return Overlap(tuple(found), tuple(torn))


def most_kept(calendars: Collection[tuple[HalfTerm, ...]]) -> tuple[HalfTerm, ...]:
    """The six half-terms that most schools keep; of two kept by as many, the earlier one."""
    counts = Counter(calendars)
    return min(counts, key=lambda each: (-counts[each], [(half.first, half.last) for half in each]))


def differences(own: Sequence[HalfTerm], most: Sequence[HalfTerm]) -> tuple[Difference, ...]:
    """Where a calendar leaves what most keep, in the order of the year."""
    found: list[Difference] = []
    for mine, theirs in zip(own, most, strict=True):
        for edge, day, other in ((Edge.STARTS, mine.first, theirs.first), (Edge.ENDS, mine.last, theirs.last)):
            days = weekdays_between(other, day)
            if days:
                found.append(Difference(mine.index, edge, days, day))
    return tuple(found)


def weekdays_between(one: dt.date, other: dt.date) -> int:
    """How many weekdays later ``other`` is; below zero when it is earlier. Friday to Monday is one."""
    if other < one:
        return -weekdays_between(other, one)
    return sum(1 for day in _days(one + _DAY, other) if day.weekday() < _WEEKEND)


def clear_days(half_term: HalfTerm, kept: Collection[Kept], away: Collection[dt.date] = ()) -> tuple[dt.date, ...]:
    """The days of a half-term when everybody teaches. ``away``: days when nobody does, as bank holidays."""
    distinct = set(kept)
    return tuple(
        day
        for day in _days(half_term.first, half_term.last)
        if day.weekday() < _WEEKEND and day not in away and all(each.teaches(day) for each in distinct)
    )


def same_week(day: dt.date, one: Sequence[HalfTerm], other: Sequence[HalfTerm]) -> dt.date | None:
    """The same day of the same week of the same half-term in another year; None for a day in the holidays."""
    place = term_week(day, one)
    return None if place is None else day_in(place, other)


def nearest(place: TermWeek, half_term: HalfTerm, clear: Sequence[dt.date]) -> dt.date | None:
    """Of the clear days the one nearest to a place, the same day of the week first. None when no day is clear."""
    if not clear:
        return None
    six = tuple(half_term for _ in range(6))  # day_in looks only at the place's own half-term
    wanted = day_in(place, six)
    return min(clear, key=lambda day: (day.weekday() != wanted.weekday(), abs(day - wanted), day))


def copied(half_terms: Sequence[HalfTerm], one: Sequence[HalfTerm], other: Sequence[HalfTerm]) -> tuple[HalfTerm, ...]:
    """A calendar for another year: each end is as many days from the usual one as it is this year.

    Measured in whole weeks from the Monday and the day of the week, so that a school which starts on the
    Wednesday of the usual first week does so again.
    """
    return tuple(
        HalfTerm(mine.index, *_ordered(_like(mine.first, was.first, now.first), _like(mine.last, was.last, now.last)))
        for mine, was, now in zip(half_terms, one, other, strict=True)
    )


def _like(day: dt.date, was: dt.date, now: dt.date) -> dt.date:
    if day == was:
        return now
    weeks = (_monday(day) - _monday(was)).days
    return _monday(now) + (weeks + day.weekday()) * _DAY


def _ordered(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    return (first, last) if first <= last else (last, first)


def problems(half_terms: Sequence[HalfTerm], year: AcademicYear) -> tuple[tuple[int, str], ...]:
    """What cannot be: (half-term, code), codes ``reversed``, ``overlaps``, ``outside``, ``long``.

    Scotland starts in the middle of August, so August before the year counts as inside.
    """
    opens = dt.date(year.start, 8, 1)
    found: list[tuple[int, str]] = []
    before: HalfTerm | None = None
    for each in half_terms:
        if each.last < each.first:
            found.append((each.index, "reversed"))
        elif each.first < opens or each.last > year.last:
            found.append((each.index, "outside"))
        elif (each.last - each.first).days > 100:
            found.append((each.index, "long"))
        elif before and each.first <= before.last:
            found.append((each.index, "overlaps"))
        before = each
    return tuple(found)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = first
    while day <= last:
        yield day
        day += _DAY


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * _DAY
