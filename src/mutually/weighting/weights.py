"""Weights of rows: what they mean, read from what the caller says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.estimators.estimate import CellValues, Estimate
from mutually.estimators.weighted.masses import effective, shares
from mutually.reading import read_columns
from mutually.tables import Column, Table, read_column
from mutually.variables import each_row
from mutually.vectors import Rows

TYPES = ("importance", "frequency")
# Fewer effective rows are worth a word, and so is a smaller share of the rows.
_FEW, _SMALL_SHARE = 30, 0.1
_EXACT = 2**53


@dataclass(frozen=True, eq=False)
class Weighting:
    """The weights of the rows that have any.

    Attributes
    ----------
    values : ndarray
        The weight of each row of weight above 0: whole numbers for frequencies.
    used : ndarray of bool
        Which rows of the data these are.
    kind : {"importance", "frequency"}
        What they mean.
    """

    values: NDArray[Any]
    used: NDArray[np.bool_]
    kind: str

    def __str__(self) -> str:
        if self.are_frequencies:
            return f"{len(self.values):,} rows with frequencies"
        return f"worth {self.n_effective:,.0f} by importance weights"

    @property
    def are_frequencies(self) -> bool:
        """Whether a row of weight w is w equal rows."""
        return self.kind == "frequency"

    def applied(self, column: Column) -> Column:
        """Return a column without the rows of weight 0, and with repeats if weights are such."""
        if len(column.values) != len(self.used):
            fail(f"column {column.name!r}", f"must have {len(self.used)} rows, as weights",
                 len(column.values))  # fmt: skip
        kept = column if self.used.all() else column.take(self.used)
        if self.are_frequencies and (self.values > 1).any():
            return kept._replace(repeats=self.values.astype(np.int64))
        return kept

    def applied_to(self, argument: Any, name: str, *, spelled_out: bool = False) -> Any:
        """Return the columns of values that are no names; names as they are."""
        try:
            hash(argument)
        except TypeError:
            by_name = isinstance(argument, list) and len(argument) != len(self.used)
            if by_name:
                return argument
        else:
            if isinstance(argument, str | bytes | tuple) or not hasattr(argument, "__len__"):
                return argument
        columns = read_columns(argument, getattr(argument, "name", None) or name)
        applied = [self.applied(column) for column in columns]
        if spelled_out:
            applied = [each_row(column) for column in applied]
        return applied[0] if len(applied) == 1 else applied

    def table(self, source: Table, *, spelled_out: bool = False) -> Table:
        """Return the table of the rows of weight above 0, each with its repeats.

        ``spelled_out`` makes of each row as many as it stands for.
        """
        rows = int(self.values.sum()) if self.are_frequencies else len(self.values)
        names = source.names

        def read(at: int) -> Column:
            column = self.applied(source.column(names[at]))
            return each_row(column) if spelled_out else column

        return Table(names, rows, source.kind, read)

    def own(self, keep: Rows) -> NDArray[np.float64] | None:
        """Return the shares of the kept rows; None where rows are repeated, or all weigh alike."""
        if self.are_frequencies:
            return None
        kept = self.values if keep is None else self.values[keep]
        if len(kept) == 0 or (kept == kept[0]).all():
            return None
        return shares(kept)

    def taken(self, keep: Rows) -> Weighting:
        """Return the weights of the rows that are kept; ``keep`` may be of rows spelled out."""
        if keep is None:
            return self
        if len(keep) != len(self.values):  # Equal rows are known alike.
            keep = keep[np.cumsum(self.values) - 1]
        used = self.used.copy()
        used[self.used] = keep
        return Weighting(self.values[keep], used, self.kind)

    def by_row(self, found: Estimate, keep: Rows) -> NDArray[np.float64] | CellValues:
        """Return the local values of an estimate, of rows that were spelled out their means."""
        weights = self.taken(keep).values
        if not self.are_frequencies:
            return found.local
        local = found.rows()
        if len(local) == len(weights):
            return local
        starts = np.cumsum(weights) - weights
        return np.asarray(np.add.reduceat(local, starts) / weights)

    @property
    def n_effective(self) -> float:
        """The number of rows of equal weight that are worth as much; all of repeated rows."""
        return float(self.values.sum()) if self.are_frequencies else effective(self.values)


def read_weighting(weights: Any, weight_type: Any, n: int) -> Weighting | None:
    """Read weights that were given as values or as a column, one for each of n rows.

    Raises
    ------
    MutuallyError
        If the type is none, or the weights are not numbers, of another length, missing, negative,
        infinite, all zero, or frequencies that are not whole.
    """
    if not isinstance(weight_type, str) or weight_type not in TYPES:
        fail("weight_type", f"must be one of {', '.join(map(repr, TYPES))}", repr(weight_type))
    if weights is None:
        return None
    column = weights if isinstance(weights, Column) else read_column(weights, "weights")
    if len(column.values) != n:
        fail("weights", f"must have {n} rows, as the data", len(column.values))
    if column.family not in ("integer", "number"):
        hint = "leave the other rows out instead" if column.family == "boolean" else None
        fail("weights", "must be numbers", column.dtype, hint)
    if column.missing is not None and column.missing.any():
        first = int(np.argmax(column.missing))
        fail("weights", "must have no missing values", f"one in row {first}",
             "a weight of 0 leaves a row out")  # fmt: skip
    values = column.values
    refused = ((~np.isfinite(values), "must be finite"), (values < 0, "must not be negative"))
    for wrong, rule in refused:
        if wrong.any():
            first = int(np.argmax(wrong))
            fail("weights", rule, f"{values[first]} in row {first}")
    used = values > 0
    if n and not used.any():
        fail("weights", "must be above 0 in some row", "only zeros")
    if weight_type == "frequency":
        fractions = values != np.floor(values)
        if fractions.any():
            first = int(np.argmax(fractions))
            fail("weights", 'must be whole numbers with weight_type="frequency"',
                 f"{values[first]} in row {first}",
                 'weight_type="importance" takes any positive numbers')  # fmt: skip
        if values.sum(dtype=np.float64) >= _EXACT:
            fail("weights", "must add to less than 2^53", values.sum(dtype=np.float64))
        return Weighting(values[used].astype(np.int64), used, "frequency")
    return Weighting(values[used].astype(np.float64), used, "importance")


def refuse_with_weights(weighting: Weighting | None, **parameters: Any) -> None:
    """Refuse parameters that have no meaning for weighted rows."""
    for name, value in parameters.items():
        if weighting is not None and value is not None and value is not False:
            fail(name, "must be None with weights: rows that weigh differently cannot be exchanged",
                 "both", "weights=None")  # fmt: skip


def few_rows_note(own: NDArray[np.float64] | None) -> tuple[str, ...]:
    """Say whether weights leave few effective rows."""
    if own is None:
        return ()
    worth = effective(own)
    if worth >= min(_FEW, len(own)) and worth >= _SMALL_SHARE * len(own):
        return ()
    return (
        f"the weights leave {worth:.3g} effective rows of {len(own):,}: a few rows of large weight "
        "decide the value",
    )


def weighted_arguments(
    weights: Any, weight_type: Any, arguments: Sequence[Any], names: Sequence[str]
) -> tuple[Weighting | None, list[Any]]:
    """Return the weights, and the arguments as columns that know of them; as they are without."""
    if weights is None:
        return read_weighting(None, weight_type, 0), list(arguments)
    read = [read_columns(data, name) for data, name in zip(arguments, names, strict=False)]
    weighting = read_weighting(weights, weight_type, len(read[0][0].values))
    assert weighting is not None
    for name, columns in zip(names, read, strict=True):
        if len(columns[0].values) != len(weighting.used):
            got = f"{len(weighting.used)} rows of {names[0]} and {len(columns[0].values)} of {name}"
            fail(name, f"must have as many rows as {names[0]}", got)
    return weighting, [[weighting.applied(column) for column in columns] for columns in read]
