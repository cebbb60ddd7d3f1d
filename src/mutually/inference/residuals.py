"""Coordinates less what a condition says of them, so that rows near in it can be exchanged."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.neighbours.points import Points

Array: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.intp]

# Rows that are looked at in one go: memory stays at some 100 MB.
_ROWS_AT_ONCE = 20_000
# Keeps the slope defined where all neighbours have the same z; the mean is not drawn to anything.
_RIDGE = 1e-3


def residuals(points: Points, z: Points, equals: int, workers: int = 1) -> Points:
    """Subtract from each coordinate what its row's neighbours in z let expect, a local line.

    A function of z alone, and of other rows, is subtracted, so that I(X; Y | Z) is what it was. But
    x - f(z) hardly follows z, so that a row of nearly the same z can take its place: exchanging x
    itself moves it off the curve that it follows, and what is left of the relation to y is then
    less than in the data, though y depends on z alone. studies/false_positives.md has what that
    makes of the test.

    The line is fitted to the 5(d + 1) nearest other rows of the same category of z, with tricube
    weights. Rows of which ``equals`` or more have the very same z are exchanged among themselves;
    they lose the mean of all of these, so that they can be.

    Parameters
    ----------
    points : Points
        Scores without atoms.
    z : Points
        The condition.
    equals : int
        From how many equal rows on z counts as having levels.
    workers : int
        Threads of the search.

    Returns
    -------
    Points
        The normal scores of the residuals.

    References
    ----------
    Cleveland, "Robust locally weighted regression and smoothing scatterplots", JASA 74 (1979),
    doi:10.1080/01621459.1979.10481038, for the weights and the line.
    """
    wanted = min(5 * (z.dimension + 1), z.n - 1)
    if points.dimension == 0 or z.dimension == 0 or wanted < z.dimension + 2:
        return points
    codes = np.zeros(z.n, np.uint32) if z.labels is None else z.labels.codes.astype(np.uint32)
    groups = int(codes.max(initial=0)) + 1
    near = _core.nearest_rows(z.values, codes, groups, wanted, workers).astype(np.intp)
    left = points.values - np.concatenate(
        [
            _lines(points.values, z.values, near[start : start + _ROWS_AT_ONCE], start)
            for start in range(0, z.n, _ROWS_AT_ONCE)
        ]
    )
    _, level, sizes = np.unique(
        np.column_stack([codes, z.values]), axis=0, return_inverse=True, return_counts=True
    )
    level = level.ravel()
    alike = sizes[level] >= equals
    for at in range(points.dimension):
        means = np.bincount(level, points.values[:, at]) / sizes
        left[alike, at] = (points.values[:, at] - means[level])[alike]
    scores = np.empty_like(left)
    np.put_along_axis(scores, left.argsort(axis=0, kind="stable"),
                      _core.normal_scores(z.n)[:, None], axis=0)  # fmt: skip
    return points._replace(values=scores)


def _lines(values: Array, z: Array, near: Rows, start: int) -> Array:
    """Return for each row what a line through its neighbours says at its own place."""
    # A category with too few rows fills up with the number of all rows; these weigh nothing.
    there = near < len(z)
    near = np.where(there, near, 0)
    apart = z[near] - z[start : start + len(near), None, :]
    distance = np.where(there, np.abs(apart).max(axis=2), 0.0)
    # A little beyond the farthest, so that no neighbour weighs nothing.
    reach = 1.05 * distance.max(axis=1, keepdims=True)
    reach[reach == 0] = 1.0
    weight = np.where(there, (1 - (distance / reach) ** 3) ** 3, 0.0)
    terms = np.concatenate([np.ones((*near.shape, 1)), apart / reach[:, :, None]], axis=2)
    weighted = terms * weight[:, :, None]
    normal = np.einsum("nmi,nmj->nij", weighted, terms)
    normal[:, range(1, terms.shape[2]), range(1, terms.shape[2])] += _RIDGE
    normal[~there.any(axis=1)] = np.eye(terms.shape[2])  # A row alone in its category stays.
    right = np.einsum("nmi,nmj->nij", weighted, values[near])
    line: Array = np.linalg.solve(normal, right)[:, 0, :]
    return line
