"""Conditional information I(X; Y | Z) of continuous variables."""

from __future__ import annotations

import numpy as np

from mutually.datasets.tasks import formulas, maps
from mutually.datasets.tasks.families import conditional_kinds
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.task import Draw, Sample, Task

FAMILY = "conditional"
NORMAL = "closed form, log-determinants"
SHIFT = "closed form: given z, x and y are one-to-one images of a normal pair"


def tasks() -> list[Task]:
    """Return tasks with something given: normal vectors, maps that z sets, and other kinds."""
    return [
        *_normals(),
        Task("given-curve", FAMILY, 1, 1, formulas.normal(0.6), _curve, SHIFT, given_dim=1),
        Task("given-scale", FAMILY, 1, 1, formulas.normal(0.7), _scale, SHIFT, given_dim=1),
        Task("given-curve-independent", FAMILY, 1, 1, 0.0, _curve_independent, SHIFT, given_dim=1),
        Task("given-turn-2x2", FAMILY, 2, 2, formulas.normal(0.8) + formulas.normal(0.5), _turn,
             SHIFT, given_dim=1),
        Task("given-curves-3", FAMILY, 1, 1, formulas.normal(0.6), _curves, SHIFT, given_dim=3),
        *conditional_kinds.tasks(),
    ]  # fmt: skip


def _normals() -> list[Task]:
    chain = np.array([[1.0, 0.64, 0.8], [0.64, 1.0, 0.8], [0.8, 0.8, 1.0]])
    cause = np.array([[1.0, 0.8, 0.5], [0.8, 1.0, 0.5], [0.5, 0.5, 1.0]])
    collider = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 2.25]])
    longer = _series(5, 0.8)[np.ix_([0, 4, 1, 2, 3], [0, 4, 1, 2, 3])]
    return [
        _normal("given-chain", chain, 1, 1),
        _normal("given-longer-chain", longer, 1, 1),
        _normal("given-common-cause", cause, 1, 1),
        _normal("given-collider", collider, 1, 1),
        _normal("given-dense-2x2", formulas.dense(6, 0.5), 2, 2),
        _normal("given-dense-1x1-5", formulas.dense(7, 0.6), 1, 1),
        _normal("given-factor-3x3", _linked(), 3, 3),
    ]


def _normal(name: str, covariance: Array, x_dim: int, y_dim: int) -> Task:
    truth = formulas.conditional_gaussian(covariance, x_dim, y_dim)
    factor = np.linalg.cholesky(covariance)

    def draw(n: int, rng: np.random.Generator) -> Sample:
        v = rng.normal(size=(n, len(factor))) @ factor.T
        return v[:, :x_dim], v[:, x_dim : x_dim + y_dim], v[:, x_dim + y_dim :]

    given_dim = len(covariance) - x_dim - y_dim
    # Where z separates x from y, rounding leaves 1e-17 instead of 0.
    return Task(name, FAMILY, x_dim, y_dim, truth if truth > 1e-12 else 0.0, draw, NORMAL,
                given_dim=given_dim)  # fmt: skip


def _series(dim: int, correlation: float) -> Array:
    place = np.arange(dim)
    return np.asarray(correlation ** np.abs(place[:, None] - place))


def _linked() -> Array:
    """Return three pairs of which two are linked, all with two common causes."""
    covariance = formulas.pairs(3, 3, (0.8, 0.5, 0.0))
    loadings = np.random.default_rng(6).normal(size=(6, 2))
    whole = np.eye(8)
    whole[:6, :6] = covariance + loadings @ loadings.T
    whole[:6, 6:], whole[6:, :6] = loadings, loadings.T
    return whole


def _pair(correlation: float) -> Draw:
    return maps.normals(formulas.dense(2, correlation), 1)


def _curve(n: int, rng: np.random.Generator) -> Sample:
    (a, b), z = _pair(0.6)(n, rng), rng.normal(size=(n, 1))
    return 2 * np.sin(2 * z) + a, z * z + b, z


def _curve_independent(n: int, rng: np.random.Generator) -> Sample:
    (a, b), z = _pair(0.0)(n, rng), rng.normal(size=(n, 1))
    return 2 * np.sin(2 * z) + 0.5 * a, 2 * np.cos(2 * z) + 0.5 * b, z


def _scale(n: int, rng: np.random.Generator) -> Sample:
    (a, b), z = _pair(0.7)(n, rng), rng.normal(size=(n, 1))
    return np.exp(z) * a, np.exp(-z) * b, z


def _turn(n: int, rng: np.random.Generator) -> Sample:
    x, y = maps.normals(formulas.pairs(2, 2, (0.8, 0.5)), 2)(n, rng)
    z = rng.normal(size=n)
    return maps.turned(x, 0, 1, z), maps.turned(y, 0, 1, 2 * z), z


def _curves(n: int, rng: np.random.Generator) -> Sample:
    (a, b), z = _pair(0.6)(n, rng), rng.normal(size=(n, 3))
    x = np.sin(z[:, :1] + z[:, 1:2]) + a
    return x, z[:, 1:2] * z[:, 2:] + b, z
