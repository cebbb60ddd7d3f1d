"""Two columns of which one has more levels than are listed: from their cells to what they tell."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding
from mutually.engines.keys import MISSING
from mutually.engines.patterns import KeyedTable, Margin, Patterns
from mutually.engines.runs import Cells, SortedCells, whole_levels
from mutually.estimators.binned.chain import SPREAD, TESTED, FromBins, Parts
from mutually.estimators.binned.classes import SlotCounts, class_information_of_slots
from mutually.estimators.binned.slots import DEPTH, slots_of
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.nulls.table_pooling import table_independence


@dataclass(frozen=True)
class Levels:
    """How many levels a column has, and how many rows they are in, missing ones apart."""

    number: int
    rows: int

    @property
    def name_rows(self) -> bool:
        """Whether each is in a row of its own."""
        return self.number == self.rows


def levels_of(cells: SortedCells) -> Levels:
    """Count the levels of x."""
    number = rows = 0
    before: int | None = None
    for block in cells.blocks():
        known = block.x != MISSING
        x = block.x[known]
        if len(x):
            number += 1 + int(np.count_nonzero(x[1:] != x[:-1])) - (int(x[0]) == before)
            before = int(x[-1])
        rows += int(block.times[known].sum())
    return Levels(number, rows)


def without_missing(cells: SortedCells, kept: ExitStack) -> SortedCells:
    """Return the cells in which y is known."""
    if not any((block.y == MISSING).any() for block in cells.blocks()):
        return cells
    found = kept.enter_context(cells.another())
    for block in cells.blocks():
        found.add(block.take(block.y != MISSING))
    return found


def patterns_of(cells: SortedCells, kept: ExitStack) -> Patterns:
    """Return the table of the cells."""
    table = KeyedTable(cells)
    kept.callback(table.close)
    return table.patterns()


class OfBins(NamedTuple):
    """An estimate from bins, and how often the totals of the other column occur."""

    bins: FromBins
    margin: CountsOfCounts


def information_of_bins(
    cells: SortedCells, y: Coding, kept: ExitStack, *, as_level: bool
) -> OfBins | None:
    """Estimate what a column of many levels and one with bins tell of each other, in nats.

    What ``chain_of_bins`` does of a table, from cells that are too many for one: the column without
    bins is x, and the keys of y are its codes. None where there are no rows.
    """
    totals = np.zeros(y.size, dtype=np.int64)
    for block in cells.blocks():
        # Integers below 2^53 are exact as doubles, which is what bincount adds.
        totals += np.bincount(_codes(block, y), block.times, y.size).astype(np.int64)
    if not totals.any():
        return None
    in_bins = totals[: y.bins]
    atoms = np.arange(y.size - y.bins)
    found = Parts(f"{y.bins:,} bins", int(totals.sum()))
    if y.levels or as_level:
        places = np.concatenate([np.zeros(y.bins, dtype=np.int64), 1 + atoms])
        found.add_labels(chance_corrected_table(patterns_of(_put(cells, y, places, kept), kept)))
    halves = class_information_of_slots(_depths(cells, y, slots_of(in_bins, DEPTH)))
    found.add_halves(halves, int(in_bins.sum()))
    fine, tested = (
        patterns_of(
            _put(cells, y, np.concatenate([slots_of(in_bins, depth), (1 << depth) + atoms]), kept),
            kept,
        )
        for depth in (SPREAD, TESTED)
    )
    together = found.together(fine.local_values(0.0).spread, table_independence(tested))
    return OfBins(together, fine.x_margin)


def _codes(block: Cells, y: Coding) -> NDArray[np.int64]:
    return np.minimum(block.y, np.uint64(y.missing)).astype(np.int64)


def _put(cells: SortedCells, y: Coding, places: NDArray[np.int64], kept: ExitStack) -> SortedCells:
    """Return the cells with the place of each code instead of the code."""
    found = kept.enter_context(cells.another())
    for block in cells.blocks():
        found.add(Cells.of(block.x, places[_codes(block, y)].view(np.uint64), block.times))
    return found


def _depths(cells: SortedCells, y: Coding, slots: NDArray[np.int64]) -> list[SlotCounts]:
    """Count how often each number of rows of a level occurs in each slot, slots of all depths."""
    margins = [Margin() for _ in range(DEPTH + 1)]
    for block in whole_levels(cells):
        there = block.y < y.bins
        x, rows = block.x[there], block.times[there]
        if not len(x):
            continue
        own = slots[block.y[there].astype(np.int64)]
        level = np.cumsum(np.concatenate([[False], x[1:] != x[:-1]]))
        for depth in range(DEPTH, -1, -1):
            # Levels and slots ascend, and so do they together at every depth.
            place = level << depth | own
            starts = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]]))
            rows = np.add.reduceat(rows, starts)
            level, own = level[starts], own[starts]
            margins[depth].add(own << 32 | rows)
            own = own >> 1
    return [_unpacked(margin) for margin in margins]


def _unpacked(margin: Margin) -> SlotCounts:
    found = margin.counts
    return SlotCounts(found.counts >> 32, found.counts & ((1 << 32) - 1), found.times)
