"""Variables of any kind as few levels, for a test of independence that is a table's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.nulls.null import Independence
from mutually.estimators.weighted.independence import table_independence
from mutually.estimators.weighted.masses import Array, effective, shares
from mutually.variables import Labels, Sorted, smallest_codes
from mutually.vectors import AnyVariable, columns_of, join_labels

# The cube root of the effective number of rows, times this: 4 levels of 200 rows, 6 of 1000.
_LEVELS, _MOST_LEVELS = 0.6, 10


def independence(x: AnyVariable, y: AnyVariable, own: Array) -> Independence | None:
    """Return the test of independence of two variables of any kinds, weights being shares.

    A number is told apart by which of a few stretches of equal mass it lies in, beside its atoms.
    Relations within stretches are not seen. Of several columns the stretches are fewer, and their
    combinations are the levels. None where the rows are worth too few, or columns are too many.
    """
    one, other = (_levels_of(variable, own) for variable in (x, y))
    if one is None or other is None:
        return None
    found = table_independence(one, other, own)
    numbers = any(c.values is not None for v in (x, y) for c in columns_of(v))
    if found is None or not numbers:
        return found
    return found._replace(method=f"{found.method}, numbers in stretches of equal mass")


def _levels_of(variable: AnyVariable, own: Array) -> Labels | None:
    columns = columns_of(variable)
    numbers = sum(column.values is not None for column in columns)
    wanted = min(max(_LEVELS * effective(own) ** (1 / 3), 2.0), _MOST_LEVELS)
    # The product over several columns is about the square of that of one.
    wanted = wanted if numbers < 2 else max(wanted ** (2 / numbers), 1.0)
    if round(wanted) < 2:
        return None
    parts = []
    for column in columns:
        if column.values is None:
            assert column.labels is not None
            parts.append(column.labels)
        elif column.labels is None:
            codes = stretches(column.sorted, own, round(wanted))
            parts.append(smallest_codes(codes, round(wanted)))
        else:
            off = column.labels.codes == 0
            codes = column.labels.codes.astype(np.int64) + round(wanted)
            if off.any():
                codes[off] = stretches(column.sorted.take(off), shares(own[off]), round(wanted))
            parts.append(smallest_codes(codes, column.labels.size + round(wanted)))
    return join_labels(parts)


def stretches(column: Sorted, own: Array, count: int) -> NDArray[np.int64]:
    """Return in which of so many stretches of equal mass each row lies; equal values share one."""
    mass = own[column.order]
    first = np.flatnonzero(np.r_[True, column.values[1:] != column.values[:-1]])
    runs = np.add.reduceat(mass, first)
    middle = np.cumsum(runs) - runs / 2
    of_run = np.minimum((middle * count).astype(np.int64), count - 1)
    found = np.empty(len(mass), dtype=np.int64)
    found[column.order] = np.repeat(of_run, np.diff(first, append=len(mass)))
    return found
