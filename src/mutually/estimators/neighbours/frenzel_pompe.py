"""Frenzel and Pompe's conditional mutual information from neighbours."""

from __future__ import annotations

from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.points import Points
from mutually.estimators.neighbours.search import local_information


def frenzel_pompe(
    x: Points, y: Points, z: Points | None = None, *, n_neighbors: int = 3, workers: int = 1
) -> Estimate:
    """Estimate I(X; Y | Z) in nats, of points in any dimensions.

    KSG's first algorithm in the space of all three, each marginal count taken together with z;
    without z it is KSG. Categories, which the paper does not have, are infinitely far from each
    other, so that neighbours are sought among rows of the same categories.

    It assumes independent rows. It fails, towards 0, where x or y follow z closely, where the
    dimension is high for the rows, and where combinations of categories have few rows.

    References
    ----------
    Frenzel & Pompe, "Partial mutual information for coupling analysis of multivariate time series",
    Physical Review Letters 99 (2007), doi:10.1103/PhysRevLett.99.204101.
    """
    local = local_information(x, y, z, [n_neighbors], workers)[0]
    return Estimate(float(local.mean()), local, "frenzel_pompe")
