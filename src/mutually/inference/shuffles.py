"""Ways to pair the rows of x anew that keep what holds where x tells nothing about y.

Each function returns a shuffle: a function that gives for repetition b = 0, 1, ... the rows of x,
so that x[rows] beside the old y is one draw from the null hypothesis. The rows follow from the seed
and b alone, so that repetitions can be shared among threads in any way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.neighbours.points import Points

RowNumbers: TypeAlias = NDArray[np.uint32]
Shuffle: TypeAlias = Callable[[int], RowNumbers]

# Shifts by less than this share of a series leave much of what neighbouring rows share. A
# convention: nothing was measured for it.
LEAST_SHIFT = 0.05

# Among so many rows near in a condition, itself among them, a row is exchanged.
LOCAL_CANDIDATES = 3


def free(n: int, seed: int) -> Shuffle:
    """Exchange all rows with all: for rows that are independent of each other."""
    return within_blocks(np.zeros(n, dtype=np.uint8), seed)


def within_blocks(codes: NDArray[Any], seed: int) -> Shuffle:
    """Exchange rows only within a block: for groups, and for conditions with few levels.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        The block of each row.
    seed : int
        Seed of all repetitions.
    """
    order = np.argsort(codes, kind="stable").astype(np.uint32)
    blocks = codes[order].astype(np.float64)
    in_place = bool((order[1:] > order[:-1]).all())

    def rows(repetition: int) -> RowNumbers:
        # Equal codes are ties, and their random order is a shuffle of the block.
        shuffled = _core.shuffle_ties(blocks, order, _stream(seed, repetition))
        if in_place:
            return shuffled
        found = np.empty_like(order)
        found[order] = shuffled
        return found

    return rows


def circular(
    n: int,
    seed: int,
    *,
    least: int | None = None,
    series: NDArray[Any] | None = None,
    beyond: int = 0,
) -> Shuffle:
    """Shift x against y in a circle: for rows in the order of time.

    A shift keeps how the rows of x follow each other, but for one seam, and breaks what they share
    with those of y. It assumes series that are stationary, and longer than what they remember.
    There are fewer than n shifts, so small p-values need long series.

    Parameters
    ----------
    n : int
        The number of rows.
    seed : int
        Seed of all repetitions.
    least : int, optional
        The smallest shift, in rows and in either direction; it should be longer than what a series
        remembers. Without it, 5 % of each series. At most half a series is taken.
    series : ndarray of int, shape (n,), optional
        The series of each row; each is shifted by a number of its own. A series of one row stays.
    beyond : int
        Shifts are longer than so many rows as well: the reach of the lags that are looked at.

    References
    ----------
    Yuan & Shou, "A rigorous and versatile statistical test for correlations between stationary time
    series", PLOS Biology 22 (2024), doi:10.1371/journal.pbio.3002758, compare such shifts with
    others, and give a test that is exact but needs more rows.
    """
    order = np.arange(n) if series is None else np.argsort(series, kind="stable")
    ends = np.empty(0, dtype=np.intp) if series is None else np.flatnonzero(np.diff(series[order]))
    parts = [part for part in np.split(order.astype(np.uint32), ends + 1) if len(part) > 1]
    gaps = [_least_shift(len(part), least, beyond) for part in parts]

    def rows(repetition: int) -> RowNumbers:
        random = np.random.default_rng([seed, repetition])
        found = np.arange(n, dtype=np.uint32)
        for part, gap in zip(parts, gaps, strict=True):
            found[part] = np.roll(part, -int(random.integers(gap, len(part) - gap + 1)))
        return found

    return rows


def _least_shift(size: int, least: int | None, beyond: int) -> int:
    """Return the smallest shift of a series of so many rows, at most half of them."""
    own = int(LEAST_SHIFT * size) if least is None else least
    return min(max(1, own, beyond + 1), size // 2)


def nearby(z: Points, seed: int, *, k_perm: int = LOCAL_CANDIDATES, workers: int = 1) -> Shuffle:
    """Exchange rows with rows of nearly the same z: for a condition that holds numbers.

    Each row of x is replaced by that of one of the ``k_perm`` rows nearest in z, itself among
    them, drawn at random; a row is used again only where all the candidates are used already. Rows
    of other categories of z are never taken. Where ``k_perm`` rows or more have exactly the same z
    they are exchanged among themselves, which is exact.

    It is an approximation: over the candidates z is not quite constant. Where x and y follow z
    closely, and there are few rows, the test of x and y themselves finds too much, and that of
    their :mod:`residuals <mutually.inference.residuals>` hardly (studies/false_positives.md).

    Parameters
    ----------
    z : Points
        The condition.
    seed : int
        Seed of all repetitions.
    k_perm : int
        The number of candidates.
    workers : int
        Threads of the search, which is done once.

    References
    ----------
    Runge, "Conditional independence testing based on a nearest-neighbor estimator of conditional
    mutual information", AISTATS 2018, arXiv:1709.01447. That rows of equal z are exchanged freely
    is ours.
    """
    codes = np.zeros(z.n, dtype=np.uint32) if z.labels is None else z.labels.codes
    if z.dimension == 0:
        return within_blocks(codes, seed)
    codes = codes.astype(np.uint32)
    groups = int(codes.max(initial=0)) + 1
    others = max(1, min(k_perm, z.n) - 1)
    (to_last,) = _core.nearest_distances(z.values, codes, groups, [others], workers)
    alike = to_last == 0
    near = np.flatnonzero(~alike).astype(np.uint32)
    candidates = _core.nearest_rows(z.values[near], codes[near], groups, others, workers)
    own = np.arange(len(near), dtype=np.uint32)[:, None]
    candidates = np.ascontiguousarray(np.concatenate([own, candidates], axis=1))
    equal = np.flatnonzero(alike).astype(np.uint32)
    blocks = np.column_stack([codes[equal], z.values[equal]])
    among_equals = within_blocks(np.unique(blocks, axis=0, return_inverse=True)[1].ravel(), seed)

    def rows(repetition: int) -> RowNumbers:
        found = np.empty(z.n, dtype=np.uint32)
        found[near] = near[_core.exchange_nearby(candidates, _stream(seed, repetition))]
        found[equal] = equal[among_equals(repetition)]
        return found

    return rows


def _stream(seed: int, repetition: int) -> int:
    """Return the seed of one repetition; other caller's seeds start far away."""
    return (seed * 0xD1342543DE82EF95 + repetition) % 2**64
