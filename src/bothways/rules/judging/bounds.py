"""The least that any plan could have: sums of squares of judges' loads and of meetings between judges."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bothways.rules.judging.model import Tables


def least_squares_sum(total: int, caps: np.ndarray) -> int:
    """The least sum of squares of whole numbers with this total, each from 0 to its cap.

    Filling to one level is best because squares are convex. The caps must have room for the total.
    """
    low, high = 0, int(caps.max(initial=0))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if int(np.minimum(caps, middle).sum()) <= total else (low, middle - 1)
    level = np.minimum(caps, low)
    return int((level * level).sum()) + (total - int(level.sum())) * (2 * low + 1)


def pair_caps(t: Tables) -> np.ndarray:
    """(J, J): on how many entries two judges can meet, given both bans and both limits."""
    able = t.allowed.astype(np.int64)
    both = (able * t.sizes[:, None]).T @ able
    np.fill_diagonal(both, 0)
    return np.asarray(np.minimum(np.minimum(both, t.limit[:, None]), t.limit[None, :]))


def load_bound(t: Tables) -> int:
    """Even shares under the limits alone; bans can only raise it."""
    return least_squares_sum(len(t.entries) * t.r, t.limit)


def overlap_bound(t: Tables, loads: np.ndarray) -> int:
    """The better of two counts, both honouring own-school bans: over all pairs at once, and judge by judge.

    ``loads`` are those of a plan with the most even loads; every such plan has the same list of loads
    in some order, so a judge's load lies between its least and its greatest.
    """
    caps = pair_caps(t)
    pairs = caps[np.triu_indices(len(t.judges), 1)]
    at_once = least_squares_sum(len(t.entries) * t.r * (t.r - 1) // 2, pairs)
    return max(at_once, _judge_by_judge(t, caps, loads))


def _judge_by_judge(t: Tables, caps: np.ndarray, loads: np.ndarray) -> int:
    """A judge of L entries meets (r-1)L colleagues; half the sum of each judge's least squares.

    Loads are given out one at a time where they cost least: exact, as each judge's cost is convex in L.
    """
    low, high = int(loads.min()), int(loads.max())
    costs = [[_row(t, caps[j], each) for each in range(low, high + 1)] for j in range(len(t.judges))]
    rises = sorted(rise for row in costs for rise in (b - a for a, b in pairwise(row) if b < _NEVER))
    extra = int(loads.sum()) - low * len(t.judges)
    twice = sum(row[0] for row in costs) + sum(rises[:extra])
    return -(-twice // 2)


_NEVER = 1 << 60


def _row(t: Tables, caps: np.ndarray, load: int) -> int:
    meetings = (t.r - 1) * load
    return least_squares_sum(meetings, caps) if meetings <= int(caps.sum()) else _NEVER
