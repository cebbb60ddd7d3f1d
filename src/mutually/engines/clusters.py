"""A pass over the shards by a Dask client, a Spark session or Ray.

Each gets the tasks through its public calls and hands back partial results, which are merged here
as they come. A task that is lost with its worker is given out again by the engine itself, and since
a partial result depends on its task alone, that changes nothing. Workers read the files themselves,
so they have to see them by the same names, and have mutually and pyarrow.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mutually.engines.work import Task
from mutually.errors import fail

Given = Iterator[tuple[int, Any]]

# So many tasks for each worker are out at a time: their results wait in memory.
_AT_A_TIME = 2


@dataclass(frozen=True)
class Job:
    """What a worker does: a class of ours, so that it pickles by name."""

    work: Any

    def __call__(self, at: int, task: Task) -> tuple[int, Any]:
        """Return the partial result of a task, with its number."""
        return at, self.work.partial(task)


def results_of(engine: Any, work: Any, tasks: Sequence[tuple[int, Task]]) -> Given:
    """Yield the number and the partial result of each task, in any order.

    Raises
    ------
    MutuallyError
        If the engine is none that is known, or is not running.
    """
    return _kind_of(engine)(engine, Job(work), list(tasks))


def check_engine(engine: Any) -> None:
    """Refuse what is no engine, before any work."""
    if engine is not None:
        _kind_of(engine)


def _kind_of(engine: Any) -> Callable[..., Given]:
    home = (getattr(engine, "__module__", None) or type(engine).__module__).split(".")[0]
    if home == "distributed" and hasattr(engine, "submit"):
        return _by_dask
    if home == "pyspark" and hasattr(engine, "createDataFrame"):
        return _by_spark
    if getattr(engine, "__name__", "") == "ray":
        if not engine.is_initialized():
            fail("engine", "must be running", "ray before ray.init()",
                 "ray.init(), or ray.init(address=...)")  # fmt: skip
        return _by_ray
    fail("engine", "must be None, a dask.distributed.Client, a SparkSession or the module ray",
         repr(engine)[:60])  # fmt: skip


def _by_dask(client: Any, job: Job, tasks: list[tuple[int, Task]]) -> Given:
    from distributed import as_completed

    (shared,) = client.scatter([job], broadcast=True)
    left = iter(tasks)

    def submit(entry: tuple[int, Task]) -> Any:
        return client.submit(_call, shared, entry[0], entry[1], pure=False)

    at_once = _AT_A_TIME * max(1, len(client.scheduler_info()["workers"]))
    futures = [submit(entry) for entry in islice(left, at_once)]
    done = as_completed(futures, with_results=True)
    try:
        for _, result in done:
            for entry in islice(left, 1):
                done.add(submit(entry))
            yield result
    finally:
        # Whatever is still out when an error or Ctrl-C ends this.
        client.cancel(list(done.futures), force=True)


def _call(job: Job, at: int, task: Task) -> tuple[int, Any]:
    return job(at, task)


def _by_ray(ray: Any, job: Job, tasks: list[tuple[int, Task]]) -> Given:
    remote = ray.remote(_call)
    shared = ray.put(job)
    left = iter(tasks)
    at_once = _AT_A_TIME * max(1, int(ray.cluster_resources().get("CPU", 1)))
    out = [remote.remote(shared, *entry) for entry in islice(left, at_once)]
    try:
        while out:
            ready, out = ray.wait(out, num_returns=1)
            out += [remote.remote(shared, *entry) for entry in islice(left, 1)]
            yield ray.get(ready[0])
    finally:
        for pending in out:
            ray.cancel(pending, force=True)


def _by_spark(session: Any, job: Job, tasks: list[tuple[int, Task]]) -> Given:
    # A data frame of tasks, and not an RDD, so that it serves Spark Connect as well.
    rows = [(pickle.dumps(entry),) for entry in tasks]
    frame = session.createDataFrame(rows, "task binary").repartition(max(1, len(rows)))
    parts = frame.mapInArrow(_SparkJob(job), "part binary")
    for row in parts.toLocalIterator():
        yield pickle.loads(row["part"])


@dataclass(frozen=True)
class _SparkJob:
    job: Job

    def __call__(self, batches: Any) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            for entry in batch.column(0).to_pylist():
                part = pickle.dumps(self.job(*pickle.loads(entry)), protocol=5)
                yield pa.RecordBatch.from_arrays([pa.array([part], pa.binary())], ["part"])
