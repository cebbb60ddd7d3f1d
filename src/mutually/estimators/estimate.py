"""What every estimator returns: a value, and how it spreads over the rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class CellValues:
    """Local values of a table: one for each cell that occurs, looked up for the rows on request.

    A table of ten million rows has few cells, so the rows are spelled out only where someone
    looks at them.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    y_size: int
    cells: NDArray[np.int64]
    values: NDArray[np.float64]

    def rows(self) -> NDArray[np.float64]:
        """Return the local value of each row."""
        cell = self.x.astype(np.int64) * self.y_size + self.y
        values: NDArray[np.float64] = self.values[np.searchsorted(self.cells, cell)]
        return values


@dataclass(frozen=True)
class Estimate:
    """A value in nats with its local values.

    Attributes
    ----------
    value : float
        The estimate; the mean of the local values.
    local : ndarray of shape (n,), or CellValues
        The pointwise values.
    method : str
        What was done, as a user would name it.
    warnings : tuple of str
        What to know before the value is trusted.
    """

    value: float
    local: NDArray[np.float64] | CellValues
    method: str
    warnings: tuple[str, ...] = field(default=())

    def rows(self) -> NDArray[np.float64]:
        """Return the local value of each row."""
        return self.local.rows() if isinstance(self.local, CellValues) else self.local


def mean_of(estimates: Sequence[Estimate], what: str = "tie orders") -> Estimate:
    """Return the mean of several estimates from the same rows."""
    if len(estimates) == 1:
        return estimates[0]
    local = np.mean([e.rows() for e in estimates], axis=0)
    value = math.fsum(e.value for e in estimates) / len(estimates)
    warnings = tuple(dict.fromkeys(w for e in estimates for w in e.warnings))
    return Estimate(
        value, local, f"{estimates[0].method}, mean of {len(estimates)} {what}", warnings
    )


def add_parts(
    parts: Sequence[tuple[Estimate, NDArray[np.bool_] | None]],
    n: int,
    method: str,
    warnings: tuple[str, ...] = (),
) -> Estimate:
    """Add estimates from parts of n rows, each with its share, and their local values by row.

    The sum of the values is rounded once (fsum), so that exchanging x and y changes no bit of it.
    """
    local = np.zeros(n)
    for part, rows in parts:
        local[slice(None) if rows is None else rows] += part.rows()
    value = (
        math.fsum(
            part.value * (n if rows is None else int(np.count_nonzero(rows)))
            for part, rows in parts
        )
        / n
    )
    methods = " + ".join(dict.fromkeys(part.method for part, _ in parts))
    notes = dict.fromkeys([*warnings, *(w for part, _ in parts for w in part.warnings)])
    return Estimate(value, local, f"{method}: {methods}", tuple(notes))
