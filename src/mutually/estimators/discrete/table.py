"""The contingency table of two discrete variables, and its plug-in quantities.

A sum over a table's cells depends on how often each count occurs and on nothing else. Summing over
the distinct counts in ascending order makes a value independent of the order of the levels, to the
bit, and cheap for tables with many cells.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.variables import Labels

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class CountsOfCounts:
    """How often each count occurs, counts ascending: all that an entropy needs to know."""

    counts: Counts
    times: Counts

    @classmethod
    def of(cls, counts: Counts) -> CountsOfCounts:
        """Tabulate counts; zeros are left out."""
        counts = counts[counts > 0]
        if len(counts) and counts.max() <= 4 * len(counts):
            by_count = np.bincount(counts)  # Cheaper than sorting where counts are small.
            values = np.flatnonzero(by_count)
            return cls(values.astype(np.int64), by_count[values].astype(np.int64))
        values, times = np.unique(counts, return_counts=True)
        return cls(values.astype(np.int64), times.astype(np.int64))

    @cached_property
    def n(self) -> int:
        """The number of rows."""
        return int(self.counts @ self.times)

    @property
    def levels(self) -> int:
        """The number of levels that occur."""
        return int(self.times.sum())

    def occurring(self, count: int) -> int:
        """Return how many levels occur exactly so often."""
        return int(self.times[self.counts == count].sum())

    def plugin_entropy(self) -> float:
        """Return log n - sum of N log N / n."""
        if self.n == 0:
            return 0.0
        terms = self.times * self.counts * np.log(self.counts / self.n)
        return -math.fsum(terms.tolist()) / self.n + 0.0


@dataclass(frozen=True)
class Table:
    """The cells that occur, with their counts and margins."""

    x: Labels
    y: Labels
    cell_x: NDArray[np.uint32]
    cell_y: NDArray[np.uint32]
    counts: Counts

    @classmethod
    def of(cls, x: Labels, y: Labels, workers: int = 1) -> Table:
        """Count the pairs of two columns of codes."""
        cell_x, cell_y, counts = _core.count_pairs(x.codes, y.codes, x.size, y.size, workers)
        if x.repeats is not None:
            cells = cell_x.astype(np.int64) * y.size + cell_y
            place = np.searchsorted(cells, x.codes.astype(np.int64) * y.size + y.codes)
            counts = _sums(place, x.repeats, len(cells))
        return cls(x, y, cell_x, cell_y, counts)

    @classmethod
    def of_counts(cls, counts: Counts) -> Table:
        """Make a table of its counts, rows by columns; the codes of its rows are not known."""
        x, y = (Labels(np.zeros(0, dtype=np.uint8), size) for size in counts.shape)
        cell_x, cell_y = np.nonzero(counts)
        times = counts[cell_x, cell_y].astype(np.int64)
        return cls(x, y, cell_x.astype(np.uint32), cell_y.astype(np.uint32), times)

    def regrouped(self, x_places: NDArray[np.int64], y_places: NDArray[np.int64]) -> Table:
        """Return the table in which each level counts as the one at its place."""
        cells = x_places[self.cell_x] * self.y.size + y_places[self.cell_y]
        found, place = np.unique(cells, return_inverse=True)
        # Sums of integers below 2^53 are exact as doubles, which is what bincount adds.
        counts = np.bincount(place, weights=self.counts).astype(np.int64)
        x, y = (found // self.y.size).astype(np.uint32), (found % self.y.size).astype(np.uint32)
        return Table(self.x, self.y, x, y, counts)

    @cached_property
    def n(self) -> int:
        """The number of rows."""
        return int(self.counts.sum())

    @cached_property
    def x_totals(self) -> Counts:
        """The count of each level of x."""
        return _sums(self.cell_x, self.counts, self.x.size)

    @cached_property
    def y_totals(self) -> Counts:
        """The count of each level of y."""
        return _sums(self.cell_y, self.counts, self.y.size)

    def ratios(self) -> NDArray[np.float64]:
        """Return n N_ij / (N_i N_j) for each cell that occurs."""
        totals = self.x_totals[self.cell_x].astype(np.float64) * self.y_totals[self.cell_y]
        return np.asarray(self.counts * float(self.n) / totals, dtype=np.float64)


def _sums(codes: NDArray[Any], counts: Counts, size: int) -> Counts:
    # Sums of integers below 2^53 are exact as doubles, which is what bincount adds.
    return np.bincount(codes, weights=counts, minlength=size).astype(np.int64)
