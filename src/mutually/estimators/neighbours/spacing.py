"""Entropy of a continuous scalar from the spacings of its order statistics."""

from __future__ import annotations

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.psi import digamma
from mutually.variables import Sorted


def spacing(x: Sorted, period: float | None = None) -> Estimate:
    """Estimate a differential entropy, in nats.

    A value's local entropy is the log of the gap between the m-th values on its left and on its
    right (fewer at the ends), less psi of the number of steps in the gap, plus psi(n + 1): for
    uniform data the mean of that log is exactly psi(steps) - psi(n + 1), so the correction leaves
    no bias there. m is the cube root of n. Over normal, uniform, exponential, t, beta and
    lognormal samples its mean error was the smallest of seven estimators at each of 10 to 10,000
    rows (studies/spacing.md).

    Around a circle of the given period there are no ends, and psi(n + 1) becomes psi(n).

    It assumes independent rows from a density. It fails, towards minus infinity, on tied values:
    those have no density.

    References
    ----------
    Vasicek, "A test for normality based on sample entropy", JRSS B 38 (1976),
    doi:10.1111/j.2517-6161.1976.tb01566.x.
    """
    n = len(x.values)
    m = max(1, round(n ** (1 / 3)))
    if period is not None:
        return _around(x, period, min(m, (n - 1) // 2))
    place = np.arange(n)
    left, right = np.maximum(place - m, 0), np.minimum(place + m, n - 1)
    with np.errstate(divide="ignore"):
        by_place = np.log(x.values[right] - x.values[left]) - digamma(right - left) + digamma(n + 1)
    local = np.empty(n)
    local[x.order] = by_place
    return Estimate(float(local.mean()), local, "spacing")


def _around(x: Sorted, period: float, m: int) -> Estimate:
    """Estimate with gaps that wrap: of uniform data the mean log is log(period) + psi - psi."""
    n = len(x.values)
    if m < 1:
        gaps, steps = np.full(n, period), n
    else:
        gaps, steps = np.mod(np.roll(x.values, -m) - np.roll(x.values, m), period), 2 * m
    with np.errstate(divide="ignore"):
        by_place = np.log(gaps) - digamma(steps) + digamma(n)
    local = np.empty(n)
    local[x.order] = by_place
    return Estimate(float(local.mean()), local, "circular spacing")
