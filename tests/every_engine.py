"""What holds for every engine: a folder of tests has one file for each, which starts it once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from dying import GIVE_UP, DyingJob, Failing, Rows, Waiting
from sharded import ranked

import mutually as mu
from mutually.engines import clusters, passes
from mutually.tables.shards import read_row_groups

LONG = 60  # Seconds that a shared machine may take for what is done at once elsewhere.


@dataclass(frozen=True)
class Engine:
    """An engine that runs.

    Attributes
    ----------
    handle : object
        What ``engine=`` takes.
    executors : bool
        Whether its workers have a Java process of their own, which can be killed.
    ends_tasks : bool
        Whether a task that has begun ends when it is called back.
    """

    handle: Any
    executors: bool = False
    ends_tasks: bool = True


def until(condition: Callable[[], bool]) -> bool:
    give_up = time.monotonic() + LONG
    while not condition() and time.monotonic() < give_up:
        time.sleep(0.02)
    return condition()


def killed(folder: Path) -> dict[str, str]:
    """Return which process was killed in each pass: none of those is there, and none is this."""
    found = {note.name: note.read_text() for note in folder.iterdir() if note.is_file()}
    pids = [int(words.partition(" ")[0]) for words in found.values()]
    assert os.getpid() not in pids
    assert until(lambda: not any(map(psutil.pid_exists, pids)))
    return found


class Killed:
    """Workers are killed; ``engine`` is a fixture of the file, the others of the folder."""

    def test_rank_while_workers_are_killed(
        self, engine: Engine, paths, expected, tmp_path, monkeypatch
    ):
        executors = ("Tally",) if engine.executors else ()
        dying = partial(DyingJob, folder=str(tmp_path), start=6_000, executors=executors)
        monkeypatch.setattr(clusters, "Job", dying)
        found = ranked(paths, "class", sampled=500, engine=engine.handle)
        assert list(found) == list(expected)
        assert found.warnings == expected.warnings
        notes = killed(tmp_path)
        assert set(notes) == {"Survey", "Tally"}
        assert ("CoarseGrainedExecutorBackend" in notes["Tally"]) == engine.executors
        assert "CoarseGrainedExecutorBackend" not in notes["Survey"]

    def test_any_pass_meets_each_row_once(self, engine: Engine, paths, tmp_path, monkeypatch):
        monkeypatch.setattr(clusters, "Job", partial(DyingJob, folder=str(tmp_path), start=2_000))
        done: list[int] = []
        # A result of 8 MB, which is more than a piece of Spark's.
        work, tasks = Rows(1_000_000), read_row_groups("table", paths).tasks()
        found = passes.run(work, tasks, engine=engine.handle, advance=done.append)
        assert len(tasks) == 6
        assert done == [2_000] * 6
        np.testing.assert_array_equal(found, np.arange(1_000_000) < 12_000)
        assert set(killed(tmp_path)) == {"Rows"}


class EveryEngine(Killed):
    """All that can go wrong, errors and Ctrl-C as well."""

    def test_an_error_is_that_of_threads(self, engine: Engine, spoilt):
        said = []
        for handle in (None, engine.handle):
            with pytest.raises(mu.MutuallyError) as error:
                ranked(spoilt, "class", sampled=500, engine=handle)
            said.append(str(error.value))
        assert said[0] == said[1]
        assert "row group 2 of '" in said[1]
        assert "part-001.parquet': must be Parquet that pyarrow can read" in said[1]

    def test_an_error_that_is_not_ours_names_the_task(self, engine: Engine, paths):
        words = (
            r"^row group 4 of '.*part-000.parquet' and the 3 after it: must be counted by a "
            r"worker of the engine; got ModuleNotFoundError: No module named 'not_there'\.\n"
            r"Hint: workers need mutually, pyarrow and the files"
        )
        with pytest.raises(mu.MutuallyError, match=words) as error:
            passes.run(Failing(), read_row_groups("table", paths).tasks()[:2], engine=engine.handle)
        assert error.value.__cause__ is not None

    def test_ctrl_c_calls_the_tasks_back(self, engine: Engine, paths, tmp_path):
        work, tasks = Waiting(str(tmp_path)), read_row_groups("table", paths).tasks()

        def interrupt() -> None:
            until(lambda: len(work.begun()) == 2)  # or never, and then the test fails below
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        try:
            with pytest.raises(KeyboardInterrupt):
                passes.run(work, tasks, engine=engine.handle)
            thread.join()
            begun = work.begun()
            assert len(begun) == 2
            assert os.getpid() not in begun
            if engine.ends_tasks:  # Both workers are free, though nothing says that they may go on.
                begin = time.monotonic()
                assert passes.run(Rows(12_000), tasks, engine=engine.handle).sum() == 12_000
                assert time.monotonic() - begin < GIVE_UP / 2
        finally:
            (tmp_path / "go").touch()
        # The engine goes on working.
        assert passes.run(work, tasks, engine=engine.handle) == 6
