"""The entropies of a feature and the target, which overlap in what they share, true to scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mutually.plots.areas import lay_out
from mutually.wording import decimals, number

if TYPE_CHECKING:
    from mutually.results.mutual_information import MutualInformation
    from mutually.results.ranked import RankedFeature


class Part(NamedTuple):
    """What one of the two has alone, or both share: its place in percent, and its value."""

    what: str
    start: float
    width: float
    value: str | None
    open_end: str | None


class Diagram(NamedTuple):
    """Three parts side by side: the feature's own, what is shared, the target's own."""

    parts: tuple[Part, Part, Part]
    entropy_x: str | None
    entropy_y: str | None
    notes: tuple[str, ...]


def diagram(row: RankedFeature, result: MutualInformation) -> Diagram:
    """Lay out the entropies of a feature and of the target."""
    pieces = lay_out(row.mi, result.entropy_x, result.entropy_y)
    left, right = pieces[0].left, pieces[2].right
    span = (right - left) or 1.0
    entropies = [h for h in (result.entropy_x, result.entropy_y) if h is not None]
    places = decimals([row.mi, *entropies])

    def written(value: float | None) -> str | None:
        return None if value is None else number(value, places).replace("-", "\N{MINUS SIGN}")

    parts = [
        Part(what, 100 * (piece.left - left) / span, 100 * (piece.right - piece.left) / span,
             written(piece.value), piece.open_end)
        for what, piece in zip(("x", "both", "y"), pieces, strict=True)
    ]  # fmt: skip
    notes = []
    if row.mi < 0:
        notes.append("The estimate is below zero, which is noise: it is drawn with no width.")
    if row.mi > min(entropies, default=row.mi):
        notes.append("The estimate is above an entropy that bounds it.")
    return Diagram(
        (parts[0], parts[1], parts[2]), written(result.entropy_x), written(result.entropy_y),
        tuple(notes),
    )  # fmt: skip
