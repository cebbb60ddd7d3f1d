"""Which way a table goes: into memory, or through shards."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from mutually.engines.clusters import check_engine
from mutually.engines.limits import exceeds, read_memory
from mutually.engines.spooled import Folder, by_names, spool
from mutually.errors import fail, require
from mutually.tables import Table, read_table
from mutually.tables.lazy import find_lazy
from mutually.tables.paths import absolute, is_url, of_each, size_of
from mutually.tables.shards import (
    RowGroups,
    find_csv,
    find_parquet,
    is_directory,
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
    check: Callable[[Table], None] = lambda table: None,
) -> Table | RowGroups:
    """Read a table, or the ends of the Parquet files that it is in.

    In row groups are Parquet tables that need more than ``memory`` (``limits.py``), and all where
    ``checkpoint``, ``engine`` or ``on_error="skip"`` ask for it. Tables of other forms are written
    as Parquet first where they need more: CSV files, and lazy ones of other libraries. ``hold``
    says that all columns are held at once in memory, and not one at a time. ``check`` is given the
    names of a table that is to be read in shards, and may refuse it, a lazy one before it is
    written.

    Raises
    ------
    MutuallyError
        If the source is none, or cannot be read in shards and is asked to be.
    """
    check_engine(engine)
    found = _open(source, memory, checkpoint, on_error, engine, hold, check)
    if isinstance(found, Table):
        return found
    check(by_names(found.names))
    return found if engine is None else found._replace(engine=engine)


def _open(
    source: Any, memory: Any, checkpoint: Any, on_error: str, engine: Any, hold: bool,
    check: Callable[[Table], None],
) -> Table | RowGroups:  # fmt: skip
    limit = read_memory(memory)
    if on_error not in ("raise", "skip"):
        fail("on_error", 'must be "raise" or "skip"', repr(on_error))
    if isinstance(source, RowGroups):
        return source
    asked = checkpoint is not None or engine is not None or on_error == "skip"
    found = find_parquet(source)
    if found is None and limit is not None and not asked:
        rows = _from_csv(source, limit)
        if rows is not None:
            return rows
    if found is None:
        lazy = find_lazy(source)
        if lazy is not None:
            spooled = spool(lazy, limit, checkpoint=checkpoint, on_error=on_error, engine=engine,
                            hold=hold, check=check)  # fmt: skip
            return read_table(source) if spooled is None else spooled
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
        # Workers may work in another folder.
        paths = paths if engine is None else list(map(absolute, paths))
        return read_row_groups(name, paths, skip=on_error == "skip")
    return _if_too_large(source, name, paths, limit, hold)


def _if_too_large(
    source: Any, name: str, paths: list[str], limit: int | None, hold: bool
) -> Table | RowGroups:
    """Read the ends of the files, which cost little, and the files where they are not too large."""
    # A file holds a row in a bit at least where all rows are alike: most are not worth a look.
    if limit is None and not exceeds(8 * sum(of_each(size_of, paths)), None):
        return _in_memory(source, name)
    rows = read_row_groups(name, paths)
    held = len(rows.names) if hold else 0
    return rows if exceeds(rows.n_rows, limit, held) else _in_memory(source, name)


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
    folder = Folder()
    path = os.path.join(folder.name, "rows.parquet")
    names = write_parquet(paths, path, limit // 2, resolve_workers(None))
    return renamed(read_row_groups(str(source), [path]), names, folder)


def _in_memory(source: Any, name: str) -> Table:
    if not isinstance(source, str | os.PathLike):
        return read_table(source.to_table())
    if is_url(name) and is_directory(name):
        return read_table(f"{name.rstrip('/')}/**/*.parquet")
    if os.path.isdir(name):
        return read_table(os.path.join(glob.escape(name), "**", "*.parquet"))
    return read_table(source)
