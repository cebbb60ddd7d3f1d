"""Shares of rows in the whole, and how many rows of equal weight they are worth."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"


def shares(weights: Array) -> Array:
    """Return weights as shares of their sum."""
    # The largest first becomes 1, so that no sum overflows.
    scaled = weights / weights.max()
    return np.asarray(scaled / scaled.sum())


def mean(values: Array, own: Array) -> float:
    """Return the mean of values, ``own`` being the shares of their rows.

    Not a product of vectors, which libraries of linear algebra add in an order of their threads.
    """
    return float((values * own).sum())


def effective(weights: Array) -> float:
    """Return how many rows of equal weight have means as sure: (sum w)^2 / sum w^2.

    References
    ----------
    Kish, "Survey Sampling" (1965), section 11.7; there is no DOI.
    """
    own = shares(weights)
    return 1 / mean(own, own)


def added(codes: NDArray[Any], values: Array, size: int) -> Array:
    """Return the sum of the values of the rows of each code."""
    return np.asarray(np.bincount(codes, weights=values, minlength=size), dtype=np.float64)


class Moments(NamedTuple):
    """Of the levels or cells that occur: the sum of the shares of their rows, and of the squares.

    ``square / mass`` is what a row of the level is worth: 1/n where all weights are equal.
    """

    mass: Array
    square: Array

    @classmethod
    def of(cls, codes: NDArray[Any], size: int, own: Array) -> Moments:
        """Add the shares of the rows of each code."""
        mass, square = added(codes, own, size), added(codes, own * own, size)
        occurring = mass > 0
        return cls(mass[occurring], square[occurring])

    @property
    def total_square(self) -> float:
        """The sum of all squares, one over the effective number of rows."""
        return math.fsum(self.square.tolist())

    @property
    def worth(self) -> float:
        """The sum of square / mass: the number of levels over n, where weights are equal."""
        return math.fsum((self.square / self.mass).tolist())

    def plugin_entropy(self) -> float:
        """Return -sum p log p in nats."""
        return -math.fsum((self.mass * np.log(self.mass)).tolist()) + 0.0

    def entropy_bias(self) -> float:
        """Return the first term of the bias of :meth:`plugin_entropy`.

        A share is a ratio of sums. Its variance makes the entropy low by half of
        sum square / mass - sum square (Miller's term; (levels - 1) / (2 n) for equal weights); the
        bias of the ratio itself, -(square - mass sum square), counts where weights depend on the
        level.
        """
        s = self.total_square
        of_ratio = math.fsum((np.log(self.mass) * (self.square - self.mass * s)).tolist())
        return of_ratio - (self.worth - s) / 2


def log_mean(total: Array, squares: Array, count: Array) -> Array:
    """Return the log of the means of a few weights, corrected for what their spread takes off.

    The log of a mean of m weights is low by half of its squared relative error, which is
    (m sum w^2 / (sum w)^2 - 1) / (m - 1).
    """
    spread = np.maximum(count * squares / total**2 - 1, 0.0) / np.maximum(count - 1, 1)
    return np.asarray(np.log(total / count) + spread / 2)


def spread_of(local: Array, value: float, own: Array) -> float:
    """Return the variance of local values as the error of their weighted mean has it.

    sum w^2 (l - mean)^2 / sum w^2: divided by the effective number of rows it is the variance of
    the mean. It is the sample variance where weights are equal.
    """
    n = len(local)
    squares = own * own
    found = mean((local - value) ** 2, squares) / float(squares.sum())
    return found * n / (n - 1) if n > 1 else 0.0
