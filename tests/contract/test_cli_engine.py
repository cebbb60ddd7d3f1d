"""``--engine`` of ``rank``, ``pairwise`` and ``select``: clusters that run already, by address."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import process, refused
from sharded import mixed_table, write

from mutually.cli import engine as cli_engine
from mutually.engines import passes, sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(mixed_table(3_000), tmp_path / "table", [1_000], 500)
    return tmp_path / "table"


@pytest.fixture
def address() -> Iterator[str]:
    """Where someone listens, who is no cluster."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"dask://127.0.0.1:{listener.getsockname()[1]}"


def unfolded(text: str) -> str:
    """Take the frame off, and the ends of its lines."""
    return " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize("name", ["dask", "spark", "spark:local[2]", "dask://", "sc://:15002"])
def test_a_kind_without_a_place_is_wrong_usage(run, name):
    result = run("rank", "penguins", "--target", "species", "--engine", name)
    assert result.exit_code == 2
    assert "where the cluster runs" in unfolded(result.stderr)


@pytest.mark.parametrize("name", ["flink://host", "host:8786", "threads", "", "yarn"])
def test_what_is_no_address_is_wrong_usage(run, name):
    result = run("rank", "penguins", "--target", "species", "--engine", name)
    assert result.exit_code == 2
    assert "is no address of a cluster" in unfolded(result.stderr)


@pytest.mark.parametrize("protocol", ["dask", "tcp", "ray", "spark", "sc"])
def test_where_nobody_listens(run, folder, protocol):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    where = f"{protocol}://127.0.0.1:{port}"
    result = run("rank", str(folder), "--target", "class", "--engine", where)
    refused(result, "--engine: must be a cluster that runs and can be reached", where)


def test_a_library_that_is_not_installed(run, folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    result = run("rank", str(folder), "--target", "class", "--engine", "ray")
    refused(result, "pip install 'mutually[ray]'")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Stand for a cluster that does the tasks in this process, and note what is asked of it."""
    seen: list[Any] = []

    def open_it(where: str) -> tuple[Any, Any]:
        seen.append(where)
        return seen, lambda: seen.append("closed")

    def do(seen: list[Any], work: Any, tasks: Any) -> Iterator[Any]:
        for at, task in tasks:
            seen.append(task[0].path)
            yield at, work.partial(task)

    monkeypatch.setattr(cli_engine, "_open_dask", open_it)
    monkeypatch.setattr(passes, "results_of", do)
    monkeypatch.setattr(sources, "check_engine", lambda engine: None)
    return seen


def test_the_cluster_does_the_work_and_is_left(run, folder, address, opened):
    arguments = ("rank", str(folder), "--target", "class", "--json")
    result = run(*arguments, "--engine", address)
    assert result.exit_code == 0, result.stderr
    assert opened[0] == address
    assert opened[-1] == "closed"
    assert len(opened) > 2
    expected = run(*arguments, "--skip-errors")
    assert json.loads(result.stdout) == json.loads(expected.stdout)


@pytest.mark.parametrize(
    "asked",
    [("pairwise", "--columns", "level,word"), ("select", "--target", "class", "-k", "2")],
)
def test_pairs_and_selections(run, folder, address, opened, asked):
    arguments = (asked[0], str(folder), *asked[1:], "--json")
    result = run(*arguments, "--engine", address)
    assert result.exit_code == 0, result.stderr
    assert len(opened) > 2
    assert opened[-1] == "closed"
    assert json.loads(result.stdout) == json.loads(run(*arguments, "--skip-errors").stdout)


def test_the_cluster_is_left_after_an_error(run, folder, address, opened):
    refused(run("rank", str(folder), "--target", "clas", "--engine", address), "did you mean")
    assert opened == [address, "closed"]


def test_workers_may_work_in_another_folder(run, folder, address, opened, monkeypatch):
    monkeypatch.chdir(folder)
    result = run("rank", "part-000.parquet", "--target", "class", "--engine", address)
    assert result.exit_code == 0, result.stderr
    assert str(folder / "part-000.parquet") in opened


@pytest.mark.engines
def test_dask(folder):
    distributed = pytest.importorskip("distributed")
    arguments = ("rank", str(folder), "--target", "class", "--json")
    expected = process(*arguments, "--skip-errors")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:
        where = cluster.scheduler_address.replace("tcp", "dask")
        found = process(*arguments, "--engine", where)
    assert (found.returncode, found.stderr) == (0, "")
    assert json.loads(found.stdout) == json.loads(expected.stdout)
