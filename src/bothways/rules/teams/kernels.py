"""Compiled steps of the search over swaps. A swap keeps every team's size, so sizes hold throughout."""

from __future__ import annotations

import numpy as np

from bothways.rules.kernel import kernel
from bothways.rules.rng import below
from bothways.rules.teams.tables import FIRST_LABEL, HARD, MET, SCHOOL, State, Tables, Work


@kernel
def partners_in(ptr: np.ndarray, adj: np.ndarray, team: np.ndarray, i: int, a: int, skip: int) -> int:
    """How many partners of pupil i are in team a, pupil ``skip`` left out."""
    found = 0
    for k in range(ptr[i], ptr[i + 1]):
        if adj[k] != skip and team[adj[k]] == a:
            found += 1
    return found


@kernel
def _swap_partners(ptr: np.ndarray, adj: np.ndarray, team: np.ndarray, i: int, j: int) -> int:
    """Change in the number of partner pairs that share a team when i and j change places."""
    if ptr[i] == ptr[i + 1] and ptr[j] == ptr[j + 1]:
        return 0
    a, b = team[i], team[j]
    gained = partners_in(ptr, adj, team, i, b, j) + partners_in(ptr, adj, team, j, a, i)
    return gained - partners_in(ptr, adj, team, i, a, -1) - partners_in(ptr, adj, team, j, b, -1)


@kernel
def _short(kinds: int, least: int) -> int:
    return max(0, least - kinds)


@kernel
def _label_delta(s: State, a: int, b: int, u: int, v: int) -> int:
    """Change in the squares of a label when team a gives a u to team b for a v."""
    if u == v:
        return 0
    return 2 * (2 + s.by_cell[b, u] - s.by_cell[a, u] + s.by_cell[a, v] - s.by_cell[b, v])


@kernel
def labels_rise(t: Tables, s: State, i: int, j: int) -> bool:
    """Whether some label would get worse if pupils i and j changed places: quicker than every delta."""
    for f in range(t.cell.shape[1]):
        if _label_delta(s, s.team[i], s.team[j], t.cell[i, f], t.cell[j, f]) > 0:
            return True
    return False


@kernel
def two_rise(t: Tables, s: State, mine: np.ndarray, theirs: np.ndarray) -> bool:
    """The same for two pupils of one team and two of another."""
    a, b = s.team[mine[0]], s.team[theirs[0]]
    for f in range(t.cell.shape[1]):
        u, v, x, y = t.cell[mine[0], f], t.cell[mine[1], f], t.cell[theirs[0], f], t.cell[theirs[1], f]
        change = _label_delta(s, a, b, u, x) + _label_delta(s, a, b, v, y)
        if u != x and v != y:  # the second swap finds the counts that the first one left
            change += 4 * (int(u == v) + int(x == y) - int(u == y) - int(v == x))
        if change > 0:
            return True
    return False


@kernel
def swap_deltas(t: Tables, s: State, i: int, j: int, out: np.ndarray) -> None:
    """Change in every level when pupils i and j, of different teams, change places."""
    a, b = s.team[i], s.team[j]
    out[HARD] = _swap_partners(t.apart_ptr, t.apart_adj, s.team, i, j)
    if t.needs[i] or t.needs[j]:
        out[HARD] += (np.int64(t.needs[i]) - np.int64(t.needs[j])) * (np.int64(t.able[a]) - np.int64(t.able[b]))
    out[SCHOOL] = 0
    p, q = t.school[i], t.school[j]
    if p != q:
        ap, aq, bp, bq = s.by_school[a, p], s.by_school[a, q], s.by_school[b, p], s.by_school[b, q]
        for table, level in ((t.cost, SCHOOL), (t.over, HARD)):
            out[level] += table[ap - 1] - table[ap] + table[aq + 1] - table[aq]
            out[level] += table[bq - 1] - table[bq] + table[bp + 1] - table[bp]
        if t.least > 0:
            ka, kb = s.kinds[a], s.kinds[b]
            out[HARD] += _short(ka - (ap == 1) + (aq == 0), t.least) - _short(ka, t.least)
            out[HARD] += _short(kb - (bq == 1) + (bp == 0), t.least) - _short(kb, t.least)
    out[MET] = _swap_partners(t.met_ptr, t.met_adj, s.team, i, j)
    n_labels = t.cell.shape[1]
    for f in range(n_labels):
        out[FIRST_LABEL + f] = _label_delta(s, a, b, t.cell[i, f], t.cell[j, f])
    for k in range(t.score.shape[1]):
        d = t.score[i, k] - t.score[j, k]
        out[FIRST_LABEL + n_labels + k] = 2 * d * (d - s.total[a, k] + s.total[b, k])


