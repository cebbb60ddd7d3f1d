"""A pass over the shards by a Dask client, a Spark session or Ray.

Each gets the tasks one by one through its public calls, so many at a time as keep its workers busy,
and hands back partial results, which are merged here as they come. A task that is lost with its
worker is given out again by the engine itself, and since a partial result depends on its task
alone, that changes nothing. Workers read the files themselves, so they have to see them by the same
names, and have mutually and pyarrow.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from mutually.engines.work import Task
from mutually.errors import MutuallyError, fail

VERSION: str = sys.modules["mutually"].__version__


@dataclass(frozen=True)
class Job:
    """What a worker does: a class of ours, so that it pickles by name.

    Attributes
    ----------
    work : Work
        The pass.
    version : str
        Who asks: another version may count otherwise.
    """

    work: Any
    version: str = VERSION

    def __call__(self, task: Task) -> Any:
        """Return the partial result of a task, or the error that says why there is none.

        An error that is raised would come back inside those of the engine, and some engines would
        do the task again, to fail again.
        """
        try:
            if self.version != VERSION:
                fail("engine", f"must have mutually {self.version} on its workers", VERSION)
            return self.work.partial(task)
        except MutuallyError as error:
            return error


Results = Generator[tuple[int, Any], None, None]


class Tasks(Protocol):
    """The tasks that are out with an engine. A handle stands for one of them."""

    def room(self) -> int:
        """Return how many tasks keep the workers busy; that may change while they work."""

    def submit(self, task: Task) -> Any:
        """Give a task out and return its handle."""

    def first(self, out: Sequence[Any]) -> Any:
        """Wait until one of the tasks is done, and return its handle."""

    def result(self, handle: Any) -> Any:
        """Return the result of a task that is done, or raise what the engine says."""

    def close(self, out: Sequence[Any]) -> None:
        """Call back the tasks that are still out, and let go of all that the engine holds."""


def results_of(engine: Any, work: Any, tasks: Sequence[tuple[int, Task]]) -> Results:
    """Yield the number and the partial result of each task, in any order.

    Few results wait at a time, in the engine. An error, Ctrl-C, or the end of the caller's interest
    calls back the tasks that are out.

    Raises
    ------
    MutuallyError
        If the engine is none that is known, or is not running, or cannot do a task; or what the
        task itself raises.
    """
    begin = _kind_of(engine)
    if not tasks:
        return
    try:
        out = begin(engine, Job(work))
        out.room()
    except MutuallyError:
        raise
    except Exception as error:
        fail("engine", "must be running", reason(error))
    yield from _stream(out, tasks)


def check_engine(engine: Any) -> None:
    """Refuse what is no engine, before any work."""
    if engine is not None:
        _kind_of(engine)


def _kind_of(engine: Any) -> Callable[[Any, Job], Tasks]:
    # A class of the user's own may stand before theirs.
    homes = {kind.__module__.partition(".")[0] for kind in type(engine).__mro__}
    if "distributed" in homes and hasattr(engine, "submit"):
        if engine.status != "running":
            fail("engine", "must be running", f"a Dask client that is {engine.status}")
        from mutually.engines.on_dask import OnDask

        return OnDask
    if "pyspark" in homes and hasattr(engine, "createDataFrame"):
        from mutually.engines.on_spark import OnSpark

        return OnSpark
    if getattr(engine, "__name__", "") == "ray":
        if not engine.is_initialized():
            fail("engine", "must be running", "ray before ray.init()",
                 "ray.init(), or ray.init(address=...)")  # fmt: skip
        from mutually.engines.on_ray import OnRay

        return OnRay
    fail("engine", "must be None, a dask.distributed.Client, a SparkSession or the module ray",
         repr(engine)[:60])  # fmt: skip


def _stream(engine: Tasks, tasks: Sequence[tuple[int, Task]]) -> Results:
    left = deque(tasks)
    out: dict[Any, tuple[int, Task]] = {}
    try:
        while left or out:
            room = max(1, engine.room())
            while left and len(out) < room:
                at, task = left.popleft()
                out[engine.submit(task)] = at, task
            handle = engine.first(list(out))
            at, task = out[handle]
            try:
                found = engine.result(handle)
            except Exception as error:
                _not_done(task, error)
            del out[handle], handle  # An engine keeps a result as long as there is a handle.
            if isinstance(found, MutuallyError):
                raise found
            yield at, found
            del found
    finally:
        engine.close(list(out))


def _not_done(task: Task, error: Exception) -> NoReturn:
    more = f" and the {len(task) - 1} after it" if len(task) > 1 else ""
    try:
        fail(f"{task[0]}{more}", "must be counted by a worker of the engine", reason(error),
             "workers need mutually, pyarrow and the files under the same names")  # fmt: skip
    except MutuallyError as ours:
        raise ours from error


# The line that ends a trace of Python, which engines wrap in others of their own.
_LAST_LINE = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Exit|Killed\w*|Died)\b.*$", re.MULTILINE)


def reason(error: BaseException) -> str:
    """Return the one line of an engine's error that says what happened."""
    text = str(error).strip()
    lines = _LAST_LINE.findall(text)
    line = lines[-1] if lines else f"{type(error).__name__}: {text.partition(chr(10))[0]}"
    return str(line).strip().rstrip(".:")[:200]
