"""The row of a column whose table with the target is beyond memory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from mutually.engines.checkpoint import Checkpoint
from mutually.engines.coding import Coding
from mutually.engines.finish import NONE_KNOWN, Finish
from mutually.engines.keyed_cells import BYTES_PER_CELL, BYTES_PER_ROW, KeyedCells, Parts
from mutually.engines.keys import Keys, KeysOfCodes, KeysOfValues
from mutually.engines.passes import run
from mutually.engines.runs import SortedCells
from mutually.engines.spilled import (
    Levels,
    information_of_bins,
    levels_of,
    patterns_of,
    without_missing,
)
from mutually.results.ranked import RankedFeature
from mutually.tables.shards import RowGroups
from mutually.variables import NAMES_ROWS


@dataclass(frozen=True)
class ByKeys:
    """What all columns share that are counted by keys.

    Attributes
    ----------
    rows : RowGroups
        The table.
    finish : Finish
        The target, the survey, and how rows of the ranking are made.
    lost : frozenset of (path, number)
        Row groups to leave out.
    seed : int
        Of hashes.
    memory : int
        The bytes that may be held.
    workers : int
        The threads that may read.
    engine, checkpoint
        As of a pass.
    """

    rows: RowGroups
    finish: Finish
    lost: frozenset[tuple[str, int]]
    seed: int
    memory: int
    workers: int
    engine: Any
    checkpoint: Checkpoint | None

    def outcome(self, x: Coding, step: str, advance: Callable[[int], None]) -> RankedFeature | str:
        """Return the row of a column, or why there is none."""
        y = self.finish.target
        # First in a cell is the column whose levels may be too many; it has no bins.
        turned = not x.unlisted and (y.unlisted or x.bins > 0)
        one, other = (y, x) if turned else (x, y)
        with ExitStack() as kept:
            cells = kept.enter_context(self._cells(one, other, step, advance))
            if x.unlisted:
                x = self._counted(x, levels_of(cells))
                if x.set_aside is not None:
                    return x.set_aside
            if not self.finish.as_level:
                cells = without_missing(cells, kept)
            if not other.bins:
                table = patterns_of(cells, kept)
                target = table.x_margin if turned else table.y_margin
                return self.finish.of_table(x, table, target)
            found = information_of_bins(cells, other, kept, as_level=self.finish.as_level)
            if found is None:
                return NONE_KNOWN
            margin = found.margin
            return self.finish.of_bins(x, found.bins, margin.n, margin if turned else None)

    def names_rows(self, y: Coding) -> bool:
        """Say whether each level of the target is in a row of its own."""
        if self._is_level(y):
            return False
        with self._cells(y, y, "target", lambda rows: None) as cells:
            return levels_of(cells).name_rows

    def _cells(
        self, one: Coding, other: Coding, step: str, advance: Callable[[int], None]
    ) -> SortedCells:
        """Count the cells of two columns in a pass over the rows."""
        # What sorts, merges and reads take at a time, two or three of them together.
        share = self.memory // 12
        tasks = self.rows.tasks(max(share // BYTES_PER_CELL, 1))
        work = KeyedCells(
            self._keys(one), self._keys(other), max(share // 2 // BYTES_PER_ROW, 1),
            self.finish.as_level, self.lost,
        )  # fmt: skip
        largest = max(sum(group.rows for group in task) for task in tasks)
        each = largest * BYTES_PER_CELL + work.slice_rows * BYTES_PER_ROW
        kept = None if self.checkpoint is None else self.checkpoint.of(step)
        cells = SortedCells(share, None if kept is None else str(kept.folder))

        def take(parts: Parts) -> None:
            for part in parts:
                cells.add(part)

        try:
            run(work, tasks, workers=max(1, min(self.workers, 2 * share // each)),
                engine=self.engine, checkpoint=kept, advance=advance, take=take)  # fmt: skip
        except BaseException:
            cells.close()
            raise
        return cells

    def _keys(self, column: Coding) -> Keys:
        if not column.unlisted:
            return KeysOfCodes(column)
        seen = self.finish.seen[str(column.name)]
        return KeysOfValues.of(column.name, column.family, seen, self.seed)

    def _is_level(self, column: Coding) -> bool:
        """Say whether missing is a level of a column."""
        return self.finish.as_level and self.finish.seen[str(column.name)].missing > 0

    def _counted(self, x: Coding, levels: Levels) -> Coding:
        """Say what a table in memory would of a column with so many levels."""
        word, comma, rest = x.reason.partition(";")
        if x.family == "label":
            word += f", {levels.number} levels"
        aside = NAMES_ROWS if levels.name_rows and not self._is_level(x) else None
        return replace(x, reason=word + comma + rest, set_aside=aside)
