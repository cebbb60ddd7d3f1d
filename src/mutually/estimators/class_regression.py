"""Logistic regression of a class, with a ridge, by Newton's method."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.products import cross

Matrix = NDArray[np.float64]

_STEPS = 15


def newton(
    terms: Matrix, chosen: NDArray[np.bool_], ridge: Matrix, slopes: Matrix, steps: int = _STEPS
) -> Matrix:
    """Return the coefficients of most penalised likelihood, a column for each score.

    One column of ``chosen`` stands for two classes, of which the other has a score of 0. The
    search begins at ``slopes``; half of ``ridge`` times their squares is what they cost.
    """
    count, free = slopes.shape
    probability, cost = _judge(terms, chosen, slopes, ridge)
    for _ in range(steps):
        gradient = cross(terms, probability - chosen) + ridge[:, None] * slopes
        flat = curvature(terms, probability, ridge)
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


def curvature(terms: Matrix, probability: Matrix, ridge: Matrix) -> Matrix:
    """Return the second derivatives of the cost by all coefficients, score after score."""
    count, free = terms.shape[1], probability.shape[1]
    blocks = np.zeros((free, count, free, count))
    for k in range(free):
        for m in range(k + 1):
            weight = probability[:, k] * ((k == m) - probability[:, m])
            blocks[k, :, m] = blocks[m, :, k] = cross(terms * weight[:, None], terms)
        blocks[k, :, k] += np.diag(ridge)
    return blocks.reshape(free * count, free * count)


def probabilities(terms: Matrix, slopes: Matrix) -> Matrix:
    """Return the probabilities of the classes that have a score of their own."""
    scores = terms @ slopes
    total = np.logaddexp.reduce(scores, axis=1)
    if slopes.shape[1] == 1:
        total = np.logaddexp(total, 0)
    found: Matrix = np.exp(scores - total[:, None])
    return found


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
