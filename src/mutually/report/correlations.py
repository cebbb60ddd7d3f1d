"""What a correlation sees of a relation, beside mutual information."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.report.columns import numbers_of
from mutually.tables import Column


class Correlations(NamedTuple):
    """Pearson's and Spearman's coefficients of two columns of numbers."""

    pearson: float
    spearman: float


def correlations(one: Column, other: Column) -> Correlations | None:
    """Return the coefficients of the rows in which both are known and finite; None of labels."""
    x, y = numbers_of(one), numbers_of(other)
    if x is None or y is None:
        return None
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known], y[known]
    if len(x) < 3:
        return None
    from scipy.stats import rankdata

    return Correlations(_pearson(x, y), _pearson(rankdata(x), rankdata(y)))


def normal_information(coefficient: float) -> float:
    """Return the mutual information in nats of two normal variables with a correlation.

    Examples
    --------
    >>> round(normal_information(0.6), 3), normal_information(1.0)
    (0.223, inf)
    """
    left = 1 - min(coefficient * coefficient, 1.0)
    return -0.5 * math.log(left) if left > 0 else math.inf


def _pearson(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    # Divided by their size first: squares of large values overflow.
    x, y = (v - v.mean() for v in (x / (np.abs(x).max() or 1), y / (np.abs(y).max() or 1)))
    size = math.sqrt(float(x @ x)) * math.sqrt(float(y @ y))
    return float(np.clip((x @ y) / size, -1, 1)) if size > 0 else math.nan
