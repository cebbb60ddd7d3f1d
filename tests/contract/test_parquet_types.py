"""What each type of a Parquet file becomes, and which are refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from reading import plain
from table_files import read

from mutually.errors import MutuallyError
from mutually.tables.files import read_file


@pytest.mark.parametrize(
    ("sql", "family", "values"),
    [
        ("1::tinyint", "integer", [1, None]),
        ("18446744073709551615::ubigint", "integer", [2**64 - 1, None]),
        ("1::hugeint", "number", [1.0, None]),
        ("0.5::float", "number", [0.5, None]),
        ("'nan'::double", "number", [None, None]),
        ("'inf'::double", "number", [np.inf, None]),
        ("1.5::decimal(10, 2)", "number", [1.5, None]),
        ("1.5::decimal(38, 2)", "number", [1.5, None]),
        ("true", "boolean", [1, None]),
        ("'a'", "label", ["a", None]),
        ("''", "label", ["", None]),
        ("'a'::enum('b', 'a')", "label", ["a", None]),
        ("'00000000-0000-0000-0000-000000000001'::uuid", "label", None),
        ("'\\xAA'::blob", "label", ["\\xAA", None]),
        ("'[1]'::json", "label", ["[1]", None]),
        ("date '2024-03-01'", "time", [0.0, None]),
        ("time '10:00:00'", "time", [0.0, None]),
        ("'10:00:00+01'::timetz", "time", [0.0, None]),
        ("timestamp '2024-03-01 10:00:00'", "time", [0.0, None]),
        ("timestamptz '2024-03-01 10:00:00+00'", "time", [0.0, None]),
        ("timestamp_ns '2024-03-01 10:00:00'", "time", [0.0, None]),
        ("interval 3 day", "time", [0.0, None]),
        ("null", "label", [None, None]),
    ],
)
def test_types_of_a_parquet_file(sql: str, family: str, values: Any, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select {sql} as v union all select null) to '{path}'")
    values = values or ["00000000-0000-0000-0000-000000000001", None]
    assert read(path) == {"v": (family, values)}


def test_types_that_arrow_writes(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table(
        {
            "nothing": pa.nulls(2),
            "half": pa.array([0.5, None], pa.float16()),
            "nano": pa.array([5, 3], pa.time64("ns")),
            "decimal": [Decimal("1.25"), None],
            "coded": pa.array(["b", "a"]).dictionary_encode(),
            "days": [dt.date(2024, 3, 2), dt.date(2024, 3, 1)],
        }
    )
    parquet.write_table(table, path)
    found = read(path)
    assert plain(read_file(path).column("nothing")) == [None, None]
    assert found["half"] == ("number", [0.5, None])
    assert found["nano"][0] == "time"
    assert found["decimal"] == ("number", [1.25, None])
    assert found["coded"] == ("label", ["b", "a"])
    assert found["days"] == ("time", [86400e6, 0.0])


@pytest.mark.parametrize(
    "sql", ["[1]", "{'a': 1}", "map {1: 2}", "array_value(1, 2)", "[{'a': 1}]"]
)
def test_nested_columns_are_refused_and_the_others_read(sql: str, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 1 as x, {sql} as n, 'a' as y) to '{path}'")
    table = read_file(path)
    assert table.names == ("x", "n", "y")
    assert plain(table.column("x")) == [1]
    with pytest.raises(MutuallyError, match="column 'n': must hold booleans, numbers, strings"):
        table.column("n")
    assert plain(table.column("y")) == ["a"]
