"""What goes wrong with shards: broken files, a run that ends early, memory that is little."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from sharded import mixed_table, ranked, spoil, write

import mutually as mu
from mutually.engines import passes
from mutually.engines.counting import Tally
from mutually.engines.survey import Survey
from mutually.tables import shards

TABLE = mixed_table(6_000)


@pytest.fixture
def paths(tmp_path) -> list[str]:
    return write(TABLE, tmp_path / "table", [2_000, 4_000], 500)


def test_a_broken_row_group_is_named(paths):
    spoil(paths[1], 2)
    with pytest.raises(mu.MutuallyError, match=r"row group 2 of '.*part-001.*': must be Parquet"):
        ranked(paths, "class", sampled=500)


def test_a_broken_file_is_named(paths):
    Path(paths[2]).write_bytes(b"no Parquet")
    with pytest.raises(
        mu.MutuallyError, match=r"file '.*part-002.*': must be Parquet that pyarrow"
    ):
        ranked(paths, "class", sampled=500)


def test_files_with_other_columns_are_named(paths):
    parquet.write_table(pa.table({"class": ["a"]}), paths[1])
    with pytest.raises(mu.MutuallyError, match=r"part-001.*': must have the columns of .*without"):
        ranked(paths, "class", sampled=500)


def test_what_cannot_be_read_is_left_out_and_said(paths, tmp_path):
    spoil(paths[1], 2)
    Path(paths[2]).write_bytes(b"no Parquet")
    found = ranked(paths, "class", sampled=500, skip=True)
    (note,) = (text for text in found.warnings if "cannot be read" in text)
    assert "500 rows and those of files whose end is lost" in note
    assert "part-002" in note
    assert "row group 2 of" in note
    left = pa.concat_tables([TABLE.slice(0, 3_000), TABLE.slice(3_500, 500)])
    kept = ranked(write(left, tmp_path / "left", [], 500), "class", sampled=500)
    for name in ("level", "word", "flag"):
        assert found[name].mi == kept[name].mi
        assert found[name].n == 3_500


def test_nothing_is_left_of_what_cannot_be_read(paths):
    for path in paths:
        Path(path).write_bytes(b"no Parquet")
    with pytest.raises(mu.MutuallyError, match="must hold one Parquet file at least"):
        ranked(paths, "class", sampled=500, skip=True)


# --- a checkpoint


class Interrupted(Exception):
    pass


def interrupt_after(monkeypatch, tasks: int) -> list[int]:
    """Let so many tasks be done, and count those that are."""
    done: list[int] = []
    begun = itertools.count()  # which threads share
    for kind in (Survey, Tally):
        original = kind.partial

        def partial(self, task, stopped=None, original=original):
            if next(begun) >= tasks:
                raise Interrupted
            found = original(self, task, stopped)
            done.append(task[0].start)
            return found

        monkeypatch.setattr(kind, "partial", partial)
    return done


@pytest.mark.parametrize("first", [1, 3, 5])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_goes_on_where_it_ended(paths, tmp_path, first, workers):
    expected = ranked(paths, "class", sampled=500)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "ROWS_PER_TASK", 2_000)
        options = {"sampled": 500, "checkpoint": tmp_path / "kept", "workers": workers}
        with pytest.MonkeyPatch.context() as inner:
            before = interrupt_after(inner, first)
            with pytest.raises(Interrupted):
                ranked(paths, "class", **options)
        after = interrupt_after(patch, 10**6)
        options["workers"] = 3 - workers
        assert list(ranked(paths, "class", **options)) == list(expected)
        assert len(before) + len(after) == 6  # three tasks of either pass, each done once
        after.clear()
        assert list(ranked(paths, "class", **options)) == list(expected)
        assert not after


def test_a_checkpoint_of_something_else_is_refused(paths, tmp_path):
    options = {"sampled": 500, "checkpoint": tmp_path / "kept"}
    ranked(paths, "class", **options)
    with pytest.raises(
        mu.MutuallyError, match=r"checkpoint: must be of the same call.*target='class'"
    ):
        ranked(paths, "number", **options)
    with pytest.raises(
        mu.MutuallyError, match=r"checkpoint: must be of the same call.*seed=0.*now 1"
    ):
        ranked(paths, "class", seed=1, **options)
    write(TABLE.slice(0, 5_999), Path(paths[0]).parent, [2_000, 4_000], 500)
    with pytest.raises(mu.MutuallyError, match="checkpoint: must be of the same files, unchanged"):
        ranked(paths, "class", **options)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    with pytest.raises(mu.MutuallyError, match="checkpoint: must be a folder of its own"):
        ranked(paths, "class", sampled=500, checkpoint=tmp_path / "other")


def test_a_half_written_part_is_made_again(paths, tmp_path):
    options = {"sampled": 500, "checkpoint": tmp_path / "kept"}
    expected = ranked(paths, "class", **options)
    parts = sorted((tmp_path / "kept").glob("*.part"))
    assert len(parts) == 2
    for part in parts:
        part.write_bytes(part.read_bytes()[:-7])
    assert ranked(paths, "class", **options) == expected


def test_a_part_runs_no_code_that_someone_put_into_it(paths, tmp_path):
    import hashlib
    import pickle

    class Harmful:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "harm"),))

    kept = tmp_path / "kept"
    ranked(paths, "class", sampled=500, checkpoint=kept)
    body = pickle.dumps(Harmful())
    for part in kept.glob("*.part"):
        part.write_bytes(hashlib.sha256(body).digest() + body)
    with pytest.raises(mu.MutuallyError, match="checkpoint: must hold counts only"):
        ranked(paths, "class", sampled=500, checkpoint=kept)
    assert not (tmp_path / "harm").exists()


# --- threads


def test_an_error_in_one_task_ends_the_others():
    class Work:
        def partial(self, task, stopped=None):
            if task[0].start == 3:
                raise ValueError("the third")
            for _ in range(10_000):
                stopped()
                time.sleep(0.001)

        def merge(self, one, other):
            return one

    tasks = [(shards.RowGroup("f", at, at, 1, {}),) for at in range(6)]
    begin = time.perf_counter()
    with pytest.raises(ValueError, match="the third"):
        passes.run(Work(), tasks, workers=6)
    assert time.perf_counter() - begin < 5


CHILD = """
import json, sys
import mutually as mu
import pyarrow.parquet, scipy.special
path, memory, checkpoint = sys.argv[1:]
def peak():  # ru_maxrss would count the parent of a forked process as well
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000
small = mu.rank(path, "y", memory="32MiB", features=["k"])  # all code is loaded
before = peak()
print("begun", flush=True)
found = mu.rank(path, "y", memory=memory, checkpoint=checkpoint or None, n_jobs=2)
print(json.dumps([before, peak(), len(found)]))
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> str:
    """Two million rows in row groups of 250,000, 100 MB."""
    path = tmp_path_factory.mktemp("large") / "table.parquet"
    rng = np.random.default_rng(0)
    writer = None
    for _ in range(8):
        y = rng.normal(size=250_000)
        columns = {"y": y, "k": rng.integers(0, 9, y.size)}
        columns |= {f"x{at}": at * y + rng.normal(size=y.size) for at in range(4)}
        table = pa.table(columns)
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()
    return str(path)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the peak is read there")
