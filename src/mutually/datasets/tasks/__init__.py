"""Known-answer tasks: samplers with their true mutual information.

Every list is a function; ``tasks.public()``, say. Its tasks have a name, dimensions, the truth in
nats, how it is known, and a sampler:

>>> from mutually.datasets import tasks
>>> task = tasks.get("clayton-1x1")
>>> x, y = task.sample(500, rng=1)
>>> print(f"{task.mutual_information:.4f} ({task.reference})")
0.4319 (quadrature of the copula density)
"""

from __future__ import annotations

from functools import partial

from mutually.datasets.tasks.lists import SUITES, all_tasks, get, suite
from mutually.datasets.tasks.task import Task

public = partial(suite, "public")
tuning = partial(suite, "tuning")
final = partial(suite, "final")
tails = partial(suite, "tails")
gaussian_copulas = partial(suite, "gaussian_copulas")
kinds = partial(suite, "kinds")
conditional = partial(suite, "conditional")
classes = partial(suite, "classes")
independent = partial(suite, "independent")

__all__ = [
    "SUITES",
    "Task",
    "all_tasks",
    "classes",
    "conditional",
    "final",
    "gaussian_copulas",
    "get",
    "independent",
    "kinds",
    "public",
    "suite",
    "tails",
    "tuning",
]
