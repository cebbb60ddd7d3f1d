"""Shards read by Dask, Ray and Spark, each where it is installed: the same bits as with threads."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from sharded import mixed_table, ranked, write

import mutually as mu
from mutually.engines import clusters
from mutually.tables import shards

pytestmark = pytest.mark.filterwarnings("default")  # Theirs are none of ours.


@pytest.fixture
def paths(tmp_path, monkeypatch) -> list[str]:
    monkeypatch.setattr(shards, "ROWS_PER_TASK", 1_000)
    return write(mixed_table(12_000), tmp_path / "table", [4_000, 8_000], 500)


def kill_soon(pids, after: float = 0.5) -> threading.Timer:
    def kill() -> None:
        for pid in pids():
            os.kill(pid, signal.SIGKILL)
            return

    timer = threading.Timer(after, kill)
    timer.start()
    return timer


def test_what_is_no_engine_is_refused(paths):
    with pytest.raises(mu.MutuallyError, match=r"engine: must be None, a dask.distributed.Client"):
        mu.rank(paths[0], "class", engine="dask")


class Threads:
    """Stands for an engine: hands the results back in another order."""


def test_results_in_any_order_and_a_checkpoint(paths, tmp_path, monkeypatch):
    done = []

    def backwards(engine, job, tasks):
        for at, task in reversed(tasks):
            done.append(at)
            yield job(at, task)

    monkeypatch.setattr(clusters, "_kind_of", lambda engine: backwards)
    expected = ranked(paths, "class", sampled=500)
    options = {"sampled": 500, "engine": Threads(), "checkpoint": tmp_path / "kept"}
    assert list(ranked(paths, "class", **options)) == list(expected)
    assert len(done) == 24
    assert list(ranked(paths, "class", **options)) == list(expected)
    assert len(done) == 24


@pytest.mark.parametrize("killed", [False, True])
def test_dask(paths, killed):
    distributed = pytest.importorskip("distributed")
    expected = [ranked(paths, target, sampled=500) for target in ("class", "number")]
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    )
    with cluster, distributed.Client(cluster) as client:
        pids = client.run(os.getpid)
        timer = kill_soon(lambda: list(pids.values()), 0.2) if killed else None
        found = [ranked(paths, t, sampled=500, engine=client) for t in ("class", "number")]
        if timer is not None:
            timer.join()
            assert set(client.run(os.getpid).values()) != set(pids.values())
    assert [list(one) for one in found] == [list(one) for one in expected]


@pytest.mark.parametrize("killed", [False, True])
def test_ray(paths, killed):
    ray = pytest.importorskip("ray")
    expected = ranked(paths, "class", sampled=500)
    with pytest.raises(mu.MutuallyError, match=r"engine: must be running; got ray before ray.init"):
        ranked(paths, "class", sampled=500, engine=ray)
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        pid = ray.remote(lambda: os.getpid())
        pids = ray.get([pid.remote() for _ in range(4)])
        timer = kill_soon(lambda: pids, 0.2) if killed else None
        found = ranked(paths, "class", sampled=500, engine=ray)
        if timer is not None:
            timer.join()
    finally:
        ray.shutdown()
    assert list(found) == list(expected)


@pytest.mark.parametrize("master", ["local[2,4]"])
def test_spark(paths, master, tmp_path, monkeypatch):
    sql = pytest.importorskip("pyspark.sql")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    expected = ranked(paths, "class", sampled=500)
    session = (
        sql.SparkSession.builder.master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
        .getOrCreate()
    )
    try:
        found = ranked(paths, "class", sampled=500, engine=session)
    finally:
        session.stop()
    assert list(found) == list(expected)
    assert not Path("spark-warehouse").exists()
