"""The examples by name, and which packages examples and other files need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from reading import plain
from table_files import csv

from mutually.datasets import EXAMPLES, example_path
from mutually.errors import MissingExtra, MutuallyError
from mutually.tables.files import read_file


def test_examples_by_name() -> None:
    table = read_file("penguins")
    assert table.n_rows == 344
    assert set(plain(table.column("species"))) == {"Adelie", "Chinstrap", "Gentoo"}
    assert table.column("sex").missing.sum() == 11
    assert table.column("bill_length_mm").family == "number"
    assert table.column("year").family == "integer"


def test_a_file_comes_before_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    csv(tmp_path, "a\n1\n", "penguins")
    with pytest.raises(MutuallyError, match=r"file 'penguins': must end in \.csv"):
        read_file("penguins")


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_do_without_duckdb(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = example_path(name)
    assert path is not None
    by_duckdb = read_file(path)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    table = read_file(name)
    assert (table.names, table.n_rows, table.kind) == (by_duckdb.names, by_duckdb.n_rows, "file")
    for column in map(table.column, table.names):
        same = by_duckdb.column(column.name)
        assert column.values.dtype == same.values.dtype
        assert np.array_equal(column.values, same.values)
        assert np.array_equal(column.missing, same.missing)
        assert column._replace(values=same.values, missing=None) == same._replace(missing=None)


def test_duckdb_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtra, match=r"pip install 'mutually\[cli\]'"):
        read_file(csv(tmp_path, "a\n1\n"))


def test_files_need_neither_pandas_nor_pyarrow(tmp_path: Path) -> None:
    rows = "".join(f"{at},w{at % 3},id{at},2024-03-0{at % 9 + 1}\n" for at in range(100))
    path = csv(tmp_path, "n,w,id,day\n" + rows)
    code = (
        "import sys\n"
        "for name in ('pandas', 'pyarrow', 'polars'): sys.modules[name] = None\n"
        "from mutually.tables import read_table\n"
        f"table = read_table({str(path)!r})\n"
        "print([(c.family, len(c.levels or [])) for c in map(table.column, table.names)])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[0] == (
        "[('integer', 0), ('label', 3), ('label', 100), ('time', 0)]"
    )
