"""Coordinates that tell nothing alone and much together: parities and sums modulo 1."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import formulas, maps
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.task import Draw, Sample, Task

FAMILY = "blocks"


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    modular = "closed form, entropy of the von Mises law"
    flips = "closed form, entropy of the flips"
    return [
        Task("xor-2x1", FAMILY, 2, 1, _parity_information(0.05), _parity(2, 0.05), flips),
        Task("modular-noise-3x2", FAMILY, 3, 2, formulas.von_mises(6),
             maps.beside(_modular(6), maps.noise(1, 1)), modular, log_ratio=_modular_log_ratio),
        Task("parity-3x1", FAMILY, 3, 1, _parity_information(0.01), _parity(3, 0.01), flips),
        Task("checkerboard-1x1", FAMILY, 1, 1, math.log(2), _checkerboard,
             "closed form: given x, y lies on half of its range"),
        Task("modular-4x2", FAMILY, 4, 2, 2 * formulas.von_mises(3),
             maps.beside(_modular(3), _modular(3)), modular),
    ]  # fmt: skip


def _parity_information(flips: float) -> float:
    return math.log(2) - formulas.binary_entropy(flips)


def _parity(dim: int, flips: float) -> Draw:
    """Return normal x and y; the sign of y is the product of those of x but for some flips."""

    def draw(n: int, rng: np.random.Generator) -> Sample:
        x = rng.normal(size=(n, dim))
        sign = np.sign(x).prod(axis=1) * np.where(rng.random(n) < flips, -1, 1)
        return x, (sign * np.abs(rng.normal(size=n)))[:, None]

    return draw


def _modular(concentration: float) -> Draw:
    """Return two even x and, but for a turn of the von Mises law, their sum modulo 1."""

    def draw(n: int, rng: np.random.Generator) -> Sample:
        x = rng.random((n, 2))
        turn = rng.vonmises(0, concentration, size=(n, 1)) / (2 * math.pi)
        return x, (x.sum(axis=1, keepdims=True) + turn) % 1

    return draw


def _modular_log_ratio(x: Array, y: Array) -> Array:
    turn = 2 * math.pi * (y[:, 0] - x[:, 0] - x[:, 1])
    return np.asarray(6 * np.cos(turn) - math.log(np.i0(6.0)))


def _checkerboard(n: int, rng: np.random.Generator) -> Sample:
    column = rng.integers(0, 4, size=n)
    row = 2 * rng.integers(0, 2, size=n) + column % 2
    return (column + rng.random(n))[:, None] / 4, (row + rng.random(n))[:, None] / 4