@kernel
def _leave(t: Tables, s: State, i: int, a: int, step: int) -> None:
    """Count pupil i out of team a (step -1) or in (step 1)."""
    before = s.by_school[a, t.school[i]]
    s.by_school[a, t.school[i]] += step
    if before + step == 0:
        s.kinds[a] -= 1
    elif before == 0:
        s.kinds[a] += 1
    for f in range(t.cell.shape[1]):
        s.by_cell[a, t.cell[i, f]] += step
    for k in range(t.score.shape[1]):
        s.total[a, k] += step * t.score[i, k]


@kernel
def swap(t: Tables, s: State, i: int, j: int) -> None:
    """Let pupils i and j change places."""
    a, b = s.team[i], s.team[j]
    _leave(t, s, i, a, -1)
    _leave(t, s, j, b, -1)
    _leave(t, s, i, b, 1)
    _leave(t, s, j, a, 1)
    s.team[i], s.team[j] = b, a
    x, y = s.slot[i], s.slot[j]
    s.slot[i], s.slot[j] = y, x
    s.occupant[x], s.occupant[y] = j, i


@kernel
def _group(t: Tables, s: State, i: int, out: np.ndarray) -> int:
    """Who must move with pupil i, i included, written to ``out``. 0 when they cannot, or are not in one team."""
    if t.free[i]:
        out[0] = i
        return 1
    b = t.block[i]
    if b < 0 or t.block_ptr[b + 1] - t.block_ptr[b] > out.shape[0]:
        return 0
    size = t.block_ptr[b + 1] - t.block_ptr[b]
    for k in range(size):
        out[k] = t.block_adj[t.block_ptr[b] + k]
        if s.team[out[k]] != s.team[i]:
            return 0
    return size


@kernel
def _is_in(items: np.ndarray, size: int, item: int) -> bool:
    for k in range(size):
        if items[k] == item:
            return True
    return False


@kernel
def _fill(t: Tables, s: State, out: np.ndarray, size: int, wanted: int, rng: np.ndarray) -> int:
    """Add pupils of the same team who can move alone until there are ``wanted``. Returns how many there are."""
    a = s.team[out[0]]
    seats = s.start[a + 1] - s.start[a]
    first = below(rng, seats)
    for k in range(seats):
        i = s.occupant[s.start[a] + (first + k) % seats]
        if size < wanted and t.free[i] and not _is_in(out, size, i):
            out[size] = i
            size += 1
    return size


@kernel
def _herd(t: Tables, s: State, wanted: int, out: np.ndarray, rng: np.ndarray) -> int:
    """Add free pupils of out[0]'s team until there are ``wanted``: first of its school, then of another, and so on."""
    a, size, school = s.team[out[0]], 1, t.school[out[0]]
    seats = s.start[a + 1] - s.start[a]
    first = below(rng, seats)
    for _ in range(wanted):
        other = -1
        for k in range(seats):
            i = s.occupant[s.start[a] + (first + k) % seats]
            if not t.free[i] or _is_in(out, size, i):
                continue
            if t.school[i] == school and size < wanted:
                out[size] = i
                size += 1
            elif other < 0 and t.school[i] != school:
                other = i
        if size == wanted or other < 0:
            break
        school = t.school[other]
    return size


