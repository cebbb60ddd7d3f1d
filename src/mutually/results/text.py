"""Rankings and pairs as plain text, for ``repr``: no package beside NumPy is needed for it."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from mutually.wording import (
    aim,
    decimals,
    interactions_in_words,
    interval,
    kinds_by_values,
    number,
    probability,
    readable,
    share,
    some,
    what_inference_says,
    what_lags_of_pairs_say,
    what_lags_say,
    what_pairs_say,
    what_selection_says,
)

if TYPE_CHECKING:
    from mutually.results.paired import Pairwise
    from mutually.results.ranked import Ranking
    from mutually.results.selected import Selection

MOST_ROWS = 60
MOST_PAIRS = 20
_BAR = 20
_LONGEST_NAME = 32


def ranking_text(ranking: Ranking) -> str:
    """Return a ranking as lines of text with bars, and a line on what was set aside."""
    rows = list(ranking)[:MOST_ROWS]
    places = decimals(row.mi for row in rows)
    largest = max((row.mi for row in rows), default=0.0)
    inference, lagged = ranking.alpha is not None, ranking.lags is not None
    cells = [
        ("feature", "kind", "", ranking.unit, *["lag"] * lagged, *["interval", "q"] * inference,
         "share", "n", "")
    ]  # fmt: skip
    for row in rows:
        bar = "█" * round(_BAR * row.mi / largest) if largest > 0 and row.mi > 0 else ""
        cells.append(
            (
                readable(row.feature, _LONGEST_NAME),
                row.kind,
                bar,
                number(row.mi, places),
                *[str(row.lag)] * lagged,
                *[interval(row.low, row.high, places), probability(row.qvalue)] * inference,
                share(row.normalized, ranking.target_kind),
                str(row.n),
                "(!)" if row.warning else "",
            )
        )
    lines = [
        f"Ranking of {len(ranking)} features by what they tell about "
        f"{aim(ranking, _LONGEST_NAME)} ({ranking.target_kind}), "
        f"{ranking.n_rows:,} rows{_weighted(ranking)}",
        *_aligned(cells, left=(0, 1, 2, len(cells[0]) - 1)),
    ]
    if len(ranking) > MOST_ROWS:
        lines.append(f"... and {len(ranking) - MOST_ROWS} more; to_frame() has all")
    if any(row.warning for row in rows):
        lines.append("(!) read the warning of the feature first")
    says = (what_lags_say(ranking, readable(ranking.target, _LONGEST_NAME)),
            what_inference_says(ranking), kinds_by_values(rows))  # fmt: skip
    lines += [line for line in says if line]
    if ranking.skipped:
        lines.append(_set_aside(ranking.skipped))
    return "\n".join(lines + [f"note: {note}" for note in ranking.warnings])


def _weighted(ranking: Ranking) -> str:
    if ranking.weight_type != "importance":
        return ""
    worth = max((row.n_effective for row in ranking), default=0.0)
    return f", worth {worth:,.0f} by importance weights"


def selection_text(selection: Selection) -> str:
    """Return a selection as lines of text, in order of choice, with bars of joint information."""
    rows = list(selection)[:MOST_ROWS]
    places = decimals([*(row.gain for row in rows), *(row.relevance for row in rows)])
    largest = max((row.joint for row in rows if math.isfinite(row.joint)), default=0.0)
    tested = selection.method == "cmi"
    cells = [("", "feature", "kind", "gain", *["p"] * tested, "alone", "shared", "together",
              "share", "", "")]  # fmt: skip
    cells.extend(
        (
            str(row.step),
            readable(row.feature, _LONGEST_NAME),
            row.kind,
            number(row.gain, places),
            *[probability(row.pvalue)] * tested,
            number(row.relevance, places),
            *("" if x != x else number(x, places) for x in (row.redundancy, row.joint)),
            "" if row.joint != row.joint else share(row.share, selection.target_kind),
            "█" * round(_BAR * row.joint / largest) if largest > 0 and row.joint > 0 else "",
            "(!)" if row.warning else "",
        )
        for row in rows
    )
    target = readable(selection.target, _LONGEST_NAME)
    lines = [
        f"{len(selection)} column{'s' * (len(selection) != 1)} chosen for {target} "
        f"({selection.target_kind}) by {selection.method}, {selection.n_rows:,} rows, "
        f"{selection.unit}",
        *_aligned(cells, left=(1, 2, len(cells[0]) - 2, len(cells[0]) - 1)),
    ]
    if any(row.warning for row in rows):
        lines.append("(!) read the warning of the feature first")
    lines.append(what_selection_says(selection))
    lines += interactions_in_words(selection)
    if selection.skipped:
        lines.append(_set_aside(selection.skipped))
    return "\n".join(lines + [f"note: {note}" for note in selection.warnings])


def pairwise_text(pairs: Pairwise) -> str:
    """Return the pairs with the most information as lines of text."""
    rows = pairs.best(MOST_PAIRS)
    places = decimals(row.mi for row in rows)
    largest = max((row.mi for row in rows), default=0.0)
    inference, lagged = pairs.alpha is not None, pairs.lags is not None
    cells = [("x", "y", "", pairs.unit, *["lag"] * lagged, *["interval", "q"] * inference, "n", "")]
    for row in rows:
        bar = "█" * round(_BAR * row.mi / largest) if largest > 0 and row.mi > 0 else ""
        cells.append(
            (
                readable(row.x, _LONGEST_NAME),
                readable(row.y, _LONGEST_NAME),
                bar,
                number(row.mi, places),
                *[str(row.lag)] * lagged,
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
    lines += [line for line in (what_lags_of_pairs_say(pairs), what_pairs_say(pairs)) if line]
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
