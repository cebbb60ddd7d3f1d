"""Lists and object arrays as columns: what the values are decides, missing ones aside."""

from __future__ import annotations

import datetime as dt
import enum
import math
import sys
from collections.abc import Hashable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.tables.readers import arrays, column, object_times
from mutually.tables.readers.column import Column
from mutually.tables.readers.labels import factorise_objects

# What a type means; the first row that it is a subclass of decides. (bool is a subclass of int,
# timedelta64 of NumPy's integers; an enum member is a label even if it is an int as well.)
_MEANINGS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((enum.Enum,), "label"),
    ((str, bytes), "label"),
    ((bool, np.bool_), "boolean"),
    ((np.timedelta64, dt.timedelta), "duration"),
    ((int, np.integer), "integer"),
    ((float, np.floating, Decimal, Fraction), "number"),
    ((dt.date, np.datetime64), "date"),
    ((dt.time,), "clock"),
    ((complex, np.complexfloating), "complex"),
    ((list, tuple, dict, set, frozenset, bytearray, np.ndarray), "nested"),
)
# Types of which every value is missing, by name: two of them are pandas', one is NumPy's.
_MISSING_TYPES = frozenset({"NoneType", "NAType", "NaTType", "MaskedConstant"})
# Types of which a value may be missing: NaN or NaT.
_MAYBE_MISSING = (float, np.floating, Decimal, np.datetime64, np.timedelta64)


def read(
    values: NDArray[np.object_],
    name: Hashable,
    dtype: str = "object",
    kinds: set[type] | None = None,
) -> Column:
    """Read an object array by the types of its values.

    Booleans, integers, numbers (also mixed, also Decimal), dates, times of day and durations each
    give their own family; strings, any other hashable values, and mixtures are labels.

    Parameters
    ----------
    values : ndarray of object
        One-dimensional.
    name : Hashable
        The column's name.
    dtype : str
        The source's word for the type.
    kinds : set of type, optional
        The types of the values, where the caller knows them already.

    Raises
    ------
    MutuallyError
        If a value is a list, a dict, a complex number or cannot be hashed, or a number is beyond
        the range of float64.
    """
    if kinds is None:
        if _all_strings(values):
            codes, levels = factorise_objects(values)
            return column.label(name, codes, levels, dtype, all_levels_occur=True)
        kinds = set(map(type, values.tolist()))
    meanings = {kind: _meaning(kind) for kind in kinds}
    for kind, meaning in meanings.items():
        if meaning in {"complex", "nested"}:
            got = f"{dtype} with values of type {kind.__name__}"
            column.refuse(name, got, "make one column of each part of it")
    missing = _missing(values, kinds)
    if missing is not None and len(kinds) > 1:
        # A column of strings with NaN is one of strings, though NaN is a float.
        kinds = set(map(type, values[~missing].tolist()))
    found = {meanings[kind] for kind in kinds} - {"missing"}
    if found == {"boolean"}:
        return column.boolean(name, _filled(values, missing, False, np.bool_), missing, dtype)
    if found == {"integer"}:
        return _read_integers(values, missing, name, dtype)
    if found and found <= {"integer", "number"}:
        floats = _as_floats(_filled(values, missing, 0), name)
        return column.number(name, floats, missing, dtype)
    if len(found) == 1 and found <= {"date", "clock", "duration"}:
        return object_times.read(values, missing, found.pop(), name, dtype)
    return _read_labels(values, missing, name, dtype)


def read_list(values: Iterable[Any], name: Hashable) -> Column:
    """Read a list, tuple or other sequence of Python values."""
    values = list(values)
    kinds = set(map(type, values))
    if kinds == {float}:
        return arrays.read(np.array(values), name, "float")
    words = {kind.__name__ for kind in kinds} - _MISSING_TYPES
    dtype = words.pop() if len(words) == 1 else "object"
    # Filled one by one, since np.array would look into values that are sequences themselves.
    return read(np.fromiter(values, dtype=object, count=len(values)), name, dtype, kinds)


def _all_strings(values: NDArray[np.object_]) -> bool:
    """Tell quickly, where pandas is there to ask, whether all values are strings or missing."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and pandas.api.types.infer_dtype(values, skipna=True) == "string"


def _meaning(kind: type) -> str:
    if kind.__name__ in _MISSING_TYPES:
        return "missing"
    return next((word for types, word in _MEANINGS if issubclass(kind, types)), "label")


def _missing(values: NDArray[np.object_], kinds: set[type]) -> NDArray[np.bool_] | None:
    if not any(
        kind.__name__ in _MISSING_TYPES or issubclass(kind, _MAYBE_MISSING) for kind in kinds
    ):
        return None
    flags = np.fromiter(map(_is_missing, values), dtype=np.bool_, count=len(values))
    return flags if flags.any() else None


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, str | int):
        return False
    if isinstance(value, float | np.floating):
        return math.isnan(value)
    if isinstance(value, Decimal):
        return value.is_nan()
    if isinstance(value, np.datetime64 | np.timedelta64):
        return bool(np.isnat(value))
    return type(value).__name__ in _MISSING_TYPES


def _filled(
    values: NDArray[np.object_],
    missing: NDArray[np.bool_] | None,
    filler: Any,
    dtype: type = object,
) -> NDArray[Any]:
    if missing is not None:
        values = np.where(missing, filler, values)
    return values.astype(dtype, copy=False)


def _read_integers(
    values: NDArray[np.object_], missing: NDArray[np.bool_] | None, name: Hashable, dtype: str
) -> Column:
    filled = _filled(values, missing, 0)
    for width in (np.int64, np.uint64):
        try:
            return column.integer(name, filled.astype(width), missing, dtype)
        except OverflowError:
            continue
    # Doubles hold differences of neighbours where they would round the integers to one value.
    # Mutual information does not see the shift.
    smallest = min(filled if missing is None else filled[~missing])
    shifted = np.array([int(value) - int(smallest) for value in filled], dtype=object)
    if missing is not None:
        shifted[missing] = 0
    return column.number(name, _as_floats(shifted, name), missing, dtype)


def _as_floats(values: NDArray[np.object_], name: Hashable) -> NDArray[np.float64]:
    """Convert numbers of any type; a finite one may not become infinite without a word."""
    try:
        floats = values.astype(np.float64)
    except OverflowError:
        floats = None
    if floats is None or any(
        _is_finite_decimal(values[at]) for at in np.flatnonzero(np.isinf(floats))
    ):
        fail(
            f"column {name!r}",
            "must hold numbers that differ by less than 1.8e308, the largest float64",
            "larger ones",
            "pass their logarithms or ranks; mutual information is the same",
        )
    return floats


def _is_finite_decimal(value: Any) -> bool:
    return isinstance(value, Decimal) and value.is_finite()


def _read_labels(
    values: NDArray[np.object_],
    missing: NDArray[np.bool_] | None,
    name: Hashable,
    dtype: str,
) -> Column:
    try:
        codes, levels = factorise_objects(_filled(values, missing, None))
    except TypeError:
        codes = None
    if codes is None:
        column.refuse(
            name, f"{dtype} with values that cannot be hashed", "pass strings, str(value)"
        )
    return column.label(name, codes, levels, dtype, all_levels_occur=True)
