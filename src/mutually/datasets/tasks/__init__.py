"""Known-answer tasks: samplers with their true mutual information."""

from __future__ import annotations

from mutually.datasets.tasks.lists import SUITES, all_tasks, final, get, public, suite, tuning
from mutually.datasets.tasks.task import Task

__all__ = [
    "SUITES",
    "Task",
    "all_tasks",
    "final",
    "get",
    "public",
    "suite",
    "tuning",
]
