"""Two columns against each other, coloured by where they tell about each other."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

from mutually.errors import fail
from mutually.plots.common import (
    axes_or_new,
    inches,
    label_below,
    label_beside,
    names_of,
    note_below,
    with_minus,
)
from mutually.wording import decimals, interval, number, probability, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from mutually.results.mutual_information import MutualInformation
    from mutually.tables import Column

SIZE = (6.4, 4.8)


class Side(NamedTuple):
    """What is drawn along an axis: numbers, or levels by their place and their names.

    ``levels`` is None where ``values`` are numbers.
    """

    name: str
    values: NDArray[Any]
    levels: list[str] | None


def plot_relation(
    x: Any,
    y: Any,
    *,
    ax: Axes | None = None,
    names: tuple[str, str] | None = None,
    base: float | None = None,
    discrete: Any = None,
    circular: Any = None,
) -> Axes:
    """Draw two columns against each other, coloured by their local information.

    Local information is what a row shows of the relation, log p(x, y) / (p(x) p(y)) by the
    estimate; its mean over the rows is the mutual information. Warm colours are rows that occur
    together more often than by chance, cold ones less often, grey as often.

    Two columns of numbers are points; above 5,000 rows hexagons, coloured by the mean of their
    rows. Numbers against classes are strips of points, moved sideways at random; above 5,000 rows
    bars of a histogram for each class. Two discrete columns are a table of counts, coloured by what
    each cell adds to the mutual information.

    Parameters
    ----------
    x, y : array_like
        One column each, as :func:`mutually.mutual_information` takes them. Rows with a missing
        value are left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.
    names : tuple of str, optional
        What to call the columns; the names of series without it, or "x" and "y".
    base : float, optional
        None for nats, 2 for bits.
    discrete, circular : optional
        As in :func:`mutually.mutual_information`.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on.

    Raises
    ------
    MutuallyError
        Where the columns cannot be used, or matplotlib is not installed.
    """
    from mutually.information import mutual_information
    from mutually.plots import relation_drawings as drawings

    called = names_of(x, y, names)
    columns = [_one_column(x, "x"), _one_column(y, "y")]
    result = mutual_information(*columns, base=base, discrete=discrete, circular=circular)
    sides, rows, notes = _sides(columns, result, called)
    ax = axes_or_new(ax, SIZE)
    numbers = [side.levels is None for side in sides]
    draw = (
        drawings.draw_points
        if all(numbers)
        else drawings.draw_strips
        if any(numbers)
        else drawings.draw_table
    )
    notes += draw(ax, sides[0], sides[1], result.local[rows], result.unit)
    ax.set_title(fill(_title(result), max(24, int(inches(ax)[0] * 11))), fontsize=10, loc="left")
    width, height = inches(ax)
    label_below(ax, _shortened(called[0], width))
    label_beside(ax, _shortened(called[1], height))
    ax.spines[["top", "right"]].set_visible(False)
    note_below(ax, " ".join([f"n = {result.n:,}, estimator {result.estimator}.", *notes]))
    return ax


def _shortened(name: str, length: float) -> str:
    """Leave a name of two lines at most, of one if it has no place to be broken."""
    return readable(name, max(16, int(9 * length)) * (2 if " " in name else 1))


def _one_column(data: Any, name: str) -> Column:
    from mutually.reading import read_columns

    columns = read_columns(data, name)
    if len(columns) != 1:
        fail(name, "must be one column to be drawn", f"{len(columns)} columns")
    return columns[0]


def _sides(
    columns: Sequence[Column], result: MutualInformation, names: Sequence[str]
) -> tuple[list[Side], NDArray[np.bool_], list[str]]:
    """Return what is drawn, which of the rows of the estimate are, and what to say of it."""
    import numpy as np

    known = np.ones(len(columns[0].values), dtype=bool)
    for column in columns:
        if column.missing is not None:
            known &= ~column.missing
    rows = np.ones(result.n, dtype=bool)
    sides, notes = [], []
    for column, kind, name in zip(columns, (result.x_kind, result.y_kind), names, strict=True):
        values = column.values[known]
        if kind == "discrete":
            sides.append(_levels(column, values, name))
            continue
        values = values.astype(np.float64)
        rows &= np.isfinite(values)
        sides.append(Side(name, values, None))
        if column.family == "time":
            notes.append(f"{readable(name, 28)} is counted from its first value.")
    if not rows.all():
        notes.append(f"{np.count_nonzero(~rows):,} rows with infinite values are not drawn.")
    return [side._replace(values=side.values[rows]) for side in sides], rows, notes


def _levels(column: Column, values: NDArray[Any], name: str) -> Side:
    """Give each level a place, in the order of labels or of numbers, and its name."""
    import numpy as np

    found, places = np.unique(values, return_inverse=True)
    if column.levels is not None:
        texts = [str(column.levels[code]) for code in found.tolist()]
    elif column.family == "boolean":
        texts = [str(bool(value)) for value in found.tolist()]
    else:
        texts = [f"{value:g}" for value in found.tolist()]
    order = _order(texts) if column.family == "label" and not _has_order(column) else None
    if order is not None:
        texts = [texts[at] for at in order]
        places = np.argsort(order)[places]
    return Side(name, places.ravel(), [readable(text, 24) for text in texts])


def _has_order(column: Column) -> bool:
    """Say whether the caller put the levels in an order, as categories are."""
    return any(word in column.dtype.lower() for word in ("categor", "enum", "dictionary"))


def _order(texts: Sequence[str]) -> list[int]:
    """Sort strings, by value where all are numbers."""
    try:
        keys: list[Any] = [float(text) for text in texts]
    except ValueError:
        keys = list(texts)
    return sorted(range(len(texts)), key=keys.__getitem__)


def _title(result: MutualInformation) -> str:
    """Write the value with its unit, interval and p-value."""
    low, high = result.confidence_interval(0.95)
    places = decimals([result.value, low, high])
    between, p = interval(low, high, places), probability(result.pvalue)
    parts = [with_minus(f"I = {number(result.value, places)} {result.unit}")]
    parts += [with_minus(f"95 % {between}")] * bool(between)
    parts.append(f"p {p}" if p.startswith("<") else f"p = {p}")
    # A title of two lines is broken between its parts only.
    return ", ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)
