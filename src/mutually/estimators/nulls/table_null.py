"""The chi-squared statistic of a table under random pairing: three exact moments."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from mutually.estimators.discrete.table import Contingency, CountsOfCounts
from mutually.estimators.nulls.null import Independence, Null


def table_moments(table: Contingency) -> Independence | None:
    """Return X^2 / (2n) of a table with its distribution under random pairing of the columns.

    X^2 / (2n) is the information of a table near independence, to second order. Its moments under
    all n! pairings are exact for any margins, however many levels of few rows there are, where the
    chi-squared distribution needs five rows in each cell. None where there are fewer than six rows,
    and where either column has one level.

    References
    ----------
    Kazi-Aoual, Hitier, Sabatier & Lebreton, "Refined approximations to permutation tests for
    multivariate inference", Computational Statistics & Data Analysis 20 (1995),
    doi:10.1016/0167-9473(94)00064-2.
    """
    null = null_of_margins(table.x_margin, table.y_margin)
    if null is None:
        return None
    statistic = (table.squares - table.n) / (2 * table.n)
    null = null._replace(log_least=_log_probability(table))
    return Independence(statistic, null, "chi-squared with exact moments")


def null_of_margins(*margins: CountsOfCounts) -> Null | None:
    """Return the distribution of X^2 / (2n), which follows from the two margins of a table."""
    n = margins[0].n
    # In an order of their own, so that x and y can be exchanged without changing a bit.
    rows, columns = _in_order(margins)
    if n < 6 or min(rows.levels, columns.levels) < 2:
        return None
    mean = (rows.levels - 1) * (columns.levels - 1) / (n - 1)
    one, other = centred(rows), centred(columns)
    variance, third = second_moment(one, other, n), third_moment(one, other, n)
    # Where one column names its rows, every pairing gives the same statistic.
    if variance <= 1e-9 * mean:
        variance = third = 0.0
    return Null(mean / 2, variance / 4, third / 8)


def _in_order(margins: Iterable[CountsOfCounts]) -> list[CountsOfCounts]:
    return sorted(margins, key=lambda m: (m.counts.tolist(), m.times.tolist()))


class Traces(NamedTuple):
    """What the moments need of a symmetric matrix A whose rows, and whose diagonal, add to 0.

    With d its diagonal: tr A^2 and sum d^2 for the second moment; for the third sum d^3, the sum of
    the cubes of all elements, d'A d, sum d (A^2)_ii, and tr A^3.
    """

    square: float
    diagonal_square: float
    thirds: tuple[float, float, float, float, float]


def centred(margin: CountsOfCounts) -> Traces:
    """Return the traces for the projection on the levels, less its mean share of every direction.

    The statistic is n tr(A P B P') with A and B the projections on the differences between levels
    and P a permutation matrix. With c = (levels - 1) / (n - 1), A - c (I - J/n) has trace 0 and
    changes the statistic by its mean alone: so its moments are the central ones, without the
    cancellation of large numbers. All elements of A depend on their levels only.
    """
    n, size = margin.n, margin.counts.astype(np.float64)
    c = (margin.levels - 1) / (n - 1)
    diagonal = (1 / size - 1 / n) - c * (1 - 1 / n)
    within = 1 / size - (1 - c) / n  # for two rows of one level
    between = -(1 - c) / n
    rows = margin.times * size  # how many rows have such a level

    def total(values: object) -> float:
        return math.fsum(np.asarray(values).tolist())

    elements = total(rows * (diagonal**3 + (size - 1) * within**3))
    elements += (float(n) ** 2 - total(rows * size)) * between**3
    squared = (1 - 2 * c) * (1 / size - 1 / n) + c**2 * (1 - 1 / n)  # the diagonal of A^2
    in_all, rest = margin.levels - 1, n - margin.levels
    diagonal_square = total(rows * diagonal**2)
    return Traces(
        square=in_all * (1 - c) ** 2 + rest * c**2,
        diagonal_square=diagonal_square,
        thirds=(
            total(rows * diagonal**3),
            elements,
            (1 - c) * diagonal_square,
            total(rows * diagonal * squared),
            in_all * (1 - c) ** 3 - rest * c**3,
        ),
    )


def second_moment(a: Traces, b: Traces, n: int) -> Any:
    """Return the mean over all permutations P of tr(A P B P')^2; n is at least 4."""
    one, other = (n * (n + 1) * m.diagonal_square - 2 * (n - 1) * m.square for m in (a, b))
    falling = float(n) * (n - 1) * (n - 2) * (n - 3)
    return (2 * a.square * b.square / (n - 2) + one * other / falling) / (n + 1)


def third_moment(a: Traces, b: Traces, n: int, add: Callable[[list[Any]], Any] = math.fsum) -> Any:
    """Return the mean over all permutations P of tr(A P B P')^3; n is at least 6.

    ``add`` adds the terms, which may be arrays. The mean is linear in the traces of A and in those
    of B. The coefficients are those of Kazi-Aoual et al. for matrices of trace 0; a test enumerates
    all permutations of seven rows.
    """
    m = float(n)
    with_cube = 3 * m**2 - 15 * m
    coefficients = _symmetric(
        [m**2 * (m + 1) * (m**2 + 15 * m - 4)],
        [
            -4 * m * (m - 1) * (m**2 - m + 4),
            4 * (m**4 - 8 * m**3 + 19 * m**2 - 4 * m - 16),
        ],
        [
            -6 * m * (m - 1) * (m**2 - m + 4),
            24 * (m**2 - m - 4),
            6 * (m**4 - 8 * m**3 + 21 * m**2 - 6 * m - 24),
        ],
        [
            -12 * m * (m - 1) ** 2 * (m + 4),
            24 * (m**3 - 3 * m**2 - 2 * m + 8),
            24 * (m**3 - 2 * m**2 - 3 * m + 12),
            12 * (m**4 - m**3 - 8 * m**2 + 36 * m - 48),
        ],
        [
            16 * m * (m - 1) * (m - 2),
            -8 * (with_cube + 16),
            -8 * (with_cube + 24),
            -8 * (m - 2) * (with_cube + 24),
            8 * (m**3 - 9 * m**2 + 26 * m - 22),
        ],
    )
    falling = m * (m - 1) * (m - 2) * (m - 3) * (m - 4) * (m - 5)
    terms = [
        one * coefficients[i][j] * other
        for i, one in enumerate(a.thirds)
        for j, other in enumerate(b.thirds)
    ]
    return add(terms) / falling


def _symmetric(*lower: list[float]) -> list[list[float]]:
    """Return the symmetric matrix with these lower rows."""
    size = range(len(lower))
    return [[lower[max(i, j)][min(i, j)] for j in size] for i in size]


def _log_probability(table: Contingency) -> float:
    """Return the log of the probability of the very table among all pairings."""
    rows, columns = map(log_orders, _in_order((table.x_margin, table.y_margin)))
    return rows + columns - log_orders(table.cell_margin) - math.lgamma(table.n + 1)


def log_orders(counts: CountsOfCounts) -> float:
    """Return the log of the number of orders of the rows within their levels."""
    pairs = zip(counts.counts.tolist(), counts.times.tolist(), strict=True)
    return math.fsum(times * math.lgamma(count + 1) for count, times in pairs)
