"""Who was reached, year groups as people write them, and small numbers that stay hidden."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.rules import reach, small_numbers, year_groups
from bothways.rules.reach import Visit

VISITS = (
    Visit("A", "conference", 8, ("7", "8"), {"7": 5, "8": 3}),
    Visit("B", "conference", 6, ("7", "8")),
    Visit("B", "singing", 30, ("5",)),
    Visit("C", "singing", 0, ("5",)),
)


def test_totals_count_attendances_and_what_nobody_recorded_is_not_nought() -> None:
    assert reach.totals(VISITS) == reach.Totals(pupils=44, activities=2, schools=2, families=None)
    assert reach.totals([*VISITS, Visit("A", "fair", 3, families=0)]).families == 0


def test_by_sector_and_by_year() -> None:
    assert reach.by(VISITS, {"A": "state", "B": "independent"}) == {"state": 8, "independent": 36, "": 0}
    assert reach.by_year(VISITS) == ({"7": 5, "8": 3, "5": 30}, 6)


def test_who_had_nothing_yet() -> None:
    covered = reach.coverage({"A": ("7", "8", "9"), "B": ("5", "6"), "C": ("5",)}, VISITS)
    assert covered == {"A": {"7": 1, "8": 1, "9": 0}, "B": {"5": 1, "6": 0}, "C": {"5": 0}}
    assert reach.without(covered) == {"A": ["9"], "B": ["6"], "C": ["5"]}


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("Years 7 & 8", "7 8"),
        ("Y9–10", "9 10"),
        ("7-8", "7 8"),
        ("Reception, 1 and 2", "R 1 2"),
        ("KS2", "3 4 5 6"),
        ("key stage 3 and Y10", "7 8 9 10"),
        ("sixth form", "12 13"),
        ("EYFS", "N R"),
        ("R to 2", "R 1 2"),
        ("Year 5", "5"),
        ("everybody", ""),
        ("Year 55", ""),
        ("8 to 7", ""),
        ("", ""),
    ],
)
def test_year_groups_as_people_write_them(words: str, years: str) -> None:
    assert year_groups.from_words(words) == tuple(years.split())


def test_the_year_groups_of_a_school_follow_its_ages() -> None:
    assert year_groups.of_ages(3, 11) == ("N", "R", "1", "2", "3", "4", "5", "6")
    assert year_groups.of_ages(11, 18) == ("7", "8", "9", "10", "11", "12", "13")
    assert year_groups.of_ages(None, 11) == ()


def test_small_cells_take_a_second_one_with_them() -> None:
    assert small_numbers.shown({"A": 3, "B": 9, "C": 20}) == small_numbers.Shown({"A": None, "B": None, "C": 20}, 32)
    assert small_numbers.shown({"A": 0, "B": 9}) == small_numbers.Shown({"A": 0, "B": 9}, 9)
    assert small_numbers.shown({"A": 3}) == small_numbers.Shown({"A": None}, None)
    assert small_numbers.shown({"A": 1, "B": 2}) == small_numbers.Shown({"A": None, "B": None}, None)


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 12), min_size=1))
def test_no_small_cell_can_be_worked_out_from_what_is_shown(cells: dict[str, int]) -> None:
    """Every way to fill the hidden cells that fits what is shown: a small cell has at least two possible values."""
    told = small_numbers.shown(cells)
    hidden = [key for key, count in told.cells.items() if count is None]
    assert all(told.cells[key] is None for key, count in cells.items() if small_numbers.is_small(count))
    if not hidden or told.total is None:
        return
    left = told.total - sum(count for count in told.cells.values() if count is not None)
    assert left >= small_numbers.FEWEST
    if len(hidden) > 3:
        return
    fits = [each for each in itertools.product(range(1, left + 1), repeat=len(hidden)) if sum(each) == left]
    for place, key in enumerate(hidden):
        assert len({each[place] for each in fits}) > 1, (key, cells)
