"""Relations of norms and of directions: no coordinate alone says much.

An isotropic vector is a length and an even direction, independent of each other. Two such vectors
whose lengths alone depend on each other, or whose directions alone do, have the information of
these; each of them is a vector of independent normal numbers.
"""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import copula_laws as laws
from mutually.datasets.tasks import formulas, maps
from mutually.datasets.tasks.copula_laws import Copula
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.quadrature import Channel
from mutually.datasets.tasks.task import Draw, Sample, Task

FAMILY = "norms"
CONCENTRATION = 4.0


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    return [
        Task("norms-3x3", FAMILY, 3, 3, formulas.normal(0.9), _norms(laws.gauss(0.9), 3, 3),
             "closed form, that of the two lengths"),
        Task("norm-5x1", FAMILY, 5, 1, lambda: _norm_channel().information(), _norm,
             "quadrature of the density of y", log_ratio=_norm_log_ratio),
        Task("norms-8x2", FAMILY, 8, 2, formulas.clayton(4), _norms(laws.clayton(4), 8, 2),
             "closed form, that of the two lengths"),
        Task("directions-3x3", FAMILY, 3, 3, _direction_information(), _directions,
             "closed form, entropy of the von Mises-Fisher law on the sphere"),
        Task("rings-4x2", FAMILY, 4, 2, lambda: 2 * _ring_channel().information(),
             maps.beside(_ring, _ring), "quadrature of the density of y"),
    ]  # fmt: skip


def _with_length(length: Array, rng: np.random.Generator, dim: int) -> Array:
    z = rng.normal(size=(len(length), dim))
    return np.asarray(length[:, None] * z / np.linalg.norm(z, axis=1, keepdims=True))


def _norms(copula: Copula, x_dim: int, y_dim: int) -> Draw:
    def draw(n: int, rng: np.random.Generator) -> Sample:
        from scipy.stats import chi

        u = copula.draw(n, rng)
        x, y = chi.ppf(u[:, 0], x_dim), chi.ppf(u[:, 1], y_dim)
        return _with_length(x, rng, x_dim), _with_length(y, rng, y_dim)

    return draw


def _norm_channel() -> Channel:
    # The length of five normal numbers; its density is r^4 exp(-r^2 / 2) up to a constant.
    r = np.linspace(0, 10, 2001)
    weights = r**4 * np.exp(-0.5 * r * r)
    return Channel(r, np.full_like(r, 0.3), weights / weights.sum())


def _norm(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 5))
    return x, np.linalg.norm(x, axis=1, keepdims=True) + 0.3 * rng.normal(size=(n, 1))


def _norm_log_ratio(x: Array, y: Array) -> Array:
    return _norm_channel().log_ratio(y[:, 0], np.linalg.norm(x, axis=1), 0.3)


def _direction_information() -> float:
    k = CONCENTRATION
    # log(4 pi) less the entropy of the density k / (4 pi sinh k) exp(k cos angle).
    return math.log(k / math.sinh(k)) + k / math.tanh(k) - 1


def _directions(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 3))
    along = x / np.linalg.norm(x, axis=1, keepdims=True)
    # The cosine of the angle has the density exp(k c) on (-1, 1), inverted here.
    u = rng.random((n, 1))
    cosine = 1 + np.log(u + (1 - u) * math.exp(-2 * CONCENTRATION)) / CONCENTRATION
    across = np.cross(along, rng.normal(size=(n, 3)))
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    direction = cosine * along + np.sqrt(np.maximum(1 - cosine**2, 0)) * across
    length = np.linalg.norm(rng.normal(size=(n, 3)), axis=1, keepdims=True)
    return x, length * maps.rotation(3, 1)(direction)


def _ring_channel() -> Channel:
    # Half a squared length of two normal numbers is an exponential number.
    r = np.linspace(0, 40, 4001)
    weights = np.exp(-r)
    weights[0] /= 2
    return Channel(r, np.full_like(r, 0.5), weights / weights.sum())


def _ring(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 2))
    return x, (x * x).sum(axis=1, keepdims=True) / 2 + 0.5 * rng.normal(size=(n, 1))
