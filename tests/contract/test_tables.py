"""The same table from every source gives the same columns, and goes back in the caller's kind."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from mutually.errors import MutuallyError
from mutually.tables import frames, read_table, sources
from mutually.tables.columns import Column

DATA: dict[str, list[Any]] = {
    "flag": [True, False, None, True],
    "count": [3, None, 1, 3],
    "size": [0.5, None, -2.0, 1e300],
    "word": ["b", "a", None, "b"],
    "day": [dt.date(2024, 3, 2), dt.date(2024, 3, 1), None, dt.date(2024, 3, 9)],
    "full": [1, 2, 3, 4],
}
EXPECTED = {
    "flag": ("boolean", [1, 0, None, 1]),
    "count": ("integer", [3, None, 1, 3]),
    "size": ("number", [0.5, None, -2.0, 1e300]),
    "word": ("label", ["b", "a", None, "b"]),
    "day": ("time", [1.0, 0.0, None, 8.0]),
    "full": ("integer", [1, 2, 3, 4]),
}


def plain(column: Column) -> list[Any]:
    values: list[Any] = column.values.tolist()
    if column.family == "label" and column.levels:
        values = [column.levels[code] for code in values]
    if column.family == "time":  # Days, whatever the source counted in.
        step = column.values[-1] / 8
        values = [value / step for value in values]
    if column.missing is not None:
        values = [None if gone else v for v, gone in zip(values, column.missing, strict=True)]
    return values


def pandas_plain() -> pd.DataFrame:
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in DATA.items()})
    return frame.astype({"size": float, "full": np.int16}).set_index(pd.Index([7, 7, 1, 0]))


def pandas_nullable() -> pd.DataFrame:
    return pandas_plain().astype(
        {"flag": "boolean", "count": "Int64", "size": "Float64", "word": "string[python]"}
    )


def pandas_default() -> pd.DataFrame:
    frame = pandas_nullable()
    frame["day"] = pd.to_datetime(frame["day"])
    return frame.astype({"word": "str"})


def structured() -> np.ndarray:
    masked = np.ma.zeros(
        4,
        dtype=[
            ("flag", "?"),
            ("count", ">i4"),
            ("size", "f8"),
            ("word", "U1"),
            ("day", "M8[D]"),
            ("full", "u1"),
        ],
    )
    for name, values in DATA.items():
        for row, value in enumerate(values):
            masked[name][row] = np.ma.masked if value is None else value
    return masked


SOURCES: dict[str, Callable[[Path], Any]] = {
    "dict": lambda _: DATA,
    "dict of arrays": lambda _: {name: np.array(values, object) for name, values in DATA.items()},
    "dict of series": lambda _: {
        **DATA,
        "word": pl.Series(DATA["word"]),
        "size": pd.Series(DATA["size"]),
    },
    "pandas object": lambda _: pandas_plain(),
    "pandas": lambda _: pandas_default(),
    "pandas nullable": lambda _: pandas_nullable(),
    "pandas arrow": lambda _: pandas_nullable().convert_dtypes(dtype_backend="pyarrow"),
    "polars": lambda _: pl.DataFrame(DATA),
    "polars lazy": lambda _: pl.LazyFrame(DATA),
    "polars enum": lambda _: pl.DataFrame(DATA).cast({"word": pl.Enum(["a", "b", "c"])}),
    "pyarrow": lambda _: pa.table(DATA),
    "pyarrow batch": lambda _: pa.RecordBatch.from_pydict(DATA),
    "narwhals": lambda _: nw.from_native(pl.DataFrame(DATA)),
    "narwhals lazy": lambda _: nw.from_native(pl.LazyFrame(DATA)),
    "structured": lambda _: structured(),
    "duckdb": lambda folder: duckdb.read_parquet(str(_parquet(folder))),
    "arrow stream": lambda _: Stream(pa.table(DATA)),
    "csv": lambda folder: _csv(folder),
    "csv.gz": lambda folder: _csv(folder, ".gz"),
    "parquet": lambda folder: _parquet(folder),
    "parquet by name": lambda folder: str(_parquet(folder)),
}


class Stream:
    """Nothing but the Arrow stream of a table."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._table.__arrow_c_stream__(requested_schema)


def _parquet(folder: Path) -> Path:
    path = folder / "table.parquet"
    pl.DataFrame(DATA).write_parquet(path)
    return path


