"""Columns of a file on request: few and many levels, any order, several threads."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from reading import plain
from table_files import csv, read

from mutually.tables.files import read_file
from mutually.tables.readers import duckdb_rows


@pytest.mark.parametrize("most", [0, 20_000])
@settings(max_examples=40)  # each writes a file and asks DuckDB
@given(words=st.lists(st.none() | st.text(max_size=3), min_size=1))
def test_strings_come_back(words: list[str | None], most: int, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("words") / "t.parquet"
    parquet.write_table(pa.table({"w": pa.array(words, pa.string()), "n": range(len(words))}), path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb_rows, "_LEVELS_BY_ENUM", most)
        table = read_file(path)
        column = table.column("w")
        assert plain(column) == words
        assert column.dtype == "VARCHAR"
        assert plain(table.column("n")) == list(range(len(words)))


def test_columns_in_any_order_and_from_several_threads(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    names = [f"v{at}" for at in range(40)]
    words = {name: [f"{name} {row % 3}" for row in range(10)] for name in names}
    parquet.write_table(pa.table(words), path)
    table = read_file(path)
    found: dict[str, list[Any]] = {}

    def work(mine: list[str]) -> None:
        for name in mine:
            found[name] = plain(table.column(name))

    threads = [threading.Thread(target=work, args=(names[at::4],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == words
    # A second time, and while the first column's levels have not been asked for.
    first, second = table.column("v3"), table.column("v3")
    assert plain(first) == plain(second) == words["v3"]


def test_more_columns_than_one_query_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb_rows, "_COLUMNS_PER_QUERY", 3)
    path = csv(tmp_path, ",".join("abcdefgh") + "\n1,2,3,x,5,6,7,8\n")
    assert [values for _, values in read(path).values()] == [
        [1],
        [2],
        [3],
        ["x"],
        [5],
        [6],
        [7],
        [8],
    ]
