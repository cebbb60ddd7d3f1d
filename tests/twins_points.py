"""Slow, plain twins of the kernels for points in d dimensions, written like the formulas.

They take what `distances_of` returns, which is most of the work, once for all of them.
"""

from __future__ import annotations

import numpy as np


def distances_of(points, codes):
    """Maximum norm of all differences, and which rows have another code, infinitely far away."""
    distances = np.zeros((len(points), len(points)))
    gaps = np.empty_like(distances)  # one for all columns: memory is dear under the sanitizers
    with np.errstate(over="ignore"):
        for column in points.T:
            np.abs(np.subtract(column[:, None], column[None, :], out=gaps), out=gaps)
            np.maximum(distances, gaps, out=distances)
    strangers = np.zeros(distances.shape, bool) if codes is None else codes[:, None] != codes
    return distances, strangers


def nearest_distances(distances, strangers, neighbours):
    n = len(distances)
    others = np.where(strangers | np.eye(n, dtype=bool), np.inf, distances)
    ascending = np.hstack([np.sort(others, axis=1), np.full((n, max(neighbours)), np.inf)])
    return np.array([ascending[:, k - 1] for k in neighbours])


def nearest_rows(distances, strangers, k):
    """Of equally near rows the earlier one first; n where there are fewer than k."""
    n = len(distances)
    excluded = strangers | np.eye(n, dtype=bool)
    # Excluded rows come last, however far the others are; the sort is stable.
    near = np.lexsort((distances, excluded))[:, :k]
    rows = np.full((n, k), n, dtype=np.uint32)
    rows[:, : near.shape[1]] = np.where(np.take_along_axis(excluded, near, axis=1), n, near)
    return rows


def count_within(distances, strangers, radii, strict):
    """Each row counts itself; strict is scikit-learn's "within nextafter(r, 0)"."""
    reach = np.where(np.isinf(radii), radii, np.nextafter(radii, 0)) if strict else radii
    return np.array(
        [((distances <= r[:, None]) & ~strangers).sum(axis=1) for r in reach], dtype=np.uint32
    ).reshape(radii.shape)
