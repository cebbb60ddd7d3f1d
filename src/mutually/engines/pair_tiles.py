"""Which pairs of columns are counted together: as many as there is room for, of few columns.

A pass reads each of its columns once, however many of their pairs it counts. So pairs are taken in
triangles (all pairs of some columns) and rectangles (some columns with others), halved until their
tables fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding
from mutually.engines.counting import DENSE

Sizes = NDArray[np.int64]
Tile = tuple[range, range]


def tiles_in_room(columns: Sequence[Coding], cells: int, most: int) -> list[Tile]:
    """Divide all pairs of columns into tiles of at most so many cells and columns.

    A tile is some columns against some, or against themselves. A pair whose table alone is larger
    is a tile, and so is any pair where ``most`` is below 2.
    """
    sizes = np.array([coding.size for coding in columns], dtype=np.int64)
    return list(_triangle(sizes, range(len(columns)), cells, most))


def _triangle(sizes: Sizes, own: range, cells: int, most: int) -> Iterator[Tile]:
    if len(own) < 2:
        return
    if len(own) == 2 or (len(own) <= most and np.triu(_tables(sizes, own, own), 1).sum() <= cells):
        yield own, own
        return
    one, other = _halves(sizes, own)
    yield from _triangle(sizes, one, cells, most)
    yield from _rectangle(sizes, one, other, cells, most)
    yield from _triangle(sizes, other, cells, most)


def _rectangle(sizes: Sizes, one: range, other: range, cells: int, most: int) -> Iterator[Tile]:
    columns = len(one) + len(other)
    if columns == 2 or (columns <= most and _tables(sizes, one, other).sum() <= cells):
        yield one, other
        return
    # The side with more codes, if it can be halved.
    of_one, of_other = (int(sizes[_slice(side)].sum()) for side in (one, other))
    if len(other) == 1 or (len(one) > 1 and of_one >= of_other):
        for half in _halves(sizes, one):
            yield from _rectangle(sizes, half, other, cells, most)
    else:
        for half in _halves(sizes, other):
            yield from _rectangle(sizes, one, half, cells, most)


def _tables(sizes: Sizes, one: range, other: range) -> Sizes:
    return np.minimum(np.multiply.outer(sizes[_slice(one)], sizes[_slice(other)]), DENSE)


def _halves(sizes: Sizes, own: range) -> tuple[range, range]:
    """Cut columns where half of their codes lie on either side."""
    reached = np.cumsum(sizes[_slice(own)])
    at = int(np.searchsorted(reached, reached[-1] / 2)) + 1
    at = min(max(at, 1), len(own) - 1)
    return own[:at], own[at:]


def _slice(own: range) -> slice:
    return slice(own.start, own.stop)