def _csv(folder: Path, packed: str = "") -> Path:
    path = folder / f"table.csv{packed}"
    pandas_default().to_csv(path, index=False, na_rep="NA")
    return path


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_same_columns(source: str, tmp_path: Path) -> None:
    table = read_table(SOURCES[source](tmp_path))
    assert table.names == tuple(DATA)
    assert table.n_rows == 4
    for name, (family, values) in EXPECTED.items():
        column = table.column(name)
        assert column.name == name
        assert (column.family, plain(column)) == (family, values), name
    # Once more, and in another order.
    for name in reversed(DATA):
        assert plain(table.column(name)) == EXPECTED[name][1]


@pytest.mark.parametrize(
    ("source", "kind", "frame"),
    [
        ("pandas", "pandas", pd.DataFrame),
        ("polars", "polars", pl.DataFrame),
        ("polars lazy", "polars", pl.DataFrame),
        ("narwhals", "polars", pl.DataFrame),
        ("pyarrow", "pyarrow", pa.Table),
        ("pyarrow batch", "pyarrow", pa.Table),
        ("duckdb", "pyarrow", pa.Table),
        ("dict", "dict", pd.DataFrame),
        ("structured", "numpy", pd.DataFrame),
        ("csv", "file", pd.DataFrame),
        ("parquet", "file", pd.DataFrame),
    ],
)
def test_the_callers_kind_comes_back(source: str, kind: str, frame: type, tmp_path: Path) -> None:
    table = read_table(SOURCES[source](tmp_path))
    assert table.kind == kind
    assert repr(table) == f"<Table of kind {kind!r}: 4 rows, 6 columns>"
    made = table.frame({"feature": ["a", "b"], "mi": np.array([0.5, np.nan])})
    assert type(made) is frame
    back = read_table(made)
    assert back.names == ("feature", "mi")
    assert plain(back.column("feature")) == ["a", "b"]
    assert plain(back.column("mi")) == [0.5, None]


@pytest.mark.parametrize(
    ("installed", "made"),
    [
        (["pandas", "polars"], pd.DataFrame),
        (["polars", "pyarrow"], pl.DataFrame),
        (["pyarrow"], pa.Table),
        ([], dict),
    ],
)
def test_a_file_comes_back_in_what_is_installed(
    installed: list[str], made: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "find_spec", lambda name: True if name in installed else None)
    assert type(frames.make_frame("file", {"x": [1, 2]})) is made


def test_names_of_several_types_come_back_as_strings_where_columns_have_one() -> None:
    data = {"feature": [0, "a", ("b", 1), None], "n": [1, 2, 3, 4]}
    assert frames.make_frame("pandas", data)["feature"].tolist()[:3] == [0, "a", ("b", 1)]
    for kind in ("polars", "pyarrow"):
        made = frames.make_frame(kind, data)
        assert list(made["feature"].to_pylist() if kind == "pyarrow" else made["feature"]) == [
            "0",
            "a",
            "('b', 1)",
            None,
        ]


def test_frames_of_other_libraries_go_through_narwhals(monkeypatch: pytest.MonkeyPatch) -> None:
    # polars stands in for a library that only narwhals knows.
    monkeypatch.setattr(sources, "_from_native", lambda source: None)
    table = read_table(pl.DataFrame(DATA))
    assert (table.names, table.n_rows, table.kind) == (tuple(DATA), 4, "polars")
    for name, (family, values) in EXPECTED.items():
        column = table.column(name)
        assert (column.family, plain(column)) == (family, values)
    other = frames.make_frame(nw.Implementation.POLARS, {"x": [1]})
    assert isinstance(other, pl.DataFrame)


def test_names_that_are_not_strings() -> None:
    moment = dt.datetime(2024, 3, 1)
    names = [0, 1.5, None, ("a", 1), moment, "0"]
    frame = pd.DataFrame(np.arange(12.0).reshape(2, 6))
    frame.columns = pd.Index(names, dtype=object)
    table = read_table(frame)
    assert table.names == tuple(names)
    for place, name in enumerate(names):
        column = table.column(name)
        assert column.name == name
        assert column.values.tolist() == [place, place + 6.0]


def test_names_of_two_levels() -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))
    assert read_table(frame).names == (("a", 1), ("a", 2))
    assert read_table(frame).column(("a", 2)).values.tolist() == [2]


def test_odd_names_survive() -> None:
    names = ["a", "A", 'quo"te', "semi;colon", "new\nline", "", " x", "select", "x'); drop table t"]
    data = {name: [place, place] for place, name in enumerate(names)}
    for source in (data, pd.DataFrame(data), pl.DataFrame(data), pa.table(data)):
        table = read_table(source)
        assert table.names == tuple(names)
        assert [table.column(name).values[0] for name in names] == list(range(len(names)))


