"""The sum of sorted values that are not all in memory, with the bits of NumPy's.

An estimate from a table in memory adds a term for each cell, in ascending order, by
``ndarray.sum``. Here equal terms come once with their number, and the same sum is taken of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_AT_ONCE = 1 << 16


def sorted_sum(blocks: Iterator[tuple[Floats, NDArray[np.int64]]], n: int) -> float:
    """Return the sum of n ascending values, given the different ones with their times.

    NumPy halves an array, the first half a multiple of eight, until few values are left (pairwise
    summation), so the halves can be summed one by one.
    """
    values = _Spelled(blocks)

    def add(size: int) -> float:
        if size <= _AT_ONCE:
            return float(values.take(size).sum())
        half = size // 2
        half -= half % 8
        return add(half) + add(size - half)

    return add(n)


class _Spelled:
    """Values that are spelled out as often as they occur, a few at a time."""

    def __init__(self, blocks: Iterator[tuple[Floats, NDArray[np.int64]]]) -> None:
        self._blocks = blocks
        self._values: Floats = np.empty(0)
        self._ends = np.empty(0, dtype=np.int64)
        self._done = 0

    def take(self, size: int) -> Floats:
        """Return the next values."""
        parts: list[Floats] = []
        while size > 0:
            held = (int(self._ends[-1]) if len(self._ends) else 0) - self._done
            if held == 0:
                self._values, times = next(self._blocks)
                self._ends, self._done = np.cumsum(times), 0
                continue
            some = min(size, held)
            first, last = np.searchsorted(self._ends, [self._done, self._done + some - 1], "right")
            ends = np.minimum(self._ends[first : last + 1], self._done + some)
            times = np.diff(ends, prepend=self._done)
            parts.append(np.repeat(self._values[first : last + 1], times))
            self._done += some
            size -= some
        return np.concatenate(parts) if parts else np.empty(0)


def sortable(values: Floats) -> NDArray[np.uint64]:
    """Return whole numbers in the order of the values."""
    bits = values.view(np.uint64)
    return np.where(bits >> np.uint64(63), ~bits, bits | np.uint64(1 << 63))


def unsortable(numbers: NDArray[np.uint64]) -> Floats:
    """Return the values that :func:`sortable` was given."""
    top = np.uint64(1 << 63)
    return np.where(numbers & top, numbers ^ top, ~numbers).view(np.float64)
