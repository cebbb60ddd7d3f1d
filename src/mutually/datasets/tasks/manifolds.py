"""Noisy curves and surfaces: x near one of them, y a function of the same point, with noise."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from mutually.datasets.tasks.latent import Latent
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.stored import monte_carlo
from mutually.datasets.tasks.task import Sample, Task

FAMILY = "manifolds"
# The images of hidden points, whose coordinates in [0, 1) are the columns of t.
Images = Callable[[Array], tuple[Array, Array]]


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    return [
        _task("circle-2x2", 2, 2, _circle, (0.2, 0.3), (400,)),
        _task("torus-3x2", 3, 2, _torus, (0.25, 0.3), (96, 48)),
        _task("noisy-roll-3x1", 3, 1, _roll, (0.08, 0.1), (-140, -40)),
        _task("sphere-3x3", 3, 3, _sphere, (0.25, 0.3), (-48, 72)),
        _task("moebius-3x2", 3, 2, _moebius, (0.15, 0.25), (96, -32)),
        _task("knot-3x1", 3, 1, _knot, (0.15, 0.2), (400,)),
    ]


def _task(
    name: str,
    x_dim: int,
    y_dim: int,
    images: Images,
    noise: tuple[float, float],
    nodes: tuple[int, ...],
) -> Task:
    """Return the task of two images of a hidden point, even over the square, with noise.

    A direction that does not close to a circle has its number of nodes negative.
    """

    def draw(n: int, rng: np.random.Generator) -> Sample:
        x, y = images(rng.random((n, len(nodes))))
        x = x + noise[0] * rng.normal(size=x.shape)
        return x, y + noise[1] * rng.normal(size=y.shape)

    def log_ratio(x: Array, y: Array) -> Array:
        # The nodes are cheap beside their use, and a task that is only sampled needs none.
        grid, log_weights = _grid(nodes)
        of_x, of_y = images(grid)
        latent = Latent(of_x / noise[0], of_y / noise[1], log_weights)
        return latent.log_ratio(x / noise[0], y / noise[1])

    return monte_carlo(name, FAMILY, x_dim, y_dim, draw, log_ratio)


def _grid(nodes: tuple[int, ...]) -> tuple[Array, Array]:
    """Return the nodes in the unit square, and the logs of their weights.

    Evenly spaced around circles, Gauss-Legendre along intervals.
    """
    axes, weights = [], []
    for count in nodes:
        if count > 0:
            axes.append((np.arange(count) + 0.5) / count)
            weights.append(np.full(count, 1 / count))
        else:
            at, weight = np.polynomial.legendre.leggauss(-count)
            axes.append((at + 1) / 2)
            weights.append(weight / 2)
    t = np.column_stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
    return t, np.log(np.prod(np.meshgrid(*weights, indexing="ij"), axis=0).ravel())


def _angle(t: Array) -> Array:
    return np.asarray(2 * math.pi * t)


def _circle(t: Array) -> tuple[Array, Array]:
    a = _angle(t)
    return np.hstack([np.cos(a), np.sin(a)]), np.hstack([np.cos(2 * a), np.sin(2 * a)])


def _torus(t: Array) -> tuple[Array, Array]:
    a, b = _angle(t[:, 0]), _angle(t[:, 1])
    radius = 2 + np.cos(b)
    x = np.column_stack([radius * np.cos(a), radius * np.sin(a), np.sin(b)])
    return x, np.column_stack([np.cos(a + b), np.sin(a + b)])


def _roll(t: Array) -> tuple[Array, Array]:
    a = 1.5 * math.pi * (1 + 2 * t[:, 0])
    x = np.column_stack([a * np.cos(a) / 21, t[:, 1], a * np.sin(a) / 21])
    return x, t[:, :1] + 0.2 * t[:, 1:]


def _sphere(t: Array) -> tuple[Array, Array]:
    height, a = 2 * t[:, 0] - 1, _angle(t[:, 1])
    radius = np.sqrt(1 - height * height)
    x = np.column_stack([radius * np.cos(a), radius * np.sin(a), height])
    return x, 2 * x * np.roll(x, 1, axis=1)


def _moebius(t: Array) -> tuple[Array, Array]:
    a, s = _angle(t[:, 0]), 1.2 * (t[:, 1] - 0.5)
    radius = 1 + s * np.cos(a / 2)
    x = np.column_stack([radius * np.cos(a), radius * np.sin(a), s * np.sin(a / 2)])
    return x, np.column_stack([np.sin(2 * a), 2 * s * np.cos(a / 2)])


def _knot(t: Array) -> tuple[Array, Array]:
    a = _angle(t)
    x = [np.sin(a) + 2 * np.sin(2 * a), np.cos(a) - 2 * np.cos(2 * a), -np.sin(3 * a)]
    return 0.5 * np.hstack(x), np.cos(a)
