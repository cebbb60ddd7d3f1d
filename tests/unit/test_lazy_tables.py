"""Tables of other libraries that are plans: written once as Parquet, and read in shards."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet
from sharded import mixed_table, ranked, write

import mutually as mu
from mutually.engines import limits, passes, sources, spooled
from mutually.engines.ranked_in_shards import Settings, rank_in_shards
from mutually.engines.sources import open_table
from mutually.inference import testing
from mutually.tables import shards
from mutually.tables.lazy import LazyTable, find_lazy

TABLE = mixed_table(6_000)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Take 6,000 rows for more than 32 MiB hold, and a folder of this test for temporary ones."""
    monkeypatch.setattr(limits, "BYTES_PER_ROW", 1 << 14)
    # A name that would be a column's in a folder of the caller's.
    found = tmp_path / "level=7"
    found.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    return found


def _polars(_: str) -> Any:
    return pl.from_arrow(TABLE).lazy()


def _relation(_: str) -> Any:
    # A table of the database, since x and X from elsewhere are x and X_1.
    relation = duckdb.connect().from_arrow(TABLE.rename_columns([f"n{at}" for at in range(17)]))
    named = ", ".join(f'n{at} as "{name}"' for at, name in enumerate(TABLE.column_names))
    return relation.project(named)


def _dask(_: str) -> Any:
    frame = pytest.importorskip("dask.dataframe")
    return frame.from_pandas(TABLE.to_pandas(), npartitions=12, sort=False)


SOURCES: dict[str, Callable[[str], Any]] = {
    "polars": _polars,
    "narwhals": lambda path: nw.from_native(pl.scan_parquet(path)),
    "DuckDB": _relation,
    "Dask": _dask,
}


@pytest.fixture(params=SOURCES)
def source(request, tmp_path) -> Any:
    (path,) = write(TABLE, tmp_path / "table", [], 1_000)
    return SOURCES[request.param](path)


def bare(ranking: mu.Ranking) -> list[Any]:
    """The rows without each library's word for a type."""
    return [replace(row, reason="") for row in ranking]


@pytest.mark.parametrize("sampled", [500, 100_000])
def test_the_bits_are_those_of_parquet_files(source, tmp_path, sampled):
    paths = write(TABLE, tmp_path / "again", [2_000], 500)
    rows = open_table(source, memory="32MiB")
    settings = Settings(testing=testing.Testing(n_permutations=199), progress=False)
    expected = ranked(paths, "class", sampled=sampled)
    found = rank_in_shards(rows, "class", None, None, settings, sampled)
    assert bare(found) == bare(expected)
    # That the counter is known as one says that the rows are in order.
    assert found.skipped == expected.skipped
    assert found.warnings[1:] == expected.warnings[1:]


def test_pairs_of_columns(tmp_path):
    (path,) = write(TABLE.select(["x", "X", "level", "word"]), tmp_path / "table", [], 1_000)
    expected = mu.pairwise(path, memory="32MiB")
    found = mu.pairwise(pl.scan_parquet(path), memory="32MiB")
    assert "read in" in found.warnings[0]
    assert list(found) == list(expected)
    with pytest.raises(mu.MutuallyError, match="weights: must be None for a table that is read"):
        mu.pairwise(pl.scan_parquet(path), memory="32MiB", weights="x")


def test_a_smaller_one_is_collected_as_ever(source, monkeypatch):
    monkeypatch.setattr(LazyTable, "write", None)
    found = mu.rank(source, "class", memory="1GB", n_permutations=19)
    monkeypatch.setattr(limits, "BYTES_PER_ROW", 1)
    assert found == mu.rank(source, "class", n_permutations=19)
    assert not found.warnings
    assert bare(found) == bare(mu.rank(TABLE, "class", n_permutations=19))


def test_the_files_go_with_the_table(source, folder):
    rows = open_table(source, memory="32MiB")
    assert len(list(folder.iterdir())) == 1
    assert rows.n_rows == 6_000
    del rows
    assert not list(folder.iterdir())


def test_what_is_no_plan_is_none():
    for other in (TABLE, TABLE.to_pandas(), pl.from_arrow(TABLE), {"x": [1]}, "file.parquet", 3):
        assert find_lazy(other) is None


# --- types and names


