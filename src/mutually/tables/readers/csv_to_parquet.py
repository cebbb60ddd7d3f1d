"""CSV files that are too large for memory: rewritten once as Parquet, by DuckDB, row by row.

DuckDB is imported here, and this module only after it was asked for by ``errors.require``.
"""

from __future__ import annotations

import glob
import os
from typing import Any

import duckdb

from mutually.errors import fail
from mutually.tables.paths import of_each, open_binary, shown, size_of
from mutually.tables.readers.csv_header import read_header
from mutually.tables.readers.csv_numbers import MOSTLY
from mutually.tables.readers.csv_rows import CSV_OPTIONS
from mutually.tables.readers.duckdb_rows import called, unreadable

_COPY = """
copy (select * from read_csv(?, delim = ?, {options}) as t({names}))
to '{to}' (format parquet, row_group_size 122880)
"""
# So much of a file tells how long its lines are.
_HEAD = 1 << 20


def rows_about(paths: list[str]) -> int:
    """Return about how many rows CSV files have, by the length of their first lines."""
    with open_binary(paths[0]) as file:
        head = file.read(_HEAD)
    lines = max(head.count(b"\n"), 1)
    return sum(of_each(size_of, paths)) * lines // max(len(head), 1)


def write_parquet(paths: list[str], to: str, memory: int, workers: int) -> tuple[str, ...]:
    """Write CSV files that have one header into a Parquet file, and return the columns' names.

    In the Parquet file they are called c0, c1, ..., since names may differ by their case alone.

    Raises
    ------
    MutuallyError
        If a file cannot be read, or a column holds numbers with decimal commas.
    """
    delimiter, names = read_header(paths[0])
    for path in paths[1:]:
        if read_header(path) != (delimiter, names):
            fail(f"file {shown(path)!r}", f"must have the header of {shown(paths[0])!r}", "another",
                 "name files with the same columns in the same order")  # fmt: skip
    columns = ", ".join(f"c{place}" for place in range(len(names)))
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "threads": workers,
            "memory_limit": f"{max(memory, 256 << 20)}B",
            "temp_directory": os.path.dirname(to),
        }
    )
    statement = _COPY.format(options=CSV_OPTIONS, names=columns, to=to.replace("'", "''"))
    try:
        connection.execute(statement, [called(connection, paths), delimiter])
        if delimiter != ",":
            _refuse_decimal_commas(connection, to, names)
    except duckdb.Error as error:
        unreadable(f"file {shown(paths[0])!r}", error)
    finally:
        connection.close()
    return tuple(names)


def _refuse_decimal_commas(connection: Any, path: str, names: list[str]) -> None:
    rows = f"read_parquet('{glob.escape(path)}')"
    types = connection.execute(f"describe select * from {rows}").fetchall()
    for place, (_, kind, *_) in enumerate(types):
        if kind != "VARCHAR":
            continue
        commas, known = connection.execute(
            f"select count(try_cast(replace(c{place}, ',', '.') as double))"
            f" filter (contains(c{place}, ',')), count(c{place}) from {rows}"
        ).fetchone()
        if known and commas >= MOSTLY * known:
            rule = "must hold numbers with a decimal point in a CSV file that is read in shards"
            fail(f"column {names[place]!r}", rule, "decimal commas", "write the file as Parquet")
