"""A pass that counts several columns together: of each row the cell that their codes make.

A set of columns is a tuple of names; its table has an axis for each, in that order, and is kept
flat. The codes of all columns of a set but the first are put together once for all sets that end
alike, as those of every candidate beside the same chosen column and the target do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.engines.coding import Coding
from mutually.engines.work import Task
from mutually.tables.shards import RowGroup, unreadable

Names = tuple[str, ...]
Tables = dict[Names, NDArray[np.uint32]]

# Threads that add to the same tables take turns, one table at a time.
_TURNS = tuple(Lock() for _ in range(64))


class Coded(Protocol):
    """What has a code for each value of a column, the last one for missing values."""

    @property
    def family(self) -> str:
        """What the column's values mean."""

    @property
    def size(self) -> int:
        """How many codes there are."""

    def codes(self, array: Any) -> NDArray[np.uint32]:
        """Return the codes of an Arrow array."""


@dataclass(frozen=True)
class Known:
    """Of a column only whether a value is known: code 0, and 1 where it is missing."""

    coding: Coding

    size = 2

    @property
    def family(self) -> str:
        """What the column's values mean."""
        return self.coding.family

    def codes(self, array: Any) -> NDArray[np.uint32]:
        """Return the codes of an Arrow array."""
        missing: NDArray[np.uint32] = self.coding.codes(array) == self.coding.missing
        return missing.astype(np.uint32)


@dataclass(frozen=True)
class JointTally:
    """The counts of some sets of columns.

    Attributes
    ----------
    columns : dict of str to Coded
        The columns of all sets.
    sets : tuple of tuple of str
        What is counted together.
    lost : frozenset of (path, number)
        Row groups to leave out.
    """

    columns: Mapping[str, Coded]
    sets: tuple[Names, ...]
    lost: frozenset[tuple[str, int]] = frozenset()

    def nothing(self) -> Tables:
        """Return the tables of no rows."""
        return {names: np.zeros(cells(self.columns, names), np.uint32) for names in self.sets}

    def partial(self, task: Task, stopped: Callable[[], None] | None = None) -> Tables:
        """Return the tables of the row groups of a task."""
        found = self.nothing()
        self.add(found, task, stopped)
        return found

    def add(self, found: Tables, task: Task, stopped: Callable[[], None] | None = None) -> None:
        """Add the row groups of a task to tables; other threads may add to them as well."""
        for group in task:
            if (group.path, group.group) not in self.lost:
                self._add(found, group, stopped)

    def _add(self, found: Tables, group: RowGroup, stopped: Callable[[], None] | None) -> None:
        from mutually.tables.readers.row_groups import UNREADABLE, read_batches

        names = list(dict.fromkeys(name for names in self.sets for name in names))
        text = [name for name in names if self.columns[name].family == "label"]
        try:
            for batch in read_batches(group, names, text):
                if stopped is not None:
                    stopped()
                rows = len(batch[names[0]])
                codes: dict[Names, NDArray[np.uint32]] = {(): np.zeros(rows, np.uint32)}
                for name in names:
                    codes[name,] = self.columns[name].codes(batch.pop(name))
                for at, asked in enumerate(self.sets):
                    x, y = codes[asked[:1]], self._joint(codes, asked[1:])
                    x_size, y_size = (cells(self.columns, own) for own in (asked[:1], asked[1:]))
                    with _TURNS[at % len(_TURNS)]:
                        _core.tally(x, y, x_size, y_size, found[asked])
        except UNREADABLE as error:
            unreadable(str(group), error)

    def _joint(self, codes: dict[Names, NDArray[np.uint32]], names: Names) -> NDArray[np.uint32]:
        """Return the codes of several columns as one, in the order of a table's cells."""
        if names not in codes:
            rest = names[1:]
            size = np.uint32(cells(self.columns, rest))
            codes[names] = codes[names[:1]] * size + self._joint(codes, rest)
        return codes[names]

    def merge(self, one: Tables, other: Tables) -> Tables:
        """Add the tables of two sets of shards."""
        for names, table in other.items():
            mine = one.get(names)
            if mine is None:
                one[names] = table
                continue
            if not mine.flags.writeable:  # as an engine hands it over
                mine = one[names] = mine.copy()
            np.add(mine, table, out=mine)
        return one


def cells(columns: Mapping[str, Coded], names: Sequence[str]) -> int:
    """Return how many cells the table of some columns has."""
    return math.prod(columns[name].size for name in names)


def blocks_of_sets(
    columns: Mapping[str, Coded], sets: Sequence[Names], most_cells: int, most_columns: int
) -> Iterator[tuple[Names, ...]]:
    """Divide sets into blocks with at most so many cells and columns; a larger set is a block."""
    block: list[Names] = []
    held, read = 0, set[str]()
    for names in sets:
        own = cells(columns, names)
        if block and (held + own > most_cells or len(read | set(names)) > most_columns):
            yield tuple(block)
            block, held, read = [], 0, set()
        block.append(names)
        held += own
        read |= set(names)
    if block:
        yield tuple(block)
