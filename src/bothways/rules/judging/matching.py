"""Pairing off: a heavy matching, greedily and then by exchanging partners. Whole numbers only."""

from __future__ import annotations

import numpy as np

NEVER = -(1 << 50)
_MOST_PASSES = 50


def match(gains: np.ndarray, seen: np.ndarray) -> list[tuple[int, int]]:
    """Pairs (a, b), a < b, sorted. ``gains`` (n, n) is symmetric, NEVER where a pair must not be.

    Of an odd number, the entry most often ``seen`` sits out. Whoever has no partner left sits out too.
    """
    gains = gains.copy()
    if len(gains) % 2:
        out = int(np.flatnonzero(seen == seen.max())[np.argmin(gains.sum(axis=1)[seen == seen.max()])])
        gains[out, :] = gains[:, out] = NEVER
    partner = _greedy(gains)
    _join_leftovers(gains, partner)
    first = np.flatnonzero(partner > np.arange(len(partner)))
    left, right = _exchange(gains, first, partner[first])
    return sorted((min(int(a), int(b)), max(int(a), int(b))) for a, b in zip(left, right, strict=True))


def _greedy(gains: np.ndarray) -> np.ndarray:
    """(n): each one's partner, or -1; the best pair first."""
    partner = np.full(len(gains), -1, dtype=np.int64)
    rows, columns = np.triu_indices(len(gains), 1)
    worth = gains[rows, columns]
    for k in np.argsort(-worth, kind="stable"):
        a, b = rows[k], columns[k]
        if worth[k] > NEVER and partner[a] < 0 and partner[b] < 0:
            partner[a], partner[b] = b, a
    return partner


def _join_leftovers(gains: np.ndarray, partner: np.ndarray) -> None:
    """Two without a partner each take one of a pair, where that is allowed."""
    alone = [int(each) for each in np.flatnonzero(partner < 0)]
    everyone = np.arange(len(partner))
    for u in alone:
        for v in alone:
            if v <= u or partner[u] >= 0 or partner[v] >= 0:
                continue
            taken = np.where(partner >= 0, partner, 0)
            worth = np.minimum(gains[u], gains[v, taken])  # u with a, v with a's partner
            worth = np.where(partner >= 0, worth, NEVER)
            a = int(np.argmax(worth))
            if worth[a] > NEVER:
                b = int(everyone[partner[a]])
                partner[u], partner[a], partner[v], partner[b] = a, u, b, v


def _exchange(gains: np.ndarray, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """While two pairs are worth more with partners exchanged, exchange them; many at once."""
    left, right = left.copy(), right.copy()
    for _ in range(_MOST_PASSES):
        now = gains[left, right]
        across = gains[np.ix_(left, right)] + gains[np.ix_(right, left)]
        along = gains[np.ix_(left, left)] + gains[np.ix_(right, right)]
        better = np.maximum(across, along) - now[:, None] - now[None, :]
        np.fill_diagonal(better, 0)
        best = better.argmax(axis=1)
        touched: set[int] = set()
        for i in np.argsort(-better[np.arange(len(left)), best], kind="stable"):
            k = int(best[i])
            if better[i, k] <= 0 or {int(i), k} & touched:
                continue
            touched |= {int(i), k}
            if along[i, k] > across[i, k]:
                right[i], left[k] = left[k], right[i]
            else:
                right[i], right[k] = right[k], right[i]
        if not touched:
            break
    return left, right
