"""Files as tables: what is read from CSV and Parquet, by which names, and what is said of bad."""

from __future__ import annotations

import datetime as dt
import gzip
import subprocess
import sys
import threading
from csv import writer as csv_writer
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from mutually.datasets import EXAMPLES, example_path
from mutually.errors import MissingExtra, MutuallyError
from mutually.tables.columns import Column
from mutually.tables.files import read_file
from mutually.tables.readers import duckdb_rows


def plain(column: Column) -> list[Any]:
    values: list[Any] = column.values.tolist()
    if column.family == "label":
        values = [column.levels[code] if column.levels else None for code in values]
    if column.missing is not None:
        values = [None if gone else v for v, gone in zip(values, column.missing, strict=True)]
    return values


def csv(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(path: Path) -> dict[Any, tuple[str, list[Any]]]:
    table = read_file(path)
    assert table.kind == "file"
    found = {name: table.column(name) for name in table.names}
    return {name: (column.family, plain(column)) for name, column in found.items()}


# CSV: values


def test_empty_fields_and_na_are_missing(tmp_path: Path) -> None:
    path = csv(tmp_path, 'n,w,f\n1,a,0.5\nNA,NA,NA\n,,\n"NA","",""\n2,b,nan\n')
    assert read(path) == {
        "n": ("integer", [1, None, None, None, 2]),
        "w": ("label", ["a", None, None, None, "b"]),
        "f": ("number", [0.5, None, None, None, None]),
    }


def test_types_of_a_csv_file(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "flag,day,clock,moment,zoned,big,huge,zip,all\n"
        "true,2024-03-01,10:00:00,2024-03-01 10:00:00,2024-03-01T10:00:00Z,1,1,01234,NA\n"
        "false,2024-03-02,10:00:01,2024-03-01 10:00:01,2024-03-01T10:00:02Z,"
        "9223372036854775807,170141183460469231731687303715884105727,00123,\n",
    )
    assert read(path) == {
        "flag": ("boolean", [1, 0]),
        "day": ("time", [0.0, 86400e6]),
        "clock": ("time", [0.0, 1e6]),
        "moment": ("time", [0.0, 1e6]),
        "zoned": ("time", [0.0, 2e6]),
        "big": ("integer", [1, 2**63 - 1]),
        "huge": ("number", [1.0, 2.0**127]),
        "zip": ("label", ["01234", "00123"]),
        "all": ("label", [None, None]),
    }


@pytest.mark.parametrize(
    ("late", "family"), [("x", "label"), ("2.5", "number"), ("n/a", "label"), ("NA", "integer")]
)
def test_a_late_value_decides_the_type_too(late: str, family: str, tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b\n" + "1,2\n" * 30_000 + f"{late},3\n")
    column = read_file(path).column("a")
    assert column.family == family
    assert column.values.size == 30_001


@pytest.mark.parametrize(
    ("early", "late", "expected"),
    [
        ("2024-01-01", "2024-01-01 10:30:00", 37_800e6),
        ("01/02/2024", "31/12/2024", 334 * 86400e6),
        ("1", "1e3", 999.0),
    ],
)
def test_a_late_value_is_not_cut(early: str, late: str, expected: float, tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b\n" + f"{early},2\n" * 30_000 + f"{late},3\n")
    values = read_file(path).column("a").values
    assert values[-1] - values[0] == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_decimal_commas(end: str, tmp_path: Path) -> None:
    lines = ["x;y;z;w", "1,23;1;1,5;01", "-4;NA;1.500;02", ";-2,5e3;2;03", "0,5;3;3;04"]
    path = csv(tmp_path, end.join([*lines, ""]))
    assert read(path) == {
        "x": ("number", [1.23, -4.0, None, 0.5]),
        "y": ("number", [1.0, None, -2500.0, 3.0]),
        "z": ("label", ["1,5", "1.500", "2", "3"]),  # Which of the two is a decimal sign?
        "w": ("label", ["01", "02", "03", "04"]),
    }
    assert read_file(path).column("x").dtype == "DOUBLE with decimal commas"
    # With commas between the fields, one in quotes may stand between thousands.
    assert read(csv(tmp_path, 'x,y\n"1,234",1\n"999",2\n'))["x"] == ("label", ["1,234", "999"])


@pytest.mark.parametrize("levels", [0, 20_000])
def test_text_that_is_mostly_numbers_says_so(
    levels: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_rows, "_LEVELS_BY_ENUM", levels)
    rows = "".join(f"{at / 8},{at},w{at % 3},{at % 9}\n" for at in range(196))
    path = csv(tmp_path, "a,b,c,d\n" + rows + "?,oops,?,1\n1,!,w,\n,4,w,1\n2,?,w,1\n,x y,w,NA\n")
    table = read_file(path)
    a, b, c, d = map(table.column, table.names)
    assert a.dtype == "VARCHAR, 99.4 % of it numbers, first other value '?'"
    assert b.dtype == "VARCHAR, 98 % of it numbers, first other value 'oops'"
    assert (a.family, b.family, c.dtype, d.dtype) == ("label", "label", "VARCHAR", "BIGINT")
    half = csv(tmp_path, "a,b\n" + "1,2\n" * 18 + "x,2\n")
    assert read_file(half).column("a").dtype == "VARCHAR"


def test_a_line_break_in_a_field_and_a_windows_file(tmp_path: Path) -> None:
    path = csv(tmp_path, 'a,b\r\n"x\ny",1\r\nz,2\r\n')
    assert read(path) == {"a": ("label", ["x\ny", "z"]), "b": ("integer", [1, 2])}


def test_a_sign_of_comments_is_a_value(tmp_path: Path) -> None:
    assert read(csv(tmp_path, "a,b\n#1,2\n#3,4\n"))["a"] == ("label", ["#1", "#3"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.TXT"])
def test_delimiters(delimiter: str, name: str, tmp_path: Path) -> None:
    path = csv(tmp_path, f'a{delimiter}"b,;|\t"\n1{delimiter}x,y\n'.replace("x,y", "xy"), name)
    assert read(path) == {"a": ("integer", [1]), "b,;|\t": ("label", ["xy"])}


def test_one_column_is_not_split(tmp_path: Path) -> None:
    assert read(csv(tmp_path, "a b\nx;y\nz;w\n")) == {"a b": ("label", ["x;y", "z;w"])}


def test_packed_files_and_byte_order_marks(tmp_path: Path) -> None:
    packed = gzip.compress(b"\xef\xbb\xbfa,b\n1,x\n")
    expected = {"a": ("integer", [1]), "b": ("label", ["x"])}
    assert read(csv(tmp_path, packed, "t.csv.gz")) == expected
    assert read(csv(tmp_path, b"\xef\xbb\xbfa,b\n1,x\n")) == expected


# Names


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


# Several files


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


# Parquet: types


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


# Strings, in few and in many levels


@pytest.mark.parametrize("most", [0, 20_000])
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


# Examples


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


# What is needed


def test_duckdb_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtra, match=r"pip install 'mutually\[cli\]'"):
        read_file(csv(tmp_path, "a\n1\n"))


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


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("name", ["two\nlines", "two\r\nlines", "one line"])
def test_line_ends_inside_quotes_are_part_of_names_and_values(
    tmp_path: Path, end: str, name: str
) -> None:
    path = tmp_path / "lines.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv_writer(file, lineterminator=end)
        writer.writerows([[name, "text"], *([i, "a\nb" if i % 2 else "c"] for i in range(30))])
    table = read_file(path)
    assert table.names == (name, "text")
    assert table.column(name).values.tolist() == list(range(30))
    assert set(table.column("text").levels) == {"a\nb", "c"}
