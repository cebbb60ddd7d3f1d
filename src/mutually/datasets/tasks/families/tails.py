"""Scalars with tails, gaps and offsets of all sorts, and at most 1 nat."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import copula_laws as laws
from mutually.datasets.tasks import formulas, maps
from mutually.datasets.tasks.copula_laws import Copula
from mutually.datasets.tasks.families import copulas
from mutually.datasets.tasks.maps import Array, Map
from mutually.datasets.tasks.task import Sample, Task

FAMILY = "tails"


def tasks() -> list[Task]:
    """Return scalar pairs: increasing maps of known copulas, and sums with known densities."""
    weak, middle, strong = laws.gauss(0.3), laws.gauss(0.6), laws.gauss(0.9)
    student = maps.students(np.eye(2), 1, 2)
    return [
        _task("tails-normal", strong, maps.normal_quantile),
        _task("tails-cauchy", middle, _cauchy),
        _task("tails-cauchy-weak", weak, _cauchy),
        _task("tails-lognormal", middle, lambda u: np.exp(3 * maps.normal_quantile(u))),
        _task("tails-cubed", strong, lambda u: maps.normal_quantile(u) ** 5),
        _task("tails-twice-exponential", middle, lambda u: np.exp(np.exp(maps.normal_quantile(u)))),
        _task("tails-bounded", strong, lambda u: np.sin(math.pi * (u - 0.5))),
        _task("tails-offset", middle, lambda u: 1e8 + maps.normal_quantile(u)),
        _task("tails-gap", strong, _gap),
        _task("tails-outliers", middle, _outliers),
        _task("tails-clayton-pareto", laws.clayton(2), lambda u: (1 - u) ** -2.0),
        _task("tails-frank-cauchy", laws.frank(6), _cauchy),
        _task("tails-gumbel-exponential", laws.gumbel(2), lambda u: -np.log1p(-u)),
        _task("tails-joe-cauchy", laws.joe(2.5), _cauchy),
        Task("tails-student", FAMILY, 1, 1, formulas.student(np.eye(2), 1, 2), student,
             "closed form, Arellano-Valle et al. 2013"),
        Task("tails-cauchy-sum", FAMILY, 1, 1, math.log(2), _cauchy_sum,
             "closed form: a sum of two Cauchy numbers is twice such a number"),
        Task("tails-gamma-sum", FAMILY, 1, 1, float(np.euler_gamma), _gamma_sum,
             "closed form, entropies of the gamma law of shapes 2 and 1"),
    ]  # fmt: skip


def _task(name: str, copula: Copula, quantile: Map) -> Task:
    def known() -> float:
        return copulas.information(copula)

    return Task(name, FAMILY, 1, 1, known, copulas.pair_draw(copula, quantile), copulas.GRID)


def _cauchy(u: Array) -> Array:
    return np.tan(math.pi * (u - 0.5))


def _gap(u: Array) -> Array:
    z = maps.normal_quantile(u)
    return np.asarray(z + 20 * np.sign(z))


def _outliers(u: Array) -> Array:
    # One row in a hundred lies a million times farther out.
    z = maps.normal_quantile(u)
    return np.asarray(np.where(np.abs(u - 0.5) > 0.495, 1e6 * z, z))


def _cauchy_sum(n: int, rng: np.random.Generator) -> Sample:
    x = rng.standard_cauchy(size=(n, 1))
    return x, x + rng.standard_cauchy(size=(n, 1))


def _gamma_sum(n: int, rng: np.random.Generator) -> Sample:
    x = rng.exponential(size=(n, 1))
    return x, x + rng.exponential(size=(n, 1))
