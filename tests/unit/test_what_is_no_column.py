"""What is no column is refused by its name, with a hint."""

from __future__ import annotations

import sys
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

from mutually.errors import MutuallyError
from mutually.tables.columns import read_column


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
