"""The table that every source becomes: names, and columns that are read when asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from mutually.errors import fail
from mutually.tables import frames
from mutually.tables.readers.column import Column

__all__ = ["Table"]


class Table:
    """Named columns of equal length, read one at a time from where they are.

    Attributes
    ----------
    names : tuple of Hashable
        The column names in the table's order, of whatever type they were.
    n_rows : int
        The number of rows.
    kind : str
        Where the table comes from: "pandas", "polars", "pyarrow", "dict", "numpy", "file", or
        narwhals' word for another library.
    path : str or None
        The name by which it was read, of a file, pattern or example; None of what is in memory.
    """

    path: str | None = None

    def __init__(
        self, names: Iterable[Hashable], n_rows: int, kind: str, read: Callable[[int], Column]
    ) -> None:
        self.names = tuple(names)
        self.n_rows = n_rows
        self.kind = kind
        self._read = read
        self._places = {name: place for place, name in enumerate(self.names)}
        if not self.names:
            fail("table", "must have at least one column", "none")
        if len(self._places) < len(self.names):
            twice = dict.fromkeys(
                name for place, name in enumerate(self.names) if self._places[name] != place
            )
            fail(
                "table",
                "must have a different name for each column",
                "more than one column named " + ", ".join(map(repr, twice)),
                "rename them or drop all but one",
            )

    def column(self, name: Hashable) -> Column:
        """Read one column.

        Raises
        ------
        MutuallyError
            If there is no such column, or its type has no meaning here.
        """
        place = self._places.get(name)
        if place is None:
            fail(f"column {name!r}", "must be in the table", "no column of this name")
        return self._read(place)

    def frame(self, data: Mapping[str, Any]) -> Any:
        """Make a dataframe of the table's own kind.

        Parameters
        ----------
        data : dict of str to list or ndarray
            The columns of the new frame.

        Returns
        -------
        DataFrame
            pandas for pandas, polars for polars, a ``pyarrow.Table`` for pyarrow. For what is not
            a frame itself (dict, NumPy, file) the first of these three that is installed, or else
            the dict.
        """
        return frames.make_frame(self.kind, data)

    def __repr__(self) -> str:
        return f"<Table of kind {self.kind!r}: {self.n_rows} rows, {len(self.names)} columns>"
