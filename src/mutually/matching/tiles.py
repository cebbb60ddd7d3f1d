"""All pairs of columns that are in memory, a tile at a time."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from mutually.errors import fail
from mutually.matching.few_levels import FewLevels
from mutually.matching.matcher import Holder, Matcher, match_all
from mutually.matching.untied import Untied
from mutually.progress import Advance
from mutually.threads import map_in_order
from mutually.variables import Variable
from mutually.wording import some

# A tile is so many columns against so many: enough pairs for kernels that take many at once, and
# for threads few enough that all are busy to the end.
_MOST_IN_A_TILE = 32
_TILES_PER_WORKER = 8


def match_columns(
    columns: Sequence[Variable],
    matcher: Matcher,
    top_k: int | None,
    threshold: float | None,
    workers: int,
    advance: Advance,
) -> NDArray[Any]:
    """Return the entries of the pairs that are to be held, x and y places in ``columns``.

    ``advance`` is told how many pairs are done.
    """
    order = order_of_names([column.name for column in columns])
    in_order = [columns[at] for at in order]
    holder = Holder.of(len(columns), top_k, threshold, inference=matcher.testing is not None)
    at_once = _many_at_once(in_order, matcher)
    tiles = tiles_of(len(columns), workers)
    inner = max(1, workers // len(tiles))

    def job(tile: tuple[range, range]) -> None:
        pairs = pairs_of(tile)
        holder.add(match_all(matcher, in_order, at_once, pairs, inner))
        advance(len(pairs))

    map_in_order(job, tiles, workers)
    return holder.finish(order)


def need_two(left: int, asked: int, skipped: Mapping[Hashable, str]) -> None:
    """Refuse a table of which fewer than two columns are left."""
    if left < 2:
        aside = (f"{name!r}: {why}" for name, why in skipped.items())
        rule = "must have two columns or more that can be compared"
        fail("table", rule, f"{left} of {asked}",
             f"set aside: {some(aside)}" if skipped else None)  # fmt: skip


def order_of_names(names: Sequence[Hashable]) -> list[int]:
    """Return the places of columns in an order of their own.

    So no bit depends on the order in the table.
    """
    return sorted(range(len(names)), key=lambda at: (str(names[at]), repr(names[at])))


def _many_at_once(columns: Sequence[Variable], matcher: Matcher) -> list[FewLevels | Untied]:
    weighting, testing, nats = matcher.weighting, matcher.testing, matcher.nats
    if matcher.shifts is not None or (weighting is not None and weighting.own(None) is not None):
        return []  # Rows that are shifted, or weigh differently, have no short cuts.
    estimator, k = matcher.options["estimator"], matcher.options["n_neighbors"]
    return [FewLevels.of(columns, estimator, nats, testing),
            Untied(columns, estimator, k, nats, testing)]  # fmt: skip


def tiles_of(size: int, workers: int) -> list[tuple[range, range]]:
    """Cut the pairs of so many columns into blocks of columns against blocks.

    Examples
    --------
    >>> [len(pairs_of(tile)) for tile in tiles_of(3, 1)]
    [1, 1, 1]
    """
    blocks = math.ceil(math.sqrt(2 * _TILES_PER_WORKER * workers))
    width = min(max(math.ceil(size / blocks), 1), _MOST_IN_A_TILE)
    starts = range(0, size, width)
    cut = [range(start, min(start + width, size)) for start in starts]
    tiles = [(one, other) for at, one in enumerate(cut) for other in cut[at:]]
    return [tile for tile in tiles if pairs_of(tile)]


def pairs_of(tile: tuple[range, range]) -> list[tuple[int, int]]:
    """Return the pairs of a tile, the lower place first."""
    return [(x, y) for x in tile[0] for y in tile[1] if x < y]
