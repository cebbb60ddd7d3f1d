"""Circular columns: hours, angles, days of the year, whose distances wrap at a period."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np

from mutually.errors import fail
from mutually.tables.readers.column import Column

_EXAMPLE = "a period above 0 in the unit of the values, such as 24 of hours or 360 of degrees"
_PARTS_OF_TIMES = (
    "pass what repeats as a number, as the hour: time.dt.hour + time.dt.minute / 60 has period 24"
)


def check_period(period: Any, subject: str) -> float | None:
    """Return a period as a number, None for what is not circular, and refuse all else."""
    if period is None or (isinstance(period, bool | np.bool_) and not period):
        return None
    number = isinstance(period, int | float | np.integer | np.floating)
    if not number or isinstance(period, bool) or not (math.isfinite(period) and period > 0):
        fail(subject, f"must be {_EXAMPLE}", repr(period))
    return float(period)


def each_period(circular: Any, names: Sequence[str]) -> list[Any]:
    """Give each variable its part of ``circular``: one for all, or one for each of them.

    The part is a period or None, or a list of these for the columns of a vector.
    """
    if not isinstance(circular, list | tuple):
        if isinstance(circular, Mapping):
            periods = ", ".join(["24", "None", "None"][: len(names)])
            fail("circular", "must be a period, or a tuple of them, where columns have no names",
                 repr(circular), f"circular=({periods}{',' * (len(names) == 1)})")  # fmt: skip
        return [check_period(circular, "circular")] * len(names)
    parts = list(circular)
    # The condition may be left out, as in ``discrete``.
    parts += [None] * (names[-1] == "given" and len(parts) == len(names) - 1 == 2)
    if len(parts) != len(names):
        rule = f"must be a period or None, or a tuple of them (of {', of '.join(names)})"
        fail("circular", f"{rule}, in which the entry of a vector may be a list", repr(circular))
    return [
        [check_period(own, f"circular, for {name}") for own in part]
        if isinstance(part, list | tuple)
        else check_period(part, f"circular, for {name}")
        for part, name in zip(parts, names, strict=True)
    ]


def read_periods(circular: Any, names: Collection[Hashable]) -> dict[Hashable, float]:
    """Return the periods of the columns of a table that are circular."""
    if circular is None:
        return {}
    if not isinstance(circular, Mapping):
        fail("circular", "must be a dict of name to period", repr(circular),
             'circular={"hour": 24}')  # fmt: skip
    periods = {}
    for name, period in circular.items():
        if name not in names:
            near = get_close_matches(str(name), [str(known) for known in names], n=3)
            hint = f"did you mean {' or '.join(map(repr, near))}?" if near else None
            fail("circular", "must hold names of columns", repr(name), hint)
        own = check_period(period, f"circular[{name!r}]")
        if own is not None:
            periods[name] = own
    return periods


def wrapped(column: Column, period: float) -> Column:
    """Return the column with its values modulo the period, from 0 to below it."""
    subject = f"column {column.name!r}"
    if column.family in ("label", "boolean"):
        fail(subject, "must hold numbers to be circular", column.dtype,
             "leave it out of circular=: labels have no distances")  # fmt: skip
    if column.family == "time":
        fail(subject, "must hold numbers to be circular", column.dtype, _PARTS_OF_TIMES)
    values = column.values
    if column.family == "integer":
        if period.is_integer() and period < 2**62:
            # In a type that holds the period too, where 360 does not fit into eight bits.
            wide = np.uint64 if values.dtype.kind == "u" else np.int64
            return column._replace(values=np.mod(values.astype(wide), wide(period)))
        values = values.astype(np.float64)
    present = values if column.missing is None else values[~column.missing]
    if not np.isfinite(present).all():
        fail(subject, "must be finite to be circular", "infinite values")
    values = np.mod(values, period)
    # A small negative number is rounded up to the period itself.
    values[values == period] = 0.0
    return column._replace(family="number", values=values)
