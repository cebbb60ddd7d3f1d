"""Informations by integration on grids.

All integrands are smooth and vanish at both ends of the grid, where the trapezoid rule converges
faster than any power of the step; the tests halve the steps and look.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)
NORMAL_ENTROPY = HALF_LOG_2_PI + 0.5
# Beyond this many standard deviations lies a probability below 1e-16.
REACH = 8.3


def normal_nodes(count: int = 2001) -> tuple[Array, Array]:
    """Return nodes and weights for means over a standard normal number."""
    z = np.linspace(-REACH, REACH, count)
    weights = np.exp(-0.5 * z * z)
    return z, weights / weights.sum()


def even_nodes(count: int = 20_000) -> tuple[Array, Array]:
    """Return nodes and weights for means over a number even on (0, 1): the midpoint rule."""
    return (np.arange(count) + 0.5) / count, np.full(count, 1 / count)


def product_nodes(one: tuple[Array, Array], other: tuple[Array, Array]) -> tuple[Array, ...]:
    """Return both coordinates and the weights of the nodes of two independent numbers."""
    (a, v), (b, w) = one, other
    return np.repeat(a, len(b)), np.tile(b, len(a)), np.outer(v, w).ravel()


def entropy(density: Array, step: float | Array) -> float:
    """Return the differential entropy of a density on a grid."""
    positive = density > 0
    terms = np.zeros_like(density)
    terms[positive] = density[positive] * np.log(density[positive])
    return -float(np.sum(terms * step))


def copula_information(log_density: Callable[[Array, Array], Array], step: float = 0.02) -> float:
    """Return the mean log density of a copula; its arguments are normal scores."""
    a = np.arange(-REACH, REACH, step)
    log_phi = -0.5 * a * a - HALF_LOG_2_PI
    total = 0.0
    for b, log_phi_b in zip(a, log_phi, strict=True):
        ratio = log_density(a, np.full_like(a, b))
        weight = np.exp(ratio + log_phi + log_phi_b)
        total += float(np.sum(np.where(weight > 0, weight * ratio, 0.0)))
    return total * step * step


@dataclass(frozen=True, eq=False)
class Channel:
    """Y = mean + deviation * normal noise, both functions of X.

    Attributes
    ----------
    means, deviations, weights : ndarray of shape (m,)
        Values of the two functions at the nodes of a rule of integration over X, and its weights.
    """

    means: Array
    deviations: Array
    weights: Array

    def log_density(self, y: Array) -> Array:
        """Return the log density of Y."""
        found = np.empty(len(y))
        scale = self.weights / self.deviations
        for start in range(0, len(y), 256):
            z = (y[start : start + 256, None] - self.means) / self.deviations
            found[start : start + 256] = np.exp(-0.5 * z * z) @ scale
        # Where the sum underflows the density is below 1e-300 and has no part in any mean.
        return np.log(np.maximum(found, 1e-300)) - HALF_LOG_2_PI

    def log_ratio(self, y: Array, mean: Array, deviation: Array | float) -> Array:
        """Return the pointwise information of y and an x with this mean and deviation."""
        z = (y - mean) / deviation
        return np.asarray(-0.5 * z * z - np.log(deviation) - HALF_LOG_2_PI - self.log_density(y))

    def information(self, points: int = 4001) -> float:
        """Return I(X; Y)."""
        low = float(np.min(self.means - REACH * self.deviations))
        high = float(np.max(self.means + REACH * self.deviations))
        y = np.linspace(low, high, points)
        whole = entropy(np.exp(self.log_density(y)), float(y[1] - y[0]))
        return whole - NORMAL_ENTROPY - float(self.weights @ np.log(self.deviations))


def sum_information(signal: Array, noise: Array, step: float) -> float:
    """Return I(S; S + N) of independent S and N with densities on grids of one step."""
    from scipy.signal import fftconvolve

    total = np.maximum(fftconvolve(signal, noise) * step, 0)
    return entropy(total, step) - entropy(noise, step)


def scale_information(spread: float, dim: int) -> float:
    """Return I(S; Y) of S normal with deviation spread, and Y = exp(S) times dim normal numbers.

    Y tells of S by its length alone, and log |Y| is S plus the log of a chi number.
    """
    from scipy.special import gammaln

    step = 0.002
    s = np.arange(-REACH * spread, REACH * spread, step)
    t = np.arange(-40.0, 4.0, step)
    signal = np.exp(-0.5 * (s / spread) ** 2 - math.log(spread) - HALF_LOG_2_PI)
    log_chi = dim * t - 0.5 * np.exp(2 * t) + (1 - dim / 2) * math.log(2) - gammaln(dim / 2)
    return sum_information(signal, np.exp(log_chi), step)
