"""Odd names of files and of the columns in them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from reading import plain
from table_files import csv, read

from mutually.errors import MutuallyError
from mutually.tables.files import read_file

ODD = [
    "a",
    "A",
    "a_1",
    'quo"te',
    "semi;colon",
    "new\nline",
    " x ",
    "select",
    "x'); drop table t;--",
]


def quoted(names: list[str]) -> str:
    return ",".join('"' + name.replace('"', '""') + '"' for name in names)


def test_odd_names_survive_in_csv(tmp_path: Path) -> None:
    path = csv(tmp_path, quoted(ODD) + "\n" + ",".join(map(str, range(len(ODD)))) + "\n")
    table = read_file(path)
    assert table.names == tuple(ODD)
    assert [plain(table.column(name)) for name in ODD] == [[at] for at in range(len(ODD))]


def test_odd_names_survive_in_parquet(tmp_path: Path) -> None:
    names = [*ODD, "", "ä"]
    for part in ("1", "2"):
        columns = [[at, at] for at in range(len(names))]
        parquet.write_table(pa.table(columns, names=names), tmp_path / f"part {part}.parquet")
    table = read_file(tmp_path / "part *.parquet")
    assert table.names == tuple(names)
    assert table.n_rows == 4
    assert [plain(table.column(name)) for name in names] == [[at] * 4 for at in range(len(names))]


def test_columns_without_a_name(tmp_path: Path) -> None:
    assert list(read(csv(tmp_path, ',a,""\n1,2,3\n'))) == ["column0", "a", "column2"]


def test_one_name_twice(tmp_path: Path) -> None:
    parquet.write_table(pa.table([[1], [2]], names=["x", "x"]), tmp_path / "t.parquet")
    for path in (csv(tmp_path, "x,y,x\n1,2,3\n"), tmp_path / "t.parquet"):
        with pytest.raises(MutuallyError, match="more than one column named 'x'"):
            read_file(path)


@pytest.mark.parametrize(
    "name",
    [
        "with space",
        "it's",
        'quo"te',
        "semi;colon",
        "star*",
        "what?",
        "a[1]",
        "[ab]",
        "{a,b}",
        "new\nline",
        "ünï",
        "back\\slash",
        "x'); drop table t;--",
        "?",
        "$1",
    ],
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_odd_file_names(name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.{kind}"
    # What the name matches as a pattern must not be read in its place.
    for other, value in (("star2", 0), ("whaty", 0), ("a1", 0), ("a", 0), (name, 7)):
        target = tmp_path / f"{other}.{kind}"
        if kind == "csv":
            target.write_text(f"v\n{value}\n")
        else:
            parquet.write_table(pa.table({"v": [value]}), target)
    assert read(path) == {"v": ("integer", [7])}


def test_a_path_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    csv(tmp_path, "a\n1\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert read_file("~/table.csv").names == ("a",)
