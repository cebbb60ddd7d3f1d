"""Neighbour estimates at several k, weighted so that the leading term of their bias cancels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.curve import ksg_curve
from mutually.estimators.neighbours.points import Points
from mutually.estimators.neighbours.search import local_information

NEIGHBOURS = (1, 2, 3, 5, 7, 10, 15, 20)


def k_ensemble(x: Points, y: Points, z: Points | None = None, *, workers: int = 1) -> Estimate:
    """Estimate I(X; Y), or I(X; Y | Z), in nats from k = 1, 2, 3, 5, 7, 10, 15, 20 together.

    The values at different k (``ksg``, ``ross`` or ``frenzel_pompe``, by kinds) are weighted
    (:func:`weights`) so that a bias that grows as (k/n)^(1.5/d) cancels, d being the dimension of
    the joint space, and the variance is the least that this leaves.

    It assumes independent rows and a smooth density. It fails where the density has steps, where
    the bias has no such expansion yet (few rows in many dimensions), and weights of both signs
    then add variance.

    References
    ----------
    Moon, Sricharan & Hero, "Ensemble estimation of generalized mutual information with applications
    to genomics", IEEE Transactions on Information Theory 67 (2021),
    doi:10.1109/TIT.2021.3100108.
    """
    n = x.n
    neighbours = [k for k in NEIGHBOURS if k < n]
    dimension = x.dimension + y.dimension + (0 if z is None else z.dimension)
    plain = z is None and x.labels is None and y.labels is None
    if plain:
        local = ksg_curve(x.values, y.values, None, neighbours, workers)
    else:
        local = local_information(x, y, z, neighbours, workers)
    combined = weights(neighbours, n, dimension) @ local
    return Estimate(float(combined.mean()), combined, "k_ensemble")


def weights(
    neighbours: Sequence[int], n: int, dimension: int, power: float = 1.5
) -> NDArray[np.float64]:
    """Return weights w that minimise sum w^2 / k with sum w = 1 and sum w (k/n)^(power/d) = 0.

    The variance of an estimate falls about as 1/k, and its bias grows with the distance to the
    neighbours, (k/n)^(1/d), to some power. By Lagrange multipliers,
    w = D A' (A D A')^-1 (1, 0)' with D = diag(k) and the two conditions as the rows of A.
    """
    k = np.asarray(neighbours, dtype=np.float64)
    if len(k) < 2:
        return np.ones(len(k))
    conditions = np.stack([np.ones(len(k)), (k / n) ** (power / max(dimension, 1))])
    scaled = conditions * k
    return np.asarray(np.linalg.solve(scaled @ conditions.T, [1.0, 0.0]) @ scaled)
