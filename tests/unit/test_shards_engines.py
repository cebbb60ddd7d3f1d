"""A pass by an engine, with one that stands for all: which tasks are out, and what comes back.

The real ones are in tests/engines.
"""

from __future__ import annotations

from functools import partial

import pytest
from sharded import mixed_table, ranked, write
from stand_in_engine import Backwards

import mutually as mu
from mutually.engines import clusters, passes
from mutually.tables import shards


@pytest.fixture(autouse=True)
def backwards(monkeypatch):
    monkeypatch.setattr(clusters, "_kind_of", lambda engine: Backwards)


@pytest.fixture
def paths(tmp_path, monkeypatch) -> list[str]:
    monkeypatch.setattr(shards, "ROWS_PER_TASK", 1_000)
    return write(mixed_table(12_000), tmp_path / "table", [4_000, 8_000], 500)


TASKS = [(shards.RowGroup("f.parquet", at, at, 1, {}),) for at in range(6)]


class Starts:
    """Collects the first rows of tasks, and fails at one of them."""

    def __init__(self, error=None, at=None):
        self.error, self.at = error, at

    def partial(self, task, stopped=None):
        if task[0].start == self.at:
            raise self.error
        return [task[0].start]

    def merge(self, one, other):
        return one + other


def test_results_in_any_order_and_a_checkpoint(paths, tmp_path):
    expected = ranked(paths, "class", sampled=500)
    log = []
    options = {"sampled": 500, "engine": log, "checkpoint": tmp_path / "kept"}
    assert list(ranked(paths, "class", **options)) == list(expected)
    assert [what for what, _ in log].count("done") == 24
    log.clear()
    assert list(ranked(paths, "class", **options)) == list(expected)
    assert log == []


def test_so_many_tasks_are_out_as_there_is_room_for():
    log = []
    assert sorted(passes.run(Starts(), TASKS, engine=log)) == list(range(6))
    assert [at for what, at in log if what == "out"] == [1, 2, 3, 4, 5, 6]
    assert [at for what, at in log if what == "done"] == [3, 4, 5, 6, 2, 1]
    assert log[-1] == ("called back", [])


def test_room_grows_with_the_engine(monkeypatch):
    rooms = iter([1, 0, 1, 4, 4, 4, 4, 4, 4])  # the first is looked at before any task
    monkeypatch.setattr(Backwards, "room", lambda self: next(rooms))
    monkeypatch.setattr(Backwards, "first", lambda self, out: max(out))
    log = []
    passes.run(Starts(), TASKS, engine=log)
    assert [what for what, _ in log][:7] == ["out", "done", "out", "done", "out", "out", "out"]


def test_our_errors_are_handed_on_and_the_rest_called_back():
    log, error = [], mu.MutuallyError("file 'f': must be whole.")
    with pytest.raises(mu.MutuallyError) as raised:
        passes.run(Starts(error, 2), TASKS, engine=log)
    assert str(raised.value) == str(error)
    assert log[-2:] == [("done", 3), ("called back", [1, 2])]


def test_other_errors_name_the_task():
    log = []
    words = (
        "row group 2 of 'f.parquet': must be counted by a worker of the engine; got "
        "ValueError: a word.\nHint: workers need mutually"
    )
    with pytest.raises(mu.MutuallyError, match=words) as raised:
        passes.run(Starts(ValueError("a word.\nand more"), 2), TASKS, engine=log)
    assert isinstance(raised.value.__cause__, ValueError)
    assert log[-1] == ("called back", [1, 2, 3])  # Dask would keep the error.


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_the_rest_is_called_back_where_a_result_cannot_be_taken(error):
    def refuse(rows):
        raise error

    log = []
    with pytest.raises(error):
        passes.run(Starts(), TASKS, engine=log, advance=refuse)
    assert log[-2:] == [("done", 3), ("called back", [1, 2])]


def test_an_engine_that_does_not_answer(monkeypatch):
    def away(self):
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(Backwards, "room", away)
    words = "engine: must be running; got ConnectionRefusedError: nobody listens"
    with pytest.raises(mu.MutuallyError, match=words):
        passes.run(Starts(), TASKS, engine=[])


def test_workers_of_another_version_are_refused(monkeypatch):
    monkeypatch.setattr(clusters, "Job", partial(clusters.Job, version="0.0.1"))
    words = rf"engine: must have mutually 0\.0\.1 on its workers; got {mu.__version__}"
    with pytest.raises(mu.MutuallyError, match=words):
        passes.run(Starts(), TASKS, engine=[])


@pytest.mark.parametrize("engine", ["dask", 3, type("Client", (), {})])
def test_what_is_no_engine_is_refused(engine, monkeypatch):
    monkeypatch.undo()
    with pytest.raises(mu.MutuallyError, match=r"engine: must be None, a dask.distributed.Client"):
        mu.rank("nowhere.parquet", "class", engine=engine)


TRACE = """ray::do() (pid=1, ip=10.0.0.1)
  File "site.py", line 3, in do
ModuleNotFoundError: No module named 'mutually'

The above exception was the direct cause of the following exception:

ray::do() (pid=1)
RuntimeError: The function could not be loaded: No module named 'mutually'.
  which was in a package"""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("a word."), "ValueError: a word"),
        (KeyError(), "KeyError"),
        (RuntimeError(TRACE), "RuntimeError: The function could not be loaded: No module named "
                              "'mutually'"),
        (RuntimeError("Job aborted:\norg.apache.spark.SparkException: it is gone\n\tat x.Y(Z)"),
         "org.apache.spark.SparkException: it is gone"),
    ],
)  # fmt: skip
def test_the_line_that_says_what_happened(error, words):
    assert clusters.reason(error) == words
