"""Informations of variables that are discrete on one side at least: sums and quadrature."""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.quadrature import REACH, Channel, normal_nodes
from mutually.datasets.tasks.task import Sample

# Where the ordered levels end.
CUTS = np.array([-1.0, -0.2, 0.5, 1.5])


def table_information(p: Array) -> float:
    """Return the information of a table of probabilities."""
    i, j = np.nonzero(p)
    # Logs apart: a product of two small chances may underflow where neither does.
    expected = np.log(p.sum(axis=1)[i]) + np.log(p.sum(axis=0)[j])
    return float(np.sum(p[i, j] * (np.log(p[i, j]) - expected)))


def rows_information(weights: Array, given: Array) -> float:
    """Return the information of x, with these chances of its nodes, and the level of y.

    ``given[i, j]`` is the chance of level j at node i.
    """
    return table_information(weights[:, None] * given)


def copies(levels: int, share: float) -> float:
    """Return the information of even levels, a share of them copied and the rest drawn anew."""
    return table_information(_copies_table(levels, share))


def _copies_table(levels: int, share: float) -> Array:
    return np.asarray(share * np.eye(levels) / levels + (1 - share) / levels**2)


def draw_copies(levels: int, share: float, n: int, rng: np.random.Generator) -> Sample:
    """Draw what :func:`copies` is of."""
    x, anew = rng.integers(0, levels, size=(2, n, 1))
    return x, np.where(rng.random((n, 1)) < share, x, anew)


def rounded_normal(correlation: float, step: float) -> float:
    """Return the information of two normal numbers, each rounded to multiples of a step."""
    from scipy.special import ndtr

    cells = math.ceil(REACH / step)
    edges = (np.arange(-cells, cells + 2) - 0.5) * step
    # Within each cell of x the chances of the cells of y are integrated by Gauss and Legendre.
    at, weight = np.polynomial.legendre.leggauss(12)
    middle = 0.5 * (edges[1:] + edges[:-1])
    x = middle[:, None] + 0.5 * step * at
    mass = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi) * 0.5 * step * weight
    z = (edges - correlation * x[..., None]) / math.sqrt(1 - correlation**2)
    return table_information(np.einsum("ik,ikj->ij", mass, np.diff(ndtr(z), axis=-1)))


def levels_of_normal(correlation: float) -> float:
    """Return the information of a normal number and the level of another, cut at ``CUTS``."""
    from scipy.special import ndtr

    z, weights = normal_nodes()
    at = ndtr((CUTS - correlation * z[:, None]) / math.sqrt(1 - correlation**2))
    ends = np.hstack([np.zeros((len(z), 1)), at, np.ones((len(z), 1))])
    return rows_information(weights, np.diff(ends, axis=1))


def censored_normal(correlation: float) -> float:
    """Return the information of a normal number and another, cut off below 0.

    The atom is a level; above it the pointwise information is that of the normal pair.
    """
    from scipy.special import ndtr

    z, weights = normal_nodes()
    rest = 1 - correlation**2
    atom = ndtr(-correlation * z / math.sqrt(rest))
    at_atom = float(np.sum(weights * atom * np.log(np.maximum(atom, 1e-300) / 0.5)))
    y = np.linspace(0, REACH, 2001)
    step = np.full_like(y, y[1])
    step[[0, -1]] /= 2
    square = (y - correlation * z[:, None]) ** 2 / rest
    density = np.exp(-0.5 * square) / math.sqrt(2 * math.pi * rest)
    ratio = -0.5 * square + 0.5 * y * y - 0.5 * math.log(rest)
    return at_atom + float(weights @ (density * ratio) @ _end_corrected(step))


def _end_corrected(step: Array) -> Array:
    """Return the weights with Gregory's corrections at the first nodes, where no end vanishes."""
    weights = step.copy()
    weights[:4] = step[1] * np.array([9 / 24, 28 / 24, 23 / 24, 1.0])
    return weights


def logistic(slope: float) -> float:
    """Return the information of a normal number and a class with these log odds."""
    z, weights = normal_nodes()
    p = 1 / (1 + np.exp(-slope * z))
    return rows_information(weights, np.column_stack([p, 1 - p]))


def two_classes(distance: float) -> float:
    """Return the information of two even classes and a normal vector.

    The distance is from the middle of the two means to each, in standard deviations.
    """
    return Channel(np.array([-distance, distance]), np.ones(2), np.full(2, 0.5)).information()


def poisson_of_normal() -> float:
    """Return the information of a normal z and a count of mean exp(1 + 0.7 z)."""
    z, weights = normal_nodes(801)
    return rows_information(weights, _poisson(np.exp(1 + 0.7 * z), 1500))


def poisson_of_exponential() -> float:
    """Return the information of an exponential x and a count of mean x, set to 0 in 15 %."""
    x = np.linspace(0, 40, 8001)
    weights = np.exp(-x) * x[1]
    weights[0] /= 2
    given = 0.85 * _poisson(x, 120)
    given[:, 0] += 0.15
    return rows_information(weights / weights.sum(), given)


def poisson_of_class() -> float:
    """Return the information of two even classes and counts of mean 3 and 6."""
    return rows_information(np.full(2, 0.5), _poisson(np.array([3.0, 6.0]), 100))


def common_gamma() -> float:
    """Return the information of two counts with a common rate, gamma of shape 2 and scale 2."""
    rate = np.linspace(0, 120, 6001)
    weights = rate * np.exp(-rate / 2)
    given = _poisson(rate, 250)
    return table_information((weights / weights.sum() * given.T) @ given)


def _poisson(rate: Array, most: int) -> Array:
    from scipy.stats import poisson

    return np.asarray(poisson.pmf(np.arange(most), rate[:, None]))
