"""A continuous scalar and a discrete variable from counts in bins: halves that differ in class."""

from __future__ import annotations

from itertools import pairwise

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
    levels = [_level(whole, parts) for whole, parts in pairwise(tables)]
    return gather(
        levels, n, lambda values: values[0::2] + values[1::2], lambda kept: kept.repeat(2)
    )


def _level(whole: NDArray[np.int64], parts: NDArray[np.int64]) -> Level:
    halves = parts.sum(axis=1).reshape(-1, 2)
    rows = whole.sum(axis=1)
    g = 2 * (
        x_log_x(parts).sum(axis=1).reshape(-1, 2).sum(axis=1)
        - x_log_x(halves).sum(axis=1)
        - x_log_x(whole).sum(axis=1)
        + x_log_x(rows)
    )
    classes = (whole > 0).sum(axis=1)
    enough = (halves.min(axis=1) > 0) & (classes > 1) & (rows >= LEAST_ROWS)
    df = (classes - 1).astype(np.float64)
    rarest = np.where(whole > 0, whole, np.iinfo(np.int64).max).min(axis=1)
    expected = halves.min(axis=1) / np.maximum(rows, 1) * rarest
    by_chance = df.copy()
    for place in np.flatnonzero(enough & (expected < _MANY)).tolist():
        by_chance[place] = _mean_by_chance(halves[place], whole[place])
    return Level(np.where(enough, g - by_chance, 0.0), np.where(enough, 2 * df, 0.0))


def _mean_by_chance(halves: NDArray[np.int64], classes: NDArray[np.int64]) -> float:
    """Return the mean of G of two halves under random pairing, exactly."""
    one, other = CountsOfCounts.of(halves), CountsOfCounts.of(classes)
    n = one.n
    cells = _core.table_chance(n, one.counts, one.times, other.counts, other.times, 1)[0]
    margins = sum(float((m.times * x_log_x(m.counts)).sum()) for m in (one, other))
    return 2 * (cells - margins + float(n * np.log(n)))