@kernel
def gather(t: Tables, s: State, i: int, j: int, mine: np.ndarray, theirs: np.ndarray, rng: np.ndarray) -> int:
    """Two groups of one size to exchange: i's block and j's, the smaller filled up. Returns the size, 0 for none."""
    if s.team[i] == s.team[j]:
        return 0
    m, n = _group(t, s, i, mine), _group(t, s, j, theirs)
    if m == 0 or n == 0:
        return 0
    if t.herd and m == 1 and n == 1:
        wanted = 1 + below(rng, 4)
        m, n = _herd(t, s, wanted, mine, rng), _herd(t, s, wanted, theirs, rng)
    if m < n:
        m = _fill(t, s, mine, m, n, rng)
    elif n < m:
        n = _fill(t, s, theirs, n, m, rng)
    return m if m == n else 0


@kernel
def add_to(total: np.ndarray, part: np.ndarray) -> None:
    """Add in place."""
    for k in range(total.shape[0]):
        total[k] += part[k]


@kernel
def copy_to(out: np.ndarray, source: np.ndarray) -> None:
    """Copy in place. Assigning to a slice would first make room for a copy, in case the two overlap."""
    for k in range(out.shape[0]):
        out[k] = source[k]


@kernel
def exchange(t: Tables, s: State, w: Work, size: int) -> None:
    """Swap ``w.mine`` with ``w.theirs``, member by member; ``w.delta`` becomes the change in every level."""
    w.delta[:] = 0
    for k in range(size):
        swap_deltas(t, s, w.mine[k], w.theirs[k], w.part)
        add_to(w.delta, w.part)
        swap(t, s, w.mine[k], w.theirs[k])


@kernel
def undo(t: Tables, s: State, mine: np.ndarray, theirs: np.ndarray, size: int) -> None:
    """Take an exchange back."""
    for k in range(size):
        swap(t, s, mine[k], theirs[k])


@kernel
def _pairs_sharing(ptr: np.ndarray, adj: np.ndarray, team: np.ndarray) -> int:
    found = 0
    for i in range(team.shape[0]):
        for k in range(ptr[i], ptr[i + 1]):
            if adj[k] > i and team[adj[k]] == team[i]:
                found += 1
    return found


@kernel
def count_levels(t: Tables, s: State, out: np.ndarray) -> None:
    """Every level of a plan, counted from nothing but the team of each pupil and its tables of counts."""
    n_labels, n_scores = t.cell.shape[1], t.score.shape[1]
    out[:] = 0
    out[HARD] = _pairs_sharing(t.apart_ptr, t.apart_adj, s.team)
    out[MET] = _pairs_sharing(t.met_ptr, t.met_adj, s.team)
    for i in range(s.team.shape[0]):
        if t.needs[i] and not t.able[s.team[i]]:
            out[HARD] += 1
        for f in range(n_labels):  # each pupil adds the count of its own value: the sum of squares
            out[FIRST_LABEL + f] += s.by_cell[s.team[i], t.cell[i, f]]
    for a in range(s.kinds.shape[0]):
        out[HARD] += _short(s.kinds[a], t.least)
        for p in range(s.by_school.shape[1]):
            out[SCHOOL] += t.cost[s.by_school[a, p]]
            out[HARD] += t.over[s.by_school[a, p]]
        for k in range(n_scores):
            out[FIRST_LABEL + n_labels + k] += s.total[a, k] ** 2


def recount(t: Tables, s: State) -> np.ndarray:
    """Every level of a plan."""
    out = np.empty(FIRST_LABEL + t.cell.shape[1] + t.score.shape[1], dtype=np.int64)
    count_levels(t, s, out)
    return out


@kernel
def _earlier_is_less(one: np.ndarray, other: np.ndarray) -> bool:
    for level in range(one.shape[0]):
        if one[level] != other[level]:
            return bool(one[level] < other[level])
    return False


@kernel
def best_partner(t: Tables, s: State, i: int, best: np.ndarray, part: np.ndarray) -> int:
    """Fill ``best`` with the least change, level by level, and return the pupil it comes from; -1 if there is none."""
    found = -1
    for j in range(s.team.shape[0]):
        if t.free[j] and s.team[j] != s.team[i]:
            swap_deltas(t, s, i, j, part)
            if part[HARD] <= 0 and (found < 0 or _earlier_is_less(part, best)):
                copy_to(best, part)
                found = j
    return found
