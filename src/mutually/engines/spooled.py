"""Tables of other libraries that are too large: written once as Parquet, then read in shards.

Their own library writes them, row by row, into a temporary folder (``TMPDIR``) that goes with the
table. Where a cluster writes, its machines and this one have to see that folder as one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Any

from mutually.engines.limits import exceeds
from mutually.errors import fail, require
from mutually.tables import Table
from mutually.tables.lazy import LazyTable
from mutually.tables.lazy_to_parquet import Stored
from mutually.tables.shards import RowGroups, find_parquet, read_row_groups

# By this process itself, so that another number of rows means another sample of them.
_WRITTEN_HERE = ("polars", "duckdb")


class Folder:
    """A new folder that is removed with this object, at the latest when the program ends."""

    def __init__(self) -> None:
        self.name = tempfile.mkdtemp(prefix="mutually-")
        self.remove = weakref.finalize(self, shutil.rmtree, self.name, ignore_errors=True)


def spool(
    table: LazyTable,
    limit: int | None,
    *,
    checkpoint: Any = None,
    on_error: str = "raise",
    engine: Any = None,
    hold: bool = False,
    check: Callable[[Table], None] = lambda table: None,
) -> RowGroups | None:
    """Write a plan's rows as Parquet and return their row groups; None if they fit in memory.

    Parameters are those of :func:`mutually.engines.sources.open_table`.

    Raises
    ------
    MutuallyError
        If the library cannot run the plan, or writes where this machine does not see the files.
    """
    got = f"a table of {table.kind}"
    if checkpoint is not None:
        fail("checkpoint", "is for Parquet files, which tell whether they changed", got, table.hint)
    if on_error == "skip":
        fail("on_error", 'is "raise" for what is not in Parquet files', got, table.hint)
    if engine is None and limit is None and find_spec("pyarrow") is None:
        return None
    n_rows = table.count()
    if engine is None and not exceeds(n_rows, limit, len(table.names()) if hold else 0):
        return None
    require("pyarrow", "parquet")
    check(by_names(table.names()))
    folder = Folder()
    try:
        rows = _written(table, os.path.join(folder.name, "rows"), n_rows)
    except BaseException:
        folder.remove()  # The error's traceback would keep it.
        raise
    return rows._replace(folder=folder, engine=_own_engine(table))


def _written(table: LazyTable, path: str, n_rows: int) -> RowGroups:
    rows = _read(path, table.write(path), f"a table of {table.kind}")
    # Each machine of a cluster may have a folder of this name to itself.
    if rows.n_rows != n_rows and table.kind not in _WRITTEN_HERE:
        there = f"{rows.n_rows:,} of {n_rows:,} rows in {path!r}"
        fail("table", "must be the same each time, in files that this machine sees", there,
             f"{table.hint}; or set TMPDIR to a folder that all machines share")  # fmt: skip
    return rows


def by_names(names: Iterable[str], n_rows: int = 0) -> Table:
    """Return a table of which the names are all that can be asked for."""
    return Table(names, n_rows, "file", _not_read)


def _not_read(place: int) -> Any:
    raise AssertionError("columns in shards are not read whole")


def _own_engine(table: LazyTable) -> Any:
    """Return the Spark session of a cluster; one on this machine reads no faster than threads."""
    if table.kind != "spark":
        return None
    session = table.plan.sparkSession
    master = str(session.conf.get("spark.master", ""))
    on_this_machine = master.startswith("local") and not master.startswith("local-cluster")
    return None if on_this_machine else session


def _read(path: str, columns: Sequence[Stored], name: str) -> RowGroups:
    """Read the ends of the files, with the columns as they are in the plan."""
    # The folder may be one of another machine's.
    if not os.path.isdir(path) or not any(name.endswith(".parquet") for name in os.listdir(path)):
        return RowGroups(name, {}, {}, ())
    (_, files) = find_parquet(path) or ("", [])
    rows = read_row_groups(name, files)
    stored = {column.name: column.stored for column in columns if column.stored is not None}
    return RowGroups(
        name,
        {
            column.name: column.family or rows.families.get(column.stored or "", "")
            for column in columns
        },
        {column.name: column.word for column in columns},
        # What folders on the way are called is none of the table's.
        tuple(group._replace(stored=stored, constants={}) for group in rows.groups),
    )
