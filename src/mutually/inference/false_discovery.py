"""Many tests at once: what share of the findings is false, and whether any is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Values that differ by rounding alone count as equal.
_ROUNDING = 1e-12


def q_values(pvalues: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust p-values for the false discovery rate (Benjamini and Hochberg).

    Calling all tests with q <= a findings keeps the expected share of false ones among them at a
    or below, if the tests are independent, or positively dependent as those of features that go
    with each other mostly are.

    Parameters
    ----------
    pvalues : array_like of float, shape (m,)
        nan where there was no test; it stays nan and does not count.

    Returns
    -------
    ndarray of float, shape (m,)
        p times the tests over its rank, made monotone from the largest on; at most 1.

    References
    ----------
    Benjamini & Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical
    Society B 57 (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> q_values([0.01, 0.04, 0.03, float("nan")])
    array([0.03, 0.04, 0.04,  nan])
    """
    p = np.asarray(pvalues, dtype=np.float64)
    q = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    descending = tested[np.argsort(-p[tested], kind="stable")]
    rank = np.arange(len(tested), 0, -1)
    adjusted = p[descending] * (len(tested) / rank)
    q[descending] = np.minimum(np.minimum.accumulate(adjusted), 1.0)
    return q


def q_values_among(some: NDArray[np.float64], pvalues: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the q-values of some of many tests, as :func:`q_values` of all would.

    Parameters
    ----------
    some : ndarray of float
        The p-values that are asked for; nan stays nan.
    pvalues : ndarray of float
        Those of all tests, the same included. It is sorted in place, so that tens of millions need
        the memory of two arrays and no more.
    """
    q = np.full(some.shape, np.nan)
    pvalues.sort()  # nan comes last
    tested = int(np.searchsorted(pvalues, np.nan))
    if tested == 0:
        return q
    ascending = pvalues[:tested]
    adjusted = np.arange(1.0, tested + 1)
    np.divide(tested, adjusted, out=adjusted)
    adjusted *= ascending
    np.minimum.accumulate(adjusted[::-1], out=adjusted[::-1])
    known = ~np.isnan(some)
    # Of equal p-values all have the q-value of the last.
    places = np.searchsorted(ascending, some[known], side="right") - 1
    q[known] = np.minimum(adjusted[places], 1.0)
    return q


def family_wise(
    observed: Sequence[float] | NDArray[np.float64], permuted: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Adjust tests for the chance of any false finding (Westfall and Young's step-down maxima).

    The largest statistic is compared with the largest of each repetition, the next with the
    largest of those left, and so on; p-values never fall on the way. How the statistics depend on
    each other is in the repetitions and costs no power, as it would with Bonferroni's bound.

    Parameters
    ----------
    observed : array_like of float, shape (m,)
        The statistics of the data, large for a finding; nan where there was no test.
    permuted : ndarray of float, shape (b, m)
        The statistics of each repetition, of which all tests share the pairing of the rows. They
        have to be on one scale: divide by the null's deviation where it differs among tests.

    Returns
    -------
    ndarray of float, shape (m,)
        (r + 1) / (b + 1) for r maxima that are as large; nan where the statistic is.

    References
    ----------
    Westfall & Young, "Resampling-Based Multiple Testing" (1993), ISBN 978-0-471-55761-6; the
    step-down form: Ge, Dudoit & Speed, "Resampling-based multiple testing for microarray data
    analysis", Test 12 (2003), doi:10.1007/BF02595811.
    """
    values = np.asarray(observed, dtype=np.float64)
    p = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    ascending = tested[np.argsort(values[tested], kind="stable")]
    maxima = np.maximum.accumulate(permuted[:, ascending], axis=1)
    threshold = values[ascending] - _ROUNDING * np.maximum(1.0, np.abs(values[ascending]))
    as_large = np.count_nonzero(maxima >= threshold, axis=0)
    found = (as_large + 1) / (len(permuted) + 1)
    p[ascending] = np.maximum.accumulate(found[::-1])[::-1]
    return p
