"""Each benchmark at a tiny size, so that it cannot rot. Nothing is said of speed here."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from benchmarks import (
    auto,
    discrete,
    flights,
    imports,
    inference,
    memory,
    pairwise,
    scalars,
    scale_errors,
    scale_tables,
    scale_wide,
    sklearn_face,
    tables,
    vectors,
)
from benchmarks.peers import npeet
from benchmarks.rows import Row, table
from benchmarks.timing import alternate
from mutually.datasets import tasks

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def short_laps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.timing.SHORTEST_LAP", 1e-9)


def small_flights(folder: Path) -> Path:
    rng = np.random.default_rng(0)
    n = 300
    delay = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "dep_delay": delay,
            "arr_delay": delay + rng.normal(size=n),
            "carrier": rng.choice(["AA", "B6", "UA"], n),
            "time_hour": pd.date_range("2013-01-01", periods=n, freq="h"),
        }
    )
    frame.loc[::17, "arr_delay"] = np.nan
    frame.to_parquet(folder / "flights.parquet")
    return folder / "flights.parquet"


@pytest.mark.parametrize(
    "workload",
    [
        partial(scalars.one_size, 200),
        partial(tables.continuous, 200, 3),
        partial(pairwise.continuous, 60, 4, 2),
        partial(pairwise.discrete, 200, 4),
        partial(tables.classes, 200, 3, 2),
        partial(sklearn_face.regression, 200, 3),
        partial(sklearn_face.classes, 200, 3, 2),
        partial(discrete.integers, 2000, 4),
        partial(discrete.strings, 2000, 4),
    ],
    ids=lambda workload: workload.func.__name__,
)
def test_workload_runs(workload: Callable[[], Row]) -> None:
    row = workload()
    assert row.ours > 0
    assert row.theirs is not None
    assert row.line().count(" | ") == 7


@pytest.mark.parametrize(
    "workload",
    [
        partial(vectors.given_scalar, 200),
        partial(vectors.of_vectors, 200, 2),
        partial(auto.one_task, "normal-1x1", 200),
        partial(inference.with_and_without, 200, 3),
        partial(inference.permutations, 50),
        partial(inference.wide, 50, 3),
        partial(pairwise.held, 60, 5),
    ],
    ids=lambda workload: workload.func.__name__,
)
def test_workload_runs_without_its_peer(workload: Callable[[], Row]) -> None:
    row = workload()
    assert row.ours > 0
    assert row.line().count(" | ") == 7


def test_every_task_of_the_default_has_a_goal() -> None:
    assert auto.TASKS.keys() == auto.GOALS.keys()
    for d, names in auto.TASKS.items():
        assert all((tasks.get(name).x_dim, tasks.get(name).y_dim) == (d, d) for name in names)


def test_peer_of_another_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.vectors.given_peers", lambda: {"NPEET": npeet})
    monkeypatch.setattr("benchmarks.vectors.npeet", lambda *data: 9.0)
    with pytest.raises(AssertionError, match="differ"):
        vectors.given_scalar(200)


def test_flights_script_and_ours_agree_on_the_best(tmp_path: Path) -> None:
    path = small_flights(tmp_path)
    assert flights.whole(path).ours > 0
    assert flights.script(path, "arr_delay").index[0] == "dep_delay"


def test_fresh_interpreters_are_measured() -> None:
    rows = [*imports.rows(quick=True), *memory.rows(quick=True)]
    assert "numpy alone" in table(rows)
    assert all(row.ours >= 0 for row in rows)


def test_alternating_runs_are_medians_without_the_first() -> None:
    laps: list[str] = []
    calls = {"a": lambda: laps.append("a"), "b": lambda: laps.append("b")}
    assert set(alternate(calls, most=4)) == {"a", "b"}
    assert "".join(laps) == "ab" * 5


# The fewest rows that 32 MiB have no room for are 131,073.
def test_tables_in_shards(tmp_path: Path) -> None:
    scale_tables.make(tmp_path, 140_000, 1, 1)
    rows = list(scale_tables.measured(tmp_path, 1, 1, "32MiB"))
    assert len(rows) == 6
    assert all(len(row) == len(scale_tables.HEADER) and float(row[5]) > 0 for row in rows)


def test_many_columns_beside_duckdb(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    rows = list(scale_wide.rows(tmp_path, (3_000,), "32MiB", columns=2))
    assert [len(row) for row in rows] == [len(scale_wide.HEADER)]
    assert all(float(rows[0][at]) > 0 for at in (2, 4, 7))


def test_errors_in_shards(tmp_path: Path) -> None:
    rows = list(scale_errors.rows(tmp_path, 140_000, "32MiB", draws=1))
    assert [len(row) for row in rows] == [len(scale_errors.HEADER)] * 5
    # Of the sine's information, which is 0.86 nats: the quadrature's and the estimate's are one.
    assert float(rows[-1][3]) < 0.02
