"""A continuous scalar and a discrete variable from counts in bins: halves that differ in class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.binned.slots import DEPTH, halved, into_slots, x_log_x
from mutually.estimators.binned.tree import Binned, Level, gather
from mutually.estimators.discrete.table import CountsOfCounts

LEAST_ROWS = 16
# With so many expected rows in each cell the mean of G by chance is its degrees of freedom.
_MANY = 50.0


def class_information_of_bins(counts: NDArray[np.int64], depth: int = DEPTH) -> Binned:
    """Estimate the mutual information of a continuous scalar and classes from counts, in nats.

    The rows are halved by the scalar's order again and again. What a split tells is the information
    between its halves and the classes of its rows, less its exact mean under random pairing (as
    ``chance_corrected``); by the chain rule these add up to that of the finest bins. Which splits
    count is decided in ``tree.py``.

    Parameters
    ----------
    counts : ndarray of int, shape (bins, classes)
        Bins in ascending order; they may be empty.
    """
    n = int(counts.sum())
    counts = counts[:, counts.sum(axis=0) > 0]
    if n == 0 or counts.shape[1] < 2:
        return Binned(0.0, 0.0, (0.0,))
    tables = [into_slots(counts, 0, depth)]
    while tables[-1].shape[0] > 1:
        tables.append(halved(tables[-1], 0))
    tables.reverse()
    return _gathered([_slots(table) for table in tables], n)


def class_information_of_slots(depths: Sequence[SlotCounts]) -> Binned:
    """Do the same for classes that are too many for a table, from how often each count occurs.

    Parameters
    ----------
    depths : sequence of SlotCounts
        Of one slot, of its halves, and so on.
    """
    whole = depths[0]
    if len(whole.slots) == 0 or whole.times.sum() < 2:
        return Binned(0.0, 0.0, (0.0,))
    return _gathered([slots.summed(1 << at) for at, slots in enumerate(depths)], whole.rows)


class SlotCounts(NamedTuple):
    """How many classes have so many rows in a slot, by slot and number of rows, both ascending."""

    slots: NDArray[np.int64]
    counts: NDArray[np.int64]
    times: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return int(self.counts @ self.times)

    def summed(self, size: int) -> _Slots:
        """Return what splits need of so many slots."""
        # Sums of integers below 2^53 are exact as doubles, which is what bincount adds.
        rows = np.bincount(self.slots, self.counts * self.times, size).astype(np.int64)
        classes = np.bincount(self.slots, self.times, size).astype(np.int64)
        own: NDArray[np.float64] = self.times * x_log_x(self.counts)
        terms = np.bincount(self.slots, own, size).astype(np.float64)
        starts = np.searchsorted(self.slots, np.arange(size + 1))
        rarest = np.full(size, np.iinfo(np.int64).max)
        rarest[classes > 0] = self.counts[starts[:-1][classes > 0]]

        def margin(slot: int) -> CountsOfCounts:
            here = slice(starts[slot], starts[slot + 1])
            return CountsOfCounts(self.counts[here], self.times[here])

        return _Slots(rows, terms, classes, rarest, margin)


class _Slots(NamedTuple):
    """What splits need of the slots of one depth.

    Attributes
    ----------
    rows, classes, rarest : ndarray of int
        How many rows and classes each holds, and the rows of the class with fewest there.
    terms : ndarray of float
        The sum of N log N over the classes.
    margin : callable
        The rows of each class in a slot.
    """

    rows: NDArray[np.int64]
    terms: NDArray[np.float64]
    classes: NDArray[np.int64]
    rarest: NDArray[np.int64]
    margin: Callable[[int], CountsOfCounts]


def _slots(table: NDArray[np.int64]) -> _Slots:
    return _Slots(
        table.sum(axis=1),
        x_log_x(table).sum(axis=1),
        (table > 0).sum(axis=1),
        np.where(table > 0, table, np.iinfo(np.int64).max).min(axis=1),
        lambda slot: CountsOfCounts.of(table[slot]),
    )


def _gathered(depths: Sequence[_Slots], n: int) -> Binned:
    levels = [_level(whole, parts) for whole, parts in pairwise(depths)]
    return gather(
        levels, n, lambda values: values[0::2] + values[1::2], lambda kept: kept.repeat(2)
    )


def _level(whole: _Slots, parts: _Slots) -> Level:
    halves = parts.rows.reshape(-1, 2)
    g = 2 * (
        parts.terms.reshape(-1, 2).sum(axis=1)
        - x_log_x(halves).sum(axis=1)
        - whole.terms
        + x_log_x(whole.rows)
    )
    enough = (halves.min(axis=1) > 0) & (whole.classes > 1) & (whole.rows >= LEAST_ROWS)
    df = (whole.classes - 1).astype(np.float64)
    expected = halves.min(axis=1) / np.maximum(whole.rows, 1) * whole.rarest
    by_chance = df.copy()
    for place in np.flatnonzero(enough & (expected < _MANY)).tolist():
        by_chance[place] = _mean_by_chance(halves[place], whole.margin(place))
    return Level(np.where(enough, g - by_chance, 0.0), np.where(enough, 2 * df, 0.0))


def _mean_by_chance(halves: NDArray[np.int64], other: CountsOfCounts) -> float:
    """Return the mean of G of two halves and the classes under random pairing, exactly."""
    one = CountsOfCounts.of(halves)
    n = one.n
    cells = _core.table_chance(n, one.counts, one.times, other.counts, other.times, 1)[0]
    margins = sum(float((m.times * x_log_x(m.counts)).sum()) for m in (one, other))
    return 2 * (cells - margins + float(n * np.log(n)))
