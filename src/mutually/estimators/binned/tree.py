"""Which splits of a tree of splits count: those that chance does not explain, here or below.

The information of the finest table is, exactly, the sum over all splits of what each tells, its
G / (2n). Without a relation a split has G near its degrees of freedom, so that G less its mean by
chance is an estimate without bias; but a sum over a million splits that tell nothing is noise. A
split counts if it, or all splits below it together, exceed chance; from a level whose splits
together exceed it clearly, all count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# In standard deviations by chance: of all below a split, of the split alone, of a whole level.
BELOW, ALONE, WHOLE_LEVEL = 2.0, 3.0, 4.0


class Level(NamedTuple):
    """The splits of one level, as arrays of one shape.

    Attributes
    ----------
    excess : ndarray
        G of each split less its mean by chance; 0 where there are too few rows for one.
    variance : ndarray
        The variance of G by chance, 0 there.
    """

    excess: Array
    variance: Array


class Binned(NamedTuple):
    """What a table of bins tells.

    Attributes
    ----------
    value : float
        In nats.
    noise : float
        The variance of the value that comes from splits by chance, in nats^2.
    gains : tuple of float
        What each level adds, from halves on.
    """

    value: float
    noise: float
    gains: tuple[float, ...]

    @property
    def unresolved(self) -> float:
        """What finer bins or more rows might add: as much as the last two levels did."""
        return max(math.fsum(self.gains[-2:]), 0.0)


def gather(
    levels: Sequence[Level],
    n: int,
    up: Callable[[Array], Array],
    down: Callable[[NDArray[np.bool_]], NDArray[np.bool_]],
) -> Binned:
    """Add up the splits that count.

    Parameters
    ----------
    levels : sequence of Level
        From the root, one split, downward.
    n : int
        The rows.
    up, down : callable
        Sum an array of one level over the splits of the level above; repeat one for those below.
    """
    # Levels without a split that has enough rows add nothing.
    while len(levels) > 1 and not levels[-1].variance.any():
        levels = levels[:-1]
    below: list[Level] = []
    for level in reversed(levels):
        excess, variance = level
        if below:
            excess = excess + up(below[-1].excess)
            variance = variance + up(below[-1].variance)
        below.append(Level(excess, variance))
    below.reverse()
    gains, noise = [], []
    reached = np.ones(levels[0].excess.shape, dtype=np.bool_)
    for depth, (level, subtree) in enumerate(zip(levels, below, strict=True)):
        there = level.variance > 0
        if depth == 0:
            counts = there
        else:
            counts = reached & there
            counts &= _beyond(subtree, BELOW) | _beyond(level, ALONE)
        whole = float(level.excess.sum())
        spread = float(level.variance.sum())
        used = there if spread > 0 and whole > WHOLE_LEVEL * math.sqrt(spread) else counts
        gains.append(float(level.excess[used].sum()) / (2 * n))
        noise.append(float(level.variance[used].sum()) / (4.0 * n * n))
        if depth + 1 < len(levels):
            reached = down(counts)
    while gains and gains[-1] == 0 and len(gains) > 1:
        gains.pop()  # Nothing was found out so far down.
    return Binned(math.fsum(gains), math.fsum(noise), tuple(gains))


def _beyond(level: Level, deviations: float) -> NDArray[np.bool_]:
    return np.asarray(level.excess > deviations * np.sqrt(level.variance))
