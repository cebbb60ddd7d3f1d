"""What workers of an engine do in its tests: they die in the middle of a task, wait, or fail.

The workers import this module as well, so the engines are started with this folder in PYTHONPATH.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from mutually.engines.clusters import Job

GIVE_UP = 300  # seconds
EXECUTOR = "CoarseGrainedExecutorBackend"


@dataclass(frozen=True)
class DyingJob(Job):
    """Does a task, and before it hands the result back, the process is killed: once in each pass.

    Attributes
    ----------
    folder : str
        Where a file says, for each pass, which process was killed.
    start : int
        The task with this first row is the one.
    executors : tuple of str
        In which passes the Java process above the worker is killed, and not the worker itself.
    victims : tuple of int
        If given: processes that are killed at whatever task they come to first.
    """

    folder: str = ""
    start: int = 0
    executors: tuple[str, ...] = ()
    victims: tuple[int, ...] = ()

    def __call__(self, task: Any) -> Any:
        found = super().__call__(task)
        name = type(self.work).__name__
        if self.victims:
            if os.getpid() in self.victims:
                kill(os.getpid(), Path(self.folder, f"{name}-{os.getpid()}"))
        elif task[0].start == self.start:
            kill(executor() if name in self.executors else os.getpid(), Path(self.folder, name))
        return found


def executor() -> int:
    """Return the process of Spark's executor that this Python works for."""
    above = psutil.Process().parents()
    return next(one.pid for one in above if any(EXECUTOR in word for word in one.cmdline()))


def kill(pid: int, note: Path) -> None:
    """Kill a process, unless the note is there already."""
    try:
        with open(note, "x") as file:
            file.write(f"{pid} {' '.join(psutil.Process(pid).cmdline())}")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return
    os.kill(pid, signal.SIGKILL)
    time.sleep(600)  # until Spark ends the worker of an executor that is gone


class Rows:
    """Which rows a pass has met and how often, eight bytes each, by the row groups' own words."""

    def __init__(self, n_rows: int) -> None:
        self.n_rows = n_rows

    def partial(self, task: Any, stopped: Any = None) -> Any:
        found = np.zeros(self.n_rows, dtype=np.int64)
        for group in task:
            found[group.start : group.start + group.rows] += 1
        return found

    def merge(self, one: Any, other: Any) -> Any:
        return one + other


@dataclass(frozen=True)
class Waiting:
    """Says that it has begun, and waits for a file that says that it may go on."""

    folder: str

    def partial(self, task: Any, stopped: Any = None) -> int:
        Path(self.folder, f"begun-{task[0].start}.tmp").write_text(str(os.getpid()))
        os.replace(*(Path(self.folder, f"begun-{task[0].start}{end}") for end in (".tmp", "")))
        give_up = time.monotonic() + GIVE_UP
        while not Path(self.folder, "go").exists() and time.monotonic() < give_up:
            time.sleep(0.02)
        return 1

    def merge(self, one: int, other: int) -> int:
        return one + other

    def begun(self) -> list[int]:
        """Return the processes in which a task has begun."""
        notes = Path(self.folder).glob("begun-*")
        return [int(note.read_text()) for note in notes if note.suffix != ".tmp"]


class Failing:
    """Fails at its second task with an error that is none of ours."""

    def partial(self, task: Any, stopped: Any = None) -> int:
        if task[0].start:
            raise ModuleNotFoundError("No module named 'not_there'")
        return 1

    def merge(self, one: int, other: int) -> int:
        return one + other
