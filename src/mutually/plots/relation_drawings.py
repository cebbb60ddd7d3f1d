"""The three drawings of a relation: points, strips of classes, and a table of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mutually.plots.common import beside, inches
from mutually.plots.relation import Side
from mutually.wording import readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import CenteredNorm, LinearSegmentedColormap

# More points than these hide one another.
MOST_POINTS = 5000
_MOST_LEVELS = 30
_BINS = 50
# The end of the colours: of points this share lies within.
_SHARE = 0.98
# Blue and vermilion of Okabe and Ito about a grey that is seen on white and on black paper.
_COLD, _ZERO, _WARM = "#0072B2", "#B4B4B4", "#D55E00"
# A letter is readable from this height on, in points.
_LEGIBLE = 6.0


def colours() -> LinearSegmentedColormap:
    """Return the map from cold over grey at 0 to warm."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("local information", [_COLD, _ZERO, _WARM])


def draw_points(ax: Axes, x: Side, y: Side, local: NDArray[np.float64], unit: str) -> list[str]:
    """Draw rows as points, or many of them as hexagons; return what to say of it."""
    if len(local) <= MOST_POINTS:
        norm, extend = _norm(local)
        # Those that say most lie on top.
        order = np.argsort(np.abs(local), kind="stable")
        points = ax.scatter(
            x.values[order], y.values[order], c=local[order], cmap=colours(), norm=norm,
            s=_area(ax, len(local)), linewidths=0, alpha=0.9,
        )  # fmt: skip
        _bar(ax, points, f"local information ({unit})", extend)
        return []
    across = int(np.clip(inches(ax)[0] * 8, 15, 60))
    cells = ax.hexbin(
        x.values, y.values, C=local, reduce_C_function=np.mean, gridsize=across, mincnt=1,
        cmap=colours(), linewidths=0.2,
    )  # fmt: skip
    means = np.asarray(cells.get_array(), dtype=np.float64)
    norm, extend = _norm(means)
    cells.set_norm(norm)
    _bar(ax, cells, f"mean local information ({unit})", extend)
    return ["Each hexagon has the mean colour of its rows."]


def draw_strips(ax: Axes, x: Side, y: Side, local: NDArray[np.float64], unit: str) -> list[str]:
    """Draw numbers against classes, the classes along whichever axis is theirs."""
    upright = x.levels is not None
    classes, numbers = (x, y) if upright else (y, x)
    classes, notes = _fewer(classes)
    assert classes.levels is not None
    if len(local) <= MOST_POINTS:
        norm, extend = _norm(local)
        aside = np.random.default_rng(0).uniform(-0.32, 0.32, len(local))
        order = np.argsort(np.abs(local), kind="stable")
        ends = (classes.values + aside)[order], numbers.values[order]
        across, along = ends if upright else ends[::-1]
        points: Any = ax.scatter(
            across, along, c=local[order], cmap=colours(), norm=norm,
            s=_area(ax, len(local)), linewidths=0, alpha=0.9,
        )  # fmt: skip
        _bar(ax, points, f"local information ({unit})", extend)
        notes.append("Points are moved across the strips at random, to be seen.")
    else:
        points = _histograms(classes, numbers, local, upright=upright)
        ax.add_collection(points)
        ax.autoscale_view()
        norm, extend = _norm(np.asarray(points.get_array(), dtype=np.float64))
        points.set_norm(norm)
        _bar(ax, points, f"mean local information ({unit})", extend)
        notes.append("Bars are histograms of each class, with the mean colour of their rows.")
    _name_levels(ax, classes.levels, across=upright)
    ends_of_axis = (-0.6, len(classes.levels) - 0.4)
    if upright:
        ax.set_xlim(*ends_of_axis)
    else:
        ax.set_ylim(*ends_of_axis[::-1])
    return notes


def _histograms(classes: Side, numbers: Side, local: NDArray[np.float64], *, upright: bool) -> Any:
    """Return boxes, as wide as a class has rows in a stretch of the numbers."""
    from matplotlib.collections import PolyCollection

    assert classes.levels is not None
    edges = np.histogram_bin_edges(numbers.values, _BINS)
    stretch = np.clip(np.searchsorted(edges, numbers.values, "right") - 1, 0, _BINS - 1)
    cell = classes.values * _BINS + stretch
    size = len(classes.levels) * _BINS
    rows = np.bincount(cell, minlength=size)
    means = np.bincount(cell, weights=local, minlength=size) / np.maximum(rows, 1)
    widest = rows.reshape(-1, _BINS).max(axis=1, keepdims=True)
    half = 0.42 * (rows.reshape(-1, _BINS) / np.maximum(widest, 1)).ravel()
    held = np.flatnonzero(rows)
    centre, at = held // _BINS, held % _BINS
    left, right = centre - half[held], centre + half[held]
    low, high = edges[at], edges[at + 1]
    across, along = np.stack([left, right, right, left]), np.stack([low, low, high, high])
    boxes = np.stack([across, along] if upright else [along, across]).T
    return PolyCollection(list(boxes), array=means[held], cmap=colours(), linewidths=0)


