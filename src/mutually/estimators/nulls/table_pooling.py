"""The test of independence of a table: which levels it tells apart, and its p-value."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.discrete.table import Counts, Table
from mutually.estimators.nulls.null import Independence, Null
from mutually.estimators.nulls.table_null import table_moments

# Pearson's curve was met by simulated tables with less skewness than the first, and up to the
# second where a chi-squared variable would have two fifths of it; not beyond.
_ANY_TABLE, _MOST = 0.6, 3.0
_OF_CHI_SQUARED = 2.5


def table_independence(table: Table) -> Independence | None:
    """Return X^2 / (2n) of a table with its distribution under random pairing of the columns.

    The distribution is Pearson's curve with the exact moments (:func:`table_moments`). That fails
    where levels of few rows on both sides make a cell that is hardly ever filled, and adds about n
    to X^2 when it is: of two columns of 3000 counts (Poisson, mean 3), 16 to 40 % had p < 0.05.
    Such a chance shows in the skewness, and the levels of fewest rows on either side are pooled
    until it is gone. Which levels these are follows from the margins, so the test stays a test.

    A table of two by two levels that is as skew has an exact p-value, Fisher's, instead. None,
    so that rows have to be permuted, where neither helps, or there is nothing to test.
    """
    tested, least = table, 1
    while (found := table_moments(tested)) is not None:
        totals = [t[t > 0] for t in (tested.x_totals, tested.y_totals)]
        df = math.prod(len(t) - 1 for t in totals)
        if _skewness(found.null) <= max(_ANY_TABLE, min(_MOST, _OF_CHI_SQUARED * (8 / df) ** 0.5)):
            return found
        if df == 1:
            exact = _exact(found.statistic, int(totals[0].min()), int(totals[1].min()), table.n)
            return found._replace(exact=exact, method="exact test of two by two levels")
        least *= 2
        if least > table.n:
            return None
        tested = table.regrouped(_pooled(table.x_totals, least), _pooled(table.y_totals, least))
    return None


def _skewness(null: Null) -> float:
    return null.third / null.variance**1.5 if null.variance > 0 else 0.0


def _pooled(totals: Counts, least: int) -> NDArray[np.int64]:
    """Return a place for each level, one for those of the fewest rows, so that each has so many.

    Levels of equally many rows are treated alike, so their names and order do not matter. Where
    a single level would be left, the others of fewer rows are pooled, with less of them together.
    """
    ascending = np.sort(totals[totals > 0])
    places = np.arange(len(totals))
    if ascending[0] >= least:
        return places
    few = ascending[np.searchsorted(ascending, least) - 1]
    enough = int(np.searchsorted(np.cumsum(ascending), least))
    if enough < len(ascending) and ascending[enough] < ascending[-1]:
        few = max(few, ascending[enough])
    if few == ascending[-1]:
        return places
    small = np.flatnonzero(totals <= few)
    places[small] = small[-1]
    return places


def _exact(statistic: float, a: int, b: int, n: int) -> float:
    """Return the chance of as large an X^2 / (2n) for two by two levels.

    ``a`` and ``b`` are the rows of the rarer level of either side. The number of rows that have
    both is hypergeometric.
    """
    from scipy.special import gammaln

    a, b = sorted((a, b))
    both = np.arange(max(0, a + b - n), a + 1, dtype=np.float64)
    expected = a * b / n
    values = n * n * (both - expected) ** 2 / (2.0 * a * b * (n - a) * (n - b))
    cells = (both, a - both, b - both, n - a - b + both)
    margins = (a, n - a, b, n - b)
    ways: NDArray[np.float64] = sum(float(gammaln(m + 1)) for m in margins) - gammaln(n + 1)
    chances = np.exp(ways - sum(gammaln(cell + 1) for cell in cells))
    return min(math.fsum(chances[values >= statistic * (1 - 1e-9)].tolist()), 1.0)
