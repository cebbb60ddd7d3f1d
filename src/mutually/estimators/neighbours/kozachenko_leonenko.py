"""Kozachenko and Leonenko's entropy from distances to neighbours."""

from __future__ import annotations

import math

import numpy as np

from mutually import _core
from mutually.estimators.estimate import Estimate
from mutually.estimators.psi import digamma
from mutually.variables import Sorted


def kozachenko_leonenko(x: Sorted, *, n_neighbors: int = 3) -> Estimate:
    """Estimate the differential entropy of a continuous scalar, in nats.

    psi(n) - psi(k) + log 2 + mean log of the distance to the k-th neighbour. It assumes
    independent rows from a density. It fails, towards minus infinity, on tied values.

    References
    ----------
    Kozachenko & Leonenko, "Sample estimate of the entropy of a random vector", Problems of
    Information Transmission 23 (1987); the form with k neighbours is that of Kraskov, Stögbauer &
    Grassberger (2004), doi:10.1103/PhysRevE.69.066138.
    """
    n = len(x.values)
    distances = _core.line_distances(x.values, n_neighbors)
    constant = float((digamma(n) - digamma(n_neighbors))[0]) + math.log(2)
    local = np.empty(n)
    with np.errstate(divide="ignore"):
        local[x.order] = np.log(distances) + constant
    return Estimate(float(local.mean()), local, "kozachenko_leonenko")
