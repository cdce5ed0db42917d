"""Even out scores between teams while every level above stays where it is."""

from __future__ import annotations

import numpy as np
from numba import njit

from bothways.rules.rng import below
from bothways.rules.teams.kernels import exchange, labels_rise, recount, two_rise, undo
from bothways.rules.teams.search import _mark
from bothways.rules.teams.tables import FIRST_LABEL, State, Tables


def pools(t: Tables, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pupils who change places easily, by rising score k: (pool of each pupil, ptr, adj).

    Those alike in every label; where schools hold together, those of one school and one value of the first label.
    """
    alike = np.column_stack([t.school, t.cell[:, :1]]) if t.herd else t.cell
    keys = np.unique(alike, axis=0, return_inverse=True)[1].reshape(-1) if alike.shape[1] else np.zeros_like(t.school)
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
    """Someone alike whose score is lower by 1 to ``excess`` (higher, if negative); half the time anyone; -1: none."""
    if below(rng, 2) == 0:
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
def _mate(t: Tables, s: State, i: int, rng: np.ndarray) -> int:
    """Another free pupil of i's team, -1 when the one drawn will not do."""
    a = s.team[i]
    mate = s.occupant[s.start[a] + below(rng, s.start[a + 1] - s.start[a])]
    return mate if mate != i and t.free[mate] else -1


@njit(cache=True)
def _score_delta(t: Tables, s: State, k: int, mine: np.ndarray, theirs: np.ndarray, size: int) -> int:
    """Change in the squares of score k if the groups changed places."""
    d = np.int64(0)
    for m in range(size):
        d += t.score[mine[m], k] - t.score[theirs[m], k]
    return 2 * d * (d - s.total[s.team[mine[0]], k] + s.total[s.team[theirs[0]], k])


@njit(cache=True)
def _propose(
    t: Tables,
    s: State,
    k: int,
    a: int,
    excess: int,
    slack: int,
    pool: np.ndarray,
    ptr: np.ndarray,
    adj: np.ndarray,
    mine: np.ndarray,
    theirs: np.ndarray,
    rng: np.ndarray,
) -> int:
    """One pupil of team a, now and then two, and as many of another team. How many, 0 for none.

    No label gets worse; the squares of the score may rise by up to ``slack``, seldom.
    """
    i = s.occupant[s.start[a] + below(rng, s.start[a + 1] - s.start[a])]
    if not t.free[i]:
        return 0
    j = _partner(t, k, i, excess, pool, ptr, adj, rng)
    if j < 0 or not t.free[j] or s.team[j] == a:
        return 0
    mine[0], theirs[0] = i, j
    size = 1
    if below(rng, 4) == 0:
        size, mine[1], theirs[1] = 2, _mate(t, s, i, rng), _mate(t, s, j, rng)
        if mine[1] < 0 or theirs[1] < 0:
            return 0
    change = _score_delta(t, s, k, mine, theirs, size)
    if change > 0 and (change > slack or below(rng, 16) != 0):
        return 0
    rises = labels_rise(t, s, i, j) if size == 1 else two_rise(t, s, mine, theirs)
    return 0 if rises else size


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
    mine, theirs = np.empty(2, dtype=np.int64), np.empty(2, dtype=np.int64)
    step = 0
    while step < budget and value[level] > bound and n_bad > 0:
        step += 1
        a = bad[below(rng, n_bad)]
        size = _propose(t, s, k, a, _excess(s.total[a, k], share, odd), slack, pool, ptr, adj, mine, theirs, rng)
        if size == 0:
            continue
        b = s.team[theirs[0]]
        exchange(t, s, mine, theirs, size, delta)
        if not _none_rises(delta, level):
            undo(t, s, mine, theirs, size)
            continue
        if delta[level] > 0 and value[level] < lowest:
            lowest = value[level]
            best[:] = s.team
            for m in range(size):
                best[mine[m]], best[theirs[m]] = a, b
        value += delta
        for c in (a, b):
            n_bad = _mark(bad, place, n_bad, c, _excess(s.total[c, k], share, odd) != 0)
    if value[level] < lowest:
        best[:] = s.team
    return step
