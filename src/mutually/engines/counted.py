"""What the counts of two columns tell, whatever it is wanted for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding, sample_of
from mutually.engines.counting import Cells, Counts, Tally, shape_of
from mutually.engines.survey import Seen
from mutually.estimators.binned.chain import chain_of_bins
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.table import CountsOfCounts, Table
from mutually.estimators.estimate import Estimate
from mutually.inference.significance import Significance, closed_form
from mutually.inference.testing import Testing
from mutually.variables import Labels, Variable

# Relations with edges (additive-noise-0.75 in studies/bins.md) are missed by twice what is left
# unresolved; upper limits are higher by that.
_MISSED = 2.0
# The sample is preferred where it shows more by so many standard errors of both.
_CLEARLY = 3.0


@dataclass(frozen=True)
class Counted:
    """An estimate from counts.

    Attributes
    ----------
    estimate : Estimate
        The value, its errors and its test.
    n : int
        How many rows know both.
    y_margin : CountsOfCounts or None
        How often the labels of y occur; None where y has bins.
    unresolved : float
        What finer bins or more rows might add, in nats.
    narrow : bool
        Whether the relation may be finer than the bins.
    """

    estimate: Estimate
    n: int
    y_margin: CountsOfCounts | None
    unresolved: float = 0.0
    narrow: bool = False

    def is_clearly_less(self, value: float, standard_error: float) -> bool:
        """Say whether another estimate, by the sample, shows more than chance explains."""
        errors = self.estimate.errors
        if errors is None:
            return False
        error = math.hypot(standard_error, errors.variance**0.5)
        return value - self.estimate.value > _CLEARLY * error

    def interval(self, level: float) -> tuple[float, float]:
        """Return the limits, nan where there are none."""
        errors = self.estimate.errors
        if errors is None:
            return math.nan, math.nan
        return errors.interval(self.estimate.value, level, missed=_MISSED * self.unresolved)

    @property
    def standard_error(self) -> float:
        """In nats, nan where there is none."""
        errors = self.estimate.errors
        return math.nan if errors is None else errors.variance**0.5

    def significance(self, testing: Testing) -> Significance | None:
        """Return the test of independence, where it has a closed form."""
        return closed_form(self.estimate, testing) if self.estimate.errors is not None else None

    def notes(self, nats: float, tested: Significance | None, testing: Testing | None) -> list[str]:
        """Say what to know before the value is trusted; ``nats`` are in the unit of the result."""
        notes = list(self.estimate.warnings)
        if self.narrow:
            notes.append(
                "the relation is finer than bins show: the true value may be larger by about "
                f"{self.unresolved / nats:.2g}"
            )
        if testing is not None and tested is None and self.estimate.errors is not None:
            notes.append("no p-value: too few rows share levels for a closed form")
        return notes


def from_counts(
    x: Coding, y: Coding, table: NDArray[np.uint32] | Cells, *, as_level: bool
) -> Counted | str | None:
    """Estimate from the counts of two columns; None of no rows, or a word on what is too large.

    ``as_level`` says that missing is a level.
    """
    shape = shape_of(x, y)
    y_bins = shape[1] - (y.size - y.bins)
    if isinstance(table, Cells):
        if y_bins:
            return f"its {len(x.levels):,} levels are too many to count beside a scalar"
        return _from_labels(_of_cells(table, shape, as_level=as_level))
    counts = table.reshape(shape).astype(np.int64)
    if not as_level:
        counts = counts[:-1, :-1]
    if not x.bins and not y_bins:
        return _from_labels(Table.of_counts(counts))
    if not counts.any():
        return None
    found = chain_of_bins(counts, x.bins, y_bins)
    margin = None if y_bins else CountsOfCounts.of(counts.sum(axis=0))
    return Counted(found.estimate, int(counts.sum()), margin, found.unresolved, found.narrow)


def _from_labels(table: Table) -> Counted | None:
    if table.n == 0:
        return None
    return Counted(chance_corrected_table(table), table.n, table.y_margin)


def _of_cells(cells: Cells, shape: tuple[int, int], *, as_level: bool) -> Table:
    """Return the table of cells, without those of missing values."""
    x, y = cells.numbers // shape[1], cells.numbers % shape[1]
    sizes = shape if as_level else (shape[0] - 1, shape[1] - 1)
    kept = (x < sizes[0]) & (y < sizes[1])
    none = np.zeros(0, dtype=np.uint8)
    labels = [Labels(none, size) for size in sizes]
    return Table(labels[0], labels[1], x[kept].astype(np.uint32), y[kept].astype(np.uint32),
                 cells.counts[kept])  # fmt: skip


def level_counts(x: Coding, y: Coding, table: NDArray[np.uint32] | Cells) -> NDArray[np.int64]:
    """Return the counts of two columns as an array, those of missing values included."""
    shape = shape_of(x, y)
    if not isinstance(table, Cells):
        return table.reshape(shape).astype(np.int64)
    counts = np.zeros(shape, dtype=np.int64)
    counts.ravel()[table.numbers] = table.counts
    return counts


def totals_of_labels(tally: Tally, tables: Counts) -> dict[str, NDArray[np.int64]]:
    """Return how often each level of each discrete column occurs; the last one is missing."""
    found: dict[str, NDArray[np.int64]] = {}
    for pair, table in tables.items():
        shape = tally.shape(pair)
        for axis, name in enumerate(pair):
            if name in found or tally.columns[name].bins:
                continue
            if isinstance(table, Cells):
                codes = (table.numbers // shape[1], table.numbers % shape[1])[axis]
                # Sums of integers below 2^53 are exact as doubles, which is what bincount adds.
                totals = np.bincount(codes, weights=table.counts, minlength=shape[axis])
            else:
                totals = table.reshape(shape).sum(axis=1 - axis)
            found[name] = totals.astype(np.int64)
    return found


def variable_of(coding: Coding, seen: Mapping[str, Seen], *, as_level: bool) -> Variable:
    """Return the sampled rows of a column, set aside if the column is."""
    _, values, missing = sample_of(seen[str(coding.name)])
    found = coding.variable(values, missing, as_level=as_level)
    return replace(found, set_aside=coding.set_aside)
