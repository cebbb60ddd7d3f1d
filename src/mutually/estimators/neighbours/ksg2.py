"""Kraskov, Stögbauer and Grassberger's second algorithm."""

from __future__ import annotations

import numpy as np

from mutually import _core
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.points import Points, count_nearer, together


def ksg2(x: Points, y: Points, *, n_neighbors: int = 3, workers: int = 1) -> Estimate:
    """Estimate the mutual information of continuous points, in nats (second algorithm).

    The k nearest rows in the joint space span a rectangle around a row, eps_x to either side in x
    and eps_y in y; with n_x and n_y the numbers of other rows within these, the edges included, the
    pointwise value is psi(k) - 1/k - psi(n_x) - psi(n_y) + psi(n).

    It assumes independent rows without repeated values. Its errors are those of ``ksg`` in one or
    two dimensions; in more the rectangle is a poorer model and it is biased further.

    References
    ----------
    Kraskov, Stögbauer & Grassberger, "Estimating mutual information", Physical Review E 69 (2004),
    doi:10.1103/PhysRevE.69.066138, equation 9.
    """
    joint = together(x, y)
    rows = _core.nearest_rows(joint.values, None, 1, n_neighbors, workers)
    psi = _core.digamma_table(joint.n)
    local = np.full(joint.n, psi[n_neighbors] - 1 / n_neighbors + psi[joint.n])
    for points in (x, y):
        radii = np.zeros((1, joint.n))
        for place in range(n_neighbors):
            away = np.abs(points.values[rows[:, place]] - points.values).max(axis=1)
            np.maximum(radii[0], away, out=radii[0])
        counts = count_nearer(points, radii, workers, strict=False)[0].astype(np.int64) - 1
        local -= psi[np.maximum(counts, 1)]
    return Estimate(float(local.mean()), local, "ksg2")
