"""Distances to nearest neighbours of vectors in the maximum norm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mutually import _core

Points = NDArray[np.float64]


def own_distances(points: Points, neighbours: Sequence[int], workers: int = 1) -> Points:
    """Return each point's distance to its k-th nearest other point, a column for each k.

    Every k is at least 1 and below the number of points. Points at the same place are each
    other's neighbours at distance 0.
    """
    points = np.ascontiguousarray(points)
    return _core.nearest_distances(points, None, 1, list(neighbours), workers).T


def other_distances(
    points: Points, queries: Points, neighbours: Sequence[int], workers: int = 1
) -> Points:
    """Return each query's distance to the k-th nearest of other points, a column for each k."""
    from scipy.spatial import cKDTree

    # Splitting in the middle of a box survives many points at one place, where medians do not.
    tree = cKDTree(points, balanced_tree=False)
    found, _ = tree.query(queries, k=list(neighbours), p=np.inf, workers=workers)
    distances: Points = found
    return distances
