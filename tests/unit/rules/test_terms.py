"""Academic years and half-terms: exact dates, and what holds in every year."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.rules import terms
from bothways.rules.terms import AcademicYear, TermWeek

YEARS = st.integers(2000, 2098).map(AcademicYear)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (dt.date(2019, 8, 31), "2018/19"),
        (dt.date(2019, 9, 1), "2019/20"),
        (dt.date(2000, 2, 29), "1999/00"),
        (dt.date(2028, 2, 29), "2027/28"),
    ],
)
def test_an_academic_year_turns_on_the_first_of_september(day: dt.date, label: str) -> None:
    year = terms.academic_year(day)
    assert (str(year), day in year) == (label, True)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2024, dt.date(2024, 3, 31)),
        (2025, dt.date(2025, 4, 20)),
        (2026, dt.date(2026, 4, 5)),
        (2038, dt.date(2038, 4, 25)),
    ],
)
def test_easter(year: int, sunday: dt.date) -> None:
    assert terms.easter(year) == sunday


def test_the_usual_half_terms_of_a_year_as_england_kept_it() -> None:
    """2025/26: October half-term from the 27th, February from the 16th, Easter Sunday 5 April, May from the 25th."""
    found = [(each.name, each.first, each.last) for each in terms.usual_half_terms(AcademicYear(2025))]
    assert found == [
        ("Autumn 1", dt.date(2025, 9, 2), dt.date(2025, 10, 24)),
        ("Autumn 2", dt.date(2025, 11, 3), dt.date(2025, 12, 19)),
        ("Spring 1", dt.date(2026, 1, 5), dt.date(2026, 2, 13)),
        ("Spring 2", dt.date(2026, 2, 23), dt.date(2026, 4, 2)),
        ("Summer 1", dt.date(2026, 4, 20), dt.date(2026, 5, 22)),
        ("Summer 2", dt.date(2026, 6, 1), dt.date(2026, 7, 22)),
    ]


@given(YEARS)
def test_half_terms_lie_in_their_year_in_order_on_weekdays_with_a_holiday_between(year: AcademicYear) -> None:
    found = terms.usual_half_terms(year)
    assert len(found) == 6
    assert all(each.first in year and each.last in year for each in found)
    assert all(each.first.weekday() < 5 and each.last.weekday() < 5 for each in found)
    assert all(20 < (each.last - each.first).days < 70 for each in found)
    assert all((after.first - before.last).days >= 9 for before, after in itertools.pairwise(found))


@given(YEARS, st.integers(0, 365))
def test_a_day_goes_to_its_place_and_back(year: AcademicYear, days: int) -> None:
    half_terms = terms.usual_half_terms(year)
    day = year.first + dt.timedelta(days=min(days, (year.last - year.first).days))
    place = terms.term_week(day, half_terms)
    assert (place is None) == (terms.half_term_of(day, half_terms) is None)
    if place is not None:
        assert terms.day_in(place, half_terms) == day


@given(YEARS, YEARS, st.integers(0, 5), st.integers(0, 8), st.integers(0, 4))
def test_a_place_always_lands_in_its_half_term(
    one: AcademicYear, other: AcademicYear, index: int, week: int, weekday: int
) -> None:
    half_terms = terms.usual_half_terms(other)
    assert terms.day_in(TermWeek(index, week, weekday), half_terms) in half_terms[index]


def test_the_same_week_next_year_is_not_the_same_day_count() -> None:
    this, after = (terms.usual_half_terms(AcademicYear(year)) for year in (2025, 2026))
    place = terms.term_week(dt.date(2025, 11, 6), this)
    assert place == TermWeek(1, 0, 3)
    assert terms.day_in(place, after) == dt.date(2026, 11, 5)


def test_in_the_holidays_the_next_half_term_is_what_comes() -> None:
    half_terms = terms.usual_half_terms(AcademicYear(2025))
    coming = terms.current_or_next(dt.date(2025, 12, 25), half_terms)
    assert coming is not None
    assert coming.name == "Spring 1"
    assert terms.current_or_next(dt.date(2026, 8, 1), half_terms) is None


def test_spring_never_begins_on_new_years_bank_holiday() -> None:
    firsts = [terms.usual_half_terms(AcademicYear(year))[2].first for year in (2026, 2027)]
    assert firsts == [dt.date(2027, 1, 4), dt.date(2028, 1, 4)]
