"""Which rows a test may exchange, read from what the caller says of blocks and time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.inference.testing import METHODS, Testing
from mutually.tables import Column, read_column
from mutually.variables import Labels, make_variable

# Times are rounded; a step that differs by less from the usual one is even.
_UNEVEN = 0.01


def check_testing(pvalue_method: Any, n_permutations: Any, alpha: Any) -> Testing:
    """Refuse parameters of tests that are out of range."""
    if pvalue_method not in METHODS:
        rule = f"must be one of {', '.join(map(repr, METHODS))}"
        fail("pvalue_method", rule, repr(pvalue_method))
    whole = isinstance(n_permutations, int | np.integer) and not isinstance(n_permutations, bool)
    if not whole or n_permutations < 1:
        fail("n_permutations", "must be a whole number from 1 on", repr(n_permutations),
             "n_permutations=999; inference=False ranks without tests")  # fmt: skip
    number = isinstance(alpha, int | float | np.number) and not isinstance(alpha, bool)
    if not number or not 0 < alpha < 1:
        fail("alpha", "must be between 0 and 1", repr(alpha), "alpha=0.05")
    return Testing(pvalue_method, int(n_permutations), float(alpha))


def with_rows(
    testing: Testing,
    blocks: Column | None,
    time: Column | bool | None,
    *,
    shifted: bool = False,
) -> Testing:
    """Add what is known of the rows: their blocks, and whether they are in the order of time.

    ``shifted`` says that rows are compared with earlier ones: they are then in the order of time,
    and times have to be evenly spaced.
    """
    if shifted and time is False:
        fail("time", "must not be False where rows are compared with earlier ones", "False")
    in_time = shifted or (time is not None and time is not False)
    labels = None if blocks is None else _labels(blocks)
    if isinstance(time, Column):
        _check_order(time, labels)
        if shifted:
            _check_steps(time, labels)
    return Testing(testing.method, testing.n_permutations, testing.alpha, labels, in_time)


def read_rows(blocks: Any, time: Any, n: int) -> tuple[Column | None, Column | bool | None]:
    """Read blocks and time that were given as values, one for each of n rows."""
    if isinstance(time, bool | np.bool_):
        return _values(blocks, "blocks", n), bool(time)
    return _values(blocks, "blocks", n), _values(time, "time", n)


def _values(data: Any, name: str, n: int) -> Column | None:
    if data is None:
        return None
    column = data if isinstance(data, Column) else read_column(data, name)
    if len(column.values) != n:
        fail(name, f"must have {n} rows, as x", len(column.values))
    return column


def _labels(blocks: Column) -> Labels:
    if blocks.missing is not None and blocks.missing.any():
        first = int(np.argmax(blocks.missing))
        fail("blocks", "must have no missing values", f"one in row {first}",
             "leave those rows out, or give them a block of their own")  # fmt: skip
    labels = make_variable(blocks, discrete=True).labels
    assert labels is not None
    if len(labels.codes) and labels.counts.max() < 2:
        fail("blocks", "must hold two rows or more, since rows are exchanged within a block",
             f"{len(labels.codes)} blocks of one row each", "blocks=None")  # fmt: skip
    return labels


def _check_order(time: Column, blocks: Labels | None) -> None:
    if time.missing is not None and time.missing.any():
        first = int(np.argmax(time.missing))
        fail("time", "must have no missing values", f"one in row {first}", "leave those rows out")
    if time.family not in ("time", "number", "integer"):
        fail("time", "must be times or numbers", time.dtype,
             "time=True takes the rows as they are")  # fmt: skip
    steps, rows = _steps(time, blocks)
    back = steps < 0
    if back.any():
        row = int(rows[int(np.argmax(back))])
        within = " within each block" if blocks is not None else ""
        fail("time", f"must not go back{within}", f"an earlier time in row {row}",
             "sort the rows by time first, as in table.sort_values(...)")  # fmt: skip


def _check_steps(time: Column, blocks: Labels | None) -> None:
    """Refuse times that are not evenly spaced, where a lag is a number of rows."""
    steps, rows = _steps(time, blocks)
    if not len(steps):
        return
    usual = float(np.median(steps))
    odd = np.abs(steps - usual) > _UNEVEN * usual
    if usual <= 0 or odd.any():
        at = int(np.argmax(odd)) if usual > 0 else int(np.argmax(steps <= 0))
        within = " within each block" if blocks is not None else ""
        got = (
            f"a step of {steps[at] / usual:.4g} times the usual one"
            if usual > 0
            else "a time that is repeated"
        )
        fail("time", f"must go on in even steps{within}, since lags are numbers of rows",
             f"{got} before row {rows[at]}",
             "resample the rows first, with missing values where there are none; time=True takes "
             "rows such as months or trading days for evenly spaced")  # fmt: skip


def _steps(time: Column, blocks: Labels | None) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the steps from row to row within each block, and the row that each one leads to."""
    order = np.arange(len(time.values))
    if blocks is not None:
        order = np.argsort(blocks.codes, kind="stable")
    values = time.values[order]
    # Integers may be unsigned or too large to subtract, so which is later is asked of themselves.
    steps = np.where(values[1:] < values[:-1], -1.0, np.diff(values.astype(np.float64)))
    inside = np.ones(len(steps), dtype=np.bool_)
    if blocks is not None:
        inside = np.diff(blocks.codes[order].astype(np.int64)) == 0
    return steps[inside], order[1:][inside]
