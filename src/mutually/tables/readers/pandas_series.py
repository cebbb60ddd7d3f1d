"""pandas series, indexes and extension arrays as columns; the index of a series is ignored.

pandas is imported here, and this module only where the caller's data is pandas' already.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from mutually.tables.readers import arrays, column, objects
from mutually.tables.readers.column import Column
from mutually.tables.readers.labels import Levels


def read(data: Any, name: Hashable) -> Column:
    """Read a pandas column by its dtype; NumPy-backed numbers are not copied.

    Raises
    ------
    MutuallyError
        If the values are complex or nested.
    """
    kind = data.dtype
    if isinstance(kind, np.dtype):
        return arrays.read(data.to_numpy(), name)
    array = getattr(data, "array", data)  # An extension array is its own.
    dtype = str(kind)
    if isinstance(kind, pd.CategoricalDtype):
        levels = Levels(len(kind.categories), kind.categories.tolist)
        return column.label(name, array.codes, levels, dtype)
    if isinstance(kind, pd.ArrowDtype) or getattr(kind, "storage", None) == "pyarrow":
        from mutually.tables.readers import arrow

        return arrow.read(array.__arrow_array__(), name, dtype)
    if isinstance(kind, pd.StringDtype):
        return objects.read(array.to_numpy(dtype=object, na_value=None), name, dtype)
    if isinstance(kind, pd.DatetimeTZDtype):
        return arrays.read(array.to_numpy(dtype=f"M8[{kind.unit}]"), name, dtype)
    if isinstance(kind, pd.PeriodDtype):
        return column.time(name, array.asi8, array.isna(), dtype)
    if isinstance(kind, pd.SparseDtype):
        return arrays.read(np.asarray(array), name, dtype)
    numbers = getattr(kind, "numpy_dtype", None)
    if numbers is not None and numbers.kind in "biuf":  # The nullable types: Int64, boolean, ...
        missing = array.isna()
        if not missing.any():
            return arrays.read(array.to_numpy(dtype=numbers), name, dtype)
        filled = array.to_numpy(dtype=numbers, na_value=numbers.type(0))
        return arrays.read(np.ma.MaskedArray(filled, missing), name, dtype)
    return objects.read(array.to_numpy(dtype=object), name, dtype)
