"""Who has done which training, who is due, when it is asked what was shared."""

from __future__ import annotations

import datetime as dt

import pytest

from bothways.rules import training

DONE = dt.date(2026, 11, 2)


def test_fifteen_of_sixteen_schools_is_93_8_per_cent() -> None:
    schools = [str(n) for n in range(16)]
    found = training.tally(schools, [*schools[:15], "0", "left long ago"])
    assert (found.done, found.of, found.percent) == (15, 16, 93.8)
    assert training.tally([], ["0"]).percent == 0
    assert training.still_due(schools, schools[:15]) == ["15"]


@pytest.mark.parametrize(
    ("asked", "shared", "days", "may"),
    [
        (False, False, 27, False),
        (False, False, 28, True),
        (True, False, 28, False),
        (False, True, 28, False),
    ],
)
def test_it_is_asked_once_after_four_weeks_and_not_of_who_told(asked: bool, shared: bool, days: int, may: bool) -> None:
    assert training.may_be_asked(DONE, asked, shared, DONE + dt.timedelta(days=days)) is may


def test_areas_where_most_are_unsure_come_first_and_sure_ones_not_at_all() -> None:
    said = {"biology": [2, 5], "physics": [1, 2, 3], "earth": [4], "maths": []}
    assert training.weakest(said) == [("physics", 2, 3), ("biology", 1, 2)]
