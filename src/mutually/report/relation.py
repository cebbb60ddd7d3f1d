"""The picture of two columns, by what they are."""

from __future__ import annotations

from typing import NamedTuple

from mutually.report.columns import Levels, Numbers
from mutually.report.crossed import Crossed, crossed
from mutually.report.points import Density, Points, points_or_density
from mutually.report.ridges import Ridges, ridges


class Relation(NamedTuple):
    """A picture, the name of the template that draws it, and what it says under it."""

    form: str
    picture: Points | Density | Ridges | Crossed
    caption: str


def relation(
    one: Levels | Numbers,
    other: Levels | Numbers,
    names: tuple[object, object],
    n_rows: int,
) -> Relation:
    """Draw a feature and the target, of which ``one`` and ``other`` are the rows to draw.

    ``n_rows`` is how many rows the table has.
    """
    drawn = len(one.codes if isinstance(one, Levels) else one.values)
    of_rows = "" if drawn == n_rows else f" of {drawn:,} of the {n_rows:,} rows"
    if isinstance(one, Levels) and isinstance(other, Levels):
        table = crossed(one, other, names)
        text = "Percent of the rows of each line; each line adds up to 100"
        merged = [
            f"the {what} with fewest rows are together"
            for what, all_of_them, shown in (
                ("lines", table.x_levels, len(table.rows)),
                ("columns", table.y_levels, len(table.columns)),
            )
            if all_of_them > shown
        ]
        return Relation("crossed", table, "; ".join([text + of_rows, *merged]) + ".")
    if isinstance(one, Numbers) and isinstance(other, Numbers):
        drawing = points_or_density(one, other, names)
        if isinstance(drawing, Density):
            text = f"The darker, the more rows: up to {drawing.most:,} in a cell{of_rows}"
            return Relation("density", drawing, text + _beyond(drawing.beyond) + ".")
        text = "Each point is a row"
        if drawing.shown < drawing.known - drawing.beyond:
            text += f"; thinned to {drawing.shown:,} of {drawing.known:,}"
        return Relation("points", drawing, text + of_rows + _beyond(drawing.beyond) + ".")
    numbers, levels = (one, other) if isinstance(one, Numbers) else (other, one)
    assert isinstance(numbers, Numbers)
    assert isinstance(levels, Levels)
    in_order = names if numbers is one else (names[1], names[0])
    drawn_ridges = ridges(numbers, levels, in_order)
    text = "The higher, the more of a line's rows; below it the middle half of them, and the median"
    if len(levels.names) > len(drawn_ridges.ridges):
        text += "; the lines with fewest rows are together"
    return Relation("ridges", drawn_ridges, text + of_rows + _beyond(drawn_ridges.beyond) + ".")


def _beyond(rows: int) -> str:
    return f"; {rows:,} row{'s lie' if rows != 1 else ' lies'} beyond the picture" if rows else ""
