"""The variance of an estimate from its local values, at no cost.

An estimate is a mean of local values, but they are not independent: a row is also a neighbour of
other rows, so that the variance of the mean is more than V/n, V being their sample variance. By how
much was fitted to simulated data of known information (``make calibration``, docs/calibration.md);
the relations on which the formulas were only checked stand there apart. All are for independent
rows, nats and normal scores, and for k = 3 where k is not named.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.errors import coefficients
from mutually.estimators.errors.errors import Errors, TableErrors


def ksg_errors(spread: float, value: float, n: float, k: int = 3) -> Errors:
    """Return the errors of an estimate for two continuous scalars.

    The variance is ``(a + b V + c max(value, 0) 100 / n) / n``: a is what neighbours share, and c
    is for strong relations, of which few rows show less in V than there is. The coefficients depend
    on k, and were fitted for k = 3 and 10. The formula holds for the default, which is KSG up to
    0.7 nats and several numbers of neighbours beyond, and with tied values, where local values are
    means over tie orders. Smooth relations are estimated a little too high, by a share of the
    standard error that hardly changes with n: the centre of intervals is lower by that.

    Parameters
    ----------
    spread : float
        V, the sample variance of the local values.
    value : float
        The estimate in nats.
    n : float
        The number of rows, or of equal ones that weighted rows are worth.
    k : int
        The number of neighbours.
    """
    few, many = coefficients.KSG_VARIANCE[3], coefficients.KSG_VARIANCE[10]
    weight = min(max((1 / 3 - 1 / k) / (1 / 3 - 1 / 10), 0.0), 1.0)
    shared, own, strong = (
        one + weight * (other - one) for one, other in zip(few, many, strict=True)
    )
    size = max(value, 0.0)
    variance = (shared + own * spread + strong * size * 100 / n) / n
    slope, most, widening, _ = coefficients.KSG_INTERVAL
    return Errors(variance, min(slope * size, most) * variance**0.5, widening)


def missed_by_neighbours(value: float, wide: float, errors: Errors) -> float:
    """Return how much more an estimate of two continuous scalars may have missed, in nats.

    A relation that is narrower than the distance between neighbours (many turns in few rows, edges)
    is estimated too low. The estimate with ten neighbours, ``wide``, is then lower still, and the
    upper limit of an interval is raised by a share of the fall: without it such intervals miss the
    truth.
    """
    share = coefficients.KSG_INTERVAL[3]
    return float(share * max(value - wide - 0.5 * math.sqrt(errors.variance), 0.0))


def ross_errors(
    spread: float, value: float, counts: NDArray[np.int64] | NDArray[np.float64]
) -> Errors:
    """Return the errors of an estimate for a continuous scalar and a class.

    The variance is ``(a V + b h^2 + c C / n) / n`` with h = sum p (1 - p) of the shares p of the C
    classes. The bias, where classes differ, is a multiple of C / n.

    Parameters
    ----------
    spread, value : float
        V, and the estimate in nats.
    counts : ndarray
        The rows of each class, or what weighted rows are worth; zeros are left out.
    """
    rows = counts[counts > 0].astype(np.float64)
    n = float(rows.sum())
    p = rows / n
    h = float(np.sum(p * (1 - p)))
    own, uneven, classes = coefficients.ROSS_VARIANCE
    bias, full = coefficients.ROSS_INTERVAL
    variance = (own * spread + uneven * h * h + classes * len(rows) / n) / n
    return Errors(variance, bias * len(rows) / n * min(max(value, 0.0) / full, 1.0))


def table_errors(spread: float, value: float, plugin: float, df: int, n: int) -> TableErrors:
    """Return the errors of an estimate for two discrete variables.

    The variance is ``(V + (c I - 1/2) df / n) / n``. Near independence this is the variance of a
    chi-squared variable over 2 n, where V alone is twice as much; it is never given as less than
    that, since V is too little to go by where nearly every row has a cell of its own.

    Parameters
    ----------
    spread, value : float
        V, that of log(n N_ij / (N_i N_j)) over the rows, and the estimate.
    plugin : float
        The plug-in value in nats.
    df, n : int
        (rows - 1)(columns - 1) of the levels that occur, and the number of rows.
    """
    variance = float(table_variance(spread, value, df, n)) if n else 0.0
    return TableErrors(variance, plugin=plugin, df=df, n=n)


def table_variance(spread: Any, value: Any, df: Any, n: float) -> Any:
    """Return the variance of :func:`table_errors`; its arguments may be arrays."""
    strong = coefficients.TABLE_VARIANCE * np.maximum(value, 0.0)
    by_chance = 0.5 * df / n
    return np.maximum(spread + (2 * strong - 1) * by_chance, by_chance) / n
