"""Whether rows of the columns of a table depend on the rows before them."""

from __future__ import annotations

from collections.abc import Sequence

from mutually.inference import diagnostics
from mutually.variables import Variable
from mutually.wording import some


def order_notes(columns: Sequence[Variable]) -> tuple[str, ...]:
    """Say in which columns rows resemble the rows before them, where two of them do."""
    own = []
    for column in columns:
        known = column if column.known is None else column.take(column.known)
        long = known.n >= diagnostics.ROWS_FOR_AN_ORDER
        likeness = diagnostics.resemblance(known) if long else None
        own.append(max(likeness or 0.0, 0.0))
    first, second = sorted(own, reverse=True)[:2]
    worth = (1 - first * second) / (1 + first * second)
    if worth >= diagnostics.LEAST_WORTH:
        return ()
    most = (1 - diagnostics.LEAST_WORTH) / (1 + diagnostics.LEAST_WORTH)
    alike = sorted(
        str(column.name)
        for column, likeness in zip(columns, own, strict=True)
        if likeness * (second if likeness == first else first) > most
    )
    n = columns[0].n
    return (
        f"rows resemble the rows before them in {some(alike, 4)}: in an order of time {n:,} of "
        f"them are, for two of these columns, worth about {round(worth * n):,} independent ones, "
        "and time=True allows for it; a table that was only sorted needs nothing",
    )
