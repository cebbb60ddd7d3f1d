"""Columns as plain lists, for the tests of what is read from where."""

from __future__ import annotations

from typing import Any

import numpy as np

from mutually.tables.columns import Column, read_column


def check_form(column: Column) -> None:
    """What holds for every column, as written at Column."""
    assert column.values.ndim == 1
    assert column.values.flags.c_contiguous
    assert column.values.dtype.isnative
    if column.missing is not None:
        assert column.missing.dtype == np.bool_
        assert column.missing.any()
        assert not column.values[column.missing].any()
    if column.family == "label":
        assert column.values.dtype == np.int32
        assert column.levels is not None
        present = column.values if column.missing is None else column.values[~column.missing]
        assert set(present.tolist()) == set(range(len(column.levels)))
    else:
        assert column.levels is None
    if column.family in {"number", "time"}:
        assert column.values.dtype == np.float64
        assert not np.isnan(column.values).any()
    if column.family == "boolean":
        assert column.values.dtype == np.uint8


def plain(column: Column) -> list[Any]:
    """The column as a list with None where missing; labels as levels, times from the first on."""
    check_form(column)
    values = column.values.tolist()
    if column.family == "label":
        values = [column.levels[code] if column.levels else None for code in values]
    if column.missing is not None:
        values = [None if gone else v for v, gone in zip(values, column.missing, strict=True)]
    return values


def read(data: Any) -> tuple[str, list[Any]]:
    column = read_column(data, "x")
    return column.family, plain(column)
