"""Every change a repair weighs equals a full recount, in every mode and with every rule; counts stay true."""

from __future__ import annotations

from collections import Counter

import numpy as np
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
    past = draw(st.permutations([pupil.id for pupil in pupils]))
    rules = TeamRules(
        teams,
        (max(1, N // teams - loose), -(-N // teams) + loose),
        draw(st.sampled_from(MODES)),
        2,
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
        sums = [sum(int(r.score[i, k]) for i in range(N) if team[i] == a) for a in range(teams)]
        total += weight * sum(each**2 for each in sums)
    for i in range(N):
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
