"""A fair share, initials that hide who is hidden, reserve lists, and numbers from which no child can be worked out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.rules import programmes as rules
from bothways.rules.disclosure import Named
from bothways.rules.programmes import Decided

COUNTS = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 20), min_size=1)


@pytest.mark.parametrize(("places", "schools", "share"), [(28, 3, 10), (28, 28, 1), (28, 0, 28), (1, 16, 1)])
def test_a_share_is_rounded_up(places: int, schools: int, share: int) -> None:
    assert rules.share(places, schools) == share


@pytest.mark.parametrize(
    ("child", "read"),
    [
        (Named("Ash", "B", "Robin T", hidden=False), "A.B."),
        (Named("Ash", "B", "Robin T", hidden=True), "R.T."),
        (Named("Ash", "", "Robin T", hidden=False), "A."),
        (Named("Ash", "", "Robin T", hidden=True), "R."),
        (Named("Ash", "B", "Robin", hidden=True), "R."),
        (Named("émile", "ö", "", hidden=False), "É.Ö."),
        (Named("", "", "Robin T", hidden=True), ""),
        (Named("", "", "", hidden=False), ""),
    ],
)
def test_initials_of_a_hidden_child_are_those_of_its_alias(child: Named, read: str) -> None:
    assert rules.initials(child) == read


@pytest.mark.parametrize(
    ("statement", "name", "found"),
    [
        ("Ash asks why.", "Ash", True),
        ("We trust Ash’s eye.", "Ash", True),
        ("She is ash-blonde.", "Ash", False),
        ("Ashley asks.", "Ash", False),
        ("Zoë builds.", "Zoë", True),
        ("Builds radios.", "", False),
    ],
)
def test_a_statement_that_names_the_child_is_noticed(statement: str, name: str, found: bool) -> None:
    assert rules.names_the_child(statement, name) is found


def test_a_reserve_list_has_no_gaps_and_two_ends() -> None:
    stands = [Decided("a", "reserve", 1), Decided("b", "reserve", 4), Decided("p", "placed")]
    assert rules.reserve_list(stands, ["c"]) == {"a": 1, "b": 2, "c": 3}
    assert rules.reserve_list(stands, ["c"], first=True) == {"c": 1, "a": 2, "b": 3}
    assert rules.reserve_list(stands, ["b"], first=True) == {"b": 1, "a": 2}
    assert rules.reserve_list(stands, ["b"]) == {"a": 1, "b": 2}


def test_more_than_the_places_is_counted_once_a_child() -> None:
    standing = [Decided("a", "placed"), Decided("b", "nominated"), Decided("c", "nominated")]
    assert rules.too_many(2, standing, ["a", "b"]) == 0
    assert rules.too_many(2, standing, ["b", "c"]) == 1


def test_a_school_of_three_hides_and_nobody_works_it_out() -> None:
    shown = rules.by_school({"PWS": 7, "KBA": 3, "TDA": 18})
    assert (shown.total, dict(shown.cells)) == (28, {"PWS": None, "KBA": None, "TDA": None})
    four = rules.by_school({"PWS": 7, "KBA": 3, "TDA": 12, "LAX": 6})
    assert dict(four.cells) == {"PWS": None, "KBA": None, "TDA": 12, "LAX": None}
    assert four.total == 28
    assert dict(rules.by_school({"PWS": 7, "KBA": 8, "TDA": 13}).cells) == {"PWS": 7, "KBA": 8, "TDA": 13}
    assert rules.by_school({"PWS": 25, "KBA": 3}).total is None


@given(COUNTS)
def test_whoever_knows_one_number_cannot_work_out_a_small_one(counts: dict[str, int]) -> None:
    """Whatever is shown, the hidden ones but any one are two at least, and add up to five."""
    shown = rules.by_school(counts)
    hidden = [key for key, count in shown.cells.items() if count is None]
    assert all(count is None or count == counts[key] for key, count in shown.cells.items())
    assert all(shown.cells[key] is None for key, count in counts.items() if 0 < count < 5)
    if shown.total is None:
        return
    for knows in hidden:
        rest = [counts[key] for key in hidden if key != knows]
        assert len(rest) >= 2
        assert sum(rest) >= 5


SCHOOLS = st.integers(1, 15)


@given(st.lists(st.tuples(SCHOOLS, st.integers(0, 15)), min_size=1, max_size=6))
def test_a_criterion_is_shown_only_where_no_group_under_five_is_behind_it(rows: list[tuple[int, int]]) -> None:
    of_school = {str(n): of for n, (of, _meets) in enumerate(rows)}
    meets = {str(n): min(of, yes) for n, (of, yes) in enumerate(rows)}
    shown = rules.criteria(of_school, {"A": meets})["A"]
    if shown is None:
        return
    assert shown == sum(meets.values())
    for key in [*of_school, None]:
        others = [school for school in of_school if school != key]
        yes, of = sum(meets[each] for each in others), sum(of_school[each] for each in others)
        assert of == 0 or (yes >= 5 and of - yes >= 5)


def test_criteria_of_a_usual_cohort_are_shown_and_those_of_few_are_not() -> None:
    of_school = {"PWS": 7, "KBA": 8, "TDA": 15}
    meeting = {
        "A": {"PWS": 4, "KBA": 4, "TDA": 6},
        "B": {"PWS": 1, "KBA": 1, "TDA": 1},
        "C": {"PWS": 7, "KBA": 8, "TDA": 15},
        "D": {"PWS": 1, "KBA": 2, "TDA": 9},
    }
    assert rules.criteria(of_school, meeting) == {"A": 14, "B": None, "C": None, "D": None}


def test_years_hide_the_smaller_half_and_how_few_left() -> None:
    rows = [
        rules.Year(2026, 28, 0, 2),
        rules.Year(2027, 10, 18, 6),
        rules.Year(2028, 25, 3, 0),
        rules.Year(2025, 3, 0, 0),
    ]
    shown = rules.over_years(rows)
    assert [row.year for row in shown] == [2025, 2026, 2027, 2028]
    assert all(before.year < after.year for before, after in pairwise(shown))
    assert [(row.entered, row.continuing, row.cohort, row.left) for row in shown] == [
        (None, 0, None, 0), (28, 0, 28, None), (10, 18, 28, 6), (None, None, 28, 0),
    ]  # fmt: skip
    assert shown[1].academic == "2026/27"
