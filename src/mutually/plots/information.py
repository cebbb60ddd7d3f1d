"""The entropies of two variables as bars true to scale, which overlap in what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mutually.errors import fail
from mutually.plots.areas import Piece, lay_out
from mutually.plots.common import (
    BLUE,
    ORANGE,
    SKY,
    axes_or_new,
    inches,
    ink,
    label_below,
    note_below,
    with_minus,
)
from mutually.wording import decimals, number, readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.results.mutual_information import MutualInformation

SIZE = (7.0, 3.6)
_HEIGHT = 0.62
_Pieces = tuple[Piece, Piece, Piece]
# Of what X alone has, what both share, what Y alone has.
_COLOURS = (SKY, BLUE, ORANGE)


def plot_information(
    x: Any,
    y: Any = None,
    z: Any = None,
    *,
    ax: Axes | None = None,
    base: float | None = None,
    names: tuple[str, ...] | None = None,
    discrete: Any = None,
) -> Axes:
    """Draw what two variables share, true to scale: H(X|Y), I(X;Y) and H(Y|X); or three.

    The first row is H(X), the second H(Y); they overlap in I(X;Y). The third row is the joint
    entropy H(X,Y), so that the eye reads I(X;Y) = H(X) + H(Y) - H(X,Y).

    The entropy of a continuous variable is not finite (its differential entropy depends on the
    unit and has no zero to draw from): its own part is an open end that fades out, beside I to
    scale. An estimate of I below zero is drawn with no width, its value written.

    Three variables are three circles with a number in each of their seven parts: what each has for
    itself, as H(X|Y,Z); what two share beyond the third, as I(X;Y|Z); and in the middle what all
    three share, I(X;Y) - I(X;Y|Z). That is negative where two tell about the third what neither
    tells alone, as the halves of an exclusive or, and no picture to scale can show it: the circles
    are always the same, and the depth of the colour says how much.

    Parameters
    ----------
    x, y, z : array_like, or x a MutualInformation
        Two or three variables, as :func:`mutually.mutual_information` takes them; or its result
        alone.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure without it.
    base : float, optional
        None for nats, 2 for bits. A result has its own.
    names : tuple of str, optional
        What to call the variables, one for each; X, Y and Z without it.
    discrete : optional
        As in :func:`mutually.mutual_information`.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn on.

    Raises
    ------
    MutuallyError
        Where the variables cannot be used, or matplotlib is not installed.
    """
    called = _names(names, 2 if z is None else 3)
    if z is not None:
        from mutually.plots.information_of_three import draw_three

        if y is None:
            fail("y", "is needed beside z", hint="plot_information(x, y, z)")
        return draw_three((x, y, z), ax, base, called, discrete)
    result = _result_of(x, y, base, discrete)
    first, second = (readable(name, 24) for name in called)
    ax = axes_or_new(ax, SIZE)
    pieces = lay_out(result.value, result.entropy_x, result.entropy_y)
    places = decimals(
        v for v in (result.value, result.entropy_x, result.entropy_y) if v is not None
    )
    coloured = list(zip(pieces, _COLOURS, strict=True))
    for row, parts in enumerate((coloured[:2], coloured[1:], coloured)):
        for piece, colour in parts:
            _draw_piece(ax, piece, row, colour)
    for piece, colour in coloured:
        if piece.value is not None:
            text = f"{number(piece.value, places)} {result.unit}"
            ink = "white" if colour == BLUE else "black"
            _write_value(ax, piece, 2, pieces[2].right - pieces[0].left, text, ink)
    _guides(ax, pieces[1])
    points = _set_limits(ax, pieces)
    _name_rows(ax, result, places, (first, second), min(9.0, points * 0.4))
    _add_key(ax, result.unit, places, pieces, first, second)
    given = ", given the condition" if result.given_kind is not None else ""
    label_below(ax, f"entropy{given} ({result.unit})")
    ax.spines[["top", "right", "left"]].set_visible(False)
    note_below(ax, _caption(result))
    return ax


def _names(names: Any, count: int) -> tuple[str, ...]:
    if names is None:
        return ("X", "Y", "Z")[:count]
    if isinstance(names, str) or len(names) != count:
        fail("names", f"must be {count} names, one for each variable", repr(names),
             f"names={('X', 'Y', 'Z')[:count]}")  # fmt: skip
    return tuple(map(str, names))


def _result_of(x: Any, y: Any, base: float | None, discrete: Any) -> MutualInformation:
    """Return the result that was given, or estimate one."""
    from mutually.results.mutual_information import MutualInformation

    if isinstance(x, MutualInformation):
        for name, value in (("y", y), ("base", base), ("discrete", discrete)):
            if value is not None:
                fail(name, "is not used beside a result", hint="plot_information(result)")
        return x
    if y is None:
        hint = "plot_information(x, y), or plot_information(mutually.mutual_information(x, y))"
        fail("y", "is needed beside the values of x", hint=hint)
    from mutually.information import mutual_information

    return mutual_information(x, y, base=base, discrete=discrete)


def _draw_piece(ax: Axes, piece: Piece, row: int, colour: str) -> None:
    """Draw one stretch of one row, solid or fading out."""
    if piece.open_end is None:
        width = piece.right - piece.left
        ax.barh(row, width, left=piece.left, height=_HEIGHT, color=colour, linewidth=0.0)
        return
    from matplotlib.colors import to_rgba
    from numpy import linspace, tile

    shades = tile(to_rgba(colour), (1, 128, 1))
    fading = linspace(1.0, 0.0, 128) ** 1.5
    shades[0, :, 3] = fading if piece.open_end == "right" else fading[::-1]
    box = (piece.left, piece.right, row - _HEIGHT / 2, row + _HEIGHT / 2)
    ax.imshow(shades, extent=box, aspect="auto", interpolation="bilinear", origin="lower")


def _write_value(ax: Axes, piece: Piece, row: int, total: float, text: str, ink: str) -> None:
    """Write a value into its piece where it fits; the key names it in any case."""
    points = 0.8 * 72.0 * inches(ax)[0] * (piece.right - piece.left) / (total or 1.0)
    if points > 6.0 * len(text):
        ax.text(
            (piece.left + piece.right) / 2,
            row,
            with_minus(text),
            fontsize=9,
            color=ink,
            horizontalalignment="center",
            verticalalignment="center",
        )


def _guides(ax: Axes, shared: Piece) -> None:
    """Draw lines through all rows where the shared part begins and ends."""
    for x in {shared.left, shared.right}:
        ax.plot([x, x], [-0.5, 2.5], color=ink(ax), linewidth=0.8, linestyle=(0, (3, 3)))


def _set_limits(ax: Axes, pieces: _Pieces) -> float:
    """Show all pieces and the key, with ticks only where there is a scale; return points a row."""
    left, right = pieces[0].left, pieces[2].right
    ax.set_xlim(left, right if right > left else left + 1.0)
    end = pieces[2].left if pieces[2].open_end else pieces[2].right
    ax.set_xticks([tick for tick in ax.get_xticks() if 0.0 <= tick <= end * (1 + 1e-9)])
    # Three lines of 16 points above the rows, of which a layout leaves four fifths of the axes.
    points = 0.8 * 72.0 * inches(ax)[1]
    key = min(3 * 16.0, points / 2)
    row = (points - key) / 3.1
    ax.set_ylim(2.6, -0.5 - key / row)
    return row


def _name_rows(
    ax: Axes, result: MutualInformation, places: int, names: tuple[str, str], size: float
) -> None:
    """Write what each row is, with its value, where the names of bars stand."""
    both = ", ".join(names)
    rows = [
        (names[0], result.entropy_x, f"{result.x_kind}: no entropy to scale"),
        (names[1], result.entropy_y, f"{result.y_kind}: no entropy to scale"),
        (both if len(both) <= 24 else "both", _joint(result), "no entropy to scale"),
    ]
    labels = [
        f"H({name})\n{otherwise if value is None else f'{number(value, places)} {result.unit}'}"
        for name, value, otherwise in rows
    ]
    ax.set_yticks(range(3), labels, fontsize=size, parse_math=False)
    ax.tick_params(axis="y", length=0)


def _joint(result: MutualInformation) -> float | None:
    """Return H(X,Y), where both variables have an entropy."""
    h_x, h_y = result.entropy_x, result.entropy_y
    return None if h_x is None or h_y is None else h_x + h_y - result.value


def _add_key(ax: Axes, unit: str, places: int, pieces: _Pieces, first: str, second: str) -> None:
    """Name the three parts with their values, above the rows."""
    from matplotlib.patches import Patch

    texts = [f"H({first} | {second})", f"I({first}; {second})", f"H({second} | {first})"]
    handles = []
    for piece, colour, text in zip(pieces, _COLOURS, texts, strict=True):
        value = "open end" if piece.value is None else f"= {number(piece.value, places)} {unit}"
        handles.append(Patch(facecolor=colour, label=f"{text} {with_minus(value)}"))
    legend = ax.legend(
        handles=handles, loc="upper left", fontsize=9, frameon=False, borderaxespad=0.0, borderpad=0
    )
    # It lies inside the axes, and must not make a layout shrink them where names are long.
    legend.set_in_layout(False)
    for label in legend.get_texts():
        label.set_parse_math(False)


def _caption(result: MutualInformation) -> str:
    """Say what the plot cannot show, and where the numbers are from."""
    sentences = []
    if result.value < 0:
        value = with_minus(number(result.value, decimals([result.value])))
        sentences.append(
            f"The estimate of I is below zero ({value} {result.unit}): noise of the estimate,"
            " drawn with no width."
        )
    entropies = [h for h in (result.entropy_x, result.entropy_y) if h is not None]
    if result.value > min(entropies, default=result.value):
        sentences.append(
            "The estimate of I is above an entropy that bounds it: what is left of that one is"
            " drawn with no width."
        )
    kinds = {
        kind
        for kind, h in ((result.x_kind, result.entropy_x), (result.y_kind, result.entropy_y))
        if h is None
    }
    if kinds:
        sentences.append(
            f"A {' or '.join(sorted(kinds))} variable has a differential entropy, which"
            " depends on its unit: its own part is an open end, and only the rest is to scale."
        )
    sentences.append(f"n = {result.n:,}, estimator {result.estimator}.")
    return " ".join(sentences)
