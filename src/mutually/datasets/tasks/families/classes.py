"""A class, and 10 to 20 numbers that tell of it; many of them noise."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from mutually.datasets.tasks.families.mixtures import log_normal
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.stored import monte_carlo
from mutually.datasets.tasks.task import DISCRETE, Draw, LogRatio, Sample, Task

FAMILY = "classes"


def tasks() -> list[Task]:
    """Return tasks whose x are features and whose y is the class."""
    return [
        _normals("lda-10", 3, 10, informative=10, distance=0.5),
        _normals("lda-20-noise", 3, 20, informative=4, distance=1.0),
        _normals("lda-15-rare", 2, 15, informative=5, distance=0.9, shares=(0.9, 0.1)),
        _normals("lda-10-many", 8, 10, informative=10, distance=1.0),
        _normals("qda-10", 2, 10, informative=10, distance=0.0, shape=0.5),
        _normals("qda-12-noise", 3, 12, informative=6, distance=0.4, shape=0.8),
        _logistic("norms-10", 10, lambda x: 2 * (x[:, :2] ** 2 - x[:, 2:4] ** 2).sum(axis=1)),
        _logistic("product-10", 10, lambda x: 3 * x[:, 0] * x[:, 1]),
        _logistic("sines-20", 20, lambda x: 2 * np.sin(2 * x[:, :4]).sum(axis=1)),
        _logistic("steps-15", 15, lambda x: 2 * np.sign(x[:, :3]).sum(axis=1)),
    ]


def _normals(
    name: str,
    count: int,
    dim: int,
    *,
    informative: int,
    distance: float,
    shape: float = 0.0,
    shares: tuple[float, ...] | None = None,
) -> Task:
    """Return normal classes: fixed means, and covariances that differ where shape is above 0."""
    rng = np.random.default_rng(100 * dim + count)
    means = np.zeros((count, dim))
    means[:, :informative] = distance * rng.normal(size=(count, informative))
    covariances = np.tile(np.eye(dim), (count, 1, 1))
    for covariance in covariances:
        factor = np.eye(informative) + shape * rng.normal(
            size=(informative, informative)
        ) / math.sqrt(informative)
        covariance[:informative, :informative] = factor @ factor.T
    factors = np.linalg.cholesky(covariances)
    chances = np.full(count, 1 / count) if shares is None else np.array(shares)

    def draw(n: int, rng: np.random.Generator) -> Sample:
        y = rng.choice(count, size=n, p=chances)
        return means[y] + np.einsum("nij,nj->ni", factors[y], rng.normal(size=(n, dim))), y

    def log_ratio(x: Array, y: Array) -> Array:
        given = np.array([log_normal(x, m, c) for m, c in zip(means, covariances, strict=True)])
        whole = np.logaddexp.reduce(given + np.log(chances)[:, None], axis=0)
        return np.asarray(given[y[:, 0], np.arange(len(x))] - whole)

    return _task(name, dim, draw, log_ratio)


def _logistic(name: str, dim: int, score: Callable[[Array], Array]) -> Task:
    """Return two classes with log odds that are as often above as below 0, so of even chances."""

    def draw(n: int, rng: np.random.Generator) -> Sample:
        x = rng.normal(size=(n, dim))
        return x, rng.random(n) < 1 / (1 + np.exp(-score(x)))

    def log_ratio(x: Array, y: Array) -> Array:
        sign = 2 * y[:, 0] - 1
        return np.asarray(math.log(2) - np.logaddexp(0, -sign * score(x)))

    return _task(name, dim, draw, log_ratio)


def _task(name: str, dim: int, draw: Draw, log_ratio: LogRatio) -> Task:
    return monte_carlo(name, FAMILY, dim, 1, draw, log_ratio, y_kinds=(DISCRETE,))
