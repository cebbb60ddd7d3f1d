"""What a column is to an estimator: labels, numbers, or both."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually import _core, kinds
from mutually.circles import wrapped
from mutually.errors import fail
from mutually.tables.readers.column import Column

# Ranges of integers up to this size are counted in a table instead of being sorted.
_TABLE_RANGE = 1 << 16
_HEAD = 4096
# Differences between integers stay exact as doubles up to this size.
_EXACT = 1 << 53
MOST_ROWS = 2**32 - 2

# Rows that stand for several are not made more than so many.
MOST_SPELLED_OUT = 200_000_000

ALL_MISSING = "all values are missing"
COUNTS_ROWS = "it only counts the rows"
NAMES_ROWS = "every value is different: it names its rows"
MISSING = ("drop", "category", "raise")


@dataclass(frozen=True, eq=False)
class Labels:
    """One small code a row, and how many codes there can be (a few may not occur).

    ``repeats`` says of how many equal rows each stands for all; None where for one.
    """

    codes: NDArray[Any]
    size: int
    repeats: NDArray[np.int64] | None = None

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each code occurs."""
        if self.repeats is None:
            return _core.count_codes(self.codes, self.size)
        # Sums of integers below 2^53 are exact as doubles, which is what bincount adds.
        counts = np.bincount(self.codes, weights=self.repeats, minlength=self.size)
        return counts.astype(np.int64)

    @cached_property
    def n(self) -> int:
        """The number of rows, each as often as it is repeated."""
        return len(self.codes) if self.repeats is None else int(self.repeats.sum())

    def take(self, keep: NDArray[Any]) -> Labels:
        """Return the labels of some rows."""
        repeats = None if self.repeats is None else self.repeats[keep]
        return Labels(self.codes[keep], self.size, repeats)


class Sorted(NamedTuple):
    """Values in ascending order, and the row of each.

    Of a ``circular`` column the last is next to the first.
    """

    values: NDArray[np.float64]
    order: NDArray[np.uint32]
    circular: bool = False

    def take(self, keep: NDArray[np.bool_]) -> Sorted:
        """Return the kept rows, still in order and renumbered, without sorting again."""
        kept = int(np.count_nonzero(keep))
        order = _core.filter_order(self.order, keep, kept)
        return Sorted(self.values[keep[self.order]], order, self.circular)


@dataclass(frozen=True, eq=False)
class Variable:
    """A column as the estimators see it.

    Attributes
    ----------
    name : Hashable
        The column's name.
    kind : {"discrete", "continuous", "mixed"}
        Discrete variables have ``labels``, continuous ones ``values``, mixed ones both: label 0
        marks the rows of the continuous part, the others are atoms.
    reason : str
        Why it is of this kind, for people.
    known : ndarray of bool, or None
        Which rows are not missing; None where all are known.
    set_aside : str or None
        Why a ranking leaves the column out, if it does.
    period : float or None
        Where the values wrap, of a circular column; they are then from 0 to below it.
    """

    name: Hashable
    kind: str
    reason: str
    n: int
    labels: Labels | None = None
    values: NDArray[np.float64] | None = None
    known: NDArray[np.bool_] | None = None
    set_aside: str | None = None
    presorted: Sorted | None = None
    period: float | None = None

    @cached_property
    def sorted(self) -> Sorted:
        """The values in ascending order, sorted once; missing rows stand anywhere."""
        if self.presorted is not None:
            return self.presorted
        assert self.values is not None
        return Sorted(*_core.sort_column(self.values), self.period is not None)

    def take(self, keep: NDArray[np.bool_]) -> Variable:
        """Return the variable on the kept rows, which must all be known."""
        labels = self.labels and self.labels.take(keep)
        compact = labels is not None and labels.repeats is not None
        return Variable(
            name=self.name,
            kind=self.kind,
            reason=self.reason,
            n=labels.n if labels is not None and compact else int(np.count_nonzero(keep)),
            labels=labels,
            values=None if self.values is None else self.values[keep],
            presorted=None if self.values is None else self.sorted.take(keep),
            period=self.period,
        )


