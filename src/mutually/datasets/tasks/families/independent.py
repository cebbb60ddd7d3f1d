"""Independence of vectors of all kinds: the truth is 0."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.task import CONTINUOUS, COUNTS, DISCRETE, MIXED, Sample, Task

Side = tuple[str, tuple[str, ...], Callable[[int, np.random.Generator], Array]]


def tasks() -> list[Task]:
    """Return pairs of independent sides; rows of x say nothing of y."""
    pairs = [
        (_normal(1), _normal(1)),
        (_cauchy(), _cauchy()),
        (_normal(5), _normal(5)),
        (_normal(20), _normal(20)),
        (_common(3), _common(3)),
        (_circle(), _circle()),
        (_levels(2), _normal(1)),
        (_levels(50), _normal(1)),
        (_levels(50), _normal(5)),
        (_levels(1000), _normal(1)),
        (_levels(1000), _levels(2)),
        (_levels(1000), _levels(1000)),
        (_levels(20), _levels(20)),
        (_zipf(1000), _levels(10)),
        (_zipf(1000), _zipf(1000)),
        (_inflated(), _normal(1)),
        (_inflated(), _inflated()),
        (_inflated(), _levels(5)),
        (_rounded(), _rounded()),
        (_counts(), _normal(3)),
        (_both(), _normal(2)),
        (_both(), _both()),
    ]
    return [_task(x, y) for x, y in pairs]


def _task(x: Side, y: Side) -> Task:
    def draw(n: int, rng: np.random.Generator) -> Sample:
        return x[2](n, rng), y[2](n, rng)

    return Task(
        f"independent-{x[0]}-{y[0]}",
        "independent",
        len(x[1]),
        len(y[1]),
        0.0,
        draw,
        "independent draws",
        x_kinds=x[1],
        y_kinds=y[1],
    )


def _normal(dim: int) -> Side:
    return f"normal{dim}", (CONTINUOUS,) * dim, lambda n, rng: rng.normal(size=(n, dim))


def _cauchy() -> Side:
    return "cauchy", (CONTINUOUS,), lambda n, rng: rng.standard_cauchy(size=(n, 1))


def _common(dim: int) -> Side:
    def draw(n: int, rng: np.random.Generator) -> Array:
        return 3 * rng.normal(size=(n, 1)) + rng.normal(size=(n, dim))

    return f"common{dim}", (CONTINUOUS,) * dim, draw


def _circle() -> Side:
    def draw(n: int, rng: np.random.Generator) -> Array:
        angle = rng.uniform(0, 2 * np.pi, size=(n, 1))
        return np.hstack([np.cos(angle), np.sin(angle)]) + 0.1 * rng.normal(size=(n, 2))

    return "circle", (CONTINUOUS,) * 2, draw


def _levels(count: int) -> Side:
    return f"levels{count}", (DISCRETE,), lambda n, rng: rng.integers(0, count, size=(n, 1))


def _zipf(count: int) -> Side:
    chances = 1 / np.arange(1, count + 1)
    chances /= chances.sum()
    return f"zipf{count}", (DISCRETE,), lambda n, rng: rng.choice(count, size=(n, 1), p=chances)


def _inflated() -> Side:
    def draw(n: int, rng: np.random.Generator) -> Array:
        return np.where(rng.random((n, 1)) < 0.4, 0.0, rng.exponential(size=(n, 1)))

    return "inflated", (MIXED,), draw


def _rounded() -> Side:
    return "rounded", (CONTINUOUS,), lambda n, rng: np.round(rng.normal(size=(n, 1)), 1)


def _counts() -> Side:
    return "counts", (COUNTS,), lambda n, rng: rng.poisson(4, size=(n, 1))


def _both() -> Side:
    def draw(n: int, rng: np.random.Generator) -> Array:
        level = rng.integers(0, 4, size=(n, 1))
        return np.hstack([level, level + rng.normal(size=(n, 1))])

    return "both", (DISCRETE, CONTINUOUS), draw
