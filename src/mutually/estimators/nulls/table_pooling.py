"""The test of independence of a table: which levels it tells apart, and its p-value."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.discrete.table import Contingency, CountsOfCounts
from mutually.estimators.nulls.null import Independence, Null
from mutually.estimators.nulls.table_null import null_of_margins, table_moments

# Pearson's curve was met by simulated tables with less skewness than the first, and up to the
# second where a chi-squared variable would have two fifths of it; not beyond.
_ANY_TABLE, _MOST = 0.6, 3.0
_OF_CHI_SQUARED = 2.5


def table_independence(table: Contingency) -> Independence | None:
    """Return X^2 / (2n) of a table with its distribution under random pairing of the columns.

    The distribution is Pearson's curve with the exact moments (:func:`table_moments`). That fails
    where levels of few rows on both sides make a cell that is hardly ever filled, and adds about n
    to X^2 when it is: of two columns of 3000 counts (Poisson, mean 3), 16 to 40 % had p < 0.05.
    Such a chance shows in the skewness, and the levels of fewest rows on either side are pooled
    until it is gone. Which levels these are follows from the margins, so the test stays a test.

    A table of two by two levels that is as skew has an exact p-value, Fisher's, instead. None,
    so that rows have to be permuted, where neither helps, or there is nothing to test.
    """
    # The margins alone say how far levels are pooled, and only then the cells are looked at.
    own = (table.x_margin, table.y_margin)
    margins, few, least = own, [0, 0], 1
    while (null := null_of_margins(*margins)) is not None:
        df = math.prod(margin.levels - 1 for margin in margins)
        usual = _skewness(null) <= max(_ANY_TABLE, min(_MOST, _OF_CHI_SQUARED * (8 / df) ** 0.5))
        if usual or df == 1:
            found = table_moments(table.pooled(*few))
            if usual or found is None:
                return found
            a, b = (int(margin.counts[0]) for margin in margins)
            exact = _exact(found.statistic, a, b, table.n)
            return found._replace(exact=exact, method="exact test of two by two levels")
        least *= 2
        if least > table.n:
            return None
        few = [_few(margin, least) for margin in own]
        margins = (own[0].pooled(few[0]), own[1].pooled(few[1]))
    return None


def _skewness(null: Null) -> float:
    return null.third / null.variance**1.5 if null.variance > 0 else 0.0


def _few(margin: CountsOfCounts, least: int) -> int:
    """Return how many rows the levels have at most that are put together, so that each has enough.

    Levels of equally many rows are treated alike, so their names and order do not matter. Where
    a single level would be left, the others of fewer rows are pooled, with less of them together;
    where that cannot be, none are, which 0 says.
    """
    counts = margin.counts
    if counts[0] >= least:
        return 0
    few = int(counts[np.searchsorted(counts, least) - 1])
    enough = int(np.searchsorted(np.cumsum(counts * margin.times), least))
    if enough < len(counts) and counts[enough] < counts[-1]:
        few = max(few, int(counts[enough]))
    return 0 if few == counts[-1] else few


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
