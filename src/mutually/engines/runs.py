"""Cells of a table beyond memory: sorted runs in temporary files, merged block by block.

A cell is (x, y, times), with x and y any 64-bit numbers and times how often it occurs; cells with
the same x and y are put together. What is added waits in memory until there are as many as there
is room for; then it is sorted and written as a run. The files have no names: the system removes
them with the process, however that ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import IO, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.errors import fail

Keys = NDArray[np.uint64]
Counts = NDArray[np.int64]

# Sorting takes the cells themselves, two copies as rows, and the result.
_BYTES_PER_CELL = 128
_FEWEST = 1 << 10
_WORDS = 3
# So many runs of one size are merged into one, so that few files are open.
_RUNS = 16


class Cells(NamedTuple):
    """Cells in ascending order, none twice."""

    x: Keys
    y: Keys
    times: Counts

    @classmethod
    def of(cls, x: Keys, y: Keys, times: Counts | None = None) -> Cells:
        """Sort cells and put equal ones together; each occurs once where nothing is said."""
        return cls(*_core.keyed_cells(x, y, times))

    @classmethod
    def together(cls, parts: list[Cells]) -> Cells:
        """Put lists of cells together."""
        if len(parts) == 1:
            return parts[0]
        x, y, times = zip(*parts, strict=True)
        return cls.of(np.concatenate(x), np.concatenate(y), np.concatenate(times))

    def take(self, keep: slice | NDArray[np.bool_]) -> Cells:
        """Return some of the cells."""
        x, y, times = self
        return Cells(x[keep], y[keep], times[keep])


NONE = Cells(np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.int64))


class SortedCells:
    """Cells that are added in any order and read in ascending order, as often as one likes.

    Parameters
    ----------
    room : int
        The bytes of memory that adding, merging or reading may take.
    folder : str, optional
        Where the temporary files are; the system's folder for them where nothing is said.
    """

    def __init__(self, room: int, folder: str | None = None) -> None:
        self.room = room
        self.folder = folder
        self._most = max(room // _BYTES_PER_CELL, _FEWEST)
        self._waiting: list[Cells] = []
        self._cells_waiting = 0
        # Of each size, the next one _RUNS times as large.
        self._runs: list[list[_Run]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Give back memory and files."""
        self._waiting = []
        for run in self._all_runs():
            run.close()
        self._runs = []

    def another(self) -> SortedCells:
        """Return an empty one with as much room."""
        return SortedCells(self.room, self.folder)

    def add(self, cells: Cells) -> None:
        """Add cells that are sorted."""
        for start in range(0, len(cells.x), self._most):
            part = cells.take(slice(start, start + self._most))
            self._waiting.append(part)
            self._cells_waiting += len(part.x)
            if self._cells_waiting >= self._most:
                self._put_away()

    def _put_away(self) -> None:
        together = Cells.together(self._waiting)
        self._waiting, self._cells_waiting = [together], len(together.x)
        # Where most cells were there before, memory is all it takes.
        if self._cells_waiting > self._most // 2:
            self._keep(_Run(self.folder, [together]), 0)
            self._waiting, self._cells_waiting = [], 0

    def _keep(self, run: _Run, size: int) -> None:
        if size == len(self._runs):
            self._runs.append([])
        self._runs[size].append(run)
        if len(self._runs[size]) == _RUNS:
            runs, self._runs[size] = self._runs[size], []
            self._keep(self._merged(runs), size + 1)

    def blocks(self) -> Iterator[Cells]:
        """Yield all cells in ascending order, block by block: the same blocks each time."""
        runs = self._all_runs()
        if not runs:
            if self._waiting:
                self._waiting = [Cells.together(self._waiting)]
                self._cells_waiting = len(self._waiting[0].x)
                yield from self._waiting
            return
        if self._waiting:
            runs.append(_Run(self.folder, [Cells.together(self._waiting)]))
            self._waiting, self._cells_waiting = [], 0
        if len(runs) > 1:
            runs = [self._merged(runs)]
        self._runs = [runs]
        yield from runs[0].blocks(self._most)

    def _all_runs(self) -> list[_Run]:
        return [run for size in self._runs for run in size]

    def _merged(self, runs: list[_Run]) -> _Run:
        try:
            return _Run(self.folder, _merge(runs, self._most))
        finally:
            for run in runs:
                run.close()


