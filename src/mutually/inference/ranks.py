"""Between which places of an order each of several estimates truly lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rank_intervals(
    values: NDArray[np.float64], standard_errors: NDArray[np.float64], alpha: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the last place, 1 being the largest, that each value may truly have.

    Each gets an interval, at a level at which all of them hold together with probability
    1 - alpha. Whose interval lies wholly above another's is surely before it; all other places are
    left open. A value whose standard error is nan may have any place.

    References
    ----------
    Klein, Wright & Wieczorek, "A joint confidence region for an overall ranking of populations",
    Journal of the Royal Statistical Society C 69 (2020), doi:10.1111/rssc.12402.
    """
    from scipy.special import ndtri

    k = len(values)
    if k == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    level = (1 - alpha) ** (1 / k)
    half = float(ndtri((1 + level) / 2)) * standard_errors
    half = np.where(np.isnan(half), np.inf, half)
    low, high = values - half, values + half
    surely_before = k - np.searchsorted(np.sort(low), high, side="right")
    surely_after = np.searchsorted(np.sort(high), low, side="left")
    return 1 + surely_before, k - surely_after
