"""Samplers to build on, and maps that leave the information as it is.

One-to-one maps of x alone and of y alone do not change I(X; Y); all maps here are of that kind.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mutually.datasets.tasks.task import Draw, Sample

Array = NDArray[np.float64]
Map = Callable[[Array], Array]


def normals(covariance: Array, x_dim: int) -> Draw:
    """Return the sampler of a normal vector, cut into x and y."""
    factor = np.linalg.cholesky(covariance)

    def draw(n: int, rng: np.random.Generator) -> Sample:
        z = rng.normal(size=(n, len(factor))) @ factor.T
        return z[:, :x_dim], z[:, x_dim:]

    return draw


def students(dispersion: Array, x_dim: int, freedom: float) -> Draw:
    """Return the sampler of a Student t vector, cut into x and y."""
    normal = normals(dispersion, x_dim)

    def draw(n: int, rng: np.random.Generator) -> Sample:
        x, y = normal(n, rng)
        scale = np.sqrt(freedom / rng.chisquare(freedom, size=(n, 1)))
        return x * scale, y * scale

    return draw


def mapped(draw: Draw, of_x: Map, of_y: Map | None = None) -> Draw:
    """Return the sampler of the images; y takes the map of x where it has none of its own."""

    def images(n: int, rng: np.random.Generator) -> Sample:
        x, y, *rest = draw(n, rng)
        return of_x(x), (of_x if of_y is None else of_y)(y), *rest

    return images


def beside(*draws: Draw) -> Draw:
    """Return the sampler of independent blocks side by side; their informations add up."""

    def draw(n: int, rng: np.random.Generator) -> Sample:
        blocks = [one(n, rng) for one in draws]
        return tuple(np.hstack(side) for side in zip(*blocks, strict=True))

    return draw


def noise(x_dim: int, y_dim: int) -> Draw:
    """Return the sampler of independent normal numbers."""

    def draw(n: int, rng: np.random.Generator) -> Sample:
        return rng.normal(size=(n, x_dim)), rng.normal(size=(n, y_dim))

    return draw


def rotation(dim: int, seed: int) -> Map:
    """Return a fixed rotation (or reflection), even over all, of a vector."""
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(dim, dim)))
    matrix = q * np.sign(np.diag(r))
    return lambda z: np.asarray(z @ matrix)


def same(z: Array) -> Array:
    """Return what came."""
    return z


def normal_cdf(z: Array) -> Array:
    """Map normal numbers to even ones on (0, 1)."""
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def normal_quantile(u: Array) -> Array:
    """Map even numbers on (0, 1) to normal ones."""
    from scipy.special import ndtri

    return np.asarray(ndtri(u))


def half_cube(z: Array) -> Array:
    """Raise to the power 3/2 and keep the sign."""
    return np.asarray(z * np.sqrt(np.abs(z)))


def rotated_by_norm(first: int, second: int, speed: float) -> Map:
    """Return the map that turns a plane of two coordinates by speed times the squared norm."""

    def spiral(z: Array) -> Array:
        return turned(z, first, second, speed * (z * z).sum(axis=1))

    return spiral


def turned(z: Array, first: int, second: int, angle: Array) -> Array:
    """Turn the plane of two coordinates, each row by its own angle."""
    cos, sin = np.cos(angle), np.sin(angle)
    image = z.copy()
    image[:, first] = cos * z[:, first] - sin * z[:, second]
    image[:, second] = sin * z[:, first] + cos * z[:, second]
    return image


def inverse(cdf: Map, low: float, high: float) -> Map:
    """Return the inverse of an increasing function on an interval, by halving it 60 times."""

    def quantile(u: Array) -> Array:
        below, above = np.full_like(u, low), np.full_like(u, high)
        for _ in range(60):
            middle = 0.5 * (below + above)
            left = cdf(middle) < u
            below, above = np.where(left, middle, below), np.where(left, above, middle)
        return 0.5 * (below + above)

    return quantile
