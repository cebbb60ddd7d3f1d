"""Permutation tests that stop when the answer is clear."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.nulls.null import Null, upper_tail

# Repetitions that are shared among threads at a time. What lies beyond the stop is not used, so
# the size changes no result; one thread takes one after the other, and wastes none.
BATCH = 64
# With fewer exceedances a p-value is worth little: ten give it a relative error of a third.
FEWEST_EXCEEDANCES = 10
# The skewness of fewer repetitions is too uncertain for a tail.
ROWS_FOR_A_TAIL = 1000
# Beyond it a fitted tail may be wrong by a factor of ten, so p-values end here.
SMALLEST = 1e-5
# Values that differ by rounding alone count as equal.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Permuted:
    """What a permutation test found.

    Attributes
    ----------
    pvalue : float
        The chance of a statistic as large as the observed one, or larger, under the null.
    permutations : int
        How many repetitions it rests on.
    exceedances : int
        In how many of them the statistic was as large as the observed one.
    tail : bool
        Whether the p-value is below 1 / (permutations + 1) and was read off a fitted tail.
        ``SMALLEST`` then means "this or less".
    null : Null
        Mean, variance and third central moment of the statistic over the repetitions.
    """

    pvalue: float
    permutations: int
    exceedances: int
    tail: bool
    null: Null


def permutation_test(
    observed: float,
    statistic_of: Callable[[int], float],
    *,
    most: int = 1000,
    alpha: float = 0.05,
    exceedances: int | None = None,
    workers: int = 1,
) -> Permuted:
    """Compare a statistic with its repetitions under the null hypothesis.

    Besag and Clifford's sequential test: repetitions end when h of them are as large as the
    observed value, and p = h / (repetitions until then); or after ``most``, with r < h of them as
    large, and p = (r + 1) / (most + 1). Under the null, P(p <= a) <= a for every a, with equality
    on the values that p can take if no statistics are equal.

    Without ``exceedances``, h is the number with which p > ``alpha`` is certain whatever would
    follow: stopping early then never changes the decision at ``alpha`` that all ``most``
    repetitions would lead to. A clear null (p near 1/2) ends after about 2 h of them, 100 by
    default. (h is 10 at least, so that p means something where ``most`` is small.)

    Where no repetition is as large, p is read off a Pearson type III distribution with the mean,
    standard deviation and skewness of the repetitions, if there are 1000 or more of them and that
    is less than 1 / (most + 1). Such a p-value is no longer exact: at p = 1e-5 it may be wrong by
    a factor of ten, and smaller ones are given as 1e-5.

    Parameters
    ----------
    observed : float
        The statistic of the data; finite.
    statistic_of : callable
        The statistic of repetition b = 0, 1, ..., finite. It follows from b alone, and may be
        called from several threads at a time.
    most : int
        The largest number of repetitions.
    alpha : float
        The level at which the decision is worth all repetitions.
    exceedances : int, optional
        h of the rule above. Fewer make a clear null cheaper, and the p-values of less clear ones
        less certain: the relative standard error is about 1 / sqrt(h).
    workers : int
        Threads; the result has the same bits for any number.

    Returns
    -------
    Permuted

    References
    ----------
    Besag & Clifford, "Sequential Monte Carlo p-values", Biometrika 78 (1991),
    doi:10.1093/biomet/78.2.301.
    """
    stop = exceedances or max(FEWEST_EXCEEDANCES, math.floor(alpha * (most + 1) + _ROUNDING))
    threshold = observed - _ROUNDING * max(1.0, abs(observed))
    values = np.empty(most)
    done = reached = 0
    for value in _in_order(statistic_of, most, workers):
        values[done] = value
        done += 1
        reached += not value < threshold  # nan, which should not be, counts against a finding
        if reached == stop:
            break
    values = values[:done]
    null = moments(values)
    if reached == stop:
        return Permuted(stop / done, done, stop, False, null)
    pvalue = (reached + 1) / (most + 1)
    if reached == 0 and done >= ROWS_FOR_A_TAIL:
        fitted = max(upper_tail(observed, null), SMALLEST)
        if fitted < pvalue:
            return Permuted(fitted, done, 0, True, null)
    return Permuted(pvalue, done, reached, False, null)


def _in_order(statistic_of: Callable[[int], float], most: int, workers: int) -> Iterator[float]:
    """Yield the statistic of repetition 0, 1, ..., a batch ahead where there are threads."""
    if workers == 1:
        yield from map(statistic_of, range(most))
        return
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, most, BATCH):
            yield from pool.map(statistic_of, range(start, min(start + BATCH, most)))


def moments(values: NDArray[np.float64]) -> Null:
    """Return mean, variance and third central moment of repetitions.

    The skewness that they have is that of the values as a population, as the fit of Pearson's curve
    in the studies of its tail had it.
    """
    if len(values) < 2:
        return Null(float(values.mean()), 0.0, 0.0)
    mean, variance = float(values.mean()), float(values.var(ddof=1))
    third = float(np.mean((values - mean) ** 3)) * (len(values) / (len(values) - 1)) ** 1.5
    return Null(mean, variance, third)
