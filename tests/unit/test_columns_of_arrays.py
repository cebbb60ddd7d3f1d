"""One column of a NumPy array: every width and byte order, times, strings, masks, layouts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from reading import read

from mutually.tables.columns import read_column
from mutually.tables.readers import labels


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
