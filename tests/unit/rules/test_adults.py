"""A school's own rule for adults: counted by year, rounded up once a rule, strict where a year is not known."""

from __future__ import annotations

import pytest

from bothways.rules.adults import AdultRule, asked, read_years

YOUNG = AdultRule(frozenset({"R", "1", "2"}), 6)
OTHERS = AdultRule(frozenset(), 10)


@pytest.mark.parametrize(
    ("pupils", "adults"),
    [
        ({"5": 30}, 3),
        ({"5": 31}, 4),
        ({"1": 10, "5": 12}, 4),
        ({"1": 6}, 1),
        ({}, 0),
        ({"5": 0}, 0),
    ],
)
def test_pupils_are_counted_rule_by_rule(pupils: dict[str, int], adults: int) -> None:
    assert asked(pupils, [YOUNG, OTHERS]).adults == adults


def test_pupils_without_a_year_count_under_the_strictest_rule_that_could_be_theirs() -> None:
    assert asked({"": 12}, [YOUNG, OTHERS]).adults == 2
    assert asked({"": 12}, [YOUNG, OTHERS], frozenset({"5"})).adults == 2
    assert asked({"": 30}, [YOUNG, OTHERS], frozenset({"5"})).adults == 3
    assert asked({"": 30}, [YOUNG, OTHERS]).adults == 5


def test_years_without_a_rule_are_said() -> None:
    found = asked({"9": 20}, [YOUNG])
    assert (found.adults, found.uncovered) == (0, 20)


def test_thirty_pupils_and_two_adults_at_one_to_ten_are_one_short() -> None:
    found = asked({"5": 30}, [OTHERS])
    assert (found.adults, found.short(2), found.short(3), found.short(9)) == (3, 1, 0, 0)


def test_years_are_read_as_people_write_them() -> None:
    assert read_years("Reception, Year 1,2, x") == {"R", "1", "2"}
