"""The first plan: fixed pupils, then blocks, then access needs, then school by school, evenly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bothways.rules.kernel import kernel
from bothways.rules.teams.compiled import Compiled
from bothways.rules.teams.tables import Tables


def team_sizes(brief: Compiled) -> np.ndarray:
    """As even as the fixed pupils allow, within the range; the earlier teams take the odd ones."""
    fixed = np.bincount(brief.fixed[brief.fixed >= 0], minlength=brief.n_teams)
    size = np.maximum(fixed, brief.low)
    while size.sum() > brief.n:  # the brief is impossible; still seat everyone, so that it can be told why
        size[np.where(size > fixed, size, -1).argmax()] -= 1
    return fill_up(size, brief.n, brief.high)


def fill_up(size: np.ndarray, n: int, high: int) -> np.ndarray:
    """Raise the smallest teams first until they hold n, none above ``high`` if it can be helped."""
    size = size.astype(np.int64)
    level = int(size.min(initial=0))
    while (short := n - int(size.sum())) > 0 and level < max(high, 1):
        lowest = np.flatnonzero(size <= level)[:short]
        size[lowest] += 1
        level = int(size.min())
    return size


class Deal(NamedTuple):
    """A plan while it is dealt: team of each pupil or -1, and what each team has so far."""

    team: np.ndarray  # (n,)
    room: np.ndarray  # (T,) places left
    held: np.ndarray  # (T,) pupils
    by_school: np.ndarray  # (T, schools)
    by_cell: np.ndarray  # (T, cells)
    total: np.ndarray  # (T,) sum of the first score of those dealt one by one
    everyone: np.ndarray  # (cells,) pupils of each label value in all
    left: np.ndarray  # room for the pupils of one school
    turn: np.ndarray  # room for the teams of one round


def deal(brief: Compiled, tables: Tables, size: np.ndarray) -> np.ndarray:
    """A team for every pupil; team sizes as given. Apart rules, caps and history are left to the search."""
    cells, teams = int(brief.n_values.sum()), brief.n_teams
    everyone = np.bincount(tables.cell.ravel(), minlength=cells).astype(np.int64)
    d = Deal(
        team=brief.fixed.copy(),
        room=size.astype(np.int64),
        held=np.zeros(teams, dtype=np.int64),
        by_school=np.zeros((teams, brief.n_schools), dtype=np.int64),
        by_cell=np.zeros((teams, cells), dtype=np.int64),
        total=np.zeros(teams, dtype=np.int64),
        everyone=everyone,
        left=np.empty(brief.n, dtype=np.int64),
        turn=np.empty(teams, dtype=np.int64),
    )
    _deal(tables, d, _first(brief), brief.block, brief.block_ptr, brief.block_adj)
    return d.team


def _first(brief: Compiled) -> np.ndarray:
    """Blocks by size, then access needs: those with least choice go first."""
    sizes = np.diff(brief.block_ptr)
    lead = brief.block_adj[brief.block_ptr[:-1]][np.argsort(-sizes, kind="stable")]
    return np.concatenate([lead, np.flatnonzero(brief.needs & (brief.block < 0))])


@kernel
def _take(t: Tables, d: Deal, i: int, a: int) -> None:
    d.team[i] = a
    d.room[a] -= 1
    d.held[a] += 1
    d.by_school[a, t.school[i]] += 1
    for f in range(t.cell.shape[1]):
        d.by_cell[a, t.cell[i, f]] += 1


@kernel
def _best_team(t: Tables, d: Deal, i: int, places: int, needs: bool) -> int:
    """Able team with enough room, fewest of the pupil's school, most room; -1 if there is none."""
    best, key = -1, np.int64(0)
    for a in range(d.room.shape[0]):
        if d.room[a] < places or (needs and not t.able[a]):
            continue
        mine = d.by_school[a, t.school[i]] * 1_000_000 - d.room[a]
        if best < 0 or mine < key:
            best, key = a, mine
    return best


@kernel
def _deal(
    t: Tables, d: Deal, first: np.ndarray, block: np.ndarray, block_ptr: np.ndarray, block_adj: np.ndarray
) -> None:
    for i in range(d.team.shape[0]):
        if d.team[i] >= 0:
            _take(t, d, i, d.team[i])
    for i in first:
        if d.team[i] >= 0:
            continue
        if block[i] < 0:
            d.left[0] = i
            _place_group(t, d, i, d.left, 0, 1)
        else:
            _place_group(t, d, i, block_adj, block_ptr[block[i]], block_ptr[block[i] + 1])
    for p in range(d.by_school.shape[1]):
        _deal_school(t, d, p)


@kernel
def _place_group(t: Tables, d: Deal, i: int, members: np.ndarray, start: int, end: int) -> None:
    """A block, or one pupil, into the best team. With no team that fits, any team with room, one by one."""
    needs = False
    for k in range(start, end):
        needs = needs or bool(t.needs[members[k]])
    a = _best_team(t, d, i, end - start, needs)
    for k in range(start, end):
        j = members[k]
        _take(t, d, j, a if a >= 0 else _best_team(t, d, j, 1, False))


@kernel
def _deal_school(t: Tables, d: Deal, p: int) -> None:
    """The teams with fewest of school p and most room, and into each the pupil who fits best."""
    n_left = 0
    for i in range(d.team.shape[0]):
        if d.team[i] < 0 and t.school[i] == p:
            d.left[n_left] = i
            n_left += 1
    while n_left > 0:
        for r in range(_round_of_teams(d, p, n_left)):
            a = d.turn[r]
            k = _best_pupil(t, d, n_left, a)
            i = d.left[k]
            n_left -= 1
            for m in range(k, n_left):  # keep the order, so that ties do not depend on the past
                d.left[m] = d.left[m + 1]
            _take(t, d, i, a)
            if t.score.shape[1] > 0:
                d.total[a] += t.score[i, 0]


@kernel
def _round_of_teams(d: Deal, p: int, wanted: int) -> int:
    """List up to ``wanted`` teams for the next pupils of school p, each at most once. Returns how many."""
    fewest, most = np.int64(1 << 40), np.int64(0)
    for a in range(d.room.shape[0]):
        if d.room[a] > 0:
            fewest = min(fewest, d.by_school[a, p])
            most = max(most, d.room[a])
    found = 0
    for room in range(most, 0, -1):
        for a in range(d.room.shape[0]):
            if found < wanted and d.room[a] == room and d.by_school[a, p] == fewest:
                d.turn[found] = a
                found += 1
    return found


@kernel
def _best_pupil(t: Tables, d: Deal, n_left: int, a: int) -> int:
    """Place in ``left`` of the pupil whose labels team a is shortest of; then who brings its score nearest to 0."""
    n = d.team.shape[0]
    best, key, near = 0, np.int64(1 << 62), np.int64(0)
    for k in range(n_left):
        i = d.left[k]
        mine = np.int64(0)
        for f in range(t.cell.shape[1]):
            v = t.cell[i, f]
            mine += n * d.by_cell[a, v] - d.held[a] * d.everyone[v]
        away = abs(d.total[a] + t.score[i, 0]) if t.score.shape[1] > 0 else np.int64(0)
        if mine < key or (mine == key and away < near):
            best, key, near = k, mine, away
    return best
