"""Slow, plain twins of the kernels for points in d dimensions, written like the formulas."""

from __future__ import annotations

import numpy as np


def distances_of(points, codes):
    """Maximum norm of all differences; rows with another code are infinitely far."""
    distances = np.zeros((len(points), len(points)))
    with np.errstate(over="ignore"):
        for column in points.T:
            distances = np.maximum(distances, np.abs(column[:, None] - column[None, :]))
    strangers = np.zeros(distances.shape, bool) if codes is None else codes[:, None] != codes
    return distances, strangers


def nearest_distances(points, codes, neighbours):
    distances, strangers = distances_of(points, codes)
    n = len(points)
    others = np.where(strangers | np.eye(n, dtype=bool), np.inf, distances)
    ascending = np.hstack([np.sort(others, axis=1), np.full((n, max(neighbours)), np.inf)])
    return np.array([ascending[:, k - 1] for k in neighbours])


def nearest_rows(points, codes, k):
    """Of equally near rows the earlier one first; n where there are fewer than k."""
    distances, strangers = distances_of(points, codes)
    n = len(points)
    rows = np.full((n, k), n, dtype=np.uint32)
    for i in range(n):
        others = np.flatnonzero(~strangers[i] & (np.arange(n) != i))
        near = others[np.argsort(distances[i, others], kind="stable")][:k]
        rows[i, : len(near)] = near
    return rows


def count_within(points, codes, radii, strict):
    """Each row counts itself; strict is scikit-learn's "within nextafter(r, 0)"."""
    distances, strangers = distances_of(points, codes)
    reach = np.where(np.isinf(radii), radii, np.nextafter(radii, 0)) if strict else radii
    return np.array(
        [((distances <= r[:, None]) & ~strangers).sum(axis=1) for r in reach], dtype=np.uint32
    ).reshape(radii.shape)
