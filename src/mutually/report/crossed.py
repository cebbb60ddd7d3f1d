"""Two discrete columns: for each level of one, the shares of the levels of the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mutually.report.columns import Levels
from mutually.report.paths import boxes
from mutually.report.points import LIGHT, SHADES
from mutually.report.words import Name, fit

MOST_ROWS, MOST_COLUMNS = 9, 7
_LEFT, _RIGHT, _TOP, _ROW = 120, 352, 44, 22


class Cell(NamedTuple):
    """A share as it is written, in the middle of its cell; ``on`` a dark one."""

    x: float
    y: float
    text: str
    on: bool


class Crossed(NamedTuple):
    """The table as a heat map, each row of which adds up to 100 %; a path for each shade."""

    columns: list[tuple[float, Name]]
    rows: list[tuple[float, Name, int]]
    cells: list[Cell]
    paths: list[str]
    x_title: Name
    y_title: Name
    height: int
    known: int
    x_levels: int
    y_levels: int


def crossed(one: Levels, other: Levels, names: tuple[object, object]) -> Crossed:
    """Count two discrete columns; the levels of the first are the rows."""
    across, down = other.top(MOST_COLUMNS), one.top(MOST_ROWS)
    known = (across.codes >= 0) & (down.codes >= 0)
    counts = np.zeros((len(down.names), len(across.names)), dtype=np.int64)
    np.add.at(counts, (down.codes[known], across.codes[known]), 1)
    width = (_RIGHT - _LEFT) / max(len(across.names), 1)
    found = []
    corners: list[list[tuple[float, float]]] = [[] for _ in range(SHADES + 1)]
    for y, row in enumerate(counts.tolist()):
        for x, count in enumerate(row):
            share = count / max(sum(row), 1)
            text = f"{100 * share:.0f}" if not 0 < share < 0.005 else "<1"
            level = int(np.ceil(share * SHADES))
            left, top = _LEFT + x * width, _TOP + y * _ROW
            corners[level].append((left + 1, top + 1))
            if sum(row):
                found.append(Cell(left + width / 2, top + 15, text, level > LIGHT))
    return Crossed(
        [(_LEFT + (x + 0.5) * width, fit(name, width - 3)) for x, name in enumerate(across.names)],
        [
            (_TOP + y * _ROW, fit(name, _LEFT - 48), int(counts[y].sum()))
            for y, name in enumerate(down.names)
        ],
        found,
        [boxes(places, width - 2, _ROW - 2) for places in corners],
        fit(str(names[1]), _RIGHT - _LEFT),
        fit(str(names[0]), _LEFT - 12),
        _TOP + _ROW * len(down.names) + 8,
        int(np.count_nonzero(known)),
        len(one.names),
        len(other.names),
    )
