"""Conditional information where x, y or z is discrete, or has atoms, or is a vector of kinds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from mutually.datasets.tasks import formulas, tables
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.quadrature import normal_nodes
from mutually.datasets.tasks.task import CONTINUOUS, DISCRETE, MIXED, Draw, Sample, Task

FAMILY = "conditional kinds"
MEAN = "closed form, mean over the levels of z"
GRID = "quadrature"
RHOS = np.array([0.0, 0.6, -0.9])
OFF = np.array([0.2, 0.5])


def tasks() -> list[Task]:
    """Return one task or more for each way to mix the kinds of x, y and z."""
    by_level = float(np.mean([formulas.normal(r) for r in RHOS]))
    zeros = float(np.mean([formulas.binary_entropy(q) + (1 - q) * formulas.normal(0.7)
                           for q in OFF]))  # fmt: skip
    one = float(np.mean([(1 - q) * formulas.normal(0.7) for q in OFF]))
    c, d, m = CONTINUOUS, DISCRETE, MIXED
    return [
        _task("ccd-correlations", by_level, _correlations, MEAN, c, c, d),
        _task("ccm-shift", formulas.normal(0.6), _shift_by_inflated, MEAN, c, c, m),
        _task("ccv-both", by_level, _both, MEAN, c, c, d, c),
        _task("cdc-logistic", lambda: _logistic_information(2.0, 1.5), _logistic, GRID, c, d, c),
        _task("cdd-slopes", lambda: (tables.logistic(1) + tables.logistic(3)) / 2, _slopes, GRID,
              c, d, d),
        _task("dcc-shift", lambda: tables.two_classes(0.9), _class_shift, GRID, d, c, c),
        _task("dcd-shift", lambda: (tables.two_classes(0.5) + tables.two_classes(1.5)) / 2,
              _class_scale, GRID, d, c, d),
        _task("ddc-table", _switched_information, _switched, GRID, d, d, c),
        _task("ddd-xor", math.log(2), _xor, "closed form", d, d, d),
        _task("ddd-chain", 0.0, _chain, "closed form, a Markov chain", d, d, d),
        _task("ddd-copies", (tables.copies(6, 0.2) + tables.copies(6, 0.7)) / 2, _copies, MEAN,
              d, d, d),
        _task("mcd-zeros", one, _zeros_one, MEAN, m, c, d),
        _task("mmd-zeros", zeros, _zeros_both, MEAN, m, m, d),
        _task("mmc-zeros", formulas.binary_entropy(0.4) + 0.6 * formulas.normal(0.7), _zeros_moved,
              MEAN, m, m, c),
        _task("cdm-logistic", lambda: tables.logistic(2), _logistic_after_inflated, GRID, c, d, m),
    ]  # fmt: skip


def _task(
    name: str, truth: float | Callable[[], float], draw: Draw, how: str, x: str, y: str, *given: str
) -> Task:
    return Task(f"given-{name}", FAMILY, 1, 1, truth, draw, how, given_dim=len(given),
                x_kinds=(x,), y_kinds=(y,), given_kinds=given)  # fmt: skip


def _pair(n: int, rng: np.random.Generator, correlation: float | Array) -> tuple[Array, Array]:
    x, noise = rng.normal(size=(2, n))
    return x, np.asarray(correlation * x + np.sqrt(1 - np.square(correlation)) * noise)


def _chance(log_odds: Array, rng: np.random.Generator) -> Array:
    return np.asarray(rng.random(len(log_odds)) < 1 / (1 + np.exp(-log_odds)))


def _correlations(n: int, rng: np.random.Generator) -> Sample:
    z = rng.integers(0, 3, size=n)
    return *_pair(n, rng, RHOS[z]), z


def _both(n: int, rng: np.random.Generator) -> Sample:
    level, z = rng.integers(0, 3, size=n), rng.normal(size=n)
    x, y = _pair(n, rng, RHOS[level])
    return x + z, y - z, np.column_stack([level, z])


def _inflated(n: int, rng: np.random.Generator) -> Array:
    return np.where(rng.random(n) < 0.4, 0, rng.normal(size=n))


def _shift_by_inflated(n: int, rng: np.random.Generator) -> Sample:
    z = _inflated(n, rng)
    x, y = _pair(n, rng, 0.6)
    return x + z, y + 2 * z, z


def _logistic_information(slope: float, of_z: float) -> float:
    x, weights = normal_nodes(401)
    chances = 1 / (1 + np.exp(-slope * x - of_z * x[:, None]))
    return float(sum(
        w * tables.rows_information(weights, np.column_stack([p, 1 - p]))
        for w, p in zip(weights, chances, strict=True)
    ))  # fmt: skip


def _logistic(n: int, rng: np.random.Generator) -> Sample:
    x, z = rng.normal(size=(2, n))
    return x, _chance(2 * x + 1.5 * z, rng), z


def _logistic_after_inflated(n: int, rng: np.random.Generator) -> Sample:
    z, w = _inflated(n, rng), rng.normal(size=n)
    return w + z, _chance(2 * w, rng), z


def _slopes(n: int, rng: np.random.Generator) -> Sample:
    x, z = rng.normal(size=n), rng.integers(0, 2, size=n)
    return x, _chance((1 + 2 * z) * x, rng), z


def _class_shift(n: int, rng: np.random.Generator) -> Sample:
    x, z = rng.integers(0, 2, size=n), rng.normal(size=n)
    return x, 0.9 * (2 * x - 1) + np.sin(3 * z) + rng.normal(size=n), z


def _class_scale(n: int, rng: np.random.Generator) -> Sample:
    x, z = rng.integers(0, 2, size=(2, n))
    return x, (0.5 + z) * (2 * x - 1) + 3 * z + rng.normal(size=n), z


def _switched_information() -> float:
    z, weights = normal_nodes(401)
    p = 1 / (1 + np.exp(-np.abs(2 * z)))
    # Given z, y equals x with chance p, of two even levels.
    return float(weights @ [math.log(2) - formulas.binary_entropy(float(q)) for q in p])


def _switched(n: int, rng: np.random.Generator) -> Sample:
    x, z = rng.integers(0, 2, size=n), rng.normal(size=n)
    return x, np.where(_chance(np.abs(2 * z), rng), x, 1 - x), z


def _xor(n: int, rng: np.random.Generator) -> Sample:
    x, y = rng.integers(0, 2, size=(2, n))
    return x, y, x ^ y


def _chain(n: int, rng: np.random.Generator) -> Sample:
    z = rng.integers(0, 5, size=n)
    x, y = (np.where(rng.random(n) < 0.6, z, rng.integers(0, 5, size=n)) for _ in range(2))
    return x, y, z


def _copies(n: int, rng: np.random.Generator) -> Sample:
    z = rng.integers(0, 2, size=n)
    x, anew = rng.integers(0, 6, size=(2, n))
    return x, np.where(rng.random(n) < 0.2 + 0.5 * z, x, anew), z


def _zeros_one(n: int, rng: np.random.Generator) -> Sample:
    z = rng.integers(0, 2, size=n)
    x, y = _pair(n, rng, 0.7)
    return np.where(rng.random(n) < OFF[z], 0, np.exp(x)), y + z, z


def _zeros_both(n: int, rng: np.random.Generator) -> Sample:
    z = rng.integers(0, 2, size=n)
    x, y = _pair(n, rng, 0.7)
    off = rng.random(n) < OFF[z]
    return np.where(off, 0, np.exp(x)), np.where(off, 0, np.exp(y)), z


def _zeros_moved(n: int, rng: np.random.Generator) -> Sample:
    z = rng.normal(size=n)
    x, y = _pair(n, rng, 0.7)
    off = rng.random(n) < 0.4
    return np.where(off, 0, x + 2 * z), np.where(off, 0, y - z), z
