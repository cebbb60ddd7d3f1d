"""Normal models of classes on the columns that differ between classes, given the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.class_models import Model
from mutually.estimators.products import cross

Matrix = NDArray[np.float64]

# A column that stays has to gain this many nats of log likelihood for each number that it costs.
_PRICE = 1.0
_RIDGE = 1e-6


def selected(model: Model, *, equal: bool) -> Model:
    """Return a model of normal classes on the columns that say something the others do not.

    A column says nothing where its regression on the others is the same in all classes. Such
    columns leave one by one, the least informative first. With ``equal`` the classes have one
    covariance, and only the intercepts of a regression may differ.
    """

    def chosen(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
        columns = _columns(train, y, classes, equal)
        if not len(columns):
            shares = np.log(np.bincount(y, minlength=classes) / len(y))
            return np.tile(shares, (len(test), 1))
        return model(train[:, columns], y, classes, test[:, columns])

    return chosen


def _columns(x: Matrix, y: NDArray[np.intp], classes: int, equal: bool) -> NDArray[np.intp]:
    """Return the columns that are left, in ascending order."""
    n, d = x.shape
    rows = np.bincount(y, minlength=classes)
    whole = _covariance(x)
    own = [_covariance(x[y == c]) for c in range(classes)]
    if equal:
        own = [sum((r * one for r, one in zip(rows, own, strict=True)), np.zeros((d, d))) / n]
    weights = np.array([n]) if equal else rows
    left = np.arange(d)
    while len(left):
        gain = -0.5 * n * _log_precisions(whole, left)
        for weight, one in zip(weights, own, strict=True):
            gain += 0.5 * weight * _log_precisions(one, left)
        cost = _PRICE * (classes - 1) * (1 if equal else len(left) + 1)
        least = int(gain.argmin())
        if gain[least] >= cost:
            break
        left = np.delete(left, least)
    return left


def _log_precisions(covariance: Matrix, columns: NDArray[np.intp]) -> Matrix:
    """Return minus the log of the variance of each column that the others leave."""
    inverse = np.linalg.inv(covariance[np.ix_(columns, columns)])
    return np.log(np.diag(inverse))


def _covariance(x: Matrix) -> Matrix:
    centred = x - x.mean(axis=0)
    covariance: Matrix = cross(centred, centred) / len(x)
    covariance += _RIDGE * np.eye(x.shape[1])
    return covariance
