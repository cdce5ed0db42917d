"""How a practice spreads: exact small cases and properties."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from bothways.rules.spread import IN_USE, Step, growth, in_use, standing, turning_points

DAY = dt.date(2026, 9, 1)
WEEK = dt.timedelta(weeks=1)


def _steps(*told: tuple[str, str, int]) -> list[Step[str]]:
    return [Step(school, stage, DAY + WEEK * week) for school, stage, week in told]


STORY = _steps(("a", "adopted", 0), ("b", "heard", 1), ("b", "trying", 4), ("c", "adapted", 6), ("b", "stopped", 9))


def test_one_then_two_then_three_then_two() -> None:
    days = [DAY + WEEK * week for week in (0, 1, 4, 6, 9)]
    assert growth(STORY, days) == (1, 1, 2, 3, 2)
    assert [count for _day, count in turning_points(STORY, DAY + WEEK * 20)] == [1, 2, 3, 2]


def test_before_the_first_day_nobody_uses_it_and_later_steps_do_not_count_yet() -> None:
    assert in_use(STORY, DAY - WEEK) == 0
    assert standing(STORY, DAY + WEEK * 4)["b"].stage == "trying"


def test_of_two_steps_on_one_day_the_later_counts() -> None:
    assert in_use(_steps(("a", "adopted", 0), ("a", "stopped", 0)), DAY) == 0


def test_many_turns_are_thinned_and_keep_the_first_and_the_last() -> None:
    steps = _steps(*((str(number), "adopted", number) for number in range(30)))
    points = turning_points(steps, DAY + WEEK * 40)
    assert len(points) == 4
    assert (points[0][1], points[-1][1]) == (1, 30)


STAGES = st.sampled_from(["heard", "trying", "adopted", "adapted", "stopped"])
told = st.lists(st.tuples(st.sampled_from("abcde"), STAGES, st.integers(0, 60)))


@given(told, st.integers(0, 60))
def test_no_more_schools_use_it_than_have_said_so(rows: list[tuple[str, str, int]], week: int) -> None:
    ever = {school for school, stage, when in rows if stage in IN_USE and when <= week}
    assert in_use(_steps(*rows), DAY + WEEK * week) <= len(ever)


@given(told)
def test_points_change_each_time_and_end_where_it_is_today(rows: list[tuple[str, str, int]]) -> None:
    today = DAY + WEEK * 60
    points = turning_points(_steps(*rows), today, most=100)
    counts = [count for _day, count in points]
    assert all(before != after for before, after in itertools.pairwise(counts))
    assert 0 not in counts
