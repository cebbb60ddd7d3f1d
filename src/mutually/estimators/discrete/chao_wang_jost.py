"""Chao, Wang and Jost's estimator of the entropy of a discrete variable."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.psi import digamma


def chao_wang_jost(counts: CountsOfCounts) -> float:
    """Estimate an entropy from the slope of the species accumulation curve, in nats.

    The first part, sum of N/n (psi(n) - psi(N)), is unbiased for the levels that a sample of n
    rows can see; the second estimates what the unseen levels add from the numbers of levels seen
    once and twice. It assumes independent rows. It fails where nearly every row has a level
    of its own: the value then rests on the few others.

    References
    ----------
    Chao, Wang & Jost, "Entropy and the species accumulation curve", Methods in Ecology and
    Evolution 4 (2013), doi:10.1111/2041-210X.12108.
    """
    n = counts.n
    if n == 0:
        return 0.0
    psi_n = float(digamma(n)[0])
    terms = counts.times * counts.counts * (psi_n - digamma(counts.counts))
    seen = math.fsum(terms.tolist()) / n
    return seen + unseen_part(n, counts.occurring(1), counts.occurring(2))


def unseen_part(n: int, ones: float, twos: float) -> float:
    """Return what the unseen levels add, given how many levels were seen once and twice.

    The published form, ones/n (1-A)^(1-n) (-log A - sum_{r<n} (1-A)^r / r), loses all its digits
    for large n; it equals ones/n * sum_{j>=0} (1-A)^(j+1) / (n+j), which is summed here.
    """
    if n < 2 or ones <= 0:
        return 0.0
    if twos > 0:
        a = 2 * twos / ((n - 1) * ones + 2 * twos)
    elif ones > 1:
        a = 2 / ((n - 1) * (ones - 1) + 2)
    else:
        return 0.0
    # The ratio of the terms is below 1 - a, so that 40 / a of them reach 1e-17 of the sum. That
    # many are summed one by one only up to a limit; behind it, the rest is an exponential integral.
    terms = min(math.ceil(40 / a), 100_000)
    j = np.arange(terms)
    total = float(np.sum(np.exp((j + 1) * math.log1p(-a)) / (n + j)))
    if terms * a < 40:
        total += _tail(n + terms, a, terms)
    return ones / n * total


def _tail(n: int, a: float, done: int) -> float:
    """Return sum_{j>=0} (1-a)^(done+j+1) / (n+j) for small a, by Euler and Maclaurin."""
    from scipy.special import exp1

    rate = -math.log1p(-a)
    integral = math.exp(rate * n) * float(exp1(rate * n)) if rate * n < 700 else 1 / (rate * n)
    first = 1 / n
    slope = -(rate + 1 / n) / n
    return math.exp(-rate * (done + 1)) * (integral + first / 2 - slope / 12)


def richness(counts: CountsOfCounts) -> float:
    """Return Chao's (1984) lower bound of the number of levels, seen and unseen."""
    n, ones, twos = counts.n, counts.occurring(1), counts.occurring(2)
    unseen = ones * ones / (2 * twos) if twos else ones * (ones - 1) / 2
    return counts.levels + (n - 1) / n * unseen if n else 0.0


def bounded_entropy(counts: CountsOfCounts) -> float:
    """Return Chao, Wang and Jost's entropy, at most the log of the estimated number of levels.

    Without the bound a variable of two levels in equal parts would get more than log 2 from a
    small sample, since the estimator is unbiased over samples, not right in each.
    """
    return min(chao_wang_jost(counts), math.log(richness(counts))) if counts.n else 0.0
