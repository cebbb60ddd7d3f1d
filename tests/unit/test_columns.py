"""One column of Python's values: numbers, labels, times; what it loads and leaves as it was."""

from __future__ import annotations

import copy
import datetime as dt
import enum
import pickle
import sys
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
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


def test_a_narwhals_series() -> None:
    for native in (pd.Series(["a", "b"]), pl.Series(["a", "b"]), pa.chunked_array([["a", "b"]])):
        wrapped = nw.from_native(native, series_only=True)
        assert read(wrapped) == ("label", ["a", "b"])


def test_the_callers_data_stays_as_it_was() -> None:
    array = np.array([1.0, np.nan, 3.0])
    objects = np.array(["a", None, 1], dtype=object)
    masked = np.ma.MaskedArray([1, 2], [True, False])
    for data in (array, objects, masked):
        before = copy.deepcopy(data)
        read_column(data, "x")
        assert repr(data) == repr(before)


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
