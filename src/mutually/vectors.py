"""Several columns as one variable: a vector of any mix of kinds."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mutually.variables import Labels, Variable, smallest_codes, spelled_out

Rows: TypeAlias = "NDArray[np.bool_] | None"


@dataclass(frozen=True, eq=False)
class Vector:
    """Columns that are known together, at least one of them with numbers.

    A vector of discrete columns alone is a discrete :class:`Variable`, whose levels are the
    combinations of theirs; :func:`join` makes whichever it is.

    Attributes
    ----------
    name : Hashable
        What the vector is called.
    columns : tuple of Variable
        Its coordinates.
    """

    name: Hashable
    columns: tuple[Variable, ...]

    @property
    def n(self) -> int:
        """The number of rows."""
        return self.columns[0].n

    @property
    def kind(self) -> str:
        """Continuous if every column is, else mixed."""
        return "continuous" if all(c.kind == "continuous" for c in self.columns) else "mixed"

    @property
    def reason(self) -> str:
        """Why, for people."""
        return _reason(self.columns)

    @cached_property
    def known(self) -> Rows:
        """Which rows miss no coordinate; None where all are known."""
        return all_known(self.columns)

    @cached_property
    def labels(self) -> Labels | None:
        """One code for each combination of labels and atoms; None if there are none."""
        return join_labels([c.labels for c in self.columns if c.labels is not None])

    def take(self, keep: NDArray[np.bool_]) -> Vector:
        """Return the vector on the kept rows, which must all be known."""
        return Vector(self.name, tuple(column.take(keep) for column in self.columns))


AnyVariable: TypeAlias = Variable | Vector


class Part(NamedTuple):
    """Rows with the same labels, and the coordinates that vary freely among them."""

    rows: Rows
    columns: tuple[Variable, ...]


def columns_of(variable: AnyVariable) -> tuple[Variable, ...]:
    """Return the coordinates of a vector, or the variable itself."""
    return variable.columns if isinstance(variable, Vector) else (variable,)


def numeric(variable: AnyVariable) -> tuple[Variable, ...]:
    """Return the coordinates that hold numbers."""
    return tuple(column for column in columns_of(variable) if column.values is not None)


def all_known(variables: Sequence[AnyVariable]) -> Rows:
    """Say which rows are known in all variables; None where all are."""
    known = [v.known for v in variables if v.known is not None]
    return np.logical_and.reduce(known) if known else None


def free_parts(variable: AnyVariable) -> list[Part]:
    """Split the rows by their labels and atoms; parts without a free coordinate are left out.

    A coordinate is free in a part unless its rows sit on one of its atoms. A continuous variable
    is one part of all its rows, a discrete one has none.
    """
    numbers = numeric(variable)
    if not numbers:
        return []
    labels = variable.labels
    if labels is None:
        return [Part(None, numbers)]
    first = np.full(labels.size, -1, dtype=np.int64)
    first[labels.codes[::-1]] = np.arange(variable.n - 1, -1, -1)
    parts = []
    for code in np.flatnonzero(first >= 0).tolist():
        at = first[code]
        free = tuple(c for c in numbers if c.labels is None or c.labels.codes[at] == 0)
        if free:
            parts.append(Part(labels.codes == code, free))
    return parts


def is_compact(variable: AnyVariable) -> bool:
    """Say whether rows of a variable stand for several equal ones."""
    labels = variable.labels if isinstance(variable, Variable) else None
    return labels is not None and labels.repeats is not None


def all_spelled_out(variables: Sequence[AnyVariable]) -> list[AnyVariable]:
    """Return variables with each row as often as it is repeated."""
    return [spelled_out(v) if isinstance(v, Variable) else v for v in variables]


def in_one_form(variables: Sequence[AnyVariable]) -> list[AnyVariable]:
    """Spell out the rows of all variables unless rows of all stand for several."""
    if all(map(is_compact, variables)):
        return list(variables)
    return all_spelled_out(variables)


def join(name: Hashable, variables: Sequence[AnyVariable]) -> AnyVariable:
    """Make one variable of several with the same rows."""
    variables = in_one_form(variables)
    columns = tuple(column for variable in variables for column in columns_of(variable))
    if len(columns) == 1:
        return columns[0]
    if any(column.values is not None for column in columns):
        return Vector(name, columns)
    labels = join_labels([column.labels for column in columns if column.labels is not None])
    assert labels is not None
    return Variable(
        name, "discrete", _reason(columns), columns[0].n, labels, known=all_known(columns)
    )


def join_labels(columns: Sequence[Labels]) -> Labels | None:
    """Give each combination of codes that occurs a code of its own; None of no columns."""
    if not columns:
        return None
    joint = columns[0]
    for labels in columns[1:]:
        codes: NDArray[Any] = joint.codes.astype(np.int64) * labels.size + labels.codes
        levels, places = np.unique(codes, return_inverse=True)
        joint = replace(smallest_codes(places, max(1, len(levels))), repeats=columns[0].repeats)
    return joint


def _reason(columns: tuple[Variable, ...]) -> str:
    return f"{len(columns)} columns: " + ", ".join(
        dict.fromkeys(f"{column.kind} ({column.reason})" for column in columns)
    )
