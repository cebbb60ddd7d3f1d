"""Information of Gaussian vectors."""

from __future__ import annotations

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models.canonical import canonical, correlations, digamma_bias
from mutually.estimators.models.rows import Array, Rows, arrange


def gaussian(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) in nats as if all were jointly Gaussian, without bias if they are.

    -1/2 sum log(1 - rho_i^2) over the canonical correlations of x and y given z, less the exact
    bias (:func:`mutually.estimators.models.canonical.digamma_bias`). Local values are pointwise
    log ratios of the fitted densities, shifted so that their mean is the value.

    It sees linear relations alone, and assumes light tails and no outliers. Collinear columns
    count once. With fewer rows than directions nothing can be fitted: the value is 0 and a warning
    says so. Neither the seed nor the number of workers changes anything.

    References
    ----------
    Misra, Singh & Demchuk, "Estimation of the entropy of a multivariate normal distribution",
    Journal of Multivariate Analysis 92 (2005), doi:10.1016/j.jmva.2003.10.003.
    """
    return of_rows(arrange(x, y, z), "gaussian")


def of_rows(rows: Rows, method: str) -> Estimate:
    """Estimate from rows whose columns are in their final order."""
    joint = rows.joint
    joint = joint - joint.mean(axis=0)
    correlation = correlations(joint)
    fit = canonical(correlation, rows.sizes)
    rx, ry, rz = fit.ranks
    # Where rows, not collinear columns, limit the rank, any columns look determined by others.
    freedom, columns = rows.n - 1, int(np.count_nonzero(np.diag(correlation)))
    saturated = columns > freedom and np.linalg.matrix_rank(correlation) >= freedom
    if rows.n < 3 or saturated or freedom < rx + ry + rz:
        return Estimate(
            0.0,
            np.zeros(rows.n),
            method,
            (f"{rows.n} rows are too few for {rows.size} columns: nothing was estimated",),
        )
    raw = fit.information
    if raw == float("inf"):
        warning = "one vector determines a direction of the other: their information is infinite"
        return Estimate(raw, np.full(rows.n, raw), method, (warning,))
    value = raw - digamma_bias(rows.n, fit.ranks)
    scale = np.sqrt(np.mean(joint**2, axis=0))
    standard = joint / np.where(scale > 0, scale, 1.0)
    xyz, xz, yz, z_only = fit.squares(standard)
    local = value - 0.5 * (xyz + z_only - xz - yz)
    return Estimate(value, local + (value - local.mean()), method)
