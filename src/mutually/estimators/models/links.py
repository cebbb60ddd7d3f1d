"""Which columns depend on one another: a test of each pair, and of each column on a product."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.models.rows import Array
from mutually.estimators.products import cross

# Cosines of the ranks up to these orders: low orders see monotone relations, high ones waves.
_ORDERS = (1, 2, 4, 6)
# Chance that any pair of a problem is linked by mistake.
LEVEL = 0.01


def linked(columns: Array) -> NDArray[np.bool_]:
    """Say which pairs of columns of normal scores are dependent.

    With f_j(u) = sqrt(2) cos(pi j u) of the ranks u, the sum over i, j <= K of n times the squared
    mean of f_i(u) f_j(v) is close to chi-square with K^2 degrees of freedom under independence.
    The smallest p-value over K decides, by Bonferroni's bound over orders and pairs.

    References
    ----------
    Kallenberg & Ledwina, "Data-driven rank tests for independence", Journal of the American
    Statistical Association 94 (1999), doi:10.1080/01621459.1999.10473844.
    """
    from scipy.special import chdtri, ndtr

    n, d = columns.shape
    most = _ORDERS[-1]
    flat = waves(ndtr(columns)).reshape(n, d * most)
    products = (2 * cross(flat, flat) / n) ** 2 * n
    table = products.reshape(d, most, d, most)
    tests = len(_ORDERS) * max(1, d * (d - 1) // 2)
    found = np.zeros((d, d), dtype=bool)
    for order in _ORDERS:
        statistic = table[:, :order, :, :order].sum(axis=(1, 3))
        found |= statistic > chdtri(order * order, LEVEL / tests)
    np.fill_diagonal(found, False)
    return found


def waves(u: Array) -> Array:
    """Return cos(pi j u), j = 1 ... 6, of each column: an array (rows, columns, orders)."""
    found = np.empty((*u.shape, _ORDERS[-1]))
    # cos(j t) by the recurrence of Chebyshev's polynomials.
    found[:, :, 0] = np.cos(math.pi * u)
    found[:, :, 1] = 2 * found[:, :, 0] ** 2 - 1
    for j in range(2, _ORDERS[-1]):
        found[:, :, j] = 2 * found[:, :, 0] * found[:, :, j - 1] - found[:, :, j - 2]
    return found


def components(linked_: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Group the columns that are linked directly or through others."""
    left = set(range(len(linked_)))
    groups = []
    while left:
        group = {min(left)}
        edge = set(group)
        while edge:
            reach = set(np.flatnonzero(linked_[sorted(edge)].any(axis=0)).tolist())
            edge = (reach & left) - group
            group |= edge
        left -= group
        groups.append(np.array(sorted(group), dtype=np.intp))
    return groups


def modulators(
    columns: Array, left: NDArray[np.intp], right: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Say which columns go with a product of two others, as an angle or a scale between them does.

    Squared correlations with the products, times n, are close to chi-square with one degree of
    freedom if they do not.
    """
    from scipy.special import chdtri

    n, d = columns.shape
    if not len(left):
        return np.zeros(d, dtype=bool)
    products = correlations_with(columns, columns[:, left] * columns[:, right])
    others = np.arange(d)[:, None]
    own = (others == left) | (others == right)
    significant = n * products**2 > chdtri(1, LEVEL / products.size)
    found: NDArray[np.bool_] = (significant & ~own).any(axis=1)
    return found


def correlations_with(columns: Array, others: Array) -> Array:
    """Correlations of each column with each of the others."""

    def standard(part: Array) -> Array:
        centred: Array = part - part.mean(axis=0)
        centred /= centred.std(axis=0)
        return centred

    out: Array = cross(standard(columns), standard(others)) / len(columns)
    return out
