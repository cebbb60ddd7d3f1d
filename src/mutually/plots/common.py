"""What the plots share: ink, room, and small text below."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from mutually.errors import fail, require
from mutually.wording import a_type

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Colours that readers with any colour vision tell apart (Okabe and Ito), and a grey for text.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#7F7F7F"
SKY = "#56B4E9"
# The line up to which a bar is noise: a red that stands out beside the three kinds.
FLOOR = "#B2182B"
INK, LIGHT_INK = "#404040", "#C8C8C8"


def axes_or_new(ax: object, size: tuple[float, float]) -> Axes:
    """Return the axes given, or those of a new figure that a notebook will show."""
    require("matplotlib", "plot")
    if ax is not None:
        from matplotlib.axes import Axes

        if not isinstance(ax, Axes):
            hint = "ax=plt.figure().subplots(), or nothing for a new figure"
            fail("ax", "must be one matplotlib Axes", a_type(ax), hint)
        return ax
    from matplotlib import pyplot as plt

    return plt.figure(figsize=size, layout="constrained").subplots()


def names_of(x: object, y: object, names: tuple[str, str] | None) -> list[str]:
    """Return what to call two variables: the names given, or those of series, or x and y."""
    if names is None:
        found = [getattr(data, "name", None) for data in (x, y)]
        return [
            other if own is None or own == "" else str(own)
            for own, other in zip(found, ("x", "y"), strict=True)
        ]
    if isinstance(names, str) or len(names) != 2:
        fail("names", "must be two names, of x and of y", repr(names), 'names=("age", "income")')
    return [str(name) for name in names]


def figure_for_file(size: tuple[float, float]) -> Figure:
    """Return a figure that is only saved: no pyplot, no window, no display needed."""
    require("matplotlib", "plot")
    from matplotlib.figure import Figure

    return Figure(figsize=size, layout="constrained")


def ink(ax: Axes) -> str:
    """Return the grey of small text and lines: dark, or light where the axes are dark."""
    from matplotlib.colors import to_rgba

    red, green, blue, alpha = to_rgba(ax.get_facecolor())
    if alpha == 0.0:
        red, green, blue, alpha = to_rgba(ax.figure.get_facecolor())
    # The luma of ITU-R BT.601. What has no ground at all is drawn for white paper.
    dark = alpha > 0.0 and 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
    return LIGHT_INK if dark else INK


def inches(ax: Axes) -> tuple[float, float]:
    """Return width and height of the axes before a layout gives some of it to the labels."""
    box = ax.get_window_extent()
    return box.width / ax.figure.dpi, box.height / ax.figure.dpi


def with_minus(text: str) -> str:
    """Write the minus sign as the axes do."""
    return text.replace("-", "\N{MINUS SIGN}")


def label_below(ax: Axes, label: str) -> None:
    """Name the horizontal axis, in two lines where the axes are narrow."""
    ax.set_xlabel(fill(label, max(24, int(inches(ax)[0] * 9))), parse_math=False)


def beside(ax: Axes, label: str) -> str:
    """Break a label that is written along the height of the axes."""
    return fill(label, max(16, int(inches(ax)[1] * 9)))


def label_beside(ax: Axes, label: str) -> None:
    """Name the vertical axis, in several lines where the axes are low."""
    ax.set_ylabel(beside(ax, label), parse_math=False)


def note_below(ax: Axes, note: str) -> None:
    """Write small text under the label of the horizontal axis, wrapped to the width of the axes."""
    if not note:
        return
    ax.annotate(
        fill(note, max(24, int(inches(ax)[0] * 12))),
        xy=(0.0, 0.0),
        # The left end of the axes and the foot of its label, wherever a layout moves them.
        xycoords=("axes fraction", ax.xaxis.label),
        xytext=(0, -6),
        textcoords="offset points",
        verticalalignment="top",
        fontsize=8,
        color=ink(ax),
        parse_math=False,
    )
