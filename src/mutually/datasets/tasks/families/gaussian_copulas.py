"""Normal copulas of 50 and 100 coordinates with margins of five shapes."""

from __future__ import annotations

import numpy as np

from mutually.datasets.tasks import formulas, maps
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.task import Task


def tasks() -> list[Task]:
    """Return dense, sparse, low-rank, ordered and turned dependence, 25+25 and 50+50."""
    matrices: dict[str, Array] = {}
    for d in (25, 50):
        few = (0.8, -0.7, 0.6, 0.5, 0.4)
        matrices[f"copula-dense-{d}x{d}"] = formulas.dense(2 * d, 0.3)
        matrices[f"copula-sparse-{d}x{d}"] = formulas.pairs(d, d, few)
        matrices[f"copula-thin-{d}x{d}"] = formulas.pairs(d, d, (5 / d,) * d)
        matrices[f"copula-factors-{d}x{d}"] = _factors(2 * d, 3)
        matrices[f"copula-ordered-{d}x{d}"] = _ordered(2 * d, 0.5)
    return [_task(name, matrix) for name, matrix in matrices.items()]


def _task(name: str, correlation: Array) -> Task:
    d = len(correlation) // 2
    draw = maps.mapped(maps.normals(correlation, d), _margins)
    truth = formulas.gaussian(correlation, d)
    return Task(name, "gaussian copulas", d, d, truth, draw, "closed form, log-determinants")


def _margins(z: Array) -> Array:
    image = z.copy()
    image[:, 1::5] = np.exp(z[:, 1::5])
    image[:, 2::5] = z[:, 2::5] ** 3
    image[:, 3::5] = maps.normal_cdf(z[:, 3::5])
    image[:, 4::5] = np.sinh(2 * z[:, 4::5])
    return image


def _factors(dim: int, count: int) -> Array:
    """Return the correlations of fixed loadings on few common factors, and noise."""
    loadings = np.random.default_rng(dim).normal(size=(dim, count))
    covariance = loadings @ loadings.T + 12 * np.eye(dim)
    scale = 1 / np.sqrt(np.diag(covariance))
    return np.asarray(covariance * np.outer(scale, scale))


def _ordered(dim: int, correlation: float) -> Array:
    """Return correlations that fall with the distance in a series of which x is every other."""
    place = np.concatenate([np.arange(0, dim, 2), np.arange(1, dim, 2)])
    # Only a fifth of the coordinates stand in the series; the rest is noise.
    near = np.abs(place[:, None] - place)
    alone = (place >= dim // 5)[:, None] | (place >= dim // 5)
    return np.where(alone, np.eye(dim), correlation**near)
