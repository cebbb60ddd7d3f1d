"""Results, rankings and pairs as small HTML tables for notebooks; the text of ``_repr_html_``.

No colour of text or ground is set, so they read on a light page and on a dark one. Every name
and sentence is escaped: a column may be called ``<script>``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from mutually.wording import (
    aim,
    decimals,
    interactions_in_words,
    interval,
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
    from mutually.comparison import Comparison
    from mutually.results.networks import Network
    from mutually.results.paired import Pairwise
    from mutually.results.ranked import Ranking
    from mutually.results.result import Result
    from mutually.results.selected import Selection

# A notebook cell is for a look; all rows of a wide table are in `to_frame()`.
MOST_ROWS = 40
_ROOM = "padding:0.1em 0.6em"  # Outside a notebook's own style, cells would touch.
_NUMBER = "text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap"
_BAR = "height:0.8em;background:#4a90d9;border-radius:1px"


def ranking_html(ranking: Ranking) -> str:
    """Return a ranking as a table with bars, and a line on what was set aside."""
    rows = list(ranking)[:MOST_ROWS]
    places = decimals(row.mi for row in rows)
    largest = max((row.mi for row in rows if math.isfinite(row.mi)), default=0.0)
    inference, lagged = ranking.alpha is not None, ranking.lags is not None
    lines = []
    for place, row in enumerate(rows, start=1):
        part = max(row.mi, 0.0) / largest if largest > 0 and math.isfinite(row.mi) else 0.0
        bar = f"<div style='width:{100 * part:.1f}%;{_BAR}'></div>"
        cells = [
            _cell(place, _NUMBER),
            _cell(readable(row.feature, 60), "text-align:left"),
            _cell(row.kind, "text-align:left", title=row.reason),
            f"<td style='width:10em'>{bar}</td>",
            _cell(number(row.mi, places), _NUMBER),
            *[_cell(row.lag, _NUMBER)] * lagged,
            *[_cell(interval(row.low, row.high, places), _NUMBER)] * inference,
            *[
                _cell(
                    probability(row.qvalue),
                    _NUMBER,
                    f"p = {probability(row.pvalue)}, {row.pvalue_method}",
                )
            ]
            * inference,
            _cell(share(row.normalized, ranking.target_kind), _NUMBER),
            _cell(f"{row.n:,}", _NUMBER),
            _cell(row.warning, "text-align:left"),
        ]
        lines.append("".join(cells))
    target = readable(ranking.target, 60)
    facts = f"{ranking.n_rows:,} rows, {target} is {ranking.target_kind}, MI in {ranking.unit}"
    says = (what_lags_say(ranking, target), what_inference_says(ranking), *ranking.warnings)
    below = [text for text in says if text]
    if len(ranking) > MOST_ROWS:
        below.append(f"The best {MOST_ROWS} of {len(ranking)} features; to_frame() has all.")
    if ranking.skipped:
        aside = (f"{readable(name, 60)} ({why})" for name, why in ranking.skipped.items())
        below.append(f"Set aside: {some(aside, 8)}.")
    headers = ("", "feature", "kind", "", f"MI ({ranking.unit})", *["lag"] * lagged,
               *["interval", "q"] * inference, "share", "n", "note")  # fmt: skip
    title = f"What each column tells about {aim(ranking, 60)}"
    return _table(title, facts, headers, lines, below)


def selection_html(selection: Selection) -> str:
    """Return a selection as a table in order of choice, with bars of the joint information."""
    rows = list(selection)[:MOST_ROWS]
    places = decimals([*(row.gain for row in rows), *(row.relevance for row in rows)])
    largest = max((row.joint for row in rows if math.isfinite(row.joint)), default=0.0)
    tested = selection.method == "cmi"
    lines = []
    for row in rows:
        known = math.isfinite(row.joint)
        part = max(row.joint, 0.0) / largest if known and largest > 0 else 0.0
        numbers = [number(row.gain, places), *[probability(row.pvalue)] * tested,
                   number(row.relevance, places),
                   number(row.redundancy, places) if math.isfinite(row.redundancy) else "",
                   number(row.joint, places) if known else "",
                   share(row.share, selection.target_kind) if known else ""]  # fmt: skip
        lines.append(
            _cell(row.step, _NUMBER)
            + _cell(readable(row.feature, 60), "text-align:left")
            + _cell(row.kind, "text-align:left")
            + "".join(_cell(text, _NUMBER) for text in numbers)
            + f"<td style='width:10em'><div style='width:{100 * part:.1f}%;{_BAR}'></div></td>"
            + _cell(row.warning, "text-align:left")
        )
    target = readable(selection.target, 60)
    facts = (
        f"{selection.n_rows:,} rows, {target} is {selection.target_kind}, method "
        f"{selection.method}, {selection.unit}"
    )
    below = [what_selection_says(selection), *interactions_in_words(selection)]
    below += selection.warnings
    if len(selection) > MOST_ROWS:
        below.append(f"The first {MOST_ROWS} of {len(selection)} columns; to_frame() has all.")
    if selection.skipped:
        aside = (f"{readable(name, 60)} ({why})" for name, why in selection.skipped.items())
        below.append(f"Set aside: {some(aside, 8)}.")
    headers = ("", "feature", "kind", "gain", *["p"] * tested, "alone", "shared", "together",
               "share", "", "note")  # fmt: skip
    return _table(f"Columns chosen for {target}", facts, headers, lines, below)


def pairwise_html(pairs: Pairwise) -> str:
    """Return the pairs with the most information as a table with bars."""
    rows = pairs.best(MOST_ROWS)
    places = decimals(row.mi for row in rows)
    largest = max((row.mi for row in rows if math.isfinite(row.mi)), default=0.0)
    inference, lagged = pairs.alpha is not None, pairs.lags is not None
    lines = []
    for row in rows:
        part = max(row.mi, 0.0) / largest if largest > 0 and math.isfinite(row.mi) else 0.0
        tested = [
            _cell(interval(row.low, row.high, places), _NUMBER),
            _cell(probability(row.qvalue), _NUMBER, f"p = {probability(row.pvalue)}"),
        ]
        cells = [
            *(_cell(readable(name, 60), "text-align:left") for name in (row.x, row.y)),
            f"<td style='width:10em'><div style='width:{100 * part:.1f}%;{_BAR}'></div></td>",
            _cell(number(row.mi, places), _NUMBER, row.estimator),
            *[_cell(row.lag, _NUMBER)] * lagged,
            *tested * inference,
            _cell(f"{row.n:,}", _NUMBER),
            _cell(row.warning, "text-align:left"),
        ]
        lines.append("".join(cells))
    facts = f"{len(pairs.names):,} columns, {pairs.n_rows:,} rows, MI in {pairs.unit}"
    says = (what_lags_of_pairs_say(pairs), what_pairs_say(pairs), *pairs.warnings)
    below = [text for text in says if text]
    if len(pairs) > MOST_ROWS:
        below.append(f"The best {MOST_ROWS} of {len(pairs):,} pairs; to_frame() has all.")
    if pairs.skipped:
        aside = (f"{readable(name, 60)} ({why})" for name, why in pairs.skipped.items())
        below.append(f"Set aside: {some(aside, 8)}.")
    headers = ("", "", "", f"MI ({pairs.unit})", *["lag"] * lagged, *["interval", "q"] * inference,
               "n", "note")  # fmt: skip
    title = f"What {pairs.n_pairs:,} pairs of columns tell about each other"
    return _table(title, facts, headers, lines, below)


def result_html(result: Result) -> str:
    """Return one result as a table of two columns."""
    lines = [
        _cell(name.replace("_", " "), "text-align:left") + _cell(_short(value), _NUMBER)
        for name, value in result.known().items()
        if name not in ("value", "unit", "warnings") and value is not None
    ]
    value = f"{_short(result.value)} {result.unit}"
    return _table(type(result).__name__, value, (), lines, result.warnings)


def comparison_html(comparison: Comparison) -> str:
    """Return a comparison as a table of two columns."""
    lines = [
        _cell(name.replace("_", " "), "text-align:left") + _cell(_short(value), _NUMBER)
        for name, value in comparison.to_dict().items()
        if name not in ("difference", "unit")
    ]
    value = f"{_short(comparison.difference)} {comparison.unit}"
    return _table("Comparison: the first less the second", value, (), lines, ())


def network_html(network: Network) -> str:
    """Return the heaviest edges of a network as a table."""
    edges = network.edges[:MOST_ROWS]
    weights, scores = decimals(e.weight for e in edges), decimals(e.mi for e in edges)
    lines = [
        "".join(
            [
                *(_cell(readable(name, 60), "text-align:left") for name in (edge.x, edge.y)),
                _cell(number(edge.weight, weights), _NUMBER),
                _cell(number(edge.mi, scores), _NUMBER),
                _cell("" if math.isnan(edge.qvalue) else probability(edge.qvalue), _NUMBER),
            ]
        )
        for edge in edges
    ]
    facts = f"{len(network.names):,} columns, {len(network):,} edges by {network.method}"
    more = f"The heaviest {MOST_ROWS} of {len(network):,} edges; to_frame() has all."
    headers = ("", "", "weight", f"MI ({network.unit})", "q")
    return _table("Network", facts, headers, lines, [more] * (len(network) > MOST_ROWS))


def _short(value: object) -> str:
    """Write a number with as many digits as a reader wants, anything else as it is."""
    return f"{value:.6g}" if isinstance(value, float) else readable(value, 60)


def _cell(value: object, style: str, title: str = "") -> str:
    """Write one cell, its text escaped."""
    hover = f" title='{escape(title)}'" if title else ""
    return f"<td style='{style};{_ROOM}'{hover}>{escape(str(value))}</td>"


def _table(
    title: str, facts: str, headers: Sequence[str], lines: Sequence[str], below: Iterable[str]
) -> str:
    """Put title, facts, rows and closing lines together."""
    head = "".join(f"<th style='text-align:left;{_ROOM}'>{escape(text)}</th>" for text in headers)
    return "\n".join(
        [
            f"<div><b>{escape(title)}</b><br><small>{escape(facts)}</small>",
            "<table style='border-collapse:collapse'>",
            *([f"<thead><tr>{head}</tr></thead>"] if headers else []),
            "<tbody>",
            *(f"<tr>{line}</tr>" for line in lines),
            "</tbody></table>",
            *(f"<small>{escape(readable(text))}</small><br>" for text in below),
            "</div>",
        ]
    )
