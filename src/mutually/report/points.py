"""Two columns of numbers: each row a point, or their density where rows are many."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.report import frames
from mutually.report.columns import Numbers
from mutually.report.paths import cells, dots
from mutually.report.rows import MOST_POINTS, drawn_rows

# More points than this overlap so that a density shows more.
MOST_ROWS_AS_POINTS = 2000
COLUMNS, ROWS, SHADES = 34, 24, 6
# On darker shades than this, text is written in the colour of the ground.
LIGHT = 3


class Points(NamedTuple):
    """Points of rows.

    ``shown`` of the ``known`` rows are points, and ``beyond`` lie outside the axes.
    """

    x: frames.Axis
    y: frames.Axis
    path: str
    shown: int
    known: int
    beyond: int


class Density(NamedTuple):
    """How many rows lie in each cell of a grid, in shades from few to many."""

    x: frames.Axis
    y: frames.Axis
    paths: tuple[str, ...]
    most: int
    known: int
    beyond: int

    @property
    def cell(self) -> tuple[float, float]:
        """The width and height of a cell in the picture."""
        inset = 2 * frames.INSET
        width = (frames.RIGHT - frames.LEFT - inset) / COLUMNS
        return width, (frames.BOTTOM - frames.TOP - inset) / ROWS


def points_or_density(
    one: Numbers, other: Numbers, names: tuple[object, object]
) -> Points | Density:
    """Draw two columns of numbers against each other."""
    x, y = frames.axis(one, names[0]), frames.axis(other, names[1], vertical=True)
    known = frames.known(one, other)
    inside = frames.inside(x, y, one, other)
    n = int(np.count_nonzero(known))
    beyond = n - int(np.count_nonzero(inside))
    if n > MOST_ROWS_AS_POINTS:
        grid = np.histogram2d(
            other.values[inside], one.values[inside], (ROWS, COLUMNS),
            ((y.scale.low, y.scale.high), (x.scale.low, x.scale.high)),
        )[0][::-1]  # fmt: skip
        shades = shade(grid / max(grid.max(), 1))
        paths = tuple(cells(shades == level) for level in range(1, SHADES + 1))
        return Density(x, y, paths, int(grid.max()), n, beyond)
    rows = np.flatnonzero(inside)
    taken = drawn_rows(len(rows), MOST_POINTS)
    rows = rows if taken is None else rows[taken]
    path = dots(x.scale(one.values[rows]), y.scale(other.values[rows]))
    return Points(x, y, path, len(rows), n, beyond)


def shade(parts: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return shades 1, 2, ... of parts of the most, by their root; 0 of nothing.

    Examples
    --------
    >>> shade(np.array([0.0, 0.001, 0.3, 1.0])).tolist()
    [0, 1, 4, 6]
    """
    shades = np.clip(np.ceil(np.sqrt(parts) * SHADES), 1, SHADES)
    return np.where(parts > 0, shades, 0).astype(np.int64)
