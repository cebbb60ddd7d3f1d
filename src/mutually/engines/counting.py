"""The second pass: how often each code of a column goes with each code of another.

Tables of up to ``DENSE`` cells are arrays that are added to; of larger ones the cells that occur
are kept, in ascending order of their number. Where x has many labels and y is continuous, the bins
of y are put together, by two, four ..., until the table is an array.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.engines.coding import Coding
from mutually.engines.work import Task
from mutually.tables.shards import RowGroup, unreadable

DENSE = 1 << 22
_FEWEST_BINS = 32


class Cells(NamedTuple):
    """The cells of a large table that occur: x times the size of y plus y, and the counts."""

    numbers: NDArray[np.int64]
    counts: NDArray[np.int64]


Pair = tuple[str, str]
Counts = dict[Pair, "NDArray[np.uint32] | Cells"]

# Threads that add to the same tables take turns, one table at a time.
_TURNS = tuple(Lock() for _ in range(64))


@dataclass(frozen=True)
class Tally:
    """The second pass over some pairs of columns.

    Attributes
    ----------
    columns : dict of str to Coding
        The columns that are read.
    pairs : tuple of (str, str)
        Those that are counted with each other, as x and y.
    lost : frozenset of (path, number)
        Row groups to leave out.
    """

    columns: Mapping[str, Coding]
    pairs: tuple[Pair, ...]
    lost: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def against(
        cls, columns: Iterable[Coding], target: Coding,
        lost: frozenset[tuple[str, int]] = frozenset(),
    ) -> Tally:  # fmt: skip
        """Count some columns with one."""
        every = {str(coding.name): coding for coding in (*columns, target)}
        y = str(target.name)
        return cls(every, tuple((x, y) for x in every if x != y), lost)

    def shape(self, pair: Pair) -> tuple[int, int]:
        """Return the sizes of the table of a pair."""
        return shape_of(self.columns[pair[0]], self.columns[pair[1]])

    @property
    def cells(self) -> int:
        """How many cells the tables have, at the least."""
        return sum(cells_of(*(self.columns[name] for name in pair)) for pair in self.pairs)

    def nothing(self) -> Counts:
        """Return the tables of no rows."""
        found: Counts = {}
        for pair in self.pairs:
            x_size, y_size = self.shape(pair)
            dense = is_dense(self.columns[pair[0]], self.columns[pair[1]])
            none = np.empty(0, dtype=np.int64)
            found[pair] = np.zeros(x_size * y_size, np.uint32) if dense else Cells(none, none)
        return found

    def partial(self, task: Task, stopped: Callable[[], None] | None = None) -> Counts:
        """Return the tables of the row groups of a task."""
        found = self.nothing()
        self.add(found, task, stopped)
        return found

    def add(self, found: Counts, task: Task, stopped: Callable[[], None] | None = None) -> None:
        """Add the row groups of a task to tables; other threads may add to them as well."""
        for group in task:
            if (group.path, group.group) not in self.lost:
                self._add(found, group, stopped)

    def _add(self, found: Counts, group: RowGroup, stopped: Callable[[], None] | None) -> None:
        from mutually.tables.readers.row_groups import BATCH, UNREADABLE, read_batches

        text = [name for name, coding in self.columns.items() if coding.family == "label"]
        shifts = {pair: coarsening(*(self.columns[name] for name in pair)) for pair in self.pairs}
        coarse = {
            (y, shift): _coarse(self.columns[y], shift)
            for (_, y), shift in shifts.items() if shift
        }  # fmt: skip
        # All columns of a batch are held until their pairs are counted: few rows for many pairs.
        most = BATCH if len(self.pairs) <= len(self.columns) else BATCH // 8
        try:
            for batch in read_batches(group, list(self.columns), text, most):
                if stopped is not None:
                    stopped()
                codes = {(x, 0): own.codes(batch.pop(x)) for x, own in self.columns.items()}
                codes |= {key: place[codes[key[0], 0]] for key, place in coarse.items()}
                for at, (x, y) in enumerate(self.pairs):
                    own = (codes[x, 0], codes[y, shifts[x, y]])
                    self._count(found, (x, y), *own, _TURNS[at % len(_TURNS)])
        except UNREADABLE as error:
            unreadable(str(group), error)

    def _count(
        self, found: Counts, pair: Pair, x: NDArray[np.uint32], y: NDArray[np.uint32], turn: Lock
    ) -> None:
        x_size, y_size = self.shape(pair)
        table = found[pair]
        if not isinstance(table, Cells):
            with turn:
                _core.tally(x, y, x_size, y_size, table)
            return
        own = Cells(*np.unique(x.astype(np.int64) * y_size + y, return_counts=True))
        with turn:
            table = found[pair]
            assert isinstance(table, Cells)
            found[pair] = _add_cells(table, own)

    def merge(self, one: Counts, other: Counts) -> Counts:
        """Add the tables of two sets of shards."""
        for pair, table in other.items():
            mine = one.get(pair)
            if mine is None:
                one[pair] = table
            elif isinstance(mine, Cells):
                assert isinstance(table, Cells)
                one[pair] = _add_cells(mine, table)
            else:
                assert not isinstance(table, Cells)
                if not mine.flags.writeable:  # as an engine hands it over
                    mine = one[pair] = mine.copy()
                np.add(mine, table, out=mine)
        return one


def shape_of(x: Coding, y: Coding) -> tuple[int, int]:
    """Return the sizes of the table of two columns."""
    return x.size, _coarse_bins(y.bins, coarsening(x, y)) + y.size - y.bins


def is_dense(x: Coding, y: Coding) -> bool:
    """Say whether the table of two columns is an array."""
    x_size, y_size = shape_of(x, y)
    return x_size * y_size <= DENSE


def cells_of(x: Coding, y: Coding) -> int:
    """Return how many cells are held of the table of two columns, at the least."""
    x_size, y_size = shape_of(x, y)
    return min(x_size * y_size, DENSE)


def coarsening(x: Coding, y: Coding) -> int:
    """Return how often the bins of y are halved in number beside a column with many codes."""
    shift = 0
    while (
        x.bins == 0
        and _coarse_bins(y.bins, shift) > _FEWEST_BINS
        and x.size * (_coarse_bins(y.bins, shift) + y.size - y.bins) > DENSE
    ):
        shift += 1
    return shift


def _coarse_bins(bins: int, shift: int) -> int:
    return -(-bins >> shift)


def _coarse(y: Coding, shift: int) -> NDArray[np.uint32]:
    """Return the code that each of y's gets when its bins are put together."""
    bins = np.arange(y.bins) >> shift
    rest = _coarse_bins(y.bins, shift) + np.arange(y.size - y.bins)
    return np.concatenate([bins, rest]).astype(np.uint32)


def _add_cells(one: Cells, other: Cells) -> Cells:
    numbers, place = np.unique(np.concatenate([one.numbers, other.numbers]), return_inverse=True)
    counts = np.bincount(place, weights=np.concatenate([one.counts, other.counts]))
    return Cells(numbers, counts.astype(np.int64))


def blocks_of_columns(
    columns: Sequence[Coding], target: Coding, cells: int, most: int
) -> list[dict[str, Coding]]:
    """Divide columns into blocks of at most ``most``, with at most so many cells in their tables.

    A column whose own table is larger is a block.
    """
    found: list[dict[str, Coding]] = []
    held = cells + 1
    for coding in columns:
        own = cells_of(coding, target)
        if held + own > cells or len(found[-1]) == most:
            found.append({})
            held = 0
        found[-1][str(coding.name)] = coding
        held += own
    return found
