"""Every change a repair weighs equals a full recount, in every mode and with every rule; counts stay true."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.rng import new_state
from bothways.rules.teams import MODES, Pupil, School, TeamBrief, TeamRules, compile_brief
from bothways.rules.teams.repair_board import Desk
from bothways.rules.teams.repair_kernels import MOVES, change_of, move

N = 20


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    teams = draw(st.integers(2, 5))
    pairs = st.lists(st.sampled_from([f"P{k:02}" for k in range(N)]), min_size=2, max_size=2, unique=True).map(tuple)
    pupils = tuple(
        Pupil(
            f"P{k:02}",
            f"S{draw(st.integers(0, 3))}",
            {"year": str(k * 7 % 3), "sex": str(k % 2)},
            {"prior": k * k % 11},
            k < 3,
        )
        for k in range(N)
    )
    loose = draw(st.integers(0, 3))  # with sizes that may differ, one goes home and another goes instead
    mode = draw(st.sampled_from(MODES))
    past = draw(st.permutations([pupil.id for pupil in pupils]))
    rules = TeamRules(
        teams,
        (max(1, N // teams - loose), -(-N // teams) + loose),
        mode,
        draw(st.integers(1, 4)) if mode == "at_least" else 2,
        (("P04", "P05"),),
        tuple(draw(st.lists(pairs, max_size=5))),
        {"P06": 1},
        frozenset({0}),
        ((tuple(past[:7]), tuple(past[7:12])),),
    )
    brief = compile_brief(
        TeamBrief(tuple(School(f"S{k}") for k in range(4)), pupils, rules, ("year", "sex"), ("prior",))
    )
    home = np.array([draw(st.integers(-1, teams - 1)) for _ in range(N)], dtype=np.int64)
    locked = draw(st.frozensets(st.integers(0, teams - 1), max_size=1))
    return Desk(brief, home, np.array([k == 9 for k in range(N)]), locked)


def cost_of(desk: Desk) -> int:
    """From nothing but the team of each pupil."""
    r, team, teams = desk.rules, desk.board.team.tolist(), desk.brief.n_teams
    cells = Counter((f, team[i], int(v)) for i, row in enumerate(r.cell) for f, v in enumerate(row))
    total = sum(int(r.cost[f, count]) for (f, _, _), count in cells.items())
    for k, weight in enumerate(r.score_weight.tolist()):
        sums = [sum(int(r.score[i, k]) for i in range(desk.brief.n) if team[i] == a) for a in range(teams)]
        total += weight * sum(each**2 for each in sums)
    for i in range(desk.brief.n):
        total += int(r.needs[i] * r.unfit[team[i]])
        for k in range(r.bond_ptr[i], r.bond_ptr[i + 1]):
            total += int(r.bond_cost[k]) if i < r.bond_adj[k] and team[r.bond_adj[k]] == team[i] else 0
    sizes = Counter(team)
    kinds = Counter(a for f, a, _ in cells if f == 0)
    for a in range(teams):
        total += r.few_cost * max(0, r.least - kinds[a])
        total += r.size_cost * (max(0, r.low - sizes[a]) + max(0, sizes[a] - r.high))
    return total


@settings(max_examples=60, deadline=None)
@given(desks(), st.lists(st.tuples(st.integers(0, N - 1), st.integers(0, N - 1), st.booleans()), max_size=12))
def test_a_change_is_the_difference_of_two_recounts(desk: Desk, steps: list[tuple[int, int, bool]]) -> None:
    board = desk.board
    for i, j, alone in steps:
        a, b = int(board.team[i]), int(board.team[j])
        if a == b or (alone and board.size[b] >= board.member.shape[1] - 1):
            continue
        before, swap = cost_of(desk), -1 if alone else j
        sizes = Counter(board.team.tolist())
        change = int(change_of(desk.rules, board, i, swap, b))
        move(desk.rules, board, i, b)
        if not alone:
            move(desk.rules, board, j, a)
            assert Counter(board.team.tolist()) == sizes
        assert cost_of(desk) - before == change
    assert counts_are_true(desk)


def a_desk(schools: str, teams: list[int], least: int) -> Desk:
    """Pupils of these schools, at home in these teams (-1: new today), with so many schools to a team."""
    pupils = tuple(Pupil(f"P{k:02}", school) for k, school in enumerate(schools))
    rules = TeamRules(max(teams) + 1, (1, len(schools)), "at_least", least)
    brief = compile_brief(TeamBrief(tuple(School(each) for each in sorted(set(schools))), pupils, rules))
    home = np.array(teams, dtype=np.int64)[brief.order]
    return Desk(brief, home, np.zeros(brief.n, dtype=bool), frozenset())


@pytest.mark.parametrize("least", [1, 2, 3, 4])
def test_schools_that_a_team_is_short_of_count_in_every_difference(least: int) -> None:
    """Every pupil alone to every other team, and every swap: one has a school too few, or empties a team."""
    desk = a_desk("AABCBCDAB", [0, 0, 0, 1, 1, 1, 1, 2, 3], least)
    board, n = desk.board, desk.brief.n
    for i, b in product(range(n), range(4)):
        if board.team[i] != b:
            assert_the_difference(desk, i, -1, b)
    for i, j in combinations(range(n), 2):
        if board.team[i] != board.team[j]:
            assert_the_difference(desk, i, j, int(board.team[j]))
            assert_the_difference(desk, j, i, int(board.team[i]))


def assert_the_difference(desk: Desk, i: int, j: int, b: int) -> None:
    """Made, counted and taken back again."""
    board, a, before = desk.board, int(desk.board.team[i]), cost_of(desk)
    change = int(change_of(desk.rules, board, i, j, b))
    move(desk.rules, board, i, b)
    if j >= 0:
        move(desk.rules, board, j, a)
    assert cost_of(desk) - before == change
    move(desk.rules, board, i, a)
    if j >= 0:
        move(desk.rules, board, j, b)
    assert cost_of(desk) == before
    assert counts_are_true(desk)


def test_whoever_comes_home_again_can_leave_again() -> None:
    """The list of those away and the number of moves, pupil by pupil: away, home, away, and on to a third team."""
    desk = a_desk("AABBCC", [0, 1, 2, 0, 1, -1], 1)
    first = desk.board.tally[MOVES]
    for i, b in [(0, 1), (1, 2), (0, 0), (0, 2), (2, 0), (1, 1), (1, 0), (0, 0), (2, 2), (1, 1)]:
        spot = int(np.flatnonzero(desk.brief.order == i)[0])
        move(desk.rules, desk.board, spot, b)
        assert counts_are_true(desk)
        assert desk.board.tally[MOVES] - first == sum(
            h >= 0 and h != t for h, t in zip(desk.board.home.tolist(), desk.board.team.tolist(), strict=True)
        )


@settings(max_examples=30, deadline=None)
@given(desks(), st.integers(0, 10), st.integers(1, 5))
def test_a_search_reports_its_own_gain_and_keeps_its_cap(desk: Desk, cap: int, seed: int) -> None:
    desk.even_sizes(cap, new_state(seed))
    before, made = cost_of(desk), int(desk.board.tally[MOVES])
    if len(desk.board.movable) == 0:
        return
    gain = desk.anneal(cap, 5, 1 << 18, new_state(seed))
    assert cost_of(desk) - before == gain
    assert int(desk.board.tally[MOVES]) <= max(cap, made)
    assert counts_are_true(desk)
    assert (desk.board.team[desk.still] == desk._first_team()[desk.still]).all()


def counts_are_true(desk: Desk) -> bool:
    fresh, board = desk._board(desk.board.team.copy()), desk.board
    away = sorted(board.away[: board.tally[1]].tolist()) == sorted(fresh.away[: fresh.tally[1]].tolist())
    same = all(np.array_equal(getattr(board, key), getattr(fresh, key)) for key in ("size", "held", "total", "kinds"))
    return bool(away and same and board.tally[MOVES] == fresh.tally[MOVES])
