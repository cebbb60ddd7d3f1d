"""What every estimator returns: a value, and how it spreads over the rows."""

from __future__ import annotations

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
