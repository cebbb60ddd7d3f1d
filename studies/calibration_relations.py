"""The relations with known information on which standard errors are fitted, and others to check."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mutually.datasets import tasks
from mutually.datasets.tasks import formulas, maps
from mutually.datasets.tasks.quadrature import Channel, even_nodes, normal_nodes
from mutually.datasets.tasks.tables import table_information

Draw = Callable[[int, np.random.Generator], tuple[np.ndarray, np.ndarray]]


class Relation(NamedTuple):
    """How rows are drawn, and the information of the two columns, computed when asked for."""

    kind: str  # scalars, classes (a scalar and labels) or tables (labels twice)
    fitted: bool
    truth: Callable[[], float]
    draw: Draw


def all_relations() -> dict[str, Relation]:
    """Return every relation by its name."""
    return scalars() | classes() | tables()


def scalars() -> dict[str, Relation]:
    """Two numbers."""
    found: dict[str, Relation] = {}
    for rho in (0.0, 0.3, 0.6, 0.9, 0.99, 0.8, 0.95):
        fitted = rho not in (0.8, 0.95)
        found[f"normal {rho:g}"] = Relation("scalars", fitted, lambda rho=rho: formulas.normal(rho),
                                            _normal(rho))  # fmt: skip
    u, z = even_nodes(2000), normal_nodes()
    functions = {
        "sine": (True, u, lambda x: np.sin(2 * math.pi * x), lambda x: 0.3 + 0 * x),
        "slope and noise": (True, u, lambda x: 2 * x, lambda x: 0.2 + 0 * x),
        "square": (False, z, lambda x: x * x, lambda x: 0.3 + 0 * x),
        # An even number of nodes has none at the step.
        "step": (False, normal_nodes(2000), lambda x: np.where(x < 0, -1.0, 1.0),
                 lambda x: 0.5 + 0 * x),
        "sawtooth": (False, u, lambda x: (3 * x) % 1, lambda x: 0.15 + 0 * x),
        "growing noise": (False, u, lambda x: 0 * x, lambda x: 0.1 + x),
    }  # fmt: skip
    for name, (fitted, (nodes, weights), mean, deviation) in functions.items():
        channel = Channel(mean(nodes), deviation(nodes), weights)
        draw = _function(nodes is u[0], mean, deviation)
        found[name] = Relation("scalars", fitted, channel.information, draw)
    for name, fitted in {"frank-1x1": True, "cross-1x1": True, "clayton-1x1": False,
                         "gumbel-1x1": False, "multiplicative-1x1": False,
                         "rounded-tenths": False, "rounded-halves": False,
                         "counts-of-scalar": False}.items():  # fmt: skip
        found[name] = _task("scalars", fitted, name)
    student = np.array([[1, 0.7], [0.7, 1]])
    return {
        "t3 0.7": Relation("scalars", False, lambda: formulas.student(student, 1, 3),
                           _columns(maps.students(student, 1, 3))),
        "t2 0": Relation("scalars", False, lambda: formulas.student(np.eye(2), 1, 2),
                         _columns(maps.students(np.eye(2), 1, 2))),
        "edged sawtooth": Relation("scalars", True, lambda: formulas.uniform_noise(0.1), _saw),
        "circle": Relation("scalars", False, _circle_information, _circle),
    } | found  # fmt: skip


def _normal(rho: float) -> Draw:
    def draw(n: int, rng: np.random.Generator):
        x, noise = rng.normal(size=(2, n))
        return x, rho * x + math.sqrt(1 - rho * rho) * noise

    return draw


def _function(even: bool, mean, deviation) -> Draw:
    def draw(n: int, rng: np.random.Generator):
        x = rng.random(n) if even else rng.normal(size=n)
        return x, mean(x) + deviation(x) * rng.normal(size=n)

    return draw


def _columns(draw) -> Draw:
    return lambda n, rng: tuple(np.ascontiguousarray(part[:, 0]) for part in draw(n, rng))


def _task(kind: str, fitted: bool, name: str) -> Relation:
    task = tasks.get(name)

    def draw(n: int, rng: np.random.Generator):
        return tuple(part[:, 0] for part in task.sample(n, rng))

    return Relation(kind, fitted, lambda: task.mutual_information, draw)


def _saw(n: int, rng: np.random.Generator):
    x = rng.random(n)
    return x, (3 * x) % 1 + rng.uniform(-0.1, 0.1, n)


_RING = 0.15


def _circle(n: int, rng: np.random.Generator):
    angle, noise = 2 * math.pi * rng.random(n), _RING * rng.normal(size=(2, n))
    return np.cos(angle) + noise[0], np.sin(angle) + noise[1]


def _circle_information() -> float:
    """Return the information of a circle with normal noise on both coordinates, on a grid."""
    angle = 2 * math.pi * even_nodes(1000)[0]
    at = np.linspace(-2, 2, 801)
    x, y = (np.exp(-0.5 * ((at[:, None] - f(angle)) / _RING) ** 2) for f in (np.cos, np.sin))
    return table_information((joint := x @ y.T) / joint.sum())


def even(count: int) -> list[float]:
    """Return equal shares."""
    return [1 / count] * count


def classes() -> dict[str, Relation]:
    """Classes whose numbers are normal: shares, means and standard deviations."""
    found = {}
    for name, fitted, shares, means, deviations in (
        ("2 independent", True, even(2), [0] * 2, [1] * 2),
        ("5 independent", True, even(5), [0] * 5, [1] * 5),
        ("2, shift 0.5", True, even(2), [0, 0.5], [1] * 2),
        ("2, shift 2", True, even(2), [0, 2], [1] * 2),
        ("3, shift 1", True, even(3), [0, 1, 2], [1] * 3),
        ("90 : 10, shift 1", True, [0.9, 0.1], [0, 1], [1] * 2),
        ("5, shift 2", True, even(5), [0, 2, 4, 6, 8], [1] * 5),
        ("10, shift 0.5", True, even(10), [0.5 * c for c in range(10)], [1] * 10),
        ("2, scales 1 : 3", False, even(2), [0, 0], [1, 3]),
        ("3 uneven, shift 1.5", False, [0.7, 0.2, 0.1], [0, 1.5, 3], [1] * 3),
        ("4, mixed", False, [0.4, 0.3, 0.2, 0.1], [0, 1, 0, -2], [1, 1, 2, 0.5]),
        ("8, shift 1", False, even(8), [float(c) for c in range(8)], [1] * 8),
        ("8 independent", False, even(8), [0] * 8, [1] * 8),
        ("95 : 5 independent", False, [0.95, 0.05], [0, 0], [1, 1]),
    ):
        of = tuple(np.asarray(part, dtype=float) for part in (shares, means, deviations))
        found[name] = Relation("classes", fitted, lambda of=of: _class_information(*of),
                               _classes(*of))  # fmt: skip
    return found


def _classes(shares: np.ndarray, means: np.ndarray, deviations: np.ndarray) -> Draw:
    def draw(n: int, rng: np.random.Generator):
        label = rng.choice(len(shares), n, p=shares)
        return means[label] + deviations[label] * rng.normal(size=n), label

    return draw


def _class_information(shares: np.ndarray, means: np.ndarray, deviations: np.ndarray) -> float:
    x = np.linspace((means - 9 * deviations).min(), (means + 9 * deviations).max(), 20_001)
    density = np.exp(-0.5 * ((x[:, None] - means) / deviations) ** 2) * shares / deviations
    return table_information(density / density.sum())


def tables() -> dict[str, Relation]:
    """Tables of probabilities."""
    found = {}
    for name, fitted, p in (
        ("2 x 2 independent", True, np.full((2, 2), 0.25)),
        ("5 x 5 independent", True, np.full((5, 5), 0.04)),
        ("2 x 2, copies 0.15", True, _copies(2, 0.15)),
        ("2 x 2, copies 0.3", True, _copies(2, 0.3)),
        ("2 x 2, copies 0.8", True, _copies(2, 0.8)),
        ("5 x 5, copies 0.1", True, _copies(5, 0.1)),
        ("5 x 5, copies 0.3", True, _copies(5, 0.3)),
        ("5 x 5, copies 0.8", True, _copies(5, 0.8)),
        ("2 x 5, uneven", True, _product([0.7, 0.3], [0.4, 0.3, 0.15, 0.1, 0.05], 0.2)),
        ("10 x 3, uneven", False, _product([0.6, 0.3, 0.1], [0.1] * 10, 0.3)),
        ("2 x 2, 90 : 10", False, _product([0.9, 0.1], [0.8, 0.2], 0.15)),
        ("4 x 4, copies 0.5", False, _copies(4, 0.5)),
        ("3 x 6 independent", False, np.outer([0.5, 0.3, 0.2], np.full(6, 1 / 6))),
        ("10 x 10, copies 0.3", False, _copies(10, 0.3)),
        ("20 x 20, copies 0.3", False, _copies(20, 0.3)),
    ):
        found[name] = Relation("tables", fitted, lambda p=p: table_information(p), _cells(p))
    return found


def _copies(levels: int, share: float) -> np.ndarray:
    return share * np.eye(levels) / levels + (1 - share) / levels**2


def _product(rows: list[float], columns: list[float], share: float) -> np.ndarray:
    """Return independent levels, a share of them moved onto the cells i = j modulo the rows."""
    p = np.outer(rows, columns)
    own = np.arange(len(rows))[:, None] == np.arange(len(columns)) % len(rows)
    return (1 - share) * p + share * own * p / (own * p).sum()


def _cells(p: np.ndarray) -> Draw:
    def draw(n: int, rng: np.random.Generator):
        return np.divmod(rng.choice(p.size, n, p=p.ravel()), p.shape[1])

    return draw
