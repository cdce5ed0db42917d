"""The partnership's calendar: the overlap of what its schools keep.

A school that keeps no dates keeps the usual half-terms (ADR 0018). Guests do not count: they come when they are asked.
A year is read once with four queries and kept on the partnership that was asked about, until `forget`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.partnerships.models import CalendarKind, DatesKind, Partnership, TermCalendar
from bothways.partnerships.queries import bank_holidays, belonging
from bothways.rules import calendars as rules
from bothways.rules import terms

_CACHE = "_years_read"
_PARTICULAR = (CalendarKind.COUNCIL, CalendarKind.TRUST, CalendarKind.SCHOOL)
_HOLIDAYS = (
    gettext_lazy("October half-term holiday"),
    gettext_lazy("Christmas holidays"),
    gettext_lazy("February half-term holiday"),
    gettext_lazy("Easter holidays"),
    gettext_lazy("May half-term holiday"),
    gettext_lazy("Summer holidays"),
)


@dataclass(frozen=True)
class Away:
    """Somebody who is closed on a day: one school, or everyone (``school`` is empty)."""

    school: str
    why: str
    school_id: str = ""


@dataclass(frozen=True)
class OfSchool:
    """What one member school keeps in a year. ``calendar_id`` is empty where nobody has said: the usual dates."""

    id: str
    name: str
    nation: str
    kept: rules.Kept
    calendar_id: str = ""


@dataclass(frozen=True)
class OfYear:
    """One academic year of a partnership."""

    year: int
    schools: tuple[OfSchool, ...]
    calendars: tuple[TermCalendar, ...]
    kept: Mapping[str, rules.Kept]
    overlap: rules.Overlap

    @property
    def half_terms(self) -> tuple[terms.HalfTerm, ...]:
        """The six in which every school teaches."""
        return self.overlap.half_terms

    @property
    def most(self) -> tuple[terms.HalfTerm, ...]:
        """The six that most schools keep."""
        return rules.most_kept(_of_schools(self.schools, self.year))

    def why(self, school: OfSchool, day: dt.date) -> str:
        """Why a school is closed on a day, in words; empty when it teaches."""
        holiday = bank_holidays.of_year(school.nation, terms.academic_year(day).start).get(day)
        if holiday:
            return holiday
        if terms.half_term_of(day, school.kept.half_terms) is None:
            return _holiday_name(day, school.kept.half_terms)
        closure = school.kept.closure_on(day)
        return (closure.name or _("closed")) if closure else ""


def year_calendar(partnership: Partnership, year: int) -> OfYear:
    """Everything about one academic year: four queries the first time, none after."""
    cache: dict[int, OfYear] = partnership.__dict__.setdefault(_CACHE, {})
    if year not in cache:
        cache[year] = _read(partnership, year)
    return cache[year]


def forget(partnership: Partnership) -> None:
    """Read anew when somebody asks next."""
    partnership.__dict__.pop(_CACHE, None)


def half_terms(partnership: Partnership, year: int) -> tuple[terms.HalfTerm, ...]:
    """The six half-terms in which every member school teaches."""
    return year_calendar(partnership, year).half_terms


def closed_on(partnership: Partnership, day: dt.date) -> Sequence[Away]:
    """Who is closed on a day, and why. Empty when everybody is open. On a weekend everybody is."""
    if day.weekday() >= 5:
        return (Away("", formats.date_format(day, "l")),)
    return closures_of_all(year_calendar(partnership, terms.academic_year(day).start), day)


def closures_of_all(found: OfYear, day: dt.date) -> tuple[Away, ...]:
    """Who is closed on a weekday. When all are closed for one reason, it is said once for everyone."""
    if not found.schools:
        holiday = bank_holidays.of_year(bank_holidays.ENGLAND, found.year).get(day, "")
        return (Away("", holiday),) if holiday else ()
    away = [Away(school.name, why, school.id) for school in found.schools if (why := found.why(school, day))]
    reasons = {each.why for each in away}
    if len(away) == len(found.schools) and len(reasons) == 1:
        return (Away("", reasons.pop()),)
    return tuple(away)


def clear_days(partnership: Partnership, year: int, half_term: int) -> tuple[dt.date, ...]:
    """The days of a half-term when every school teaches: no weekend, closure or bank holiday of anybody."""
    found = year_calendar(partnership, year)
    nations = {school.nation for school in found.schools} or {bank_holidays.ENGLAND}
    away = {day for nation in nations for day in bank_holidays.of_year(nation, year)}
    return rules.clear_days(found.half_terms[half_term], [school.kept for school in found.schools], away)


def same_week(partnership: Partnership, day: dt.date, year: int) -> dt.date | None:
    """The day in another academic year that is the same day of the same week of the same half-term.

    None for a day in the holidays: that has no place in a term.
    """
    one = half_terms(partnership, terms.academic_year(day).start)
    return rules.same_week(day, one, half_terms(partnership, year))


def half_term_now(partnership: Partnership, today: dt.date) -> tuple[int, int]:
    """(academic year's first calendar year, half-term 0 to 5) of a day; in the holidays, the half-term that comes."""
    year = terms.academic_year(today)
    found = terms.current_or_next(today, half_terms(partnership, year.start))
    return (year.start, found.index) if found else (year.start + 1, 0)


def _read(partnership: Partnership, year: int) -> OfYear:
    rows = partnership.calendars.filter(year=year, removed_at=None).prefetch_related("dates", "uses")
    calendars = tuple(sorted(rows, key=lambda each: (_PARTICULAR.index(each.kind), each.made_at, each.pk)))
    kept = {each.pk: _kept(each, year) for each in calendars}
    uses = {use.school_id: each.pk for each in calendars for use in each.uses.all()}  # the most particular comes last
    usual = rules.Kept(terms.usual_half_terms(terms.AcademicYear(year)))
    schools = tuple(
        OfSchool(
            id=each.school_id,
            name=each.school.name,
            nation=bank_holidays.nation_of(each.school),
            kept=kept.get(uses.get(each.school_id, ""), usual),
            calendar_id=uses.get(each.school_id, ""),
        )
        for each in belonging.members(partnership, guests=False)
    )
    return OfYear(year, schools, calendars, kept, rules.overlap(_of_schools(schools, year)))


def _kept(calendar: TermCalendar, year: int) -> rules.Kept:
    """A calendar's dates. One that has not got six half-terms is made up with the usual ones."""
    rows = sorted(calendar.dates.all(), key=lambda row: row.first)
    spans = [(row.first, row.last) for row in rows if row.kind == DatesKind.HALF_TERM]
    closures = tuple(rules.Closure(row.first, row.last, row.name) for row in rows if row.kind == DatesKind.CLOSURE)
    if len(spans) != 6:
        return rules.Kept(terms.usual_half_terms(terms.AcademicYear(year)), closures)
    return rules.Kept(tuple(terms.HalfTerm(index, *span) for index, span in enumerate(spans)), closures)


def _of_schools(schools: Sequence[OfSchool], year: int) -> list[tuple[terms.HalfTerm, ...]]:
    found = [school.kept.half_terms for school in schools]
    return found or [terms.usual_half_terms(terms.AcademicYear(year))]


def _holiday_name(day: dt.date, half_terms: Sequence[terms.HalfTerm]) -> str:
    """What the holiday is called that a day lies in: the one before the half-term that comes."""
    coming = terms.current_or_next(day, half_terms)
    return str(_HOLIDAYS[(coming.index if coming else 6) - 1])
