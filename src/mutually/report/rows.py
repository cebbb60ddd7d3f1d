"""Which rows are drawn, where there are too many for a page."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Distributions and relations are drawn from so many rows, points one by one from so many, and
# pairs of features are estimated from so many.
MOST_ROWS, MOST_POINTS, ROWS_OF_PAIRS = 20_000, 300, 5_000


def drawn_rows(n: int, most: int, seed: int = 0) -> NDArray[np.int64] | None:
    """Return the rows to draw, in their order; None where all are.

    Rows are chosen by a hash of their number, so that neither an order of the table nor its period
    shows, every column has the same rows, and a smaller sample is part of a larger one.

    Examples
    --------
    >>> drawn_rows(3, 5) is None, drawn_rows(1000, 4).tolist()
    (True, [196, 558, 963, 992])
    """
    if n <= most:
        return None
    marks = _hashed(np.arange(n, dtype=np.uint64), seed)
    return np.sort(np.argpartition(marks, most - 1)[:most]).astype(np.int64)


def _hashed(numbers: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """Mix the bits of numbers (the finalizer of splitmix64, which no two numbers share)."""
    with np.errstate(over="ignore"):
        mixed = numbers + np.uint64(seed % 2**64) * np.uint64(0x9E3779B97F4A7C15)
        mixed += np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
