"""What the first pass counts on its way: columns of few values with a target of few values.

Their codes are not known before it ends, so the values of each row group are numbered as they come,
and counts are kept with the values that they are of. A column whose table is too large for that, or
that turns out to be continuous, is counted in the second pass; the integers are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually import _core

if TYPE_CHECKING:
    from mutually.engines.coding import Coding

# The counts of a column are kept in up to so many cells, and in fewer where memory is short.
MOST_CELLS = 1 << 14


class Pairs(NamedTuple):
    """How often each value of a column goes with each of the target.

    Attributes
    ----------
    x, y : tuple
        The values that occur, in any order.
    counts : ndarray of int, shape (x + 1, y + 1)
        Behind the values come the rows in which one is missing.
    """

    x: tuple[Any, ...]
    y: tuple[Any, ...]
    counts: NDArray[np.uint32]


class Coded(NamedTuple):
    """Rows as codes.

    Attributes
    ----------
    codes : ndarray of int
        Each less than the number of values, or equal to it where a value is missing.
    values : ndarray or Arrow array
        What they stand for; the same object for as long as it is the same.
    """

    codes: NDArray[np.uint32]
    values: Any


Early = dict[str, Pairs | None]


def merge(one: Early, other: Early, most: int) -> Early:
    """Add what was counted in two sets of rows; None is a table of too many cells."""
    shared = {name: _added(one[name], other[name], most) for name in one.keys() & other.keys()}
    return one | other | shared


def _added(one: Pairs | None, other: Pairs | None, most: int) -> Pairs | None:
    if one is None or other is None:
        return None
    if one.x == other.x and one.y == other.y:
        return one._replace(counts=one.counts + other.counts)
    x, y = (tuple(dict.fromkeys(a + b)) for a, b in zip(one[:2], other[:2], strict=True))
    if (len(x) + 1) * (len(y) + 1) > most:
        return None
    counts = np.zeros((len(x) + 1, len(y) + 1), dtype=np.uint32)
    for part in (one, other):
        counts[np.ix_(_places(part.x, x), _places(part.y, y))] += part.counts
    return Pairs(x, y, counts)


def _places(values: tuple[Any, ...], among: tuple[Any, ...]) -> list[int]:
    """Return where values are, and behind them where the missing are."""
    if values == among[: len(values)]:
        return [*range(len(values)), len(among)]
    place = {value: at for at, value in enumerate(among)}
    return [*map(place.__getitem__, values), len(among)]


class EarlyCounts:
    """The counts of one row group, its columns given batch by batch."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: Early = {}
        # Of each column the values that its table is of, and the table.
        self.open: dict[str, tuple[Any, Any, NDArray[np.uint32]]] = {}

    def add(self, name: str, x: Coded | None, y: Coded | None) -> None:
        """Count some rows; None is a column of too many values."""
        if name in self.found and self.found[name] is None:
            return
        if x is None or y is None or (len(x.values) + 1) * (len(y.values) + 1) > self.most:
            self.open.pop(name, None)
            self.found[name] = None
            return
        shape = len(x.values) + 1, len(y.values) + 1
        table = self.open.get(name)
        if table is None or table[0] is not x.values or table[1] is not y.values:
            self._close(name)
            table = x.values, y.values, np.zeros(shape[0] * shape[1], dtype=np.uint32)
            self.open[name] = table
        _core.tally(x.codes, y.codes, *shape, table[2])

    def _close(self, name: str) -> None:
        if name not in self.open:
            return
        x, y, table = self.open.pop(name)
        counts = table.reshape(len(x) + 1, len(y) + 1)
        x_values, x_counts = _occurring(x, counts)
        y_values, y_counts = _occurring(y, x_counts.T)
        self.found = merge(
            self.found,
            {name: Pairs(x_values, y_values, np.ascontiguousarray(y_counts.T))},
            self.most,
        )

    def counted(self) -> Early:
        """Return the counts of all rows given."""
        for name in list(self.open):
            self._close(name)
        return self.found


def _occurring(values: Any, counts: NDArray[np.uint32]) -> tuple[tuple[Any, ...], Any]:
    """Return the values that occur, and the rows of a table that are theirs."""
    from mutually.tables.readers.row_groups import values_at

    there = np.flatnonzero(counts[:-1].any(axis=1))
    if isinstance(values, np.ndarray):
        # Zero with a sign is zero.
        every = (values[there] + 0).tolist()
    else:
        every = values_at(values, there)
    # A dictionary may hold a value twice.
    place = {value: at for at, value in enumerate(dict.fromkeys(every))}
    found = np.zeros((len(place) + 1, counts.shape[1]), dtype=np.uint32)
    np.add.at(found, [place[value] for value in every], counts[there])
    found[-1] = counts[-1]
    return tuple(place), found


def tables(early: Early, columns: Sequence[Coding], y: Coding) -> dict[str, NDArray[np.uint32]]:
    """Return the tables of those columns that are counted already, in the codes of each."""
    found = {}
    for x in columns:
        pairs = early.get(str(x.name))
        # Values that are not listed have no codes.
        coded = not (x.bins or y.bins or x.unlisted or y.unlisted)
        if pairs is not None and coded:
            table = np.zeros((x.size, y.size), dtype=np.uint32)
            table[np.ix_(_codes(x, pairs.x), _codes(y, pairs.y))] = pairs.counts
            found[str(x.name)] = table.ravel()
    return found


def _codes(coding: Coding, values: tuple[Any, ...]) -> NDArray[np.uint32]:
    every = np.array(values, dtype=object if coding.family == "label" else None)
    codes = coding.of_values(every, np.zeros(len(values), dtype=np.bool_))
    return np.append(codes, np.uint32(coding.missing))
