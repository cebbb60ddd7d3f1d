"""Logistic regression of a class on functions of a vector, with a ridge, by Newton's method."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.class_models import Model
from mutually.estimators.products import cross

Matrix = NDArray[np.float64]

# Where the slope of a column may change, in standard deviations.
_BENDS = (-1.5, -0.75, 0.0, 0.75, 1.5)
# A step costs rows times the square of the coefficients, and the cube of these.
_MOST_COEFFICIENTS = 400
_MOST_ROWS = 20_000
_STEPS = 15


def regressions(d: int, classes: int) -> list[Model]:
    """Return the regressions that d columns and so many classes allow."""
    free = classes if classes > 2 else 1
    found: list[Model] = []
    broken = 1 + d * (1 + len(_BENDS))
    if (broken + d * (d + 1) // 2) * free <= _MOST_COEFFICIENTS:
        found.append(regression(10.0, products=True))
    elif broken * free <= _MOST_COEFFICIENTS:
        found.append(regression(10.0, products=False))
    return found


def regression(strength: float, *, products: bool) -> Model:
    """Return a logistic regression on columns, broken lines of them and, if asked for, products.

    The terms are scaled to a deviation of 1; ``strength`` times half the sum of the squares of
    their coefficients is what large ones cost.
    """

    def terms(x: Matrix) -> Matrix:
        columns = [x, *(np.maximum(x - bend, 0) for bend in _BENDS)]
        if products:
            one, other = np.triu_indices(x.shape[1])
            columns.append(x[:, one] * x[:, other])
        return np.hstack(columns)

    def model(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
        # Evenly through the rows, which may be sorted by class.
        rows = np.linspace(0, len(train) - 1, min(len(train), _MOST_ROWS)).astype(np.int64)
        learnt, y = terms(train[rows]), y[rows]
        mean, scale = learnt.mean(axis=0), learnt.std(axis=0)
        scale[scale == 0] = 1.0
        learnt = np.column_stack([np.ones(len(learnt)), (learnt - mean) / scale])
        judged = np.column_stack([np.ones(len(test)), (terms(test) - mean) / scale])
        if classes == 2:
            # Half to each class is the same model with twice the cost of a coefficient.
            slopes = _newton(learnt, y[:, None] == 1, strength / 2)
            scores = judged @ np.column_stack([np.zeros_like(slopes), slopes])
        else:
            chosen = y[:, None] == np.arange(classes)
            scores = judged @ _newton(learnt, chosen, strength)
        posterior: Matrix = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
        return posterior

    return model


def _newton(terms: Matrix, chosen: NDArray[np.bool_], strength: float) -> Matrix:
    """Return the coefficients of most penalised likelihood, a column for each score.

    One column of ``chosen`` stands for two classes, of which the other has a score of 0.
    """
    count, free = terms.shape[1], chosen.shape[1]
    ridge = np.full(count, strength)
    # The intercepts are free, but for the direction in which all scores rise alike.
    ridge[0] = 1e-6
    slopes = np.zeros((count, free))
    probability, cost = _judge(terms, chosen, slopes, ridge)
    for _ in range(_STEPS):
        gradient = cross(terms, probability - chosen) + ridge[:, None] * slopes
        curvature = np.zeros((free, count, free, count))
        for k in range(free):
            for m in range(k + 1):
                weight = probability[:, k] * ((k == m) - probability[:, m])
                curvature[k, :, m] = curvature[m, :, k] = cross(terms * weight[:, None], terms)
            curvature[k, :, k] += np.diag(ridge)
        flat = curvature.reshape(free * count, free * count)
        step = np.linalg.solve(flat, gradient.T.ravel()).reshape(free, count).T
        before, length = cost, 1.0
        while length > 1e-3:
            tried, cost = _judge(terms, chosen, slopes - length * step, ridge)
            if cost <= before:
                break
            length /= 2
        if cost > before:
            break
        slopes, probability = slopes - length * step, tried
        if before - cost < 1e-5 * len(terms):
            break
    return slopes


def _judge(
    terms: Matrix, chosen: NDArray[np.bool_], slopes: Matrix, ridge: Matrix
) -> tuple[Matrix, float]:
    """Return the probabilities of the scores, and minus the penalised log likelihood."""
    scores = terms @ slopes
    total = np.logaddexp.reduce(scores, axis=1)
    if slopes.shape[1] == 1:
        total = np.logaddexp(total, 0)
    cost = total.sum() - scores[chosen].sum() + 0.5 * float((ridge[:, None] * slopes**2).sum())
    return np.exp(scores - total[:, None]), float(cost)
