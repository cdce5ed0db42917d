"""Search over swaps: labels first, then scores with every label held."""

from __future__ import annotations

import numpy as np

from bothways.rules.kernel import kernel
from bothways.rules.rng import below
from bothways.rules.teams.kernels import (
    add_to,
    count_levels,
    exchange,
    gather,
    partners_in,
    swap,
    swap_deltas,
    undo,
)
from bothways.rules.teams.tables import FIRST_LABEL, State, Tables, Work


@kernel
def mark(cells: np.ndarray, place: np.ndarray, count: int, cell: int, bad: bool) -> int:
    """Put a cell on the list of bad cells or take it off. Returns how many are on it."""
    at = place[cell]
    if bad and at < 0:
        place[cell] = count
        cells[count] = cell
        return count + 1
    if not bad and at >= 0:
        last = cells[count - 1]
        cells[at] = last
        place[last] = at
        place[cell] = -1
        return count - 1
    return count


@kernel
def _judge(held: int, everyone: int, teams: int) -> int:
    """1 when a team has too many of a value, -1 when too few, 0 when it has its even share."""
    share = everyone // teams
    if held < share:
        return -1
    return 1 if held > share + (1 if everyone % teams else 0) else 0


@kernel
def _member_with(t: Tables, s: State, a: int, v: int, has: bool, rng: np.ndarray) -> int:
    """A free member of team a that has (or has not) cell v, from a random place on; -1 if there is none."""
    size = s.start[a + 1] - s.start[a]
    first = below(rng, size)
    for k in range(size):
        i = s.occupant[s.start[a] + (first + k) % size]
        if t.free[i] or t.block[i] >= 0:
            found = False
            for f in range(t.cell.shape[1]):
                found = found or t.cell[i, f] == v
            if found == has:
                return i
    return -1


@kernel
def _conflicted(t: Tables, s: State, most: np.ndarray, first: int) -> int:
    """The next free pupil, within 256 of ``first``, who breaks a rule, crowds a school or meets someone again.

    ``most`` is the even share of each school in a team, rounded up.
    """
    n = s.team.shape[0]
    for k in range(min(n, 256)):
        i = (first + k) % n
        a = s.team[i]
        if (t.free[i] or t.block[i] >= 0) and (
            (t.needs[i] and not t.able[a])
            or (s.by_school[a, t.school[i]] == 1 if t.herd else s.by_school[a, t.school[i]] > most[t.school[i]])
            or partners_in(t.apart_ptr, t.apart_adj, s.team, i, a, -1) > 0
            or partners_in(t.met_ptr, t.met_adj, s.team, i, a, -1) > 0
        ):
            return i
    return -1


@kernel
def _pick(t: Tables, s: State, w: Work, n_bad: int, rules_open: bool, rng: np.ndarray) -> int:
    """A free pupil worth moving: in a bad cell, or breaking a rule, or (now and then) anyone."""
    n = s.team.shape[0]
    dice = below(rng, 16)
    if rules_open and dice < 4:
        i = _conflicted(t, s, w.most, below(rng, n))
        if i >= 0:
            return i
    if n_bad > 0 and dice < 15:
        n_cells = s.by_cell.shape[1]
        cell = w.bad[below(rng, n_bad)]
        a, v = cell // n_cells, cell % n_cells
        return _member_with(t, s, a, v, _judge(s.by_cell[a, v], w.everyone[v], s.by_cell.shape[0]) > 0, rng)
    return below(rng, n)


@kernel
def _all_bad(t: Tables, s: State, w: Work, labels: int) -> int:
    """List the bad cells of the first ``labels`` labels. Returns how many there are."""
    w.place[:] = -1
    cells = 0
    for i in range(t.cell.shape[0]):
        for f in range(labels):
            cells = max(cells, t.cell[i, f] + 1)
    n_bad = 0
    for a in range(s.by_cell.shape[0]):
        for v in range(cells):
            wrong = _judge(s.by_cell[a, v], w.everyone[v], s.by_cell.shape[0]) != 0
            n_bad = mark(w.bad, w.place, n_bad, a * s.by_cell.shape[1] + v, wrong)
    return n_bad


@kernel
def _update_bad(t: Tables, s: State, w: Work, i: int, j: int, labels: int, n_bad: int) -> int:
    n_cells = s.by_cell.shape[1]
    for a in (s.team[i], s.team[j]):
        for f in range(labels):
            for v in (t.cell[i, f], t.cell[j, f]):
                wrong = _judge(s.by_cell[a, v], w.everyone[v], s.by_cell.shape[0]) != 0
                n_bad = mark(w.bad, w.place, n_bad, a * n_cells + v, wrong)
    return n_bad


@kernel
def _welcome(delta: np.ndarray, weight: np.ndarray, slack: int, rng: np.ndarray) -> bool:
    """Whether a change is let in. Strictly by level order when ``slack`` is negative, by weighted sum otherwise."""
    gain = np.int64(0)
    for level in range(weight.shape[0]):
        if slack < 0 and delta[level] != 0:
            return bool(delta[level] < 0)
        gain += weight[level] * delta[level]
    return bool(gain <= 0 or (gain <= slack and below(rng, 64) == 0))


@kernel
def _reached(value: np.ndarray, bound: np.ndarray, levels: int) -> bool:
    for level in range(levels - 1, -1, -1):  # the last one is met last
        if value[level] > bound[level]:
            return False
    return True


@kernel
def mix_labels(
    t: Tables, s: State, w: Work, weight: np.ndarray, bound: np.ndarray, budget: int, slack: int, rng: np.ndarray
) -> int:
    """Swap until every level that has a weight is at its bound. Returns how many swaps were weighed.

    The weighted sum never rises, but that about one time in 64 a rise of up to ``slack`` is let through;
    with a negative ``slack`` the levels are strictly lexicographic instead.
    """
    n, levels = s.team.shape[0], weight.shape[0]
    labels = levels - FIRST_LABEL
    n_bad = _all_bad(t, s, w, labels)
    count_levels(t, s, w.value)
    for step in range(budget):
        if _reached(w.value, bound, levels):
            return step
        i, j = _pick(t, s, w, n_bad, not _reached(w.value, bound, FIRST_LABEL), rng), below(rng, n)
        size = gather(t, s, i, j, w.mine, w.theirs, rng) if i >= 0 else 0
        if size == 0:
            continue
        if size == 1:
            swap_deltas(t, s, i, j, w.delta)
        else:
            exchange(t, s, w, size)
        if _welcome(w.delta, weight, slack, rng):
            if size == 1:
                swap(t, s, i, j)
            add_to(w.value, w.delta)
            for k in range(size):
                n_bad = _update_bad(t, s, w, w.mine[k], w.theirs[k], labels, n_bad)
        elif size > 1:
            undo(t, s, w.mine, w.theirs, size)
    return budget
