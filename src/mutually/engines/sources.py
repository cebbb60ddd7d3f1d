"""Which way a table goes: into memory, or through shards."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
import weakref
from importlib.util import find_spec
from typing import Any

from mutually.engines.clusters import check_engine
from mutually.engines.limits import exceeds, read_memory
from mutually.errors import fail, require
from mutually.tables import Table, read_table
from mutually.tables.shards import (
    RowGroups,
    find_csv,
    find_parquet,
    read_row_groups,
    renamed,
)
from mutually.threads import resolve_workers


def open_table(
    source: Any,
    *,
    memory: Any = None,
    checkpoint: Any = None,
    on_error: str = "raise",
    engine: Any = None,
    hold: bool = False,
) -> Table | RowGroups:
    """Read a table, or the ends of the Parquet files that it is in.

    In row groups are Parquet tables that need more than ``memory`` (``limits.py``), and all where
    ``checkpoint``, ``engine`` or ``on_error="skip"`` ask for it. ``hold`` says that all columns are
    held at once in memory, and not one at a time.

    Raises
    ------
    MutuallyError
        If the source is none, or cannot be read in shards and is asked to be.
    """
    limit = read_memory(memory)
    if on_error not in ("raise", "skip"):
        fail("on_error", 'must be "raise" or "skip"', repr(on_error))
    check_engine(engine)
    if isinstance(source, RowGroups):
        return source
    asked = checkpoint is not None or engine is not None or on_error == "skip"
    found = find_parquet(source)
    if found is None and limit is not None and not asked:
        rows = _from_csv(source, limit)
        if rows is not None:
            return rows
    if found is None:
        table = read_table(source)
        if asked or (
            limit is not None and exceeds(table.n_rows, limit, len(table.names) if hold else 0)
        ):
            said = {"checkpoint": checkpoint, "engine": engine, "on_error": asked or None}
            what = next((name for name, value in said.items() if value is not None), "memory")
            fail(what, "is for Parquet files, which are read in shards",
                 f"a table of kind {table.kind!r} with {table.n_rows:,} rows",
                 "write it as Parquet, and pass the file")  # fmt: skip
        return table
    if not asked and limit is None and find_spec("pyarrow") is None:
        return read_table(source)
    name, paths = found
    if asked:
        return read_row_groups(name, paths, skip=on_error == "skip")
    return _if_too_large(source, name, paths, limit, hold)


def _if_too_large(
    source: Any, name: str, paths: list[str], limit: int | None, hold: bool
) -> Table | RowGroups:
    """Read the ends of the files, which cost little, and the files where they are not too large."""
    # A file holds a row in a bit at least where all rows are alike: most are not worth a look.
    if limit is None and not exceeds(8 * sum(map(os.path.getsize, paths)), None):
        return _in_memory(source, name)
    rows = read_row_groups(name, paths)
    held = len(rows.names) if hold else 0
    return rows if exceeds(rows.n_rows, limit, held) else _in_memory(source, name)


class _Folder:
    """A new folder that is removed with this object, at the latest when the program ends."""

    def __init__(self) -> None:
        self.name = tempfile.mkdtemp(prefix="mutually-")
        weakref.finalize(self, shutil.rmtree, self.name, ignore_errors=True)


def _from_csv(source: Any, limit: int) -> RowGroups | None:
    """Rewrite CSV files that are too large as Parquet in a folder that goes with the table."""
    paths = find_csv(source)
    if paths is None:
        return None
    require("duckdb", "cli")
    require("pyarrow", "parquet")
    from mutually.tables.readers.csv_to_parquet import rows_about, write_parquet

    if not exceeds(rows_about(paths), limit):
        return None
    folder = _Folder()
    path = os.path.join(folder.name, "rows.parquet")
    names = write_parquet(paths, path, limit // 2, resolve_workers(None))
    return renamed(read_row_groups(str(source), [path]), names, folder)


def _in_memory(source: Any, name: str) -> Table:
    if not isinstance(source, str | os.PathLike):
        return read_table(source.to_table())
    if os.path.isdir(name):
        return read_table(os.path.join(glob.escape(name), "**", "*.parquet"))
    return read_table(source)
