"""What three variables share: three circles, with a centre that may be negative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mutually.plots.common import BLUE, FLOOR, axes_or_new, ink, label_below, note_below, with_minus
from mutually.three import ThreeParts, parts_of_three
from mutually.units import unit_name
from mutually.wording import decimals, number, readable, some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = (6.0, 5.2)
# Circles of radius 1 whose centres are so far from the middle: each part has room for a number.
_FROM_MIDDLE = 0.68
_ANGLES = np.radians([150.0, 30.0, 270.0])
_CENTRES = _FROM_MIDDLE * np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])
# X and Y, X and Z, Y and Z, in the order of ThreeParts.
_LENSES = ((0, 1), (0, 2), (1, 2))


def draw_three(
    variables: tuple[Any, Any, Any],
    ax: Axes | None,
    base: float | None,
    names: tuple[str, ...],
    discrete: Any,
) -> Axes:
    """Draw the seven parts of three variables; see :func:`mutually.plot_information`."""
    parts = parts_of_three(*variables, discrete=discrete, base=base)
    ax = axes_or_new(ax, SIZE)
    ax.set_aspect("equal")
    ax.set_xlim(-2.0, 2.0)
    ax.set_ylim(-2.02, 1.75)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    unit = unit_name(base)
    places = decimals(v for v in (*parts.own, *parts.shared, parts.common) if v is not None)
    _shade(ax, parts)
    _write_values(ax, parts, places)
    _write_names(ax, names)
    label_below(ax, f"entropy and information ({unit})")
    note_below(ax, _caption(parts))
    return ax


def overlap(circles: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the outline of what circles have in common, as points in order around it."""
    turn = np.linspace(0.0, 2.0 * np.pi, 2881)[:-1]
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    outline = [
        points[np.all([_inside(points, other) for other in circles if other != own], axis=0)]
        for own, points in ((own, _CENTRES[own] + circle) for own in circles)
    ]
    points = np.concatenate(outline)
    # Overlaps of circles are convex, so that angles about their middle put the points in order.
    middle = points.mean(axis=0)
    ordered: NDArray[np.float64] = points[np.argsort(np.arctan2(*(points - middle).T[::-1]))]
    return ordered


def _inside(points: NDArray[np.float64], circle: int) -> NDArray[np.bool_]:
    within: NDArray[np.bool_] = np.hypot(*(points - _CENTRES[circle]).T) <= 1.0 + 1e-12
    return within


def _shade(ax: Axes, parts: ThreeParts) -> None:
    """Fill what is shared, the deeper the more it is; what is below zero in another colour."""
    from matplotlib.patches import Circle, Polygon

    most = max(abs(v) for v in (*parts.shared, parts.common)) or 1.0
    # From the outside to the middle: each part covers what it is cut out of.
    shapes = [(overlap(pair), value) for pair, value in zip(_LENSES, parts.shared, strict=True)]
    background = ax.get_facecolor()
    for outline, value in (*shapes, (overlap((0, 1, 2)), parts.common)):
        colour = BLUE if value >= 0 else FLOOR
        ax.add_patch(Polygon(outline, facecolor=background, linewidth=0))
        depth = 0.12 + 0.58 * abs(value) / most
        ax.add_patch(
            Polygon(
                outline,
                facecolor=colour,
                alpha=depth,
                linewidth=0,
                hatch=None if value >= 0 else "////",
                edgecolor=ink(ax),
            )
        )
    for centre in _CENTRES:
        ax.add_patch(Circle((centre[0], centre[1]), 1.0, fill=False, edgecolor="#808080"))


def _write_values(ax: Axes, parts: ThreeParts, places: int) -> None:
    def write(at: NDArray[np.float64], value: float | None) -> None:
        text = "open" if value is None else with_minus(number(value, places))
        style: dict[str, Any] = {"style": "italic", "color": "#808080"} if value is None else {}
        background = {"facecolor": ax.get_facecolor(), "alpha": 0.75, "linewidth": 0, "pad": 1.5}
        ax.text(at[0], at[1], text, ha="center", va="center", fontsize=10, bbox=background, **style)

    for centre, value in zip(_CENTRES, parts.own, strict=True):
        write(1.75 * centre, value)
    for (one, other), value in zip(_LENSES, parts.shared, strict=True):
        write(0.92 * (_CENTRES[one] + _CENTRES[other]), value)
    write(np.zeros(2), parts.common)


def _write_names(ax: Axes, names: tuple[str, ...]) -> None:
    places: tuple[tuple[float, float, Any], ...] = (
        (-1.25, 1.45, "center"), (1.25, 1.45, "center"), (0.0, -1.86, "center")
    )  # fmt: skip
    for (x, y, side), name in zip(places, names, strict=True):
        ax.text(x, y, readable(name, 26), ha=side, va="center", fontsize=11, weight="bold",
                parse_math=False)  # fmt: skip


def _caption(parts: ThreeParts) -> str:
    sentences = [
        "Not to scale, as no areas can be: the middle, what all three share, may be negative. The"
        " deeper the blue, the more."
    ]
    if parts.common < 0:
        sentences.append(
            "The middle is negative (red, hatched): two tell about the third what neither tells"
            " alone."
        )
    if min(parts.shared) < 0:
        sentences.append("What two share is never negative: such estimates are noise about 0.")
    if None in parts.own:
        kinds = {kind for kind, own in zip(parts.kinds, parts.own, strict=True) if own is None}
        sentences.append(
            f"Open: a {' or '.join(sorted(kinds))} variable has no entropy of its own to write."
        )
    # Without the orders of ties and the like, which stand on the results of two.
    estimators = dict.fromkeys(name.partition(",")[0] for name in parts.estimators)
    sentences.append(f"n = {parts.n:,}, estimators: {some(estimators, 4)}.")
    return " ".join(sentences)
