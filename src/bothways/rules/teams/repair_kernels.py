"""Compiled steps of the morning repair. Unlike the first search, team sizes change here, and moves are counted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bothways.rules.kernel import kernel
from bothways.rules.rng import below

MOVES, LISTED, STEPS = range(3)
GRAIN = 1024  # quantiles are whole multiples of 1/1024, so that every machine agrees
STEPS_A_STAGE = 1000
TRIES = 100
KINDS = 10


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


@kernel
def outside(size: int, low: int, high: int) -> int:
    """By how many a team is too small or too large."""
    return max(0, low - size) + max(0, size - high)


@kernel
def _size_change(r: Rules, s: Board, a: int, b: int) -> int:
    change = outside(s.size[a] - 1, r.low, r.high) - outside(s.size[a], r.low, r.high)
    return r.size_cost * (change + outside(s.size[b] + 1, r.low, r.high) - outside(s.size[b], r.low, r.high))


@kernel
def _bonds(r: Rules, s: Board, i: int, a: int, b: int, j: int) -> int:
    """Change in the cost of bonds when pupil i leaves a for b, where pupil j (or -1) is on the way out."""
    change = 0
    for k in range(r.bond_ptr[i], r.bond_ptr[i + 1]):
        other = s.team[r.bond_adj[k]]
        if other == a:
            change -= r.bond_cost[k]
        elif other == b and r.bond_adj[k] != j:
            change += r.bond_cost[k]
    return change


@kernel
def _cells_move(r: Rules, s: Board, i: int, a: int, b: int) -> int:
    change = 0
    for f in range(r.cell.shape[1]):
        v = r.cell[i, f]
        ca, cb = s.held[a, v], s.held[b, v]
        change += r.cost[f, ca - 1] - r.cost[f, ca] + r.cost[f, cb + 1] - r.cost[f, cb]
    return change


@kernel
def _cells_swap(r: Rules, s: Board, i: int, j: int, a: int, b: int) -> int:
    change = 0
    for f in range(r.cell.shape[1]):
        v, u = r.cell[i, f], r.cell[j, f]
        if v != u:
            av, bv, au, bu = s.held[a, v], s.held[b, v], s.held[a, u], s.held[b, u]
            change += r.cost[f, av - 1] - r.cost[f, av] + r.cost[f, bv + 1] - r.cost[f, bv]
            change += r.cost[f, bu - 1] - r.cost[f, bu] + r.cost[f, au + 1] - r.cost[f, au]
    return change


@kernel
def _scores_move(r: Rules, s: Board, i: int, j: int, a: int, b: int) -> int:
    """Change in the weighed squares of team totals; j is -1 when nobody comes back."""
    change = 0
    for k in range(r.score.shape[1]):
        d = r.score[i, k] - (r.score[j, k] if j >= 0 else 0)
        change += 2 * r.score_weight[k] * d * (d - s.total[a, k] + s.total[b, k])
    return change


@kernel
def _short(kinds: int, least: int) -> int:
    return max(0, least - kinds)


@kernel
def _kinds_change(r: Rules, s: Board, i: int, j: int, a: int, b: int) -> int:
    """Change in the cost of schools that teams a and b are short of."""
    p = r.cell[i, 0]
    after_a, after_b = s.kinds[a] - (s.held[a, p] == 1), s.kinds[b] + (s.held[b, p] == 0)
    if j >= 0:
        q = r.cell[j, 0]
        if p == q:
            return 0
        after_a, after_b = after_a + (s.held[a, q] == 0), after_b - (s.held[b, q] == 1)
    few = _short(after_a, r.least) + _short(after_b, r.least) - _short(s.kinds[a], r.least)
    return r.few_cost * (few - _short(s.kinds[b], r.least))


@kernel
def change_of(r: Rules, s: Board, i: int, j: int, b: int) -> int:
    """Weighed change when pupil i goes to team b and pupil j (or nobody: -1) comes back for it. Sizes count."""
    a = s.team[i]
    change = _scores_move(r, s, i, j, a, b) + _bonds(r, s, i, a, b, j)
    if r.least > 0:
        change += _kinds_change(r, s, i, j, a, b)
    if j < 0:
        change += r.needs[i] * (r.unfit[b] - r.unfit[a])
        return change + _cells_move(r, s, i, a, b) + _size_change(r, s, a, b)
    change += (r.needs[i] - r.needs[j]) * (r.unfit[b] - r.unfit[a])
    return change + _cells_swap(r, s, i, j, a, b) + _bonds(r, s, j, b, a, i)


@kernel
def _count(r: Rules, s: Board, i: int, a: int, step: int) -> None:
    """Count pupil i into team a (step 1) or out of it (step -1)."""
    before = s.held[a, r.cell[i, 0]]
    s.kinds[a] += int(before + step > 0) - int(before > 0)
    for f in range(r.cell.shape[1]):
        s.held[a, r.cell[i, f]] += step
    for k in range(r.score.shape[1]):
        s.total[a, k] += step * r.score[i, k]


@kernel
def _relist(s: Board, i: int) -> None:
    """Keep the list of those away from home, and the number of moves."""
    is_away = s.team[i] != s.home[i]
    if is_away == (s.place[i] >= 0):
        return
    s.tally[MOVES] += 1 if is_away else -1  # without a home somebody is listed from the first and stays so
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


@kernel
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


@kernel
def _moves_after(s: Board, i: int, j: int, a: int, b: int) -> int:
    """How many moves there would be."""
    moves = s.tally[MOVES]
    if s.home[i] >= 0:
        moves += int(b != s.home[i]) - int(a != s.home[i])
    if j >= 0 and s.home[j] >= 0:
        moves += int(a != s.home[j]) - int(b != s.home[j])
    return moves


@kernel
def leaving_gains(r: Rules, s: Board, gain: np.ndarray) -> None:
    """What leaving would change for the team of each movable pupil: the least is who would be missed least."""
    movable, team, size, held, total = s.movable, s.team, s.size, s.held, s.total
    cell, cost, score, weight = r.cell, r.cost, r.score, r.score_weight
    for k in range(movable.shape[0]):
        i = movable[k]
        a = team[i]
        gain[k] = r.size_cost * (outside(size[a] - 1, r.low, r.high) - outside(size[a], r.low, r.high))
        for f in range(cell.shape[1]):
            c = held[a, cell[i, f]]
            gain[k] += cost[f, c - 1] - cost[f, c]
        for f in range(score.shape[1]):
            gain[k] += weight[f] * score[i, f] * (score[i, f] - 2 * total[a, f])


@kernel
def _cooled(hot: int, stage: int, stages: int) -> int:
    """From hot to nothing, falling fast first, and 0 for the last tenth: whole numbers only."""
    left = int(stages - stage)
    return 0 if left * 10 <= stages else hot * left // stages * left // stages * left // stages


@kernel
def _who(s: Board, keen: np.ndarray, kind: int, listed: int, rng: np.ndarray) -> int:
    """Someone at random, someone who would hardly be missed, or someone already moved."""
    if listed == 0 or kind == 3:
        return s.movable[below(rng, s.movable.shape[0])]
    if kind in (0, 2):
        return keen[below(rng, keen.shape[0])]
    return s.away[below(rng, listed)]


@kernel
def _where(s: Board, i: int, kind: int, listed: int, rng: np.ndarray) -> tuple[int, int]:
    """A team for pupil i, and who there goes to the team of i in return, or -1."""
    j = -1
    if kind < 2:  # to any team
        b = s.open[below(rng, s.open.shape[0])]
    elif kind == 2 or listed == 0:  # change places with anyone
        j = s.movable[below(rng, s.movable.shape[0])]
        b = s.team[j]
    elif kind < 5 or s.home[i] < 0:  # change places with someone already moved
        j = s.away[below(rng, listed)]
        b = s.team[j]
    else:  # home again, and for most kinds someone else goes instead
        b = s.home[i]
        if kind > 5 and s.size[b] > 0:
            j = s.member[b, below(rng, s.size[b])]
    return b, j


@kernel
def _instead(
    r: Rules, s: Board, keen: np.ndarray, kind: int, warmth: int, quantile: np.ndarray, rng: np.ndarray
) -> int:
    """Someone already moved goes home again, and someone else goes where they had been sent. The weighed change.

    It never takes more moves.
    """
    if s.tally[LISTED] == 0:
        return 0
    i = s.away[below(rng, s.tally[LISTED])]
    k = keen[below(rng, keen.shape[0])] if kind % 2 == 0 else s.movable[below(rng, s.movable.shape[0])]
    a, c = s.team[i], s.team[k]
    if s.home[i] < 0 or not s.may[i] or k == i or c == a or s.size[s.home[i]] >= r.high:
        return 0
    if s.place[k] >= 0 and s.home[k] != a:
        return 0
    change = change_of(r, s, i, -1, s.home[i])
    move(r, s, i, s.home[i])
    change += change_of(r, s, k, -1, a)
    if change > 0 and change > warmth * quantile[below(rng, quantile.shape[0])] // GRAIN:
        move(r, s, i, a)
        return 0
    move(r, s, k, a)
    return change


@kernel
def anneal(
    r: Rules,
    s: Board,
    keen: np.ndarray,
    cap: int,
    first: int,
    last: int,
    stages: int,
    hot: int,
    quantile: np.ndarray,
    rng: np.ndarray,
) -> int:
    """Stages ``first`` to ``last`` of so many, with at most ``cap`` moves in all. Returns the weighed change.

    Pupil i goes to team b; with j >= 0 the two change places. ``hot`` is the first temperature in units
    of cost; ``quantile`` those of the exponential distribution x GRAIN.
    """
    now = 0
    for stage in range(first, last):
        warmth = _cooled(hot, stage, stages)
        for _ in range(STEPS_A_STAGE):
            kind, listed = below(rng, KINDS), s.tally[LISTED]
            if kind >= 8:
                now += _instead(r, s, keen, kind, warmth, quantile, rng)
                continue
            i = _who(s, keen, kind, listed, rng)
            b, j = _where(s, i, kind, listed, rng)
            a = s.team[i]
            if a == b or not s.may[i] or (j >= 0 and not s.may[j]) or (j < 0 and s.size[b] >= r.high):
                continue
            if _moves_after(s, i, j, a, b) > cap:
                continue
            change = change_of(r, s, i, j, b)
            if change > 0 and change > warmth * quantile[below(rng, quantile.shape[0])] // GRAIN:
                continue
            move(r, s, i, b)
            if j >= 0:
                move(r, s, j, a)
            now += change
    s.tally[STEPS] += (last - first) * STEPS_A_STAGE
    return now


@kernel
def misplaced(s: Board, low: int, high: int) -> int:
    """Pupils too many or too few, over the teams that are not locked."""
    total = 0
    for a in s.open:
        total += outside(s.size[a], low, high)
    return total


@kernel
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


@kernel
def even_sizes(r: Rules, s: Board, cap: int, givers: np.ndarray, takers: np.ndarray, rng: np.ndarray) -> None:
    """One pupil at a time from a team that is too large to one that is too small, the best of some drawn at random.

    ``givers`` and ``takers`` are room for the open teams.
    """
    while misplaced(s, r.low, r.high) > 0:
        n_givers = _teams_that(s, r.low, r.high, True, givers)
        n_takers = _teams_that(s, r.low, r.high, False, takers)
        best, who, to = 0, -1, -1
        for _ in range(TRIES if n_givers * n_takers > 0 else 0):
            a, b = givers[below(rng, n_givers)], takers[below(rng, n_takers)]
            i = s.member[a, below(rng, s.size[a])]
            if s.may[i] and _moves_after(s, i, -1, a, b) <= cap:
                change = change_of(r, s, i, -1, b)
                if change < best:
                    best, who, to = change, i, b
        if who < 0:
            return
        move(r, s, who, to)
