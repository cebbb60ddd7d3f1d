"""How names and numbers are written for people: in a plot, a terminal or a page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mutually.results.paired import Pairwise
    from mutually.results.ranked import RankedFeature, Ranking
    from mutually.results.selected import Selection

# The no-break space, the space of Chinese and Japanese text, and the joiners that words of Persian
# and Hindi and many emoji hold are no control characters.
_SPACES = "\u00a0\u3000\u200c\u200d"


def aim(ranking: Ranking, width: int) -> str:
    """Write what a ranking is about: its target, and the condition if there is one.

    Names longer than ``width`` lose their middle.
    """
    target = readable(ranking.target, width)
    if not ranking.given:
        return target
    return f"{target}, given {some((readable(name, width) for name in ranking.given), 4)}"


def readable(name: object, width: int | None = None) -> str:
    r"""Write a name on one line, with nothing in it that a terminal would obey.

    Parameters
    ----------
    name : object
        Column names may be anything; those that are not strings are written by ``str``.
    width : int, optional
        Longer names lose their middle, since names of one table often share their beginning.

    Examples
    --------
    >>> readable("two\nlines")
    'two\\nlines'
    >>> readable("mean_temperature_of_the_first_sensor", 21)
    'mean_tempe…rst_sensor'
    """
    text = "".join(c if c.isprintable() or c in _SPACES else _escape(c) for c in str(name))
    if width is None or len(text) <= width:
        return text
    head = width // 2
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def _escape(character: str) -> str:
    """Write a control character as Python would; a lone surrogate as well."""
    return character.encode("unicode_escape").decode("ascii")


def decimals(values: Iterable[float]) -> int:
    """Return how many decimals write all values so that the largest has three digits or more.

    Examples
    --------
    >>> decimals([0.7, 0.002]), decimals([0.0042]), decimals([12.5])
    (3, 5, 3)
    """
    largest = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    if largest == 0.0:
        return 3
    return min(max(2 - math.floor(math.log10(largest)), 3), 6)


def number(value: float, places: int) -> str:
    """Write a value with a fixed number of decimals, and zero without a sign.

    Examples
    --------
    >>> number(0.5, 3), number(-1e-9, 3), number(-0.25, 2), number(float("nan"), 3)
    ('0.500', '0.000', '-0.25', 'nan')
    """
    text = f"{value:.{places}f}"
    return text.lstrip("-") if not text.strip("-0.") else text


def probability(value: float) -> str:
    """Write a p-value: three decimals, and small ones by their order of magnitude.

    Examples
    --------
    >>> probability(0.0421), probability(0.00042), probability(3e-9), probability(1e-300)
    ('0.042', '4e-04', '3e-09', '< 1e-99')
    """
    if value < 1e-99:
        return "< 1e-99"
    return f"{value:.3f}" if value >= 0.001 or value != value else f"{value:.0e}"


def interval(low: float, high: float, places: int) -> str:
    """Write an interval.

    Examples
    --------
    >>> interval(0.1234, 0.5, 3), interval(float("nan"), 1.0, 3)
    ('0.123 to 0.500', '')
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"{number(low, places)} to {number(high, places)}"


def what_inference_says(ranking: Ranking) -> str:
    """Say in one line how many features are more than chance, and what the columns mean."""
    if ranking.alpha is None or not len(ranking):
        return ""
    found, share_of = len(ranking.discoveries), f"{100 * ranking.alpha:g} %"
    return (
        f"{found} of {len(ranking)} features tell something: their q is at most {share_of}, the "
        "share of false ones to expect among them; intervals are of "
        f"{100 - 100 * ranking.alpha:g} %"
    )


def what_lags_say(ranking: Ranking, target: str) -> str:
    """Say in one line what the lag of a feature is; empty without lags."""
    if ranking.lags is None:
        return ""
    return (
        f"lag: rows by which the feature is earlier than {target} where it tells most; q allows "
        f"for all {len(ranking.lags)} lags"
    )


