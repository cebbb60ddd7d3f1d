"""What is drawn of a column: its levels, or its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.tables import Column
from mutually.wording import readable

_NUMBERS = ("number", "integer", "boolean", "time")


class Levels(NamedTuple):
    """A discrete column: a code for each row, -1 where it is missing, and what codes stand for.

    Levels that have an order of their own (numbers) are in it, others by their number of rows.
    """

    codes: NDArray[np.int64]
    names: tuple[str, ...]
    ordered: bool = False

    @property
    def rows(self) -> NDArray[np.int64]:
        """The number of rows of each level."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.names))

    def top(self, most: int) -> Levels:
        """Return the levels with the most rows, and all the rest as one last level."""
        if len(self.names) <= most:
            return self
        rows = self.rows
        kept = np.sort(np.argsort(-rows, kind="stable")[: most - 1])
        codes = np.full(len(self.names) + 1, len(kept), dtype=np.int64)
        codes[kept] = np.arange(len(kept))
        codes[-1] = -1
        names = [self.names[at] for at in kept.tolist()]
        return Levels(
            codes[self.codes], (*names, f"{len(rows) - len(kept):,} others"), self.ordered
        )


class Numbers(NamedTuple):
    """A column of numbers, nan where it is missing; times are counted from the first."""

    values: NDArray[np.float64]
    are_times: bool = False


def look(
    column: Column, kind: str, rows: NDArray[np.int64] | None, missing: str
) -> Levels | Numbers:
    """Return what is drawn of a column in some rows; None of them is all."""
    values = column.values if rows is None else column.values[rows]
    gone = np.zeros(len(values), dtype=np.bool_)
    if column.missing is not None:
        gone = column.missing if rows is None else column.missing[rows]
    if kind != "discrete" and column.family != "label":
        return Numbers(np.where(gone, np.nan, values.astype(np.float64)), column.family == "time")
    codes, names = _coded(column, values, gone)
    ordered = column.family in ("number", "integer", "time")
    if missing == "category" and gone.any():
        codes, names = np.where(gone, len(names), codes), [*names, "(missing)"]
    else:
        codes = np.where(gone, -1, codes)
    if not ordered:
        codes, names = _commonest_first(codes, names)
    return Levels(codes.astype(np.int64), tuple(names), ordered)


def numbers_of(column: Column) -> NDArray[np.float64] | None:
    """Return the numbers of a whole column, nan where missing or infinite; None of labels."""
    if column.family not in _NUMBERS:
        return None
    values = column.values.astype(np.float64)
    good = np.isfinite(values)
    if column.missing is not None:
        good &= ~column.missing
    return np.where(good, values, np.nan)


def _coded(
    column: Column, values: NDArray[Any], gone: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], list[str]]:
    if column.family == "label":
        levels: Sequence[Any] = column.levels or ()
        return values.astype(np.int64), [readable(level) for level in levels]
    if column.family == "boolean":
        return values.astype(np.int64), ["False", "True"]
    known = np.unique(values[~gone])
    names = [f"{value:.10g}" if column.family != "integer" else str(value) for value in known]
    return np.searchsorted(known, values).astype(np.int64), names


def _commonest_first(
    codes: NDArray[np.int64], names: list[str]
) -> tuple[NDArray[np.int64], list[str]]:
    """Put levels in the order of their rows, equal ones in that of their names; drop empty ones."""
    rows = np.bincount(codes[codes >= 0], minlength=len(names)).tolist()
    order = sorted(
        (at for at in range(len(names)) if rows[at]), key=lambda at: (-rows[at], names[at])
    )
    places = np.full(len(names) + 1, -1, dtype=np.int64)
    places[order] = np.arange(len(order))
    return places[codes], [names[at] for at in order]