def draw_table(ax: Axes, x: Side, y: Side, local: NDArray[np.float64], unit: str) -> list[str]:
    """Draw counts of two discrete columns, coloured by what each cell adds to the value."""
    (x, of_x), (y, of_y) = _fewer(x), _fewer(y)
    assert x.levels is not None
    assert y.levels is not None
    shape = len(y.levels), len(x.levels)
    cell = y.values * shape[1] + x.values
    counts = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    added = np.bincount(cell, weights=local, minlength=counts.size).reshape(shape) / len(local)
    most = float(np.abs(added).max()) or 1.0
    from matplotlib.colors import CenteredNorm

    norm = CenteredNorm(0.0, most)
    picture = ax.imshow(added, cmap=colours(), norm=norm, aspect="auto", interpolation="nearest")
    _bar(ax, picture, f"added to I ({unit})", "neither")
    _name_levels(ax, x.levels, across=True)
    _name_levels(ax, y.levels, across=False)
    _write_counts(ax, counts, picture.to_rgba(added))
    notes = [*of_x, *of_y]
    if not ax.texts:
        return notes
    return [*notes, "Cells hold the numbers of rows."]


def _write_counts(ax: Axes, counts: NDArray[np.int64], cells: NDArray[np.float64]) -> None:
    """Write the counts where cells have room, dark on light cells and light on dark ones."""
    width, height = (0.62 * 72.0 * side for side in inches(ax))
    longest = max(len(f"{count:,}") for count in counts.ravel().tolist())
    font = min(10.0, 0.6 * height / counts.shape[0], width / counts.shape[1] / (0.62 * longest))
    if font < _LEGIBLE:
        return
    for (row, column), count in np.ndenumerate(counts):
        light = cells[row, column, :3] @ (0.299, 0.587, 0.114) > 0.45
        ax.text(column, row, f"{count:,}", fontsize=font, color="black" if light else "white",
                horizontalalignment="center", verticalalignment="center")  # fmt: skip


def _fewer(side: Side) -> tuple[Side, list[str]]:
    """Put all but the most frequent levels together where there are too many to draw."""
    assert side.levels is not None
    if len(side.levels) <= _MOST_LEVELS:
        return side, []
    rows = np.bincount(side.values, minlength=len(side.levels))
    kept = np.sort(np.argsort(-rows, kind="stable")[: _MOST_LEVELS - 1])
    places = np.full(len(side.levels), len(kept))
    places[kept] = np.arange(len(kept))
    others = len(side.levels) - len(kept)
    levels = [*(side.levels[at] for at in kept.tolist()), f"{others:,} others"]
    note = f"The {others:,} rarest levels of {readable(side.name, 28)} are drawn as one."
    return Side(side.name, places[side.values], levels), [note]


def _name_levels(ax: Axes, levels: list[str], *, across: bool) -> None:
    """Write the levels along an axis, turned or thinned where they would not fit."""
    room = 0.62 * 72.0 * inches(ax)[0 if across else 1] / len(levels)
    font = 9.0
    turned = across and max(map(len, levels)) * 0.6 * font > room
    step = max(1, int(np.ceil(_LEGIBLE / room))) if turned or not across else 1
    font = max(min(font, 0.9 * room * step), _LEGIBLE) if turned or not across else font
    places = range(0, len(levels), step)
    shown = [levels[at] for at in places]
    if across:
        ax.set_xticks(places, shown, fontsize=font, rotation=90 if turned else 0, parse_math=False)
        ax.tick_params(axis="x", length=0)
    else:
        ax.set_yticks(places, shown, fontsize=font, parse_math=False)
        ax.tick_params(axis="y", length=0)


def _norm(values: NDArray[np.float64]) -> tuple[CenteredNorm, str]:
    """Return colours that end where nearly all values do, with 0 in the middle."""
    from matplotlib.colors import CenteredNorm

    sizes = np.abs(values)
    end = float(np.quantile(sizes, _SHARE)) or float(sizes.max()) or 1.0
    beyond = (bool((values < -end).any()), bool((values > end).any()))
    names = {(True, True): "both", (True, False): "min", (False, True): "max"}
    return CenteredNorm(0.0, end), names.get(beyond, "neither")


def _area(ax: Axes, n: int) -> float:
    """Return the area of a point, in square points: less where many have to share the axes."""
    width, height = inches(ax)
    return float(np.clip(6000 / max(n, 1), 5, 30) * np.clip(width * height / 20, 0.5, 4))


def _bar(ax: Axes, mappable: Any, label: str, extend: str) -> None:
    bar = ax.figure.colorbar(mappable, ax=ax, fraction=0.046, pad=0.02, extend=extend)
    bar.set_label(beside(ax, label))
    bar.outline.set_visible(False)
