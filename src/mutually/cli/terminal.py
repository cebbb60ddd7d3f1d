"""Rankings, selections, pairs and results as text for a terminal, with bars of block characters."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from mutually.errors import require
from mutually.series.lagged import LaggedInformation
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
    what_inference_says,
    what_lags_of_pairs_say,
    what_lags_say,
    what_pairs_say,
    what_selection_says,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from mutually.results.mutual_information import MutualInformation
    from mutually.results.paired import PairResult, Pairwise
    from mutually.results.ranked import RankedFeature, Ranking
    from mutually.results.selected import SelectedFeature, Selection

# The seven partial blocks, from one eighth on; a bar ends in one of them.
_EIGHTHS = " ▏▎▍▌▋▊▉"
# A longer name than this tells no more, and would fold over half a screen.
_LONGEST_NAME = 200
_COEFFICIENT = "= sqrt(1 - exp(-2 MI)) of MI in nats, from 0 to 1 like a correlation"


def print_ranking(ranking: Ranking, *, top: int | None = None, file: IO[str] | None = None) -> None:
    """Print a ranking: one row per feature, best first, then what was set aside.

    Parameters
    ----------
    ranking : Ranking
        What :func:`mutually.rank` returned.
    top : int, optional
        Print this many of the best only.
    file : text file, optional
        Where to; stdout without it. Colours are used on a terminal alone.
    """
    console = _console(file)
    target = readable(ranking.target, _LONGEST_NAME)
    console.print(
        f"What each column tells about {aim(ranking, _LONGEST_NAME)}", style="bold", markup=False
    )
    facts = f"{ranking.n_rows:,} rows, {target} is {ranking.target_kind}, MI in {ranking.unit}"
    if top is not None and top < len(ranking):
        facts += f"; the best {top} of {len(ranking)} features"
    console.print(facts, style="dim", markup=False)
    rows = list(ranking)[:top]
    if rows:
        console.print()
        console.print(_ranking_table(console, rows, ranking))
        for text, place in _notes(rows).items():
            console.print(f"note {place}: {readable(text)}", markup=False)
        below = (what_lags_say(ranking, target), _what_share_means(ranking, target),
                 what_inference_says(ranking), kinds_by_values(rows))  # fmt: skip
        for text in filter(None, below):
            console.print(text, style="dim", markup=False)
    else:
        console.print("\nNo feature could be ranked.", markup=False)
    for text in ranking.warnings:
        console.print(f"note: {readable(text)}", markup=False)
    if ranking.skipped:
        console.print()
        console.print(_skipped_table(ranking))


def print_selection(selection: Selection, *, file: IO[str] | None = None) -> None:
    """Print a selection: one row per column in order of choice, then what was set aside.

    Parameters
    ----------
    selection : Selection
        What :func:`mutually.select` returned.
    file : text file, optional
        Where to; stdout without it. Colours are used on a terminal alone.
    """
    console = _console(file)
    target = readable(selection.target, _LONGEST_NAME)
    title = f"Columns chosen for what they tell together about {target}"
    console.print(title, style="bold", markup=False)
    facts = (
        f"{selection.n_rows:,} rows, {target} is {selection.target_kind}, method "
        f"{selection.method}, in {selection.unit}"
    )
    console.print(facts, style="dim", markup=False)
    rows = list(selection)
    if rows:
        console.print()
        console.print(_selection_table(console, rows, selection))
        for text, place in _notes(rows).items():
            console.print(f"note {place}: {readable(text)}", markup=False)
        console.print(what_selection_says(selection), style="dim", markup=False)
    else:
        console.print("\nNo column was chosen.", markup=False)
    for text in (*interactions_in_words(selection), *selection.warnings):
        console.print(f"note: {readable(text)}", markup=False)
    if selection.skipped:
        console.print()
        console.print(_skipped_table(selection))


def print_pairwise(pairs: Pairwise, *, top: int, file: IO[str] | None = None) -> None:
    """Print the pairs with the most information, then what was set aside.

    Parameters
    ----------
    pairs : Pairwise
        What :func:`mutually.pairwise` returned.
    top : int
        Print this many of the best.
    file : text file, optional
        Where to; stdout without it. Colours are used on a terminal alone.
    """
    console = _console(file)
    console.print("What each pair of columns tells about each other", style="bold", markup=False)
    rows = pairs.best(top)
    facts = f"{len(pairs.names):,} columns, {pairs.n_rows:,} rows, MI in {pairs.unit}"
    if len(rows) < pairs.n_pairs:
        facts += f"; the best {len(rows):,} of {pairs.n_pairs:,} pairs"
    console.print(facts, style="dim", markup=False)
    if rows:
        console.print()
        console.print(_pairs_table(console, rows, pairs))
        for text, place in _notes(rows).items():
            console.print(f"note {place}: {readable(text)}", markup=False)
        for text in filter(None, (what_lags_of_pairs_say(pairs), what_pairs_say(pairs))):
            console.print(text, style="dim", markup=False)
    else:
        console.print("\nNo pair is held.", markup=False)
    for text in pairs.warnings:
        console.print(f"note: {readable(text)}", markup=False)
    if pairs.skipped:
        console.print()
        console.print(_skipped_table(pairs))


def print_information(
    result: MutualInformation,
    names: tuple[str, str],
    *,
    given: Sequence[str] = (),
    file: IO[str] | None = None,
) -> None:
    """Print the mutual information of two named variables, and what is left of each one's entropy.

    Parameters
    ----------
    result : MutualInformation
        What :func:`mutually.mutual_information` returned.
    names : tuple of str
        What to call its first and second variable.
    given : sequence of str
        What to call the columns of the condition.
    file : text file, optional
        Where to; stdout without it.
    """
    # First what may fail, so that no half of a page is printed.
    low, high = result.confidence_interval()
    tested = f"p = {probability(result.pvalue)}"
    console = _console(file)
    x, y = (readable(name, _LONGEST_NAME) for name in names)
    entropies = [h for h in (result.entropy_x, result.entropy_y) if h is not None]
    places = decimals([result.value, *entropies])
    value = f"{number(result.value, places)} {result.unit}"
    known = f" | {', '.join(readable(name, _LONGEST_NAME) for name in given)}" * bool(given)
    console.print(f"I({x}; {y}{known}) = {value}", style="bold", markup=False)
    if isinstance(result, LaggedInformation):
        console.print(_what_lag_means(result, x, y), markup=False)
    left_out = f" ({result.n_missing:,} more miss a value)" if result.n_missing else ""
    weighted = "" if result.weighting is None else f", {result.weighting}"
    facts = f"{result.n:,} rows{weighted}{left_out}, estimator {result.estimator}"
    console.print(facts, style="dim", markup=False)
    within = interval(low, high, places) or "not known, too few rows"
    console.print(f"95 % interval {within}; {tested}", markup=False)
    console.print(result.pvalue_method, style="dim", markup=False)
    console.print()
    h = "H given the condition" if given else "H"
    table = _grid("variable", "kind", h, "left when the other is known", right=(2, 3))
    for name, kind, entropy in (
        (x, result.x_kind, result.entropy_x),
        (y, result.y_kind, result.entropy_y),
    ):
        values = ["no entropy"] * 2
        if entropy is not None:
            values = [number(entropy, places), number(entropy - result.value, places)]
        table.add_row(_plain(name), kind, *values)
    console.print(table)
    without = [name for name, h in ((x, result.entropy_x), (y, result.entropy_y)) if h is None]
    if without:
        console.print(
            f"no entropy: the differential entropy of {' and '.join(without)}, with a continuous"
            " part, depends on its unit",
            style="dim",
            markup=False,
        )
    meaning = f"of the entropy of {y}" if result.y_kind == "discrete" else _COEFFICIENT
    console.print(
        f"share: {share(result.normalized, result.y_kind)} {meaning}", style="dim", markup=False
    )


def _what_lag_means(result: LaggedInformation, x: str, y: str) -> str:
    """Say at which lag one series tells most about the other."""
    rows = f"{abs(result.lag)} row{'s' * (abs(result.lag) != 1)}"
    when = "in the same row"
    if result.lag:
        when = f"{x} {rows} {'before' if result.lag > 0 else 'after'} {y}"
    looked = f"the best of {len(result.lags)} lags from {result.lags[0]} to {result.lags[-1]}"
    if len(result.lags) == 1:
        looked = "the only lag"
    return f"{when}, {looked}"


def _what_share_means(ranking: Ranking, target: str) -> str:
    """Say in one line how to read the column "share"."""
    if ranking.target_kind == "discrete":
        return f"share: the part of the entropy of {target} that the feature explains"
    return f"share {_COEFFICIENT}"


def _console(file: IO[str] | None) -> Console:
    """Open a console of the terminal's width, but of 80 columns at least; 100 where it is none."""
    require("rich", "cli")
    from rich.console import Console

    class Printer(Console):
        def on_broken_pipe(self) -> None:
            # rich would end the process with code 1; how it ends is the command's to say.
            raise

    width = max(shutil.get_terminal_size((100, 25)).columns, 80)
    return Printer(file=file, width=width, highlight=False)


