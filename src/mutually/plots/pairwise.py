"""All pairs of columns as a clustered heat map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.plots.common import axes_or_new, inches, label_below, note_below, with_minus
from mutually.wording import a_type, decimals, number, readable, some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.results.paired import Pairwise

_COLOURS = "viridis_r"
# Not significant, not known, and a column with itself.
_PALE, _UNKNOWN, _SELF = "#EFEFEF", "#FFFFFF", "#BDBDBD"
_LONGEST_LABEL = 28
# Letters are readable from this size on, in points.
_LEGIBLE = 5.5
_MOST_COLUMNS = 200
_CELL_INCHES = 0.28
# Of four digits with their point.
_ROOM_FOR_A_VALUE = 24.0


def plot_pairwise(pairs: Pairwise, *, ax: Axes | None = None, top: int | None = None) -> Axes:
    """Draw the mutual information of all pairs as a heat map, like columns side by side.

    Columns are in the order of a hierarchical clustering (average linkage, leaves in the optimal
    order) of 1 - sqrt(1 - exp(-2 I)). A pair that is not significant (its q-value is above alpha)
    is pale grey with a dot, one that is not known or not held is white; the diagonal, where
    entropies of another scale would be, is grey.

    Parameters
    ----------
    pairs : Pairwise
        What :func:`mutually.pairwise` returned.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the colour bar takes some of its room. A new figure without it.
    top : int, optional
        Draw so many columns, those with the strongest pairs; 200 at most without it.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on.

    Raises
    ------
    MutuallyError
        Where ``pairs`` or ``ax`` is something else, ``top`` is not a whole number from 2 on, or
        matplotlib is not installed.
    """
    if top is not None and (not isinstance(top, int) or isinstance(top, bool) or top < 2):
        fail("top", "must be a whole number from 2 on, or None", repr(top), "top=20")
    if not all(hasattr(pairs, fact) for fact in ("matrix", "names", "held")):
        hint = "plot_pairwise(mutually.pairwise(table))"
        fail("pairs", "must be what mutually.pairwise returned", a_type(pairs), hint)
    chosen = strongest(pairs, _MOST_COLUMNS if top is None else top)
    order = chosen[clustered(pairs.normalized("correlation")[np.ix_(chosen, chosen)])]
    ax = axes_or_new(ax, figure_size(len(order)))
    values = pairs.matrix()[np.ix_(order, order)]
    np.fill_diagonal(values, np.nan)
    _draw(ax, pairs, values, order)
    label_below(ax, f"{len(order)} columns, those side by side that tell alike")
    note_below(ax, _caption(pairs, len(order)))
    return ax


def figure_size(columns: int) -> tuple[float, float]:
    """Return width and height in inches of a figure that holds so many columns."""
    side = min(max(2.4 + _CELL_INCHES * min(columns, _MOST_COLUMNS), 5.0), 18.0)
    return side + 1.4, side + 0.6


def strongest(pairs: Pairwise, most: int) -> NDArray[np.intp]:
    """Return the places of the columns that have the strongest pairs, in the order of the names."""
    names = [str(name) for name in pairs.names]
    by_name = np.array(sorted(range(len(names)), key=lambda at: (names[at], at)), dtype=np.intp)
    if len(names) <= most:
        return by_name
    best = np.full(len(names), -np.inf)
    for side in ("x", "y"):
        np.fmax.at(best, pairs.held[side], pairs.held["mi"])
    keep = set(by_name[np.argsort(-best[by_name], kind="stable")[:most]].tolist())
    return np.array([at for at in by_name.tolist() if at in keep], dtype=np.intp)


def clustered(alike: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return an order of rows in which those that are alike (1 the same, 0 not) are near."""
    if len(alike) < 3:
        return np.arange(len(alike))
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    apart = 1 - np.clip(np.nan_to_num(alike), 0, 1)
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), "average", optimal_ordering=True)
    return np.asarray(leaves_list(tree), dtype=np.intp)


