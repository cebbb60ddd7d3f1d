"""Dataframes that are not read by our own hands: made for the caller, or brought in by narwhals."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from mutually.errors import fail
from mutually.wording import a_type

_FRAMES = ("pandas", "polars", "pyarrow")
_NO_FRAMES = ("dict", "numpy", "file")


def make_frame(kind: Any, data: Mapping[str, Any]) -> Any:
    """Make a dataframe of a kind from columns.

    Parameters
    ----------
    kind : str
        As in :class:`mutually.tables.Table`.
    data : dict of str to list or ndarray
        The columns. A list that a typed frame cannot hold (the names 0 and "a" in one column)
        becomes strings there.

    Returns
    -------
    DataFrame
        Of the kind; for a kind without frames of its own the first of pandas, polars and pyarrow
        that is installed; the columns as they are if none is.
    """
    if kind in _NO_FRAMES:
        kind = next((name for name in _FRAMES if find_spec(name) is not None), "dict")
    if kind == "dict":
        return dict(data)
    if kind == "pandas":
        return import_module("pandas").DataFrame(dict(data))
    typed = {name: _typed(values) for name, values in data.items()}
    if kind == "polars":
        return import_module("polars").DataFrame(typed)
    if kind == "pyarrow":
        return import_module("pyarrow").table(typed)
    import narwhals.stable.v2 as nw

    return nw.from_dict(typed, backend=kind).to_native()


def _typed(values: Any) -> Any:
    """Write a list out as strings unless its values are of one type that a frame can hold."""
    if not isinstance(values, list | tuple):
        return values
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {str} or kinds <= {bool} or kinds <= {int, float}:
        return values
    return [None if value is None else str(value) for value in values]


def is_frame(source: Any) -> bool:
    """Say whether narwhals takes an object for a dataframe."""
    if is_dask(source):
        return True
    import narwhals.stable.v2 as nw

    frame = nw.from_native(source, pass_through=True, allow_series=True)
    return isinstance(frame, nw.DataFrame | nw.LazyFrame)


def is_dask(source: Any) -> bool:
    """Say whether an object is a dataframe of Dask, which narwhals reads no more one day."""
    kind = type(source)
    return kind.__module__.partition(".")[0] == "dask" and kind.__name__ == "DataFrame"


def collect(source: Any) -> Any:
    """Give a narwhals frame, in memory, of anything that narwhals or Arrow can make one of.

    Returns
    -------
    narwhals.DataFrame or None
        None if the source is no table. A lazy source is collected, all of it.

    Raises
    ------
    MutuallyError
        If a package that the collecting needs is not installed.
    """
    if isinstance(source, type):
        return None
    import narwhals.stable.v2 as nw

    if is_dask(source):
        source = source.compute()
    frame = nw.from_native(source, pass_through=True, allow_series=True)
    try:
        if isinstance(frame, nw.LazyFrame):
            return frame.collect()
        if isinstance(frame, nw.DataFrame):
            return frame
        if hasattr(source, "__arrow_c_stream__") and not isinstance(frame, nw.Series):
            return nw.from_arrow(source, backend=_arrow_reader())
    except ModuleNotFoundError as error:
        fail(
            "table",
            f"needs {error.name} to be read from {a_type(source)}",
            hint=f"pip install {error.name}",
        )
    except (TypeError, ValueError):  # A stream of one array, not of the columns of a table.
        return None
    return None


def _arrow_reader() -> Any:
    return next((name for name in ("pyarrow", "polars") if find_spec(name) is not None), "pyarrow")
