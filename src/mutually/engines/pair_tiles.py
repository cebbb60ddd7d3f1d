"""Which pairs of columns are counted together: as many as there is room for, of few columns.

A pass reads each of its columns once, however many of their pairs it counts. So pairs are taken in
triangles (all pairs of some columns) and rectangles (some columns with others), halved until their
tables fit, and so do the batches of rows of their columns; what leaves room takes in neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding
from mutually.engines.counting import DENSE
from mutually.matching.tiles import pairs_of

Block = tuple[range, range]
Tile = list[Block]
Numbers = NDArray[np.int64]

# What reading a column holds: its page, unpacked, and a batch of rows. Labels are small numbers.
_BYTES_OF_NUMBERS, _BYTES_OF_LABELS = 4_000_000, 1_000_000


def bytes_to_read(columns: Sequence[Coding]) -> int:
    """Return what a thread holds that reads these columns."""
    return sum(_BYTES_OF_NUMBERS if coding.bins else _BYTES_OF_LABELS for coding in columns)


def pairs_in(tile: Tile) -> list[tuple[int, int]]:
    """Return the pairs of a tile, the lower place first."""
    return [pair for block in tile for pair in pairs_of(block)]


def tiles_in_room(columns: Sequence[Coding], cells: int, bytes_read: int) -> list[Tile]:
    """Divide all pairs of columns into tiles of at most so many cells and bytes of batches.

    A pair that alone is more is a tile.
    """
    room = _Room(
        np.array([coding.size for coding in columns], dtype=np.int64),
        np.array([bytes_to_read([coding]) for coding in columns], dtype=np.int64),
        cells,
        bytes_read,
    )
    return list(room.together(room.triangles(range(len(columns)))))


@dataclass(frozen=True)
class _Room:
    """The sizes of columns, what reading them holds, and how much of both there is room for."""

    sizes: Numbers
    loads: Numbers
    cells: int
    load: int

    def cells_of(self, block: Block) -> int:
        """Return how many cells the tables of a block have."""
        one, other = (self.sizes[_slice(side)] for side in block)
        tables = np.minimum(np.multiply.outer(one, other), DENSE)
        return int((np.triu(tables, 1) if block[0] == block[1] else tables).sum())

    def fits(self, block: Block) -> bool:
        """Say whether a block can be counted in one pass; one of two columns has to be."""
        read = self.read_by(block)
        if np.count_nonzero(read) == 2:
            return True
        return self.loads[read].sum() <= self.load and self.cells_of(block) <= self.cells

    def triangles(self, own: range) -> Iterator[Block]:
        """Yield all pairs of some columns as blocks that fit."""
        if len(own) < 2:
            return
        if self.fits((own, own)):
            yield own, own
            return
        one, other = self.halves(own)
        yield from self.triangles(one)
        yield from self.rectangles(one, other)
        yield from self.triangles(other)

    def rectangles(self, one: range, other: range) -> Iterator[Block]:
        """Yield the pairs of some columns with others as blocks that fit."""
        if self.fits((one, other)):
            yield one, other
            return
        # The side with more codes, if it can be halved.
        of_one, of_other = (int(self.sizes[_slice(side)].sum()) for side in (one, other))
        if len(other) == 1 or (len(one) > 1 and of_one >= of_other):
            for half in self.halves(one):
                yield from self.rectangles(half, other)
        else:
            for half in self.halves(other):
                yield from self.rectangles(one, half)

    def halves(self, own: range) -> Block:
        """Cut columns where half of their codes lie on either side."""
        reached = np.cumsum(self.sizes[_slice(own)])
        at = int(np.searchsorted(reached, reached[-1] / 2)) + 1
        at = min(max(at, 1), len(own) - 1)
        return own[:at], own[at:]

    def together(self, blocks: Iterator[Block]) -> Iterator[Tile]:
        """Put neighbouring blocks together while there is room."""
        tile: Tile = []
        cells, read = 0, np.zeros(len(self.sizes), dtype=np.bool_)
        for block in blocks:
            own, reads = self.cells_of(block), self.read_by(block)
            if tile and (cells + own > self.cells or self.loads[read | reads].sum() > self.load):
                yield tile
                tile, cells, read = [], 0, np.zeros_like(read)
            tile.append(block)
            cells, read = cells + own, read | reads
        if tile:
            yield tile

    def read_by(self, block: Block) -> NDArray[np.bool_]:
        """Say which columns a block reads."""
        read = np.zeros(len(self.sizes), dtype=np.bool_)
        for side in block:
            read[_slice(side)] = True
        return read


def _slice(own: range) -> slice:
    return slice(own.start, own.stop)
