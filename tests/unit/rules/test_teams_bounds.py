"""No plan beats a bound: every plan of some hundreds of tiny events is looked at. And bounds are not idle."""

from typing import Any

import numpy as np
import pytest

from bothways.rules.teams import Pupil, School, TeamRules, compile_brief
from bothways.rules.teams.bounds import all_bounds, even_squares, pour, spread_out
from bothways.rules.teams.columns import Generation
from bothways.rules.teams.compiled import NO_LONE
from bothways.rules.teams.model import MODES, TeamBrief
from bothways.rules.teams.patterns import within_reach
from bothways.rules.teams.start import sizes_for
from tests.unit.rules.teams_oracle import levels, plans, tiny


def bounds_by_name(brief: TeamBrief) -> dict[str, int]:
    compiled = compile_brief(brief)
    size = sizes_for(compiled)
    bound = [int(each) for each in all_bounds(compiled, size)][1:]
    if compiled.mode == MODES.index("by_school"):
        bound[0] = 0
    names = ["lone" if compiled.mode == NO_LONE else "school", "met", *brief.attributes, *brief.scores]
    return dict(zip(names, bound, strict=True))


def gaps(mode: str, count: int, *, rules: bool) -> dict[str, list[int]]:
    """Best value less bound of every level alone, over the events that can be done."""
    out: dict[str, list[int]] = {}
    for seed in range(count):
        brief = tiny(seed, mode, rules=rules)
        found = [levels(brief, plan) for plan in plans(brief)]
        bound = bounds_by_name(brief)
        for name in found[0] if found else ():
            out.setdefault(name, []).append(min(each[name] for each in found) - bound[name])
    return out


@pytest.mark.parametrize("mode", MODES)
def test_no_plan_of_a_tiny_event_beats_a_bound(mode: str) -> None:
    for name, gap in gaps(mode, 60, rules=True).items():
        assert min(gap) >= 0, (name, gap)
        assert len(gap) > 20


def test_without_rules_every_bound_is_met_exactly() -> None:
    found = gaps("spread", 60, rules=False)
    for name in ("school", "year", "sex"):
        assert max(found[name]) == 0, name


def test_with_rules_most_bounds_are_still_met_exactly() -> None:
    found = gaps("spread", 120, rules=True)
    met = {name: sum(each == 0 for each in gap) / len(gap) for name, gap in found.items()}
    assert met["school"] > 0.8
    assert met["year"] > 0.8
    assert met["sex"] > 0.7
    assert met["met"] > 0.2


def test_nobody_alone_who_need_not_be_bounds_the_first_label_and_nearly_meets_it() -> None:
    exact = total = 0
    for seed in range(120):
        brief = tiny(seed, "no_lone", rules=False)
        compiled = compile_brief(brief)
        size = sizes_for(compiled)
        found = [levels(brief, plan) for plan in plans(brief)]
        least = bounds_by_name(brief)["lone"]
        years = [each["year"] for each in found if each["lone"] == least]
        if not years or not within_reach(compiled, size):
            continue
        bound = Generation(compiled, size).bound()
        assert bound <= min(years)
        exact, total = exact + (bound == min(years)), total + 1
    assert total > 40
    assert exact > total * 3 // 4


def a_dozen(**rules: Any) -> dict[str, int]:
    """Bounds for 12 pupils of 4 schools (3 each, neighbours in id) in 3 teams; the first school is all of year 7."""
    pupils = tuple(
        Pupil(f"P{i:02}", f"S{i // 3}", {"year": "7" if i < 3 else "8", "sex": "M"}, {"prior": 0}, i < 3)
        for i in range(12)
    )
    schools = tuple(School(f"S{k}") for k in range(4))
    return bounds_by_name(TeamBrief(schools, pupils, TeamRules(3, (2, 6), **rules), ("year", "sex"), ("prior",)))


TRIPLE, PAIR = ("P00", "P01", "P02"), ("P00", "P01")


@pytest.mark.parametrize(
    ("rules", "school", "year"),
    [
        ({}, 0, 3 + 27),
        ({"together": (TRIPLE,)}, 3, 9 + 27),
        ({"together": (PAIR,)}, 1, 5 + 27),
        ({"fixed": {"P00": 1, "P01": 1}}, 1, 5 + 27),
        ({"fixed": {"P00": 1}, "together": (PAIR,)}, 1, 5 + 27),
        ({"accessible_teams": frozenset({2})}, 3, 9 + 27),
        ({"accessible_teams": frozenset({0, 2})}, 1, 5 + 27),
        ({"together": (PAIR, ("P03", "P04"), ("P06", "P09"))}, 2, 5 + 27),
        ({"fixed": dict.fromkeys([f"P{i:02}" for i in range(3, 8)], 0)}, 3 + 1, 3 + 25 + 4 + 4),
    ],
)
def test_what_each_rule_costs_at_least(rules: dict[str, Any], school: int, year: int) -> None:
    bound = a_dozen(**rules)
    assert (bound["school"], bound["year"]) == (school, year)


@pytest.mark.parametrize(("total", "teams", "squares"), [(7, 3, 17), (-7, 3, 17), (6, 3, 12), (0, 4, 0), (-1, 4, 1)])
def test_even_sums_have_the_least_squares(total: int, teams: int, squares: int) -> None:
    assert even_squares(total, teams) == squares


def slow_pour(load: list[int], count: int, step: int) -> list[int]:
    for _ in range(count):
        load[load.index(min(load))] += step
    return sorted(load)


def test_pouring_in_layers_is_pouring_one_at_a_time() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        load = rng.integers(0, 6, size=rng.integers(1, 6))
        count, step = int(rng.integers(0, 30)), int(rng.integers(1, 3))
        assert sorted(pour(load, count, step)) == slow_pour(load.tolist(), count, step)


def test_the_heaviest_groups_stand_apart_and_the_rest_fills_the_valleys() -> None:
    assert sorted(spread_out([3, 2, 2, 2], 10, 3)) == [3, 3, 4]
    assert sorted(spread_out([5], 6, 3)) == [0, 1, 5]
    assert sorted(spread_out([2, 2, 5, 2], 11, 3)) == [3, 3, 5]
