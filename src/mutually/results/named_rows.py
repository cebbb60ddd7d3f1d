"""Rows of a result in their order, found by place or by the name of their column."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar, overload

import numpy as np


class Named(Protocol):
    """A row about one column."""

    @property
    def feature(self) -> Hashable:
        """The column's name."""


Row = TypeVar("Row", bound=Named)


class NamedRows(Sequence[Row]):
    """The sequence that rankings and selections are.

    ``rows[0]`` is by place and ``rows["name"]`` by name; where names are themselves whole numbers,
    ``rows.feature(3)`` is the one called 3.
    """

    _rows: tuple[Row, ...]
    _make_frame: Callable[[Mapping[str, Any]], Any]
    skipped: dict[Hashable, str]
    # What is said of a name that is not there, after the name.
    _absent = "is not there"

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The names of what is known of each row: the columns of ``to_frame``."""

    def feature(self, name: Hashable) -> Row:
        """Return the row of a name.

        Raises
        ------
        KeyError
            If there is none; it says so if the column was set aside.
        """
        for row in self._rows:
            if row.feature == name:
                return row
        why = self.skipped.get(name)
        raise KeyError(f"{name!r} was set aside: {why}" if why else f"{name!r} {self._absent}")

    def __contains__(self, key: object) -> bool:
        """Say whether a name, or a row, is among them."""
        return any(key == row.feature or key == row for row in self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @overload
    def __getitem__(self, key: int | str) -> Row: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Row]: ...
    def __getitem__(self, key: Any) -> Row | Sequence[Row]:
        if isinstance(key, slice | int | np.integer) and not isinstance(key, bool):
            return self._rows[key]
        return self.feature(key)

    def to_frame(self) -> Any:
        """Return a dataframe of the caller's kind, a line for each row, in their order.

        pandas for pandas, polars for polars, pyarrow for pyarrow; for files, dicts and arrays the
        first of these that is installed, or a dict of columns.
        """
        return self._make_frame(
            {column: [getattr(row, column) for row in self._rows] for column in self.columns}
        )
