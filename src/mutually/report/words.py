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
    full = readable(value)
    if not full.strip():
        full = "(no name)" if not full else f"({len(full)} spaces)"
    return Name(readable(full, width), full)


def fit(text: str, pixels: float, size: float = 11.0) -> Name:
    """Cut a text to what has room in a picture, whose letters do not wrap.

    Examples
    --------
    >>> fit("Torgersen", 200).text, fit("Torgersen", 40).text
    ('Torgersen', 'Torg…')
    """
    full = readable(text)
    room = pixels / size
    if _width(full) <= room:
        return Name(full, full)
    kept, used = "", 0.85
    for character in full:
        used += _width_of(character)
        if used > room:
            break
        kept += character
    return Name(kept + "…", full)


def _width(text: str) -> float:
    """Return about how wide a text is, in units of its size."""
    return sum(_width_of(character) for character in text)


def _width_of(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in "mwMW@%":
        return 0.95
    if character in " .,:;'|ijlI":
        return 0.35
    return 0.72 if character.isupper() else 0.6


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
    return "".join(part.text if isinstance(part, Name) else part for part in sentence)
