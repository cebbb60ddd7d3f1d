"""CSV files: parsed once into a table in DuckDB's memory."""

from __future__ import annotations

from typing import Any

import duckdb

from mutually.errors import fail
from mutually.tables.readers.csv_header import find_ragged_line, line_end, read_header
from mutually.tables.readers.csv_numbers import mend_numbers
from mutually.tables.readers.duckdb_rows import Rows, called, unreadable

# Everything that DuckDB could guess, and guess wrongly, is said: it may not skip lines to make a
# file regular, nor take a sign for the begin of comments. Only the types are left to it, and they
# are found from all rows: by the types of the first rows, a late 2.5 would become 3 in a column of
# integers, and a time of day be cut from a date, without a word.
CSV_OPTIONS = (
    "header = true, quote = '\"', escape = '\"', skip = 0, comment = '', nullstr = ['', 'NA'], "
    "sample_size = -1"
)
_READ = (
    "create temp table file_rows as select * from read_csv(?, delim = ?, "
    + CSV_OPTIONS
    + " {more}) as t({names})"
)

_NEW_LINE = {"\r\n": r"'\r\n'", "\n": r"'\n'", "\r": r"'\r'"}


def open_csv(connection: Any, paths: list[str], subject: str) -> tuple[list[str], Rows]:
    """Parse CSV files that have one header, and give the column names and the rows."""
    delimiter, names = read_header(paths[0])
    for path in paths[1:]:
        other = read_header(path)
        if other != (delimiter, names):
            fail(
                f"file {path!r}",
                f"must have the header of {paths[0]!r}, as both match one pattern",
                ", ".join(other[1]),
                "name files with the same columns in the same order",
            )
    more = ""
    if any("\n" in name or "\r" in name for name in names):
        # DuckDB takes the first line end that it meets for that of the rows, inside quotes or not.
        more = f", new_line = {_NEW_LINE[line_end(paths[0])]}"
    columns = ", ".join(f"c{place}" for place in range(len(names)))
    statement = _READ.format(names=columns, more=more)
    try:
        connection.execute(statement, [called(connection, paths), delimiter])
        words = mend_numbers(connection, "file_rows", len(names), delimiter)
    except duckdb.Error as error:
        for path in paths:
            ragged = find_ragged_line(path, delimiter, len(names))
            if ragged is not None:
                rule = f"must have as many fields in each row as in its header, {len(names)}"
                fail(f"file {path!r}", rule, ragged, "put fields with a delimiter in quotes")
        unreadable(subject, error)
    return names, Rows(connection, "file_rows", [], names, subject, words)