class _Run:
    """Sorted cells in a file without a name."""

    def __init__(self, folder: str | None, blocks: Iterable[Cells]) -> None:
        try:
            self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  See close.
            for block in blocks:
                words = [block.x, block.y, block.times.view(np.uint64)]
                self._file.write(np.stack(words, axis=1).data)
            self._file.flush()
        except OSError as error:
            fail("memory", "must hold the counts where the folder of temporary files does not",
                 str(error), "set TMPDIR to a folder with more room")  # fmt: skip

    def close(self) -> None:
        self._file.close()

    def blocks(self, cells: int) -> Iterator[Cells]:
        """Yield the cells, so many at a time."""
        at = 0
        size = _WORDS * 8 * cells
        while True:
            self._file.seek(at)
            content = self._file.read(size)
            at += len(content)
            if not content:
                return
            x, y, times = np.frombuffer(content, dtype=np.uint64).reshape(-1, _WORDS).T
            yield Cells(x.copy(), y.copy(), times.astype(np.int64))


def _merge(runs: list[_Run], most: int) -> Iterator[Cells]:
    """Yield the cells of several runs in order.

    From each run a block is held. Up to the first of their ends nothing can come from behind.
    """
    reading = [run.blocks(max(most // len(runs), 1)) for run in runs]
    held = [next(blocks, NONE) for blocks in reading]
    while any(len(block.x) for block in held):
        x, y = min((int(block.x[-1]), int(block.y[-1])) for block in held if len(block.x))
        parts = []
        for at, block in enumerate(held):
            end = _behind(block, x, y)
            if end:
                parts.append(block.take(slice(0, end)))
                rest = block.take(slice(end, None))
                held[at] = rest if len(rest.x) else next(reading[at], NONE)
        yield Cells.together(parts)


def _behind(cells: Cells, x: int, y: int) -> int:
    """Return the place behind a cell."""
    first = int(np.searchsorted(cells.x, np.uint64(x), "left"))
    last = int(np.searchsorted(cells.x, np.uint64(x), "right"))
    return first + int(np.searchsorted(cells.y[first:last], np.uint64(y), "right"))


def with_totals(
    cells: SortedCells, rows_of: Callable[[Cells], Counts]
) -> Iterator[tuple[Cells, Counts, Counts]]:
    """Yield the cells with the rows of each one's x, and the totals of the x that begin.

    An x may have more cells than a block. So the cells are read twice, first for the sums of the
    x that blocks begin and end with.
    """
    at_ends: dict[int, int] = {}
    for block in cells.blocks():
        rows, starts = rows_of(block), _starts(block.x)
        sums = np.add.reduceat(rows, starts)
        for place in {0, len(starts) - 1}:
            key = int(block.x[starts[place]])
            at_ends[key] = at_ends.get(key, 0) + int(sums[place])
    before: int | None = None
    for block in cells.blocks():
        starts = _starts(block.x)
        sums = np.add.reduceat(rows_of(block), starts)
        for place in (0, -1):
            sums[place] = at_ends[int(block.x[starts[place]])]
        totals = np.repeat(sums, np.diff(starts, append=len(block.x)))
        yield block, totals, sums[1:] if before == int(block.x[0]) else sums
        before = int(block.x[-1])


def _starts(x: Keys) -> NDArray[np.intp]:
    """Return where the runs of equal values begin."""
    return np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))


def whole_levels(cells: SortedCells) -> Iterator[Cells]:
    """Yield the cells with all of an x together; the cells of one have to fit into memory."""
    rest = NONE
    for block in cells.blocks():
        both = Cells(*(np.concatenate(column) for column in zip(rest, block, strict=True)))
        last = int(_starts(both.x)[-1])
        yield both.take(slice(0, last))
        rest = both.take(slice(last, None))
    yield rest
