"""Directions of x and of y that tell about one another, as columns in place of those given."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.models.links import linked, waves
from mutually.estimators.models.rows import Array, Rows
from mutually.estimators.neighbours.transforms import normal_scores
from mutually.estimators.products import cross, times

# Directions come from so many rows at most: more would cost more than their noise does.
_MOST_ROWS = 2000
# Singular values of covariances of noise lie below (sqrt(p) + sqrt(q)) / sqrt(n), by the law of
# Marchenko and Pastur; squares have heavier tails than the law assumes.
_ABOVE_THE_EDGE = 1.15
# Columns are collinear if a direction has less than this share of a column's variance.
_COLLINEAR = 1e-6
_MOST_TURNED, _SWEEPS = 3, 3
# Angles between a direction and another, tried around the best so far.
_WIDTHS = (0.3, 0.1, 0.03)


def turned(rows: Rows) -> Rows | None:
    """Turn x and y so that few columns tell about the other vector; None if no direction does.

    Covariances of x and its squares and products with those of y, as far as they stand out of
    noise, are linear forms and quadratic forms of x and y. Their leading directions become the
    columns, of which the linked ones are then turned to where they tell most of the others'
    waves. The information of the turned columns, all of them, is that of x and y.

    References
    ----------
    Directions of quadratic forms: Li, "On principal Hessian directions for data visualization and
    dimension reduction", Journal of the American Statistical Association 87 (1992),
    doi:10.1080/01621459.1992.10476258.
    """
    few = rows.take(slice(None, None, -(-rows.n // _MOST_ROWS)))
    whitening = [_whitening(part) for part in few[:2]]
    if any(one is None for one in whitening):
        return None
    to_x, to_y = (one for one in whitening if one is not None)
    axes = _axes(times(few.x, to_x), times(few.y, to_y))
    if axes is None:
        return None
    to_x, to_y = to_x @ axes[0], to_y @ axes[1]
    x, y = times(few.x, to_x), times(few.y, to_y)
    dx = x.shape[1]
    between = linked(normal_scores(np.hstack([x, y])))[:dx, dx:]
    keep_x, keep_y = np.flatnonzero(between.any(axis=1)), np.flatnonzero(between.any(axis=0))
    if not len(keep_x):
        return None
    if max(len(keep_x), len(keep_y)) <= _MOST_TURNED:
        for _ in range(_SWEEPS):
            _sharpen(x, to_x, keep_x, _flat(y[:, keep_y]))
            _sharpen(y, to_y, keep_y, _flat(x[:, keep_x]))
    return Rows(times(rows.x, to_x), times(rows.y, to_y), rows.z).scores()


def _whitening(part: Array) -> Array | None:
    values, vectors = np.linalg.eigh(cross(part, part) / len(part))
    if values[0] < _COLLINEAR:
        return None
    out: Array = (vectors / np.sqrt(values)) @ vectors.T
    return out


def _axes(x: Array, y: Array) -> tuple[Array, Array] | None:
    """Leading directions of the forms of x and of y whose covariances are more than noise."""
    n = len(x)
    sums = [np.zeros((part.shape[1],) * 2) for part in (x, y)]
    for f in (x, _squares(x)):
        for g in (y, _squares(y)):
            left, values, right = np.linalg.svd(cross(f, g) / n, full_matrices=False)
            edge = (math.sqrt(f.shape[1]) + math.sqrt(g.shape[1])) / math.sqrt(n)
            for k in np.flatnonzero(values > _ABOVE_THE_EDGE * edge):
                weight = values[k] ** 2 - edge**2
                sums[0] += weight * _square_of_form(left[:, k], x.shape[1])
                sums[1] += weight * _square_of_form(right[k], y.shape[1])
    if not sums[0].any():
        return None
    first, second = (np.linalg.eigh(one)[1][:, ::-1] for one in sums)
    return first, second


def _squares(part: Array) -> Array:
    """All squares and products of columns, with mean 0 and variance 1."""
    i, j = np.triu_indices(part.shape[1])
    out: Array = part[:, i] * part[:, j]
    out -= out.mean(axis=0)
    out /= out.std(axis=0)
    return out


def _square_of_form(form: Array, d: int) -> Array:
    """Return v v' of a linear form v in d columns, or H H' of a quadratic form H."""
    if len(form) == d and d > 1:
        return np.outer(form, form)
    i, j = np.triu_indices(d)
    h = np.zeros((d, d))
    h[i, j] = h[j, i] = np.where(i == j, form, form / math.sqrt(2))
    out: Array = h @ h
    return out


def _flat(columns: Array) -> Array:
    """Waves of columns whose distributions are near normal, side by side."""
    from scipy.special import ndtr

    found = waves(ndtr(columns / columns.std(axis=0)))
    return found.reshape(len(columns), -1)


def _sharpen(part: Array, basis: Array, keep: NDArray[np.intp], others: Array) -> None:
    """Turn kept columns towards the rest, in place, while their waves tell more of others."""

    def told(column: Array) -> float:
        return float((cross(_flat(column[:, None]), others) ** 2).sum())

    for i in keep:
        for j in np.setdiff1d(np.arange(part.shape[1]), keep):
            best, angle = told(part[:, i]), 0.0
            for width in _WIDTHS:
                centre = angle
                for trial in (centre - width, centre - width / 2, centre + width / 2,
                              centre + width):  # fmt: skip
                    value = told(math.cos(trial) * part[:, i] + math.sin(trial) * part[:, j])
                    if value > best:
                        best, angle = value, trial
            rotation = np.array([[math.cos(angle), -math.sin(angle)],
                                 [math.sin(angle), math.cos(angle)]])  # fmt: skip
            part[:, [i, j]] = part[:, [i, j]] @ rotation
            basis[:, [i, j]] = basis[:, [i, j]] @ rotation
