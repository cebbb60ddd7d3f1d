"""Polars series as columns.

Polars is imported here, and this module only where the caller's data is polars' already.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutually.tables.readers import arrays, column, objects
from mutually.tables.readers.column import Column
from mutually.tables.readers.labels import Levels


def read(series: Any, name: Hashable) -> Column:
    """Read a ``polars.Series``; numbers without null are not copied.

    Raises
    ------
    MutuallyError
        If the type is nested.
    """
    kind = series.dtype
    # Written out, an Enum lists all its levels.
    dtype = kind.base_type().__name__ if isinstance(kind, pl.Enum | pl.Categorical) else str(kind)
    if kind == pl.Null:
        return column.label(name, np.full(len(series), -1), [], dtype)
    if kind == pl.String:
        return _read_strings(series, name, dtype)
    if isinstance(kind, pl.Categorical):
        return _read_categorical(series, name, dtype)
    if isinstance(kind, pl.Enum):
        return column.label(name, _codes(series), kind.categories.to_list(), dtype)
    if kind in (pl.Binary, pl.Object):
        values = np.fromiter(series.to_list(), dtype=object, count=len(series))
        return objects.read(values, name, dtype)
    missing = series.is_null().to_numpy() if series.null_count() else None
    if kind == pl.Boolean:
        flags = series.fill_null(False).cast(pl.UInt8).to_numpy().view(np.bool_)
        return column.boolean(name, flags, missing, dtype)
    if kind.is_temporal():
        ticks = series.to_physical().fill_null(0).cast(pl.Int64).to_numpy()
        return column.time(name, ticks, missing, dtype)
    if kind.is_float() or kind.is_decimal():
        floats = series.cast(pl.Float64) if kind.is_decimal() else series
        return arrays.read(floats.to_numpy(), name, dtype)
    if kind.is_integer():
        return _read_integers(series.fill_null(0), missing, name, dtype)
    column.refuse(name, dtype, "make one column of each part of it")


def _read_strings(series: Any, name: Hashable, dtype: str) -> Column:
    if not hasattr(pl, "Categories"):  # Before polars 1.32.
        return _read_categorical(series.cast(pl.Categorical), name, dtype)
    # A numbering of its own, which no other column shares: the codes are dense.
    fresh = series.cast(pl.Categorical(pl.Categories.random()))
    codes = _codes(fresh)
    levels = Levels(int(codes.max(initial=-1)) + 1, partial(_levels, fresh))
    return column.label(name, codes, levels, dtype, all_levels_occur=True)


def _read_categorical(series: Any, name: Hashable, dtype: str) -> Column:
    """Read a Categorical, whose numbering other columns may share: most codes may be theirs."""
    codes = _codes(series)
    top = int(codes.max(initial=-1)) + 1
    occurs = np.zeros(top + 1, dtype=np.bool_)
    occurs[codes] = True  # A code of -1 marks the last place, which is dropped again.
    kept = np.flatnonzero(occurs[:-1])
    if kept.size < top:
        new_codes = np.full(top + 1, -1, dtype=np.int32)
        new_codes[kept] = np.arange(kept.size, dtype=np.int32)
        codes = new_codes[codes]
    levels = Levels(kept.size, partial(_levels, series))
    return column.label(name, codes, levels, dtype, all_levels_occur=True)


def _codes(series: Any) -> NDArray[np.int32]:
    codes = series.to_physical()
    if codes.dtype == pl.UInt32 and not codes.null_count():
        plain: NDArray[np.int32] = codes.to_numpy().view(np.int32)
        return plain
    filled: NDArray[np.int32] = codes.cast(pl.Int32).fill_null(-1).to_numpy()
    return filled


def _levels(series: Any) -> list[Any]:
    """Give the categories that occur, in the order of their codes."""
    present = series.unique().drop_nulls()
    return list(present.gather(present.to_physical().arg_sort()).cast(pl.String))


def _read_integers(filled: Any, missing: Any, name: Hashable, dtype: str) -> Column:
    """Read integers; those of 128 bits as 64 where they fit, as floats where they do not."""
    if "128" in dtype:
        for width in (pl.Int64, pl.UInt64):
            narrow = filled.cast(width, strict=False)
            if narrow.null_count() == 0:
                return column.integer(name, narrow.to_numpy(), missing, dtype)
        return column.number(name, filled.cast(pl.Float64).to_numpy(), missing, dtype)
    return column.integer(name, filled.to_numpy(), missing, dtype)
