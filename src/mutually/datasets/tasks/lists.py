"""The lists of tasks, and a task by its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from mutually.datasets.tasks import (
    autoregressive,
    blocks,
    copulas,
    functional,
    hidden,
    manifolds,
    mixtures,
    norms,
    products,
    spirals,
    weak,
)
from mutually.datasets.tasks.beyond_normal import public as public_tasks
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


def public() -> tuple[Task, ...]:
    """Return the 40 tasks of the benchmark "Beyond Normal" (:mod:`.beyond_normal`)."""
    return suite("public")


def tuning() -> tuple[Task, ...]:
    """Return the half of our own tasks of continuous vectors that defaults may be tuned on."""
    return suite("tuning")


def final() -> tuple[Task, ...]:
    """Return the other half: looked at when a default is done, never to choose one."""
    return suite("final")


@cache
def _own() -> dict[str, Task]:
    families = (copulas, manifolds, products, spirals, autoregressive, norms, blocks, hidden, weak,
                functional, mixtures)  # fmt: skip
    return {task.name: task for family in families for task in family.tasks()}


def _half(names: dict[str, list[str]]) -> list[Task]:
    return [_own()[name] for family in names.values() for name in family]


_MAKERS: dict[str, Callable[[], list[Task]]] = {
    "public": public_tasks,
    "tuning": lambda: _half(TUNING),
    "final": lambda: _half(FINAL),
}
SUITES = tuple(_MAKERS)


@cache
def suite(name: str) -> tuple[Task, ...]:
    """Return the tasks of one list by its name, one of ``SUITES``."""
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
