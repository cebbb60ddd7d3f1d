"""Rankings and pairs as plain text, for ``repr``: no package beside NumPy is needed for it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from mutually.wording import (
    aim,
    decimals,
    interval,
    kinds_by_values,
    number,
    probability,
    readable,
    share,
    some,
    what_inference_says,
    what_pairs_say,
)

if TYPE_CHECKING:
    from mutually.paired import Pairwise
    from mutually.ranked import Ranking

MOST_ROWS = 60
MOST_PAIRS = 20
_BAR = 20
_LONGEST_NAME = 32


def ranking_text(ranking: Ranking) -> str:
    """Return a ranking as lines of text with bars, and a line on what was set aside."""
    rows = list(ranking)[:MOST_ROWS]
    places = decimals(row.mi for row in rows)
    largest = max((row.mi for row in rows), default=0.0)
    inference = ranking.alpha is not None
    cells = [
        ("feature", "kind", "", ranking.unit, *["interval", "q"] * inference, "share", "n", "")
    ]
    for row in rows:
        bar = "█" * round(_BAR * row.mi / largest) if largest > 0 and row.mi > 0 else ""
        cells.append(
            (
                readable(row.feature, _LONGEST_NAME),
                row.kind,
                bar,
                number(row.mi, places),
                *[interval(row.low, row.high, places), probability(row.qvalue)] * inference,
                share(row.normalized, ranking.target_kind),
                str(row.n),
                "(!)" if row.warning else "",
            )
        )
    lines = [
        f"Ranking of {len(ranking)} features by what they tell about "
        f"{aim(ranking, _LONGEST_NAME)} ({ranking.target_kind}), "
        f"{ranking.n_rows:,} rows",
        *_aligned(cells, left=(0, 1, 2, len(cells[0]) - 1)),
    ]
    if len(ranking) > MOST_ROWS:
        lines.append(f"... and {len(ranking) - MOST_ROWS} more; to_frame() has all")
    if any(row.warning for row in rows):
        lines.append("(!) read the warning of the feature first")
    lines += [line for line in (what_inference_says(ranking), kinds_by_values(rows)) if line]
    if ranking.skipped:
        lines.append(_set_aside(ranking.skipped))
    return "\n".join(lines + [f"note: {note}" for note in ranking.warnings])


def pairwise_text(pairs: Pairwise) -> str:
    """Return the pairs with the most information as lines of text."""
    rows = pairs.best(MOST_PAIRS)
    places = decimals(row.mi for row in rows)
    largest = max((row.mi for row in rows), default=0.0)
    inference = pairs.alpha is not None
    cells = [("x", "y", "", pairs.unit, *["interval", "q"] * inference, "n", "")]
    for row in rows:
        bar = "█" * round(_BAR * row.mi / largest) if largest > 0 and row.mi > 0 else ""
        cells.append(
            (
                readable(row.x, _LONGEST_NAME),
                readable(row.y, _LONGEST_NAME),
                bar,
                number(row.mi, places),
                *[interval(row.low, row.high, places), probability(row.qvalue)] * inference,
                str(row.n),
                "(!)" if row.warning else "",
            )
        )
    lines = [
        f"Mutual information of {pairs.n_pairs:,} pairs of {len(pairs.names):,} columns, "
        f"{pairs.n_rows:,} rows",
        *_aligned(cells, left=(0, 1, 2, len(cells[0]) - 1)),
    ]
    if len(pairs) > MOST_PAIRS:
        lines.append(f"... and {len(pairs) - MOST_PAIRS:,} more; to_frame() has all")
    if any(row.warning for row in rows):
        lines.append("(!) read the warning of the pair first")
    lines += [line for line in (what_pairs_say(pairs),) if line]
    if pairs.skipped:
        lines.append(_set_aside(pairs.skipped))
    return "\n".join(lines + [f"note: {note}" for note in pairs.warnings])


def _aligned(cells: Sequence[Sequence[str]], left: Collection[int]) -> list[str]:
    """Pad cells to the width of their columns, on the right in those that are ``left``."""
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    lines = []
    for line in cells:
        padded = [
            cell.ljust(width) if i in left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def _set_aside(skipped: Mapping[Hashable, str]) -> str:
    aside = (f"{readable(name, _LONGEST_NAME)} ({why})" for name, why in skipped.items())
    return f"set aside: {some(aside, 8)}"
