"""Tasks that are out with the workers of Ray."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from mutually.engines.work import Task

_FOR_EACH_CPU = 2


class OnRay:
    """Object references of the module ``ray``."""

    def __init__(self, ray: Any, job: Any) -> None:
        self.ray = ray
        self.job = ray.put(job)
        self.do = ray.remote(_do)

    def room(self) -> int:
        """Return two tasks for each processor of the nodes that are there now."""
        return _FOR_EACH_CPU * int(self.ray.cluster_resources().get("CPU", 1))

    def submit(self, task: Task) -> Any:
        """Return a reference."""
        return self.do.remote(self.job, task)

    def first(self, out: Sequence[Any]) -> Any:
        """Return the next reference that is there."""
        return self.ray.wait(out, num_returns=1)[0][0]

    def result(self, handle: Any) -> Any:
        """Return what the worker returned; its arrays cannot be written to."""
        return self.ray.get(handle)

    def close(self, out: Sequence[Any]) -> None:
        """On Ctrl-C interrupt the tasks, which end at their next batch of rows; the workers stay.

        After an error the tasks that are out are left to end, two for each processor at most: Ray
        ends the whole program where a task is done just when it is cancelled (ray-project/ray,
        pull request 54798, and still in 2.60), and the error would not be seen.
        """
        if isinstance(sys.exception(), Exception):
            return
        for handle in out:
            self.ray.cancel(handle)


def _do(job: Any, task: Task) -> Any:
    return job(task)
