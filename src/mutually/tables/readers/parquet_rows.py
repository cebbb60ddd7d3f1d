"""Parquet files: read by DuckDB column by column, as they are asked for."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import duckdb

from mutually.tables.readers.duckdb_rows import Rows, called, unreadable


def open_parquet(connection: Any, paths: list[str], subject: str) -> tuple[list[str], Rows]:
    """Open Parquet files that have the columns of the first, and give the names and the rows."""
    files = called(connection, paths)
    with suppress(duckdb.CatalogException):  # A DuckDB before 1.2 has no such setting.
        # The footer of a wide file takes longer to parse than a column to read.
        connection.execute("set parquet_metadata_cache = true")
    try:
        described = connection.execute("describe select * from read_parquet(?)", [files]).fetchall()
        schema = connection.execute(
            "select name, num_children from parquet_schema(?)", [files[0]]
        ).fetchall()
    except duckdb.Error as error:
        unreadable(subject, error)
    names = _top_level(schema)
    # What DuckDB adds at the end is made of the folders' names, year=2024.
    names += [row[0] for row in described[len(names) :]]
    places = ", ".join(f"c{place}" for place in range(len(names)))
    return names, Rows(connection, f"read_parquet(?) as t({places})", [files], names, subject)


def _top_level(schema: list[tuple[str, int | None]]) -> list[str]:
    """List the columns of a schema that is given depth first, its root at the head."""
    names: list[str] = []
    inside = 0  # So many elements still belong to the last column.
    for name, children in schema[1:]:
        if inside == 0:
            names.append(name)
            inside = 1
        inside += (children or 0) - 1
    return names
