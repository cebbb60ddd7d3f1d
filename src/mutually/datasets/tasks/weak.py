"""Weak dependence spread over many coordinates, none of which shows it."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import copula_laws as laws
from mutually.datasets.tasks import copulas, maps, quadrature
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.quadrature import Channel, normal_nodes
from mutually.datasets.tasks.task import Sample, Task

FAMILY = "weak"


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    frank = laws.frank(1.2)
    return [
        Task("thin-frank-8x8", FAMILY, 8, 8, lambda: copulas.information(frank, 8),
             maps.beside(*[copulas.pair_draw(frank)] * 8), copulas.GRID,
             log_ratio=copulas.pair_log_ratio(frank, 8)),
        Task("thin-squares-5x5", FAMILY, 5, 5, lambda: 5 * _square_channel().information(),
             maps.beside(*[_square] * 5), "five times the quadrature of the density of y"),
        Task("thin-fan-1x8", FAMILY, 1, 8, lambda: _fan_channel().information(), _fan,
             "quadrature of the density of the mean of y", log_ratio=_fan_log_ratio),
        Task("thin-scales-6x6", FAMILY, 6, 6, lambda: 6 * quadrature.scale_information(0.25, 1),
             maps.beside(*[_scale] * 6), "six times the quadrature of the density of log |y|"),
    ]  # fmt: skip


def _square_channel() -> Channel:
    z, weights = normal_nodes()
    return Channel(0.25 * (z * z - 1) / math.sqrt(2), np.ones_like(z), weights)


def _square(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 1))
    return x, 0.25 * (x * x - 1) / math.sqrt(2) + rng.normal(size=(n, 1))


# All eight y have the mean 0.25 cos(3 x), so their own mean tells all that they tell of x.
def _fan_channel() -> Channel:
    z, weights = normal_nodes()
    return Channel(0.25 * np.cos(3 * z), np.full_like(z, 1 / math.sqrt(8)), weights)


def _fan(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 1))
    return x, 0.25 * np.cos(3 * x) + rng.normal(size=(n, 8))


def _fan_log_ratio(x: Array, y: Array) -> Array:
    return _fan_channel().log_ratio(y.mean(axis=1), 0.25 * np.cos(3 * x[:, 0]), 1 / math.sqrt(8))


def _scale(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 1))
    return x, np.exp(0.25 * x) * rng.normal(size=(n, 1))
