"""A pass over the shards: with the threads of this process, or by an engine.

Reading and counting release the GIL, so threads are enough. They add to one result where the work
knows how; else, and where finished tasks are kept, each holds a partial result, and merges it with
the whole when its task is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from threading import Event, Lock
from typing import Any, TypeVar

from mutually.engines.checkpoint import Checkpoint
from mutually.engines.clusters import results_of
from mutually.engines.work import Adding, Task, Work

Partial = TypeVar("Partial")


class Stopped(Exception):
    """The pass ends before its time: another task failed, or the user has had enough."""


def run(
    work: Work[Partial],
    tasks: Sequence[Task],
    *,
    workers: int = 1,
    engine: Any = None,
    checkpoint: Checkpoint | None = None,
    advance: Callable[[int], None] = lambda rows: None,
    take: Callable[[Partial], None] | None = None,
) -> Partial | None:
    """Do a pass and return the merged result; None of no tasks.

    With ``take`` each result is handed to it, one at a time in any order, and none is kept. An
    error in one task ends the others at their next batch of rows, and so does Ctrl-C. With an
    ``engine`` the tasks that are not kept yet are its to do.
    """
    if engine is not None:
        return _by_engine(engine, work, tasks, checkpoint, advance, take)
    ending, lock = Event(), Lock()
    adding = work if checkpoint is None and isinstance(work, Adding) else None
    whole: list[Any] = [adding.nothing()] if adding is not None and tasks else []

    def stopped() -> None:
        if ending.is_set():
            raise Stopped

    def job(task: Task) -> None:
        stopped()
        if adding is not None:
            adding.add(whole[0], task, stopped)
        else:
            merge(task)
        advance(sum(group.rows for group in task))

    def merge(task: Task) -> None:
        found = None if checkpoint is None else checkpoint.load(task)
        if found is None:
            found = work.partial(task, stopped)
            if checkpoint is not None:
                checkpoint.save(task, found)
        with lock:
            if take is not None:
                take(found)
            elif whole:
                whole[0] = work.merge(whole[0], found)
            else:
                whole.append(found)

    if workers == 1 or len(tasks) < 2:
        for task in tasks:
            job(task)
    else:
        from concurrent.futures import ThreadPoolExecutor, as_completed

        with ThreadPoolExecutor(min(workers, len(tasks))) as pool:
            futures = [pool.submit(job, task) for task in tasks]
            try:
                for future in as_completed(futures):
                    future.result()
            except BaseException:
                ending.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
    return whole[0] if whole else None


def _by_engine(
    engine: Any,
    work: Work[Partial],
    tasks: Sequence[Task],
    checkpoint: Checkpoint | None,
    advance: Callable[[int], None],
    take: Callable[[Partial], None] | None,
) -> Partial | None:
    whole: Partial | None = None
    left: list[tuple[int, Task]] = []

    def add(task: Task, found: Partial) -> None:
        nonlocal whole
        if take is not None:
            take(found)
        else:
            whole = found if whole is None else work.merge(whole, found)
        advance(sum(group.rows for group in task))

    for at, task in enumerate(tasks):
        kept = None if checkpoint is None else checkpoint.load(task)
        if kept is None:
            left.append((at, task))
        else:
            add(task, kept)
    with closing(results_of(engine, work, left)) as results:
        for at, found in results:
            if checkpoint is not None:
                checkpoint.save(tasks[at], found)
            add(tasks[at], found)
            del found  # before the next one is fetched
    return whole
