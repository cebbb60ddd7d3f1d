"""Tasks that are out with the workers of a Dask client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mutually.engines.work import Task
from mutually.errors import require

_FOR_EACH_THREAD = 2


class OnDask:
    """Futures of a ``dask.distributed.Client``."""

    def __init__(self, client: Any, job: Any) -> None:
        dask, distributed = require("dask", "dask"), require("distributed", "dask")

        self.client = client
        self.done = distributed.as_completed([])
        # A result like any other: if all workers that hold it are lost, it is made again, which
        # scattered data are not. It is large where columns are many, and Dask would warn of that.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
            self.job = client.submit(_same, job, pure=False)

    def room(self) -> int:
        """Return two tasks for each thread of the workers that are there now."""
        threads: dict[str, int] = self.client.nthreads()
        return _FOR_EACH_THREAD * sum(threads.values())

    def submit(self, task: Task) -> Any:
        """Return a future."""
        future = self.client.submit(_do, self.job, task, pure=False)
        self.done.add(future)
        return future

    def first(self, out: Sequence[Any]) -> Any:
        """Return the next future that is done."""
        return next(self.done)

    def result(self, handle: Any) -> Any:
        """Return what the worker returned."""
        return handle.result()

    def close(self, out: Sequence[Any]) -> None:
        """Cancel the tasks that have not begun; the others end, and what they return is dropped."""
        self.client.cancel([*out, self.job], force=True)


def _same(job: Any) -> Any:
    return job


def _do(job: Any, task: Task) -> Any:
    return job(task)
