"""Series beside their own past: the rows that a time series analysis conditions on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mutually.series.lags import Series
from mutually.vectors import AnyVariable, join


def embed(
    series: Series, parts: Sequence[tuple[AnyVariable, Sequence[int]]]
) -> tuple[list[AnyVariable], NDArray[np.bool_], int]:
    """Return the rows before each time t of a series, so many rows back, as one variable a part.

    Parameters
    ----------
    series : Series
        Which rows follow each other.
    parts : sequence of (variable, steps)
        Variables in the order of the series, and how many rows back each is looked at: 0 is t
        itself.

    Returns
    -------
    variables : list of Variable or Vector
        One for each part, on the times at which all of them are there and known.
    times : ndarray of bool, shape (n,)
        The places of these times.
    n_times : int
        How many times there are with all steps inside their series, known or not.
    """
    reach = max(step for _, steps in parts for step in steps)
    times = series.before(-reach)
    n_times = int(np.count_nonzero(times))
    known = np.ones(n_times, dtype=np.bool_)
    for variable, steps in parts:
        if variable.known is not None:
            for step in steps:
                known &= variable.known[_back(times, step)]
    times[times] = known
    found = [
        join(variable.name, [variable.take(_back(times, step)) for step in steps])
        for variable, steps in parts
    ]
    return found, times, n_times


def _back(times: NDArray[np.bool_], step: int) -> NDArray[np.bool_]:
    """Return the places so many rows before these times."""
    found = np.zeros_like(times)
    found[: len(times) - step] = times[step:]
    return found
