"""A small table in three files, and its ranking by threads."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from every_engine import until
from sharded import mixed_table, ranked, spoil, write

from mutually.results.ranked import Ranking
from mutually.tables import shards

TABLE = mixed_table(12_000)


@pytest.fixture(autouse=True, scope="session")
def tasks_of_2000_rows() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "ROWS_PER_TASK", 2_000)
        yield


@pytest.fixture(scope="session")
def paths(tmp_path_factory) -> list[str]:
    return write(TABLE, tmp_path_factory.mktemp("table"), [4_000, 8_000], 500)


@pytest.fixture(scope="session")
def spoilt(tmp_path_factory) -> list[str]:
    """The same with a row group that cannot be read."""
    found = write(TABLE, tmp_path_factory.mktemp("spoilt"), [4_000, 8_000], 500)
    spoil(found[1], 2)
    return found


@pytest.fixture(scope="session")
def expected(paths, tasks_of_2000_rows) -> Ranking:
    return ranked(paths, "class", sampled=500)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Iterator[Path]:
    """Start an engine here, whose workers find the modules of the tests; nothing is left of it."""
    found = tmp_path_factory.mktemp("started")
    tests = str(Path(__file__).parents[1])
    others = os.environ.get("PYTHONPATH")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", tests if others is None else f"{tests}{os.pathsep}{others}")
        patch.chdir(found)
        yield found
    assert [path.name for path in found.iterdir()] == []
    assert until(lambda: not processes()), processes()


def processes() -> list[str]:
    """Return what runs below this process, but for what ends with it."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if child.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(child.cmdline()))
    # Spark's Java serves the next session; Python's tracker is there once processes were started.
    ends_with_us = ("pyspark-shell", "resource_tracker")
    return [words for words in found if not any(word in words for word in ends_with_us)]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    """Where an engine keeps what it is told to keep in a folder."""
    return tmp_path_factory.mktemp("scratch")