def cell_colours(
    values: NDArray[np.float64], weak: NDArray[np.bool_], largest: float
) -> NDArray[np.float64]:
    """Return the colour of each cell: by its value, pale where weak, white where unknown."""
    from matplotlib import colormaps
    from matplotlib.colors import to_rgba

    # The palest tenth of the map is left out: it would look like what is not significant.
    shares = 0.1 + 0.9 * np.clip(np.nan_to_num(values) / largest, 0, 1)
    colours = np.asarray(colormaps[_COLOURS](shares), dtype=np.float64)
    colours[weak] = to_rgba(_PALE)
    colours[np.isnan(values)] = to_rgba(_UNKNOWN)
    np.einsum("iij->ij", colours)[...] = to_rgba(_SELF)
    return colours


def _draw(ax: Axes, pairs: Pairwise, values: NDArray[np.float64], order: NDArray[np.intp]) -> None:
    """Draw cells, dots, values, names and the colour bar."""
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import ListedColormap, Normalize

    size = len(order)
    known = values[np.isfinite(values)]
    largest = float(known.max()) if len(known) and known.max() > 0 else 1.0
    weak = np.zeros((size, size), dtype=bool)
    if pairs.alpha is not None:
        with np.errstate(invalid="ignore"):
            weak = pairs.matrix("qvalue")[np.ix_(order, order)] > pairs.alpha
    ax.imshow(cell_colours(values, weak, largest), interpolation="nearest", aspect="equal")
    points = _cell_points(ax, size)
    if points >= 3:
        y, x = np.nonzero(weak)
        ax.scatter(x, y, s=min(points * 0.15, 2.5) ** 2, color="#A0A0A0", linewidths=0)
    if points >= _ROOM_FOR_A_VALUE:
        _write_values(ax, values, weak, largest, min(9.0, points / 3.4))
    step = math.ceil(_LEGIBLE / points)
    names = [readable(pairs.names[at], _LONGEST_LABEL) for at in order[::step]]
    font = min(10.0, max(points * step * 0.85, _LEGIBLE - 1))
    ax.set_yticks(range(0, size, step), names, fontsize=font, parse_math=False)
    ax.set_xticks(range(0, size, step), names, fontsize=font, parse_math=False, rotation=90)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    shades = ListedColormap(colormaps[_COLOURS](np.linspace(0.1, 1, 256)))
    scale = ScalarMappable(Normalize(0.0, largest), shades)
    bar = ax.figure.colorbar(scale, ax=ax, fraction=0.046, pad=0.02)
    bar.set_label(f"mutual information ({pairs.unit})")
    bar.outline.set_visible(False)


def _cell_points(ax: Axes, size: int) -> float:
    """Return the side of a cell in points, of what names and colour bar leave of the axes."""
    return 0.62 * 72.0 * min(inches(ax)) / max(size, 1)


def _write_values(
    ax: Axes, values: NDArray[np.float64], weak: NDArray[np.bool_], largest: float, font: float
) -> None:
    """Write each value into its cell, in what can be read on its colour."""
    places = min(decimals(values[np.isfinite(values)]), 3)
    middle: dict[str, Any] = {"horizontalalignment": "center", "verticalalignment": "center"}
    for (y, x), value in np.ndenumerate(values):
        if math.isfinite(value) and not weak[y, x]:
            colour = "white" if value > 0.45 * largest else "black"
            text = with_minus(number(value, places))
            ax.text(x, y, text, fontsize=font, color=colour, **middle)


def _caption(pairs: Pairwise, drawn: int) -> str:
    """Say what the colours cannot, and what is not drawn."""
    sentences = []
    if pairs.alpha is not None:
        sentences.append(f"Pale with a dot: not significant (q above {100 * pairs.alpha:g} %).")
    if len(pairs) < pairs.n_pairs:
        sentences.append(f"White: not among the {len(pairs):,} pairs held of {pairs.n_pairs:,}.")
    if drawn < len(pairs.names):
        sentences.append(f"The {drawn} columns of {len(pairs.names):,} with the strongest pairs.")
    if pairs.skipped:
        aside = (f"{readable(name, 28)} ({why})" for name, why in pairs.skipped.items())
        sentences.append(f"Set aside: {some(aside)}.")
    return " ".join(sentences)