@pytest.mark.parametrize("name", ["*", "^a.*$", "a.b", "", "C0", "c1", "x'y\"z", "naïve", "a=b"])
def test_any_name_is_a_name(name):
    n = 6_000
    rng = np.random.default_rng(0)
    columns = {"a": rng.normal(size=n), name: rng.integers(0, 4, n), "c0": rng.integers(0, 4, n)}
    columns["y"] = (columns[name] + rng.integers(0, 2, n)) % 4
    expected = mu.rank(columns, "y", memory="1GB")
    found = mu.rank(pl.LazyFrame(columns), "y", memory="32MiB")
    assert "read in" in found.warnings[0]
    assert bare(found) == bare(expected)


def test_names_that_differ_by_their_case_alone():
    relation = duckdb.connect().sql(
        'select (range % 7) as x, (range * range % 5) as "X", (range % 35 % 3) as y'
        " from range(6000)"
    )
    rows = np.arange(6_000)
    columns = {"x": rows % 7, "X": rows * rows % 5, "y": rows % 35 % 3}
    found = mu.rank(relation, "y", memory="32MiB", discrete=["x", "X", "y"])
    assert bare(found) == bare(mu.rank(columns, "y", discrete=["x", "X", "y"]))


def test_types_of_polars_mean_what_they_do_in_memory():
    n = 6_000
    rng = np.random.default_rng(1)
    x = rng.normal(size=n)
    few = rng.integers(0, 4, n)
    days = [dt.date(1, 1, 1) + dt.timedelta(int(day)) for day in rng.integers(0, 3_000_000, n)]
    frame = pl.DataFrame(
        {
            "y": few,
            "nan and null": pl.Series([None, float("nan"), *x[2:]], strict=False),
            "minus zero": np.where(few == 0, -0.0, np.where(few == 1, 0.0, x)),
            "integer 128": pl.Series(few * 3, dtype=pl.Int128),
            "unsigned": pl.Series(few.astype(np.uint64) + 2**63),
            "float 32": x.astype(np.float32),
            "decimal": pl.Series([Decimal(int(v * 100)).scaleb(-2) for v in x]),
            "text": pl.Series(list("abcd")).gather(few),
            "category": pl.Series(list("abcd"), dtype=pl.Categorical).gather(few),
            "enum": pl.Series(list("abcd"), dtype=pl.Enum(list("dcba"))).gather(few),
            "bytes": pl.Series([b"a", b"b", None, b"d"]).gather(few),
            "flag": pl.Series([True, False, None, True]).gather(few),
            "day": days,
            "moment": pl.Series(days).cast(pl.Datetime("us")),
            "in a zone": pl.Series(days).cast(pl.Datetime("ms", "Europe/Berlin")),
            "of day": pl.Series(rng.integers(0, 86_400 * 10**9, n)).cast(pl.Time),
            "length": pl.Series(rng.integers(0, 10**12, n)).cast(pl.Duration("us")),
            "nothing": pl.Series([None] * n),
            "list": pl.Series([[1]] * n),
            "struct": pl.Series([{"a": 1}] * n),
        }
    )
    found = mu.rank(frame.lazy(), "y", memory="32MiB")
    expected = mu.rank(frame, "y", memory="1GB")
    assert "read in" in found.warnings[0]
    assert bare(found) == bare(expected)
    assert set(found.skipped) == set(expected.skipped) == {"nothing", "list", "struct"}
    assert found.skipped["list"] == expected.skipped["list"].replace("List(Int64)", "List")


def test_objects_are_set_aside():
    frame = pl.LazyFrame({"y": [0, 1, 2] * 2_000, "object": pl.Series([object()] * 6_000)})
    found = mu.rank(frame, "y", memory="32MiB")
    assert "must hold booleans, numbers, strings" in found.skipped["object"]


