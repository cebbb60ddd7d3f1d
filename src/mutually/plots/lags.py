"""What one series tells about another against the lag."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mutually.errors import fail
from mutually.plots.common import (
    BLUE,
    FLOOR,
    ORANGE,
    axes_or_new,
    ink,
    label_below,
    note_below,
)
from mutually.wording import a_type, probability, readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.series.lagged import LaggedInformation

SIZE = (7.0, 4.0)


def plot_lags(
    result: LaggedInformation, *, ax: Axes | None = None, names: tuple[str, str] = ("x", "y")
) -> Axes:
    """Draw the mutual information of two series against the lag.

    Each point is an estimate with its 95 % interval, that of the best lag in another colour. The
    dashed line is the noise floor: with probability alpha the best of all lags of unrelated series
    reaches it.

    Parameters
    ----------
    result : LaggedInformation
        What :func:`mutually.mutual_information` returned with ``lags=``.
    ax : matplotlib.axes.Axes, optional
        Where to draw. Without it a new figure is made.
    names : tuple of str
        What to call the two series.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on. Save the figure by ``ax.figure.savefig("lags.png")``.

    Raises
    ------
    MutuallyError
        Where ``result`` or ``ax`` is something else, or matplotlib is not installed.
    """
    if not hasattr(result, "profile"):
        hint = "plot_lags(mutually.mutual_information(x, y, lags=range(25)))"
        fail("result", "must be what mutually.mutual_information returned with lags=",
             a_type(result), hint)  # fmt: skip
    ax = axes_or_new(ax, SIZE)
    from matplotlib.ticker import MaxNLocator

    x, y = (readable(name, 28) for name in names)
    points = result.profile
    for point in points:
        colour = ORANGE if point.lag == result.lag else BLUE
        if math.isfinite(point.low) and math.isfinite(point.high):
            ax.vlines(point.lag, point.low, point.high, color=colour, alpha=0.5, linewidth=1.2)
    lags = [point.lag for point in points]
    ax.plot(lags, [point.mi for point in points], "o-", color=BLUE, markersize=4, linewidth=0.8,
            label="MI, 95 % interval")  # fmt: skip
    ax.plot([result.lag], [result.value], "o", color=ORANGE, markersize=7,
            label=f"best lag, {result.lag}")  # fmt: skip
    floors = [point.noise_floor for point in points]
    if all(map(math.isfinite, floors)):
        ax.plot(lags, floors, "--", color=FLOOR, linewidth=1.2, label="noise floor over all lags")
    ax.axhline(0.0, color=ink(ax), linewidth=0.8)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y", color="#808080", alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_ylabel(f"mutual information ({result.unit})")
    label_below(ax, f"rows by which {x} is earlier than {y}")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=8.5, frameon=False)
    note_below(ax, f"p = {probability(result.pvalue)} over all {len(result.lags)} lags.")
    return ax
