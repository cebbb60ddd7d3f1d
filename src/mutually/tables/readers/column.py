"""What every reader makes: a column of numbers or codes, with its missing values aside."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail

FLOAT64 = np.dtype(np.float64)


class Column(NamedTuple):
    """One column of a table, ready for an estimator, with what its source knew about it.

    Attributes
    ----------
    name : Hashable
        The caller's name, as it was.
    family : {"boolean", "integer", "number", "time", "label"}
        What the values mean.
    values : ndarray
        One-dimensional, contiguous, native byte order. ``integer``: integers of the source's width;
        ``boolean``: uint8, 0 or 1; ``number``: float64; ``time``: float64, in the source's unit and
        counted from the smallest value; ``label``: int32 codes 0, 1, ..., ``len(levels) - 1``, each
        of which occurs.
    levels : Sequence or None
        The level that each code of a ``label`` stands for; None for the other families.
    missing : ndarray of bool or None
        True where the source has null, None, NaN, NaT or a masked value; None where nothing is
        missing. ``values`` is 0 there.
    dtype : str
        The source's word for the type: "String", "int64", "category".
    repeats : ndarray of int64 or None
        For how many equal rows each stands; None where for one.
    """

    name: Hashable
    family: str
    values: NDArray[Any]
    levels: Sequence[Any] | None
    missing: NDArray[np.bool_] | None
    dtype: str
    repeats: NDArray[np.int64] | None = None

    def take(self, rows: NDArray[Any]) -> Column:
        """Return some of the rows, by a mask or by their numbers; without repeats."""
        missing = None if self.missing is None else _none_if_empty(self.missing[rows])
        values = self.values[rows]
        if self.levels is not None:
            codes = values if missing is None else np.where(missing, -1, values)
            return label(self.name, codes, self.levels, self.dtype)
        return Column(self.name, self.family, values, None, missing, self.dtype)


def refuse(name: Hashable, dtype: str, hint: str) -> NoReturn:
    """Raise the one error for a type that no estimate is defined for."""
    fail(
        f"column {name!r}",
        "must hold booleans, numbers, strings, categories, dates or times",
        dtype,
        hint,
    )


def boolean(
    name: Hashable, values: NDArray[Any], missing: NDArray[np.bool_] | None, dtype: str
) -> Column:
    """Make a column of 0 and 1 from an array of bool."""
    missing = _none_if_empty(missing)
    zeros_and_ones = np.ascontiguousarray(values).view(np.uint8)
    if missing is not None:
        zeros_and_ones = np.where(missing, np.uint8(0), zeros_and_ones)
    return Column(name, "boolean", zeros_and_ones, None, missing, dtype)


def integer(
    name: Hashable, values: NDArray[Any], missing: NDArray[np.bool_] | None, dtype: str
) -> Column:
    """Make a column of integers; an array in native order is passed on as it is."""
    missing = _none_if_empty(missing)
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    values = np.ascontiguousarray(values)
    if missing is not None:
        values = np.where(missing, values.dtype.type(0), values)
    return Column(name, "integer", values, None, missing, dtype)


def number(
    name: Hashable, values: NDArray[Any], missing: NDArray[np.bool_] | None, dtype: str
) -> Column:
    """Make a column of float64; contiguous float64 without NaN is passed on as it is."""
    floats = values
    if floats.dtype != FLOAT64 or not floats.flags.c_contiguous:
        # A long double may be too large for float64, and infinity is then the nearest value.
        with np.errstate(over="ignore"):
            floats = np.ascontiguousarray(values, dtype=FLOAT64)
    nan = np.isnan(floats)
    if missing is not None:
        nan |= missing
    if not nan.any():
        return Column(name, "number", floats, None, None, dtype)
    if floats is values:  # The array is the caller's own.
        floats = floats.copy()
    floats[nan] = 0.0
    return Column(name, "number", floats, None, nan, dtype)


def time(
    name: Hashable, ticks: NDArray[np.int64], missing: NDArray[np.bool_] | None, dtype: str
) -> Column:
    """Make a column of times from int64 ticks, counted from the first of them.

    Mutual information does not see the shift, and a float64 holds small counts exactly where it
    would round nanoseconds since 1970 to half microseconds.
    """
    missing = _none_if_empty(missing)
    present = ticks if missing is None else ticks[~missing]
    if present.size == 0:
        values = np.zeros(ticks.shape)
    else:
        # Unsigned, the difference of any two int64 fits; signed, it may overflow.
        values = (ticks.view(np.uint64) - present.min().view(np.uint64)).astype(FLOAT64)
        if missing is not None:
            values[missing] = 0.0
    return Column(name, "time", values, None, missing, dtype)


def label(
    name: Hashable,
    codes: NDArray[Any],
    levels: Sequence[Any],
    dtype: str,
    *,
    all_levels_occur: bool = False,
) -> Column:
    """Make a column of labels from codes; a negative code is a missing value.

    Unless the caller knows that every level occurs, those that do not are dropped.
    """
    codes = np.ascontiguousarray(codes, dtype=np.int32)
    missing = codes < 0 if codes.min(initial=0) < 0 else None
    if not all_levels_occur:
        occurs = np.zeros(len(levels) + 1, dtype=np.bool_)
        occurs[codes] = True  # A code of -1 marks the last place, which is dropped again.
        kept = np.flatnonzero(occurs[:-1])
        if kept.size < len(levels):
            new_codes = np.zeros(len(levels) + 1, dtype=np.int32)
            new_codes[kept] = np.arange(kept.size, dtype=np.int32)
            codes = new_codes[codes]
            levels = [levels[old] for old in kept.tolist()]
    if missing is not None:
        codes = np.maximum(codes, 0)
    return Column(name, "label", codes, levels, missing, dtype)


def _none_if_empty(missing: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    return missing if missing is not None and missing.any() else None
