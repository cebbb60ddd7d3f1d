"""The data of one problem: rows of normal scores of x, y and z."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.neighbours.transforms import normal_scores

Array = NDArray[np.float64]


class Rows(NamedTuple):
    """Normal scores of three vectors; z has no columns where nothing is given."""

    x: Array
    y: Array
    z: Array

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.x)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Numbers of columns of x, y and z."""
        return self.x.shape[1], self.y.shape[1], self.z.shape[1]

    @property
    def size(self) -> int:
        """Number of columns of all."""
        return sum(self.sizes)

    @property
    def joint(self) -> Array:
        """All columns side by side: x, y, z."""
        return np.hstack(self)

    def take(self, rows: NDArray[np.intp] | slice) -> Rows:
        """Return some of the rows."""
        return Rows(self.x[rows], self.y[rows], self.z[rows])

    def scores(self) -> Rows:
        """Replace each column by its normal scores."""
        return Rows(*map(normal_scores, self))


def split(joint: Array, sizes: tuple[int, int, int]) -> Rows:
    """Undo `Rows.joint`."""
    dx, dy, _ = sizes
    parts = (joint[:, :dx], joint[:, dx : dx + dy], joint[:, dx + dy :])
    return Rows(*map(np.ascontiguousarray, parts))


def arrange(x: Array, y: Array, z: Array | None = None) -> Rows:
    """Put columns, and x and y, in an order that depends on their contents alone.

    Random draws and rounding then come out the same whatever the caller's order is: an estimate
    has the same bits for I(X;Y) and I(Y;X), and for any order of the columns within a vector.
    """
    if z is None:
        z = np.empty((len(x), 0))
    first, second = sorted((_arranged(x), _arranged(y)), key=lambda part: part[0])
    return Rows(first[1], second[1], _arranged(z)[1])


def _arranged(part: Array) -> tuple[list[bytes], Array]:
    contents = [np.ascontiguousarray(column).tobytes() for column in part.T]
    order = sorted(range(len(contents)), key=contents.__getitem__)
    return [contents[i] for i in order], np.ascontiguousarray(part[:, order])
