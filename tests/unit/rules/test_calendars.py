"""Calendars laid over each other: exact small cases, and what holds for any calendars."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.rules import calendars, terms
from bothways.rules.calendars import Closure, Edge, Kept
from bothways.rules.terms import AcademicYear, HalfTerm, TermWeek

YEARS = st.integers(2000, 2098).map(AcademicYear)
YEAR = AcademicYear(2026)
USUAL = terms.usual_half_terms(YEAR)


def moved(index: int, *, first: int = 0, last: int = 0, base: tuple[HalfTerm, ...] = USUAL) -> tuple[HalfTerm, ...]:
    """The usual calendar with one half-term that starts and ends so many days later."""
    one = base[index]
    changed = HalfTerm(index, one.first + dt.timedelta(days=first), one.last + dt.timedelta(days=last))
    return (*base[:index], changed, *base[index + 1 :])


@st.composite
def shifted(draw: st.DrawFn, year: AcademicYear = YEAR) -> tuple[HalfTerm, ...]:
    """The usual calendar with every edge up to three days away."""
    days = st.integers(-3, 3).map(lambda count: dt.timedelta(days=count))
    return tuple(HalfTerm(e.index, e.first + draw(days), e.last + draw(days)) for e in terms.usual_half_terms(year))


def test_latest_first_and_earliest_last() -> None:
    found = calendars.overlap([USUAL, moved(2, first=2), moved(2, last=-1), moved(5, last=1)])
    assert found.torn == ()
    assert found.half_terms == moved(2, first=2, last=-1)


def test_a_half_term_without_a_common_day_stays_as_most_have_it() -> None:
    far = moved(0, first=60, last=60)
    found = calendars.overlap([USUAL, USUAL, far])
    assert found.torn == (0,)
    assert found.half_terms[0] == USUAL[0]


@given(st.lists(shifted(), min_size=1, max_size=6))
def test_every_day_of_the_overlap_is_in_every_calendar_and_no_longer_one_would_be(
    kept: list[tuple[HalfTerm, ...]],
) -> None:
    found = calendars.overlap(kept).half_terms
    for index, each in enumerate(found):
        assert all(own[index].first <= each.first and each.last <= own[index].last for own in kept)
        assert any(own[index].first == each.first for own in kept)
        assert any(own[index].last == each.last for own in kept)


@given(st.lists(shifted(), min_size=1, max_size=5), st.randoms())
def test_the_order_of_schools_does_not_matter(kept: list[tuple[HalfTerm, ...]], chance: object) -> None:
    other = list(kept)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert calendars.overlap(kept) == calendars.overlap(other)
    assert calendars.most_kept(kept) == calendars.most_kept(other)


def test_differences_are_counted_in_weekdays() -> None:
    """Spring 1 of 2026/27 usually starts on Monday 4 January; Autumn 2 ends on Friday 18 December."""
    found = calendars.differences(moved(1, last=3, base=moved(2, first=2)), USUAL)
    assert [(each.half_term, each.edge, each.days) for each in found] == [(1, Edge.ENDS, 1), (2, Edge.STARTS, 2)]


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        (dt.date(2026, 9, 4), dt.date(2026, 9, 7), 1),
        (dt.date(2026, 9, 7), dt.date(2026, 9, 4), -1),
        (dt.date(2026, 9, 4), dt.date(2026, 9, 6), 0),
        (dt.date(2026, 9, 7), dt.date(2026, 9, 14), 5),
    ],
)
def test_weekdays_between(one: dt.date, other: dt.date, days: int) -> None:
    assert calendars.weekdays_between(one, other) == days


@given(shifted(), shifted())
def test_no_difference_means_no_weekday_apart(own: tuple[HalfTerm, ...], most: tuple[HalfTerm, ...]) -> None:
    assert calendars.differences(own, own) == ()
    found = {(each.half_term, each.edge): each.days for each in calendars.differences(own, most)}
    back = {(each.half_term, each.edge): each.days for each in calendars.differences(most, own)}
    assert found == {place: -days for place, days in back.items()}


def test_clear_days_leave_out_closures_bank_holidays_and_weekends() -> None:
    closure = Closure(dt.date(2027, 4, 14), dt.date(2027, 4, 16), "exeat")
    found = calendars.clear_days(USUAL[4], [Kept(USUAL), Kept(USUAL, (closure,))], {dt.date(2027, 5, 3)})
    assert dt.date(2027, 4, 13) in found
    assert not {dt.date(2027, 4, 14), dt.date(2027, 4, 15), dt.date(2027, 4, 16), dt.date(2027, 5, 3)} & set(found)
    assert all(day.weekday() < 5 for day in found)
    assert len(found) == 35 - 3 - 1


@given(st.lists(shifted(), min_size=1, max_size=4), st.integers(0, 5))
def test_on_a_clear_day_everybody_teaches(kept: list[tuple[HalfTerm, ...]], index: int) -> None:
    schools = [Kept(each) for each in kept]
    both = calendars.overlap(kept).half_terms[index]
    for day in calendars.clear_days(both, schools):
        assert all(school.teaches(day) for school in schools)


def test_the_same_week_next_year_goes_by_the_term() -> None:
    """The second Tuesday of Autumn 2: 10 November 2026 is 9 November 2027."""
    after = terms.usual_half_terms(AcademicYear(2027))
    assert calendars.same_week(dt.date(2026, 11, 10), USUAL, after) == dt.date(2027, 11, 9)
    assert calendars.same_week(dt.date(2026, 10, 28), USUAL, after) is None


@given(YEARS, YEARS, st.integers(0, 365))
def test_a_day_keeps_its_weekday_unless_the_term_is_shorter(one: AcademicYear, other: AcademicYear, days: int) -> None:
    day = one.first + dt.timedelta(days=min(days, 360))
    ones, others = terms.usual_half_terms(one), terms.usual_half_terms(other)
    found = calendars.same_week(day, ones, others)
    here = terms.half_term_of(day, ones)
    assert (found is None) == (here is None)
    if found is not None and here is not None:
        assert found in others[here.index]
        assert found.weekday() == day.weekday() or found == others[here.index].last


def test_the_nearest_clear_day_prefers_the_same_day_of_the_week() -> None:
    place = TermWeek(1, 1, 3)  # Thursday 12 November 2026
    clear = [dt.date(2026, 11, 11), dt.date(2026, 11, 13), dt.date(2026, 11, 19)]
    assert calendars.nearest(place, USUAL[1], clear) == dt.date(2026, 11, 19)
    assert calendars.nearest(place, USUAL[1], []) is None


@given(YEARS, YEARS)
def test_the_usual_calendar_is_copied_to_the_usual_one(one: AcademicYear, other: AcademicYear) -> None:
    usual, after = terms.usual_half_terms(one), terms.usual_half_terms(other)
    assert calendars.copied(usual, usual, after) == after


def test_a_calendar_that_starts_two_days_later_does_so_again() -> None:
    """Monday 4 January 2027 became Wednesday the 6th; of 2028 it is the week of Monday the 3rd."""
    after = terms.usual_half_terms(AcademicYear(2027))
    copied = calendars.copied(moved(2, first=2), USUAL, after)
    assert copied[2].first == dt.date(2028, 1, 5)
    assert copied[:2] + copied[3:] == after[:2] + after[3:]


@given(shifted())
def test_small_moves_are_no_problem(kept: tuple[HalfTerm, ...]) -> None:
    assert calendars.problems(kept, YEAR) == ()


@pytest.mark.parametrize(
    ("kept", "code"),
    [
        (moved(0, first=90), "reversed"),
        (moved(1, first=-14), "overlaps"),
        (moved(5, last=60), "outside"),
        (moved(0, first=-40), "outside"),
        (moved(0, last=90), "long"),
    ],
)
def test_what_cannot_be_is_named(kept: tuple[HalfTerm, ...], code: str) -> None:
    assert code in {each[1] for each in calendars.problems(kept, YEAR)}
