"""Arguments of the public functions as variables: one column, several, or a condition."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from mutually.errors import fail
from mutually.tables import Column, is_table, read_column, read_table
from mutually.variables import make_variable
from mutually.vectors import AnyVariable, join


def read_variable(
    data: Any,
    name: Hashable,
    discrete: Any = None,
    missing: str = "drop",
    period: Any = None,
) -> AnyVariable:
    """Read a column, or the columns of a matrix or table as one vector.

    ``discrete`` is None or a bool for all columns, or a list of these, one for each column; so is
    ``period``, with numbers.
    """
    columns = read_columns(data, name)
    kinds = _for_each("discrete", discrete, name, len(columns))
    periods = _for_each("circular", period, name, len(columns))
    return join(
        name,
        [
            make_variable(column, discrete=kind, missing=missing, period=own)
            for column, kind, own in zip(columns, kinds, periods, strict=True)
        ],
    )


def _for_each(parameter: str, given: Any, name: Hashable, columns: int) -> Sequence[Any]:
    parts = given if isinstance(given, list | tuple) else [given] * columns
    if len(parts) != columns:
        rule = f"must have one entry for each column of {name}, {columns} in all"
        fail(parameter, rule, repr(given))
    return parts


def read_columns(data: Any, name: Hashable) -> list[Column]:
    """Read the columns of an argument: one, or those of a matrix or table."""
    if isinstance(data, Column):
        columns = [data]
    elif isinstance(data, list) and data and isinstance(data[0], Column):
        columns = data
    elif isinstance(data, np.ndarray) and data.ndim == 2 and data.dtype.names is None:
        columns = [
            read_column(data[:, at], f"{name}[{at}]" if data.shape[1] > 1 else name)
            for at in range(data.shape[1])
        ]
    elif isinstance(data, np.ndarray) and data.ndim > 2:
        fail(str(name), "must have one or two dimensions: a column, or rows and columns",
             f"an array of shape {data.shape}")  # fmt: skip
    elif _is_matrix_of_lists(data):
        fail(str(name), "must be a column, or a matrix as an array", "a list of lists",
             f"{name}=np.array({name})")  # fmt: skip
    elif is_table(data):
        # What is lazy does not say how wide it is before it is read.
        width = len(data) if isinstance(data, Mapping) else getattr(data, "shape", (0, 1))[1]
        if width == 0:
            fail(str(name), "must have at least one column", "none")
        table = read_table(data)
        columns = [table.column(own) for own in table.names]
    else:
        columns = [read_column(data, name)]
    if not columns:
        fail(str(name), "must have at least one column", "none")
    return columns


def _is_matrix_of_lists(data: Any) -> bool:
    if not isinstance(data, list) or not data or not isinstance(data[0], list | tuple):
        return False
    lengths = {len(row) if isinstance(row, list | tuple) else 0 for row in data}
    return len(lengths) == 1 and lengths != {0}


def same_rows(names: Sequence[str], variables: Sequence[AnyVariable]) -> None:
    """Refuse variables of different lengths."""
    for name, variable in zip(names[1:], variables[1:], strict=True):
        if variable.n != variables[0].n:
            fail(
                name,
                f"must have as many rows as {names[0]}",
                f"{variables[0].n} rows of {names[0]} and {variable.n} of {name}",
            )


def each_kind(discrete: Any, names: Sequence[str]) -> list[Any]:
    """Give each variable its part of ``discrete``: one for all, or one for each of them."""

    def is_kind(kind: Any) -> bool:
        return kind is None or isinstance(kind, bool | np.bool_)

    if is_kind(discrete):
        return [discrete] * len(names)
    example = ", ".join(["True", "None", "None"][: len(names)])
    hint = f"discrete=({example}{',' * (len(names) == 1)})"
    if len(names) == 1 and isinstance(discrete, list) and all(map(is_kind, discrete)):
        hint = f"discrete=({discrete!r},)"
    parts = list(discrete) if isinstance(discrete, tuple | list) else []
    # The condition may be left to its values.
    parts += [None] * (names[-1] == "given" and len(parts) == len(names) - 1 == 2)
    good = len(parts) == len(names) and all(
        is_kind(part) or (isinstance(part, list | tuple) and all(map(is_kind, part)))
        for part in parts
    )
    if not good:
        rule = f"must be None, a bool, or a tuple of them (of {', of '.join(names)}), in which the "
        rule += "entry of a vector may be a list"
        fail("discrete", rule, repr(discrete), hint)
    return parts
