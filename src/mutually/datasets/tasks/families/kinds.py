"""Variables that are not continuous: atoms, rounding, counts, classes, vectors of several kinds."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import formulas, tables
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.quadrature import Channel, normal_nodes
from mutually.datasets.tasks.task import CONTINUOUS, COUNTS, DISCRETE, MIXED, Draw, Sample, Task

FAMILY = "kinds"
RHO = 0.8
ATOMS = "closed form, chain rule over the atoms"
TABLE = "sum over the cells of a table"
GRID = "quadrature"


def tasks() -> list[Task]:
    """Return zero-inflated, censored, rounded, counted and classified variables, and vectors."""
    off = formulas.binary_entropy(0.4)
    pair = formulas.normal(RHO)
    d, m, c, k = (DISCRETE,), (MIXED,), (CONTINUOUS,), (COUNTS,)
    return [
        _task("zeros-both", off + 0.6 * pair, _zeros_both, ATOMS, m, m),
        _task("zeros-one", 0.6 * pair, _zeros_one, ATOMS, c, m),
        Task("zeros-vector-2x2", FAMILY, 2, 2, 2 * (off + 0.6 * pair), _zeros_vector, ATOMS,
             x_kinds=m * 2, y_kinds=m * 2),
        Task("censored", FAMILY, 1, 1, lambda: tables.censored_normal(RHO), _censored, GRID,
             y_kinds=m),
        Task("rounded-tenths", FAMILY, 1, 1, lambda: tables.rounded_normal(0.6, 0.1), _rounded(0.1),
             TABLE),
        Task("rounded-halves", FAMILY, 1, 1, lambda: tables.rounded_normal(0.6, 0.5), _rounded(0.5),
             TABLE),
        Task("ordered-levels", FAMILY, 1, 1, lambda: tables.levels_of_normal(0.7), _levels, GRID,
             y_kinds=d),
        Task("logistic", FAMILY, 1, 1, lambda: tables.logistic(2), _logistic, GRID, y_kinds=d),
        Task("counts-of-scalar", FAMILY, 1, 1, tables.poisson_of_normal, _counts, GRID, y_kinds=k),
        Task("counts-of-counts", FAMILY, 1, 1, tables.common_gamma, _common_counts, TABLE,
             x_kinds=k, y_kinds=k),
        Task("counts-of-class", FAMILY, 1, 1, tables.poisson_of_class, _class_counts, TABLE,
             x_kinds=k, y_kinds=d),
        Task("zero-inflated-poisson", FAMILY, 1, 1, tables.poisson_of_exponential, _inflated_counts,
             GRID, y_kinds=k),
        _task("steps", math.log(5) - 0.8 * math.log(2), _steps,
             "closed form, Gao et al. 2017, doi:10.48550/arXiv.1709.06212", d, c),
        _task("copies-20-levels", tables.copies(20, 0.3), _copies, TABLE, d, d),
        Task("class-of-vector-3x1", FAMILY, 3, 1, lambda: tables.two_classes(math.sqrt(3) / 2),
             _class_of_vector, GRID, y_kinds=d),
        Task("slope-by-class-2x1", FAMILY, 2, 1, lambda: _slope_channel().information(), _slope,
             GRID, x_kinds=(DISCRETE, CONTINUOUS)),
        Task("both-kinds-2x2", FAMILY, 2, 2, tables.copies(4, 0.5) + formulas.normal(0.6),
             _both_kinds, "closed form, independent blocks", x_kinds=(DISCRETE, CONTINUOUS),
             y_kinds=(DISCRETE, CONTINUOUS)),
    ]  # fmt: skip


def _task(
    name: str, truth: float, draw: Draw, how: str, x_kinds: tuple[str], y_kinds: tuple[str]
) -> Task:
    return Task(name, FAMILY, 1, 1, truth, draw, how, x_kinds=x_kinds, y_kinds=y_kinds)


def _pair(n: int, rng: np.random.Generator, correlation: float) -> tuple[Array, Array]:
    x, noise = rng.normal(size=(2, n, 1))
    return x, correlation * x + math.sqrt(1 - correlation**2) * noise


def _zeros_both(n: int, rng: np.random.Generator) -> Sample:
    x, y = _pair(n, rng, RHO)
    off = rng.random((n, 1)) < 0.4
    return np.where(off, 0, np.exp(x)), np.where(off, 0, np.exp(y))


def _zeros_one(n: int, rng: np.random.Generator) -> Sample:
    x, y = _pair(n, rng, RHO)
    return x, np.where(rng.random((n, 1)) < 0.4, 0, np.exp(y))


def _zeros_vector(n: int, rng: np.random.Generator) -> Sample:
    (a, b), (c, d) = _zeros_both(n, rng), _zeros_both(n, rng)
    return np.hstack([a, c]), np.hstack([b, d])


def _censored(n: int, rng: np.random.Generator) -> Sample:
    x, y = _pair(n, rng, RHO)
    return x, np.maximum(y, 0)


def _rounded(step: float) -> Draw:
    def draw(n: int, rng: np.random.Generator) -> Sample:
        x, y = _pair(n, rng, 0.6)
        # Whole steps first, so that equal values are equal to the last bit.
        return np.rint(x / step) * step, np.rint(y / step) * step

    return draw


def _levels(n: int, rng: np.random.Generator) -> Sample:
    x, y = _pair(n, rng, 0.7)
    return x, np.searchsorted(tables.CUTS, y)


def _logistic(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 1))
    return x, rng.random((n, 1)) < 1 / (1 + np.exp(-2 * x))


def _counts(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 1))
    return x, rng.poisson(np.exp(1 + 0.7 * x))


def _common_counts(n: int, rng: np.random.Generator) -> Sample:
    rate = rng.gamma(2, 2, size=(n, 1))
    return rng.poisson(rate), rng.poisson(rate)


def _class_counts(n: int, rng: np.random.Generator) -> Sample:
    y = rng.integers(0, 2, size=(n, 1))
    return rng.poisson(np.where(y == 0, 3, 6)), y


def _inflated_counts(n: int, rng: np.random.Generator) -> Sample:
    x = rng.exponential(size=(n, 1))
    return x, np.where(rng.random((n, 1)) < 0.15, 0, rng.poisson(x))


def _steps(n: int, rng: np.random.Generator) -> Sample:
    x = rng.integers(0, 5, size=(n, 1))
    return x, x + 2 * rng.random((n, 1))


def _copies(n: int, rng: np.random.Generator) -> Sample:
    return tables.draw_copies(20, 0.3, n, rng)


def _class_of_vector(n: int, rng: np.random.Generator) -> Sample:
    y = rng.integers(0, 2, size=(n, 1))
    return (y - 0.5) + rng.normal(size=(n, 3)), y


SLOPES = np.array([-1.5, 0.0, 2.0])


def _slope_channel() -> Channel:
    z, weights = normal_nodes()
    means = np.concatenate([slope * z for slope in SLOPES])
    return Channel(means, np.full_like(means, 0.5), np.tile(weights / 3, 3))


def _slope(n: int, rng: np.random.Generator) -> Sample:
    level, z, noise = rng.integers(0, 3, size=n), rng.normal(size=n), rng.normal(size=n)
    return np.column_stack([level, z]), SLOPES[level] * z + 0.5 * noise


def _both_kinds(n: int, rng: np.random.Generator) -> Sample:
    (level, other), (x, y) = tables.draw_copies(4, 0.5, n, rng), _pair(n, rng, 0.6)
    return np.hstack([level, x]), np.hstack([other, y])
