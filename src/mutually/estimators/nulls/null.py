"""What an estimate would show of two independent variables: three moments, and their tail."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"

# With less skewness Pearson's curve is the normal one, and its formula loses digits.
_LEAST_SKEWNESS = 1e-3


class Null(NamedTuple):
    """The distribution of a statistic under independence.

    Attributes
    ----------
    mean, variance, third : float
        Its mean, variance and third central moment. All three add over independent parts.
    log_least : float
        The logarithm of the probability of what was observed, or a bound from below: no p-value is
        smaller.
    """

    mean: float
    variance: float
    third: float
    log_least: float = -math.inf


class Independence(NamedTuple):
    """A statistic and its distribution under independence, which needs no permutations.

    The statistic is an estimate of mutual information in nats, or near one, from one order of the
    ties: with that its distribution is known exactly, where for a mean of several it is not.
    ``exact`` is the p-value where the statistic has few values, and no curve its distribution.
    ``chance`` is the distribution of the estimate itself under independence, where the statistic is
    another than the estimate.
    """

    statistic: float
    null: Null
    method: str
    exact: float | None = None
    chance: Null | None = None

    @property
    def pvalue(self) -> float:
        """The probability under independence of as large a statistic."""
        return upper_tail(self.statistic, self.null) if self.exact is None else self.exact


def upper_tail(statistic: float, null: Null) -> float:
    """Return the probability of at least this value under Pearson's curve of type III.

    A shifted gamma distribution with the mean, variance and skewness of the null; the normal one
    without skewness. For a statistic that does not vary it is 1.
    """
    from scipy.special import gammainc, gammaincc, ndtr

    if null.variance <= 0:
        return 1.0
    deviation = math.sqrt(null.variance)
    z = (statistic - null.mean) / deviation
    skewness = null.third / deviation**3
    if abs(skewness) < _LEAST_SKEWNESS:
        tail = float(ndtr(-z))
    else:
        shape = 4 / skewness**2
        place = shape + 2 * z / skewness
        if place <= 0:  # beyond the end of a curve that has one
            tail = float(skewness > 0)
        else:
            tail = float((gammaincc if skewness > 0 else gammainc)(shape, place))
    least = max(math.exp(max(null.log_least, -700.0)), sys.float_info.min)
    return min(max(tail, least), 1.0)


def upper_tails(statistics: Array, means: Array, variances: Array, thirds: Array,
                log_least: Array) -> Array:  # fmt: skip
    """Return what :func:`upper_tail` does, for arrays of statistics and of moments."""
    from scipy.special import gammainc, gammaincc, ndtr

    varies = variances > 0
    deviation = np.sqrt(np.where(varies, variances, 1.0))
    z = (statistics - means) / deviation
    skewness = thirds / deviation**3
    skewed = np.abs(skewness) >= _LEAST_SKEWNESS
    bend = np.where(skewed, skewness, 1.0)
    shape = 4 / bend**2
    place = shape + 2 * z / bend
    inside = np.maximum(place, 0.0)
    curve = np.where(bend > 0, gammaincc(shape, inside), gammainc(shape, inside))
    curve = np.where(place <= 0, bend > 0, curve)
    tail = np.where(skewed, curve, ndtr(-z))
    least = np.maximum(np.exp(np.maximum(log_least, -700.0)), sys.float_info.min)
    return np.where(varies, np.minimum(np.maximum(tail, least), 1.0), 1.0)


def upper_quantile(level: float, null: Null) -> float:
    """Return what the statistic exceeds with this probability under Pearson's curve."""
    from scipy.special import gammainccinv, gammaincinv, ndtri

    if null.variance <= 0:
        return null.mean
    deviation = math.sqrt(null.variance)
    skewness = null.third / deviation**3
    if abs(skewness) < _LEAST_SKEWNESS:
        return null.mean - deviation * float(ndtri(level))
    shape = 4 / skewness**2
    place = (gammainccinv if skewness > 0 else gammaincinv)(shape, level)
    return null.mean + deviation * skewness / 2 * (float(place) - shape)


def add(parts: Iterable[tuple[Independence, float]]) -> Independence:
    """Add independent statistics with weights, and the moments of their distributions."""
    parts = list(parts)
    null = Null(
        math.fsum(weight * part.null.mean for part, weight in parts),
        math.fsum(weight**2 * part.null.variance for part, weight in parts),
        math.fsum(weight**3 * part.null.third for part, weight in parts),
        math.fsum(part.null.log_least for part, _ in parts),
    )
    statistic = math.fsum(weight * part.statistic for part, weight in parts)
    method = " + ".join(dict.fromkeys(part.method for part, _ in parts))
    return Independence(statistic, null, method)
