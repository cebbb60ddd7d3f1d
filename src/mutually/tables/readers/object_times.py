"""Dates, times of day and durations that come as Python objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.tables.readers import column
from mutually.tables.readers.column import Column


def read(
    values: NDArray[np.object_],
    missing: NDArray[np.bool_] | None,
    meaning: str,
    name: Hashable,
    dtype: str,
) -> Column:
    """Read objects that all mean a "date", a "clock" time or a "duration", in microseconds."""
    present = values if missing is None else values[~missing]
    if meaning == "date":
        found = _without_zone(present, name).astype("M8[us]").view(np.int64)
    elif meaning == "duration":
        found = present.astype("m8[us]").view(np.int64)
    else:
        found = np.fromiter(map(_since_midnight, present), dtype=np.int64, count=len(present))
    ticks = found
    if missing is not None:
        ticks = np.zeros(len(values), dtype=np.int64)
        ticks[~missing] = found
    return column.time(name, ticks, missing, dtype)


def _without_zone(values: NDArray[np.object_], name: Hashable) -> NDArray[np.object_]:
    """Bring times with a zone to UTC, which NumPy's dates are in."""
    zoned = [getattr(value, "tzinfo", None) is not None for value in values]
    if not any(zoned):
        return values
    if not all(zoned):
        fail(
            f"column {name!r}",
            "must have a time zone on every value or on none",
            f"{sum(zoned)} with and {len(zoned) - sum(zoned)} without",
            "give the others one, value.replace(tzinfo=datetime.UTC)",
        )
    naive: list[Any] = [value.astimezone(dt.UTC).replace(tzinfo=None) for value in values]
    return np.array(naive, dtype=object)


def _since_midnight(at: dt.time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
