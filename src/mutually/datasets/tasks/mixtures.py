"""Mixtures: components with equal means, with clusters, and with edges."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import formulas
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.stored import monte_carlo
from mutually.datasets.tasks.task import LogRatio, Sample, Task

FAMILY = "mixtures"


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    both_ways = [formulas.pairs(2, 2, (0.95, r)) for r in (0.9, -0.9)]
    crossed = [
        formulas.pairs(3, 3, (0.9, -0.9, 0.5)),
        formulas.pairs(3, 3, (-0.9, 0.9, 0.5)),
        formulas.pairs(3, 3, (0.0, 0.0, -0.9)) * 4,
    ]
    many = [formulas.pairs(5, 5, tuple(0.8 * s for s in signs)) for signs in _SIGNS]
    return [
        _normals("equal-means-2x2", 2, np.zeros((2, 4)), both_ways),
        _normals("clusters-3x3", 3, *_clusters(6, 5, seed=1)),
        _normals("clusters-5x5", 5, *_clusters(10, 4, seed=2)),
        _normals("equal-means-3x3", 3, np.zeros((3, 6)), crossed),
        _normals("equal-means-5x5", 5, np.zeros((3, 10)), many),
        _laplace("laplace-clusters-2x2", seed=3),
    ]


_SIGNS = ((1, 1, 1, 0, 0), (-1, -1, 0, 1, 0), (0, 1, -1, -1, 1))


def _clusters(dim: int, count: int, *, seed: int) -> tuple[Array, list[Array]]:
    """Return fixed means and covariances, drawn once from a seed."""
    rng = np.random.default_rng(seed)
    factors = rng.normal(size=(count, dim, dim)) * 0.6 / math.sqrt(dim)
    covariances = [factor @ factor.T + 0.3 * np.eye(dim) for factor in factors]
    return rng.normal(size=(count, dim)) * 1.2, covariances


def _normals(name: str, x_dim: int, means: Array, covariances: list[Array]) -> Task:
    """Return the mixture of normal vectors with equal weights."""
    dim = means.shape[1]
    factors = np.array([np.linalg.cholesky(covariance) for covariance in covariances])

    def draw(n: int, rng: np.random.Generator) -> Sample:
        which = rng.integers(0, len(means), size=n)
        z = means[which] + np.einsum("nij,nj->ni", factors[which], rng.normal(size=(n, dim)))
        return z[:, :x_dim], z[:, x_dim:]

    def log_density(z: Array, part: slice) -> Array:
        terms = [
            log_normal(z, mean[part], covariance[part, part])
            for mean, covariance in zip(means, covariances, strict=True)
        ]
        return np.asarray(np.logaddexp.reduce(terms, axis=0) - math.log(len(means)))

    def log_ratio(x: Array, y: Array) -> Array:
        both = log_density(np.hstack([x, y]), slice(None))
        of_x, of_y = log_density(x, slice(x_dim)), log_density(y, slice(x_dim, None))
        return np.asarray(both - of_x - of_y)

    return monte_carlo(name, FAMILY, x_dim, dim - x_dim, draw, log_ratio)


def log_normal(z: Array, mean: Array, covariance: Array) -> Array:
    """Return the log density of a normal vector."""
    factor = np.linalg.cholesky(covariance)
    whitened = np.linalg.solve(factor, (z - mean).T)
    log_det = float(np.log(np.diag(factor)).sum())
    constant = log_det + len(factor) * 0.5 * math.log(2 * math.pi)
    return np.asarray(-0.5 * (whitened * whitened).sum(axis=0) - constant)


def _laplace(name: str, *, seed: int) -> Task:
    """Return clusters in which all coordinates are independent Laplace numbers."""
    means = np.random.default_rng(seed).normal(size=(6, 4)) * 2
    scale = 0.4

    def draw(n: int, rng: np.random.Generator) -> Sample:
        z = means[rng.integers(0, len(means), size=n)] + rng.laplace(scale=scale, size=(n, 4))
        return z[:, :2], z[:, 2:]

    return monte_carlo(name, FAMILY, 2, 2, draw, _laplace_log_ratio(means, scale))


def _laplace_log_ratio(means: Array, scale: float) -> LogRatio:
    def log_ratio(x: Array, y: Array) -> Array:
        of_x = -np.abs(x[:, None] - means[:, :2]).sum(axis=2) / scale
        of_y = -np.abs(y[:, None] - means[:, 2:]).sum(axis=2) / scale
        both = np.logaddexp.reduce(of_x + of_y, axis=1) + math.log(len(means))
        apart = np.logaddexp.reduce(of_x, axis=1) + np.logaddexp.reduce(of_y, axis=1)
        return np.asarray(both - apart)

    return log_ratio