def test_types_of_duckdb_mean_what_they_do_in_memory():
    connection = duckdb.connect()
    connection.execute("create type letter as enum ('d', 'c', 'b', 'a')")
    casts = {
        "huge": "k::hugeint", "float": "x::float", "exact": "x::decimal(20, 4)", "flag": "k > 1",
        "letter": "substr('abcd', k + 1, 1)::letter", "bits": "k::bit", "bytes": "k::varchar::blob",
        "code": "('00000000-0000-0000-0000-00000000000' || k)::uuid",
        "json": "('[' || k || ']')::json",
        "day": "date '0001-01-01' + (x * 10000)::int", "clock": "time '00:00' + to_seconds(x * 20)",
        "zone": "to_timestamp(x)", "long ago": "timestamp '0001-01-01' + to_seconds(x * 1e6)",
        "seconds": "(timestamp '2020-01-01' + to_seconds(floor(x)))::timestamp_s",
        "nanoseconds": "(timestamp '2020-01-01' + to_seconds(x))::timestamp_ns",
        "span": "to_days(k)", "list": "[k]", "struct": "{'k': k}", "union": "union_value(k := k)",
        "nothing": "null", "nan": "case when k = 0 then 'nan' else x end::double",
        "minus zero": "case when k = 0 then -0.0::double when k = 1 then 0 else x end",
    }  # fmt: skip
    columns = ", ".join(f'{cast} as "{name}"' for name, cast in casts.items())
    relation = connection.sql(
        f"select k as y, {columns} from (select (hash(range) % 4)::int as k,"
        " (hash(range + 1e6) % 1000003) / 10 as x from range(6000))"
    )
    found = mu.rank(relation, "y", memory="32MiB")
    expected = mu.rank(relation, "y", memory="1GB")
    assert "read in" in found.warnings[0]
    assert bare(found) == bare(expected)
    aside = {"span", "list", "struct", "union", "nothing"}
    assert set(found.skipped) == set(expected.skipped) == aside


def test_categories_of_numbers_are_labels_to_dask():
    frames = pytest.importorskip("dask.dataframe")
    frame = TABLE.select(["class", "level"]).to_pandas()
    frame["category"] = frame["level"].astype("category")
    source = frames.from_pandas(frame, npartitions=3)
    found = mu.rank(source, "class", memory="32MiB")
    assert found["category"].reason == "category, 5 levels"
    assert bare(found) == bare(mu.rank(frame, "class", memory="1GB"))


# --- what is refused


def test_what_needs_files_is_refused(tmp_path):
    source = pl.from_arrow(TABLE).lazy()
    with pytest.raises(
        mu.MutuallyError, match=r"checkpoint: is for Parquet files.*\nHint: table\."
    ):
        mu.rank(source, "class", checkpoint=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
    with pytest.raises(mu.MutuallyError, match=r'on_error: is "raise" for what is not in Parquet'):
        mu.rank(source, "class", on_error="skip")


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"target": "klass"}, "target: must name a column"),
        ({"target": np.zeros(6_000)}, "target: must name a column of a table that is read in"),
        ({"given": "x"}, "given: must be None for a table that is read in shards"),
        ({"weights": np.ones(6_000)}, "weights: must be None for a table that is read in shards"),
    ],
)
def test_a_call_is_refused_before_anything_is_written(monkeypatch, options, rule):
    source = pl.from_arrow(TABLE).lazy()
    monkeypatch.setattr(LazyTable, "write", None)
    with pytest.raises(mu.MutuallyError, match=rule):
        mu.rank(source, **{"target": "class", "memory": "32MiB", **options})


def test_a_plan_that_cannot_run_is_said(folder):
    broken = pl.from_arrow(TABLE).lazy().select(pl.col("no such column"))
    with pytest.raises(mu.MutuallyError, match=r"table: must be what polars can run.*no such col"):
        mu.rank(broken, "class", memory="32MiB")
    late = duckdb.connect().sql(
        "select if(range = 5900, error('late'), range % 3) y from range(6000)"
    )
    with pytest.raises(
        mu.MutuallyError, match=r"table: must be what duckdb can run and .*late"
    ) as e:
        mu.rank(late, "y", memory="32MiB")
    assert e.value.__context__ is not None  # which says more, and holds what it went through
    assert not list(folder.iterdir())


def test_names_that_are_no_text_are_refused():
    frames = pytest.importorskip("dask.dataframe")
    frame = TABLE.select(["class", "level"]).to_pandas()
    frame.columns = ["class", 7]
    with pytest.raises(mu.MutuallyError, match=r"names of columns that are text .* got 7"):
        mu.rank(frames.from_pandas(frame, npartitions=2), "class", memory="32MiB")


def test_a_sample_may_be_another_each_time():
    relation = duckdb.connect().sql("select range % 3 as y, range % 2 as x from range(60000)")
    sampled = relation.query("rows", "from rows using sample 20 percent (bernoulli)")
    found = mu.rank(sampled, "y", memory="32MiB")
    assert "read in" in found.warnings[0]


# --- clusters


