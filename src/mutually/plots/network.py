"""A network, laid out by springs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.plots.common import BLUE, axes_or_new, ink, note_below
from mutually.wording import a_type, readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.results.networks import Network

_LONGEST_LABEL = 24
_ROUNDS = 300


def plot_network(network: Network, *, ax: Axes | None = None) -> Axes:
    """Draw the columns that have an edge; the heavier an edge, the darker and wider it is.

    Parameters
    ----------
    network : Network
        What the method ``network`` of :func:`mutually.pairwise`'s result returned.
    ax : matplotlib.axes.Axes, optional
        Where to draw. Without it a new figure is made, its size grown to the number of columns.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on. Save the figure by ``ax.figure.savefig("network.png")``.

    Raises
    ------
    MutuallyError
        Where ``network`` or ``ax`` is something else, or matplotlib is not installed.
    """
    if not all(hasattr(network, fact) for fact in ("edges", "names")):
        hint = 'plot_network(mutually.pairwise(table).network("aracne"))'
        fail("network", "must be what a network method returned", a_type(network), hint)
    names = sorted({name for e in network.edges for name in (e.x, e.y)}, key=str)
    at = {name: place for place, name in enumerate(names)}
    side = min(max(5.0, 0.9 * len(names) ** 0.5 + 3), 14.0)
    ax = axes_or_new(ax, (side * 1.2, side))
    ax.set_axis_off()
    if names:
        ends = np.array([(at[e.x], at[e.y]) for e in network.edges])
        weights = np.array([e.weight for e in network.edges])
        _draw(ax, network, names, layout(len(names), ends, weights), ends, weights / weights.max())
    else:
        ax.text(0.5, 0.5, "no edges", transform=ax.transAxes, horizontalalignment="center")
    alone = len(network.names) - len(names)
    note_below(ax, f"Columns without an edge, which are not drawn: {alone}." if alone else "")
    return ax


def layout(size: int, ends: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a place in the unit square for each node (Fruchterman & Reingold 1991).

    Nodes push each other off by k^2 / distance and edges pull by distance^2 / k times the share of
    the heaviest weight, k being the distance of as many nodes spread evenly; steps shrink to zero.
    It starts from a circle, so that the same network always looks the same.
    (doi:10.1002/spe.4380211102)
    """
    turn = 2 * np.pi * np.arange(size) / size
    # Not quite a circle: on one, equal forces could hold nodes that should part.
    places = (1 + 0.1 * np.cos(3 * turn + 1))[:, None] * np.column_stack(
        [np.cos(turn), np.sin(turn)]
    )
    apart = 1 / np.sqrt(size)
    pull = np.zeros((size, size))
    pull[ends[:, 0], ends[:, 1]] = pull[ends[:, 1], ends[:, 0]] = weights / weights.max()
    for step in np.linspace(0.2, 0.0, _ROUNDS, endpoint=False):
        between = places[:, None, :] - places[None, :, :]
        distance = np.maximum(np.sqrt((between**2).sum(axis=2)), 1e-6)
        force = apart**2 / distance**2 - pull * distance / apart
        # A weak pull to the middle keeps parts that no edge connects on the page.
        moves = (between * force[:, :, None]).sum(axis=1) - 0.1 * places
        length = np.maximum(np.sqrt((moves**2).sum(axis=1)), 1e-9)[:, None]
        places = places + moves / length * np.minimum(length, step)
    low, high = places.min(axis=0), places.max(axis=0)
    return np.asarray((places - low) / np.maximum(high - low, 1e-9))


def _draw(
    ax: Axes,
    network: Network,
    names: list[object],
    places: NDArray[np.float64],
    ends: NDArray[np.int64],
    shares: NDArray[np.float64],
) -> None:
    from matplotlib.collections import LineCollection

    colours = [(*[0.25] * 3, 0.2 + 0.7 * share) for share in shares]
    lines = LineCollection(
        list(places[ends]), colors=colours, linewidths=0.6 + 2.4 * shares, zorder=1
    )
    ax.add_collection(lines)
    small = len(names) > 60
    ax.scatter(places[:, 0], places[:, 1], s=25 if small else 60, color=BLUE, zorder=2)
    for name, place in zip(names, places, strict=True):
        ax.annotate(readable(name, _LONGEST_LABEL), place, xytext=(0, 6),
                    textcoords="offset points", horizontalalignment="center", color=ink(ax),
                    fontsize=6 if small else 9, parse_math=False)  # fmt: skip
    ax.margins(0.12)
    title = (
        f"{len(network):,} edges by {network.method}, weights up to {network.edges[0].weight:.3g}"
    )
    ax.set_title(title, fontsize=10)
