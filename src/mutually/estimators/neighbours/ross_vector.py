"""Ross's estimator for a continuous vector and a discrete variable."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.psi import digamma
from mutually.variables import Labels


def ross_vector_local(
    points: NDArray[np.float64], classes: Labels, neighbours: Sequence[int], workers: int = 1
) -> NDArray[np.float64]:
    """Return Ross's local values in the maximum norm, a row for each row and a column for each k.

    psi(n) + psi(k) - psi(rows of the class) - psi(m), with m the rows of any class that are nearer
    than the k-th neighbour within the class, the row itself among them. Classes of at most k rows
    use fewer neighbours, a class of one row counts with 0. It fails in many dimensions, towards
    too little: the ball around a row then holds rows that are no longer like it.

    References
    ----------
    Ross, "Mutual information between discrete and continuous data sets", PLoS ONE 9 (2014),
    doi:10.1371/journal.pone.0087357.
    """
    points = np.ascontiguousarray(points)
    codes = classes.codes.astype(np.uint32)
    rows = classes.counts[classes.codes]
    near = np.minimum(np.array(neighbours)[:, None], rows - 1)
    # One search for each number of neighbours that occurs: those asked for, and fewer in small
    # classes.
    numbers = np.unique(near[near > 0])
    if not len(numbers):
        return np.zeros((len(points), len(neighbours)))
    found = _core.nearest_distances(points, codes, classes.size, numbers.tolist(), workers)
    place = np.searchsorted(numbers, np.maximum(near, 1))
    radii = np.ascontiguousarray(np.where(near > 0, found[place, np.arange(len(points))], 0.0))
    within = _core.count_within(points, None, 1, radii, True, workers)
    local = digamma(len(points)) - digamma(rows)
    local = local + digamma(np.maximum(near, 1).ravel()).reshape(near.shape)
    local -= digamma(within.ravel()).reshape(near.shape)
    return np.where(near > 0, local, 0.0).T
