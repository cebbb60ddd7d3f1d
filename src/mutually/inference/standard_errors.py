"""The variance of an estimate from its local values, at no cost.

An estimate is a mean of local values, but they are not independent: a row is also a neighbour of
other rows, so that the variance of the mean is more than V/n, V being their sample variance. By how
much was fitted to simulated data of known information (``make calibration``, docs/calibration.md);
the relations on which the formulas were only checked stand there apart. All are for independent
rows, nats and normal scores, and for k = 3 where k is not named.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually.inference import coefficients

Local = NDArray[np.float64]


def ksg_variance(local: Local, value: float, k: int = 3) -> float:
    """Return the variance of an estimate for two continuous scalars, in nats^2.

    It is ``(a + b V + c max(value, 0) 100 / n) / n``: a is what neighbours share, and c is for
    strong relations, of which few rows show less in V than there is. The coefficients depend on k,
    and were fitted for k = 3 and 10. The formula holds for the default, which is KSG up to 0.7 nats
    and several numbers of neighbours beyond, and with tied values, where local values are means
    over tie orders.

    Parameters
    ----------
    local : ndarray of shape (n,)
        The local values, at least two.
    value : float
        The estimate in nats.
    k : int
        The number of neighbours.
    """
    n = len(local)
    low, high = coefficients.KSG_VARIANCE[3], coefficients.KSG_VARIANCE[10]
    weight = min(max((1 / 3 - 1 / k) / (1 / 3 - 1 / 10), 0.0), 1.0)
    shared, spread, strong = (
        one + weight * (other - one) for one, other in zip(low, high, strict=True)
    )
    return (shared + spread * _spread(local) + strong * max(value, 0.0) * 100 / n) / n


def ross_variance(local: Local, counts: NDArray[np.int64]) -> float:
    """Return the variance of an estimate for a continuous scalar and a class, in nats^2.

    It is ``(a V + b h^2 + c C / n) / n`` with h = sum p (1 - p) of the shares p of the C classes.

    Parameters
    ----------
    local : ndarray of shape (n,)
        The local values, at least two.
    counts : ndarray of int
        The rows of each class; zeros are left out.
    """
    n = len(local)
    rows = counts[counts > 0].astype(np.float64)
    p = rows / rows.sum()
    h = float(np.sum(p * (1 - p)))
    spread, uneven, classes = coefficients.ROSS_VARIANCE
    return float(spread * _spread(local) + uneven * h * h + classes * len(rows) / n) / n


def table_variance(local: Local, df: int) -> float:
    """Return the variance of an estimate for two discrete variables, in nats^2.

    It is ``(V + (c I - 1/2) df / n) / n``, I being the mean of the local values. Near independence
    this is the variance of a chi-squared variable over 2 n, where V alone is twice as much.

    Parameters
    ----------
    local : ndarray of shape (n,)
        The local values log(n N_ij / (N_i N_j)), at least two, with or without a constant that
        corrects for bias.
    df : int
        (rows - 1)(columns - 1) of the table, of the levels that occur.
    """
    n = len(local)
    strong = coefficients.TABLE_VARIANCE * max(float(local.mean()), 0.0)
    return max(_spread(local) + (strong - 0.5) * df / n, 0.0) / n


def _spread(local: Local) -> float:
    return float(local.var(ddof=1))
