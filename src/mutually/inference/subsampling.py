"""Standard errors by subsampling, for estimates without one of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import MutuallyError

DRAWS = 12
# An estimate from a tenth costs less; below so many rows, it is too biased to speak for the whole.
_ROWS_FOR_A_TENTH = 10_000
_BLOCKS_FOR_A_TENTH = 100
# A shorter stretch of a series says little of it.
_SHORTEST_WINDOW = 50


@dataclass(frozen=True)
class Subsampled:
    """The standard error of an estimate.

    Attributes
    ----------
    standard_error : float
        In the unit of the estimate; nan where there are fewer than three rows or blocks, or parts
        of them have too few rows for the estimate.
    degrees_of_freedom : float
        Of Student's t for intervals.
    share : float
        The share of the rows, or of the blocks, in each draw.
    mean : float
        Of the estimates of the draws; nan without them.
    mean_error : float
        The standard error of that mean, as one of estimates of so few rows.
    """

    standard_error: float
    degrees_of_freedom: float
    share: float
    mean: float = float("nan")
    mean_error: float = float("nan")

    def half_width(self, level: float = 0.95) -> float:
        """Return what to add and subtract for an interval of this level."""
        from scipy.special import stdtrit

        return float(stdtrit(self.degrees_of_freedom, (1 + level) / 2)) * self.standard_error


def standard_error(
    estimate: Callable[[NDArray[np.bool_]], float],
    n: int,
    *,
    seed: int = 0,
    blocks: NDArray[Any] | None = None,
    ordered: bool = False,
    draws: int = DRAWS,
    workers: int = 1,
) -> Subsampled:
    """Return the standard error of an estimate, from estimates of parts of the rows.

    Each draw takes m of the n rows without replacement: a third, and a tenth above 10,000 rows.
    With replacement rows would repeat, and neighbours at distance 0 spoil an estimate. If the
    variance falls as 1/n, that of the whole is the variance over the draws times m / (n - m).

    Parameters
    ----------
    estimate : callable
        The estimate from the rows that a mask keeps. It may be called from several threads.
    n : int
        The number of rows.
    seed : int
        Seed of the draws.
    blocks : ndarray of int, shape (n,), optional
        The block of each row. Whole blocks are drawn, as rows are without: right where rows of a
        block depend on each other and blocks do not, and are of similar size.
    ordered : bool
        Whether rows are in the order of time: stretches of a tenth of them, evenly spaced, are
        taken. It assumes a stationary series that remembers much less than a stretch.
    draws : int
        The number of parts.
    workers : int
        Threads; the result has the same bits for any number.

    References
    ----------
    Politis & Romano, "Large sample confidence regions based on subsamples under minimal
    assumptions", Annals of Statistics 22 (1994), doi:10.1214/aos/1176325770.
    """
    if ordered:
        masks, scale, freedom, share = _stretches(n, draws)
    else:
        masks, scale, freedom, share = _parts(n, blocks, draws, seed)
    if len(masks) < 2:
        return Subsampled(float("nan"), float("nan"), share)
    try:
        with ThreadPoolExecutor(workers) as pool:
            values = list(map(estimate, masks) if workers == 1 else pool.map(estimate, masks))
    except MutuallyError:  # A part has too few rows for the estimate that all of them have.
        return Subsampled(float("nan"), float("nan"), share)
    deviation = float(np.std(values, ddof=1))
    return Subsampled(
        deviation * scale**0.5,
        freedom,
        share,
        float(np.mean(values)),
        deviation / len(values) ** 0.5,
    )


_Plan = tuple[list[NDArray[np.bool_]], float, float, float]


def _parts(n: int, blocks: NDArray[Any] | None, draws: int, seed: int) -> _Plan:
    """Return masks of random parts, what their variance is scaled by, its degrees of freedom."""
    codes = np.arange(n) if blocks is None else np.unique(blocks, return_inverse=True)[1].ravel()
    count = int(codes.max(initial=-1)) + 1
    if count < 3:
        return [], 0.0, 0.0, 0.0
    tenth = n > _ROWS_FOR_A_TENTH and count >= _BLOCKS_FOR_A_TENTH
    size = count // 10 if tenth else count // 3
    masks = []
    for draw in range(draws):
        taken = np.zeros(count, dtype=np.bool_)
        taken[np.random.default_rng([seed, draw]).choice(count, size, replace=False)] = True
        masks.append(taken[codes])
    # Few draws leave the variance uncertain, and so do few blocks, however they are drawn.
    freedom = 1 / (1 / (draws - 1) + 1 / (count - 1))
    return masks, size / (count - size), freedom, size / count


def _stretches(n: int, draws: int) -> _Plan:
    """Return the same for stretches of a series.

    Means of stretches of white noise that share a part v of their rows have the correlation v.
    This matrix gives the mean of their sample variance, and Satterthwaite's degrees of freedom;
    both hold as well for series that remember much less than a stretch.
    """
    size = min(max(n // 10, _SHORTEST_WINDOW), n // 3)
    if size < 1:
        return [], 0.0, 0.0, 0.0
    starts = np.linspace(0, n - size, draws).round().astype(int)
    row = np.arange(n)
    masks = [(row >= start) & (row < start + size) for start in starts]
    shared = np.maximum(1 - np.abs(starts[:, None] - starts) / size, 0)
    centred = shared - shared.mean(axis=0) - shared.mean(axis=1)[:, None] + shared.mean()
    trace = float(np.trace(centred))
    freedom = trace**2 / float((centred**2).sum())
    return masks, (size / n) * (draws - 1) / trace, freedom, size / n
