"""The ranking as bars: places along the axis in percent of its width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mutually.report.meaning import found
from mutually.report.scales import Scale, Tick, labels, nice_values
from mutually.report.words import Name, name_of
from mutually.wording import decimals, interval, number

if TYPE_CHECKING:
    from mutually.results.ranked import RankedFeature, Ranking


class Bar(NamedTuple):
    """One feature: its bar from zero, its interval and its noise floor."""

    place: int
    name: Name
    kind: str
    value: str
    start: float
    width: float
    low: float | None
    high: float | None
    floor: float | None
    found: bool | None
    warned: bool
    words: str


class Bars(NamedTuple):
    """All bars on one axis."""

    bars: list[Bar]
    zero: float
    ticks: list[Tick]


def bars(rows: Sequence[RankedFeature], ranking: Ranking) -> Bars:
    """Lay out the bars of some features."""
    ends = [0.0]
    for row in rows:
        ends += [v for v in (row.mi, row.low, row.high, row.noise_floor) if math.isfinite(v)]
    low, high = min(ends), max(ends)
    if not high > low:
        high = low + 1.0
    low -= 0.02 * (high - low) * (low < 0)
    scale = Scale(low, high + 0.01 * (high - low), 0.0, 100.0)
    values = nice_values(low, high, 6)
    ticks = [Tick(scale.at(v), text) for v, text in zip(values, labels(values), strict=True)]
    places = decimals(row.mi for row in rows)
    return Bars(
        [_bar(at, row, ranking, scale, places) for at, row in enumerate(rows, start=1)],
        scale.at(0.0),
        ticks,
    )


def _bar(place: int, row: RankedFeature, ranking: Ranking, scale: Scale, places: int) -> Bar:
    value = row.mi if math.isfinite(row.mi) else 0.0
    start, end = sorted((scale.at(0.0), scale.at(value)))
    known = math.isfinite(row.low) and math.isfinite(row.high)
    real = found(row, ranking)
    words = [f"{number(row.mi, places)} {ranking.unit}"]
    within = interval(row.low, row.high, places)
    words += [f"interval {within}"] * bool(within)
    words += ["no more than chance"] * (real is False)
    return Bar(
        place, name_of(row.feature), row.kind,
        number(row.mi, places).replace("-", "\N{MINUS SIGN}"),
        start, end - start,
        scale.at(row.low) if known else None,
        scale.at(row.high) if known else None,
        scale.at(row.noise_floor) if math.isfinite(row.noise_floor) else None,
        real, bool(row.warning), ", ".join(words),
    )  # fmt: skip