def smallest_codes(codes: NDArray[Any], size: int) -> Labels:
    """Store codes in 8, 16 or 32 bits, whichever is enough."""
    dtype = np.uint8 if size <= 1 << 8 else np.uint16 if size <= 1 << 16 else np.uint32
    return Labels(np.ascontiguousarray(codes, dtype=dtype), size)


def make_variable(
    column: Column,
    *,
    discrete: bool | None = None,
    missing: str = "drop",
    period: float | None = None,
) -> Variable:
    """Turn a column into a variable.

    Parameters
    ----------
    column : Column
        What :func:`mutually.tables.columns.read_column` read.
    discrete : bool, optional
        Overrides what the type and values say.
    missing : {"drop", "category", "raise"}
        What a missing value is: a row to leave out, a level (an atom, for numbers), or an error.
    period : float, optional
        Where the values wrap, of a circular column.

    Returns
    -------
    Variable

    Raises
    ------
    MutuallyError
        If ``missing="raise"`` and a value is missing; if ``discrete=False`` and the column holds
        labels; if there are more rows than fit in 32 bits; if a circular column holds no finite
        numbers.
    """
    if period is not None:
        return _around(
            make_variable(wrapped(column, period), discrete=discrete, missing=missing), period
        )
    if column.repeats is not None:
        return _repeated(column, column.repeats, discrete, missing)
    n = len(column.values)
    if n > MOST_ROWS:
        fail(f"column {column.name!r}", f"must have at most {MOST_ROWS} rows", n)
    known = None if column.missing is None else ~column.missing
    if known is not None and missing == "raise":
        first = int(np.argmin(known))
        fail(
            f"column {column.name!r}",
            'must have no missing values where missing="raise"',
            f"{n - np.count_nonzero(known)} of them, the first in row {first}",
            'missing="drop" leaves those rows out, missing="category" makes them a level',
        )
    if known is not None and not known.any():
        return Variable(column.name, "discrete", ALL_MISSING, n, Labels(np.zeros(n, np.uint8), 1),
                        known=known, set_aside=ALL_MISSING)  # fmt: skip
    if column.family in ("label", "boolean"):
        variable = _from_labels(column, known, discrete)
    elif n == 0:
        variable = Variable(column.name, "continuous", "no rows", 0, values=np.empty(0))
    elif column.family == "integer":
        variable = _from_integers(column, known, discrete)
    else:
        variable = _from_numbers(column, column.values, known, discrete)
    if known is not None and missing == "category":
        # That a value is missing may tell something where the values do not.
        return _missing_as_level(variable)
    aside = _why_aside(column, variable)
    return variable if aside is None else replace(variable, set_aside=aside)


def _repeated(
    column: Column, repeats: NDArray[np.int64], discrete: bool | None, missing: str
) -> Variable:
    """Make the variable that equal rows make, spelled out only where it holds numbers."""
    once = column._replace(repeats=None)
    known = None if column.missing is None else ~column.missing
    rows = repeats if known is None else repeats[known]
    reason = None
    if column.family not in ("label", "boolean") and not discrete:
        present = column.values if known is None else column.values[known]
        levels = len(np.unique(present))
        if discrete is False or not (levels and kinds.are_few(levels, int(rows.sum()))):
            return make_variable(each_row(column), discrete=discrete, missing=missing)
        discrete = True
        reason = _few(levels, "whole number" if column.family == "integer" else "number", None)
    variable = make_variable(once, discrete=discrete, missing=missing)
    assert variable.labels is not None
    if reason is not None:
        reason = variable.reason.replace("discrete=True", reason)
    aside = variable.set_aside
    if aside is not None and aside.startswith(NAMES_ROWS) and (rows > 1).any():
        aside = None
    labels = replace(variable.labels, repeats=repeats)
    return replace(variable, n=labels.n, labels=labels, set_aside=aside,
                   reason=reason or variable.reason)  # fmt: skip


