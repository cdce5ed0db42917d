"""Even out scores between teams while every level above stays where it is."""

from __future__ import annotations

import numpy as np

from bothways.rules.kernel import kernel
from bothways.rules.rng import below
from bothways.rules.teams.kernels import add_to, copy_to, count_levels, exchange, labels_rise, two_rise, undo
from bothways.rules.teams.search import mark
from bothways.rules.teams.tables import FIRST_LABEL, State, Tables, Work


def pools(t: Tables, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pupils who change places easily, by rising score k: (pool of each pupil, ptr, adj).

    Those alike in every label; where schools hold together, those of one school and one value of the first label.
    """
    alike = np.column_stack([t.school, t.cell[:, :1]]) if t.herd else t.cell
    keys = np.unique(alike, axis=0, return_inverse=True)[1].reshape(-1) if alike.shape[1] else np.zeros_like(t.school)
    order = np.lexsort((np.arange(len(keys)), t.score[:, k], keys))
    ptr = np.concatenate([[0], np.cumsum(np.bincount(keys))])
    return keys.astype(np.int64), ptr.astype(np.int64), order.astype(np.int64)


@kernel
def _first_at_least(t: Tables, k: int, adj: np.ndarray, low: int, high: int, score: int) -> int:
    """The first place in adj[low:high], which rises in score k, with at least ``score``."""
    while low < high:
        middle = (low + high) // 2
        if t.score[adj[middle], k] < score:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
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


@kernel
def _excess(total: int, share: int, odd: int) -> int:
    """How far a team is above or below its even share (``share``, or one more when the sum is odd)."""
    if total < share:
        return total - share
    return max(0, total - share - odd)


@kernel
def _none_rises(delta: np.ndarray, count: int) -> bool:
    for level in range(count):
        if delta[level] > 0:
            return False
    return True


@kernel
def _mate(t: Tables, s: State, i: int, rng: np.ndarray) -> int:
    """Another free pupil of i's team, -1 when the one drawn will not do."""
    a = s.team[i]
    mate = s.occupant[s.start[a] + below(rng, s.start[a + 1] - s.start[a])]
    return mate if mate != i and t.free[mate] else -1


@kernel
def _score_delta(t: Tables, s: State, k: int, mine: np.ndarray, theirs: np.ndarray, size: int) -> int:
    """Change in the squares of score k if the groups changed places."""
    d = np.int64(0)
    for m in range(size):
        d += t.score[mine[m], k] - t.score[theirs[m], k]
    return 2 * d * (d - s.total[s.team[mine[0]], k] + s.total[s.team[theirs[0]], k])


@kernel
def _propose(
    t: Tables,
    s: State,
    w: Work,
    k: int,
    a: int,
    excess: int,
    slack: int,
    pool: np.ndarray,
    ptr: np.ndarray,
    adj: np.ndarray,
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
    mine, theirs = w.mine, w.theirs
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


@kernel
def _uneven_teams(s: State, w: Work, k: int, share: int, odd: int) -> int:
    """List the teams whose score k is off its even share. Returns how many there are."""
    w.place[:] = -1
    n_bad = 0
    for a in range(s.kinds.shape[0]):
        n_bad = mark(w.bad, w.place, n_bad, a, _excess(s.total[a, k], share, odd) != 0)
    return n_bad


@kernel
def _remember(s: State, w: Work, a: int, b: int, size: int, best: np.ndarray) -> None:
    """The plan as it was before the groups of teams a and b changed places."""
    copy_to(best, s.team)
    for m in range(size):
        best[w.mine[m]], best[w.theirs[m]] = a, b


@kernel
def even_scores(
    t: Tables,
    s: State,
    w: Work,
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
    whole = s.total[:, k].sum()
    share, odd = whole // teams, 1 if whole % teams else 0
    n_bad = _uneven_teams(s, w, k, share, odd)
    count_levels(t, s, w.value)
    lowest = w.value[level] + 1
    step = 0
    while step < budget and w.value[level] > bound and n_bad > 0:
        step += 1
        a = w.bad[below(rng, n_bad)]
        size = _propose(t, s, w, k, a, _excess(s.total[a, k], share, odd), slack, pool, ptr, adj, rng)
        if size == 0:
            continue
        b = s.team[w.theirs[0]]
        exchange(t, s, w, size)
        if not _none_rises(w.delta, level):
            undo(t, s, w.mine, w.theirs, size)
            continue
        if w.delta[level] > 0 and w.value[level] < lowest:
            lowest = w.value[level]
            _remember(s, w, a, b, size, best)
        add_to(w.value, w.delta)
        for c in (a, b):
            n_bad = mark(w.bad, w.place, n_bad, c, _excess(s.total[c, k], share, odd) != 0)
    if w.value[level] < lowest:
        copy_to(best, s.team)
    return step