def what_lags_of_pairs_say(pairs: Pairwise) -> str:
    """Say in one line what the lag of a pair is; empty without lags."""
    if pairs.lags is None:
        return ""
    return (
        "lag: rows by which x is earlier than y where they tell most, below 0 y is earlier; q "
        f"allows for all {len({*pairs.lags, *(-lag for lag in pairs.lags)})} lags"
    )


def what_selection_says(selection: Selection) -> str:
    """Say in one line what the columns of a selection mean."""
    discrete = selection.target_kind == "discrete"
    share_of = "as a part of its entropy" if discrete else "as a coefficient from 0 to 1"
    return (
        f"gain: {selection.meaning}; alone: I(X;Y); shared: the mean of I(X; one before it); "
        f"together: what the columns so far tell about the target, share: {share_of}"
    )


def interactions_in_words(selection: Selection) -> list[str]:
    """Write the pairs of columns that tell more together, a line for each of the first eight."""
    pairs = selection.interactions
    places = decimals(pair.synergy for pair in pairs)
    lines = [
        f"together more than apart: {' & '.join(readable(name, 32) for name in pair.features)}, "
        f"{number(pair.synergy, places)} of {number(pair.together, places)} {selection.unit}, "
        f"q = {probability(pair.qvalue)}"
        for pair in pairs[:8]
    ]
    return lines + [f"and {len(pairs) - 8} pairs more"] * (len(pairs) > 8)


def what_pairs_say(pairs: Pairwise) -> str:
    """Say in one line how many of the pairs that are held are more than chance."""
    if pairs.alpha is None or not len(pairs):
        return ""
    found, share_of = pairs.n_discoveries, f"{100 * pairs.alpha:g} %"
    held = f"{len(pairs):,}" + f" pairs held of {pairs.n_pairs:,}" * (len(pairs) < pairs.n_pairs)
    return (
        f"{found:,} of {held} tell something: their q is at most {share_of}, the share of false "
        f"ones to expect among them; intervals are of {100 - 100 * pairs.alpha:g} %"
    )


def share(normalized: float, target_kind: str) -> str:
    """Write ``normalized``: percent of a discrete target's entropy, else a coefficient to 1.

    Examples
    --------
    >>> share(0.6431, "discrete"), share(0.6431, "continuous"), share(float("nan"), "discrete")
    ('64.3 %', '0.643', 'nan')
    """
    if math.isfinite(normalized) and target_kind == "discrete":
        return f"{number(100 * normalized, 1)} %"
    return number(normalized, 3)


def some(names: Iterable[Any], most: int = 3) -> str:
    """Name the first few of many, and count the rest.

    Examples
    --------
    >>> some(["a", "b", "c"]), some("abcde")
    ('a, b, c', 'a, b, c and 2 more')
    """
    words = [str(name) for name in names]
    if len(words) <= most:
        return ", ".join(words)
    return f"{', '.join(words[:most])} and {len(words) - most} more"


def a_type(value: object) -> str:
    """Name the type of a value with its article.

    Examples
    --------
    >>> a_type(3), a_type("x")
    ('an int', 'a str')
    """
    word = type(value).__name__
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"


# What a kind's reason says where the values decided, and not the type alone.
_BY_VALUES = ("different", "of the rows hold", "of it numbers")


def kinds_by_values(rows: Iterable[RankedFeature]) -> str:
    """Say which columns are not simply continuous or of strings, and why; empty if there are none.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> kinds_by_values([Row(feature="hour", kind="discrete", reason="20 different whole numbers")])
    'kinds by their values: hour discrete (20 different whole numbers)'
    """
    found = [
        f"{readable(row.feature, 32)} {row.kind} ({readable(row.reason)})"
        for row in rows
        if row.kind != "continuous"
        and (row.reason.startswith("discrete=") or any(word in row.reason for word in _BY_VALUES))
    ]
    return f"kinds by their values: {some(found, 8)}" if found else ""
