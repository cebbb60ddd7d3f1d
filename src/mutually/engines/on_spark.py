"""Tasks that are out with the workers of a Spark session, classic or Connect.

Each task is a Spark job of one row, made and fetched by a thread. One job for all of them would
either hand back its parts one after another, working at one at a time, or all at once. Data frames
serve Spark Connect as well, which has no RDDs.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from mutually.engines.work import Task

_FOR_EACH_CORE = 2
_MOST_AT_A_TIME = 128
# A message of Spark Connect holds 128 MiB, so a result comes in pieces.
_PIECE = 1 << 22
_ROWS_TO_DIVIDE = 1 << 16


class OnSpark:
    """Spark jobs, each with a thread that waits for it."""

    def __init__(self, session: Any, job: Any) -> None:
        self.session = session
        self.context = getattr(session, "sparkContext", None)  # Spark Connect has none.
        self.job = pickle.dumps(job, protocol=5)
        self.tag = f"mutually-{uuid4().hex}"
        self.cores = self._cores()
        self.threads = ThreadPoolExecutor(_MOST_AT_A_TIME, thread_name_prefix="mutually")

    def _cores(self) -> int:
        if self.context is not None:
            return int(self.context.defaultParallelism)
        # So many parts are what Spark cuts a table into that nothing is said of.
        from pyspark.sql import functions

        part = functions.spark_partition_id().alias("part")
        parts = self.session.range(_ROWS_TO_DIVIDE).select(part)
        found = parts.agg(functions.max("part")).collect()
        return 1 + int(found[0][0])

    def room(self) -> int:
        """Return two tasks for each core."""
        if self.context is not None:
            self.cores = self._cores()
        return min(_MOST_AT_A_TIME, _FOR_EACH_CORE * self.cores)

    def submit(self, task: Task) -> Future[Any]:
        """Return a future of the thread."""
        return self.threads.submit(self._do, task)

    def _do(self, task: Task) -> Any:
        # Tags belong to a thread, and this one does nothing else.
        if self.context is None:
            self.session.addTag(self.tag)
        else:
            self.context.addJobTag(self.tag)
        row = self.session.range(0, 1, 1, 1)
        pieces = row.mapInArrow(_InArrow(self.job, task), "piece binary").collect()
        return pickle.loads(b"".join(piece[0] for piece in pieces))

    def first(self, out: Sequence[Any]) -> Any:
        """Return the next future that is done."""
        return next(iter(wait(out, return_when=FIRST_COMPLETED).done))

    def result(self, handle: Future[Any]) -> Any:
        """Return what the worker returned."""
        return handle.result()

    def close(self, out: Sequence[Any]) -> None:
        """Cancel the jobs, and wait for their threads."""
        for future in out:
            future.cancel()
        left = {future for future in out if not future.done()}
        while left:
            # A job that begins only now is met the next time.
            if self.context is None:
                self.session.interruptTag(self.tag)
            else:
                self.context.cancelJobsWithTag(self.tag)
            left = wait(left, timeout=0.5).not_done
        self.threads.shutdown()


@dataclass(frozen=True)
class _InArrow:
    """Does a task for the one row, whatever it holds, and returns the result in pieces."""

    job: bytes
    task: Task

    def __call__(self, batches: Any) -> Iterator[Any]:
        import pyarrow as pa

        for _ in batches:
            result = pickle.dumps(pickle.loads(self.job)(self.task), protocol=5)
            for start in range(0, len(result), _PIECE):
                piece = pa.array([result[start : start + _PIECE]], pa.binary())
                yield pa.RecordBatch.from_arrays([piece], ["piece"])
