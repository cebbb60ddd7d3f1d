"""What is done to a scalar before distances are taken."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.errors import fail
from mutually.variables import Sorted

TRANSFORMS = ("normal_scores", "standardize", None)


def transform_sorted(column: Sorted, transform: str | None, name: str) -> NDArray[np.float64]:
    """Return the transformed values in ascending order.

    ``"normal_scores"`` replaces the i-th smallest of n values by the normal quantile of i/(n+1):
    shift, scale and any monotone map then leave the estimate as it is, which is what they do to
    mutual information. ``"standardize"`` divides by the standard deviation, as scikit-learn does.
    None takes the values as they are.

    Raises
    ------
    MutuallyError
        Where distances are taken between values of which some are infinite.
    """
    if transform == "normal_scores":
        return scores_of_ranks(len(column.values))
    values = column.values
    if not (math.isfinite(values[0]) and math.isfinite(values[-1])):
        fail(
            name,
            f"must be finite with transform={transform!r}",
            "infinite values",
            'transform="normal_scores" uses their ranks alone',
        )
    if transform is None:
        return values
    # As values.std(), in a third of its time for a thousand rows.
    centred = values - values.sum() / len(values)
    centred *= centred
    deviation = math.sqrt(float(centred.sum()) / len(values))
    return values / deviation if deviation > 0 else values


@lru_cache(maxsize=4)
def scores_of_ranks(n: int) -> NDArray[np.float64]:
    """Return the normal quantiles of i/(n+1), ascending; kept, and not to be written to."""
    scores = _core.normal_scores(n)
    scores.flags.writeable = False
    return scores


def normal_scores(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Replace the i-th smallest of the n values of each column by the normal quantile i/(n+1)."""
    scores = scores_of_ranks(len(columns))
    out = np.empty_like(columns)
    for column, into in zip(columns.T, out.T, strict=True):
        into[_core.sort_column(np.ascontiguousarray(column))[1]] = scores
    return out


def check_transform(transform: str | None) -> None:
    """Refuse an unknown transform."""
    if not (transform is None or isinstance(transform, str)) or transform not in TRANSFORMS:
        fail("transform", f"must be one of {', '.join(map(repr, TRANSFORMS))}", repr(transform))
