"""A Bradley–Terry scale from comparisons: values, standard errors, and what is too close to call.

The chance that entry i is preferred to entry j is 1 / (1 + exp(value_j - value_i)), in logits. A ridge
of 0.1 (a normal prior with variance 10) keeps an entry that always wins finite. Numbers are given to six
decimals, so that the last bits of a machine's arithmetic never show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.rules.errors import InvalidBrief
from bothways.rules.judging.reliability import split_half, stated_reliability
from bothways.rules.judging.tally import RIDGE, Comparison, Tally, difference_variance, fit, tally

CLOSE = 1.645  # beyond this many standard errors the order is wrong less than one time in twenty
ODD = 3.0  # a judge this many standard errors below the agreement expected is worth a word
MOST_ITEMS = 2_000


@dataclass(frozen=True)
class JudgeFit:
    """How a judge's choices agree with everyone's scale.

    ``infit`` is 1 for a judge as consistent as the model, more for one who surprises. ``agreement`` is
    in standard errors: how much the judge follows differences in value, against what is expected.
    """

    comparisons: int
    infit: float
    agreement: float

    @property
    def odd(self) -> bool:
        """True for a judge to talk to: their choices follow the scale much less than chance explains."""
        return self.agreement < -ODD


@dataclass(frozen=True)
class Scale:
    """Entries from best to worst, with their values in logits (mean 0) and standard errors.

    ``ssr`` is the stated reliability: scale separation corrected for the flattery of adaptive pairing
    (see `reliability`), the share of the values' differences that is true. ``ssr_uncorrected`` is the
    textbook figure; ``split_half`` is None with fewer than two comparisons of each entry.
    ``too_close`` lists pairs (upper, lower) whose order more judging could well turn.
    """

    items: tuple[str, ...]
    value: Mapping[str, float]
    se: Mapping[str, float]
    ssr: float
    split_half: float | None
    too_close: tuple[tuple[str, str], ...]
    ssr_uncorrected: float
    spread: float
    judges: Mapping[str, JudgeFit]

    def close_to(self, item: str) -> tuple[str, ...]:
        """The entries that cannot be told from this one."""
        return tuple(upper if lower == item else lower for upper, lower in self.too_close if item in {upper, lower})


def scale(comparisons: Sequence[Comparison], items: Sequence[str] = (), seed: int = 1) -> Scale:
    """Fit the scale. ``items`` may add entries not yet compared; ``seed`` only draws the halves."""
    table = tally(comparisons, items)
    if len(table.items) > MOST_ITEMS:
        raise InvalidBrief(
            f"A scale takes at most {MOST_ITEMS} entries, not {len(table.items)}. Judge in several pools."
        )
    value, covariance = fit(table, RIDGE)
    value = value - value.mean()
    error = np.sqrt(_centred_diagonal(covariance))
    ssr, spread = stated_reliability(table)
    order = sorted(range(len(value)), key=lambda k: (-round(float(value[k]), 6), table.items[k]))
    return Scale(
        items=tuple(table.items[k] for k in order),
        value={table.items[k]: round(float(value[k]), 6) for k in order},
        se={table.items[k]: round(float(error[k]), 6) for k in order},
        ssr=round(ssr, 6),
        split_half=split_half(table, seed),
        too_close=_too_close(table, order, value, covariance),
        ssr_uncorrected=round(_textbook(value, error), 6),
        spread=round(spread, 6),
        judges=_judge_fits(table, value),
    )


def _centred_diagonal(covariance: np.ndarray) -> np.ndarray:
    """Variances about the mean of all entries, which comparisons cannot tell."""
    return np.asarray(np.diag(covariance) - 2 * covariance.mean(axis=1) + covariance.mean())


def _textbook(value: np.ndarray, error: np.ndarray) -> float:
    """Scale separation reliability: 1 - mean squared error / observed variance, never below 0."""
    variance = float(value.var())
    return max(0.0, 1 - float((error**2).mean()) / variance) if variance > 0 else 0.0


def _too_close(
    table: Tally, order: Sequence[int], value: np.ndarray, covariance: np.ndarray
) -> tuple[tuple[str, str], ...]:
    """Every pair whose difference is within the uncertainty, from the top of the scale down."""
    apart = np.abs(value[:, None] - value[None, :])
    close = apart < CLOSE * np.sqrt(difference_variance(covariance))
    ranked = close[np.ix_(order, order)]
    return tuple((table.items[order[a]], table.items[order[b]]) for a, b in np.argwhere(np.triu(ranked, 1)))


def _judge_fits(table: Tally, value: np.ndarray) -> dict[str, JudgeFit]:
    """Infit and agreement of each named judge. A judge is expected to prefer i with the scale's chance."""
    apart = value[table.winner] - value[table.loser]
    surprise = 1 / (1 + np.exp(apart))
    noise = surprise * (1 - surprise)
    fits = {}
    for judge, count in sorted(Counter(table.judge).items()):
        mine = np.array([each == judge for each in table.judge])
        variance = float((noise[mine] * apart[mine] ** 2).sum())
        agreement = float((surprise[mine] * apart[mine]).sum()) / variance**0.5 if variance > 0 else 0.0
        infit = float((surprise[mine] ** 2).sum() / noise[mine].sum())
        fits[judge] = JudgeFit(count, round(infit, 6), round(agreement, 6))
    fits.pop("", None)
    return fits
