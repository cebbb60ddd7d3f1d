"""Neighbour estimates of weighted rows, by what the weights change in those of the rows.

With f the density of the rows and g(v) = E[w | v] / E[w], the distribution that the weights stand
for has the density f g. So its pointwise information is

    log f_xy / (f_x f_y) + log g_xy - log g_x - log g_y,

the first term being that of the rows alone, and its mean is taken with the weights. The first term
is the usual estimate, of n rows and not of n effective ones. The others are logs of mean weights:
of the K nearest rows in the joint space, of the rows no farther than these in x, and in y, without
the row itself. Weights that tell nothing about x and y change nothing in the mean, and only their
noise is averaged away (Beaumont, "A new approach to weighting and inference in sample surveys",
Biometrika 95 (2008), doi:10.1093/biomet/asn028, smooths weights to that end). studies/weights.md
compares it with weighted counts in the place of counts.
"""

from __future__ import annotations

import numpy as np

from mutually import _core
from mutually.estimators.neighbours.points import Points, together
from mutually.estimators.weighted.masses import Array, added, log_mean

# Few neighbours where weights follow x and y smoothly, many where they are noise.
_FEWEST, _FOR_NOISE, _MOST = 3, 15, 30
# Normal scores lie within 7 of 0, so that so much keeps categories apart.
_APART = 32.0


def tilt(x: Points, y: Points, z: Points | None, weights: Array, workers: int) -> Array:
    """Return log g_xy - log g_x - log g_y of each row, or with z log g_xyz + log g_z - g_xz - g_yz.

    Coordinates are normal scores. Rows that are alone in their joint category get 0.
    """
    joint = together(x, y) if z is None else together(x, y, z)
    spaces = [x, y] if z is None else [together(x, z), together(y, z)]
    k = min(_neighbours(joint, weights, workers), joint.n - 1)
    logs, radii = _nearest_mean(joint, weights, k, workers)
    for space in spaces:
        logs -= _mean_within(space, weights, radii, k, workers)
    # Of all rows the mean is 1 only with the row itself in it; without z it is taken as it is.
    logs += np.log(weights.mean()) if z is None else _mean_within(z, weights, radii, k, workers)
    logs[joint.sizes == 1] = 0.0
    return logs


def _neighbours(joint: Points, weights: Array, workers: int) -> int:
    """Return how many neighbours to average, by how much weights differ among the nearest.

    15 times the squared relative error of a weight given x and y, and 3 at least: weights that
    are lognormal noise with a standard deviation of 1 take about 19, of 0.5 about 7.
    """
    few = min(_FEWEST, joint.n - 1)
    total, squares, count, _ = _of_nearest(joint, weights, few, workers)
    some = count > 1
    total, squares, count = total[some], squares[some], count[some]
    # The variance within a few rows, as a share of the square of their mean.
    spread = float(((squares - total**2 / count) / (count - 1)).sum())
    level = float(((total / count) ** 2).sum())
    noise = spread / level if level > 0 else 0.0
    return int(min(_FEWEST + round(_FOR_NOISE * noise), _MOST))


def _of_nearest(
    points: Points, weights: Array, k: int, workers: int
) -> tuple[Array, Array, Array, Array]:
    """Return sums of weights and squares over the k nearest rows, how many there are, how far."""
    if points.dimension == 0:
        total, squares, count = _of_category(points, weights)
        return total, squares, count, np.zeros(points.n)
    codes, groups = _codes(points)
    rows = _core.nearest_rows(points.values, codes, groups, k, workers)
    found = rows < points.n
    at = np.where(found, rows, 0)
    near = np.where(found, weights[at], 0.0)
    far = np.zeros(points.n)
    for column in points.values.T:
        apart = np.where(found, np.abs(column[at] - column[:, None]), 0.0)
        far = np.maximum(far, apart.max(axis=1))
    return near.sum(axis=1), (near**2).sum(axis=1), found.sum(axis=1), far


def _nearest_mean(points: Points, weights: Array, k: int, workers: int) -> tuple[Array, Array]:
    total, squares, count, far = _of_nearest(points, weights, k, workers)
    return _safe_log_mean(total, squares, count, weights), far


def _mean_within(points: Points, weights: Array, radii: Array, k: int, workers: int) -> Array:
    """Return logs of mean weights of the rows within a radius; in many dimensions of the nearest.

    In one dimension sums over a stretch of the sorted rows give them.
    """
    if points.dimension == 0:
        total, squares, count = _of_category(points, weights)
        return _safe_log_mean(total, squares, count, weights)
    if points.dimension > 1:
        return _nearest_mean(points, weights, k, workers)[0]
    line = points.values[:, 0]
    if points.labels is not None:
        line = line + _APART * points.labels.codes
    order = np.argsort(line, kind="stable")
    ascending = line[order]
    # A hair more, so that the farthest neighbour itself is within its distance after rounding.
    reach = radii + 1e-12 * (1 + np.abs(line))
    first = np.searchsorted(ascending, line - reach, "left")
    last = np.searchsorted(ascending, line + reach, "right")
    total, squares = (
        np.concatenate([[0.0], np.cumsum(weights[order] ** power)]) for power in (1, 2)
    )
    return _safe_log_mean(
        total[last] - total[first] - weights,
        squares[last] - squares[first] - weights**2,
        np.asarray(last - first - 1.0),
        weights,
    )


def _of_category(points: Points, weights: Array) -> tuple[Array, Array, Array]:
    """Return the sums over the other rows of a row's category."""
    if points.labels is None:
        total, squares = weights.sum() - weights, (weights**2).sum() - weights**2
        return total, squares, np.full(points.n, points.n - 1.0)
    codes, size = points.labels.codes, points.labels.size
    total = added(codes, weights, size)[codes] - weights
    squares = added(codes, weights**2, size)[codes] - weights**2
    return total, squares, np.asarray(points.sizes - 1.0, dtype=np.float64)


def _safe_log_mean(total: Array, squares: Array, count: Array, weights: Array) -> Array:
    """Return the logs of means, of a row without others that of its own weight."""
    alone = (count < 1) | (total <= 0)
    return log_mean(
        np.where(alone, weights, total),
        np.where(alone, weights**2, np.maximum(squares, 0.0)),
        np.where(alone, 1, count),
    )


def _codes(points: Points) -> tuple[np.ndarray | None, int]:
    if points.labels is None:
        return None, 1
    return points.labels.codes.astype(np.uint32), points.labels.size
