"""A ranking as horizontal bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mutually.errors import fail
from mutually.plots.common import (
    BLUE,
    FLOOR,
    GREEN,
    GREY,
    ORANGE,
    axes_or_new,
    inches,
    ink,
    label_below,
    note_below,
    with_minus,
)
from mutually.wording import a_type, aim, decimals, number, readable, some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.results.ranked import RankedFeature, Ranking

# A hatch besides the colour, so that the kinds differ in grey as well.
_LOOKS = {
    "discrete": (BLUE, ""),
    "continuous": (ORANGE, "///"),
    "mixed": (GREEN, "..."),
}
_OTHER_LOOK = (GREY, "xx")

_ROW_INCHES = 0.29
# Agg, which writes PNG files, draws at most 2**16 pixels in a direction.
_TALLEST_INCHES = 200.0
_LONGEST_LABEL = 28
_FEWEST_ROWS = 3
# Letters are readable from this size on, in points.
_LEGIBLE = 6.0


def plot_ranking(ranking: Ranking, *, ax: Axes | None = None, top: int | None = None) -> Axes:
    """Draw a ranking as horizontal bars, the best feature at the top.

    The colour and hatch of a bar are the feature's kind. A negative estimate, which says "nothing
    found", is drawn to the left of the zero line. A ranking with inference has its intervals as
    error bars, and across each bar a dashed line, the noise floor: so far a feature that tells
    nothing reaches with probability alpha. What was set aside stands in a note below.

    Parameters
    ----------
    ranking : Ranking
        What :func:`mutually.rank` returned.
    ax : matplotlib.axes.Axes, optional
        Where to draw. Without it a new figure is made, its height grown to the number of bars.
    top : int, optional
        Draw this many of the best only; all of them without it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on. Save the figure by ``ax.figure.savefig("ranking.png")``.

    Raises
    ------
    MutuallyError
        Where ``ranking`` or ``ax`` is something else, ``top`` is not a positive integer, or
        matplotlib is not installed.
    """
    if top is not None and (not isinstance(top, int) or top < 1):
        fail("top", "must be a positive integer or None", repr(top), "top=20")
    if not all(hasattr(ranking, fact) for fact in ("target", "unit", "skipped")):
        hint = "plot_ranking(mutually.rank(table, target))"
        fail("ranking", "must be what mutually.rank returned", a_type(ranking), hint)
    rows = list(ranking)[:top]
    ax = axes_or_new(ax, figure_size(len(rows)))
    if rows:
        _draw_bars(ax, rows)
    else:
        _say_empty(ax)
    axis = f"mutual information with {aim(ranking, 40)} ({ranking.unit})"
    label_below(ax, axis)
    ax.spines[["top", "right", "left"]].set_visible(False)
    note_below(ax, _left_out(ranking, len(rows)))
    return ax


def figure_size(n_bars: int) -> tuple[float, float]:
    """Return width and height in inches of a figure that holds so many bars with air."""
    return 7.0, min(1.6 + _ROW_INCHES * max(n_bars, _FEWEST_ROWS), _TALLEST_INCHES)


def _draw_bars(ax: Axes, rows: Sequence[RankedFeature]) -> None:
    """Draw bars, names, values, the zero line, intervals and the legend of kinds."""
    from matplotlib.patheffects import withStroke

    kinds = sorted({row.kind for row in rows})
    entries = len(kinds) + any(math.isfinite(row.noise_floor) for row in rows)
    columns = min(max(int(inches(ax)[0] * 0.75), 1), entries)
    below = 16.0 * math.ceil(entries / columns)
    points = _row_points(ax, len(rows), below)
    places = decimals(row.mi for row in rows)
    ends = [0.0]
    for place, row in enumerate(rows):
        colour, hatch = _LOOKS.get(row.kind, _OTHER_LOOK)
        width = row.mi if math.isfinite(row.mi) else 0.0
        ax.barh(place, width, 0.72, color=colour, hatch=hatch, edgecolor="white", linewidth=0.0)
        ends.append(width)
        end = max(0.0, width)
        if math.isfinite(row.low) and math.isfinite(row.high):
            # The halo is seen on bars of any colour, and not on the ground.
            halo = withStroke(linewidth=2.6, foreground=ax.get_facecolor())
            ax.hlines(place, row.low, row.high, color=ink(ax), linewidth=1.2, path_effects=[halo])
            size = min(6.0, points * 0.4)
            ax.plot([row.low, row.high], [place] * 2, "|", color=ink(ax), markersize=size)
            ends += [row.low, row.high]
            end = max(end, row.high)
        if points >= _LEGIBLE:
            # The number stands right of zero for a negative bar too: left of it are the names.
            _write_value(ax, number(row.mi, places), end, place, min(8.5, points * 0.8))
    _write_names(ax, rows, points)
    floors = _draw_floors(ax, rows)
    ends += floors
    ax.axvline(0.0, color=ink(ax), linewidth=0.8)
    ax.grid(axis="x", color="#808080", alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    span = (max(ends) - min(ends)) or 1.0
    ax.set_xlim(min(ends) - 0.03 * span * (min(ends) < 0), max(ends) + 0.14 * span)
    # One or two bars alone stay bars, and do not fill the axes like walls.
    spare = max(0, _FEWEST_ROWS - len(rows)) / 2
    ax.set_ylim(len(rows) - 0.5 + spare + below / points, -0.6 - spare)
    _add_legend(ax, kinds, columns, bool(floors))


def _draw_floors(ax: Axes, rows: Sequence[RankedFeature]) -> list[float]:
    """Draw how far a bar reaches by chance: a line across each, joined where they agree."""
    known = [(place, row.noise_floor) for place, row in enumerate(rows)
             if math.isfinite(row.noise_floor)]  # fmt: skip
    for place, floor in known:
        ax.vlines(floor, place - 0.5, place + 0.5, color=FLOOR, linewidth=1.2, linestyle="--")
    return [floor for _, floor in known]


def _row_points(ax: Axes, n: int, below: float) -> float:
    """Return the height of one row in points (1/72 inch), which fonts must not exceed.

    A fifth is what labels take when a layout moves them into the figure; ``below`` is the room
    for the legend, of which no more than half of the axes is given away.
    """
    height = 0.8 * 72.0 * inches(ax)[1]
    return max(height - below, height / 2) / (max(n, _FEWEST_ROWS) + 0.1)


def _write_value(ax: Axes, text: str, x: float, y: float, size: float) -> None:
    """Write a number beside the end of a bar."""
    ax.annotate(
        with_minus(text),
        (x, y),
        xytext=(4, 0),
        textcoords="offset points",
        verticalalignment="center",
        fontsize=size,
    )


def _write_names(ax: Axes, rows: Sequence[RankedFeature], points: float) -> None:
    """Name the bars; where they are thinner than letters, name every second, third, ..."""
    step = math.ceil(_LEGIBLE / points)
    names = [readable(row.feature, _LONGEST_LABEL) for row in rows[::step]]
    size = min(10.0, points * step * 0.8)
    ax.set_yticks(range(0, len(rows), step), names, fontsize=size, parse_math=False)
    ax.tick_params(axis="y", length=0)


def _add_legend(ax: Axes, kinds: Sequence[str], columns: int, floors: bool) -> None:
    """Name the kinds, and the noise floor, in the room below the bars, where no bar can be."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    for kind in kinds:
        colour, hatch = _LOOKS.get(kind, _OTHER_LOOK)
        handles.append(Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=kind))
    if floors:
        handles.append(Line2D([], [], color=FLOOR, linestyle="--", label="noise floor"))
    ax.legend(
        handles=handles,
        loc="lower right",
        ncols=columns,
        fontsize=8.5,
        frameon=False,
        borderaxespad=0.1,
        borderpad=0.1,
    )


def _say_empty(ax: Axes) -> None:
    """Say that there is nothing to draw."""
    middle: dict[str, Any] = {"horizontalalignment": "center", "verticalalignment": "center"}
    ax.text(0.5, 0.5, "no feature could be ranked", transform=ax.transAxes, **middle)
    ax.set_xticks([])
    ax.set_yticks([])


def _left_out(ranking: Ranking, drawn: int) -> str:
    """Say what is not drawn: features below ``top``, and columns that were set aside."""
    sentences = []
    if drawn < len(ranking):
        sentences.append(f"The best {drawn} of {len(ranking)} features.")
    if ranking.skipped:
        aside = (f"{readable(name, 28)} ({why})" for name, why in ranking.skipped.items())
        sentences.append(f"Set aside: {some(aside)}.")
    return " ".join(sentences)
