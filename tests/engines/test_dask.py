"""Dask's own cluster of two processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from dying import DyingJob
from every_engine import Engine, EveryEngine, killed, until
from sharded import ranked

import mutually as mu
from mutually.engines import clusters

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def engine(folder, scratch) -> Iterator[Engine]:
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**options, local_directory=scratch) as cluster, Client(cluster) as client:
        # Dask lets a task that has begun end.
        yield Engine(client, ends_tasks=False)
        client.close()
        with pytest.raises(mu.MutuallyError, match=r"engine: must be running; got .* closed"):
            mu.rank("nowhere.parquet", "y", engine=client)


@pytest.fixture(autouse=True)
def both_workers(engine) -> None:
    """Wait for a worker that comes back after the last test has killed it."""
    engine.handle.wait_for_workers(2)


class TestDask(EveryEngine):
    def test_all_workers_are_killed(self, engine, paths, expected, tmp_path, monkeypatch):
        pids = set(engine.handle.run(os.getpid).values())
        dying = partial(DyingJob, folder=str(tmp_path), victims=tuple(pids))
        monkeypatch.setattr(clusters, "Job", dying)
        assert list(ranked(paths, "class", sampled=500, engine=engine.handle)) == list(expected)
        assert set(killed(tmp_path)) == {f"Survey-{pid}" for pid in pids}

    def test_nothing_is_left_with_the_scheduler(self, engine, paths):
        ranked(paths, "class", sampled=500, engine=engine.handle)
        assert until(lambda: not engine.handle.run_on_scheduler(names_of_tasks))

    def test_what_cannot_be_read_is_left_out(self, engine, spoilt):
        table = str(Path(spoilt[0]).parent)
        found, threads = (
            mu.rank(table, "class", on_error="skip", engine=handle, memory="64MB")
            for handle in (engine.handle, None)
        )
        assert list(found) == list(threads)
        assert found.warnings == threads.warnings
        assert "500 rows: row group 2 of '" in found.warnings[-1]

    def test_a_checkpoint_is_for_any_engine(self, engine, paths, expected, tmp_path):
        options = {"sampled": 500, "checkpoint": tmp_path / "kept"}
        assert list(ranked(paths, "class", **options, engine=engine.handle)) == list(expected)
        parts = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").glob("*.part")}
        assert len(parts) == 12
        lost = sorted(parts)[::5]
        for handle in (None, engine.handle):
            for path in lost:
                path.unlink()
            assert list(ranked(paths, "class", **options, engine=handle)) == list(expected)
            made = [path for path, at in parts.items() if path.stat().st_mtime_ns != at]
            assert sorted(made) == lost


def names_of_tasks(dask_scheduler) -> list[str]:
    return list(map(str, dask_scheduler.tasks))
