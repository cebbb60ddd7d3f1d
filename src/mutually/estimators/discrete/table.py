"""The contingency table of two discrete variables, and its plug-in quantities.

A sum over a table's cells depends on how often each count occurs and on nothing else. Summing over
the distinct counts in ascending order makes a value independent of the order of the levels, to the
bit, and cheap for tables with many cells.

Estimates ask a table for what :class:`Contingency` lists and for nothing else, so that its cells
may also lie on disk (``engines.patterns``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.estimate import CellValues
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

    def pooled(self, few: int) -> CountsOfCounts:
        """Return the counts with the levels of at most ``few`` rows as one."""
        small = self.counts <= few
        if not small.any():
            return self
        own = int(self.counts[small] @ self.times[small])
        counts, place = np.unique(np.append(self.counts[~small], own), return_inverse=True)
        times = np.bincount(place, weights=np.append(self.times[~small], 1)).astype(np.int64)
        return CountsOfCounts(counts, times)


class LocalValues(NamedTuple):
    """The local values of a table, none where they are not kept.

    Attributes
    ----------
    values : CellValues or ndarray
        Those of each row, on request.
    mean : float
        The mean of log(n N_ij / (N_i N_j)) over the rows.
    spread : float
        The sample variance of the local values over the rows.
    """

    values: CellValues | NDArray[np.float64]
    mean: float
    spread: float


class Contingency(Protocol):
    """What estimates and tests need of a table, wherever its cells are."""

    @property
    def n(self) -> int:
        """The number of rows."""

    @property
    def x_margin(self) -> CountsOfCounts:
        """How often each total of a level of x occurs."""

    @property
    def y_margin(self) -> CountsOfCounts:
        """The same of y."""

    @property
    def cell_margin(self) -> CountsOfCounts:
        """The same of the cells."""

    @property
    def squares(self) -> float:
        """The sum of n N_ij^2 / (N_i N_j), which is chi-squared and n more."""

    def local_values(self, value: float) -> LocalValues:
        """Return log(n N_ij / (N_i N_j)) by row, shifted evenly so that the mean is the value."""

    def pooled(self, few_x: int, few_y: int) -> Contingency:
        """Return the table in which the levels of at most so many rows are one, on either side."""


@dataclass(frozen=True)
class Table:
    """The cells that occur, with their counts and margins: a :class:`Contingency` in memory."""

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

    @cached_property
    def x_margin(self) -> CountsOfCounts:
        """How often each total of a level of x occurs."""
        return CountsOfCounts.of(self.x_totals)

    @cached_property
    def y_margin(self) -> CountsOfCounts:
        """The same of y."""
        return CountsOfCounts.of(self.y_totals)

    @cached_property
    def cell_margin(self) -> CountsOfCounts:
        """The same of the cells."""
        return CountsOfCounts.of(self.counts)

    @cached_property
    def squares(self) -> float:
        """The sum of n N_ij^2 / (N_i N_j), which is chi-squared and n more."""
        # Sorted, so that neither the order of the levels nor that of the columns changes a bit.
        return float(np.sort(self.counts * self.ratios()).sum())

    def local_values(self, value: float) -> LocalValues:
        """Return log(n N_ij / (N_i N_j)) by row, shifted evenly so that the mean is the value."""
        log_ratios = np.log(self.ratios())
        # Sorted, so that the order of the levels changes no bit.
        mean = float(np.sort(self.counts * log_ratios).sum()) / self.n if self.n else 0.0
        cells = self.cell_x.astype(np.int64) * self.y.size + self.cell_y
        shifted = log_ratios + (value - mean)
        local = CellValues(self.x.codes, self.y.codes, self.y.size, cells, self.counts, shifted)
        return LocalValues(local, mean, local.spread())

    def pooled(self, few_x: int, few_y: int) -> Table:
        """Return the table in which the levels of at most so many rows are one, on either side."""
        if few_x == few_y == 0:
            return self
        return self.regrouped(_places(self.x_totals, few_x), _places(self.y_totals, few_y))

    def ratios(self) -> NDArray[np.float64]:
        """Return n N_ij / (N_i N_j) for each cell that occurs."""
        totals = self.x_totals[self.cell_x].astype(np.float64) * self.y_totals[self.cell_y]
        return np.asarray(self.counts * float(self.n) / totals, dtype=np.float64)


def _places(totals: Counts, few: int) -> NDArray[np.int64]:
    """Return a place for each level, one for those of at most so many rows."""
    places = np.arange(len(totals))
    if few > 0:
        small = np.flatnonzero(totals <= few)
        places[small] = small[-1]
    return places


def _sums(codes: NDArray[Any], counts: Counts, size: int) -> Counts:
    # Sums of integers below 2^53 are exact as doubles, which is what bincount adds.
    return np.bincount(codes, weights=counts, minlength=size).astype(np.int64)
