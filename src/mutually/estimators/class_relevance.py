"""Logistic regression of a class on those functions of columns that tell of it.

Terms come in groups: a column, its broken lines, a product of two columns. Groups that alone say
nothing of the class are left out; each of the others has a ridge of its own, which is raised and
lowered until the coefficients are as large as it expects (automatic relevance determination).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.class_regression import curvature, newton, probabilities
from mutually.estimators.products import cross

Matrix = NDArray[np.float64]

# Where the slope of a column may change, in standard deviations.
_BENDS = np.linspace(-1.8, 1.8, 9)
# The chance that a group which says nothing is tried.
_CHANCE = 0.05
_MOST_COEFFICIENTS = 200
# The products of all pairs of columns cost the square of these.
_COLUMNS_TO_MULTIPLY = 50
_MOST_ROWS = 10_000
_START = 10.0
_RIDGES = (0.05, 1e5)
_ROUNDS = 4


def relevant(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
    """Judge by a regression on the groups of terms that say something."""
    # Evenly through the rows, which may be sorted by class.
    rows = np.linspace(0, len(train) - 1, min(len(train), _MOST_ROWS)).astype(np.int64)
    train, y = train[rows], y[rows]
    free = classes if classes > 2 else 1
    chosen = y[:, None] == np.arange(classes)[-free:]
    groups = _groups(train, y, classes, _MOST_COEFFICIENTS // free)
    learnt, judged, group = _terms(train, test, groups)
    slopes = _fitted(learnt, chosen, group)
    scores = judged @ slopes
    if classes == 2:
        scores = np.column_stack([np.zeros(len(scores)), scores])
    posterior: Matrix = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
    return posterior


Group = tuple[int, int]


def _groups(x: Matrix, y: NDArray[np.intp], classes: int, most: int) -> list[Group]:
    """Return the groups that say most: (j, -1) for bends of column j, (i, j) for a product."""
    from scipy.special import chdtrc

    n, d = x.shape
    rows = np.bincount(y, minlength=classes)
    indicator = ((y[:, None] == np.arange(classes)) - rows / n) / np.sqrt(rows / n)
    found: list[tuple[float, Group]] = []
    for j in range(d):
        ramps = np.column_stack([x[:, j], *(np.maximum(x[:, j] - b, 0) for b in (-1.0, 0.0, 1.0))])
        ramps -= ramps.mean(axis=0)
        root = np.linalg.cholesky(cross(ramps, ramps) + 1e-6 * n * np.eye(4))
        squares = (np.linalg.solve(root, cross(ramps, indicator)) ** 2).sum()
        found.append((float(chdtrc(4 * (classes - 1), squares)), (j, -1)))
    for i in range(d if d <= _COLUMNS_TO_MULTIPLY else 0):
        products = x[:, i, None] * x[:, i:]
        products -= products.mean(axis=0)
        scale = np.maximum((products**2).sum(axis=0), 1e-12)
        squares = (cross(products, indicator) ** 2).sum(axis=1) / scale
        # A square is left to the bends of its column.
        chances = chdtrc(classes - 1, squares)[1:]
        found += [(float(chance), (i, i + 1 + j)) for j, chance in enumerate(chances)]
    groups = []
    for chance, group in sorted(found):
        most -= 1 + len(_BENDS) if group[1] < 0 else 1
        if chance > _CHANCE or most < 0:
            break
        groups.append(group)
    return groups


def _terms(
    train: Matrix, test: Matrix, groups: list[Group]
) -> tuple[Matrix, Matrix, NDArray[np.intp]]:
    """Return the terms of the rows to learn from and to judge, and the group of each term."""
    learnt, judged, group = [np.ones((len(train), 1))], [np.ones((len(test), 1))], [0]
    for i, j in groups:
        for rows, out in ((train, learnt), (test, judged)):
            if j < 0:
                out.append(rows[:, i, None])
                out.append(np.maximum(rows[:, i, None] - _BENDS, 0))
            else:
                out.append(rows[:, i, None] * rows[:, j, None])
        group += [group[-1] + 1] + ([group[-1] + 2] * len(_BENDS) if j < 0 else [])
    one, other = np.hstack(learnt), np.hstack(judged)
    means = one[:, 1:].mean(axis=0)
    one[:, 1:] -= means
    other[:, 1:] -= means
    return one, other, np.array(group)


def _fitted(terms: Matrix, chosen: NDArray[np.bool_], group: NDArray[np.intp]) -> Matrix:
    """Return the coefficients under the ridges of most evidence, by MacKay's steps."""
    free = chosen.shape[1]
    slopes = np.zeros((len(group), free))
    ridges = np.full(group.max() + 1, _START)
    ridges[0] = 1e-6
    sizes = np.bincount(group) * free
    for _ in range(_ROUNDS):
        ridge = ridges[group]
        slopes = newton(terms, chosen, ridge, slopes, steps=2)
        inverse = np.linalg.inv(curvature(terms, probabilities(terms, slopes), ridge))
        variance = np.diag(inverse).reshape(free, -1).sum(axis=0)
        used = sizes - ridges * np.bincount(group, weights=variance)
        squares = np.bincount(group, weights=(slopes**2).sum(axis=1))
        ridges[1:] = np.clip(used / np.maximum(squares, 1e-12), *_RIDGES)[1:]
    return newton(terms, chosen, ridges[group], slopes)
