"""A ranking as plain text, for ``repr``: no package beside NumPy is needed for it."""

from __future__ import annotations

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
)

if TYPE_CHECKING:
    from mutually.ranked import Ranking

MOST_ROWS = 60
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
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    to_the_right = set(range(3, len(cells[0]) - 1))
    lines = [
        f"Ranking of {len(ranking)} features by what they tell about "
        f"{aim(ranking, _LONGEST_NAME)} ({ranking.target_kind}), "
        f"{ranking.n_rows:,} rows"
    ]
    for line in cells:
        padded = [
            cell.rjust(width) if i in to_the_right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    if len(ranking) > MOST_ROWS:
        lines.append(f"... and {len(ranking) - MOST_ROWS} more; to_frame() has all")
    if any(row.warning for row in rows):
        lines.append("(!) read the warning of the feature first")
    lines += [line for line in (what_inference_says(ranking), kinds_by_values(rows)) if line]
    if ranking.skipped:
        aside = (f"{readable(n, _LONGEST_NAME)} ({why})" for n, why in ranking.skipped.items())
        lines.append(f"set aside: {some(aside, 8)}")
    return "\n".join(lines + [f"note: {note}" for note in ranking.warnings])
