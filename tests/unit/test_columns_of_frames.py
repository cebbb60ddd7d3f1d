"""One column of pandas, polars and pyarrow: what family, which values, what is missing."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from reading import plain, read

from mutually.tables.columns import read_column

MOMENTS = [dt.datetime(2024, 3, 1, 12), None, dt.datetime(2024, 3, 1, 13)]
HOUR = 3_600_000_000
NAN = float("nan")

PANDAS = [
    (pd.Series(["a", None, "", "a"]), "label", ["a", None, "", "a"]),
    (pd.Series(["a", None, "a"], dtype=object), "label", ["a", None, "a"]),
    (pd.Series(["a", None, "a"], dtype="string[python]"), "label", ["a", None, "a"]),
    (pd.Series(["a", None, "a"], dtype="string[pyarrow]"), "label", ["a", None, "a"]),
    (pd.Series(["a", None, "a"], dtype=pd.StringDtype("python", NAN)), "label", ["a", None, "a"]),
    (pd.Series(["b", None, "b"], dtype="category"), "label", ["b", None, "b"]),
    (pd.Series([3, 1, 3], dtype="category"), "label", [3, 1, 3]),
    (pd.Series(pd.Categorical(["c", "c"], ["a", "b", "c"])), "label", ["c", "c"]),
    (pd.Series([True, None], dtype="boolean"), "boolean", [1, None]),
    (pd.Series([True, False], dtype="boolean"), "boolean", [1, 0]),
    (pd.Series([1, 2], dtype="Int32"), "integer", [1, 2]),
    (pd.Series([True, False]), "boolean", [1, 0]),
    (pd.Series([True, None]), "boolean", [1, None]),
    (pd.Series([1, None, 3], dtype="Int64"), "integer", [1, None, 3]),
    (pd.Series([1, 2**64 - 1], dtype="UInt64"), "integer", [1, 2**64 - 1]),
    (pd.Series([1, None], dtype="Int8"), "integer", [1, None]),
    (pd.Series([0.5, None], dtype="Float32"), "number", [0.5, None]),
    (pd.Series([0.5, None, np.inf]), "number", [0.5, None, np.inf]),
    (pd.Series([1.5, NAN], dtype=pd.ArrowDtype(pa.float64())), "number", [1.5, None]),
    (pd.Series([1, None], dtype=pd.ArrowDtype(pa.int16())), "integer", [1, None]),
    (pd.Series([True, None], dtype=pd.ArrowDtype(pa.bool_())), "boolean", [1, None]),
    (pd.Series([Decimal("1.5"), None]), "number", [1.5, None]),
    (pd.Series(pd.to_datetime(["2024-03-02", None, "2024-03-01"])).dt.as_unit("s"), "time", None),
    (
        pd.Series(pd.to_datetime(["2024-03-02", None, "2024-03-01"], utc=True)).dt.as_unit("s"),
        "time",
        None,
    ),
    (pd.Series(pd.arrays.SparseArray([0.0, 1.0, NAN])), "number", [0.0, 1.0, None]),
    (pd.Series(pd.PeriodIndex(["2024-03", None, "2024-01"], freq="M")), "time", [2.0, None, 0.0]),
    (pd.Series(pd.to_timedelta([2, None, 1], unit="s")).dt.as_unit("s"), "time", [1.0, None, 0.0]),
    (pd.Index(["a", "b"]), "label", ["a", "b"]),
    (pd.RangeIndex(3), "integer", [0, 1, 2]),
    (pd.array([1, None], dtype="Int64"), "integer", [1, None]),
    (pd.Series([1.0, 2.0], index=[9, 7]), "number", [1.0, 2.0]),
]


@pytest.mark.parametrize(
    ("data", "family", "values"),
    PANDAS,
    ids=[f"{at}-{case[0].dtype}" for at, case in enumerate(PANDAS)],
)
def test_pandas(data: Any, family: str, values: list[Any] | None) -> None:
    assert read(data) == (family, values or [86400.0, None, 0.0])
    assert read_column(data, "x").dtype == str(data.dtype)


def test_pandas_intervals_are_labels() -> None:
    cut = pd.cut(pd.Series([1.0, 5.0, NAN, 1.0]), [0, 2, 4, 6])
    low, high = pd.Interval(0, 2), pd.Interval(4, 6)
    assert read(cut) == ("label", [low, high, None, low])
    assert read(pd.Series(pd.arrays.IntervalArray([low, None, high]))) == (
        "label",
        [low, None, high],
    )


POLARS = [
    (pl.Series(["a", None, "", "a"]), "label", ["a", None, "", "a"]),
    (pl.Series(["b", None, "b"], dtype=pl.Categorical), "label", ["b", None, "b"]),
    (pl.Series(["c", None, "c"], dtype=pl.Enum(["a", "b", "c"])), "label", ["c", None, "c"]),
    (pl.Series([b"a", None], dtype=pl.Binary), "label", [b"a", None]),
    (pl.Series([True, None, False]), "boolean", [1, None, 0]),
    *[
        (pl.Series([1, None, 100], dtype=width), "integer", [1, None, 100])
        for width in (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128)
    ],
    *[
        (pl.Series([1, None, 100], dtype=width), "integer", [1, None, 100])
        for width in (pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
    ],
    (pl.Series([2**64 - 1, 0], dtype=pl.UInt64), "integer", [2**64 - 1, 0]),
    (pl.Series([2**64 - 1, 0], dtype=pl.Int128), "integer", [2**64 - 1, 0]),
    (pl.Series([2**100, None], dtype=pl.Int128), "number", [2.0**100, None]),
    (pl.Series([0.5, None, NAN], dtype=pl.Float32), "number", [0.5, None, None]),
    (pl.Series([0.5, None, NAN]), "number", [0.5, None, None]),
    (pl.Series([Decimal("1.5"), None]), "number", [1.5, None]),
    (pl.Series([dt.date(2024, 3, 2), None, dt.date(2024, 3, 1)]), "time", [1.0, None, 0.0]),
    (pl.Series(MOMENTS, dtype=pl.Datetime("ms", "Asia/Tokyo")), "time", [0.0, None, 3_600_000.0]),
    (pl.Series([dt.time(1), None, dt.time(0)]), "time", [HOUR * 1e3, None, 0.0]),
    (pl.Series([dt.timedelta(hours=1), None, dt.timedelta(0)]), "time", [HOUR, None, 0.0]),
    (pl.Series([None, None]), "label", [None, None]),
    (pl.Series([1, "a", None], dtype=pl.Object), "label", [1, "a", None]),
    (pl.Series([], dtype=pl.String), "label", []),
]


@pytest.mark.parametrize(
    ("data", "family", "values"),
    POLARS,
    ids=[f"{at}-{case[0].dtype}" for at, case in enumerate(POLARS)],
)
def test_polars(data: pl.Series, family: str, values: list[Any]) -> None:
    assert read(data) == (family, values)
    chunked = pl.concat([data[:1], data[1:]], rechunk=False)
    assert read(chunked) == (family, values)


def test_polars_enum_is_named_without_its_levels() -> None:
    series = pl.Series(["a"], dtype=pl.Enum(["a", "b"]))
    assert read_column(series, "x").dtype == "Enum"
    assert read_column(series.cast(pl.Categorical), "x").dtype == "Categorical"
    assert read_column(pl.Series(["a"]), "x").dtype == "String"


def test_polars_categories_shared_with_another_column() -> None:
    others = pl.Series([f"other {at}" for at in range(50)], dtype=pl.Categorical)
    mine = pl.Series(["b", "other 3", None, "b"], dtype=pl.Categorical)
    assert others.len() == 50
    assert read(mine) == ("label", ["b", "other 3", None, "b"])


ARROW = [
    *[
        (pa.array(["a", None, "", "a"], type=text), "label", ["a", None, "", "a"])
        for text in (pa.string(), pa.large_string(), pa.string_view())
    ],
    *[
        (pa.array([b"ab", None], type=text), "label", [b"ab", None])
        for text in (pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(2))
    ],
    (pa.array(["b", None, "b"]).dictionary_encode(), "label", ["b", None, "b"]),
    (pa.array([3, None, 3]).dictionary_encode(), "label", [3, None, 3]),
    (
        pa.DictionaryArray.from_arrays(pa.array([2, 2], pa.uint8()), ["a", "b", "c"]),
        "label",
        ["c", "c"],
    ),
    (
        pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.uint8()), ["a", "a"]),
        "label",
        ["a", "a", None],
    ),
    (pa.DictionaryArray.from_arrays([0, 1], pa.array(["a", None])), "label", ["a", None]),
    (pa.array([True, None, False]), "boolean", [1, None, 0]),
    *[
        (pa.array([1, None, 100], type=width), "integer", [1, None, 100])
        for width in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint64())
    ],
    (pa.array([np.float16(0.5), None], type=pa.float16()), "number", [0.5, None]),
    (pa.array([0.5, None], type=pa.float32()), "number", [0.5, None]),
    (pa.array([0.5, None, NAN]), "number", [0.5, None, None]),
    (pa.array([Decimal("1.5"), None]), "number", [1.5, None]),
    (pa.array([Decimal("1.5"), None], type=pa.decimal256(50, 2)), "number", [1.5, None]),
    (pa.array([1, None, 0], type=pa.date32()), "time", [1.0, None, 0.0]),
    (pa.array([1, None, 0], type=pa.date64()), "time", None),
    (pa.array([9, None, 5], type=pa.timestamp("s", "UTC")), "time", [4.0, None, 0.0]),
    (pa.array([9, None, 5], type=pa.time32("ms")), "time", [4.0, None, 0.0]),
    (pa.array([9, None, 5], type=pa.time64("ns")), "time", [4.0, None, 0.0]),
    (pa.array([9, None, 5], type=pa.duration("us")), "time", [4.0, None, 0.0]),
    (pa.nulls(2), "label", [None, None]),
    (pa.array([1, 1, 2]), "integer", [1, 1, 2]),
    (pa.array([], type=pa.string()), "label", []),
    (pa.array([], type=pa.int8()), "integer", []),
    (pa.RunEndEncodedArray.from_arrays([2, 3], ["a", "b"]), "label", ["a", "a", "b"]),
    (
        pa.array([uuid.UUID(int=1).bytes, None], type=pa.uuid()),
        "label",
        [uuid.UUID(int=1).bytes, None],
    ),
]


@pytest.mark.parametrize(
    ("data", "family", "values"),
    ARROW,
    ids=[f"{at}-{case[0].type}" for at, case in enumerate(ARROW)],
)
def test_arrow(data: Any, family: str, values: list[Any] | None) -> None:
    values = plain(read_column(data, "x")) if values is None else values
    assert read(data) == (family, values)
    chunked = pa.chunked_array([data.slice(0, 1), data.slice(1)])
    assert read(chunked) == (family, values)
    assert read(pa.chunked_array([], type=data.type))[1] == []


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_arrow_strings_are_the_same_in_any_chunks(kind: pa.DataType) -> None:
    words = [None if at % 11 == 0 else f"word {at * at % 17}" for at in range(1000)] + ["", "a"]
    whole = pa.array(words, kind)
    alone = read_column(whole, "x")
    assert plain(alone) == words
    for size in (1, 7, 300):
        parts = [whole.slice(start, size) for start in range(0, len(words), size)]
        chunked = read_column(pa.chunked_array([whole.slice(0, 0), *parts]), "x")
        assert plain(chunked) == words
        assert np.array_equal(chunked.values, alone.values)


def test_text_under_an_arrow_null_is_no_level() -> None:
    offsets, text = (pa.py_buffer(np.array(v).tobytes()) for v in (np.int32([0, 1, 2]), b"ab"))
    hidden = pa.Array.from_buffers(pa.string(), 2, [pa.py_buffer(b"\x02"), offsets, text])
    assert hidden.to_pylist() == [None, "b"]
    column = read_column(hidden, "x")
    assert (plain(column), list(column.levels)) == ([None, "b"], ["b"])
