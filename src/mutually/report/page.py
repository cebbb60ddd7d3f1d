"""The page: what stands on it, put into the templates, and written to a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mutually.errors import fail, require
from mutually.report import frames, pairs, sparklines
from mutually.report.again import Again
from mutually.report.answer import answer
from mutually.report.assets import assets, without_indents
from mutually.report.bars import bars
from mutually.report.meaning import found
from mutually.report.method import method
from mutually.report.panels import Looker
from mutually.report.paths import short
from mutually.report.rows import MOST_ROWS
from mutually.report.words import Name, listed, name_of
from mutually.wording import decimals, interval, number, probability, readable, share

if TYPE_CHECKING:
    from mutually.results.ranked import RankedFeature, Ranking

_TEMPLATES = Path(__file__).parent / "templates"
# More features than this are compared with each other in too much time.
_MOST_COMPARED = 50


class Row(NamedTuple):
    """One line of the table."""

    place: int
    name: Name
    kind: str
    sparkline: sparklines.Sparkline | None
    value: str
    interval: str
    q: str
    share: str
    n: str
    note: int
    found: bool | None


def write_report(ranking: Ranking, path: str | os.PathLike[str], **options: Any) -> Path:
    """Write the page of a ranking; see :meth:`mutually.Ranking.report`."""
    file = Path(os.path.expanduser(os.fspath(path)))
    if file.is_dir():
        hint = "ranking.report('report.html')"
        fail("path", "must name a file", f"the folder {str(file)!r}", hint)
    if not file.resolve().parent.is_dir():
        fail("path", "needs a folder that exists", repr(str(file.parent)))
    file.write_bytes(report_html(ranking, **options).encode("utf-8"))
    return file


def report_html(
    ranking: Ranking,
    *,
    table: Any = None,
    pictures: bool = True,
    panels: int = 50,
    title: str | None = None,
    date: str | None = None,
) -> str:
    """Return the page of a ranking as text; see :meth:`mutually.Ranking.report`."""
    if not isinstance(panels, int) or isinstance(panels, bool) or panels < 0:
        fail("panels", "must be a whole number from 0 on", repr(panels), "panels=20")
    for name, text in (("title", title), ("date", date)):
        if text is not None and not isinstance(text, str):
            fail(name, "must be a text", repr(text))
    require("jinja2", "report")
    # An empty ranking has nothing to be drawn, and each feature of one with lags has rows of its
    # own, which the pictures would have to shift; the page says that they are not drawn.
    drawn = pictures and len(ranking) > 0 and ranking.lags is None
    again = Again(ranking, table) if drawn else None
    best = list(ranking)[:panels]
    repeats = None
    if again is not None:
        repeats = pairs.repeats(best[:_MOST_COMPARED], ranking, again)
    looker = Looker(ranking, again, repeats)
    notes = _notes(ranking)
    target = name_of(ranking.target)
    page = _environment().get_template("page.html.j2").render(
        assets=assets(),
        title=readable(title) if title is not None else f"What tells about {target.text}?",
        date=None if date is None else readable(date),
        ranking=ranking,
        target=target,
        given=listed(ranking.given, 8),
        answer=answer(ranking),
        bars=bars(best, ranking),
        rows=_rows(ranking, looker, notes),
        panels=[looker.panel(place, row) for place, row in enumerate(best, start=1)],
        repeats=repeats,
        notes=[readable(text) for text in notes],
        skipped=[(name_of(name, 200), readable(why)) for name, why in ranking.skipped.items()],
        warnings=[readable(text) for text in ranking.warnings],
        method=method(ranking),
        call=None if ranking.origin is None else readable(ranking.origin.call),
        pictures=again is not None,
        drawn=min(ranking.n_rows, MOST_ROWS),
        level=None if ranking.alpha is None else f"{100 * (1 - ranking.alpha):g} %",
        alpha=None if ranking.alpha is None else f"{100 * ranking.alpha:g} %",
        frame=frames,
        spark=sparklines,
        heat=pairs,
    )  # fmt: skip
    # What UTF-8 cannot hold, a lone surrogate, is written as its escape by `readable`.
    return without_indents(page) + "\n"


@cache
def _environment() -> Any:
    """Compile the templates once."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = short
    return environment


def _notes(ranking: Ranking) -> dict[str, int]:
    """Give each different warning a number: it stands once, however many features share it."""
    texts = dict.fromkeys(row.warning for row in ranking if row.warning)
    return {text: place for place, text in enumerate(texts, start=1)}


def _rows(ranking: Ranking, looker: Looker, notes: dict[str, int]) -> Sequence[Row]:
    places = decimals(row.mi for row in ranking)
    return [_row(place, row, looker, notes, places) for place, row in enumerate(ranking, start=1)]


def _row(place: int, row: RankedFeature, looker: Looker, notes: dict[str, int], places: int) -> Row:
    ranking = looker.ranking
    seen = looker.seen(row)
    return Row(
        place, name_of(row.feature), row.kind,
        None if seen is None else sparklines.sparkline(seen),
        number(row.mi, places).replace("-", "\N{MINUS SIGN}"),
        interval(row.low, row.high, places).replace("-", "\N{MINUS SIGN}"),
        probability(row.qvalue) if ranking.alpha is not None else "",
        share(row.normalized, ranking.target_kind).replace("-", "\N{MINUS SIGN}"),
        f"{row.n:,}", notes.get(row.warning, 0), found(row, ranking),
    )  # fmt: skip
