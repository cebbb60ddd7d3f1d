"""Which of the best features repeat each other."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.errors import MutuallyError
from mutually.pairing import pairwise
from mutually.plots.pairwise import clustered
from mutually.report.again import Again
from mutually.report.paths import boxes
from mutually.report.points import LIGHT, SHADES
from mutually.report.rows import ROWS_OF_PAIRS, drawn_rows
from mutually.report.words import Name, fit, name_of
from mutually.tables import Column, Table
from mutually.wording import number

if TYPE_CHECKING:
    from mutually.results.paired import Pairwise
    from mutually.results.ranked import RankedFeature, Ranking

MOST_DRAWN, MOST_PARTNERS = 24, 3
# A partner that tells less than a correlation of this would is none.
_LEAST = 0.2
CELL, ROOM = 24, 168


class Partner(NamedTuple):
    """Another feature, what both share, and the same as a coefficient from 0 to 1."""

    name: Name
    place: int
    mi: str
    coefficient: str


class Square(NamedTuple):
    """A cell of the heat map: its column and row, the coefficient in hundredths, its shade.

    A pair that shows no more than chance has a dot, and the shade 0.
    """

    x: int
    y: int
    text: str
    shade: int

    @property
    def on(self) -> bool:
        """Whether its text stands on a dark shade."""
        return self.shade > LIGHT


class HeatMap(NamedTuple):
    """The lower half of the matrix of the best features, like ones side by side."""

    names: list[Name]
    squares: list[Square]
    words: str

    @property
    def paths(self) -> list[str]:
        """A path for each shade."""
        return [
            boxes(((ROOM + CELL * s.x + 1, CELL * s.y + 1) for s in self.squares
                   if s.shade == shade), CELL - 2, CELL - 2)
            for shade in range(SHADES + 1)
        ]  # fmt: skip


class Repeats(NamedTuple):
    """What the best features tell about each other.

    ``n_columns`` of them were compared, in ``n_rows`` rows; where that was not possible, ``why``
    says so.
    """

    heat_map: HeatMap | None
    partners: dict[Hashable, list[Partner]]
    n_columns: int
    n_rows: int
    why: str = ""


def repeats(rows: Sequence[RankedFeature], ranking: Ranking, again: Again) -> Repeats:
    """Estimate the mutual information between features that are one column each."""
    single = [row for row in rows if len(again.parts(row.feature)) == 1]
    if len(single) < 2:
        return Repeats(None, {}, len(single), 0, "there are fewer than two columns to compare")
    taken = drawn_rows(again.table.n_rows, ROWS_OF_PAIRS, again.seed)
    names = [row.feature for row in single]

    def read(at: int) -> Column:
        column = again.column(names[at])
        return column if taken is None else _some_rows(column, taken)

    n = again.table.n_rows if taken is None else len(taken)
    periods = {name: period for name, period in again.periods.items() if name in names}
    kinds = {row.feature: True for row in single if row.kind == "discrete"}
    weights = again.weights
    if weights is not None and taken is not None:
        weights = weights[taken]
    try:
        pairs = pairwise(
            Table(names, n, again.table.kind, read), discrete=kinds, alpha=ranking.alpha or 0.05,
            circular=periods or None, weights=weights, missing=again.missing, base=ranking.base,
            rng=again.seed, progress=False,
        )  # fmt: skip
    except MutuallyError as error:
        return Repeats(None, {}, len(single), n, str(error).partition("\n")[0])
    places = {row.feature: place for place, row in enumerate(rows, start=1)}
    # Of two columns there is one pair, which their panels name.
    heat_map = _heat_map(pairs, names) if len(pairs.names) > 2 else None
    return Repeats(heat_map, _partners(pairs, places), len(pairs.names), n)


def _some_rows(column: Column, rows: NDArray[np.int64]) -> Column:
    missing = None if column.missing is None else column.missing[rows]
    return column._replace(values=column.values[rows], missing=missing)


def _partners(pairs: Pairwise, places: dict[Hashable, int]) -> dict[Hashable, list[Partner]]:
    alike, shared = _beyond_chance(pairs), pairs.matrix()
    found = {}
    for at, name in enumerate(pairs.names):
        row = np.nan_to_num(alike[at], nan=-1.0)
        best = sorted(
            (other for other in range(len(row)) if row[other] >= _LEAST),
            key=lambda other: (-row[other], places[pairs.names[other]]),
        )
        found[name] = [
            Partner(name_of(pairs.names[other]), places[pairs.names[other]],
                    number(shared[at, other], 3), number(row[other], 2))
            for other in best[:MOST_PARTNERS]
        ]  # fmt: skip
    return found


def _beyond_chance(pairs: Pairwise) -> NDArray[np.float64]:
    """Return the coefficients of the pairs that show more than chance, nan of others."""
    found = pairs.normalized("correlation")
    assert pairs.alpha is not None
    with np.errstate(invalid="ignore"):
        found[~(pairs.matrix("qvalue") <= pairs.alpha)] = np.nan
    return found


def _heat_map(pairs: Pairwise, in_order: Sequence[Hashable]) -> HeatMap:
    """Draw the features of the highest places, in the order of a clustering."""
    chosen = [pairs.places[name] for name in in_order if name in pairs.places][:MOST_DRAWN]
    order = clustered(pairs.normalized("correlation")[np.ix_(chosen, chosen)])
    alike = _beyond_chance(pairs)[np.ix_(chosen, chosen)][np.ix_(order, order)]
    names = [pairs.names[chosen[at]] for at in order.tolist()]
    squares = []
    for y in range(1, len(names)):
        for x in range(y):
            value = float(alike[y, x])
            if not value > 0:
                squares.append(Square(x, y, "·", 0))
                continue
            shade = int(np.clip(np.ceil(value * SHADES - 0.5), 1, SHADES))
            squares.append(Square(x, y, f"{100 * value:.0f}", shade))
    best = sorted((s for s in squares if s.shade), key=lambda square: -int(square.text))[:3]
    words = ", ".join(
        f"{name_of(names[s.x]).text} and {name_of(names[s.y]).text} {int(s.text) / 100:.2f}"
        for s in best
    )
    return HeatMap([fit(str(name), ROOM - 28) for name in names], squares, words or "none")
