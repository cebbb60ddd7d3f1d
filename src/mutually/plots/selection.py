"""A selection as bars of gain, with the joint information beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mutually.errors import fail
from mutually.plots.common import BLUE, GREY, axes_or_new, ink, label_below, note_below
from mutually.selecting.criteria import RATIOS
from mutually.wording import a_type, readable, some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.results.selected import Selection

_ROW_INCHES = 0.32
_LONGEST_LABEL = 28


def plot_selection(selection: Selection, *, ax: Axes | None = None) -> Axes:
    """Draw a selection: for each column in order of choice its gain, and what all tell so far.

    The bars are the gains of the steps, and behind each a thin one is the relevance of the column
    alone: where the bar is much shorter, others had said it before. The line of points is the joint
    information of the columns so far; where it is level, more columns bring nothing that these rows
    show. The gains of "disr" are ratios, and are not drawn.

    Parameters
    ----------
    selection : Selection
        What :func:`mutually.select` returned.
    ax : matplotlib.axes.Axes, optional
        Where to draw. Without it a new figure is made, its height grown to the number of columns.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on. Save the figure by ``ax.figure.savefig("selection.png")``.

    Raises
    ------
    MutuallyError
        Where ``selection`` or ``ax`` is something else, or matplotlib is not installed.
    """
    if not all(hasattr(selection, fact) for fact in ("target", "unit", "meaning")):
        hint = "plot_selection(mutually.select(table, target))"
        fail("selection", "must be what mutually.select returned", a_type(selection), hint)
    rows = list(selection)
    ax = axes_or_new(ax, selection_size(len(rows)))
    places = range(len(rows))
    alone = [row.relevance for row in rows]
    if selection.method in RATIOS:
        ax.barh(places, alone, 0.62, color=GREY, label="alone")
    else:
        ax.barh(places, [row.gain for row in rows], 0.62, color=BLUE, label="gain")
        ax.barh(places, alone, 0.16, color=GREY, label="alone")
    known = [(row.joint, place) for place, row in enumerate(rows) if math.isfinite(row.joint)]
    if known:
        ax.plot(*zip(*known, strict=True), "o-", color=ink(ax), markersize=4, linewidth=1.2,
                label="together so far")  # fmt: skip
    names = [f"{row.step}  {readable(row.feature, _LONGEST_LABEL)}" for row in rows]
    ax.set_yticks(places, names, parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.axvline(0.0, color=ink(ax), linewidth=0.8)
    ax.grid(axis="x", color="#808080", alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.set_ylim(max(len(rows), 3) - 0.4, -0.6)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=8.5, frameon=False)
    target = readable(selection.target, 40)
    label_below(ax, f"information about {target} ({selection.unit})")
    note_below(ax, _note(selection))
    return ax


def selection_size(n_rows: int) -> tuple[float, float]:
    """Return width and height in inches of a figure that holds so many columns with air."""
    return 7.0, 1.8 + _ROW_INCHES * max(n_rows, 3)


def _note(selection: Selection) -> str:
    drawn = ", a ratio that is not drawn" if selection.method in RATIOS else ""
    sentences = [f"Gain by {selection.method}: {selection.meaning}{drawn}."]
    if selection.skipped:
        aside = (f"{readable(name, 28)} ({why})" for name, why in selection.skipped.items())
        sentences.append(f"Set aside: {some(aside)}.")
    return " ".join(sentences)
