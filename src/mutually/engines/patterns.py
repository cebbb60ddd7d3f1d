"""The table of two columns of many levels, of which no level is listed.

An estimate needs to know how often each count N_ij of a cell goes with each pair of totals N_i and
N_j: its patterns, which are few where cells are many. The cells, sorted by x, give the totals of x;
sorted by y with these totals instead of the x, those of y; and with both the patterns are counted.
Each step is a sort that spills (``runs``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.engines.runs import NONE, Cells, Counts, Keys, SortedCells, with_totals
from mutually.engines.sums import sortable, sorted_sum, unsortable
from mutually.estimators.discrete.table import CountsOfCounts, LocalValues

Floats = NDArray[np.float64]

# A total and a count share a word: there are fewer than 2^32 rows.
_LOW = np.uint64((1 << 32) - 1)
_HALF = np.uint64(32)


class Margin:
    """How often each number occurs, where numbers come in parts."""

    def __init__(self) -> None:
        self._found = NONE

    def add(self, numbers: NDArray[np.int64], times: NDArray[np.int64] | None = None) -> None:
        """Add numbers, each once where nothing is said."""
        own = Cells.of(numbers.view(np.uint64), np.zeros(len(numbers), np.uint64), times)
        self._found = Cells.together([self._found, own])

    @property
    def counts(self) -> CountsOfCounts:
        """What was added, but for zeros."""
        numbers = self._found.x.view(np.int64)
        there = numbers > 0
        return CountsOfCounts(numbers[there], self._found.times[there])


@dataclass(frozen=True)
class Patterns:
    """A table by its patterns: a :class:`mutually.estimators.discrete.table.Contingency`.

    Attributes
    ----------
    x_margin, y_margin : CountsOfCounts
        Of the totals.
    patterns : SortedCells
        N_j, and N_i and N_ij in one word; times says how many cells there are.
    pool : callable
        Makes the table in which small levels are one.
    """

    x_margin: CountsOfCounts
    y_margin: CountsOfCounts
    patterns: SortedCells
    pool: Callable[[int, int], Patterns] | None = None

    @property
    def n(self) -> int:
        """The number of rows."""
        return self.x_margin.n

    @cached_property
    def cell_margin(self) -> CountsOfCounts:
        """How often each count of a cell occurs."""
        margin = Margin()
        for block in self.patterns.blocks():
            margin.add(rows_of_word(block.y), block.times)
        return margin.counts

    @cached_property
    def squares(self) -> float:
        """The sum of n N_ij^2 / (N_i N_j), which is chi-squared and n more."""
        return self._sum(lambda counts, ratios: counts * ratios)

    def local_values(self, value: float) -> LocalValues:
        """Return the mean and the spread of the local values, which are not kept."""
        n = self.n
        mean = self._sum(lambda counts, ratios: counts * np.log(ratios)) / n if n else 0.0
        shift = value - mean
        spread: float = 0.0
        if n > 1:
            own = self._sum(lambda counts, ratios: counts * (np.log(ratios) + shift)) / n
            squares = self._sum(lambda counts, ratios: counts * (np.log(ratios) + shift - own) ** 2)
            spread = squares / (n - 1)
        return LocalValues(np.empty(0), mean, spread)

    def pooled(self, few_x: int, few_y: int) -> Patterns:
        """Return the table in which the levels of at most so many rows are one, on either side."""
        if few_x == few_y == 0:
            return self
        assert self.pool is not None
        return self.pool(few_x, few_y)

    def _sum(self, terms: Callable[[Counts, Floats], Any]) -> float:
        """Return the sum over the cells of terms of their count and n N_ij / (N_i N_j)."""
        cells = 0
        with self.patterns.another() as ascending:
            for block in self.patterns.blocks():
                counts = rows_of_word(block.y)
                totals = total_of_word(block.y).astype(np.float64) * block.x.astype(np.int64)
                # In the order of ``Table.ratios``, so that each term has the same bits.
                found = terms(counts, counts * float(self.n) / totals)
                ascending.add(Cells.of(sortable(found), np.zeros_like(block.x), block.times))
                cells += int(block.times.sum())
            values = ((unsortable(block.x), block.times) for block in ascending.blocks())
            return sorted_sum(values, cells)


@dataclass(frozen=True)
class KeyedTable:
    """The cells of a table, and its patterns.

    Attributes
    ----------
    cells : SortedCells
        By x, of rows in which both are known.
    """

    cells: SortedCells
    _open: list[SortedCells] = field(default_factory=list)

    def close(self) -> None:
        """Give back what is held beside the cells."""
        for held in self._open:
            held.close()

    def patterns(self) -> Patterns:
        """Count the patterns."""
        by_y, patterns = self._new(), self._new()
        x_margin, y_margin = Margin(), Margin()
        for block, totals, begun in with_totals(self.cells, lambda cells: cells.times):
            x_margin.add(begun)
            by_y.add(Cells.of(block.y, _word(totals, block.times)))
        for block, totals, begun in with_totals(by_y, _rows):
            y_margin.add(begun)
            patterns.add(Cells.of(totals.view(np.uint64), block.y, block.times))
        x, y = x_margin.counts, y_margin.counts

        def pool(few_x: int, few_y: int) -> Patterns:
            pooled = self._pooled(by_y, x, y, few_x, few_y)
            return Patterns(x.pooled(few_x), y.pooled(few_y), pooled)

        return Patterns(x, y, patterns, pool)

    def _new(self) -> SortedCells:
        self._open.append(self.cells.another())
        return self._open[-1]

    def _pooled(
        self, by_y: SortedCells, x: CountsOfCounts, y: CountsOfCounts, few_x: int, few_y: int
    ) -> SortedCells:
        """Return the patterns of the table in which small levels are one."""
        found = self._new()
        of_x, of_y = (
            int(margin.counts[small] @ margin.times[small])
            for margin, small in ((x, x.counts <= few_x), (y, y.counts <= few_y))
        )
        of_both = 0
        with by_y.another() as small_x:
            for block, totals, _ in with_totals(by_y, _rows):
                large_x, large_y = total_of_word(block.y) > few_x, totals > few_y
                y_totals = totals.view(np.uint64)
                kept = Cells(y_totals, block.y, block.times).take(large_x & large_y)
                found.add(Cells.of(*kept))
                alone = Cells(block.x, y_totals, _rows(block)).take(~large_x & large_y)
                small_x.add(Cells.of(*alone))
                of_both += int(_rows(block)[~large_x & ~large_y].sum())
            for block in small_x.blocks():
                found.add(Cells.of(block.y, _word(np.full_like(block.times, of_x), block.times)))
        if few_y > 0:
            for rows, totals in self._small_y(few_x, few_y):
                y_total = np.full(len(rows), of_y, dtype=np.uint64)
                found.add(Cells.of(y_total, _word(totals, rows)))
        if of_both:
            pair = _word(np.array([of_x]), np.array([of_both]))
            found.add(Cells.of(np.array([of_y], dtype=np.uint64), pair))
        return found

    def _small_y(self, few_x: int, few_y: int) -> Iterator[tuple[Counts, Counts]]:
        """Yield how many rows of each large level of x are in small levels of y, and its total."""
        with self.cells.another() as turned, self.cells.another() as by_x:
            for block in self.cells.blocks():
                turned.add(Cells.of(block.y, block.x, block.times))
            for block, totals, _ in with_totals(turned, lambda cells: cells.times):
                by_x.add(Cells.of(block.y, (totals <= few_y).astype(np.uint64), block.times))
            for block, totals, _ in with_totals(by_x, lambda cells: cells.times):
                there = (block.y == 1) & (totals > few_x)
                yield block.times[there], totals[there]


def _word(totals: Counts, counts: Counts) -> Keys:
    return totals.view(np.uint64) << _HALF | counts.view(np.uint64)


def rows_of_word(word: Keys) -> Counts:
    """Return N_ij."""
    return (word & _LOW).view(np.int64)


def total_of_word(word: Keys) -> Counts:
    """Return N_i."""
    return (word >> _HALF).view(np.int64)


def _rows(cells: Cells) -> Counts:
    """Return the rows of cells that stand for several."""
    return cells.times * rows_of_word(cells.y)