@pytest.mark.parametrize("lost", [1, 2])
def test_files_that_are_not_seen_here_are_missed(tmp_path, folder, monkeypatch, lost):
    frames = pytest.importorskip("dask.dataframe")
    source = frames.from_pandas(TABLE.to_pandas(), npartitions=2, sort=False)
    original = LazyTable.write

    def write_elsewhere(self, path):
        columns = original(self, path)
        for name in sorted(os.listdir(path))[:lost]:
            os.remove(os.path.join(path, name))
        return columns

    monkeypatch.setattr(LazyTable, "write", write_elsewhere)
    left = f"{6_000 - lost * 3_000:,}"
    with pytest.raises(
        mu.MutuallyError, match=f"table: must be the same each.* got {left} of 6,000"
    ):
        mu.rank(source, "class", memory="32MiB")
    assert not list(folder.iterdir())


def test_ctrl_c_leaves_no_half_file(folder, monkeypatch):
    def stop(self, path):
        os.mkdir(path)
        raise KeyboardInterrupt

    monkeypatch.setattr(LazyTable, "write", stop)
    with pytest.raises(KeyboardInterrupt) as e:
        mu.rank(pl.from_arrow(TABLE).lazy(), "class", memory="32MiB")
    assert e.tb is not None  # It holds what it went through.
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("master", "own"),
    [("local[*]", False), ("local", False), ("local-cluster[2,1,1024]", True), ("yarn", True)],
)
def test_a_cluster_of_spark_reads_what_it_wrote(master, own):
    session = SimpleNamespace(conf={"spark.master": master})
    table = LazyTable("spark", SimpleNamespace(sparkSession=session))
    assert spooled._own_engine(table) is (session if own else None)


@pytest.mark.parametrize("given", [True, False])
def test_an_engine_reads_the_files(monkeypatch, given):
    source = pl.from_arrow(TABLE.select(["class", "level", "word"])).lazy()

    class Engine:
        """Stands for one."""

    engine, asked = Engine(), []

    def by_engine(engine, work, tasks):
        asked.append(engine)
        yield from ((at, work.partial(task)) for at, task in tasks)

    monkeypatch.setattr(sources, "check_engine", lambda engine: None)
    monkeypatch.setattr(passes, "results_of", by_engine)
    monkeypatch.setattr(shards, "ROWS_PER_TASK", 1_000)
    expected = mu.rank(source, "class", memory="32MiB")
    if not given:
        monkeypatch.setattr(spooled, "_own_engine", lambda table: engine)
    options = {"engine": engine} if given else {"memory": "32MiB"}
    assert list(mu.rank(source, "class", **options)) == list(expected)
    assert asked
    assert all(one is engine for one in asked)


# --- memory

CHILD = """
import json, sys
import mutually as mu
import duckdb, polars, pyarrow.parquet, scipy.special
kind, small, large = sys.argv[1:]
def plan(path):
    if kind == "polars":
        return polars.scan_parquet(path).filter(polars.col("y").is_not_null())
    return duckdb.connect(config={"memory_limit": "100MB"}).sql(
        f"from '{path}' where y is not null"
    )
def peak():  # ru_maxrss would count the parent of a forked process as well
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000
mu.rank(plan(small), "y", memory="32MiB", features=["k"])  # all code is loaded
before = peak()
found = mu.rank(plan(large), "y", memory="200MB", features=["k", "x1"])
print(json.dumps([before, peak(), len(found), found.warnings[0]]))
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> list[str]:
    """A seventh of a million rows, and three millions."""
    folder = tmp_path_factory.mktemp("large")
    rng = np.random.default_rng(0)
    paths = [str(folder / name) for name in ("small.parquet", "large.parquet")]
    for path, groups in zip(paths, (1, 20), strict=True):
        writer = None
        for _ in range(groups):
            y = rng.normal(size=150_000)
            columns = {"y": y, "k": rng.integers(0, 9, y.size)}
            columns |= {f"x{at}": at * y + rng.normal(size=y.size) for at in range(8)}
            table = pa.table(columns)
            writer = writer or parquet.ParquetWriter(path, table.schema, use_dictionary=False)
            writer.write_table(table)
        writer.close()
    return paths


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the peak is read there")
@pytest.mark.parametrize("kind", ["polars", "duckdb"])
def test_the_memory_is_kept(files, kind):
    run = subprocess.run([sys.executable, "-c", CHILD, kind, *files],
                         capture_output=True, text=True, check=True, timeout=300)  # fmt: skip
    before, after, columns, note = json.loads(run.stdout.splitlines()[-1])
    assert columns == 2
    assert "read in" in note
    # The rows are 240 MB.
    assert after - before < 200
