"""Relations that are nearly functions: more than 3 nats."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import formulas, maps, quadrature
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.quadrature import Channel, even_nodes, normal_nodes
from mutually.datasets.tasks.task import Sample, Task

FAMILY = "functional"
NORMAL = "closed form, log-determinants of the vectors before the map"
OUTPUT = "quadrature of the density of y"


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    two = formulas.pairs(2, 2, (0.995, 0.95))
    three = formulas.pairs(3, 3, (0.99, 0.95, 0.9))
    bent = maps.mapped(maps.normals(two, 2), _bent, _sheared)
    spiral = maps.mapped(
        maps.normals(three, 3), maps.rotated_by_norm(0, 1, 0.3), maps.rotated_by_norm(1, 2, 0.3)
    )
    return [
        Task("wave-1x1", FAMILY, 1, 1, lambda: _wave_channel().information(), _wave, OUTPUT,
             log_ratio=_wave_log_ratio),
        Task("bent-2x2", FAMILY, 2, 2, formulas.gaussian(two, 2), bent, NORMAL),
        Task("saw-1x1", FAMILY, 1, 1, formulas.uniform_noise(0.01), _saw,
             "closed form: the pieces have equal chances and the same y"),
        Task("saddle-2x1", FAMILY, 2, 1, _saddle_information, _saddle, OUTPUT,
             log_ratio=_saddle_log_ratio),
        Task("tight-spiral-3x3", FAMILY, 3, 3, formulas.gaussian(three, 3), spiral, NORMAL),
    ]  # fmt: skip


def _wave_channel() -> Channel:
    # By symmetry half a period of the sine gives all its values.
    u, weights = even_nodes()
    return Channel(np.sin(math.pi * (u - 0.5)), np.full_like(u, 0.02), weights)


def _wave(n: int, rng: np.random.Generator) -> Sample:
    x = rng.random((n, 1))
    return x, np.sin(4 * math.pi * x) + 0.02 * rng.normal(size=(n, 1))


def _wave_log_ratio(x: Array, y: Array) -> Array:
    return _wave_channel().log_ratio(y[:, 0], np.sin(4 * math.pi * x[:, 0]), 0.02)


def _saw(n: int, rng: np.random.Generator) -> Sample:
    x = rng.random((n, 1))
    return x, (4 * x) % 1 + rng.uniform(-0.01, 0.01, size=(n, 1))


def _saddle_channel() -> Channel:
    # The first coordinate adds a normal number of variance 1, integrated by hand.
    z, weights = normal_nodes()
    return Channel(z * z, np.full_like(z, math.hypot(1, 0.05)), weights)


def _saddle_information() -> float:
    channel = _saddle_channel()
    y = np.linspace(-9, 78, 8001)
    whole = quadrature.entropy(np.exp(channel.log_density(y)), float(y[1] - y[0]))
    return whole - quadrature.NORMAL_ENTROPY - math.log(0.05)


def _saddle(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 2))
    return x, x[:, :1] + x[:, 1:] ** 2 + 0.05 * rng.normal(size=(n, 1))


def _saddle_log_ratio(x: Array, y: Array) -> Array:
    return _saddle_channel().log_ratio(y[:, 0], x[:, 0] + x[:, 1] ** 2, 0.05)


def _bent(z: Array) -> Array:
    image = z.copy()
    image[:, 1] += np.sin(3 * z[:, 0])
    return np.exp(0.5 * image)


def _sheared(z: Array) -> Array:
    image = z.copy()
    image[:, 0] += np.abs(z[:, 1])
    return image
