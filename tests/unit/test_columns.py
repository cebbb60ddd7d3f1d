"""One column of Python's and NumPy's values; what is no column; what every source gives back."""

from __future__ import annotations

import copy
import datetime as dt
import enum
import pickle
import sys
import uuid
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read

from mutually.errors import MutuallyError
from mutually.tables.columns import read_column
from mutually.tables.readers import labels

NAN = float("nan")


DAYS = [dt.date(2024, 3, 1), None, dt.date(2024, 3, 3), dt.date(2024, 3, 1)]
MOMENTS = [dt.datetime(2024, 3, 1, 12), None, dt.datetime(2024, 3, 1, 13)]
HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("data", "family", "values"),
    [
        ([True, None, False], "boolean", [1, None, 0]),
        ([np.True_, False], "boolean", [1, 0]),
        ([1, None, 3], "integer", [1, None, 3]),
        ([1, 2, 3], "integer", [1, 2, 3]),
        ((1, 2, 3), "integer", [1, 2, 3]),
        (range(3), "integer", [0, 1, 2]),
        ([2**63, None, 1], "integer", [2**63, None, 1]),
        ([2**64, None, -1], "number", [2.0**64, None, 0.0]),
        ([2**70 + 3, None, 2**70, 2**70 + 1], "number", [3.0, None, 0.0, 1.0]),
        ([10**400 + 2, 10**400, None], "number", [2.0, 0.0, None]),
        ([1.5, NAN, None, np.inf], "number", [1.5, None, None, np.inf]),
        ([1, 2.5, None], "number", [1.0, 2.5, None]),
        ([np.float32(0.5), np.int8(1)], "number", [0.5, 1.0]),
        ([Decimal("Infinity"), 1.5], "number", [np.inf, 1.5]),
        ([Decimal("1.5"), None, Decimal("NaN")], "number", [1.5, None, None]),
        ([Fraction(1, 2), 1], "number", [0.5, 1.0]),
        (["a", None, "", "a"], "label", ["a", None, "", "a"]),
        (["a", NAN, "b"], "label", ["a", None, "b"]),
        (["a", pd.NA, pd.NaT, "b"], "label", ["a", None, None, "b"]),
        ([b"a", None], "label", [b"a", None]),
        ([1, "1", None], "label", [1, "1", None]),
        ([1, "a", True, 1.0], "label", [1, "a", 1, 1]),
        ([True, 2], "label", [True, 2]),
        ([None, NAN, None], "label", [None, None, None]),
        ([None, None], "label", [None, None]),
        ([], "label", []),
        (DAYS, "time", [0.0, None, 2 * 24.0 * HOUR, 0.0]),
        (MOMENTS, "time", [0.0, None, HOUR]),
        ([dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 1)], "time", [0.0, HOUR]),
        ([dt.time(1), None, dt.time(0)], "time", [HOUR, None, 0.0]),
        ([dt.timedelta(hours=2), None, dt.timedelta(hours=1)], "time", [HOUR, None, 0.0]),
        ([np.datetime64("2024-03-01"), np.datetime64("NaT", "D")], "time", [0.0, None]),
        ([np.timedelta64(1, "h"), np.timedelta64(0, "h")], "time", [HOUR, 0.0]),
        ([pd.Timestamp("2024-03-01"), pd.NaT], "time", [0.0, None]),
    ],
)
@pytest.mark.parametrize("as_array", [False, True])
def test_python_values(data: Any, family: str, values: list[Any], as_array: bool) -> None:
    if as_array:
        objects = np.empty(len(data), dtype=object)
        objects[:] = data
        data = objects
    assert read(data) == (family, values)


