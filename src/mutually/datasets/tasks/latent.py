"""Vectors that depend on each other through a hidden point t alone: both images of it, with noise.

Given the hidden t the two sides are independent, so all three densities are means over t, taken on
a grid of it that is finer than the noise; sums of a periodic or vanishing integrand over such a
grid are exact to many digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Latent:
    """The images of the grid of t, in units of the noise, and the log weights of its nodes.

    Attributes
    ----------
    x, y : ndarray of shape (m, dim)
    log_weights : ndarray of shape (m,)
    """

    x: Array
    y: Array
    log_weights: Array

    def log_ratio(self, x: Array, y: Array) -> Array:
        """Return the pointwise information of rows in units of the noise."""
        found = np.empty(len(x))
        for start in range(0, len(x), 512):
            of_x = _log_kernel(x[start : start + 512], self.x) + self.log_weights
            of_y = _log_kernel(y[start : start + 512], self.y)
            both = _log_sum(of_x + of_y)
            of_y += self.log_weights
            found[start : start + 512] = both - _log_sum(of_x) - _log_sum(of_y)
        return found


def _log_kernel(values: Array, centres: Array) -> Array:
    """Return -|v - c|^2 / 2; the norming constants of the densities cancel in the ratio."""
    squares = 0.5 * (values * values).sum(axis=1, keepdims=True)
    return np.asarray(values @ centres.T - 0.5 * (centres * centres).sum(axis=1) - squares)


def _log_sum(terms: Array) -> Array:
    top = terms.max(axis=1, keepdims=True)
    return np.asarray(top[:, 0] + np.log(np.exp(terms - top).sum(axis=1)))
