"""One column of data from any source: the edge at which the caller's types end."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Mapping, Sequence, Set
from typing import Any

import numpy as np

from mutually.errors import fail
from mutually.tables.readers import arrays
from mutually.tables.readers.column import Column
from mutually.wording import a_type

__all__ = ["Column", "read_column"]


def read_column(data: Any, name: Hashable) -> Column:
    """Read one column of values.

    Parameters
    ----------
    data : array-like
        A list, tuple or range; a NumPy array (masked, read-only, strided, of any byte order); a
        pandas, polars or pyarrow column; any other series that narwhals or NumPy reads.
    name : Hashable
        What the column is called.

    Returns
    -------
    Column
        Numbers that are contiguous and in native order already are not copied, so they are the
        caller's own memory: not to be written to.

    Raises
    ------
    MutuallyError
        If the data is not one-dimensional, or complex, or nested.

    Examples
    --------
    >>> from mutually.tables.columns import read_column
    >>> column = read_column(["Adelie", None, "Gentoo", "Adelie"], "species")
    >>> column.family, column.values, list(column.levels)
    ('label', array([0, 0, 1, 0], dtype=int32), ['Adelie', 'Gentoo'])
    >>> column.missing
    array([False,  True, False, False])
    """
    if isinstance(data, np.ndarray):
        return arrays.read(data, name)
    if isinstance(data, Sequence) and not isinstance(data, str | bytes | bytearray | memoryview):
        from mutually.tables.readers import objects

        return objects.read_list(data, name)
    native = _read_native(data, name)
    if native is not None:
        return native
    series = _known_to_narwhals(data)
    if series is not None:
        # pandas' relatives (modin) hand over pandas; cuDF and others hand over Arrow.
        as_pandas = series.implementation.is_pandas_like() and not series.implementation.is_cudf()
        return read_column(series.to_pandas() if as_pandas else series.to_arrow(), name)
    if hasattr(data, "__array__"):
        return arrays.read(np.asarray(data), name)
    fail(f"column {name!r}", "must be a list, an array or a series", a_type(data), _way_out(data))


def _way_out(data: Any) -> str:
    """Say how to make a column of what is none."""
    if isinstance(data, Mapping):
        return "pass its values in the order of the rows, list(x.values())"
    if isinstance(data, Set):
        return "a set has no order; pass one value for each row, [first, second, ...]"
    if hasattr(data, "__iter__") and not isinstance(data, str | bytes | bytearray | type):
        return "pass list(x)"
    return "pass one value for each row, [first, second, ...]"


def _read_native(data: Any, name: Hashable) -> Column | None:
    """Read what belongs to pandas, polars or pyarrow, if the caller has them loaded."""
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(
        data, pandas.Series | pandas.Index | pandas.api.extensions.ExtensionArray
    ):
        from mutually.tables.readers import pandas_series

        return pandas_series.read(data, name)
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(data, polars.Series):
        from mutually.tables.readers import polars_series

        return polars_series.read(data, name)
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is not None and isinstance(data, pyarrow.Array | pyarrow.ChunkedArray):
        from mutually.tables.readers import arrow

        return arrow.read(data, name)
    return None


def _known_to_narwhals(data: Any) -> Any:
    """Give a narwhals series for what is one or can be wrapped in one, else None."""
    if isinstance(data, type) or type(data).__module__ == "builtins":
        return None
    import narwhals.stable.v2 as nw

    if isinstance(data, nw.DataFrame | nw.LazyFrame):
        return None
    series = nw.from_native(data, series_only=True, pass_through=True)
    if series is data and not isinstance(data, nw.Series):
        return None
    return series