def each_row(column: Column) -> Column:
    """Return a column with each row as often as it is repeated."""
    if column.repeats is None:
        return column
    return column.take(np.repeat(np.arange(len(column.repeats)), _few_enough(column.repeats)))


def spelled_out(variable: Variable) -> Variable:
    """Return a variable with each row as often as it is repeated."""
    labels = variable.labels
    if labels is None or labels.repeats is None:
        return variable
    rows = np.repeat(np.arange(len(labels.codes)), _few_enough(labels.repeats))
    known = None if variable.known is None else variable.known[rows]
    return replace(variable, labels=Labels(labels.codes[rows], labels.size), known=known)


def _few_enough(repeats: NDArray[np.int64]) -> NDArray[np.int64]:
    if repeats.sum() > MOST_SPELLED_OUT:
        fail("weights", f"must add to at most {MOST_SPELLED_OUT:,} rows where rows have to be "
             "spelled out: with numbers, a condition or permutations", f"{repeats.sum():,}",
             "discrete variables without a condition may have any number")  # fmt: skip
    return repeats


def _around(variable: Variable, period: float) -> Variable:
    """Say that distances wrap; among labels there are none, and the reason says so."""
    if variable.values is None:
        return replace(variable, reason=f"{variable.reason}; as levels they have no distances")
    reason = f"{variable.reason}, circular with period {period:g}"
    presorted = variable.sorted._replace(circular=True)
    return replace(variable, reason=reason, period=period, presorted=presorted)


def _why_aside(column: Column, variable: Variable) -> str | None:
    """Say why a column tells nothing whatever its values, if that is so."""
    if variable.n == 0:
        return None
    if variable.values is not None:
        counter = column.family in ("integer", "number")
        counts = counter and kinds.counts_rows(column.values, variable.known)
        return COUNTS_ROWS if counts else None
    assert variable.labels is not None
    rows = _known_counts(variable.labels, variable.known)
    occurring = int(np.count_nonzero(rows))
    if occurring == 1:
        return "only one value"
    # Two different numbers are two levels; more that never repeat are names, if taken for levels.
    names = occurring == rows.sum() and (column.family == "label" or occurring > 2)
    # Numbers with a slip in one row are labels to the reader, and its word for the type says so.
    slip = f" ({column.dtype})" if "of it numbers" in column.dtype else ""
    return NAMES_ROWS + slip if names else None


