"""Maximally diverse grouping by annealing: a yardstick against the literature, not part of the product.

Put n items into groups of given sizes so that the distances within groups add up to the most. An
exchange of i and j is judged in constant time from ``within[i, g]``, the summed distance of item i to
group g; only accepted exchanges cost O(n). Two schedules are tried briefly and the better is kept:
hot for distances without structure, cool for points in a space.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from bothways.rules.rng import new_state, next_word, shuffle

SCHEDULES = ((1.8, 0.5), (0.3, 0.02))  # start and end, in standard deviations of a distance
_BLOCKS = 256
_LOW16, _LOW24 = np.uint64(0xFFFF), np.uint64(0xFFFFFF)
_S16, _S32 = np.uint64(16), np.uint64(32)
_CHANCE = (np.exp(-np.arange(4096) / 256.0) * (1 << 24)).astype(np.int64)


@dataclass(frozen=True)
class Problem:
    """``distance`` (n, n) symmetric; group g holds ``low[g]`` to ``high[g]`` items."""

    distance: np.ndarray
    low: np.ndarray
    high: np.ndarray


def solve(problem: Problem, steps: int, seed: int) -> tuple[float, np.ndarray]:
    """The best sum found, and the group of each item."""
    starts = [_run(problem, steps // 16, seed, schedule)[0] for schedule in SCHEDULES]
    return _run(problem, steps - 2 * (steps // 16), seed, SCHEDULES[int(np.argmax(starts))])


def value(problem: Problem, group: np.ndarray) -> float:
    """The sum of distances within groups, counted afresh; refuses wrong sizes."""
    size = np.bincount(group, minlength=len(problem.low))
    if (size < problem.low).any() or (size > problem.high).any():
        raise AssertionError("a group has a wrong size")
    return float(problem.distance[group[:, None] == group[None, :]].sum() / 2)


def _run(problem: Problem, steps: int, seed: int, schedule: tuple[float, float]) -> tuple[float, np.ndarray]:
    distance = problem.distance
    unit = float(distance[np.triu_indices(len(distance), 1)].std())
    rng = new_state(seed)
    group = np.repeat(np.arange(len(problem.low)), _sizes(problem))
    shuffle(rng, group)
    heat = unit * np.geomspace(*schedule, _BLOCKS)
    best = anneal(distance, (problem.low, problem.high), group, (heat, steps // _BLOCKS), rng)
    return value(problem, best), best


def _sizes(problem: Problem) -> np.ndarray:
    """Sums of distances grow faster than sizes, so the largest groups are filled first."""
    size = problem.low.copy()
    left = len(problem.distance) - int(size.sum())
    for g in np.argsort(-problem.high, kind="stable"):
        more = min(left, int(problem.high[g] - size[g]))
        size[g] += more
        left -= more
    return size


@njit(cache=True)
def _shift(distance, within, group, i, to):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    """Move item i; O(n)."""
    source = group[i]
    for k in range(distance.shape[0]):
        within[k, source] -= distance[i, k]
        within[k, to] += distance[i, k]
    group[i] = to


@njit(cache=True)
def _exchange(distance, within, group, i, j):  # type: ignore[no-untyped-def]  # as above
    a, b = group[i], group[j]
    for k in range(distance.shape[0]):
        change = distance[j, k] - distance[i, k]
        within[k, a] += change
        within[k, b] -= change
    group[i], group[j] = b, a


@njit(cache=True)
def _accept(delta, inverse, luck):  # type: ignore[no-untyped-def]  # as above
    if delta >= 0:
        return True
    depth = -delta * inverse
    return depth < 4096 and np.int64(luck & _LOW24) < _CHANCE[np.int64(depth)]


@njit(cache=True)
def anneal(distance, limits, group, schedule, rng):  # type: ignore[no-untyped-def]  # as above
    """The best grouping met. ``schedule``: heats, and proposals at each; one in eight moves if sizes may vary."""
    low, high = limits
    heat, steps = schedule
    n, m = distance.shape[0], low.shape[0]
    size = np.bincount(group, minlength=m)
    within = np.zeros((n, m))
    for i in range(n):
        for k in range(n):
            within[i, group[k]] += distance[i, k]
    free = (low != high).any()
    gained, most, best = 0.0, 0.0, group.copy()
    for warmth in heat:
        inverse = 256.0 / warmth
        for step in range(steps):
            word = next_word(rng)
            i = np.int64(((word & _LOW16) * np.uint64(n)) >> _S16)
            a, pick = group[i], (word >> _S16) & _LOW16
            if free and step % 8 == 0:
                b = np.int64((pick * np.uint64(m)) >> _S16)
                delta = within[i, b] - within[i, a]
                if a == b or size[a] <= low[a] or size[b] >= high[b] or not _accept(delta, inverse, word >> _S32):
                    continue
                size[a] -= 1
                size[b] += 1
                _shift(distance, within, group, i, b)
            else:
                j = np.int64((pick * np.uint64(n)) >> _S16)
                b = group[j]
                delta = within[i, b] - within[i, a] + within[j, a] - within[j, b] - 2 * distance[i, j]
                if a == b or not _accept(delta, inverse, word >> _S32):
                    continue
                _exchange(distance, within, group, i, j)
            gained += delta
            if gained > most + 1e-7:
                most = gained
                best[:] = group
    return best
