"""A sample of rows by their place: those that a keyed permutation of the places puts first.

No shard has to be read to know which of its rows are in the sample, and the rows come from all over
the table, sorted or not: a block of a sorted table is no sample of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROWS = 100_000
_ROUNDS = 6


def sample_places(n: int, most: int = ROWS, seed: int = 0) -> NDArray[np.int64]:
    """Return the places of at most ``most`` of n rows, ascending; of all rows where they are fewer.

    A Feistel network permutes the numbers below a power of 4; numbers beyond n are passed over.

    Examples
    --------
    >>> sample_places(10**9, 4)
    array([ 39869239, 126307573, 435604891, 902033363])
    """
    if n <= most:
        return np.arange(n)
    half = max(1, (int(n - 1).bit_length() + 1) // 2)
    found: list[NDArray[np.int64]] = []
    missing, start = most, 0
    while missing > 0:
        stop = min(start + 4 * missing + 64, 1 << (2 * half))
        places = _permuted(np.arange(start, stop, dtype=np.uint64), half, seed)
        found.append(places[places < n][:missing])
        missing -= len(found[-1])
        start = stop
    return np.sort(np.concatenate(found))


def _permuted(numbers: NDArray[np.uint64], half: int, seed: int) -> NDArray[np.int64]:
    mask = np.uint64((1 << half) - 1)
    left, right = numbers >> np.uint64(half), numbers & mask
    for turn in range(_ROUNDS):
        key = np.uint64((seed * 0x9E3779B97F4A7C15 + turn * 0xD1B54A32D192ED03) % 2**64)
        left, right = right, left ^ (_mixed(right ^ key) & mask)
    return ((left << np.uint64(half)) | right).astype(np.int64)


def _mixed(h: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return what the finaliser of splitmix64 makes of numbers."""
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))
