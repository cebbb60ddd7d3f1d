"""The lists of tasks, and a task by its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from mutually.datasets.tasks.families import (
    autoregressive,
    beyond_normal,
    blocks,
    classes,
    conditional,
    copulas,
    functional,
    gaussian_copulas,
    hidden,
    independent,
    kinds,
    manifolds,
    mixtures,
    norms,
    products,
    spirals,
    tails,
    weak,
)
from mutually.datasets.tasks.task import Task
from mutually.errors import fail

# The split of our own tasks, stated once. Estimators may be tuned on the first list alone; the
# second holds, in every family, structure that the first lacks.
TUNING = {
    "copulas": ["clayton-1x1", "frank-1x1", "cross-1x1", "frank-pairs-5x5",
                "clayton-pair-noise-8x8", "clayton-vector-3x3"],
    "manifolds": ["circle-2x2", "torus-3x2", "noisy-roll-3x1"],
    "products": ["volume-3x1", "multiplicative-1x1", "common-scale-3x3"],
    "spirals": ["spiral-planes-4x4"],
    "autoregressive": ["moved-3x3", "scaled-4x4"],
    "norms": ["norms-3x3", "norm-5x1"],
    "blocks": ["xor-2x1", "modular-noise-3x2"],
    "hidden": ["sine-8x1", "turned-pair-6x6"],
    "weak": ["thin-frank-8x8", "thin-squares-5x5"],
    "functional": ["saw-1x1", "tight-spiral-3x3"],
    "mixtures": ["equal-means-2x2", "equal-means-5x5", "clusters-3x3"],
}  # fmt: skip
FINAL = {
    "copulas": ["joe-1x1", "gumbel-1x1", "clayton-arrow-1x1", "gumbel-pairs-3x3",
                "joe-pair-noise-6x6", "dirichlet-3x3", "volatility-5x5"],
    "manifolds": ["sphere-3x3", "moebius-3x2", "knot-3x1"],
    "products": ["ratio-2x1", "product-2x1", "gamma-noise-3x3"],
    "spirals": ["spiral-frank-6x6", "twist-10x10"],
    "autoregressive": ["moved-5x5", "series-2x2"],
    "norms": ["norms-8x2", "directions-3x3", "rings-4x2"],
    "blocks": ["parity-3x1", "checkerboard-1x1", "modular-4x2"],
    "hidden": ["turned-product-8x1", "turned-cosine-10x10"],
    "weak": ["thin-fan-1x8", "thin-scales-6x6"],
    "functional": ["wave-1x1", "bent-2x2", "saddle-2x1"],
    "mixtures": ["equal-means-3x3", "clusters-5x5", "laplace-clusters-2x2"],
}  # fmt: skip


@cache
def _own() -> dict[str, Task]:
    families = (copulas, manifolds, products, spirals, autoregressive, norms, blocks, hidden, weak,
                functional, mixtures)  # fmt: skip
    return {task.name: task for family in families for task in family.tasks()}


def _half(names: dict[str, list[str]]) -> list[Task]:
    return [_own()[name] for family in names.values() for name in family]


_MAKERS: dict[str, Callable[[], list[Task]]] = {
    "public": beyond_normal.tasks,
    "tuning": lambda: _half(TUNING),
    "final": lambda: _half(FINAL),
    "tails": tails.tasks,
    "gaussian_copulas": gaussian_copulas.tasks,
    "kinds": kinds.tasks,
    "conditional": conditional.tasks,
    "classes": classes.tasks,
    "independent": independent.tasks,
}
SUITES = tuple(_MAKERS)


@cache
def suite(name: str) -> tuple[Task, ...]:
    """Return the tasks of one list by its name.

    Parameters
    ----------
    name : str
        One of ``SUITES``; each is also a function of this package.

    Returns
    -------
    tuple of Task
        "public": the 40 tasks of the benchmark "Beyond Normal". "tuning" and "final": the halves
        of our own tasks of continuous vectors; defaults are chosen on the first alone. "tails":
        scalars of at most 1 nat with tails, gaps and offsets. "gaussian_copulas": 25+25 and 50+50
        dimensions. "kinds": atoms, rounding, counts, classes. "conditional": something is given.
        "classes": the class of 10 to 20 features. "independent": the truth is 0.

    Raises
    ------
    MutuallyError
        If no list has this name.
    """
    if name not in _MAKERS:
        fail("name", f"must be one of {', '.join(map(repr, SUITES))}", repr(name))
    return tuple(_MAKERS[name]())


def all_tasks() -> tuple[Task, ...]:
    """Return the tasks of all lists."""
    return tuple(task for name in SUITES for task in suite(name))


def get(name: str) -> Task:
    """Return the task of this name, from any list.

    Raises
    ------
    MutuallyError
        If no task has it.
    """
    for task in all_tasks():
        if task.name == name:
            return task
    fail("name", "must be the name of a task", repr(name), "[t.name for t in tasks.all_tasks()]")
