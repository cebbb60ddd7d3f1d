"""Tests of independence from ranks: KSG and Ross beside what they show by chance."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.nulls.neighbour_nulls import (
    circular_null_moments,
    ksg_null_moments,
    ross_null_moments,
)
from mutually.estimators.nulls.null import Independence, Null

# A class of fewer rows than so many times k is pooled with other small ones.
_ROWS_FOR_A_NEIGHBOUR = 3
# So many rows may be in pooled classes, whose differences the test then does not see.
_MOST_POOLED = 0.2


def ksg_independence(statistic: float, n: int, k: int) -> Independence | None:
    """Return KSG on normal scores without ties, with its distribution for two random orders.

    Ranks alone enter, and under independence one order is a random permutation of the other: the
    distribution depends on n and k alone (``neighbour_nulls``). None outside of the n and k for
    which it was calibrated.
    """
    moments = ksg_null_moments(n, k)
    if moments is None:
        return None
    return Independence(statistic, Null(*moments, -math.lgamma(n + 1)), f"ksg of ranks, k={k}")


def circular_ksg_independence(
    statistic: float, n: int, k: int, *, both: bool
) -> Independence | None:
    """Return KSG of ranks of which one or both are circular, with its distribution by chance.

    As :func:`ksg_independence`, with moments of their own.
    """
    moments = circular_null_moments(n, k, both=both)
    if moments is None:
        return None
    # Turning a circle leaves the statistic as it is, so that fewer pairings differ.
    least = -math.lgamma(n)
    return Independence(statistic, Null(*moments, least), f"circular ksg of ranks, k={k}")


def ross_independence(
    statistic: float,
    of_classes: Callable[[NDArray[np.uint32], NDArray[np.uint32]], NDArray[np.float64]],
    order: NDArray[np.uint32],
    codes: NDArray[np.uint32],
    counts: NDArray[np.int64],
    k: int,
) -> Independence | None:
    """Return Ross's estimate on normal scores without ties, with its distribution by chance.

    It depends on the numbers of rows of the classes alone. Classes of fewer than 3 k rows are
    pooled, which keeps the test exact, and the statistic is found anew; None where they hold more
    than a fifth of the rows, or where one class is left. ``of_classes`` returns the local values
    for rows in an order and their classes. Around a circle the moments are used as they are: the
    deviation is larger by 1 to 2 %, of 15 classes of 12 rows by 4 % (studies/circular.md).
    """
    least = _ROWS_FOR_A_NEIGHBOUR * k
    small = (counts > 0) & (counts < least)
    if small.any():
        pooled = int(counts[small].sum())
        if pooled > _MOST_POOLED * len(codes):
            return None
        # Too few for a class of their own join the smallest of the others.
        into = np.flatnonzero(small)[0]
        if pooled < least:
            large = counts[counts >= least]
            if not len(large):
                return None
            # Of several as small the one that comes first along x: names of levels do not matter.
            along = codes[order]
            into = along[np.argmax(counts[along] == large.min())]
        places = np.arange(len(counts), dtype=np.uint32)
        places[small] = into
        codes = places[codes]
        counts = np.bincount(codes, minlength=len(counts))
        statistic = float(of_classes(order, codes).mean())
    counts = np.sort(counts[counts > 0])
    moments = ross_null_moments(counts, k) if len(counts) > 1 else None
    if moments is None:
        return None
    ways = math.lgamma(len(codes) + 1) - math.fsum(math.lgamma(c + 1) for c in counts.tolist())
    return Independence(statistic, Null(*moments, -ways), f"ross of ranks, k={k}")
