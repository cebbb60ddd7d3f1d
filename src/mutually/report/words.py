"""Names and sentences of the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from mutually.wording import readable


class Name(NamedTuple):
    """A name from the data: as it is shown, and in full where that is more."""

    text: str
    full: str


# Words of ours and names from the data in turn; a template sets names apart and escapes both.
Sentence: TypeAlias = tuple["str | Name", ...]


def name_of(value: object, width: int = 48) -> Name:
    """Return a name that loses its middle beyond so many characters."""
    return Name(readable(value, width), readable(value))


def fit(text: str, pixels: float, size: float = 11.0) -> Name:
    """Cut a text to what has room in a picture, whose letters do not wrap.

    Examples
    --------
    >>> fit("Torgersen", 200).text, fit("Torgersen", 40).text
    ('Torgersen', 'Torge…')
    """
    full = readable(text)
    room = pixels / size
    if _width(full) <= room:
        return Name(full, full)
    kept, used = "", 0.85
    for character in full:
        used += _width(character)
        if used > room:
            break
        kept += character
    return Name(kept + "…", full)


def _width(text: str) -> float:
    """Return about how wide a text is, in units of its size."""
    return sum(
        1.0 if unicodedata.east_asian_width(c) in "WF" else 0.3 if c in " .,:;'|ijlI" else 0.58
        for c in text
    )


def listed(names: Iterable[object], most: int = 3, last: str = "and") -> Sentence:
    """Return names as one enumerates them: a, b and c.

    Examples
    --------
    >>> [part if isinstance(part, str) else part.text for part in listed("abcd", 2)]
    ['a', ', ', 'b', ' and 2 more']
    """
    known = [name_of(name) for name in names]
    shown, left = known[:most], len(known) - most
    parts: list[str | Name] = []
    for place, name in enumerate(shown):
        final = place == len(shown) - 1 and left <= 0
        parts += [f" {last} " if final else ", "] * bool(place) + [name]
    return (*parts, *([f" and {left:,} more"] if left > 0 else []))


def plain(sentence: Sentence) -> str:
    """Return a sentence as text."""
    return "".join(part.full if isinstance(part, Name) else part for part in sentence)
