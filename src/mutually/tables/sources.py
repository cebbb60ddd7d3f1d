"""Any table, in memory or in a file, as named columns."""

from __future__ import annotations

import os
import sys
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.tables import frames
from mutually.tables.columns import read_column
from mutually.tables.paths import shown
from mutually.tables.table import Table
from mutually.wording import a_type

__all__ = ["Table", "is_table", "read_table"]


def read_table(source: Any) -> Table:
    """Read a table of any kind.

    Parameters
    ----------
    source : dataframe, dict, ndarray, str or path
        A pandas, polars or pyarrow table, or any that narwhals reads; a lazy one (polars
        ``LazyFrame``, Dask, Ibis, DuckDB, ...) is collected into memory here, all of it. A dict of
        columns. A NumPy array: one-dimensional (one column), two-dimensional (columns named
        0, 1, ...) or structured. A file: see :func:`mutually.tables.files.read_file`.

    Returns
    -------
    Table
        Its columns are read when they are asked for. The index of a pandas table is ignored.

    Raises
    ------
    MutuallyError
        If the source is no table, two columns have one name, or columns differ in length.

    Examples
    --------
    >>> from mutually.tables import read_table
    >>> table = read_table({"x": [1.5, None, 2.5], "y": ["a", "b", "a"]})
    >>> table.names, table.n_rows, table.kind
    (('x', 'y'), 3, 'dict')
    >>> table.column("x").values
    array([1.5, 0. , 2.5])
    """
    if isinstance(source, Table):
        return source
    if isinstance(source, str | os.PathLike):
        from mutually.tables.files import read_file

        table = read_file(source)
        table.path = shown(os.fspath(source))
        return table
    if isinstance(source, np.ndarray):
        return _from_array(source)
    native = _from_native(source)
    if native is not None:
        return native
    if isinstance(source, Mapping):
        return _from_dict(source)
    return _from_other(source)


def _from_native(source: Any) -> Table | None:
    """Read the frames of pandas, polars and pyarrow, if the caller has them loaded."""
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(source, pandas.DataFrame):
        names = list(source.columns)
        return Table(
            names, len(source), "pandas", lambda at: read_column(source.iloc[:, at], names[at])
        )
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(source, polars.LazyFrame):
        source = source.collect()
    if polars is not None and isinstance(source, polars.DataFrame):
        names = source.columns
        series = source.get_columns()
        return Table(names, source.height, "polars", lambda at: read_column(series[at], names[at]))
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is not None and isinstance(source, pyarrow.Table | pyarrow.RecordBatch):
        names = source.schema.names
        return Table(
            names,
            source.num_rows,
            "pyarrow",
            lambda at: read_column(source.column(at), names[at]),
        )
    return None


def _from_dict(source: Mapping[Hashable, Any]) -> Table:
    names = list(source)
    columns = list(source.values())
    lengths = [_length(name, column) for name, column in source.items()]
    for name, length in zip(names, lengths, strict=True):
        if length != lengths[0]:
            fail(
                f"column {name!r}",
                f"must have {lengths[0]} rows as column {names[0]!r} has",
                f"{length} rows",
            )
    n_rows = lengths[0] if lengths else 0
    return Table(names, n_rows, "dict", lambda at: read_column(columns[at], names[at]))


def _length(name: Hashable, column: Any) -> int:
    scalar = isinstance(column, str | bytes) or getattr(column, "ndim", 1) == 0
    if scalar or not hasattr(column, "__len__"):
        fail(
            f"column {name!r}",
            "must be a list, an array or a series with one value for each row",
            a_type(column),
        )
    return len(column)


def _from_array(source: NDArray[Any]) -> Table:
    fields = source.dtype.names
    if fields is not None and source.ndim == 1:
        return Table(
            fields, len(source), "numpy", lambda at: read_column(source[fields[at]], fields[at])
        )
    if fields is None and source.ndim == 1:
        return Table([0], len(source), "numpy", lambda at: read_column(source, at))
    if fields is None and source.ndim == 2:
        n_rows, n_columns = source.shape
        # A matrix or masked array keeps its class; np.matrix would keep two dimensions.
        array = np.asarray(source) if isinstance(source, np.matrix) else source
        return Table(range(n_columns), n_rows, "numpy", lambda at: read_column(array[:, at], at))
    fail(
        "table",
        "must have one or two dimensions if it is an array",
        f"an array of shape {source.shape} and type {source.dtype}",
        "reshape it to (rows, columns)",
    )


def _from_other(source: Any) -> Table:
    """Read what narwhals knows beside the three, or what speaks Arrow."""
    frame = frames.collect(source)
    if frame is None:
        fail(
            "table",
            "must be a dataframe, a dict of columns, an array or the name of a file",
            a_type(source),
            'pass {"x": x, "y": y} with one list or array for each column',
        )
    native = _from_native(frame.to_native())
    if native is not None:
        return native
    names = frame.columns
    kind = frame.implementation.name.lower()
    return Table(
        names,
        len(frame),
        kind,
        lambda at: read_column(frame.get_column(names[at]), names[at]),
    )


def is_table(source: Any) -> bool:
    """Say whether an object is a table in memory: a dict of columns or a dataframe of any kind."""
    if isinstance(source, Mapping):
        return True
    if isinstance(source, np.ndarray | list | tuple | str):
        return False
    for module, names in (
        ("pandas", ("DataFrame",)),
        ("polars", ("DataFrame", "LazyFrame")),
        ("pyarrow", ("Table", "RecordBatch")),
    ):
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(source, tuple(getattr(loaded, n) for n in names)):
            return True
    if type(source).__module__.split(".")[0] in ("pandas", "polars", "pyarrow", "builtins"):
        return False
    return frames.is_frame(source)
