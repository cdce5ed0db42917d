"""Compiled search that evens out how often any two judges meet. Whole numbers only.

``overlap[j, k]`` counts the entries that judges j and k both see; the aim is the least sum of squares
over pairs. A step changes a sum of squares by an even number, so chances are kept for half the change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bothways.rules.kernel import kernel
from bothways.rules.rng import next_word

BLOCKS = 64  # the chance of a worse step is lowered this many times
CHANCE_START, CHANCE_END = 200, 30  # of a step that worsens the sum by 2, in 1/4096
SWAPS, OTHERS = 24, 4  # how many of each kind of step, in turn
_ONE = 1 << 12
_DEEPEST = 12
_S32, _S16, _LOW32, _LOW16 = np.uint64(32), np.uint64(16), np.uint64(0xFFFFFFFF), np.uint64(0xFFFF)


class Search(NamedTuple):
    """What a search works on, and changes."""

    rng: np.ndarray
    panels: np.ndarray  # (E, r) judge
    may: np.ndarray  # (E, J) bool: not their own school's
    seen: np.ndarray  # (E, J) bool: on the panel
    overlap: np.ndarray  # (J, J)
    loads: np.ndarray  # (J)
    limit: np.ndarray  # (J)
    uneven: int  # 1 when loads are not all equal
    barred: int  # 1 when own-school bans bite


def count_overlaps(panels: np.ndarray, n_judges: int) -> np.ndarray:
    """(J, J), symmetric, zero on the diagonal."""
    out = np.zeros((n_judges, n_judges), dtype=np.int64)
    _count_overlaps(panels, out)
    return out


@kernel
def _count_overlaps(panels: np.ndarray, out: np.ndarray) -> None:
    for e in range(panels.shape[0]):
        for i in range(panels.shape[1]):
            for k in range(panels.shape[1]):
                if i != k:
                    out[panels[e, i], panels[e, k]] += 1


@kernel
def sum_of_squares(overlap: np.ndarray) -> int:
    """Over unordered pairs of judges."""
    total = 0
    for j in range(overlap.shape[0]):
        for k in range(j):
            total += overlap[j, k] * overlap[j, k]
    return total


@kernel
def replace_delta(panels: np.ndarray, overlap: np.ndarray, place: tuple[np.int64, np.int64], b: np.int64) -> int:
    """Change in the sum of squares when judge b takes the place (entry, position)."""
    e, p = place
    a, delta = panels[e, p], 0
    for i in range(panels.shape[1]):
        k = panels[e, i]
        if i != p:
            delta += 2 * (overlap[b, k] - overlap[a, k]) + 2
    return delta


@kernel
def swap_delta(
    panels: np.ndarray, seen: np.ndarray, overlap: np.ndarray, move: tuple[np.int64, np.int64, np.int64, np.int64]
) -> int:
    """Change when entries e and f exchange the judges in places p and q; who sits on both cancels out."""
    e, p, f, q = move
    a, b, delta = panels[e, p], panels[f, q], 0
    for i in range(panels.shape[1]):
        k = panels[e, i]
        if i != p and not seen[f, k]:
            delta += 2 * (overlap[b, k] - overlap[a, k]) + 2
        k = panels[f, i]
        if i != q and not seen[e, k]:
            delta += 2 * (overlap[a, k] - overlap[b, k]) + 2
    return delta


@kernel
def replace(
    panels: np.ndarray, seen: np.ndarray, overlap: np.ndarray, place: tuple[np.int64, np.int64], b: np.int64
) -> None:
    """Put judge b into the place (entry, position)."""
    e, p = place
    a = panels[e, p]
    for i in range(panels.shape[1]):
        k = panels[e, i]
        if i != p:
            overlap[a, k] -= 1
            overlap[k, a] -= 1
            overlap[b, k] += 1
            overlap[k, b] += 1
    panels[e, p] = b
    seen[e, a] = False
    seen[e, b] = True


@kernel
def chances_at(block: int, out: np.ndarray) -> None:
    """Fill ``out`` with how likely a step that worsens the sum by 2d is, in 1 / 2**32, for d = 0, 1, ..."""
    one_step = CHANCE_START + (CHANCE_END - CHANCE_START) * block // BLOCKS
    out[0] = np.int64(1) << 32
    for d in range(1, _DEEPEST):
        out[d] = out[d - 1] * one_step // _ONE


@kernel
def _accept(chances: np.ndarray, delta: int, luck: np.uint64) -> bool:
    if delta <= 0:
        return True
    return delta // 2 < _DEEPEST and np.int64(luck) < chances[delta // 2]


@kernel
def _spread(bits: np.uint64, n: int) -> np.int64:
    """32 random bits to a whole number from 0 to n-1."""
    return np.int64((bits * np.uint64(n)) >> _S32)


@kernel
def hand_over(s: Search, chances: np.ndarray) -> int:
    """Try to pass one entry to a judge with exactly one fewer, so that the loads stay as even."""
    word, other = next_word(s.rng), next_word(s.rng)
    e, b = _spread(word >> _S32, s.panels.shape[0]), _spread(word & _LOW32, s.loads.shape[0])
    p = _spread(other & _LOW32, s.panels.shape[1])
    a = s.panels[e, p]
    if s.loads[b] != s.loads[a] - 1 or s.loads[b] >= s.limit[b] or s.seen[e, b] or not s.may[e, b]:
        return 0
    delta = replace_delta(s.panels, s.overlap, (e, p), b)
    if not _accept(chances, delta, other >> _S32):
        return 0
    replace(s.panels, s.seen, s.overlap, (e, p), b)
    s.loads[a] -= 1
    s.loads[b] += 1
    return delta


@kernel
def rotate(s: Search, chances: np.ndarray) -> int:
    """Try to pass judges round three entries: e's to f, f's to h, h's to e.

    With bans, two schools' entries may only exchange judges whom both allow; only a round of three
    then changes how much a school's judges work on another's entries.
    """
    n, r = s.panels.shape
    word, other, third = next_word(s.rng), next_word(s.rng), next_word(s.rng)
    e, f, h = _spread(word >> _S32, n), _spread(word & _LOW32, n), _spread(other >> _S32, n)
    p, q, t = _spread((other & _LOW16) << _S16, r), _spread(other & (_LOW16 << _S16), r), _spread(third & _LOW32, r)
    a, b, c = s.panels[e, p], s.panels[f, q], s.panels[h, t]
    if e == f or h in (e, f) or s.seen[f, a] or s.seen[h, b] or s.seen[e, c]:
        return 0
    if not s.may[f, a] or not s.may[h, b] or not s.may[e, c]:
        return 0
    delta = replace_delta(s.panels, s.overlap, (e, p), c)
    replace(s.panels, s.seen, s.overlap, (e, p), c)
    delta += replace_delta(s.panels, s.overlap, (f, q), a)
    replace(s.panels, s.seen, s.overlap, (f, q), a)
    delta += replace_delta(s.panels, s.overlap, (h, t), b)
    replace(s.panels, s.seen, s.overlap, (h, t), b)
    if _accept(chances, delta, third >> _S32):
        return delta
    replace(s.panels, s.seen, s.overlap, (h, t), c)
    replace(s.panels, s.seen, s.overlap, (f, q), b)
    replace(s.panels, s.seen, s.overlap, (e, p), a)
    return 0


@kernel
def sweep(s: Search, steps: int, chances: np.ndarray, gap: int) -> tuple[int, int]:
    """Try swaps until ``steps`` are done or the sum has come down by ``gap``; (change, steps taken).

    Arrays are passed one by one and refusals stay here: handing over all of ``s`` doubles the time.
    """
    panels, seen, may, overlap, rng = s.panels, s.seen, s.may, s.overlap, s.rng
    n, r = panels.shape
    change = 0
    for step in range(steps):
        word, other = next_word(rng), next_word(rng)
        e, f = _spread(word >> _S32, n), _spread(word & _LOW32, n)
        p, q = _spread((other & _LOW16) << _S16, r), _spread(other & (_LOW16 << _S16), r)
        a, b = panels[e, p], panels[f, q]
        if seen[e, b] or seen[f, a] or not may[e, b] or not may[f, a]:
            continue
        delta = swap_delta(panels, seen, overlap, (e, p, f, q))
        if not _accept(chances, delta, other >> _S32):
            continue
        replace(panels, seen, overlap, (e, p), b)
        replace(panels, seen, overlap, (f, q), a)
        change += delta
        if change <= -gap:
            return change, step + 1
    return change, steps


def begin(rng: np.ndarray, panels: np.ndarray, may: np.ndarray, loads: np.ndarray, limit: np.ndarray) -> Search:
    """A search that starts from ``panels``; it changes panels, loads and rng in place."""
    seen = np.zeros(may.shape, dtype=np.bool_)
    seen[np.arange(len(panels))[:, None], panels] = True
    overlap = count_overlaps(panels, loads.shape[0])
    uneven, barred = loads.min() != loads.max(), 10 * may.sum() < 9 * may.size
    return Search(rng, panels, may, seen, overlap, loads, limit, int(uneven), int(barred))


@kernel
def other_moves(s: Search, chances: np.ndarray) -> int:
    """A few of each move that swaps cannot replace, where they can matter; the change made."""
    change = 0
    for _ in range(OTHERS):
        if s.uneven:
            change += hand_over(s, chances)
        if s.barred:
            change += rotate(s, chances)
    return change


def anneal(s: Search, steps: int, bound: int) -> tuple[int, int]:
    """Bring ``s.panels`` to the best plan met within the steps; (its sum of squares, steps taken)."""
    panels, loads, best = s.panels.copy(), s.loads.copy(), np.zeros(1, dtype=np.int64)
    taken = _anneal(s, steps, bound, panels, loads, best, np.zeros(_DEEPEST, dtype=np.int64))
    s.panels[:], s.loads[:] = panels, loads
    return int(best[0]), int(taken)


@kernel
def _anneal(
    s: Search, steps: int, bound: int, panels: np.ndarray, loads: np.ndarray, lowest: np.ndarray, chances: np.ndarray
) -> int:
    """Fill ``panels``, ``loads`` and ``lowest`` with the best plan met and its sum; the steps taken."""
    current = sum_of_squares(s.overlap)
    best, taken = current, 0
    others = OTHERS * (s.uneven + s.barred)
    for block in range(BLOCKS):
        chances_at(block, chances)
        left = steps // BLOCKS
        while left > 0 and best > bound:
            current += other_moves(s, chances)
            change, done = sweep(s, min(left, SWAPS) if others else left, chances, current - best + 1)
            current += change
            left -= done + others
            taken += done + others
            if current < best:
                best = current
                _keep(s, panels, loads)
    lowest[0] = best
    return taken


@kernel
def _keep(s: Search, panels: np.ndarray, loads: np.ndarray) -> None:
    """Copy the plan as it stands, one by one: assigning a slice would make room of its own."""
    for e in range(panels.shape[0]):
        for i in range(panels.shape[1]):
            panels[e, i] = s.panels[e, i]
    for j in range(loads.shape[0]):
        loads[j] = s.loads[j]