def _grid(*headers: str, right: tuple[int, ...] = ()) -> Table:
    """Start a table that has a rule under its head and no other lines."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place in right else "left", overflow="fold")
    return table


def _plain(name: object, style: str = "") -> RenderableType:
    """Write a name as it is: square brackets in it are no markup."""
    from rich.text import Text

    return Text(readable(name, _LONGEST_NAME), style=style)


def _ranking_table(console: Console, rows: Sequence[RankedFeature], ranking: Ranking) -> Table:
    """Lay out the rows; the bar's length is the MI relative to the largest."""
    inference, target_kind = ranking.alpha is not None, ranking.target_kind
    lagged = ranking.lags is not None
    notes = _notes(rows)
    places = decimals(row.mi for row in rows)
    largest = max((row.mi for row in rows if math.isfinite(row.mi)), default=0.0)
    # Beside intervals the bars give way, so that names do not.
    cells = min(max(console.width // (10 if inference else 6), 8), 30)
    headers = ("#", "feature", "kind", "", "MI", *["lag"] * lagged, *["interval", "q"] * inference,
               "share", "n", *["note"] * bool(notes))  # fmt: skip
    table = _grid(*headers, right=(0, *range(4, len(headers))))
    # The name alone gives way where the terminal is narrow.
    for place, column in enumerate(table.columns):
        column.no_wrap = place != 1
    for place, row in enumerate(rows, start=1):
        fraction = row.mi / largest if largest > 0 and math.isfinite(row.mi) else 0.0
        blocks = bar(fraction, cells, ascii_only=not console.encoding.startswith("utf"))
        table.add_row(
            str(place),
            _plain(row.feature),
            row.kind,
            _plain(blocks, "cyan"),
            number(row.mi, places),
            *[str(row.lag)] * lagged,
            *[interval(row.low, row.high, places), probability(row.qvalue)] * inference,
            share(row.normalized, target_kind),
            f"{row.n:,}",
            *[str(notes[row.warning]) if row.warning else ""] * bool(notes),
        )
    return table


def _selection_table(
    console: Console, rows: Sequence[SelectedFeature], selection: Selection
) -> Table:
    """Lay out the rows; the bar's length is the joint information relative to the largest."""
    notes, tested = _notes(rows), selection.method == "cmi"
    places = decimals([*(row.gain for row in rows), *(row.relevance for row in rows)])
    largest = max((row.joint for row in rows if math.isfinite(row.joint)), default=0.0)
    cells = min(max(console.width // 16, 6), 30)
    headers = ("#", "feature", "kind", "gain", *["p"] * tested, "alone", "shared", "together",
               "share", "", *["note"] * bool(notes))  # fmt: skip
    table = _grid(*headers, right=(0, *range(3, 8 + tested)))
    for place, column in enumerate(table.columns):
        column.no_wrap = place != 1
    for row in rows:
        known = math.isfinite(row.joint)
        fraction = row.joint / largest if known and largest > 0 else 0.0
        blocks = bar(fraction, cells, ascii_only=not console.encoding.startswith("utf"))
        table.add_row(
            str(row.step),
            _plain(row.feature),
            row.kind,
            number(row.gain, places),
            *[probability(row.pvalue)] * tested,
            number(row.relevance, places),
            number(row.redundancy, places) if math.isfinite(row.redundancy) else "",
            number(row.joint, places) if known else "",
            share(row.share, selection.target_kind) if known else "",
            _plain(blocks, "cyan"),
            *[str(notes[row.warning]) if row.warning else ""] * bool(notes),
        )
    return table


def _pairs_table(console: Console, rows: Sequence[PairResult], pairs: Pairwise) -> Table:
    """Lay out the pairs; the bar's length is the MI relative to the largest."""
    inference, lagged = pairs.alpha is not None, pairs.lags is not None
    notes = _notes(rows)
    places = decimals(row.mi for row in rows)
    largest = max((row.mi for row in rows if math.isfinite(row.mi)), default=0.0)
    cells = min(max(console.width // 10, 8), 30)
    headers = ("x", "y", "", "MI", *["lag"] * lagged, *["interval", "q"] * inference, "n",
               *["note"] * bool(notes))  # fmt: skip
    table = _grid(*headers, right=tuple(range(3, len(headers))))
    for place, column in enumerate(table.columns):
        column.no_wrap = place > 1
    for row in rows:
        fraction = row.mi / largest if largest > 0 and math.isfinite(row.mi) else 0.0
        blocks = bar(fraction, cells, ascii_only=not console.encoding.startswith("utf"))
        table.add_row(
            _plain(row.x),
            _plain(row.y),
            _plain(blocks, "cyan"),
            number(row.mi, places),
            *[str(row.lag)] * lagged,
            *[interval(row.low, row.high, places), probability(row.qvalue)] * inference,
            f"{row.n:,}",
            *[str(notes[row.warning]) if row.warning else ""] * bool(notes),
        )
    return table


def _notes(rows: Sequence[RankedFeature | SelectedFeature | PairResult]) -> dict[str, int]:
    """Give each different warning a number: it stands once below, however many rows share it."""
    texts = dict.fromkeys(row.warning for row in rows if row.warning)
    return {text: place for place, text in enumerate(texts, start=1)}


def _skipped_table(ranking: Ranking | Selection | Pairwise) -> Table:
    """List what was set aside, with the reason."""
    table = _grid("set aside", "why")
    table.columns[0].min_width = 12
    for name, reason in ranking.skipped.items():
        table.add_row(_plain(name), _plain(reason))
    return table


def bar(fraction: float, cells: int, *, ascii_only: bool = False) -> str:
    """Draw a fraction of ``cells`` characters, to an eighth of one; below zero draws nothing.

    Examples
    --------
    >>> bar(0.5, 5), bar(0.5, 5, ascii_only=True), bar(-0.1, 5)
    ('██▌', '###', '')
    """
    length = min(max(fraction, 0.0), 1.0) * cells
    if ascii_only:
        return "#" * math.floor(length + 0.5)
    eighths = round(length * 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
