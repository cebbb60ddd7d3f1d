"""Models of the classes of a discrete variable given a continuous vector.

Each takes rows to learn from, their classes, and rows to judge, and returns the log of the
probability of each class for the latter, of shape (rows, classes). Every class has a row to learn
from. Columns vary, and are scaled to a standard deviation near 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.products import cross, times

Matrix = NDArray[np.float64]
Model = Callable[[Matrix, NDArray[np.intp], int, Matrix], Matrix]

# A class of no width would leave no density; this is far below any that is learnt from data.
_NARROW = 1e-6


def linear(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
    """Judge by normal classes of one covariance, drawn towards its diagonal by d rows (LDA)."""
    rows, means, covariance = _pooled(train, y, classes)
    freedom = max(len(train) - classes, 1)
    scores = np.empty((len(test), classes))
    root = np.linalg.cholesky(covariance)
    for c in range(classes):
        # The mean of a class is known up to the covariance by its number of rows.
        spread = 1 + 1 / rows[c]
        squares = _squares(test - means[c], root) / spread
        scores[:, c] = -0.5 * (freedom + 1) * np.log1p(squares / freedom)
        scores[:, c] -= 0.5 * train.shape[1] * math.log(spread)
    return _posterior(scores, rows)


def quadratic(strength: float) -> Model:
    """Return a model of normal classes of own covariances, drawn towards the common one (QDA).

    The common covariance counts like ``strength * d + 2`` rows of the class. The density of a new
    row is the mean over the posterior distribution of mean and covariance, a Student t: a class of
    few rows is judged with the caution that it deserves.
    """

    def model(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
        rows, means, covariance = _pooled(train, y, classes)
        d = train.shape[1]
        prior = strength * d + 2
        scores = np.empty((len(test), classes))
        for c in range(classes):
            centred = train[y == c] - means[c]
            freedom = prior + rows[c] - d
            scatter = (cross(centred, centred) + prior * covariance) * (1 + 1 / rows[c]) / freedom
            root = np.linalg.cholesky(scatter)
            squares = _squares(test - means[c], root)
            scores[:, c] = math.lgamma((freedom + d) / 2) - math.lgamma(freedom / 2)
            scores[:, c] -= 0.5 * d * math.log(freedom) + float(np.log(np.diag(root)).sum())
            scores[:, c] -= 0.5 * (freedom + d) * np.log1p(squares / freedom)
        return _posterior(scores, rows)

    return model


def bent(joint: bool) -> Model:
    """Return a model of classes whose columns have any smooth density.

    Densities of single columns are smoothed histograms (Silverman's width). With ``joint``, the
    normal scores of a class are correlated, its correlations drawn towards those of all classes;
    without, the columns of a class are independent (naive Bayes).
    """

    def model(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
        d = train.shape[1]
        rows = np.bincount(y, minlength=classes)
        scores = np.zeros((len(test), classes))
        learnt, judged = [], []
        for c in range(classes):
            own, new = np.empty((rows[c], d)), np.empty((len(test), d))
            for j in range(d):
                grid, density, normal = _smooth(train[y == c, j])
                own[:, j] = np.interp(train[y == c, j], grid, normal)
                new[:, j] = np.interp(test[:, j], grid, normal)
                scores[:, c] += np.interp(test[:, j], grid, np.log(density))
            learnt.append(own)
            judged.append(new)
        if joint and d > 1:
            products = [cross(own, own) / len(own) for own in learnt]
            common = sum(p * len(own) for p, own in zip(products, learnt, strict=True)) / len(train)
            prior = 4 * d + 2
            for c in range(classes):
                product = (products[c] * rows[c] + prior * common) / (rows[c] + prior)
                # The scores of a class have variances near 1, up to smoothing.
                scale = np.sqrt(np.diag(product))
                root = np.linalg.cholesky(product / np.outer(scale, scale) + _NARROW * np.eye(d))
                scores[:, c] += 0.5 * (judged[c] ** 2).sum(axis=1)
                scores[:, c] -= 0.5 * _squares(judged[c], root) + np.log(np.diag(root)).sum()
        return _posterior(scores, rows)

    return model


def mixtures(parts: int, steps: int = 15, most_rows: int = 4000) -> Model:
    """Return a model of classes that are mixtures of normal parts, by EM from random rows."""

    def model(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
        rows, _, covariance = _pooled(train, y, classes)
        scores = np.empty((len(test), classes))
        for c in range(classes):
            own = train[y == c]
            fewer = min(len(own), max(most_rows // classes, 20 * parts))
            own = own[np.linspace(0, len(own) - 1, fewer).astype(np.int64)]
            fitted = _expectation_maximisation(own, parts, steps, covariance)
            scores[:, c] = np.logaddexp.reduce(_parts_logs(test, fitted), axis=1)
        return _posterior(scores, rows)

    return model


Parts = tuple[Matrix, Matrix, list[Matrix]]


def _expectation_maximisation(x: Matrix, parts: int, steps: int, covariance: Matrix) -> Parts:
    n, d = x.shape
    prior = d + 2
    # Evenly through the class, which is a random choice of rows and needs no seed.
    means = x[np.linspace(0, n - 1, parts).astype(np.int64)]
    distances = ((x[:, None, :] - means[None]) ** 2).sum(axis=2)
    share = np.eye(parts)[distances.argmin(axis=1)]
    for _ in range(steps):
        sizes = share.sum(axis=0)
        weights = (sizes + 1) / (n + parts)
        means = (cross(share, x) + 1e-9 * means) / (sizes + 1e-9)[:, None]
        roots = []
        for k in range(parts):
            centred = x - means[k]
            scatter = cross(share[:, k, None] * centred, centred) + 0.5 * prior * covariance
            roots.append(np.linalg.cholesky(scatter / (sizes[k] + prior)))
        logs = _parts_logs(x, (weights, means, roots))
        share = np.exp(logs - np.logaddexp.reduce(logs, axis=1)[:, None])
    return weights, means, roots


def _parts_logs(x: Matrix, fitted: Parts) -> Matrix:
    logs = np.empty((len(x), len(fitted[2])))
    for k, (weight, mean, root) in enumerate(zip(*fitted, strict=True)):
        logs[:, k] = np.log(weight) - 0.5 * _squares(x - mean, root)
        logs[:, k] -= np.log(np.diag(root)).sum()
    return logs


def _pooled(
    train: Matrix, y: NDArray[np.intp], classes: int
) -> tuple[NDArray[np.intp], Matrix, Matrix]:
    """Return the rows and means of the classes, and the covariance within them."""
    n, d = train.shape
    rows = np.bincount(y, minlength=classes)
    means = np.stack([train[y == c].mean(axis=0) for c in range(classes)])
    centred = train - means[y]
    covariance = cross(centred, centred) / max(n - classes, 1)
    share = d / (n + d)
    diagonal = np.diag(covariance)
    covariance = (1 - share) * covariance + np.diag(share * diagonal + _NARROW)
    return rows, means, covariance


def _squares(centred: Matrix, root: NDArray[Any]) -> Matrix:
    """Return squared distances in units of a covariance with the given root."""
    scaled = times(centred, np.linalg.inv(root).T)
    squares: Matrix = np.einsum("ij,ij->i", scaled, scaled)
    return squares


def _smooth(values: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return a grid, a smoothed density on it and the normal scores of its distribution."""
    from scipy.special import ndtri

    n, cells = len(values), 128
    deviation = float(values.std()) + 1e-3
    low, high = float(values.min()) - 4 * deviation, float(values.max()) + 4 * deviation
    counts, edges = np.histogram(values, bins=cells, range=(low, high))
    grid, step = (edges[1:] + edges[:-1]) / 2, (high - low) / cells
    width = 1.06 * deviation * n**-0.2
    kernel = np.exp(-0.5 * ((np.arange(-cells, cells + 1) * step) / width) ** 2)
    density = np.convolve(counts, kernel / kernel.sum())[cells:-cells]
    # One row more, spread like a normal class, where no row was seen.
    normal = np.exp(-0.5 * ((grid - values.mean()) / deviation) ** 2)
    density = density + normal / normal.sum() + 1e-12
    density /= density.sum() * step
    passed = (np.cumsum(density) - density / 2) * step
    return grid, density, ndtri(np.clip(passed, 1e-6, 1 - 1e-6))


def _posterior(scores: Matrix, rows: NDArray[np.intp]) -> Matrix:
    scores = scores + np.log(rows)
    posterior: Matrix = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
    return posterior
