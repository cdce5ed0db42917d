"""Academic years and half-terms. Pure: dates in, dates out.

An academic year runs from 1 September to 31 August and is said "2019/20". Its six half-terms are each
council's, trust's or school's to set; `usual_half_terms` is what most of England does, for a place that
has not said otherwise. A day is moved to another year by its week of the half-term, not by counting days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

NAMES = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")
_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, order=True)
class AcademicYear:
    """The year that begins on 1 September of ``start``."""

    start: int

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    @property
    def first(self) -> dt.date:
        """1 September."""
        return dt.date(self.start, 9, 1)

    @property
    def last(self) -> dt.date:
        """31 August of the next calendar year."""
        return dt.date(self.start + 1, 8, 31)

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class HalfTerm:
    """One of the six: ``index`` 0 to 5, both days counting."""

    index: int
    first: dt.date
    last: dt.date

    @property
    def name(self) -> str:
        """Autumn 1 to Summer 2."""
        return NAMES[self.index]

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class TermWeek:
    """A place in any year: the half-term, its week (0 is the one that it begins in), and the day (0 is Monday)."""

    half_term: int
    week: int
    weekday: int


def academic_year(day: dt.date) -> AcademicYear:
    """The academic year of a day."""
    return AcademicYear(day.year if day.month >= 9 else day.year - 1)


def usual_half_terms(year: AcademicYear) -> tuple[HalfTerm, ...]:
    """The six half-terms as most of England keeps them. A school's own dates always win."""
    autumn, winter = year.start, year.start + 1
    october = _last_monday(autumn, 10)
    february = _monday_on_or_after(dt.date(winter, 2, 12))
    may = _last_monday(winter, 5)
    spring_ends = _spring_ends(winter)
    spans = (
        (_weekday_on_or_after(dt.date(autumn, 9, 2)), october - 3 * _DAY),
        (october + _WEEK, _friday_on_or_before(dt.date(autumn, 12, 21))),
        (_spring_begins(winter), february - 3 * _DAY),
        (february + _WEEK, spring_ends),
        (_monday_on_or_after(spring_ends + 14 * _DAY), may - 3 * _DAY),
        (may + _WEEK, _weekday_on_or_before(dt.date(winter, 7, 22))),
    )
    return tuple(HalfTerm(index, first, last) for index, (first, last) in enumerate(spans))


def half_term_of(day: dt.date, half_terms: Sequence[HalfTerm]) -> HalfTerm | None:
    """The half-term a day lies in; None in the holidays."""
    return next((each for each in half_terms if day in each), None)


def current_or_next(day: dt.date, half_terms: Sequence[HalfTerm]) -> HalfTerm | None:
    """The half-term of a day, or in the holidays the one that comes; None after the last."""
    return next((each for each in half_terms if day <= each.last), None)


def term_week(day: dt.date, half_terms: Sequence[HalfTerm]) -> TermWeek | None:
    """Where a day stands in its year; None in the holidays."""
    found = half_term_of(day, half_terms)
    if found is None:
        return None
    return TermWeek(found.index, (day - _monday(found.first)).days // 7, day.weekday())


def day_in(place: TermWeek, half_terms: Sequence[HalfTerm]) -> dt.date:
    """The same place in another year. A week or day that this year does not have becomes the nearest one it has."""
    target = half_terms[place.half_term]
    day = _monday(target.first) + place.week * _WEEK + place.weekday * _DAY
    while day > target.last:
        day -= _WEEK
    while day < target.first:
        day += _WEEK
    return min(day, target.last)


def easter(year: int) -> dt.date:
    """Easter Sunday (Gregorian), by the algorithm that Meeus gives in Astronomical Algorithms, chapter 8."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 19 * m) // 433
    month = (h + m - 7 * n + 90) // 25
    return dt.date(year, month, (h + m - 7 * n + 33 * month + 19) % 32)


def _spring_begins(year: int) -> dt.date:
    """The first Monday from 3 January; where that is New Year's bank holiday, the day after."""
    monday = _monday_on_or_after(dt.date(year, 1, 3))
    new_year = dt.date(year, 1, 1)
    return monday + _DAY if new_year.weekday() == 5 and monday.day == 3 else monday


def _spring_ends(year: int) -> dt.date:
    """The day before Good Friday; where Easter is late, the first Friday of April."""
    good_friday = easter(year) - 2 * _DAY
    if good_friday <= dt.date(year, 4, 8):
        return good_friday - _DAY
    return _friday_on_or_before(dt.date(year, 4, 7))


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * _DAY


def _monday_on_or_after(day: dt.date) -> dt.date:
    return day + (-day.weekday() % 7) * _DAY


def _last_monday(year: int, month: int) -> dt.date:
    return _monday(dt.date(year, month, 31))


def _friday_on_or_before(day: dt.date) -> dt.date:
    return day - ((day.weekday() - 4) % 7) * _DAY


def _weekday_on_or_after(day: dt.date) -> dt.date:
    return day if day.weekday() < 5 else _monday(day) + _WEEK


def _weekday_on_or_before(day: dt.date) -> dt.date:
    return day if day.weekday() < 5 else _friday_on_or_before(day)
