"""Moments of the neighbour estimates of independent scalars, without permutations.

Normal scores make an estimate a function of ranks alone, and under independence the pairing of the
ranks is a random permutation. The distribution of the estimate then depends on n and k (KSG), or on
the numbers of rows of the classes and k (Ross), and on nothing else. ``make calibration`` simulates
it and fits the closed forms below; docs/calibration.md shows how good the fit is. In all cases the
shape is Pearson III (a shifted gamma distribution) with the three moments that are returned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.nulls import circular_coefficients, coefficients

Moments = tuple[float, float, float]


def ksg_null_moments(n: int, k: int) -> Moments | None:
    """Return mean, variance and third central moment of KSG for independent scalars.

    They are of the first algorithm on normal scores without ties, in nats, nats^2 and nats^3. With
    ties they hold for one random order of the ties, and are too wide for a mean over orders. With
    x = n^-1/2 the standard deviation is x, the mean x^3 and the skewness x times a polynomial in x.

    Returns
    -------
    tuple of float, or None
        None where nothing was calibrated: outside of 3 <= k <= 10, n >= max(20, 8 k).
    """
    if k not in coefficients.KSG_DEVIATION or n < max(20, 8 * k):
        return None
    x = n**-0.5
    deviation = x * _polynomial(coefficients.KSG_DEVIATION[k], x)
    skewness = x * _polynomial(coefficients.KSG_SKEWNESS[k], x)
    mean = x**3 * _polynomial(coefficients.KSG_MEAN[k], x)
    return mean, deviation**2, skewness * deviation**3


def circular_null_moments(n: int, k: int, *, both: bool) -> Moments | None:
    """Return mean, variance and third central moment of KSG where one or both ranks are circular.

    They are of distances around the circle (``estimators/neighbours/circle.py``) without ties, in
    nats, nats^2 and nats^3. The mean is exactly 0. The others have polynomials in n^-1/2 as in
    :func:`ksg_null_moments`; the standard deviation tends to the same limit, as a small part of a
    circle is a line.

    Returns
    -------
    tuple of float, or None
        None where nothing was calibrated: for k other than 3, and n < 20.
    """
    if k not in circular_coefficients.DEVIATION or n < 20:
        return None
    x = n**-0.5
    way = "both" if both else "one"
    deviation = x * _polynomial(circular_coefficients.DEVIATION[k][way], x)
    skewness = x * _polynomial(circular_coefficients.SKEWNESS[k][way], x)
    return 0.0, deviation**2, skewness * deviation**3


def ross_null_moments(counts: Sequence[int] | NDArray[np.int64], k: int) -> Moments | None:
    """Return mean, variance and third central moment of Ross's estimate under independence.

    They are for a scalar without ties, in nats, nats^2 and nats^3. The mean is exactly 0: the
    number m of rows as near as a row's k-th neighbour in its class is negative hypergeometric, with
    E psi(m) = psi(n) + psi(k) - psi(N_c). The other two are fitted: sums over the classes of
    p q, p q^2, p q^3 and (k / N_c) p q with p = N_c / n and q = 1 - p, and products of these sums.

    Parameters
    ----------
    counts : sequence of int
        The number of rows of each class; zeros are left out.
    k : int
        The number of neighbours.

    Returns
    -------
    tuple of float, or None
        None where nothing was calibrated: outside of 3 <= k <= 10, a class of fewer than 3 k rows,
        or a single class.
    """
    rows = np.asarray(counts, dtype=np.float64)
    rows = rows[rows > 0]
    if k not in coefficients.ROSS_VARIANCE or len(rows) < 2 or rows.min() < 3 * k:
        return None
    n = float(rows.sum())
    p = rows / n
    q = 1 - p
    h, second, third = (math.fsum(p * q**power) for power in (1, 2, 3))
    small = k / n * math.fsum(q)
    variance = np.dot(
        coefficients.ROSS_VARIANCE[k], (h, second, third, h**2, h**3, small, h * small)
    )
    third_moment = np.dot(coefficients.ROSS_THIRD[k], (h, second, third, h**2, h**3))
    return 0.0, float(variance) / n, float(third_moment) / n**2


def _polynomial(ascending: Sequence[float], x: float) -> float:
    return math.fsum(c * x**power for power, c in enumerate(ascending))
