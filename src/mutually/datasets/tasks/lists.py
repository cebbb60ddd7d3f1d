"""The lists of tasks, and a task by its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from mutually.datasets.tasks import public as _public
from mutually.datasets.tasks.task import Task
from mutually.errors import fail


def public() -> tuple[Task, ...]:
    """Return the 40 tasks of the benchmark "Beyond Normal" (see :mod:`.public`)."""
    return _of("public")


_MAKERS: dict[str, Callable[[], list[Task]]] = {
    "public": _public.public,
}


@cache
def _of(suite: str) -> tuple[Task, ...]:
    return tuple(_MAKERS[suite]())


def suite(name: str) -> tuple[Task, ...]:
    """Return the tasks of one list by its name."""
    if name not in _MAKERS:
        fail("name", f"must be one of {', '.join(map(repr, _MAKERS))}", repr(name))
    return _of(name)


def all_tasks() -> tuple[Task, ...]:
    """Return the tasks of all lists."""
    return tuple(task for name in _MAKERS for task in _of(name))


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
