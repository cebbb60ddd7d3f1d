"""Shapes as the shortest paths of SVG: a page of fifty pictures is mostly these."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def short(value: float) -> str:
    """Write a place with one decimal at most.

    Examples
    --------
    >>> short(12.04), short(0.5), short(-0.01)
    ('12', '.5', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    if text in ("-0", "0"):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def dots(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    """Return a line of no length for each point, which round caps make a dot, in half units.

    Examples
    --------
    >>> dots(np.array([1.0, 2.5]), np.array([3.0, 4.0]))
    'M2 6h0M5 8h0'
    """
    places = np.rint(np.stack([2 * x, 2 * y], axis=1)).astype(int).tolist()
    return "".join(dict.fromkeys(f"M{a} {b}h0" for a, b in places))


def steps(heights: Iterable[int], width: int, base: int, gap: int = 0) -> str:
    """Return bars of whole heights side by side on a base.

    Examples
    --------
    >>> steps([2, 0, 3], 4, 10), steps([2, 3], 4, 10, gap=1)
    ('M0 10v-2h4v2h4v-3h4v3z', 'M0 10v-2h4v2zM5 10v-3h4v3z')
    """
    if gap:
        bars = enumerate(heights)
        return "".join(f"M{k * (width + gap)} {base}v-{h}h{width}v{h}z" for k, h in bars if h)
    path, last = f"M0 {base}", 0
    for height in heights:
        path += f"v{last - height}" * (height != last) + f"h{width}"
        last = height
    return path + f"v{last}" * bool(last) + "z"


def cells(rows: NDArray[np.bool_]) -> str:
    """Return the cells of a grid that are set, runs of a row as one box, in units of a cell.

    Examples
    --------
    >>> cells(np.array([[True, True, False], [False, False, True]]))
    'M0 0h2v1h-2zM2 1h1v1h-1z'
    """
    path = []
    for y, row in enumerate(rows):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
        for start, stop in edges.reshape(-1, 2).tolist():
            path.append(f"M{start} {y}h{stop - start}v1h-{stop - start}z")
    return "".join(path)


def boxes(corners: Iterable[tuple[float, float]], width: float, height: float) -> str:
    """Return boxes of one size.

    Examples
    --------
    >>> boxes([(1, 2), (9, 2)], 7, 5)
    'M1 2h7v5h-7zM9 2h7v5h-7z'
    """
    w, h = short(width), short(height)
    return "".join(f"M{short(x)} {short(y)}h{w}v{h}h-{w}z" for x, y in corners)


def outline(left: float, step: int, heights: NDArray[np.float64], base: float) -> str:
    """Return an area between a base and a curve whose points are so many units apart.

    Examples
    --------
    >>> outline(4.0, 2, np.array([5.0, 6.5, 0.0, 0.0]), 9.0)
    'M4 9v-5l2-1.5l2 6.5h2z'
    """
    tenths = np.rint(heights * 10).astype(int)
    path = f"M{short(left)} {short(base)}"
    if tenths[0]:
        path += f"v{short(-tenths[0] / 10)}"
    # Of rounded places, so that what is rounded off does not add up.
    for change in np.diff(tenths).tolist():
        down = short(-change / 10)
        path += f"h{step}" if not change else f"l{step}{'' if change > 0 else ' '}{down}"
    end = tenths[-1] / 10
    return path + (f"v{short(end)}" if end else "") + "z"
