"""Tasks that are out with the workers of a Dask client."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

from mutually.engines.work import Task
from mutually.errors import require

_FOR_EACH_THREAD = 2


class OnDask:
    """Futures of a ``dask.distributed.Client``."""

    def __init__(self, client: Any, job: Any) -> None:
        self.client = client
        self.done = require("distributed", "dask").as_completed([])
        # Every task has the job with it. Scattered data are lost for good with the workers that
        # hold them; and tasks that depend on data gather at the worker that has these, where Dask
        # leaves them, idle workers or not, if the tasks of the last pass took little time.
        self.job = pickle.dumps(job, protocol=5)

    def room(self) -> int:
        """Return two tasks for each thread of the workers that are there now."""
        threads: dict[str, int] = self.client.nthreads()
        return _FOR_EACH_THREAD * sum(threads.values())

    def submit(self, task: Task) -> Any:
        """Return a future."""
        # The job is large where columns are many, and Dask would warn of that.
        allow = {"distributed.admin.large-graph-warning-threshold": "1GB"}
        with require("dask", "dask").config.set(allow):
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
        self.client.cancel(list(out), force=True)


def _do(job: bytes, task: Task) -> Any:
    return pickle.loads(job)(task)
