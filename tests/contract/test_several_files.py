"""Several files as one table: patterns, folders named by a value, files that differ."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from table_files import csv, read

from mutually.errors import MutuallyError
from mutually.tables.files import read_file


def test_patterns_read_files_in_order(tmp_path: Path) -> None:
    for at in (3, 1, 2):
        csv(tmp_path, f"a,w\n{at},w{at}\n", f"part{at}.csv")
    expected = {"a": ("integer", [1, 2, 3]), "w": ("label", ["w1", "w2", "w3"])}
    assert read(tmp_path / "part*.csv") == expected
    assert read(tmp_path / "part[123].csv") == expected
    (tmp_path / "deep" / "er").mkdir(parents=True)
    csv(tmp_path / "deep" / "er", "a,w\n9,x\n", "part.csv")
    assert read(tmp_path / "deep" / "**" / "*.csv") == {
        "a": ("integer", [9]),
        "w": ("label", ["x"]),
    }


def test_folders_that_are_named_by_a_value(tmp_path: Path) -> None:
    for year in (2023, 2024):
        (tmp_path / f"year={year}").mkdir()
        parquet.write_table(pa.table({"a": [1]}), tmp_path / f"year={year}" / "x.parquet")
    assert read(tmp_path / "*" / "*.parquet") == {
        "a": ("integer", [1, 1]),
        "year": ("integer", [2023, 2024]),
    }


def test_files_that_do_not_belong_together(tmp_path: Path) -> None:
    csv(tmp_path, "a,b\n1,2\n", "1.csv")
    csv(tmp_path, "b,a\n1,2\n", "2.csv")
    with pytest.raises(
        MutuallyError, match=r"2\.csv': must have the header of .*1\.csv', .*; got b, a"
    ):
        read_file(tmp_path / "*.csv")
    parquet.write_table(pa.table({"a": [1]}), tmp_path / "1.parquet")
    parquet.write_table(pa.table({"b": [1]}), tmp_path / "2.parquet")
    with pytest.raises(MutuallyError, match="must be a file that DuckDB can read"):
        read(tmp_path / "*.parquet")
    with pytest.raises(
        MutuallyError, match="must match files of one kind only; got CSV and Parquet"
    ):
        read_file(tmp_path / "1.*")
