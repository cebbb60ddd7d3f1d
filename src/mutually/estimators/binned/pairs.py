"""Two continuous scalars from counts in bins: an adaptive partition with correction for chance."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.binned.slots import DEPTH, halved, into_slots, x_log_x
from mutually.estimators.binned.tree import Array, Binned, Level, gather

# A split needs so many expected rows in each of its parts.
EXPECTED = 4.0


def pair_information(counts: NDArray[np.int64], depth: int = DEPTH) -> Binned:
    """Estimate the mutual information of two continuous scalars from counts in bins, in nats.

    The plane of ranks is cut in four again and again, at the halves of both columns' rows
    (Darbellay and Vajda's partition, on the bins of a table). A split of m rows compares its four
    parts with what they would be if the density in it were even, given the columns' own halves. By
    chance its G is 3 less the split's shares of the rows of its row and of its column of splits,
    since these have to add up; plus what few rows add, to second order. Which splits count is
    decided in ``tree.py``.

    It needs thousands of rows, and bins finer than the relation: what is finer is not seen, and the
    value is too low by it (``unresolved`` has the same size).

    Parameters
    ----------
    counts : ndarray of int, shape (bins of x, bins of y)
        Bins in ascending order; they may be empty.

    References
    ----------
    Darbellay & Vajda, "Estimation of the information by an adaptive partitioning of the observation
    space", IEEE Transactions on Information Theory 45 (1999), doi:10.1109/18.761290. Harris, "The
    statistical estimation of entropy in the non-parametric case" (1975), for the mean of G.
    """
    n = int(counts.sum())
    leaves = into_slots(into_slots(counts, 0, depth), 1, depth)
    tables = [leaves]
    while tables[-1].shape[0] > 1:
        tables.append(halved(halved(tables[-1], 0), 1))
    tables.reverse()
    levels = [_level(whole, parts) for whole, parts in pairwise(tables)]
    if n == 0:
        return Binned(0.0, 0.0, (0.0,))
    return gather(levels, n, _sum_of_four, lambda kept: kept.repeat(2, axis=0).repeat(2, axis=1))


def _level(whole: NDArray[np.int64], parts: NDArray[np.int64]) -> Level:
    """Return the splits of one level: ``whole`` are their rows, ``parts`` those of their parts."""
    rows = [whole.sum(axis=1 - axis) for axis in (0, 1)]
    halves = [parts.sum(axis=1 - axis) for axis in (0, 1)]
    occupied = [(half.reshape(-1, 2) > 0).sum(axis=1) for half in halves]
    shares = [
        half / np.maximum(own, 1).repeat(2).astype(np.float64)
        for half, own in zip(halves, rows, strict=True)
    ]
    rarest = [np.where(own > 0, own, np.inf).reshape(-1, 2).min(axis=1) for own in shares]
    with np.errstate(invalid="ignore"):
        enough = whole * rarest[0][:, None] * rarest[1][None, :] >= EXPECTED
    # Most splits of the finest levels have too few rows, and cost nothing.
    x, y = np.nonzero(enough & (whole > 0))
    m = whole[x, y].astype(np.float64)
    with np.errstate(divide="ignore"):
        logs = [np.where(share > 0, np.log(np.where(share > 0, share, 1.0)), 0) for share in shares]
    # sum of c log c - c log(m a b), with a and b the shares of the halves
    told = np.zeros(len(m))
    for of_x in (2 * x, 2 * x + 1):
        for of_y in (2 * y, 2 * y + 1):
            part = parts[of_x, of_y]
            told += x_log_x(part) - part * (logs[0][of_x] + logs[1][of_y])
    g = 2 * (told - x_log_x(m))
    kinds_x, kinds_y = occupied[0][x], occupied[1][y]
    df = kinds_x * kinds_y - 1 - (kinds_x - 1) * (m / rows[0][x]) - (kinds_y - 1) * (m / rows[1][y])
    inverse = [np.where(share > 0, 1 / np.where(share > 0, share, 1.0), 0.0) for share in shares]
    first = _pairs(inverse[0])[x] * _pairs(inverse[1])[y]
    second = _pairs(inverse[0] ** 2)[x] * _pairs(inverse[1] ** 2)[y]
    by_chance = df + (first - 1) / (6 * m) + (second - first) / (6 * m**2)
    # Shares of a split that is alone in its row and column leave no freedom, to rounding.
    free = df > 1e-9
    level = Level(np.zeros(whole.shape), np.zeros(whole.shape))
    level.excess[x, y] = np.where(free, g - by_chance, 0.0)
    level.variance[x, y] = np.where(free, 2 * df, 0.0)
    return level


def _pairs(values: Array) -> Array:
    return np.asarray(values.reshape(-1, 2).sum(axis=1))


def _sum_of_four(values: Array) -> Array:
    return np.asarray(
        values[0::2, 0::2] + values[0::2, 1::2] + values[1::2, 0::2] + values[1::2, 1::2]
    )
