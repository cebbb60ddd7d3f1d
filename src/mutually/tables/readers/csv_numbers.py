"""Text columns of a CSV file that hold numbers: those with decimal commas, and those with a slip.

A column of numbers in which one field is "?" is text to DuckDB, and is then a column of labels
without order. It stays so, since what "?" means is not ours to say; but its type says it.
"""

from __future__ import annotations

from typing import Any

# So many of the fields are numbers where a column was meant to be one of numbers.
MOSTLY = 0.95


def mend_numbers(connection: Any, table: str, width: int, delimiter: str) -> dict[int, str]:
    """Turn text with decimal commas into numbers, and say which other text is mostly numbers.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    table : str
        Its columns are c0, c1, ...; those that are changed are changed there.
    width : int
        How many columns it has.
    delimiter : str
        Where it is the comma itself, no comma is a decimal one.

    Returns
    -------
    dict of int to str
        By the place of the column, the words to use for its type.
    """
    types = connection.execute(f"describe {table}").fetchall()
    texts = [place for place in range(width) if types[place][1] == "VARCHAR"]
    if not texts:
        return {}
    # Signs, digits, points and spaces come before the colon: a cheap look that most text fails.
    looks = ", ".join(f"count(c{at}), count(*) filter (c{at} < ':')" for at in texts)
    counts = connection.execute(f"select {looks} from {table}").fetchone()
    words = {}
    for nth, place in enumerate(texts):
        known, numeric = counts[2 * nth : 2 * nth + 2]
        if known and numeric >= MOSTLY * known:
            word = _mend(connection, table, place, known, delimiter)
            if word is not None:
                words[place] = word
    return words


def _mend(connection: Any, table: str, place: int, known: int, delimiter: str) -> str | None:
    name = f"c{place}"
    text = name if delimiter == "," else f"replace({name}, ',', '.')"
    number = f"try_cast({text} as double)"
    numbers, commas, points, other = connection.execute(
        f"select count({number}), count(*) filter (contains({name}, ',')),"
        f" count(*) filter (contains({name}, '.')),"
        f" arg_min({name}, rowid) filter ({number} is null) from {table}"
    ).fetchone()
    if delimiter != "," and commas and not points and numbers == known:
        connection.execute(f"alter table {table} alter {name} type double using {number}")
        return "DOUBLE with decimal commas"
    if MOSTLY * known <= numbers < known:
        # Rounded down: 99.99 % are not all.
        share = 1000 * numbers // known / 10
        return f"VARCHAR, {share:g} % of it numbers, first other value {_short(other)}"
    return None


def _short(text: str) -> str:
    return repr(text if len(text) <= 20 else f"{text[:19]}…")
