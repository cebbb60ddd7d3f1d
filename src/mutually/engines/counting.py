"""The second pass: how often each code of a column goes with each code of the target.

Tables of up to ``DENSE`` cells are arrays that are added to; of larger ones the cells that occur
are kept, in ascending order of their number. Where a column has many labels and the target is
continuous, the target's bins are put together, by two, four ..., until the table is an array.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
    """The cells of a large table that occur: x times the target's size plus y, and the counts."""

    numbers: NDArray[np.int64]
    counts: NDArray[np.int64]


Counts = dict[str, "NDArray[np.uint32] | Cells"]


@dataclass(frozen=True)
class Tally:
    """The second pass over some columns.

    Attributes
    ----------
    columns : dict of str to Coding
        The columns that are counted.
    target : Coding
        What they are counted with.
    lost : frozenset of (path, number)
        Row groups to leave out.
    """

    columns: Mapping[str, Coding]
    target: Coding
    lost: frozenset[tuple[str, int]] = frozenset()

    def shape(self, name: str) -> tuple[int, int]:
        """Return the sizes of a column's table."""
        x = self.columns[name]
        return x.size, self.target_size(coarsening(x, self.target))

    def is_dense(self, name: str) -> bool:
        """Say whether a column's table is an array."""
        x_size, y_size = self.shape(name)
        return x_size * y_size <= DENSE

    def target_size(self, shift: int) -> int:
        """Return how many codes the target has when its bins are put together."""
        return _coarse_bins(self.target.bins, shift) + self.target.size - self.target.bins

    def partial(self, task: Task, stopped: Callable[[], None] | None = None) -> Counts:
        """Return the tables of the row groups of a task."""
        found: Counts = {}
        for name in self.columns:
            x_size, y_size = self.shape(name)
            none = np.empty(0, dtype=np.int64)
            dense = self.is_dense(name)
            found[name] = np.zeros(x_size * y_size, np.uint32) if dense else Cells(none, none)
        for group in task:
            if (group.path, group.group) not in self.lost:
                self._add(found, group, stopped)
        return found

    def _add(self, found: Counts, group: RowGroup, stopped: Callable[[], None] | None) -> None:
        from mutually.tables.readers.row_groups import UNREADABLE, read_batches

        names = list(dict.fromkeys((*self.columns, str(self.target.name))))
        family = {str(self.target.name): self.target.family}
        family |= {name: coding.family for name, coding in self.columns.items()}
        text = [name for name in names if family[name] == "label"]
        try:
            for batch in read_batches(group, names, text):
                if stopped is not None:
                    stopped()
                y = self.target.codes(batch[str(self.target.name)])
                by_shift = {0: y}
                for name, coding in self.columns.items():
                    shift = coarsening(coding, self.target)
                    if shift not in by_shift:
                        by_shift[shift] = _coarse(self.target, shift)[y]
                    self._count(found, name, coding.codes(batch[name]), by_shift[shift])
        except UNREADABLE as error:
            unreadable(str(group), error)

    def _count(
        self, found: Counts, name: str, x: NDArray[np.uint32], y: NDArray[np.uint32]
    ) -> None:
        x_size, y_size = self.shape(name)
        table = found[name]
        if isinstance(table, Cells):
            own = Cells(*np.unique(x.astype(np.int64) * y_size + y, return_counts=True))
            found[name] = _add_cells(table, own)
        else:
            _core.tally(x, y, x_size, y_size, table)

    def merge(self, one: Counts, other: Counts) -> Counts:
        """Add the tables of two sets of shards."""
        for name, table in other.items():
            mine = one.get(name)
            if mine is None:
                one[name] = table
            elif isinstance(mine, Cells):
                assert isinstance(table, Cells)
                one[name] = _add_cells(mine, table)
            else:
                assert not isinstance(table, Cells)
                if not mine.flags.writeable:  # as an engine hands it over
                    mine = one[name] = mine.copy()
                np.add(mine, table, out=mine)
        return one


def coarsening(x: Coding, y: Coding) -> int:
    """Return how often the target's bins are halved in number beside a column with many codes."""
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
    """Return the code that each of the target's gets when its bins are put together."""
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
        tally = Tally({str(coding.name): coding}, target)
        own = min(int(np.prod(tally.shape(str(coding.name)))), DENSE)
        if held + own > cells or len(found[-1]) == most:
            found.append({})
            held = 0
        found[-1][str(coding.name)] = coding
        held += own
    return found
