"""Data of known entropy or information, and the interval that the package gives for each."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

import mutually as mu
from mutually.datasets import tasks
from mutually.datasets.tasks import formulas

# value, standard error, lower and upper limit of one data set.
Found = tuple[float, float, float, float]
Columns = Callable[[int, np.random.Generator], np.ndarray]


class Case(NamedTuple):
    """What is estimated, its truth, and how often and from how many rows at most."""

    truth: float
    draw: Callable[[int, np.random.Generator], Found]
    blocks: int = 10
    most_rows: int = 1000


@cache
def all_cases() -> dict[str, Case]:
    """Return every case by its name; "part: what"."""
    return entropies() | kinds() | comparisons() | ranks() | several()


def limits(found: mu.Entropy | mu.MutualInformation | mu.Comparison) -> tuple[float, float, float]:
    """Return standard error and limits of a result."""
    return found.standard_error, *found.confidence_interval()


def entropies() -> dict[str, Case]:
    """Differential entropies, and entropies of labels."""
    zipf = {levels: 1 / np.arange(1, levels + 1) for levels in (20, 100)}
    laws: dict[str, tuple[float, Columns]] = {
        "normal": (0.5 * math.log(2 * math.pi * math.e), lambda n, rng: rng.normal(size=n)),
        "exponential": (1.0, lambda n, rng: rng.exponential(size=n)),
        "uniform": (0.0, lambda n, rng: rng.random(n)),
        "Student, 3 degrees of freedom": (1.773477, lambda n, rng: rng.standard_t(3, n)),
        "lognormal": (0.5 * math.log(2 * math.pi * math.e), lambda n, rng: rng.lognormal(size=n)),
        "5 even levels": (math.log(5), lambda n, rng: rng.integers(0, 5, n).astype(str)),
        "20 even levels": (math.log(20), lambda n, rng: rng.integers(0, 20, n).astype(str)),
    }
    for levels, weights in zipf.items():
        p = weights / weights.sum()
        laws[f"{levels} levels, Zipf"] = (
            -float(p @ np.log(p)),
            lambda n, rng, p=p: rng.choice(len(p), n, p=p).astype(str),
        )

    def case(truth: float, law: Columns) -> Case:
        def draw(n: int, rng: np.random.Generator) -> Found:
            found = mu.entropy(law(n, rng), n_jobs=1)
            return found.value, *limits(found)

        return Case(truth, draw)

    return {f"entropy: {name}": case(*law) for name, law in laws.items()}


def informations(names: dict[str, int], part: str, blocks: int) -> dict[str, Case]:
    """Return known-answer tasks, with the most rows of each."""

    def case(task: tasks.Task, most_rows: int) -> Case:
        def draw(n: int, rng: np.random.Generator) -> Found:
            x, y, *given = (a[:, 0] if a.shape[1] == 1 else a for a in task.sample(n, rng))
            condition = given[0] if given else None
            discrete = tuple(
                kinds == ("discrete",) or None for kinds in (task.x_kinds, task.y_kinds)
            )
            if given:
                discrete = (*discrete, task.given_kinds == ("discrete",) or None)
            found = mu.mutual_information(x, y, given=condition, discrete=discrete, n_jobs=1)
            return found.value, *limits(found)

        return Case(task.mutual_information, draw, blocks, most_rows)

    return {f"{part}: {name}": case(tasks.get(name), most) for name, most in names.items()}


def kinds() -> dict[str, Case]:
    """Zero-inflated, censored, counted and classified scalars."""
    names = (
        "zeros-one", "zeros-both", "censored", "ordered-levels", "logistic", "counts-of-counts",
        "counts-of-class", "zero-inflated-poisson", "steps", "copies-20-levels",
    )  # fmt: skip
    return informations(dict.fromkeys(names, 1000), "kinds", 10)


def several() -> dict[str, Case]:
    """Informations given a condition, and of vectors: by subsampling, and slow."""
    given = {"given-chain": 300, "given-common-cause": 1000, "given-curve": 300}
    found = informations(given, "given", 2)
    for d, blocks in ((2, 2), (5, 2)):
        covariance = formulas.pairs(d, d, (0.5,) * d)
        factor = np.linalg.cholesky(covariance)

        def draw(n: int, rng: np.random.Generator, d: int = d, factor=factor) -> Found:
            rows = rng.normal(size=(n, 2 * d)) @ factor.T
            result = mu.mutual_information(rows[:, :d], rows[:, d:], n_jobs=1)
            return result.value, *limits(result)

        truth = formulas.gaussian(covariance, d)
        found[f"vectors: normal {d} + {d}"] = Case(truth, draw, blocks, 1000 if d == 2 else 300)
    return found


def comparisons() -> dict[str, Case]:
    """Differences of two features that tell the same, or not, with noise in common or not."""
    found = {}
    for name, one, other, shared in (
        ("equal", 1.0, 1.0, 0.0),
        ("equal, noise in common", 1.0, 1.0, 0.8),
        ("different", 0.7, 1.5, 0.0),
        ("different, noise in common", 0.7, 1.5, 0.8),
        ("nothing and nothing", math.inf, math.inf, 0.0),
    ):
        truth = _normal_information(one) - _normal_information(other)
        found[f"compare: {name}"] = Case(truth, _compared(one, other, shared))

    def classes(n: int, rng: np.random.Generator) -> Found:
        label = rng.integers(0, 3, n)
        a, b = label + rng.normal(size=(2, n))
        return _comparison(a, b, label.astype(str))

    return found | {"compare: equal, of 3 classes": Case(0.0, classes)}


def _normal_information(noise: float) -> float:
    return 0.0 if math.isinf(noise) else 0.5 * math.log1p(1 / noise**2)


def _compared(one: float, other: float, shared: float):
    def draw(n: int, rng: np.random.Generator) -> Found:
        y, common, *own = rng.normal(size=(4, n))
        noise = [shared * common + (1 - shared**2) ** 0.5 * part for part in own]
        a, b = (
            part if math.isinf(size) else y + size * part
            for size, part in zip((one, other), noise, strict=True)
        )
        return _comparison(a, b, y)

    return draw


def _comparison(a: np.ndarray, b: np.ndarray, y: np.ndarray) -> Found:
    found = mu.compare(mu.mutual_information(a, y, n_jobs=1), mu.mutual_information(b, y, n_jobs=1))
    return found.difference, *limits(found)


def ranks() -> dict[str, Case]:
    """Whether all ten features of a table have their true places in their intervals.

    The "truth" is 0, and the limits are -1 and 1 where all are inside, else 1 and 1.
    """
    found = {}
    for name, rhos in {
        "all different": np.linspace(0, 0.9, 10),
        "near each other": np.linspace(0.4, 0.6, 10),
        "five of ten tell nothing": np.repeat([0, 0.3, 0.5, 0.6, 0.7, 0.8], [5, 1, 1, 1, 1, 1]),
    }.items():

        def draw(n: int, rng: np.random.Generator, rhos=rhos) -> Found:
            y = rng.normal(size=n)
            columns = {
                str(i): rho * y + math.sqrt(1 - rho**2) * rng.normal(size=n)
                for i, rho in enumerate(rhos)
            }
            inside = True
            for row in mu.rank(columns, y, n_jobs=1, progress=False):
                rho = rhos[int(row.feature)]
                first = 1 + np.count_nonzero(rhos > rho)
                last = len(rhos) - np.count_nonzero(rhos < rho)
                inside &= bool(row.rank_low <= first and last <= row.rank_high)
            return 0.0, 1.0, -1.0 if inside else 1.0, 1.0

        found[f"ranks: {name}"] = Case(0.0, draw)
    return found