def _known_counts(labels: Labels, known: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    """Count the codes of the known rows; the missing ones all have the same code."""
    if known is None:
        return labels.counts
    counts = labels.counts.copy()
    counts[labels.codes[np.argmin(known)]] -= np.count_nonzero(~known)
    return counts


def _from_labels(
    column: Column, known: NDArray[np.bool_] | None, discrete: bool | None
) -> Variable:
    levels: Sequence[Any] = (False, True) if column.levels is None else column.levels
    if discrete is False:
        fail(
            f"column {column.name!r}",
            "must hold numbers to be continuous",
            column.dtype,
            'estimator="auto" serves labels too; to make it continuous, turn it into numbers first',
        )
    codes = column.values if known is None else np.where(known, column.values, 0)
    labels = smallest_codes(codes, max(1, len(levels)))
    reason = column.dtype if column.family == "boolean" else f"{column.dtype}, {len(levels)} levels"
    return Variable(column.name, "discrete", reason, len(codes), labels, known=known)


def _from_integers(
    column: Column, known: NDArray[np.bool_] | None, discrete: bool | None
) -> Variable:
    values = column.values
    if known is not None:
        values = np.where(known, values, values[np.argmax(known)])
    labels = None if discrete is False else _encode(values)
    if labels is not None:
        counts = _known_counts(labels, known)
        occurring = int(np.count_nonzero(counts))
        if discrete or kinds.are_few(occurring, int(counts.sum())):
            reason = _few(occurring, "whole number", discrete)
            return Variable(column.name, "discrete", reason, len(values), labels, known=known)
    if discrete:
        levels, places = np.unique(values, return_inverse=True)
        return Variable(column.name, "discrete", "discrete=True", len(values),
                        smallest_codes(places, len(levels)), known=known)  # fmt: skip
    low, high = _core.extent(values)
    if max(abs(low), abs(high)) > _EXACT:
        # Beyond 2^53 only differences survive as doubles; a shift leaves mutual information as it
        # is. Unsigned subtraction is exact for any two values of the type.
        values = values.astype(np.uint64) - np.uint64(low % 2**64)
    numbers = values.astype(np.float64)
    return _from_numbers(column, numbers, known, discrete)


def _encode(values: NDArray[Any]) -> Labels | None:
    """Return codes for integers in a small range, or None where the range is large."""
    low, high = _core.extent(values[:_HEAD])
    codes: NDArray[Any] | None = None
    # The head's range mostly is the column's, and one pass tells; else the range is found first.
    if high - low < 1 << 8:
        codes = _core.encode8(values, low)
    if codes is None:
        low, high = _core.extent(values)
        if high - low >= _TABLE_RANGE:
            return None
        codes = (_core.encode8 if high - low < 1 << 8 else _core.encode16)(values, low)
    assert codes is not None
    return Labels(codes, int(codes.max()) + 1)


def _from_numbers(
    column: Column,
    values: NDArray[np.float64],
    known: NDArray[np.bool_] | None,
    discrete: bool | None,
) -> Variable:
    n = len(values)
    present = values if known is None else values[known]
    if known is not None:
        # Missing rows hold a value that occurs, so that they add no level and no outlier.
        values = np.where(known, values, present[0])
    if discrete is False:
        variable = Variable(
            column.name, "continuous", "discrete=False", n, values=values, known=known
        )
        if variable.sorted.values[0] != variable.sorted.values[-1]:
            return variable
    levels = np.unique(present) if discrete else kinds.few_levels(present)
    if levels is not None:
        labels = smallest_codes(np.searchsorted(levels, values), len(levels))
        reason = _few(len(levels), "number", discrete)
        return Variable(column.name, "discrete", reason, n, labels, known=known)
    variable = Variable(column.name, "continuous", column.dtype, n, values=values, known=known)
    ascending = (variable.sorted if known is None else variable.sorted.take(known)).values
    if not (ascending[1:] == ascending[:-1]).any():
        return variable
    runs = kinds.runs_of(ascending)
    atoms = kinds.find_atoms(runs)
    if len(atoms) == 0:
        return variable
    place = np.minimum(np.searchsorted(atoms, values), len(atoms) - 1)
    codes = np.where(atoms[place] == values, place + 1, 0)
    held = ", ".join(f"{value:g}" for value in atoms[:3]) + (", ..." if len(atoms) > 3 else "")
    share = runs.rows[np.isin(runs.values, atoms)].sum() / runs.rows.sum()
    return Variable(column.name, "mixed", f"{share:.0%} of the rows hold {held}", n,
                    smallest_codes(codes, len(atoms) + 1), values, known,
                    presorted=variable.sorted)  # fmt: skip


def _few(levels: int, what: str, discrete: bool | None) -> str:
    if discrete:
        return "discrete=True"
    return "only one value" if levels == 1 else f"{levels} different {what}s"


def _missing_as_level(variable: Variable) -> Variable:
    """Make "missing" a level of a discrete variable and an atom of any other."""
    assert variable.known is not None
    if variable.labels is None:
        labels = smallest_codes(np.where(variable.known, 0, 1), 2)
    else:
        size = variable.labels.size
        codes = np.where(variable.known, variable.labels.codes.astype(np.uint32), size)
        labels = smallest_codes(codes, size + 1)
    return Variable(
        name=variable.name,
        kind="discrete" if variable.values is None else "mixed",
        reason=f"{variable.reason}; missing is a level",
        n=variable.n,
        labels=labels,
        values=variable.values,
    )
