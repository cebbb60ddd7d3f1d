"""A column of numbers in each level of a discrete one: ridges, with the middle half of each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.report import frames
from mutually.report.columns import Levels, Numbers
from mutually.report.paths import outline
from mutually.report.scales import Scale
from mutually.report.words import Name, fit

MOST_LEVELS = 8
_LEFT, _RIGHT, _TOP = 104, 350, 26
_STEP = 6
# A few ridges are higher, so that the picture is about as tall as any other.
_LEAST_ROW, _MOST_ROW, _ALL_ROWS = 30, 54, 190
_BINS = (_RIGHT - _LEFT) // _STEP + 1
_SMOOTH = np.array([1, 4, 6, 4, 1]) / 16


class Ridge(NamedTuple):
    """One level: its name, rows, the path of its density, and quartiles as places."""

    name: Name
    rows: int
    base: float
    path: str
    quartiles: tuple[float, float, float] | None


class Ridges(NamedTuple):
    """The ridges of all levels on one axis of numbers."""

    x: frames.Axis
    ridges: list[Ridge]
    title: Name
    height: int
    foot: float
    known: int
    beyond: int


def ridges(numbers: Numbers, levels: Levels, names: tuple[object, object]) -> Ridges:
    """Draw the density of numbers in each level, all to one scale of density."""
    top = levels.top(MOST_LEVELS)
    axis = frames.axis(numbers, names[0])
    scale = Scale(axis.scale.low, axis.scale.high, _LEFT, _RIGHT)
    ticks = axis.ticks
    ticks = [
        tick._replace(at=_LEFT + (tick.at - axis.scale.start) * (_RIGHT - _LEFT)
                      / (axis.scale.stop - axis.scale.start)) for tick in ticks
    ]  # fmt: skip
    known = ~np.isnan(numbers.values) & (top.codes >= 0)
    values, codes = numbers.values[known], top.codes[known]
    parts = [values[codes == code] for code in range(len(top.names))]
    densities = [_density(part, scale) for part in parts]
    highest = max((float(density.max()) for density in densities), default=0.0) or 1.0
    tall = min(max(_ALL_ROWS // max(len(parts), 1), _LEAST_ROW), _MOST_ROW)
    found = []
    for at, (part, density) in enumerate(zip(parts, densities, strict=True)):
        base = _TOP + tall * (at + 1) - 8.0
        path = outline(_LEFT, _STEP, density / highest * (tall - 4), base) if len(part) else ""
        label = f"{top.names[at]}"
        found.append(Ridge(fit(label, _LEFT - 12), len(part), base, path, _quartiles(part, scale)))
    foot = float(_TOP + tall * len(parts))
    inside = (values >= scale.low) & (values <= scale.high)
    return Ridges(
        axis._replace(scale=scale, ticks=ticks), found, fit(str(names[1]), _LEFT + 60),
        int(foot) + 38, foot, len(values), len(values) - int(np.count_nonzero(inside)),
    )  # fmt: skip


def _density(values: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    """Return the smoothed share of the rows in each bin; of no rows, nothing."""
    inside = values[(values >= scale.low) & (values <= scale.high)]
    if not len(inside):
        return np.zeros(_BINS)
    counts, _ = np.histogram(inside, _BINS, (scale.low, scale.high))
    return np.convolve(counts / len(values), _SMOOTH, "same")


def _quartiles(values: NDArray[np.float64], scale: Scale) -> tuple[float, float, float] | None:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return None
    inside = np.clip(np.quantile(finite, (0.25, 0.5, 0.75)), scale.low, scale.high)
    lower, middle, upper = scale(inside).tolist()
    return lower, middle, upper
