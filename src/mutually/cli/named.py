"""Columns that options name, and what was probably meant where there is none of a name."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from difflib import get_close_matches

from mutually.errors import fail
from mutually.wording import some


def named(option: str, given: list[str] | None, columns: Sequence[Hashable]) -> list[str] | None:
    """Split what an option names at its commas, but not within the name of a column."""
    if not given:
        return None
    parts = [[text] if text in columns else text.split(",") for text in given]
    names = [name if name in columns else name.strip() for part in parts for name in part]
    names = [name for name in names if name or name in columns]
    if not names:
        fail(option, "must name at least one column", repr(given[-1]), near("", columns))
    for name in names:
        if name not in columns:
            fail(option, "must name columns that are read", repr(name), near(name, columns))
    return names


def periods(given: list[str] | None, columns: Sequence[Hashable]) -> dict[Hashable, float] | None:
    """Read COL=PERIOD; commas between several, unless one stands in the name of a column."""
    if not given:
        return None
    parts = [[text] if text.rpartition("=")[0] in columns else text.split(",") for text in given]
    found: dict[Hashable, float] = {}
    for text in (text for part in parts for text in part):
        name, _, period = text.rpartition("=")
        try:
            number = float(period)
        except ValueError:
            fail("--circular", "must be a column and its period", repr(text), "--circular hour=24")
        (column,) = named("--circular", [name], columns) or [name]
        found[column] = number
    return found


def near(name: str, columns: Sequence[Hashable]) -> str:
    """Suggest the names that are spelled nearly so, or list the columns."""
    by_text = {str(column).casefold(): str(column) for column in columns}
    found = [repr(by_text[text]) for text in get_close_matches(name.casefold(), by_text, n=3)]
    if found:
        return f"did you mean {' or '.join(found)}?"
    return f"the columns are {some(by_text.values(), 12)}"
