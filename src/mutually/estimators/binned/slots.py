"""The halves, quarters, eighths ... of an axis: bins put into slots of equal shares of the rows.

Bins are made by edges from a sample, so they hold nearly equal shares of the rows, and where
values are tied very unequal ones. A bin goes to the slot in which the middle of its rows lies, of
2^d slots that cut the rows in equal parts; halving the slots again and again then halves the rows,
as well as bins allow. A slot may hold several thin bins, and behind a thick one slots are empty.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DEPTH = 10


def slots_of(rows: NDArray[np.int64], depth: int = DEPTH) -> NDArray[np.int64]:
    """Return the slot of each bin, given how many rows each bin holds."""
    total = int(rows.sum())
    # Twice the rows below the middle of each bin, which is whole: no rounding decides a slot.
    middle = 2 * np.cumsum(rows) - rows
    slots = (middle << depth) // max(2 * total, 1)
    return np.asarray(np.minimum(slots, (1 << depth) - 1), dtype=np.int64)


def into_slots(counts: NDArray[np.int64], axis: int, depth: int = DEPTH) -> NDArray[np.int64]:
    """Return a table whose bins along an axis are put together in 2^depth slots."""
    places = slots_of(counts.sum(axis=1 - axis), depth)
    occupied, first = np.unique(places, return_index=True)
    others = np.setdiff1d(np.arange(len(places)), first)
    if len(others) > len(places) // 2:
        counts = np.add.reduceat(counts, first, axis=axis)
        places, first, others = occupied, np.arange(len(occupied)), others[:0]
    # Most slots hold one bin then, and what else they hold is added bin by bin.
    slots = np.arange(1 << depth)
    nearest = np.minimum(np.searchsorted(occupied, slots), len(occupied) - 1)
    found = np.take(counts, first[nearest], axis=axis, mode="clip")
    by_slot, by_bin = (found, counts) if axis == 0 else (found.T, counts.T)
    by_slot[occupied[nearest] != slots] = 0
    for place in others.tolist():
        by_slot[places[place]] += by_bin[place]
    return found


def halved(table: NDArray[np.int64], axis: int) -> NDArray[np.int64]:
    """Return the table of slots of twice the width."""
    if axis == 0:
        return np.asarray(table[0::2] + table[1::2])
    return np.asarray(table[:, 0::2] + table[:, 1::2])


def x_log_x(values: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x log x, 0 for 0, of whole numbers."""
    return np.asarray(values * np.log(np.maximum(values, 1)))