def test_arrays() -> None:
    square = np.arange(6.0).reshape(3, 2)
    table = read_table(square)
    assert (table.names, table.n_rows, table.kind) == ((0, 1), 3, "numpy")
    assert table.column(1).values.tolist() == [1.0, 3.0, 5.0]
    masked = read_table(np.ma.MaskedArray(square, square == 3.0))
    assert plain(masked.column(1)) == [1.0, None, 5.0]
    line = read_table(np.array(["a", "b"]))
    assert (line.names, line.n_rows, plain(line.column(0))) == ((0,), 2, ["a", "b"])
    mixed = read_table(np.array([[1, "a"], [2.5, None]], dtype=object))
    assert plain(mixed.column(0)) == [1.0, 2.5]
    assert plain(mixed.column(1)) == ["a", None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        assert read_table(np.matrix(square)).column(1).values.tolist() == [1.0, 3.0, 5.0]


def test_a_table_is_read_as_itself() -> None:
    table = read_table(DATA)
    assert read_table(table) is table


def test_a_table_without_rows() -> None:
    for source in (pd.DataFrame({"x": []}), {"x": []}, pl.DataFrame({"x": []}), np.empty((0, 1))):
        table = read_table(source)
        assert table.n_rows == 0
        assert table.column(table.names[0]).values.size == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"x": [1, 2], "y": [1]}, "column 'y': must have 2 rows as column 'x' has; got 1 rows."),
        ({"x": 3.5}, "column 'x': must be a list, an array or a series .* got a float"),
        ({"x": "abc"}, "column 'x': .* got a str"),
        ({"x": np.array(1.0)}, "column 'x': .* got a ndarray"),
        ({"x": (value for value in [1])}, "column 'x': .* got a generator"),
        ({}, "table: must have at least one column; got none"),
        (pd.DataFrame(), "table: must have at least one column"),
        (np.empty((3, 0)), "table: must have at least one column"),
        (
            pd.DataFrame([[1, 2, 3, 4, 5]], columns=["a", 0, "a", 0, "b"]),
            "a different name for each column; got more than one column named 'a', 0",
        ),
        (pa.table([[1], [2]], names=["x", "x"]), "more than one column named 'x'"),
        (np.zeros((2, 2, 2)), r"one or two dimensions .* got an array of shape \(2, 2, 2\)"),
        (np.array(3.0), r"got an array of shape \(\)"),
        ([[1, 2], [3, 4]], "must be a dataframe, a dict of columns, an array or .* got a list"),
        (pd.Series([1, 2]), "table: must be a dataframe.* got a Series"),
        (pl.Series([1, 2]), "table: must be a dataframe.* got a Series"),
        (pa.chunked_array([[1, 2]]), "table: must be a dataframe.* got a ChunkedArray"),
        (None, "table: must be a dataframe.* got a NoneType"),
        (3, "table: must be a dataframe.* got an int"),
        (pd.DataFrame, "table: must be a dataframe.* got a type"),
    ],
)
def test_what_is_no_table(source: Any, said: str) -> None:
    with pytest.raises(MutuallyError, match=said):
        read_table(source)


def test_a_name_that_is_not_in_the_table() -> None:
    with pytest.raises(MutuallyError, match="column 'z': must be in the table"):
        read_table(DATA).column("z")


@pytest.mark.parametrize("source", ["pandas", "polars", "pyarrow", "dict"])
def test_a_nested_column_is_refused_when_it_is_read(source: str) -> None:
    data = {"x": [1, 2], "n": [[1], [2]]}
    made = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table, "dict": dict}
    table = read_table(made[source](data))
    assert table.column("x").values.tolist() == [1, 2]
    with pytest.raises(MutuallyError, match="column 'n': must hold booleans, numbers, strings"):
        table.column("n")


def test_what_a_lazy_source_needs_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    relation = duckdb.sql("select 1 as x")
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyarrow"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MutuallyError, match="needs pyarrow to be read from a DuckDBPyRelation"):
        read_table(relation)


def test_polars_alone_is_enough() -> None:
    """A polars user without pandas and pyarrow is served, strings included."""
    code = (
        "import sys\n"
        "for name in ('pandas', 'pyarrow'): sys.modules[name] = None\n"
        "import polars as pl; from mutually.tables import read_table\n"
        "table = read_table(pl.DataFrame({'w': ['b', None, 'a'], 'x': [1.5, 2.5, None]}))\n"
        "w, x = map(table.column, table.names)\n"
        "assert list(w.levels) == ['b', 'a'] and w.values.tolist() == [0, 0, 1], w\n"
        "assert x.missing.tolist() == [False, False, True]\n"
        "assert type(table.frame({'a': [1]})) is pl.DataFrame\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
