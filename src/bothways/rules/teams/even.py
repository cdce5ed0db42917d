"""Even out scores between teams while every level above stays where it is."""

from __future__ import annotations

import numpy as np
from numba import njit

from bothways.rules.rng import below
from bothways.rules.teams.kernels import recount, swap, swap_deltas
from bothways.rules.teams.search import _mark
from bothways.rules.teams.tables import FIRST_LABEL, State, Tables


def pools(t: Tables, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pupils alike in every label, by rising score k: (pool of each pupil, ptr, adj). Swaps inside keep the labels."""
    keys = np.unique(t.cell, axis=0, return_inverse=True)[1].reshape(-1) if t.cell.shape[1] else np.zeros_like(t.school)
    order = np.lexsort((np.arange(len(keys)), t.score[:, k], keys))
    ptr = np.concatenate([[0], np.cumsum(np.bincount(keys))])
    return keys.astype(np.int64), ptr.astype(np.int64), order.astype(np.int64)


@njit(cache=True)
def _first_at_least(t: Tables, k: int, adj: np.ndarray, low: int, high: int, score: int) -> int:
    """The first place in adj[low:high], which rises in score k, with at least ``score``."""
    while low < high:
        middle = (low + high) // 2
        if t.score[adj[middle], k] < score:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def _partner(
    t: Tables, k: int, i: int, excess: int, pool: np.ndarray, ptr: np.ndarray, adj: np.ndarray, rng: np.ndarray
) -> int:
    """Someone alike with a score lower by 1 to ``excess`` (higher, if negative), or now and then anyone; -1 if none."""
    if below(rng, 8) == 0:
        return below(rng, t.score.shape[0])
    mine, low, high = t.score[i, k], ptr[pool[i]], ptr[pool[i] + 1]
    if excess > 0:
        first = _first_at_least(t, k, adj, low, high, mine - excess)
        last = _first_at_least(t, k, adj, low, high, mine)
    else:
        first = _first_at_least(t, k, adj, low, high, mine + 1)
        last = _first_at_least(t, k, adj, low, high, mine - excess + 1)
    return adj[first + below(rng, last - first)] if last > first else -1


@njit(cache=True)
def _excess(total: int, share: int, odd: int) -> int:
    """How far a team is above or below its even share (``share``, or one more when the sum is odd)."""
    if total < share:
        return total - share
    return max(0, total - share - odd)


@njit(cache=True)
def _none_rises(delta: np.ndarray, count: int) -> bool:
    for level in range(count):
        if delta[level] > 0:
            return False
    return True


@njit(cache=True)
def even_scores(
    t: Tables,
    s: State,
    k: int,
    pool: np.ndarray,
    ptr: np.ndarray,
    adj: np.ndarray,
    bound: int,
    budget: int,
    slack: int,
    best: np.ndarray,
    rng: np.ndarray,
) -> int:
    """Swap while no level above score k rises, until its squares are at ``bound``. Returns the swaps weighed.

    Now and then the squares may rise by up to ``slack``; ``best`` receives the team of each pupil at the lowest.
    """
    teams, level = s.kinds.shape[0], FIRST_LABEL + t.cell.shape[1] + k
    share = s.total[:, k].sum() // teams
    odd = 1 if s.total[:, k].sum() % teams else 0
    bad, place, n_bad = np.empty(teams, dtype=np.int64), np.full(teams, -1, dtype=np.int64), 0
    for a in range(teams):
        n_bad = _mark(bad, place, n_bad, a, _excess(s.total[a, k], share, odd) != 0)
    value = recount(t, s)
    lowest = value[level] + 1
    delta = np.zeros_like(value)
    step = 0
    while step < budget and value[level] > bound and n_bad > 0:
        step += 1
        a = bad[below(rng, n_bad)]
        i = s.occupant[s.start[a] + below(rng, s.start[a + 1] - s.start[a])]
        if not t.free[i]:
            continue
        j = _partner(t, k, i, _excess(s.total[a, k], share, odd), pool, ptr, adj, rng)
        if j < 0 or not t.free[j] or s.team[j] == a:
            continue
        swap_deltas(t, s, i, j, delta)
        if not _none_rises(delta, level) or (delta[level] > 0 and (delta[level] > slack or below(rng, 64) != 0)):
            continue
        if delta[level] > 0 and value[level] < lowest:
            lowest = value[level]
            best[:] = s.team
        b = s.team[j]
        swap(t, s, i, j)
        value += delta
        for c in (a, b):
            n_bad = _mark(bad, place, n_bad, c, _excess(s.total[c, k], share, odd) != 0)
    if value[level] < lowest:
        best[:] = s.team
    return step
