"""The answer in a few sentences: what tells about the target, how much, and what does not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mutually.report.meaning import found
from mutually.report.words import Sentence, listed, name_of, plain
from mutually.wording import decimals, number, share

if TYPE_CHECKING:
    from mutually.results.ranked import Ranking

_NAMED = 3


def answer(ranking: Ranking) -> list[Sentence]:
    """Return the sentences at the top of the page."""
    if not len(ranking):
        return [("No column could be ranked: what was set aside, and why, stands below.",)]
    return [part for part in (_what_tells(ranking), _how_many(ranking), _nothing(ranking)) if part]


def in_words(ranking: Ranking) -> list[str]:
    """Return the same sentences as plain text, for a terminal."""
    return [plain(sentence) for sentence in answer(ranking)]


def _what_tells(ranking: Ranking) -> Sentence:
    target = name_of(ranking.target)
    given = (", beyond ", *listed(ranking.given)) if ranking.given else ()
    best = [row for row in ranking if found(row, ranking) is not False and row.mi > 0]
    if not best:
        return ("No column tells more about ", target, *given, " than chance would show.")
    names = listed((row.feature for row in best[:_NAMED]), _NAMED)
    verb = "tells" if len(best) == 1 else "tell"
    first = best[0]
    part = share(first.normalized, ranking.target_kind)
    if not first.normalized > 0:
        return (*names, f" {verb} most about ", target, *given, ".")
    alone = "it" if len(best) == 1 else name_of(first.feature)
    if ranking.target_kind == "discrete":
        places = decimals([first.mi])
        amount, all_of_it = (number(v, places) for v in (first.mi, first.mi / first.normalized))
        rest: Sentence = (
            alone, f" alone removes {part} of its uncertainty "
            f"({amount} of {all_of_it} {ranking.unit} of entropy).",
        )  # fmt: skip
    else:
        rest = (
            alone, " alone tells as much as one normal column does about another at a "
            f"correlation of {part}.",
        )  # fmt: skip
    most = "" if len(best) == 1 else " most"
    return (*names, f" {verb}{most} about ", target, *given, ": ", *rest)


def _how_many(ranking: Ranking) -> Sentence:
    if ranking.alpha is None:
        return ("The ranking was made without inference, so how much of it chance would show is "
                "not known.",)  # fmt: skip
    n, discoveries = len(ranking), len(ranking.discoveries)
    if not discoveries:
        return ()
    level = f"(q at most {100 * ranking.alpha:g} %)"
    if n == 1:
        return (f"That is more than chance shows {level}.",)
    some = f"All {n:,}" if discoveries == n else f"{discoveries:,} of the {n:,}"
    verb = "tells" if discoveries == 1 else "tell"
    return (
        f"{some} columns that were ranked {verb} more than chance shows {level}."
        + " They may tell the same: shares do not add up." * (discoveries > 1),
    )


def _nothing(ranking: Ranking) -> Sentence:
    """Name what is not worth a look by itself, and say how much it could at most tell."""
    rows = [row for row in ranking if found(row, ranking) is False]
    if not rows or ranking.alpha is None:
        return ()
    names = listed((row.feature for row in rows), _NAMED)
    highest = max((row.high for row in rows if math.isfinite(row.high)), default=math.nan)
    bound = ""
    if math.isfinite(highest):
        level = f"{100 * (1 - ranking.alpha):g} %"
        each = "it tells" if len(rows) == 1 else "each tells"
        bound = f" ({each} {number(highest, 3)} {ranking.unit} at most, with {level} confidence)"
    verb = "shows" if len(rows) == 1 else "show"
    return ("Not worth a look alone: ", *names, f" {verb} no more than chance{bound}.")
