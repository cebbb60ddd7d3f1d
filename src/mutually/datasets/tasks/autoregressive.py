"""Each coordinate moved or scaled by those before it, and the next steps of a series."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import formulas, maps, quadrature
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.stored import monte_carlo
from mutually.datasets.tasks.task import Sample, Task

FAMILY = "autoregressive"
NORMAL = "closed form, log-determinants of the vectors before the map"
# The series: z' = SWING sin(2 z) + PAST (the number before z) + NOISE times a normal number.
SWING, PAST, NOISE = 1.8, 0.4, 0.3


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    three = formulas.pairs(3, 3, (0.8, 0.6, 0.4))
    four = formulas.pairs(4, 4, (0.85, 0.7, 0.0, 0.6))
    five = formulas.dense(10, 0.5)
    return [
        Task("moved-3x3", FAMILY, 3, 3, formulas.gaussian(three, 3),
             maps.mapped(maps.normals(three, 3), _moved, _bent), NORMAL),
        Task("moved-5x5", FAMILY, 5, 5, formulas.gaussian(five, 5),
             maps.mapped(maps.normals(five, 5), _steps), NORMAL),
        Task("scaled-4x4", FAMILY, 4, 4, formulas.gaussian(four, 4),
             maps.mapped(maps.normals(four, 4), _scaled), NORMAL),
        monte_carlo("series-2x2", FAMILY, 2, 2, _series, _series_log_ratio),
    ]  # fmt: skip


def _moved(z: Array) -> Array:
    image = z.copy()
    for j in range(1, z.shape[1]):
        image[:, j] += 1.5 * np.sin(2 * image[:, j - 1])
    return image


def _bent(z: Array) -> Array:
    image = z.copy()
    for j in range(1, z.shape[1]):
        image[:, j] += image[:, j - 1] ** 2 / 2
    return image


def _steps(z: Array) -> Array:
    image = z.copy()
    for j in range(1, z.shape[1]):
        image[:, j] += 2 * np.tanh(3 * image[:, :j].mean(axis=1))
    return image


def _scaled(z: Array) -> Array:
    image = z.copy()
    for j in range(1, z.shape[1]):
        before = image[:, j - 1]
        image[:, j] = z[:, j] * np.exp(np.tanh(before)) + np.cos(2 * before)
    return image


def _next(z: Array, before: Array) -> Array:
    return np.asarray(SWING * np.sin(2 * z) + PAST * before)


def _series(n: int, rng: np.random.Generator) -> Sample:
    z = rng.normal(size=(n, 4))
    z[:, 2] = _next(z[:, 1], z[:, 0]) + NOISE * z[:, 2]
    z[:, 3] = _next(z[:, 2], z[:, 1]) + NOISE * z[:, 3]
    return z[:, :2], z[:, 2:]


def _series_log_ratio(x: Array, y: Array) -> Array:
    def log_normal(value: Array, mean: Array, deviation: float) -> Array:
        z = (value - mean) / deviation
        return np.asarray(-0.5 * z * z - math.log(deviation) - quadrature.HALF_LOG_2_PI)

    first, second = y[:, 0], y[:, 1]
    given = log_normal(first, _next(x[:, 1], x[:, 0]), NOISE)
    given += log_normal(second, _next(first, x[:, 1]), NOISE)
    # The older number of x enters the first step linearly and is integrated out by hand.
    nodes, weights = quadrature.normal_nodes(801)
    spread = math.hypot(NOISE, PAST)
    whole = np.empty(len(y))
    for start in range(0, len(y), 4096):
        a, b = first[start : start + 4096, None], second[start : start + 4096, None]
        terms = log_normal(a, SWING * np.sin(2 * nodes), spread)
        terms += log_normal(b, _next(a, nodes), NOISE)
        whole[start : start + 4096] = np.log(np.exp(terms) @ weights)
    return np.asarray(given - whole)
