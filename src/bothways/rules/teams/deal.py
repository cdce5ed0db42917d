"""The first plan: fixed pupils, then blocks, then access needs, then school by school, evenly."""

from __future__ import annotations

import numpy as np
from numba import njit

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


def deal(brief: Compiled, tables: Tables, size: np.ndarray) -> np.ndarray:
    """A team for every pupil; team sizes as given. Apart rules, caps and history are left to the search."""
    team = brief.fixed.copy()
    order = _first(brief)
    _deal(tables, order, brief.block, brief.block_ptr, brief.block_adj, size.copy(), team, brief.n_schools)
    return team


def _first(brief: Compiled) -> np.ndarray:
    """Blocks by size, then access needs: those with least choice go first."""
    sizes = np.diff(brief.block_ptr)
    lead = brief.block_adj[brief.block_ptr[:-1]][np.argsort(-sizes, kind="stable")]
    return np.concatenate([lead, np.flatnonzero(brief.needs & (brief.block < 0))])


@njit(cache=True)
def _take(t: Tables, i: int, a: int, room: np.ndarray, by_school: np.ndarray, by_cell: np.ndarray) -> None:
    room[a] -= 1
    by_school[a, t.school[i]] += 1
    for f in range(t.cell.shape[1]):
        by_cell[a, t.cell[i, f]] += 1


@njit(cache=True)
def _best_team(t: Tables, i: int, places: int, needs: bool, room: np.ndarray, by_school: np.ndarray) -> int:
    """Able team with enough room, fewest of the pupil's school, most room; -1 if there is none."""
    best, key = -1, np.int64(0)
    for a in range(room.shape[0]):
        if room[a] < places or (needs and not t.able[a]):
            continue
        mine = np.int64(by_school[a, t.school[i]]) * 1_000_000 - room[a]
        if best < 0 or mine < key:
            best, key = a, mine
    return best


@njit(cache=True)
def _deal(
    t: Tables,
    first: np.ndarray,
    block: np.ndarray,
    block_ptr: np.ndarray,
    block_adj: np.ndarray,
    room: np.ndarray,
    team: np.ndarray,
    n_schools: int,
) -> None:
    n = team.shape[0]
    n_cells = 0
    for i in range(n):
        for f in range(t.cell.shape[1]):
            n_cells = max(n_cells, t.cell[i, f] + 1)
    by_school = np.zeros((room.shape[0], n_schools), dtype=np.int32)
    by_cell = np.zeros((room.shape[0], n_cells), dtype=np.int32)
    total = np.zeros(room.shape[0], dtype=np.int64)
    for i in range(n):
        if team[i] >= 0:
            _take(t, i, team[i], room, by_school, by_cell)
    for i in first:
        if team[i] < 0:
            _place_group(t, i, block, block_ptr, block_adj, room, team, by_school, by_cell)
    _deal_schools(t, room, team, by_school, by_cell, total, n_schools)


@njit(cache=True)
def _place_group(
    t: Tables,
    i: int,
    block: np.ndarray,
    block_ptr: np.ndarray,
    block_adj: np.ndarray,
    room: np.ndarray,
    team: np.ndarray,
    by_school: np.ndarray,
    by_cell: np.ndarray,
) -> None:
    """A block, or one pupil, into the best team. With no team that fits, any team with room, one by one."""
    group = np.array([i]) if block[i] < 0 else block_adj[block_ptr[block[i]] : block_ptr[block[i] + 1]]
    needs = False
    for j in group:
        needs = needs or t.needs[j]
    a = _best_team(t, i, group.shape[0], needs, room, by_school)
    for j in group:
        b = a if a >= 0 else _best_team(t, j, 1, False, room, by_school)
        team[j] = b
        _take(t, j, b, room, by_school, by_cell)


@njit(cache=True)
def _held_and_everyone(t: Tables, team: np.ndarray, teams: int, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Pupils placed so far in each team, and pupils of each label value in all."""
    held, everyone = np.zeros(teams, dtype=np.int64), np.zeros(cells, dtype=np.int64)
    for i in range(team.shape[0]):
        if team[i] >= 0:
            held[team[i]] += 1
        for f in range(t.cell.shape[1]):
            everyone[t.cell[i, f]] += 1
    return held, everyone


@njit(cache=True)
def _deal_schools(
    t: Tables,
    room: np.ndarray,
    team: np.ndarray,
    by_school: np.ndarray,
    by_cell: np.ndarray,
    total: np.ndarray,
    n_schools: int,
) -> None:
    """School by school: the teams with fewest of the school and most room, and into each the pupil who fits best."""
    n = team.shape[0]
    held, everyone = _held_and_everyone(t, team, room.shape[0], by_cell.shape[1])
    for p in range(n_schools):
        left = np.flatnonzero((team < 0) & (t.school == p))
        n_left = left.shape[0]
        while n_left > 0:
            for a in _round_of_teams(room, by_school, p, n_left):
                k = _best_pupil(t, left[:n_left], a, held[a], n, by_cell, everyone, total)
                i = left[k]
                n_left -= 1
                for m in range(k, n_left):  # keep the order, so that ties do not depend on the past
                    left[m] = left[m + 1]
                team[i] = a
                held[a] += 1
                _take(t, i, a, room, by_school, by_cell)
                if t.score.shape[1] > 0:
                    total[a] += t.score[i, 0]


@njit(cache=True)
def _round_of_teams(room: np.ndarray, by_school: np.ndarray, p: int, wanted: int) -> np.ndarray:
    """Up to ``wanted`` teams for the next pupils of school p, each at most once."""
    key = np.empty(room.shape[0], dtype=np.int64)
    fewest = np.int64(1 << 40)
    for a in range(room.shape[0]):
        if room[a] > 0:
            fewest = min(fewest, np.int64(by_school[a, p]))
    for a in range(room.shape[0]):
        open_now = room[a] > 0 and by_school[a, p] == fewest
        key[a] = -room[a] if open_now else 1
    order = np.argsort(key, kind="mergesort")
    n_open = 0
    for a in range(room.shape[0]):
        if key[a] <= 0:
            n_open += 1
    return order[: min(wanted, n_open)]


@njit(cache=True)
def _best_pupil(
    t: Tables,
    left: np.ndarray,
    a: int,
    held: int,
    n: int,
    by_cell: np.ndarray,
    everyone: np.ndarray,
    total: np.ndarray,
) -> int:
    """Place in ``left`` of the pupil whose labels team a is shortest of; then who brings its score nearest to 0."""
    best, key, near = 0, np.int64(1 << 62), np.int64(0)
    for k in range(left.shape[0]):
        i = left[k]
        mine = np.int64(0)
        for f in range(t.cell.shape[1]):
            v = t.cell[i, f]
            mine += n * np.int64(by_cell[a, v]) - held * everyone[v]
        away = abs(total[a] + t.score[i, 0]) if t.score.shape[1] > 0 else np.int64(0)
        if mine < key or (mine == key and away < near):
            best, key, near = k, mine, away
    return best