@pytest.mark.parametrize("memory", ["150MB", "400MB"])
def test_the_memory_is_kept(large, memory):
    run = subprocess.run([sys.executable, "-c", CHILD, large, memory, ""],
                         capture_output=True, text=True, check=True, timeout=300)  # fmt: skip
    before, after, columns = json.loads(run.stdout.splitlines()[-1])
    assert columns == 5
    assert after - before < int(memory.removesuffix("MB"))


def test_ctrl_c_ends_it_at_once_and_leaves_no_half_file(large, tmp_path):
    arguments = [sys.executable, "-c", CHILD, large, "32MiB", str(tmp_path / "kept")]
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "begun\n"
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    begin = time.perf_counter()
    _, said = child.communicate(timeout=60)
    assert time.perf_counter() - begin < 20
    assert "KeyboardInterrupt" in said
    kept = tmp_path / "kept"
    assert not list(kept.glob("*.tmp"))
    options = {"memory": "32MiB", "features": ["k", "x1"]}
    found = mu.rank(large, "y", checkpoint=tmp_path / "new", **options)
    assert found == mu.rank(large, "y", **options)
    # The child's folder was begun by another call, so only a third one can go on with it.
    assert len(mu.rank(large, "y", memory="32MiB", checkpoint=kept)) == 5
