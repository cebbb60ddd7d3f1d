"""Relative entropy between two samples of a discrete variable."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.estimate import CellValues, Estimate
from mutually.estimators.psi import digamma
from mutually.variables import Labels

Counts = NDArray[np.int64]

ESTIMATORS = ("zhang_grabchak", "plugin")


def relative_entropy_labels(p: Labels, q: Labels, estimator: str = "zhang_grabchak") -> Estimate:
    """Estimate D(P || Q) of two columns that share their codes; see the counts' function."""
    size = max(p.size, q.size)
    p_counts, q_counts = (
        np.concatenate([one.counts, np.zeros(size - one.size, np.int64)]) for one in (p, q)
    )
    value, occurring, by_level, warnings = _estimate(p_counts, q_counts, estimator)
    one_row, times = np.zeros(1, dtype=p.codes.dtype), p_counts[occurring]
    local = CellValues(one_row, p.codes, size, occurring, times, by_level)
    return Estimate(value, local, estimator, warnings)


def relative_entropy_counts(
    p_counts: Counts, q_counts: Counts, estimator: str = "zhang_grabchak"
) -> Estimate:
    """Estimate D(P || Q) from how often each level occurs in two samples, in nats.

    Parameters
    ----------
    p_counts, q_counts : ndarray of int of shape (levels,)
        Counts of the same levels in the same order.
    estimator : {"zhang_grabchak", "plugin"}
        ``"zhang_grabchak"`` is the sum of N/n (psi(m + 1) - psi(M + 1) - psi(n) + psi(N)) over the
        levels, with N of n rows of p and M of m rows of q in a level. Its bias falls exponentially
        with the numbers of rows, and it is always finite. ``"plugin"`` is the sum of
        N/n log((N/n) / (M/m)), and infinite where q lacks a level that p has.

    Returns
    -------
    Estimate
        The local values are those of p's rows in the order of the levels.

    Notes
    -----
    It assumes independent rows. Where q lacks levels of p, a warning says so: the true value may be
    infinite, which no finite sample can tell from a very large one.

    The authors write the sums as ``sum_{v=1}^{m-M} 1/v prod_{s=1}^{v} (1 - M/(m-s+1))``, which is
    psi(m + 1) - psi(M + 1), and with n - 1 and N - 1 for p.

    References
    ----------
    Zhang & Grabchak, "Nonparametric estimation of Küllback-Leibler divergence", Neural Computation
    26 (2014), doi:10.1162/NECO_a_00646.
    """
    value, occurring, by_level, warnings = _estimate(p_counts, q_counts, estimator)
    return Estimate(value, np.repeat(by_level, p_counts[occurring]), estimator, warnings)


def _estimate(
    p_counts: Counts, q_counts: Counts, estimator: str
) -> tuple[float, Counts, NDArray[np.float64], tuple[str, ...]]:
    occurring = np.flatnonzero(p_counts)
    n, m = int(p_counts.sum()), int(q_counts.sum())
    p, q = p_counts[occurring], q_counts[occurring]
    if estimator == "plugin":
        with np.errstate(divide="ignore"):
            by_level = np.log(p / n) - np.log(q / m)
    else:
        by_level = digamma(m + 1) - digamma(q + 1) - digamma(n) + digamma(p)
    # In ascending order, so that the order of the levels does not change a bit.
    terms = p * by_level
    value = math.fsum(np.sort(terms).tolist()) / n
    lacking = q == 0
    if not lacking.any():
        return value, occurring, by_level, ()
    share = p[lacking].sum() / n
    levels = int(np.count_nonzero(lacking))
    what = "a level" if levels == 1 else f"{levels} levels"
    warning = (
        f"the second sample lacks {what} of the first, {share:.1%} of its rows: the true value may "
        "be infinite"
    )
    return value, occurring, by_level, (warning,)
