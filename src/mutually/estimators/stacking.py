"""Cross-fitting: folds, and the mixture of models that predicts unseen rows best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def stratified_folds(
    y: NDArray[np.intp], count: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """Return a fold for each row, such that each class is spread evenly over the folds.

    A class of two rows or more has a row in two folds or more, so that no class is ever missing
    outside a fold.
    """
    folds = np.empty(len(y), dtype=np.int64)
    start = 0
    for c in range(int(y.max()) + 1):
        rows = np.flatnonzero(y == c)
        folds[random.permutation(rows)] = (start + np.arange(len(rows))) % count
        start += len(rows)
    return folds


def mixture_weights(gains: Matrix, steps: int = 100) -> Matrix:
    """Return the weights of models, one a column, under which the mean log of the mixture is most.

    ``gains`` are the log probabilities of what happened. The steps are those of EM, which raise
    the mean each time; 100 leave less than 1e-3 nats in practice.
    """
    relative = np.exp(gains - gains.max(axis=1, keepdims=True))
    weights = np.full(gains.shape[1], 1 / gains.shape[1])
    for _ in range(steps):
        weights *= (relative / (relative @ weights)[:, None]).mean(axis=0)
        weights /= weights.sum()
    return weights


def cross_mixed(gains: Matrix, folds: NDArray[np.int64]) -> Matrix:
    """Return the log of each row's mixture, with weights chosen on the rows of other folds."""
    mixed = np.empty(len(gains))
    for fold in range(int(folds.max()) + 1):
        inside = folds == fold
        weights = mixture_weights(gains[~inside])
        mixed[inside] = np.logaddexp.reduce(gains[inside] + np.log(weights + 1e-300), axis=1)
    return mixed


def sharpened(posterior: Matrix, y: NDArray[np.intp]) -> Matrix:
    """Return log probabilities raised to the power that predicts the classes best.

    A mixture of models is less sure than it may be where they err in different directions.
    """
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(y))

    def loss(log_power: float) -> float:
        return -float(_power(posterior, log_power)[rows, y].mean())

    found = minimize_scalar(loss, bounds=(-0.7, 0.7), method="bounded", options={"xatol": 1e-3})
    return _power(posterior, float(found.x))


def _power(posterior: Matrix, log_power: float) -> Matrix:
    raised = posterior * np.exp(log_power)
    result: Matrix = raised - np.logaddexp.reduce(raised, axis=1)[:, None]
    return result
