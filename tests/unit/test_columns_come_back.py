"""Any labels and numbers come back from every source that can hold them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from reading import read

NAN = float("nan")

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
