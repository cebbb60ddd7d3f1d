"""How an estimate settles as rows are added, by a few and by many neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mutually.errors import fail
from mutually.plots.common import (
    BLUE,
    GREEN,
    ORANGE,
    axes_or_new,
    inches,
    label_below,
    label_beside,
    names_of,
    note_below,
)
from mutually.wording import readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.vectors import AnyVariable

SIZE = (6.4, 4.2)
_FEWEST_ROWS = 30
_SIZES = 9
_LOOKS = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREEN, ":", "^"), ("#CC79A7", "-.", "D"))


class Point(NamedTuple):
    """An estimate of the first ``n`` rows, with the ends of its interval, in the unit asked for."""

    n: int
    value: float
    low: float
    high: float


def plot_convergence(
    x: Any,
    y: Any,
    *,
    ax: Axes | None = None,
    neighbors: Sequence[int] = (3, 5, 10, 20),
    names: tuple[str, str] | None = None,
    base: float | None = None,
    discrete: Any = None,
    circular: Any = None,
    rng: int = 0,
) -> Axes:
    """Draw the estimate against the number of rows, a line for each number of neighbours.

    The rows are put in random order; each point is the estimate of the first so many, so that those
    further right hold those further left. The band is the 95 % interval with the first number of
    neighbours. An estimate can be trusted where its line is level and the lines meet: one that
    rises to the right edge, with many neighbours below few, is of a relation that is finer than
    these rows show.

    Parameters
    ----------
    x, y : array_like
        As for :func:`mutually.mutual_information`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.
    neighbors : sequence of int
        One to four numbers of neighbours. Two discrete columns take none, and have one line.
    names : tuple of str, optional
        What to call x and y; the names of series without it.
    base : float, optional
        None for nats, 2 for bits.
    discrete, circular : optional
        As in :func:`mutually.mutual_information`.
    rng : int
        Seed of the order of the rows.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on.

    Raises
    ------
    MutuallyError
        Where the columns cannot be used, or matplotlib is not installed.
    """
    from mutually.units import check_base, nats_per_unit, unit_name

    ks = _check_neighbors(neighbors)
    base = check_base(base)
    one, other = _read(x, y, discrete, circular)
    if one.labels is not None and other.labels is not None and not _numbers(one, other):
        ks = ks[:1]
    nats = nats_per_unit(base)
    lines = {k: points(one, other, k, nats, rng) for k in ks}
    ax = axes_or_new(ax, SIZE)
    for (k, line), (colour, style, marker) in zip(lines.items(), _LOOKS, strict=False):
        n = [point.n for point in line]
        ax.plot(n, [point.value for point in line], style, color=colour, marker=marker,
                markersize=4, linewidth=1.4, label=f"k = {k}")  # fmt: skip
        if k == ks[0]:
            ends = [point.low for point in line], [point.high for point in line]
            ax.fill_between(n, *ends, color=colour, alpha=0.2, linewidth=0)
    ax.axhline(0.0, color=ax.xaxis.label.get_color(), linewidth=0.8)
    _count_rows(ax, [point.n for point in lines[ks[0]]])
    ax.grid(color="#808080", alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    if len(ks) > 1:
        columns = min(len(ks), max(1, int(inches(ax)[0] * 0.9)))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, frameon=False,
                  fontsize=9)  # fmt: skip
    called = [readable(name, 28) for name in names_of(x, y, names)]
    label_beside(ax, f"I({called[0]}; {called[1]}) ({unit_name(base)})")
    label_below(ax, "rows")
    band = f"Band: 95 % interval{f' with k = {ks[0]}' if len(ks) > 1 else ''}."
    note_below(ax, f"{band} The first n of {one.n:,} rows in random order (seed {rng}).")
    return ax


def points(one: AnyVariable, other: AnyVariable, k: int, nats: float, seed: int) -> list[Point]:
    """Return the estimates of nested parts of the rows, the smallest first."""
    import numpy as np

    from mutually.inference.testing import Testing
    from mutually.inference.uncertainty import PairUncertainty
    from mutually.pairs import estimate_pair

    order = np.random.default_rng(seed).permutation(one.n)
    options: dict[str, Any] = {"n_neighbors": k, "seed": 0}
    found = []
    for n in sizes(one.n, max(_FEWEST_ROWS, 2 * k + 2)):
        keep = np.zeros(one.n, dtype=bool)
        keep[order[:n]] = True
        pair = one.take(keep), other.take(keep)
        estimate = estimate_pair(*pair, **options)
        interval = PairUncertainty.of(estimate, (*pair, None), options, Testing()).interval(0.95)
        found.append(Point(n, *(part / nats for part in (estimate.value, *interval))))
    return found


def sizes(n: int, fewest: int) -> list[int]:
    """Return growing numbers of rows up to n, each about the root of 2 times the one before.

    Examples
    --------
    >>> sizes(1000, 30)
    [62, 88, 125, 177, 250, 354, 500, 707, 1000]
    >>> sizes(20, 30)
    [20]
    """
    found = {round(n * 2 ** (-at / 2)) for at in range(_SIZES)}
    return sorted(size for size in found if size >= fewest or size == n)


def _check_neighbors(neighbors: Any) -> list[int]:
    from mutually.parameters import check_parameters

    if isinstance(neighbors, int):
        neighbors = [neighbors]
    ks = list(dict.fromkeys(neighbors))
    if not 1 <= len(ks) <= len(_LOOKS):
        fail("neighbors", f"must be one to {len(_LOOKS)} numbers", repr(neighbors), "(3, 10)")
    for k in ks:
        check_parameters("auto", ["auto"], "drop", k)
    return ks


def _read(x: Any, y: Any, discrete: Any, circular: Any) -> tuple[AnyVariable, AnyVariable]:
    from mutually.circles import each_period
    from mutually.pairs import drop_missing
    from mutually.reading import each_kind, read_variable, same_rows

    names = ["x", "y"]
    kinds, periods = each_kind(discrete, names), each_period(circular, names)
    read = [
        read_variable(data, name, kind, "drop", period)
        for data, name, kind, period in zip((x, y), names, kinds, periods, strict=True)
    ]
    same_rows(names, read)
    one, other = drop_missing(*read)
    if one.n < 2:
        fail("x, y", "must have rows where both are known", f"{read[0].n} rows, {one.n} of them")
    return one, other


def _numbers(*variables: AnyVariable) -> bool:
    from mutually.vectors import numeric

    return any(numeric(variable) for variable in variables)


def _count_rows(ax: Axes, n: list[int]) -> None:
    """Give the rows an axis on which doubling is a step, with plain numbers at every second."""
    from matplotlib.ticker import NullLocator

    ax.set_xscale("log", base=2)
    shown = n[::-2][::-1]
    ax.set_xticks(shown, [f"{size:,}" for size in shown])
    ax.xaxis.set_minor_locator(NullLocator())