@pytest.mark.parametrize("data", [["a", None, "b", "a"], [1, "1", None, 1.0, True], [b"x", "x"]])
def test_labels_without_pandas_are_the_same(
    data: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = read(data)
    monkeypatch.delitem(sys.modules, "pandas")
    assert read(data) == expected


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Rank(enum.IntEnum):
    LOW = 1
    HIGH = 2


def test_enum_members_and_other_hashable_values_are_labels() -> None:
    one = uuid.UUID(int=1)
    assert read([Colour.RED, None, Colour.BLUE]) == ("label", [Colour.RED, None, Colour.BLUE])
    assert read([Rank.HIGH, Rank.LOW]) == ("label", [Rank.HIGH, Rank.LOW])
    assert read([one, one]) == ("label", [one, one])


def test_zoned_times_are_compared_in_one_zone() -> None:
    east = dt.timezone(dt.timedelta(hours=2))
    moments = [dt.datetime(2024, 3, 1, 12, tzinfo=east), dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)]
    assert read(moments) == ("time", [0.0, 2.0 * HOUR])
    with pytest.raises(MutuallyError, match="time zone on every value or on none; got 1 with and"):
        read([moments[0], dt.datetime(2024, 3, 1)])


@pytest.mark.parametrize("width", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_integers_of_all_widths(width: str, order: str) -> None:
    top = np.iinfo(width).max
    array = np.array([0, 1, top], dtype=order + width)
    assert read(array) == ("integer", [0, 1, top])
    assert read_column(array, "x").values.dtype == np.dtype(width)
    masked = np.ma.MaskedArray(array, [False, True, False])
    assert read(masked) == ("integer", [0, None, top])


@pytest.mark.parametrize("dtype", ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "longdouble"])
def test_floats_of_all_widths(dtype: str) -> None:
    array = np.array([0.5, np.nan, -np.inf, 2.0], dtype=dtype)
    assert read(array) == ("number", [0.5, None, -np.inf, 2.0])
    masked = np.ma.MaskedArray(array, [True, False, False, False])
    assert read(masked) == ("number", [None, None, -np.inf, 2.0])


def test_long_doubles_beyond_the_range_are_infinite() -> None:
    # Where the platform has no wider type this is infinity from the start.
    with np.errstate(over="ignore"):
        array = np.array([1, 10]) ** np.longdouble(400)
    assert read(array) == ("number", [1.0, np.inf])


def test_contiguous_numbers_are_not_copied() -> None:
    for array in (np.arange(5.0), np.arange(5), np.array([1, 0, 1], dtype=np.uint8)):
        array.flags.writeable = False
        assert np.shares_memory(read_column(array, "x").values, array)
    series = pd.Series([1.5, 2.5])
    assert np.shares_memory(read_column(series, "x").values, series.to_numpy())
    for frame in (pl.Series([1.5, 2.5]), pa.array([1.5, 2.5])):
        assert np.shares_memory(read_column(frame, "x").values, frame.to_numpy())


def test_the_callers_data_stays_as_it_was() -> None:
    array = np.array([1.0, np.nan, 3.0])
    objects = np.array(["a", None, 1], dtype=object)
    masked = np.ma.MaskedArray([1, 2], [True, False])
    for data in (array, objects, masked):
        before = copy.deepcopy(data)
        read_column(data, "x")
        assert repr(data) == repr(before)


def test_strided_and_reversed_arrays() -> None:
    square = np.arange(12.0).reshape(3, 4)
    assert read(square[:, 1]) == ("number", [1.0, 5.0, 9.0])
    assert read(square[0, ::-1]) == ("number", [3.0, 2.0, 1.0, 0.0])
    assert read(np.array(["b", "-", "a", "-"])[::2]) == ("label", ["b", "a"])


