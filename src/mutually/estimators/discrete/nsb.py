"""Nemenman, Shafee and Bialek's Bayesian estimator of the entropy of a discrete variable."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.discrete.table import CountsOfCounts

Array = NDArray[np.float64]

# What lies this many nats below the maximum of the log of the integrand adds 1e-17 of the whole.
_DEPTH = 45.0
# From here on the series of Stirling in 1/x have all their digits.
_LARGE = 20.0


def nsb(counts: CountsOfCounts, levels: int | None = None) -> float:
    """Estimate an entropy by its posterior mean under a prior nearly flat in entropy, in nats.

    Shares have a Dirichlet prior with the same parameter beta for each of K levels. Given beta,
    the mean entropy of the posterior and the probability of the counts are closed forms; the
    value is the mean of the former over beta, weighted by the latter and by the derivative of the
    prior mean entropy, psi(K beta + 1) - psi(beta + 1), which makes that entropy uniform.

    It assumes independent rows and that K is known. K is the number of levels that occur, unless
    ``levels`` says more: for a pair of variables it is the product of the levels of the two, all
    pairs being taken as possible. The value is never above log K. It fails where K is wrong: too
    low where levels were not seen, too high where most of the K cannot occur, as for the pairs of
    variables one of which decides the other. Shares with a long tail are not what the prior
    expects either. Sums of three such entropies can make an information below 0.

    The integral is taken over log beta with equal steps, on the stretch that holds all but 1e-17
    of it; for so smooth an integrand that vanishes at both ends the error falls exponentially in
    the number of steps. The logarithms of the integrand never leave the range of doubles.

    References
    ----------
    Nemenman, Shafee & Bialek, "Entropy and inference, revisited", NIPS 14 (2002),
    doi:10.48550/arXiv.physics/0108025. The closed forms: Wolpert & Wolf, "Estimating functions of
    probability distributions from a finite set of samples", Physical Review E 52 (1995),
    doi:10.1103/PhysRevE.52.6841.
    """
    k = counts.levels if levels is None else levels
    if counts.n == 0 or k <= 1:
        return 0.0
    # The integrand rises at least as beta up to 1/k and falls as 1/beta behind n^2.
    low, high = -math.log(k) - _DEPTH, 2 * math.log(counts.n) + _DEPTH
    while True:
        grid = np.linspace(low, high, 129)
        weights = log_weight(np.exp(grid), counts, k)
        held = np.flatnonzero(weights > weights.max() - _DEPTH)
        new_low, new_high = grid[max(held[0] - 1, 0)], grid[min(held[-1] + 1, 128)]
        done = new_high - new_low > 0.5 * (high - low)
        low, high = float(new_low), float(new_high)
        if done:
            break
    beta = np.exp(np.linspace(low, high, 513))
    weights = log_weight(beta, counts, k)
    weights = np.exp(weights - weights.max())
    return float(np.sum(weights * mean_entropy(beta, counts, k)) / np.sum(weights))


def log_weight(beta: Array, counts: CountsOfCounts, k: int) -> Array:
    """Return the log of the integrand over log beta, up to a constant, for each beta.

    Its parts: the probability of the counts, which is the product of the rising factorials of
    beta over that of K beta; the prior of beta; and beta, since steps are taken in its log.
    """
    evidence = -_log_rising(k * beta, counts.n)
    for count, times in zip(counts.counts.tolist(), counts.times.tolist(), strict=True):
        evidence = evidence + times * _log_rising(beta, count)
    return np.asarray(evidence + np.log(_prior(beta, k)) + np.log(beta))


def mean_entropy(beta: Array, counts: CountsOfCounts, k: int) -> Array:
    """Return the posterior mean of the entropy given each beta."""
    from scipy.special import digamma

    total = counts.n + k * beta
    inner = (k - counts.levels) * beta / total * digamma(beta + 1)
    for count, times in zip(counts.counts.tolist(), counts.times.tolist(), strict=True):
        inner = inner + times * (count + beta) / total * digamma(count + beta + 1)
    return np.asarray(digamma(total + 1) - inner)


def _log_rising(x: Array, n: int) -> Array:
    """Return log(x (x+1) ... (x+n-1)), to a relative error of rounding for any x above 0."""
    from scipy.special import gammaln

    small = np.minimum(x, _LARGE)
    large = np.maximum(x, _LARGE)
    # Stirling's formula with the terms of size x log x, which cancel, cancelled by hand.
    stirling = (large - 0.5) * np.log1p(n / large) + n * np.log(large + n) - n
    stirling += _stirling_rest(large + n) - _stirling_rest(large)
    return np.asarray(np.where(x < _LARGE, gammaln(small + n) - gammaln(small), stirling))


def _stirling_rest(x: Array) -> Array:
    y = 1 / (x * x)
    return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / x


def _prior(beta: Array, k: int) -> Array:
    """Return the derivative of psi(k beta + 1) - psi(beta + 1)."""
    from scipy.special import zeta

    small = np.minimum(beta, _LARGE)
    large = np.maximum(beta, _LARGE)
    # psi'(x + 1) is zeta(2, x + 1); the 1/beta of the two terms cancel, by hand where it matters.
    return np.where(
        beta < _LARGE,
        k * zeta(2.0, k * small + 1) - zeta(2.0, small + 1),
        k * _trigamma_rest(k * large) - _trigamma_rest(large),
    )


def _trigamma_rest(x: Array) -> Array:
    """Return psi'(x + 1) - 1/x for large x."""
    y = 1 / (x * x)
    return y * (-0.5 + (1 / 6 - y * (1 / 30 - y * (1 / 42 - y / 30))) / x)
