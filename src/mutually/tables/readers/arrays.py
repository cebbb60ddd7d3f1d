"""NumPy arrays as columns, whatever their type, strides, byte order and mask."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.tables.readers import column
from mutually.tables.readers.column import FLOAT64, Column


def read(array: NDArray[Any], name: Hashable, dtype: str | None = None) -> Column:
    """Read a one-dimensional array; contiguous numbers in native byte order are not copied.

    Parameters
    ----------
    array : ndarray
        May be masked, read-only, strided, or hold Python objects.
    name : Hashable
        The column's name.
    dtype : str, optional
        The source's word for the type, where that is not NumPy's.

    Raises
    ------
    MutuallyError
        If the array is not one-dimensional or its type has no meaning here.
    """
    if array.ndim != 1:
        fail(
            f"column {name!r}",
            "must be one-dimensional",
            f"an array of shape {array.shape}",
            "pass one value for each row, [first, second, ...]"
            if array.ndim == 0
            else "pass one column, x[:, 0], or the whole array as the table of mu.rank",
        )
    if type(array) is np.ndarray:
        if array.dtype == FLOAT64:
            return column.number(name, array, None, dtype or "float64")
        return _read(array, None, name, dtype or str(array.dtype))
    dtype = dtype or str(array.dtype)
    if isinstance(array, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(array)
        return _read(np.asarray(array.data), mask if mask.any() else None, name, dtype)
    return _read(np.asarray(array), None, name, dtype)


def _read(
    array: NDArray[Any], missing: NDArray[np.bool_] | None, name: Hashable, dtype: str
) -> Column:
    kind = array.dtype.kind
    if kind == "f":
        return column.number(name, array, missing, dtype)
    if kind in "iu":
        return column.integer(name, array, missing, dtype)
    if kind == "b":
        return column.boolean(name, array, missing, dtype)
    if kind in "mM":
        not_a_time = np.isnat(array)
        missing = not_a_time if missing is None else missing | not_a_time
        native = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
        return column.time(name, native.view(np.int64), missing, dtype)
    if kind in "US":
        return _read_fixed_width(array, missing, name, dtype)
    if kind in "OT":
        from mutually.tables.readers import objects

        values = array.astype(object)
        if missing is not None:
            values[missing] = None
        return objects.read(values, name, dtype)
    hint = "pass .real, .imag or abs(x)" if kind == "c" else "pass one field of it, x['field']"
    column.refuse(name, dtype, hint)


def _read_fixed_width(
    array: NDArray[Any], missing: NDArray[np.bool_] | None, name: Hashable, dtype: str
) -> Column:
    from mutually.tables.readers.labels import factorise_fixed_width

    codes, levels = factorise_fixed_width(array)
    if missing is not None:
        codes = np.where(missing, -1, codes)
    return column.label(name, codes, levels, dtype, all_levels_occur=missing is None)