@pytest.mark.parametrize("unit", ["Y", "M", "D", "s", "ms", "us", "ns"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_datetimes_count_in_their_own_unit_from_the_first(unit: str, order: str) -> None:
    ticks = np.array([1005, 1002, np.iinfo("i8").min, 1002])
    for kind in "mM":
        array = ticks.view(f"{kind}8[{unit}]").astype(f"{order}{kind}8[{unit}]")
        assert read(array) == ("time", [3.0, 0.0, None, 0.0])


def test_times_far_apart_do_not_overflow() -> None:
    array = np.array([-(2**63) + 1, 2**63 - 1]).view("M8[ns]")
    assert read(array) == ("time", [0.0, 2.0**64])


def test_times_that_are_all_missing() -> None:
    assert read(np.array(["NaT", "NaT"], dtype="M8[s]")) == ("time", [None, None])


@pytest.mark.parametrize("dtype", ["U", "S", ">U3", "U8", "S3", "S16"])
def test_fixed_width_strings(dtype: str) -> None:
    array = np.array(["b", "a", "", "b", "a"], dtype=dtype)
    family, values = read(array)
    assert (family, values) == ("label", array.tolist())
    masked = np.ma.MaskedArray(array, [False, True, False, False, True])
    assert read(masked)[1] == [values[0], None, values[2], values[3], None]
    assert read(array[:0]) == ("label", [])


def test_strings_whose_sums_clash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    # With all multipliers 0 all sums are equal.
    monkeypatch.setattr(labels, "_MULTIPLIERS", np.zeros(4, dtype=np.uint64))
    assert read(np.array(["b", "a", "c", "b"])) == ("label", ["b", "a", "c", "b"])


def test_numpy_strings_of_variable_width() -> None:
    dtype = np.dtypes.StringDType(na_object=None)
    assert read(np.array(["b", None, "a"], dtype=dtype)) == ("label", ["b", None, "a"])


def test_numpy_objects_masked_and_scalars() -> None:
    masked = np.ma.MaskedArray(np.array(["a", "b", None], dtype=object), [True, False, False])
    assert read(masked) == ("label", [None, "b", None])
    assert read(np.ma.MaskedArray([1, 2])) == ("integer", [1, 2])
    assert read([1, np.ma.masked]) == ("integer", [1, None])


class Tensor:
    """What is no sequence, and turns into an array when NumPy asks."""

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array([1.5, 2.5])


def test_what_numpy_can_read() -> None:
    assert read(Tensor()) == ("number", [1.5, 2.5])


def test_a_narwhals_series() -> None:
    for native in (pd.Series(["a", "b"]), pl.Series(["a", "b"]), pa.chunked_array([["a", "b"]])):
        wrapped = nw.from_native(native, series_only=True)
        assert read(wrapped) == ("label", ["a", "b"])


def endless() -> Iterator[int]:
    yield 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (np.zeros((2, 2)), r"one-dimensional; got an array of shape \(2, 2\)"),
        (np.array(1.0), r"got an array of shape \(\)\.\nHint: pass one value for each row"),
        ([10**400, 1], "must hold numbers that differ by less than 1.8e308"),
        ([10**400, None, 1.5], "must hold numbers that differ by less"),
        ([Decimal("1e400"), Decimal(1)], "must hold numbers that differ by less"),
        ([Fraction(10**400), 1.5], "must hold numbers that differ by less"),
        (np.array([1j]), "got complex128"),
        ([1j, None], "got complex with values of type complex"),
        (np.zeros(2, dtype=[("a", "f8")]), "must hold booleans"),
        ([[1], [2]], "got list with values of type list"),
        ([(1, 2), (1, 2)], "got tuple with values of type tuple"),
        ([{"a": 1}, None], "got dict with values of type dict"),
        ([np.zeros(2), np.zeros(2)], "values of type ndarray"),
        ([slice(1), slice(2)], None),
        (pd.Series([[1], [2]]), "values of type list"),
        (pd.Series([1j]), "got complex128"),
        (pd.Series([{"a": 1}], dtype=pd.ArrowDtype(pa.struct([("a", pa.int8())]))), "got struct"),
        (pl.Series([[1], [2]]), r"got List\(Int64\)"),
        (pl.Series([{"a": 1}]), "got Struct"),
        (pa.array([[1], [2]]), "got list"),
        (pa.array([{"a": 1}]), "got struct"),
        (pa.array([(1, 2, 3)], type=pa.month_day_nano_interval()), "month_day_nano_interval"),
        ("abc", r"must be a list, an array or a series; got a str\.\nHint: pass one value for"),
        (b"abc", "got a bytes"),
        (3.5, "got a float"),
        (None, "got a NoneType"),
        (3, "got an int"),
        (endless(), r"got a generator\.\nHint: pass list\(x\)"),
        ({1, 2}, r"got a set\.\nHint: a set has no order"),
        ({"a": 1}, r"got a dict\.\nHint: .* list\(x\.values\(\)\)"),
        (list, "got a type"),
        (pl.DataFrame({"a": [1]}), r"one-dimensional; got an array of shape \(1, 1\)"),
        (nw.from_native(pl.DataFrame({"a": [1]})), r"got an array of shape \(1, 1\)"),
        (pl.LazyFrame({"a": [1]}), "got a LazyFrame"),
    ],
)
def test_what_is_no_column(data: Any, said: str | None) -> None:
    if said is None:
        if sys.version_info >= (3, 12):  # There a slice has a hash.
            return
        said = "cannot be hashed"
    with pytest.raises(MutuallyError, match=said) as caught:
        read_column(data, "odd name")
    assert str(caught.value).startswith("column 'odd name': ")
    assert "\nHint: " in str(caught.value)


