"""Comparisons as arrays, and the Bradley–Terry fit with a ridge by Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bothways.rules.errors import InvalidBrief
from bothways.rules.judging.dense import invert, times

RIDGE = 0.1
_SETTLED, _MOST_STEPS = 1e-9, 100
_LONGEST_STEP = 3.0  # logits: a longer Newton step can overshoot


@dataclass(frozen=True)
class Comparison:
    """A judge preferred ``winner`` to ``loser``. ``judge`` may be empty."""

    winner: str
    loser: str
    judge: str = ""


@dataclass(frozen=True)
class Tally:
    """``winner`` and ``loser`` are places in ``items``, which is sorted; one place per comparison."""

    items: tuple[str, ...]
    winner: np.ndarray
    loser: np.ndarray
    judge: tuple[str, ...]

    def wins(self, chosen: np.ndarray | None = None) -> np.ndarray:
        """(n, n): how often the row beat the column, over all comparisons or those ``chosen``."""
        out = np.zeros((len(self.items), len(self.items)))
        which = slice(None) if chosen is None else chosen
        np.add.at(out, (self.winner[which], self.loser[which]), 1.0)
        return out


def tally(comparisons: Sequence[Comparison], items: Sequence[str] = ()) -> Tally:
    """Sort and number the entries; the order of the comparisons changes nothing."""
    rows = sorted(comparisons, key=lambda row: (row.winner, row.loser, row.judge))
    for row in rows:
        if row.winner == row.loser:
            raise InvalidBrief(f"Entry “{row.winner}” is compared with itself. Every comparison needs two entries.")
    names = sorted({name for row in rows for name in (row.winner, row.loser)} | set(items))
    if len(names) < 2:
        raise InvalidBrief("A scale needs at least two entries.")
    place = {name: k for k, name in enumerate(names)}
    winner = np.array([place[row.winner] for row in rows], dtype=np.int64)
    loser = np.array([place[row.loser] for row in rows], dtype=np.int64)
    return Tally(tuple(names), winner, loser, tuple(row.judge for row in rows))


def fit(table: Tally, ridge: float, chosen: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The most likely values (n) under the ridge, and their covariance (n, n)."""
    wins = table.wins(chosen)
    met = wins + wins.T
    value = np.zeros(len(wins))
    for _ in range(_MOST_STEPS):
        chance = 1 / (1 + np.exp(value[None, :] - value[:, None]))
        covariance = invert(curvature(met * chance * (1 - chance), ridge))[0]
        step = times(covariance, (wins - met * chance).sum(axis=1) - ridge * value)
        longest = float(np.abs(step).max())
        value = value + step * min(1.0, _LONGEST_STEP / max(longest, _SETTLED))
        if longest < _SETTLED:
            break
    return value, covariance


def curvature(weight: np.ndarray, ridge: float) -> np.ndarray:
    """Precision of the values (n, n) when each pair's difference is known with precision ``weight``."""
    return np.asarray(np.diag(weight.sum(axis=1) + ridge) - weight)


def difference_variance(covariance: np.ndarray) -> np.ndarray:
    """(n, n): variance of value_i - value_j."""
    own = np.diag(covariance)
    return np.asarray(own[:, None] + own[None, :] - 2 * covariance)
