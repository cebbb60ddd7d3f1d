"""The second pass over a column of many levels: cells of keys, sorted, for others to merge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mutually.engines.keys import MISSING, Keys
from mutually.engines.runs import Cells
from mutually.engines.work import Task
from mutually.tables.shards import RowGroup, unreadable

Parts = tuple[Cells, ...]

# What a row takes while its slice is sorted, and what its cell takes until it is merged.
BYTES_PER_ROW, BYTES_PER_CELL = 72, 24


@dataclass(frozen=True)
class KeyedCells:
    """The cells of two columns.

    Attributes
    ----------
    x, y : Keys
        The columns.
    slice_rows : int
        How many rows are sorted at a time.
    as_level : bool
        Whether rows in which x is missing count as well.
    lost : frozenset of (path, number)
        Row groups to leave out.
    """

    x: Keys
    y: Keys
    slice_rows: int
    as_level: bool
    lost: frozenset[tuple[str, int]] = frozenset()

    def partial(self, task: Task, stopped: Callable[[], None] | None = None) -> Parts:
        """Return the cells of the row groups of a task, in lists of which each is sorted."""
        found: list[Cells] = []
        waiting: list[tuple[NDArray[np.uint64], NDArray[np.uint64]]] = []
        rows = 0
        for group in task:
            if (group.path, group.group) in self.lost:
                continue
            for pair in self._of_group(group, stopped):
                waiting.append(pair)
                rows += len(pair[0])
                if rows >= self.slice_rows:
                    found.append(_sorted(waiting))
                    waiting, rows = [], 0
        if rows:
            found.append(_sorted(waiting))
        return tuple(found)

    def _of_group(
        self, group: RowGroup, stopped: Callable[[], None] | None
    ) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.uint64]]]:
        from mutually.tables.readers.row_groups import UNREADABLE, read_batches

        x, y = str(self.x.name), str(self.y.name)
        text = [str(keys.name) for keys in (self.x, self.y) if keys.as_text]
        try:
            for batch in read_batches(group, [x, y], text):
                if stopped is not None:
                    stopped()
                of_x, of_y = self.x.keys(batch[x]), self.y.keys(batch[y])
                known = slice(None) if self.as_level else of_x != MISSING
                yield of_x[known], of_y[known]
        except UNREADABLE as error:
            unreadable(str(group), error)

    def merge(self, one: Parts, other: Parts) -> Parts:
        """Put the lists of two sets of shards together."""
        return one + other


def _sorted(waiting: list[tuple[NDArray[np.uint64], NDArray[np.uint64]]]) -> Cells:
    x, y = (np.concatenate(column) for column in zip(*waiting, strict=True))
    return Cells.of(x, y)
