"""Six days for a year's meetings, and who missed several in a row."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.rules import meetings, terms
from bothways.rules.meetings import Without

YEAR = terms.AcademicYear(2026)
HALF_TERMS = terms.usual_half_terms(YEAR)
BEFORE = dt.date(2026, 8, 20)


def never(_day: dt.date) -> bool:
    return False


def test_the_third_thursday_of_each_half_term() -> None:
    found = meetings.six_days(HALF_TERMS, today=BEFORE, closed=never)
    days = [each.day for each in found]
    assert days[0] == dt.date(2026, 9, 17)
    assert days[1] == dt.date(2026, 11, 19)
    assert [each.half_term.index for each in found] == [0, 1, 2, 3, 4, 5]
    assert {day.weekday() for day in days if day} == {3}


def test_a_closed_day_gives_way_to_the_nearest_thursday_the_later_one_first() -> None:
    third = dt.date(2026, 9, 17)
    found = meetings.six_days(HALF_TERMS, today=BEFORE, closed=lambda day: day == third)
    assert found[0].day == dt.date(2026, 9, 24)
    both = {third, dt.date(2026, 9, 24)}
    assert meetings.six_days(HALF_TERMS, today=BEFORE, closed=both.__contains__)[0].day == dt.date(2026, 9, 10)


def test_half_terms_that_are_over_taken_or_closed_say_why() -> None:
    found = meetings.six_days(
        HALF_TERMS,
        today=dt.date(2026, 11, 22),
        closed=lambda day: day in HALF_TERMS[3],
        taken=frozenset({4}),
    )
    assert [each.without for each in found] == [Without.OVER, None, None, Without.CLOSED, Without.TAKEN, None]
    assert found[1].day == dt.date(2026, 11, 26)  # the third Thursday has passed


def test_on_the_last_thursday_of_a_half_term_nothing_is_left_of_it() -> None:
    last = HALF_TERMS[0].last
    thursday = last - dt.timedelta(days=(last.weekday() - 3) % 7)
    assert meetings.six_days(HALF_TERMS, today=thursday, closed=never)[0].without == Without.CLOSED


@given(
    st.integers(2019, 2040),
    st.dates(dt.date(2019, 1, 1), dt.date(2041, 1, 1)),
    st.sets(st.dates(dt.date(2019, 9, 1), dt.date(2041, 8, 1)), max_size=200),
    st.integers(0, 4),
    st.integers(0, 8),
)
def test_every_day_is_open_to_come_and_in_its_half_term(
    year: int, today: dt.date, closed: set[dt.date], weekday: int, week: int
) -> None:
    half_terms = terms.usual_half_terms(terms.AcademicYear(year))
    found = meetings.six_days(half_terms, today=today, closed=closed.__contains__, weekday=weekday, week=week)
    assert [each.half_term for each in found] == list(half_terms)
    for each in found:
        assert (each.day is None) == (each.without is not None)
        if each.day:
            assert each.day in each.half_term
            assert each.day > today
            assert each.day not in closed
            assert each.day.weekday() == weekday


@pytest.mark.parametrize(
    ("presences", "missed"),
    [
        ([], 0),
        ([None, None], 0),
        ([False], 1),
        ([True, False, False, False], 3),
        ([False, False, True], 0),
        ([False, None, False], 2),
    ],
)
def test_missed_in_a_row_counts_the_latest(presences: list[bool | None], missed: int) -> None:
    assert meetings.missed_in_a_row(presences) == missed


def test_minutes_add_up_to_a_time() -> None:
    assert meetings.ends_at(dt.time(15, 45), 95) == dt.time(17, 20)
    assert meetings.ends_at(dt.time(15, 45), 2000) == dt.time(23, 59)
    assert meetings.length(dt.time(15, 45), dt.time(17, 0)) == 75


@pytest.mark.parametrize("pressed", [True, False])
@pytest.mark.parametrize("standing", [None, True, False])
@pytest.mark.parametrize("shown", [None, True, False])
def test_of_two_phones_a_press_counts_a_page_left_open_does_not_and_here_wins(
    shown: bool | None, standing: bool | None, pressed: bool
) -> None:
    here, clash = meetings.mark(shown, standing, pressed)
    if pressed is shown:
        assert (here, clash) == (standing, False)
    elif standing is not None and standing is not shown and standing is not pressed:
        assert (here, clash) == (True, True)
    else:
        assert (here, clash) == (pressed, False)
