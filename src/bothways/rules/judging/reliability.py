"""How far a scale can be trusted: a stated reliability that adaptive pairing does not flatter, and split halves.

The textbook figure (SSR) takes each error from the fitted values. Adaptive pairing seeks out close
pairs, so chance spreads the values out and the figure flatters; with random pairs it is too modest.
Here the true values are normal with an unknown spread. For each of a range of spreads, expectation
propagation (Minka 2001) gives the mean and covariance of the true values and the evidence for that
spread. Given the comparisons, the pairs' choice carries no further information, adaptive or not.
The stated figure is the expected squared correlation of the fitted with the true values, averaged over
spreads by their evidence and by what is usual: judged work has a spread of about 3 logits (variance 9),
and two in three lie between 2 and 4.5. Without that prior, a contest whose pairs were mostly close
can look, by chance, like one with no differences at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.rules.judging.dense import invert, times
from bothways.rules.judging.tally import RIDGE, Tally, curvature, difference_variance, fit
from bothways.rules.rng import new_state, shuffle

VARIANCES = np.exp(np.linspace(np.log(0.2), np.log(40.0), 13))  # of true values, in logits squared
SPLITS = 10
USUAL_VARIANCE, USUAL_RANGE = 9.0, 0.8  # median, and standard deviation of the logarithm
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(32)
_DAMPING, _SETTLED, _MOST_SWEEPS = 0.8, 1e-4, 60


@dataclass
class _Sites:
    """One Gaussian factor for each pair that met: precision ``tau``, and ``nu`` = precision x mean."""

    i: np.ndarray
    j: np.ndarray
    won: np.ndarray
    lost: np.ndarray
    tau: np.ndarray
    nu: np.ndarray


def stated_reliability(table: Tally) -> tuple[float, float]:
    """(expected squared correlation with the truth, estimated standard deviation of true values in logits)."""
    if not len(table.winner):
        return 0.0, 0.0
    fitted = fit(table, RIDGE)[0]
    fitted = fitted - fitted.mean()
    sites = _sites(table.wins())
    evidence, shares = np.empty(len(VARIANCES)), np.empty(len(VARIANCES))
    for k, variance in enumerate(VARIANCES):
        mean, covariance, evidence[k] = _propagate(len(fitted), sites, 1 / variance)
        shares[k] = _expected_r2(fitted, mean, covariance)
    evidence -= 0.5 * (np.log(VARIANCES / USUAL_VARIANCE) / USUAL_RANGE) ** 2
    weight = np.exp(evidence - evidence.max())
    weight /= weight.sum()
    return float((weight * shares).sum()), float((weight * np.sqrt(VARIANCES)).sum())


def _sites(wins: np.ndarray) -> _Sites:
    i, j = np.nonzero(np.triu(wins + wins.T))
    return _Sites(i, j, wins[i, j], wins[j, i], np.full(len(i), 0.1), np.zeros(len(i)))


def _expected_r2(fitted: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> float:
    """Of the fitted values with true ones that have this mean and covariance (to first order)."""
    mean = mean - mean.mean()
    unknown = float(np.trace(covariance)) - float(covariance.sum()) / len(mean)
    size = float((fitted**2).sum()) * (float((mean**2).sum()) + unknown)
    return float((fitted * mean).sum()) ** 2 / size if size > 0 else 0.0


def _propagate(n: int, sites: _Sites, ridge: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Posterior mean, covariance and log evidence under a prior of precision ``ridge``; starts from ``sites``."""
    for _ in range(_MOST_SWEEPS):
        mean, covariance, evidence = _gather(n, sites, ridge)
        cavity_mean, cavity_variance = _cavities(sites, mean, covariance)
        log_mass, new_mean, new_variance = _tilted(sites, cavity_mean, cavity_variance)
        evidence += _site_evidence(sites, cavity_mean, cavity_variance, log_mass)
        tau = 1 / new_variance - 1 / cavity_variance
        moved = float(np.abs(tau - sites.tau).max())
        sites.tau = sites.tau + _DAMPING * (tau - sites.tau)
        sites.nu = sites.nu + _DAMPING * (new_mean / new_variance - cavity_mean / cavity_variance - sites.nu)
        if moved < _SETTLED:
            break
    return mean, covariance, evidence


def _gather(n: int, sites: _Sites, ridge: float) -> tuple[np.ndarray, np.ndarray, float]:
    weight, pull = np.zeros((n, n)), np.zeros(n)
    weight[sites.i, sites.j] = weight[sites.j, sites.i] = sites.tau
    np.add.at(pull, sites.i, sites.nu)
    np.add.at(pull, sites.j, -sites.nu)
    covariance, log_determinant = invert(curvature(weight, ridge))
    mean = times(covariance, pull)
    evidence = 0.5 * (n * np.log(ridge) - log_determinant + float((pull * mean).sum()))
    return mean, covariance, evidence


def _cavities(sites: _Sites, mean: np.ndarray, covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the rest says of each pair's difference: mean and variance without the pair's own factor."""
    variance = difference_variance(covariance)[sites.i, sites.j]
    left = 1 / (1 / variance - sites.tau)
    return left * ((mean[sites.i] - mean[sites.j]) / variance - sites.nu), left


def _tilted(sites: _Sites, mean: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log mass, mean and variance of cavity x likelihood, by Gauss-Hermite quadrature."""
    at = mean[:, None] + np.sqrt(variance)[:, None] * _NODES
    log_likelihood = -sites.won[:, None] * np.logaddexp(0, -at) - sites.lost[:, None] * np.logaddexp(0, at)
    mass = np.exp(log_likelihood) * (_WEIGHTS / _WEIGHTS.sum())
    total = mass.sum(axis=1)
    centre = (mass * at).sum(axis=1) / total
    return np.log(total), centre, (mass * (at - centre[:, None]) ** 2).sum(axis=1) / total


def _site_evidence(sites: _Sites, mean: np.ndarray, variance: np.ndarray, log_mass: np.ndarray) -> float:
    """What the factors' heights add to the log evidence."""
    pull = mean / variance
    gain = (pull + sites.nu) ** 2 / (1 / variance + sites.tau) - pull * mean
    return float((log_mass + 0.5 * np.log1p(sites.tau * variance) - 0.5 * gain).sum())


def split_half(table: Tally, seed: int) -> float | None:
    """Correlation of scales from two random halves, stepped up by Spearman and Brown; mean of ten splits.

    None when there are fewer than two comparisons an entry. Never below 0.
    """
    count = len(table.winner)
    if count < len(table.items):
        return None
    found = []
    for split in range(SPLITS):
        order = np.arange(count, dtype=np.int64)
        shuffle(new_state(seed, split), order)
        alike = _correlation(fit(table, RIDGE, order[: count // 2])[0], fit(table, RIDGE, order[count // 2 :])[0])
        found.append(2 * alike / (1 + alike) if alike > 0 else 0.0)
    return round(float(np.mean(found)), 6)


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one - one.mean(), other - other.mean()
    size = float((one**2).sum() * (other**2).sum()) ** 0.5
    return float((one * other).sum()) / size if size > 0 else 0.0
