"""Known-answer tasks: samplers with their true mutual information."""

from __future__ import annotations

from mutually.datasets.tasks.lists import all_tasks, get, public, suite
from mutually.datasets.tasks.task import Task

__all__ = [
    "Task",
    "all_tasks",
    "get",
    "public",
    "suite",
]
