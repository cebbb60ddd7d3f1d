"""The frame of a picture of two columns: its size, its axes and their names."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.report.columns import Numbers
from mutually.report.scales import Scale, Tick, limits
from mutually.report.words import Name, fit

WIDTH, HEIGHT = 360, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 352, 24, 212
# Points at the limits keep off the frame.
INSET = 5


class Axis(NamedTuple):
    """An axis: its scale, its marks and its name, cut to the room that it has."""

    scale: Scale
    ticks: list[Tick]
    title: Name


def axis(numbers: Numbers, title: object, *, vertical: bool = False) -> Axis:
    """Lay an axis along the left or the bottom of the frame."""
    low, high = limits(numbers.values)
    ends = (BOTTOM - INSET, TOP + INSET) if vertical else (LEFT + INSET, RIGHT - INSET)
    scale = Scale(low, high, *ends)
    # Times are known as what has gone by since the first of them.
    ticks = scale.ticks(5)
    if numbers.are_times:
        ticks = [Tick(ends[0], "first"), Tick(ends[1], "last")]
    return Axis(scale, ticks, fit(str(title), RIGHT - LEFT - 12))


def inside(x: Axis, y: Axis, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    """Say which rows lie within both axes."""
    return (
        (one.values >= x.scale.low) & (one.values <= x.scale.high)
        & (other.values >= y.scale.low) & (other.values <= y.scale.high)
    )  # fmt: skip


def known(one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    """Say in which rows both are known."""
    return ~(np.isnan(one.values) | np.isnan(other.values))
