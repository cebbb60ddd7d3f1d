"""The variance of an estimate, and the intervals that follow from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"

# Above this chance of as large a G by chance alone the noncentral chi-squared law is used.
_NEAR_INDEPENDENCE = 1e-4
_ROWS_FOR_A_CELL = 8


@dataclass(frozen=True)
class Errors:
    """How an estimate varies from sample to sample, and where the truth lies from it.

    Attributes
    ----------
    variance : float
        Of the estimate, in nats^2.
    shift : float
        How much the estimate is too high on average, in nats.
    widening : float
        What intervals are wider by than those of a normal variable.
    """

    variance: float
    shift: float = 0.0
    widening: float = 1.0

    def interval(
        self, value: float, level: float = 0.95, *, missed: float = 0.0
    ) -> tuple[float, float]:
        """Return the limits around ``value - shift``.

        The upper one is higher by ``missed``. No mutual information is below 0, so the lower one is
        not, and of a negative estimate the upper one is that of 0.
        """
        half = self.widening * NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(self.variance)
        # Where many classes make the shift larger than chance, the estimate is still a limit.
        centre = value - min(self.shift, half)
        return max(centre - half, 0.0), max(centre, 0.0) + half + missed


@dataclass(frozen=True)
class TableErrors(Errors):
    """The same for two discrete variables; see :func:`interval`.

    Attributes
    ----------
    plugin : float
        The plug-in value in nats.
    df : int
        (rows - 1)(columns - 1) of the levels that occur.
    n : float
        The number of rows, or of equal ones that weighted rows are worth.
    """

    plugin: float = 0.0
    df: int = 0
    n: float = 0

    def interval(
        self, value: float, level: float = 0.95, *, missed: float = 0.0
    ) -> tuple[float, float]:
        """Return the limits; nan where the table has too few rows for its cells, n < 8 df.

        Near independence G = 2 n times the plug-in value is noncentral chi-squared, and the limits
        are the noncentralities, over 2 n, of which G is the upper and the lower quantile; of a G
        below its mean by chance, df, the upper limit is that of the mean. From there on they are of
        a normal interval around the corrected value.
        """
        from scipy.special import chdtr, chdtrc, chndtrinc

        if self.df < 1:
            return 0.0, 0.0
        if self.n < _ROWS_FOR_A_CELL * self.df:
            return math.nan, math.nan
        g = 2 * self.n * max(self.plugin, 0.0)
        if chdtrc(self.df, g) < _NEAR_INDEPENDENCE:
            return super().interval(value, level)

        def limit(g: float, chance: float) -> float:
            # Where even a central variable is below G less often than this, the limit is 0.
            found = 0.0 if chdtr(self.df, g) <= chance else chndtrinc(g, self.df, chance)
            return float(found) / (2 * self.n)

        return limit(g, 0.5 + level / 2), limit(max(g, self.df), 0.5 - level / 2)


def table_intervals(
    values: Array, variances: Array, plugin: Array, df: NDArray[np.int64], n: int, level: float
) -> tuple[Array, Array]:
    """Return the limits that :meth:`TableErrors.interval` gives, for arrays; df is 1 at least."""
    from scipy.special import chdtr, chdtrc, chndtrinc

    g = 2 * n * np.maximum(plugin, 0.0)
    half = NormalDist().inv_cdf(0.5 + level / 2) * np.sqrt(variances)
    low, high = np.maximum(values - half, 0.0), np.maximum(values, 0.0) + half
    near = chdtrc(df, g) >= _NEAR_INDEPENDENCE
    for limits, of, chance in (
        (low, g, 0.5 + level / 2),
        (high, np.maximum(g, df), 0.5 - level / 2),
    ):
        limits[near] = 0.0
        found = near & (chdtr(df, of) > chance)
        limits[found] = chndtrinc(of[found], df[found], chance) / (2 * n)
    few = n < _ROWS_FOR_A_CELL * df
    low[few] = high[few] = math.nan
    return low, high
