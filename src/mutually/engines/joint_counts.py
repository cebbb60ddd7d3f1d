"""A pass that counts several columns together: of each row the cell that their codes make.

A set is a tuple of keys, each of a column as it is coded; its table has an axis for each, in that
order, and is kept flat. The codes of all of a set but the first are put together once for all sets
that end alike, as those of every candidate beside the same chosen column and the target do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.engines.coding import Coding
from mutually.engines.work import Task
from mutually.tables.shards import RowGroup, unreadable

Keys = tuple[Hashable, ...]
Tables = dict[Keys, NDArray[np.uint32]]

# Threads that add to the same tables take turns, one table at a time.
_TURNS = tuple(Lock() for _ in range(64))


class Coded(Protocol):
    """What has a code for each value of a column, the last one for missing values."""

    @property
    def name(self) -> Hashable:
        """The column."""

    @property
    def family(self) -> str:
        """What its values mean."""

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
    def name(self) -> Hashable:
        """The column."""
        return self.coding.name

    @property
    def family(self) -> str:
        """What its values mean."""
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
    columns : dict of key to Coded
        What the sets are of.
    sets : tuple of tuple of key
        What is counted together.
    lost : frozenset of (path, number)
        Row groups to leave out.
    """

    columns: Mapping[Hashable, Coded]
    sets: tuple[Keys, ...]
    lost: frozenset[tuple[str, int]] = frozenset()

    def nothing(self) -> Tables:
        """Return the tables of no rows."""
        return {keys: np.zeros(cells(self.columns, keys), np.uint32) for keys in self.sets}

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

        family = {str(coded.name): coded.family for coded in self.columns.values()}
        text = [name for name in family if family[name] == "label"]
        try:
            for batch in read_batches(group, list(family), text):
                if stopped is not None:
                    stopped()
                rows = len(next(iter(batch.values())))
                codes: dict[Keys, NDArray[np.uint32]] = {(): np.zeros(rows, np.uint32)}
                for key, coded in self.columns.items():
                    codes[key,] = coded.codes(batch[str(coded.name)])
                for at, keys in enumerate(self.sets):
                    x, y = codes[keys[:1]], self._joint(codes, keys[1:])
                    x_size, y_size = (cells(self.columns, own) for own in (keys[:1], keys[1:]))
                    with _TURNS[at % len(_TURNS)]:
                        _core.tally(x, y, x_size, y_size, found[keys])
        except UNREADABLE as error:
            unreadable(str(group), error)

    def _joint(self, codes: dict[Keys, NDArray[np.uint32]], keys: Keys) -> NDArray[np.uint32]:
        """Return several codes as one, in the order of a table's cells."""
        if keys not in codes:
            rest = keys[1:]
            size = np.uint32(cells(self.columns, rest))
            codes[keys] = codes[keys[:1]] * size + self._joint(codes, rest)
        return codes[keys]

    def merge(self, one: Tables, other: Tables) -> Tables:
        """Add the tables of two sets of shards."""
        for keys, table in other.items():
            mine = one.get(keys)
            if mine is None:
                one[keys] = table
                continue
            if not mine.flags.writeable:  # as an engine hands it over
                mine = one[keys] = mine.copy()
            np.add(mine, table, out=mine)
        return one


def cells(columns: Mapping[Hashable, Coded], keys: Keys) -> int:
    """Return how many cells the table of a set has."""
    return math.prod(columns[key].size for key in keys)


def blocks_of_sets(
    columns: Mapping[Hashable, Coded], sets: Sequence[Keys], most_cells: int, most_columns: int
) -> Iterator[tuple[Keys, ...]]:
    """Divide sets into blocks with at most so many cells and columns; a larger set is a block."""
    block: list[Keys] = []
    held, read = 0, set[Hashable]()
    for keys in sets:
        own = cells(columns, keys)
        if block and (held + own > most_cells or len(read | set(keys)) > most_columns):
            yield tuple(block)
            block, held, read = [], 0, set()
        block.append(keys)
        held += own
        read |= set(keys)
    if block:
        yield tuple(block)
