"""Bounds of teams by hand and by looking at every way there is: small enough for mutation testing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from bothways.rules.teams import Pupil, School, TeamBrief, TeamRules, compile_brief
from bothways.rules.teams.bounds import (
    Groups,
    all_bounds,
    even_squares,
    label_bound,
    label_bounds,
    lone_bound,
    met_bound,
    pair_bound,
    pour,
    score_bound,
    smallest_team,
    spread_out,
    two_valued_bound,
)
from bothways.rules.teams.columns import Generation, least_in_all
from bothways.rules.teams.compiled import Compiled
from bothways.rules.teams.patterns import NEVER, Patterns, largest_size, sizes_forced, within_reach
from bothways.rules.teams.start import sizes_for


def brief_of(rows: str, teams: int, sizes: tuple[int, int], mode: str = "spread", **rules: Any) -> Compiled:
    """Pupils from words such as ``A7``: school and year, with ``!`` for an access need; ids are P00, P01 ..."""
    pupils = tuple(
        Pupil(f"P{i:02}", word[0], {"year": word[1], "sex": "MF"[i % 2]}, {"prior": i}, word.endswith("!"))
        for i, word in enumerate(rows.split())
    )
    schools = tuple(School(each) for each in sorted({pupil.school for pupil in pupils}))
    return compile_brief(
        TeamBrief(schools, pupils, TeamRules(teams, sizes, mode, **rules), ("year", "sex"), ("prior",))
    )


def shares(total: int, teams: int) -> Iterator[tuple[int, ...]]:
    """Every way to share out ``total``, one whole number a team."""
    return (each for each in product(range(total + 1), repeat=teams) if sum(each) == total)


@pytest.mark.parametrize(("total", "teams"), [(7, 3), (6, 3), (0, 3), (5, 4), (9, 2), (1, 1)])
def test_even_squares_are_the_least_of_all(total: int, teams: int) -> None:
    assert even_squares(total, teams) == min(sum(c * c for c in each) for each in shares(total, teams))
    assert score_bound(-total, teams) == even_squares(total, teams)


@pytest.mark.parametrize(
    ("load", "count", "step", "poured"),
    [
        ([0, 0, 0], 7, 1, [2, 2, 3]),
        ([5, 0, 1], 3, 1, [2, 2, 5]),
        ([5, 0, 1], 12, 1, [6, 6, 6]),
        ([4, 0, 0], 3, 2, [2, 4, 4]),
        ([4, 0, 0], 5, 2, [4, 4, 6]),
        ([3, 0], 100, 2, [101, 102]),
        ([1, 4], 0, 1, [1, 4]),
        ([2, 2], 1, 2, [2, 4]),
        ([0, 0, 9, 9], 1_000_000, 1, [250_004, 250_004, 250_005, 250_005]),
    ],
)
def test_what_is_poured_stands_level(load: list[int], count: int, step: int, poured: list[int]) -> None:
    given = np.array(load)
    assert sorted(pour(given, count, step).tolist()) == poured
    assert given.tolist() == load  # what was given is left as it was


@pytest.mark.parametrize(
    ("weights", "total", "teams", "loads"),
    [
        ([3, 2, 2, 2], 10, 3, [3, 3, 4]),
        ([5], 6, 3, [0, 1, 5]),
        ([2, 2, 5, 2], 11, 3, [3, 3, 5]),
        ([], 4, 2, [2, 2]),
        ([1, 9], 12, 2, [3, 9]),
    ],
)
def test_heavy_groups_stand_apart(weights: list[int], total: int, teams: int, loads: list[int]) -> None:
    assert sorted(spread_out(weights, total, teams).tolist()) == loads


EIGHT = "A7 A7 A7 A8 B7 B8 B8 C9"


@pytest.mark.parametrize(
    ("rules", "schools", "years"),
    [
        ({}, [2, 1, 0], [8, 5, 1]),
        ({"together": (("P00", "P01"),)}, [2, 1, 0], [8, 5, 1]),
        ({"together": (("P00", "P01", "P02"),)}, [3, 1, 0], [10, 5, 1]),
        ({"together": (("P00", "P01", "P02", "P03"),)}, [6, 1, 0], [10, 5, 1]),
        ({"together": (("P00", "P01"), ("P05", "P06"))}, [2, 1, 0], [8, 5, 1]),
        ({"together": (("P00", "P04"),)}, [2, 1, 0], [8, 5, 1]),
        ({"fixed": {"P00": 1, "P01": 1, "P02": 1}}, [3, 1, 0], [10, 5, 1]),
        ({"fixed": {"P00": 0, "P01": 1}}, [2, 1, 0], [8, 5, 1]),
        ({"fixed": {f"P{i:02}": 1 for i in range(4)}}, [6, 1, 0], [10, 5, 1]),
        ({"fixed": {f"P{i:02}": 1 for i in (4, 5, 6)}}, [2, 3, 0], [8, 5, 1]),
    ],
)
def test_what_one_school_and_one_year_cost_at_least(
    rules: dict[str, Any], schools: list[int], years: list[int]
) -> None:
    """Eight pupils in two teams of any size."""
    brief = brief_of(EIGHT, 2, (1, 7), **rules)
    groups = Groups(brief)
    assert sorted((pair_bound(groups, brief.school == s) for s in range(3)), reverse=True) == sorted(schools)[::-1]
    assert sorted((label_bound(groups, brief.attr[:, 0] == v) for v in range(3)), reverse=True) == years
    assert label_bounds(brief, groups)[0] == sum(years)


def test_three_teams_need_no_pair_where_four_pupils_of_two_teams_need_two() -> None:
    bound = all_bounds(brief_of(EIGHT, 3, (1, 7)), np.array([3, 3, 2]))
    assert bound[:3].tolist() == [0, 1, 0]
    assert bound[3] == (4 + 4 + 0 + 2 * 0) - 2 + (1 + 1 + 1) + 1


@pytest.mark.parametrize(
    ("able", "school"),
    [(None, 2), ({0, 1}, 2), ({0}, 3), (set(), 2)],
)
def test_access_needs_are_poured_into_the_teams_that_are_able(able: set[int] | None, school: int) -> None:
    accessible = None if able is None else frozenset(able)
    brief = brief_of("A7! A7! A7! A8 B7 B8 B8 C9", 2, (1, 7), accessible_teams=accessible)
    groups = Groups(brief)
    assert max(pair_bound(groups, brief.school == s) for s in range(3)) == school


def test_a_pupil_fixed_and_one_with_a_need_count_once() -> None:
    brief = brief_of("A7! A7! A7 A8 B7 B8 B8 C9", 2, (1, 7), accessible_teams=frozenset({0}), fixed={"P02": 0})
    assert pair_bound(Groups(brief), brief.school == int(brief.school[brief.fixed == 0][0])) == 3


@pytest.mark.parametrize("values", [2, 3])
def test_two_values_in_teams_of_one_size_count_together(values: int) -> None:
    """Three of one sex kept together in teams of four leave one place: 9 + 1 for the team, whoever fills it."""
    rows = " ".join(f"A{v}" for v in [7, 7, 7, 8, 8, 8, 8, 8 if values == 2 else 9])
    brief = brief_of(rows, 2, (4, 4), together=(("P00", "P01", "P02"),))
    groups = Groups(brief)
    has = brief.attr[:, 0] == 0
    assert two_valued_bound(groups, has, 4) == (9 + 1) + (0 + 16)
    assert label_bounds(brief, groups)[0] == (26 if values == 2 else 9 + 8 + 1)
    loose = brief_of(rows, 2, (3, 5), together=(("P00", "P01", "P02"),))
    assert label_bounds(loose, Groups(loose))[0] == (9 + 13 if values == 2 else 9 + 8 + 1)


def test_two_values_do_not_count_together_when_sizes_differ() -> None:
    brief = brief_of("A7 A7 A7 A8 A8 A8 B8", 2, (3, 4), together=(("P00", "P01", "P02"),))
    assert label_bounds(brief, Groups(brief))[0] == 9 + 8


def test_only_a_school_of_one_must_have_somebody_alone() -> None:
    assert lone_bound(brief_of("A7 A7 B7 C7 D7 D7 D7", 2, (1, 6), "no_lone")) == 2
    bound = all_bounds(brief_of("A7 A7 B7 C7 D7 D7 D7", 2, (1, 6), "no_lone"), np.array([4, 3]))
    assert bound[:3].tolist() == [0, 2, 0]


def test_by_school_every_pair_of_every_team_could_be_of_one_school() -> None:
    bound = all_bounds(brief_of(EIGHT, 2, (3, 5), "by_school"), np.array([5, 3]))
    assert bound[1] == -(10 + 3)


def history(*teams: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return (tuple(tuple(f"P0{c}" for c in team) for team in teams),)


@pytest.mark.parametrize(
    ("past", "rules", "repeats"),
    [
        (("012345",), {}, 6),
        (("0123",), {}, 0),
        (("01234",), {}, 3),
        (("012", "345"), {}, 0),
        (("01", "02", "03", "04"), {}, 1),
        (("01",), {"together": (("P00", "P01"),)}, 1),
        (("01",), {"together": (("P00", "P02"),)}, 0),
        (("01",), {"fixed": {"P00": 1, "P01": 1}}, 1),
        (("01",), {"fixed": {"P00": 0, "P01": 1}}, 0),
        (("012",), {"together": (("P00", "P01", "P02"),)}, 3),
    ],
)
def test_people_who_must_meet_again(past: tuple[str, ...], rules: dict[str, Any], repeats: int) -> None:
    """Six pupils in two teams of three: each has two partners, and whoever met four has one other left."""
    brief = brief_of("A7 A7 B7 B8 C8 C8", 2, (3, 3), history=history(*past), **rules)
    assert met_bound(brief) == repeats


@pytest.mark.parametrize(
    ("sizes", "smallest", "repeats"), [((2, 4), 2, 3), ((1, 4), 2, 3), ((2, 6), 2, 3), ((3, 3), 3, 6)]
)
def test_the_smallest_team_there_can_be_says_how_many_partners_there_must_be(
    sizes: tuple[int, int], smallest: int, repeats: int
) -> None:
    brief = brief_of("A7 A7 B7 B8 C8 C8", 2, sizes, history=history("012345"))
    assert (smallest_team(brief), met_bound(brief)) == (smallest, repeats)


def alone_brief(rows: str, teams: int, sizes: tuple[int, int]) -> Compiled:
    return brief_of(rows, teams, sizes, "no_lone")


def every_pattern(patterns: Patterns, left: np.ndarray, most: int) -> Iterator[np.ndarray]:
    """Every way to take from each class so that no school, unless it has one pupil, has exactly one in it."""
    ranges = [range(int(count) + 1) for count in left.ravel()]
    for each in product(*ranges):
        classes = np.array(each).reshape(left.shape)
        single = classes.sum(axis=1) == 1
        if classes.sum() <= most and not (single & ~patterns.alone).any():
            yield classes


@pytest.mark.parametrize("seed", range(4))
def test_the_cheapest_pattern_of_each_vector_is_the_cheapest_of_all(seed: int) -> None:
    brief = alone_brief("A7 A7 A8 B7 B8 B8 C8 D7 D9", 3, (3, 3))
    patterns = Patterns(brief, np.array([3, 3, 3]))
    dice = np.random.default_rng(seed)
    worth = dice.integers(-3, 9, patterns.held.shape)
    left = np.minimum(patterns.held, dice.integers(0, 3, patterns.held.shape)) if seed else patterns.held
    reduced = patterns.reduced(worth, left, 5)
    least: dict[tuple[int, ...], int] = {}
    for classes in every_pattern(patterns, left, 3):
        vector = tuple(classes.sum(axis=0).tolist())
        cost = 5 * sum(c * c for c in vector) - int((classes * worth).sum())
        least[vector] = min(least.get(vector, cost), cost)
    for r, digits in enumerate(patterns.digits.tolist()):
        assert reduced[r] == least.get(tuple(digits), -NEVER)
        if reduced[r] < -NEVER:
            classes = patterns.pattern(r)
            assert classes.sum(axis=0).tolist() == digits
            assert (classes <= left).all()
            assert not ((classes.sum(axis=1) == 1) & ~patterns.alone).any()
            assert 5 * int((classes.sum(axis=0) ** 2).sum()) - int((classes * worth).sum()) == reduced[r]
    assert patterns.total.tolist() == [sum(row) for row in patterns.digits.tolist()] == sorted(patterns.total.tolist())
    assert patterns.squares.tolist() == [sum(c * c for c in row) for row in patterns.digits.tolist()]
    assert len({tuple(row) for row in patterns.digits.tolist()}) == len(patterns.digits) == 20


@pytest.mark.parametrize(
    ("n", "teams", "sizes", "forced"),
    [(6, 2, (3, 3), True), (7, 2, (3, 4), True), (7, 2, (3, 5), False), (7, 2, (2, 4), False), (6, 2, (3, 4), False)],
)
def test_sizes_are_forced_when_only_even_ones_are_allowed(
    n: int, teams: int, sizes: tuple[int, int], forced: bool
) -> None:
    brief = alone_brief(" ".join(["A7", "B8"] * 4)[: 3 * n - 1], teams, sizes)
    assert sizes_forced(brief) == forced
    found = np.full(teams, n // teams)
    found[0] += n % teams
    assert largest_size(brief, found) == (max(found) if forced else sizes[1])


def test_a_label_with_too_many_vectors_is_out_of_reach() -> None:
    small = alone_brief("A7 A7 A8 B7 B8 B8", 2, (3, 3))
    assert within_reach(small, np.array([3, 3]))
    assert not within_reach(small, np.array([300, 300]))
    bare = compile_brief(TeamBrief((School("A"),), (Pupil("P", "A"), Pupil("Q", "A")), TeamRules(1, (2, 2), "no_lone")))
    assert not within_reach(bare, np.array([2]))


@pytest.mark.parametrize(
    ("values", "largest", "within"),
    [(3, 47, True), (3, 48, False), (8, 6, True), (8, 7, False), (1, 19_999, True), (1, 20_000, False)],
)
def test_how_many_vectors_are_within_reach(values: int, largest: int, within: bool) -> None:
    """20,000 vectors in 6,000,000 codes: of three years in teams of 47, of eight in teams of six; of one in any."""
    brief = alone_brief(" ".join(f"A{1 + n % values}" for n in range(8)), 2, (4, 4))
    assert within_reach(brief, np.array([largest, 4])) == within


def least_years(brief: Compiled) -> int:
    """Over every plan of the allowed sizes in which nobody is alone who need not be."""
    n, best = brief.n, 10**9
    counts = np.bincount(brief.school)
    for plan in product(range(brief.n_teams), repeat=n):
        team = np.array(plan)
        sizes = np.bincount(team, minlength=brief.n_teams)
        if sizes.min() < brief.low or sizes.max() > brief.high:
            continue
        there = np.zeros((brief.n_teams, brief.n_schools), dtype=int)
        np.add.at(there, (team, brief.school), 1)
        if ((there == 1) & (counts > 1)).any():
            continue
        years = np.zeros((brief.n_teams, int(brief.n_values[0])), dtype=int)
        np.add.at(years, (team, brief.attr[:, 0]), 1)
        best = min(best, int((years**2).sum()))
    return best


@pytest.mark.parametrize(
    ("rows", "teams", "sizes", "bound"),
    [
        ("A7 A7 B8 B8 C7 C7 D8 D8", 2, (4, 4), 16),
        ("A7 A7 B7 B7 C8 C8 C8 D8", 2, (4, 4), 32),
        ("A7 A7 A7 B8 B8 B8 C8", 2, (3, 4), 15),
        ("A7 A7 B7 B7 C8 C8", 3, (2, 2), 12),
        ("A7 A7 A8 B9 B9 B8", 2, (3, 3), 10),
        ("A7 A7 B8 B8 C7 C7 D8 D8", 2, (2, 6), 16),
        ("A7 A7 B7 B7 C8 C8 C8 D8", 2, (1, 7), 18),
        ("A7 A7 A8 B9 B9 B8", 2, (2, 4), 8),
        ("A7 A7 A7 B7 B7 C8 C8 C8", 2, (3, 5), 20),
        ("A7 A7 B8 B8 B8 C9 C9", 3, (1, 3), 17),
    ],
)
def test_nobody_alone_costs_the_years_this_much(rows: str, teams: int, sizes: tuple[int, int], bound: int) -> None:
    brief = alone_brief(rows, teams, sizes)
    found = Generation(brief, sizes_for(brief)).bound()
    assert found <= least_years(brief)
    assert found == bound


@pytest.mark.parametrize("seed", range(20))
def test_teams_of_any_sizes_hold_everybody_for_the_least_and_no_less(seed: int) -> None:
    """Against every way to give three teams a size: at most the least, and the least when costs are convex."""
    dice = np.random.default_rng(seed)
    low, high = int(dice.integers(1, 4)), int(dice.integers(4, 7))
    n = int(dice.integers(3 * low, 3 * high + 1))
    convex = bool(seed % 2)
    least = {s: s * s if convex else int(dice.integers(-9, 30)) for s in range(low, high + 1)}
    ways = [each for each in product(least, repeat=3) if sum(each) == n]
    best = min(sum(least[s] for s in each) for each in ways)
    found = least_in_all(least, 3, n)
    assert found == best if convex else found <= best


def test_two_sizes_share_the_teams_out() -> None:
    assert least_in_all({2: 0, 4: 10}, 3, 8) == 10 * 1
    assert least_in_all({2: 0, 4: 10}, 4, 10) == 10 * 1
    assert least_in_all({2: 0, 3: 100, 4: 11}, 2, 6) == 11
    assert least_in_all({3: 7}, 5, 15) == 35
    assert least_in_all({1: 0, 4: 10}, 2, 4) == 6
