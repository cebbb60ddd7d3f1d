"""Confidence intervals from an estimate and its variance.

What is left after the standard error is bias: neighbour estimates of smooth relations are a little
too high, by a share of the standard error that hardly changes with n. The centre is moved by what
was seen in simulations (``make calibration``, docs/calibration.md says how often intervals cover).
No interval is below 0, since no mutual information is.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from mutually.inference import coefficients

# Above this chance of as large a G by chance alone the noncentral chi-squared law is used.
_NEAR_INDEPENDENCE = 1e-4


def interval(
    value: float, variance: float, level: float = 0.95, *, shift: float = 0.0, widening: float = 1.0
) -> tuple[float, float]:
    """Return the limits of a normal interval around ``value - shift``, none below 0."""
    half = widening * NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(variance)
    return max(value - shift - half, 0.0), max(value - shift + half, 0.0)


def ksg_interval(
    value: float, variance: float, level: float = 0.95, *, wide: float | None = None
) -> tuple[float, float]:
    """Return limits for two continuous scalars.

    A relation that is narrower than the distance between neighbours (many turns in few rows, edges)
    is estimated too low. The estimate with more neighbours is then lower still, and the upper limit
    is raised by a share of the fall; without ``wide`` such intervals miss the truth.

    Parameters
    ----------
    value, variance : float
        The estimate and its variance.
    level : float
        The confidence level.
    wide : float, optional
        KSG with ten neighbours on the same rows.
    """
    slope, most, widening, share = coefficients.KSG_INTERVAL
    error = math.sqrt(variance)
    shift = min(slope * max(value, 0.0), most) * error
    low, high = interval(value, variance, level, shift=shift, widening=widening)
    fall = 0.0 if wide is None else max(value - wide - 0.5 * error, 0.0)
    return low, high + share * fall


def ross_interval(
    value: float, variance: float, counts: NDArray[np.int64], level: float = 0.95
) -> tuple[float, float]:
    """Return limits for a continuous scalar and a class, of whose levels the rows are given."""
    bias, full = coefficients.ROSS_INTERVAL
    classes = int(np.count_nonzero(counts))
    shift = bias * classes / int(counts.sum()) * min(max(value, 0.0) / full, 1.0)
    return interval(value, variance, level, shift=shift)


def table_interval(
    value: float, variance: float, *, plugin: float, df: int, n: int, level: float = 0.95
) -> tuple[float, float] | None:
    """Return limits for two discrete variables.

    Near independence G = 2 n times the plug-in value is noncentral chi-squared, and the limits are
    the noncentralities, over 2 n, of which G is the upper and the lower quantile; from there on
    they are of a normal interval around the corrected value.

    Parameters
    ----------
    value, variance : float
        The estimate, corrected for chance, and its variance.
    plugin : float
        The plug-in value in nats.
    df : int
        (rows - 1)(columns - 1) of the levels that occur.
    n : int
        The number of rows.
    level : float
        The confidence level.

    Returns
    -------
    tuple of float, or None
        None where the table has too few rows for its cells, n < 8 df: intervals then cover too
        rarely.
    """
    from scipy.special import chdtr, chdtrc, chndtrinc

    if df < 1:
        return 0.0, 0.0
    if n < 8 * df:
        return None
    g = 2 * n * max(plugin, 0.0)
    if chdtrc(df, g) < _NEAR_INDEPENDENCE:
        return interval(value, variance, level)
    limits = (
        # Even a central variable is below G less often than this: the limit is 0.
        0.0 if chdtr(df, g) <= chance else float(chndtrinc(g, df, chance)) / (2 * n)
        for chance in (0.5 + level / 2, 0.5 - level / 2)
    )
    low, high = limits
    return low, high
