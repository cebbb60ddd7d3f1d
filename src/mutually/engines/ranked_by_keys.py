"""The row of a column whose table with the target is beyond memory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from mutually.engines.checkpoint import Checkpoint
from mutually.engines.coding import Coding
from mutually.engines.counted import Counted
from mutually.engines.finish import NONE_KNOWN, Finish
from mutually.engines.keyed_cells import BYTES_PER_CELL, BYTES_PER_ROW, KeyedCells, Parts
from mutually.engines.keys import Keys, KeysOfCodes, KeysOfValues
from mutually.engines.passes import run
from mutually.engines.runs import SortedCells
from mutually.engines.settings import Settings
from mutually.engines.spilled import (
    Levels,
    information_of_bins,
    levels_of,
    patterns_of,
    without_missing,
)
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
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
    settings : Settings
        What may be held, and by whom.
    checkpoint : Checkpoint or None
        Where parts are kept.
    """

    rows: RowGroups
    finish: Finish
    lost: frozenset[tuple[str, int]]
    settings: Settings
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
            found = self._estimated(cells, other, turned, kept)
            return NONE_KNOWN if found is None else self.finish.row(x, found)

    def _estimated(
        self, cells: SortedCells, other: Coding, turned: bool, kept: ExitStack
    ) -> Counted | None:
        """Estimate from cells; None where there are no rows."""
        if other.bins:
            binned = information_of_bins(cells, other, kept, as_level=self.finish.as_level)
            if binned is None:
                return None
            found, margin = binned
            target = margin if turned else None
            return Counted(found.estimate, margin.n, target, found.unresolved, found.narrow)
        table = patterns_of(cells, kept)
        if table.n == 0:
            return None
        target = table.x_margin if turned else table.y_margin
        return Counted(chance_corrected_table(table), table.n, target)

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
        share = self.settings.bytes // 12
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
            workers = max(1, min(self.settings.readers, 2 * share // each))
            run(work, tasks, workers=workers, engine=self.settings.engine, checkpoint=kept,
                advance=advance, take=take)  # fmt: skip
        except BaseException:
            cells.close()
            raise
        return cells

    def _keys(self, column: Coding) -> Keys:
        if not column.unlisted:
            return KeysOfCodes(column)
        seen = self.finish.seen[str(column.name)]
        return KeysOfValues.of(column.name, column.family, seen, self.settings.seed)

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
