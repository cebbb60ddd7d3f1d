"""Spark in one process, with two executors, and Spark Connect: passes, and its frames as tables."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from every_engine import Engine, EveryEngine, until
from pyarrow import parquet
from sharded import mixed_table, ranked

import mutually as mu
from mutually.engines import limits
from mutually.engines.sources import open_table
from mutually.tables.readers.row_groups import as_numbers, read_batches
from mutually.tables.shards import RowGroups

pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # A server of Spark Connect is started with its settings, and then told once more.
    pytest.mark.filterwarnings("ignore:Failed to set spark:UserWarning"),
]

TABLE = mixed_table(6_000)


@pytest.fixture(scope="module", params=["local[2,4]", "local-cluster[2,1,1024]", "connect"])
def spark(request, folder, scratch) -> Iterator[Any]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java 17: apt install openjdk-17-jre-headless")
    import pyspark
    from pyspark.sql import SparkSession

    master = request.param
    handler = signal.getsignal(signal.SIGINT)
    logs = Path(pyspark.__file__).parent / "work"  # of executors, and no setting moves them
    others = logs.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        # What runs for seconds is not worth compiling well.
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        patch.setenv("SPARK_LOCAL_DIRS", str(scratch))
        if master == "connect":
            patch.setenv("SPARK_TESTING", "1")  # The server takes any port that is free.
        options = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.executorEnv.PYTHONPATH": os.environ["PYTHONPATH"],
            # Names that differ by their case alone are two.
            "spark.sql.caseSensitive": "true",
        }
        builder = SparkSession.builder.config(map=options)
        builder = builder.remote("local[2,4]") if master == "connect" else builder.master(master)
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            session.stop()
            signal.signal(signal.SIGINT, handler)  # Spark's asks for a context that runs.
            # An executor that is ending may write once more.
            assert until(lambda: others or removed(logs))


def removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


class TestPasses(EveryEngine):
    """Passes over files, while workers are killed."""

    @pytest.fixture
    def engine(self, spark) -> Engine:
        return Engine(spark, executors=is_cluster(spark))


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Take 6,000 rows for more than 32 MiB hold, and a folder of this test for temporary ones."""
    monkeypatch.setattr(limits, "BYTES_PER_ROW", 1 << 14)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


def bare(ranking: mu.Ranking) -> list[Any]:
    """The rows without each library's word for a type."""
    return [replace(row, reason="") for row in ranking]


def is_cluster(spark: Any) -> bool:
    return spark.conf.get("spark.master").startswith("local-cluster")


def test_the_bits_are_those_of_the_file(spark, tmp_path, temporary):
    path = str(tmp_path / "table.parquet")
    parquet.write_table(TABLE, path, row_group_size=1_000)
    frame = spark.read.parquet(f"file://{path}")
    expected = ranked([path], "class", sampled=100_000)
    found = mu.rank(frame, "class", memory="32MiB")
    assert "read in" in found.warnings[0]
    assert bare(found) == bare(expected)
    assert found.skipped.keys() == expected.skipped.keys()
    # And where it is collected into memory.
    assert bare(mu.rank(frame, "class", memory="1GB")) == bare(expected)
    assert not list(temporary.iterdir())


def test_who_reads_the_files(spark):
    rows = open_table(spark.range(6_000), memory="32MiB")
    assert rows.engine is (spark if is_cluster(spark) else None)
    assert open_table(spark.range(10), engine=spark).n_rows == 10


def values(rows: RowGroups, name: str) -> list[Any]:
    """The values of a column as a ranking reads them, None where they are missing."""
    found: list[Any] = []
    for group in rows.groups:
        for batch in read_batches(group, [name], []):
            if rows.families[name] == "label":
                found += batch[name].to_pylist()
                continue
            numbers, missing = as_numbers(batch[name])
            none = np.zeros(len(numbers), bool) if missing is None else missing
            found += [None if m else v for v, m in zip(numbers.tolist(), none, strict=True)]
    return found


def test_types_come_through(spark):
    long_ago, far = dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30, 23, 59, 59, 999_999)
    zone = dt.UTC
    rows = [
        (0, -0.0, Decimal("1.25"), True, "a", b"\0", long_ago.date(), long_ago.replace(tzinfo=zone),
         long_ago, dt.timedelta(-1), None, [1]),
        (1, float("nan"), None, None, None, None, None, None, None, None, None, None),
        (2, float("inf"), Decimal("-9.5"), False, "é", b"\xff", far.date(),
         far.replace(tzinfo=zone), far, dt.timedelta(10_000, 1), None, []),
    ]  # fmt: skip
    schema = (
        "n long, x double, X decimal(30, 10), flag boolean, text string, bytes binary, day date,"
        " moment timestamp, `a clock` timestamp_ntz, span interval day to second, nothing void,"
        " list array<int>"
    )
    frame = spark.createDataFrame(rows, schema).coalesce(1).orderBy("n")
    found = open_table(frame, engine=spark)
    families = ["integer", "number", "number", "boolean", "label", "label", "time", "time", "time",
                "time", "label", ""]  # fmt: skip
    assert dict(zip(frame.columns, families, strict=True)) == found.families
    assert found.words["list"] == "array<int>"
    epoch = dt.datetime(1970, 1, 1)
    ticks = [(moment - epoch) // dt.timedelta(microseconds=1) for moment in (long_ago, far)]
    days = [(moment - epoch).days for moment in (long_ago, far)]
    assert values(found, "x") == [0.0, None, np.inf]
    assert np.signbit(values(found, "x")[0])
    assert values(found, "X") == [1.25, None, -9.5]
    assert values(found, "flag") == [1, None, 0]
    assert values(found, "text") == ["a", None, "é"]
    assert values(found, "bytes") == [b"\0", None, b"\xff"]
    assert values(found, "day") == [days[0], None, days[1]]
    assert values(found, "moment") == [ticks[0], None, ticks[1]]
    assert values(found, "a clock") == [ticks[0], None, ticks[1]]
    assert values(found, "span") == [-86_400 * 10**6, None, 864_000_001 * 10**6]
    assert values(found, "nothing") == [None, None, None]


def test_what_spark_refuses_is_said(spark, temporary):
    broken = spark.range(6_000).selectExpr(
        "id % 3 as y", "if(id = 5000, raise_error('no such thing'), id) as x"
    )
    with pytest.raises(mu.MutuallyError, match=r"table: must be what spark can run and write") as e:
        mu.rank(broken, "y", memory="32MiB")
    assert "Hint: table.write.parquet(path), and pass the path" in str(e.value)
    twice = spark.range(6_000).selectExpr("id % 3 as y", "id as x", "-id as x")
    with pytest.raises(mu.MutuallyError, match="more than one column named 'x'"):
        mu.rank(twice, "y", memory="32MiB")
    assert not list(temporary.iterdir())
