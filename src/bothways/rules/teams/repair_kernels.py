"""Compiled steps of the morning repair. Unlike the first search, team sizes change here, and moves are counted.

The inner functions take plain arrays and not the tuples: handing a tuple of arrays to a function counts a
reference for each array, which made a step five times slower.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from bothways.rules.rng import below

MOVES, LISTED, STEPS = range(3)
GRAIN = 1024  # quantiles are whole multiples of 1/1024, so that every machine agrees
STEPS_A_STAGE = 1000
TRIES = 100


class Rules(NamedTuple):
    """What a repair strives for, as weighed costs. Column 0 of ``cell`` is the school, the others are labels.

    A *bond* is a pair that should not share a team: kept apart, or met before.
    """

    cell: np.ndarray  # (n, 1 + A) int64: column of each value in Board.held
    cost: np.ndarray  # (1 + A, most + 2) int64: of c pupils of one value in one team
    score: np.ndarray  # (n, S) int64
    score_weight: np.ndarray  # (S,) int64
    bond_ptr: np.ndarray  # (n + 1,)
    bond_adj: np.ndarray
    bond_cost: np.ndarray
    needs: np.ndarray  # (n,) int64: 1 for an access need
    unfit: np.ndarray  # (T,) int64: cost of a pupil with that need in the team
    least: int  # schools a team must have
    few_cost: int  # of each school a team is short of
    low: int
    high: int
    size_cost: int


class Board(NamedTuple):
    """A plan being repaired. ``home`` is the team before this morning, -1 for someone new today."""

    team: np.ndarray  # (n,)
    home: np.ndarray  # (n,)
    member: np.ndarray  # (T, width) pupils of each team, the first size[a] of a row
    spot: np.ndarray  # (n,) column of each pupil in ``member``
    size: np.ndarray  # (T,)
    held: np.ndarray  # (T, values): how many of each value
    total: np.ndarray  # (T, S)
    kinds: np.ndarray  # (T,) schools present
    away: np.ndarray  # (n,) pupils not at home, the first tally[LISTED]
    place: np.ndarray  # (n,) index in ``away``, -1 at home
    tally: np.ndarray  # (3,) MOVES of pupils who had a home; LISTED in ``away``; STEPS taken
    movable: np.ndarray  # pupils who may be moved at all
    may: np.ndarray  # (n,) bool: the same as a mask
    open: np.ndarray  # teams that are not locked


@njit(cache=True)
def outside(size: int, low: int, high: int) -> int:
    """By how many a team is too small or too large."""
    return max(0, low - size) + max(0, size - high)


@njit(inline="always")
def _size_change(from_size: int, to_size: int, low: int, high: int) -> int:
    change = outside(from_size - 1, low, high) - outside(from_size, low, high)
    return change + outside(to_size + 1, low, high) - outside(to_size, low, high)


@njit(inline="always")
def _bonds(ptr: np.ndarray, adj: np.ndarray, cost: np.ndarray, team: np.ndarray, i: int, a: int, b: int, j: int) -> int:
    """Change in the cost of bonds when pupil i leaves a for b, where pupil j (or -1) is on the way out."""
    change = 0
    for k in range(ptr[i], ptr[i + 1]):
        other = team[adj[k]]
        if other == a:
            change -= cost[k]
        elif other == b and adj[k] != j:
            change += cost[k]
    return change


@njit(inline="always")
def _cells_move(cell: np.ndarray, cost: np.ndarray, count: np.ndarray, i: int, a: int, b: int) -> int:
    change = 0
    for f in range(cell.shape[1]):
        v = cell[i, f]
        ca, cb = count[a, v], count[b, v]
        change += cost[f, ca - 1] - cost[f, ca] + cost[f, cb + 1] - cost[f, cb]
    return change


@njit(inline="always")
def _cells_swap(cell: np.ndarray, cost: np.ndarray, count: np.ndarray, i: int, j: int, a: int, b: int) -> int:
    change = 0
    for f in range(cell.shape[1]):
        v, u = cell[i, f], cell[j, f]
        if v != u:
            av, bv, au, bu = count[a, v], count[b, v], count[a, u], count[b, u]
            change += cost[f, av - 1] - cost[f, av] + cost[f, bv + 1] - cost[f, bv]
            change += cost[f, bu - 1] - cost[f, bu] + cost[f, au + 1] - cost[f, au]
    return change


@njit(inline="always")
def _scores_move(score: np.ndarray, weight: np.ndarray, total: np.ndarray, i: int, j: int, a: int, b: int) -> int:
    """Change in the weighed squares of team totals; j is -1 when nobody comes back."""
    change = 0
    for k in range(weight.shape[0]):
        d = score[i, k] - (score[j, k] if j >= 0 else 0)
        change += 2 * weight[k] * d * (d - total[a, k] + total[b, k])
    return change


@njit(cache=True)
def _short(kinds: int, least: int) -> int:
    return max(0, least - kinds)


@njit(cache=True)
def _kinds_change(
    cell: np.ndarray, count: np.ndarray, kinds: np.ndarray, least: int, i: int, j: int, a: int, b: int
) -> int:
    """Change in how many schools teams a and b are short of."""
    p = cell[i, 0]
    after_a, after_b = kinds[a] - (count[a, p] == 1), kinds[b] + (count[b, p] == 0)
    if j >= 0:
        q = cell[j, 0]
        if p == q:
            return 0
        after_a, after_b = after_a + (count[a, q] == 0), after_b - (count[b, q] == 1)
    return _short(after_a, least) + _short(after_b, least) - _short(kinds[a], least) - _short(kinds[b], least)


@njit(inline="always")
def _move_change(
    cell: np.ndarray,
    cost: np.ndarray,
    count: np.ndarray,
    score: np.ndarray,
    score_weight: np.ndarray,
    total: np.ndarray,
    needs: np.ndarray,
    unfit: np.ndarray,
    i: int,
    j: int,
    a: int,
    b: int,
) -> int:
    """Weighed change of labels, scores and access when i leaves a for b and j (or nobody: -1) comes back for it."""
    change = _scores_move(score, score_weight, total, i, j, a, b)
    if j < 0:
        return int(change + _cells_move(cell, cost, count, i, a, b) + needs[i] * (unfit[b] - unfit[a]))
    change += (needs[i] - needs[j]) * (unfit[b] - unfit[a])
    return int(change + _cells_swap(cell, cost, count, i, j, a, b))


@njit(inline="always")
def _bonds_change(
    ptr: np.ndarray, adj: np.ndarray, cost: np.ndarray, team: np.ndarray, i: int, j: int, a: int, b: int
) -> int:
    change = _bonds(ptr, adj, cost, team, i, a, b, j)
    return change + (_bonds(ptr, adj, cost, team, j, b, a, i) if j >= 0 else 0)


@njit(cache=True)
def change_of(r: Rules, s: Board, i: int, j: int, b: int) -> int:
    """Weighed change when pupil i goes to team b and pupil j (or nobody: -1) comes back for it. Sizes count."""
    a = s.team[i]
    change = _move_change(r.cell, r.cost, s.held, r.score, r.score_weight, s.total, r.needs, r.unfit, i, j, a, b)
    change += _bonds_change(r.bond_ptr, r.bond_adj, r.bond_cost, s.team, i, j, a, b)
    if r.least > 0:
        change += r.few_cost * _kinds_change(r.cell, s.held, s.kinds, r.least, i, j, a, b)
    return change if j >= 0 else change + r.size_cost * _size_change(s.size[a], s.size[b], r.low, r.high)


@njit(cache=True)
def _count(r: Rules, s: Board, i: int, a: int, step: int) -> None:
    """Count pupil i into team a (step 1) or out of it (step -1)."""
    before = s.held[a, r.cell[i, 0]]
    s.kinds[a] += int(before + step > 0) - int(before > 0)
    for f in range(r.cell.shape[1]):
        s.held[a, r.cell[i, f]] += step
    for k in range(r.score.shape[1]):
        s.total[a, k] += step * r.score[i, k]


@njit(cache=True)
def _relist(s: Board, i: int) -> None:
    """Keep the list of those away from home, and the number of moves."""
    is_away = s.team[i] != s.home[i]
    if is_away == (s.place[i] >= 0):
        return
    s.tally[MOVES] += (1 if is_away else -1) if s.home[i] >= 0 else 0
    if is_away:
        s.place[i] = s.tally[LISTED]
        s.away[s.place[i]] = i
        s.tally[LISTED] += 1
    else:
        s.tally[LISTED] -= 1
        last = s.away[s.tally[LISTED]]
        s.away[s.place[i]] = last
        s.place[last] = s.place[i]
        s.place[i] = -1


@njit(cache=True)
def move(r: Rules, s: Board, i: int, b: int) -> None:
    """Let pupil i leave for team b."""
    a = s.team[i]
    _count(r, s, i, a, -1)
    _count(r, s, i, b, 1)
    s.size[a] -= 1
    last = s.member[a, s.size[a]]
    s.member[a, s.spot[i]] = last
    s.spot[last] = s.spot[i]
    s.member[b, s.size[b]] = i
    s.spot[i] = s.size[b]
    s.size[b] += 1
    s.team[i] = b
    _relist(s, i)


@njit(inline="always")
def _moves_after(home: np.ndarray, moves: int, i: int, j: int, a: int, b: int) -> int:
    """How many moves there would be."""
    if home[i] >= 0:
        moves += int(b != home[i]) - int(a != home[i])
    if j >= 0 and home[j] >= 0:
        moves += int(a != home[j]) - int(b != home[j])
    return moves


@njit(cache=True)
def rank_leavers(r: Rules, s: Board, keen: np.ndarray) -> int:
    """Fill ``keen`` with the movable pupils whom their team would most gladly miss. Returns how many."""
    movable, team, size, held, total = s.movable, s.team, s.size, s.held, s.total
    cell, cost, score, weight = r.cell, r.cost, r.score, r.score_weight
    gain = np.empty(movable.shape[0], dtype=np.int64)
    for k in range(movable.shape[0]):
        i = movable[k]
        a = team[i]
        gain[k] = r.size_cost * (outside(size[a] - 1, r.low, r.high) - outside(size[a], r.low, r.high))
        for f in range(cell.shape[1]):
            c = held[a, cell[i, f]]
            gain[k] += cost[f, c - 1] - cost[f, c]
        for f in range(score.shape[1]):
            gain[k] += weight[f] * score[i, f] * (score[i, f] - 2 * total[a, f])
    order = np.argsort(gain, kind="mergesort")
    found = min(keen.shape[0], order.shape[0])
    for k in range(found):
        keen[k] = s.movable[order[k]]
    return found


@njit(cache=True)
def _cooled(hot: int, stage: int, stages: int) -> int:
    """From hot to nothing, falling fast first, and 0 for the last tenth: whole numbers only."""
    left = int(stages - stage)
    return 0 if left * 10 <= stages else hot * left // stages * left // stages * left // stages


@njit(cache=True)
def anneal(  # noqa: C901, PLR0912 - the choice of a move in a function of its own made a step twice as slow
    r: Rules, s: Board, cap: int, steps: int, hot: int, quantile: np.ndarray, rng: np.ndarray
) -> int:
    """Improve the plan in place with at most ``cap`` moves in all. Returns the weighed change.

    Pupil i goes to team b; with j >= 0 the two change places. ``hot`` is the first temperature in units
    of cost; ``quantile`` those of the exponential distribution x GRAIN.
    """
    now = 0
    stages = max(1, steps // STEPS_A_STAGE)
    home, team, member, size, away = s.home, s.team, s.member, s.size, s.away
    may, movable, open_teams, tally = s.may, s.movable, s.open, s.tally
    cell, cost, count, score, score_weight, total = r.cell, r.cost, s.held, r.score, r.score_weight, s.total
    needs, unfit, kinds = r.needs, r.unfit, s.kinds
    keen = np.empty(max(1, movable.shape[0] // 8), dtype=np.int64)
    refresh = max(1, movable.shape[0] // 40)
    ptr, adj, bond_cost = r.bond_ptr, r.bond_adj, r.bond_cost
    for stage in range(stages):
        warmth = _cooled(hot, stage, stages)
        if stage % refresh == 0:
            rank_leavers(r, s, keen)
        for _ in range(STEPS_A_STAGE):
            kind, listed, j = below(rng, 8), tally[LISTED], -1
            if listed == 0 or kind == 3:
                i = movable[below(rng, movable.shape[0])]
            elif kind < 3 and kind % 2 == 0:
                i = keen[below(rng, keen.shape[0])]
            else:
                i = away[below(rng, listed)]
            if kind < 2:  # to any team
                b = open_teams[below(rng, open_teams.shape[0])]
            elif kind == 2 or listed == 0:  # change places with anyone
                j = movable[below(rng, movable.shape[0])]
                b = team[j]
            elif kind < 5 or home[i] < 0:  # change places with someone already moved
                j = away[below(rng, listed)]
                b = team[j]
            else:  # home again, and for most kinds someone else goes instead
                b = home[i]
                if kind > 5 and size[b] > 0:
                    j = member[b, below(rng, size[b])]
            a = team[i]
            if a == b or not may[i] or (j >= 0 and not may[j]) or (j < 0 and size[b] >= r.high):
                continue
            if _moves_after(home, tally[MOVES], i, j, a, b) > cap:
                continue
            change = _move_change(cell, cost, count, score, score_weight, total, needs, unfit, i, j, a, b)
            change += _bonds_change(ptr, adj, bond_cost, team, i, j, a, b)
            if r.least > 0:
                change += r.few_cost * _kinds_change(cell, count, kinds, r.least, i, j, a, b)
            if j < 0:
                change += r.size_cost * _size_change(size[a], size[b], r.low, r.high)
            if change > 0 and change > warmth * quantile[below(rng, quantile.shape[0])] // GRAIN:
                continue
            move(r, s, i, b)
            if j >= 0:
                move(r, s, j, a)
            now += change
    tally[STEPS] += stages * STEPS_A_STAGE
    return now


@njit(cache=True)
def misplaced(s: Board, low: int, high: int) -> int:
    """Pupils too many or too few, over the teams that are not locked."""
    total = 0
    for a in s.open:
        total += outside(s.size[a], low, high)
    return total


@njit(cache=True)
def _teams_that(s: Board, low: int, high: int, giving: bool, out: np.ndarray) -> int:
    """Open teams that may give (or take) a pupil: those outside the range first, if there are any."""
    found, strict = 0, False
    for a in s.open:
        strict = strict or (s.size[a] > high if giving else s.size[a] < low)
    limit = high if giving == strict else low
    for a in s.open:
        if (giving and s.size[a] > limit) or (not giving and s.size[a] < limit):
            out[found] = a
            found += 1
    return found


@njit(cache=True)
def even_sizes(r: Rules, s: Board, cap: int, rng: np.ndarray) -> None:
    """One pupil at a time from a team that is too large to one that is too small, the best of some drawn at random."""
    givers, takers = np.empty_like(s.open), np.empty_like(s.open)
    while misplaced(s, r.low, r.high) > 0:
        n_givers = _teams_that(s, r.low, r.high, True, givers)
        n_takers = _teams_that(s, r.low, r.high, False, takers)
        best, who, to = 0, -1, -1
        for _ in range(TRIES if n_givers * n_takers > 0 else 0):
            a, b = givers[below(rng, n_givers)], takers[below(rng, n_takers)]
            i = s.member[a, below(rng, s.size[a])]
            if s.may[i] and _moves_after(s.home, s.tally[MOVES], i, -1, a, b) <= cap:
                change = change_of(r, s, i, -1, b)
                if change < best:
                    best, who, to = change, i, b
        if who < 0:
            return
        move(r, s, who, to)
