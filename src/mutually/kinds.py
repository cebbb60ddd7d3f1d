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
# An atom holds this many times the rows of the median among this many values on either side.
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

    A value is compared with its neighbours among the values that occur, so that the many small
    whole numbers of a skewed count are no atoms, though each holds a good share of the rows.
    """
    n = int(runs.rows.sum())
    large = np.flatnonzero(runs.rows >= max(ATOM_ROWS, ATOM_SHARE * n))
    stand_out = [
        place
        for place in large.tolist()
        if runs.rows[place] >= ATOM_CONTRAST * _typical_nearby(runs.rows, place)
    ]
    return runs.values[stand_out]


def _typical_nearby(rows: NDArray[np.int64], place: int) -> float:
    left = rows[max(0, place - ATOM_NEIGHBOURS) : place]
    right = rows[place + 1 : place + 1 + ATOM_NEIGHBOURS]
    nearby = np.concatenate([left, right])
    return float(np.median(nearby)) if len(nearby) else np.inf


def counts_rows(values: NDArray[Any]) -> bool:
    """Say whether integers only count the rows: 0, 1, 2, ... or 1, 2, 3, ..."""
    n = len(values)
    return bool(
        n >= ATOM_ROWS
        and values[0] in (0, 1)
        and values[-1] == values[0] + (n - 1)
        and (values[1:] == values[:-1] + 1).all()
    )