LABELS = st.lists(st.none() | st.text(max_size=3) | st.sampled_from(["a", "b", "\x00", "a\x00"]))


@given(LABELS)
def test_labels_come_back_from_every_source(values: list[str | None]) -> None:
    sources = [
        values,
        np.array(values, dtype=object),
        pd.Series(values, dtype=object),
        pd.Series(values, dtype="str"),
        pd.Series(values, dtype="category"),
        pl.Series(values, dtype=pl.String),
        pl.Series(values, dtype=pl.Categorical),
        pa.array(values, type=pa.string()),
        pa.array(values, type=pa.string()).dictionary_encode(),
    ]
    for source in sources:
        assert read(source) == ("label", values)


@given(st.lists(st.text(max_size=9).map(lambda text: text.rstrip("\x00")), max_size=30))
def test_fixed_width_strings_come_back(values: list[str]) -> None:
    assert read(np.array(values, dtype="U9")) == ("label", values)
    as_bytes = [value.encode() for value in values]
    assert read(np.array(as_bytes, dtype="S36")) == ("label", as_bytes)


@given(st.lists(st.none() | st.floats(width=32)))
def test_numbers_come_back_from_every_source(values: list[float | None]) -> None:
    expected = [None if value is None or value != value else value for value in values]
    floats = np.array([NAN if value is None else value for value in values], dtype=np.float64)
    sources = [
        floats,
        floats.astype(np.float32),
        pd.Series(floats),
        pd.Series(values, dtype="Float64"),
        pl.Series(values, dtype=pl.Float64),
        pa.array(values, type=pa.float64()),
    ]
    for source in sources:
        assert read(source) == ("number", expected)


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)))
def test_integers_come_back_from_every_source(values: list[int | None]) -> None:
    sources = [
        pd.Series(values, dtype="Int64"),
        pl.Series(values, dtype=pl.Int64),
        pa.array(values, type=pa.int64()),
    ]
    if any(value is not None for value in values):
        sources.append(values)
    for source in sources:
        assert read(source) == ("integer", values)


def test_levels_are_made_once_and_travel_as_a_list() -> None:
    calls = []
    levels = labels.Levels(2, lambda: calls.append(1) or ["a", "b"])
    assert len(levels) == 2
    assert not calls
    assert (levels[1], levels[:1], list(levels)) == ("b", ["a"], ["a", "b"])
    assert len(calls) == 1
    assert levels == ["a", "b"]
    assert levels != ["a"]
    assert repr(levels) == "['a', 'b']"
    assert pickle.loads(pickle.dumps(levels)) == ["a", "b"]
    column = read_column(pa.array(["x", "y"]), "c")
    assert pickle.loads(pickle.dumps(column)).levels == ["x", "y"]


def test_a_column_that_numpy_reads_loads_nothing_else() -> None:
    import subprocess

    code = (
        "import sys, numpy as np; from mutually.tables.columns import read_column;"
        "read_column(np.arange(3.0), 'x'); read_column(['a', None, 'a'], 'x');"
        "read_column(np.array(['a', 'b']), 'x'); read_column([1, 2.5], 'x');"
        "print({'pandas', 'polars', 'pyarrow', 'narwhals', 'scipy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
