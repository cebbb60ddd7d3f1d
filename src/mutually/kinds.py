"""What kind of variable a column of numbers is, judged by its values.

The rules are few and their constants stand here, since users see their outcome with its reason:

* few levels: at most 20 different numbers, five rows or more for each: discrete. With so few, the
  order among the levels adds little and ties would be most of what a ranking sees;
* atoms: single values that hold 5 % of the rows or more and stand out from the rest, such as the
  zeros of rainfall or the top of a censored scale: mixed, the atoms apart from the continuous
  rest;
* all else: continuous, ties among rounded values included.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FEW_LEVELS = 20
ROWS_PER_LEVEL = 5
ATOM_SHARE = 0.05
ATOM_ROWS = 10
# An atom holds this many times the rows of any of this many lesser values on either side.
ATOM_CONTRAST = 5
ATOM_NEIGHBOURS = 10

_HEAD = 64
_CHUNK = 1 << 16


class Runs(NamedTuple):
    """Runs of equal values in a sorted column: the value of each and its number of rows."""

    values: NDArray[np.float64]
    rows: NDArray[np.int64]


def few_levels(values: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the different numbers in ascending order if they are few, else None."""
    if len(set(values[:_HEAD].tolist())) > FEW_LEVELS:
        return None
    levels = np.unique(values[:_HEAD])
    for start in range(0, len(values), _CHUNK):
        if len(levels) > FEW_LEVELS:
            return None
        chunk = values[start : start + _CHUNK]
        nearest = levels[np.minimum(np.searchsorted(levels, chunk), len(levels) - 1)]
        levels = np.union1d(levels, chunk[nearest != chunk])
    return levels if are_few(len(levels), len(values)) else None


def are_few(levels: int, rows: int) -> bool:
    """Say whether a column of numbers with so many levels is discrete."""
    return levels <= 2 or (levels <= FEW_LEVELS and levels * ROWS_PER_LEVEL <= rows)


def runs_of(sorted_values: NDArray[np.float64]) -> Runs:
    """Return the runs of equal values."""
    n = len(sorted_values)
    first = np.empty(n, dtype=np.bool_)
    first[:1] = True
    np.not_equal(sorted_values[1:], sorted_values[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    return Runs(sorted_values[starts], np.diff(starts, append=n))


def find_atoms(runs: Runs) -> NDArray[np.float64]:
    """Return the values that stand out by their share of the rows, in ascending order.

    A value is compared with the nearest values that hold less than that share, so that the many
    small whole numbers of a skewed count are no atoms, and atoms side by side are.
    """
    n = int(runs.rows.sum())
    large = runs.rows >= max(ATOM_ROWS, ATOM_SHARE * n)
    small = np.flatnonzero(~large)
    stand_out = [
        place
        for place in np.flatnonzero(large).tolist()
        if runs.rows[place] >= ATOM_CONTRAST * _most_nearby(runs.rows, small, place)
    ]
    return runs.values[stand_out]


def _most_nearby(rows: NDArray[np.int64], small: NDArray[np.intp], place: int) -> float:
    at = int(np.searchsorted(small, place))
    nearby = rows[small[max(0, at - ATOM_NEIGHBOURS) : at + ATOM_NEIGHBOURS]]
    return float(nearby.max()) if len(nearby) else np.inf


def counts_rows(values: NDArray[Any], known: NDArray[np.bool_] | None = None) -> bool:
    """Say whether numbers only count the rows, up or down by one from any start."""
    n = len(values)
    if n < ATOM_ROWS:
        return False
    if known is None and abs(float(values[-1]) - float(values[0])) != n - 1:
        return False
    numbers = np.asarray(values, dtype=np.float64)
    place = np.arange(n, dtype=np.float64)
    for step in (place, -place):
        start = numbers - step if known is None else (numbers - step)[known]
        if len(start) >= ATOM_ROWS and (start == start[0]).all():
            return True
    return False
