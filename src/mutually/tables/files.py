"""Tables in files: CSV and Parquet by DuckDB, and the named examples without it."""

from __future__ import annotations

import glob
import os
from difflib import get_close_matches
from pathlib import Path

from mutually.datasets import EXAMPLES, example_path
from mutually.errors import fail, require
from mutually.tables.paths import is_url, plain_path, read_path, shown
from mutually.tables.table import Table
from mutually.threads import resolve_workers

__all__ = ["find_files", "read_file"]

_CSV = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
_PARQUET = (".parquet", ".parq", ".pq")
_ENDINGS = ".csv, .tsv, .txt (each also with .gz) or .parquet, .pq"


def read_file(source: str | os.PathLike[str]) -> Table:
    """Read a table from a file, from all files that match a pattern, or an example by its name.

    Parameters
    ----------
    source : str or path
        A CSV or Parquet file, told by its ending (.csv, .tsv, .txt, each also with .gz; .parquet,
        .parq, .pq). A pattern with ``*``, ``?``, ``[...]`` or ``**``, for the rows of several files
        of one kind, in order of their names; a file that has just this name comes first. With a
        protocol, as in ``s3://bucket/table.parquet``, fsspec finds and reads it (extra
        ``remote``, and its package for the protocol). Or the name of an example, such as
        "penguins".

    Returns
    -------
    Table
        Parquet columns are read when they are asked for; a CSV file is parsed at once, and its
        columns stay in DuckDB's memory.

    Raises
    ------
    MissingExtra
        If DuckDB is not installed, or what reads the protocol; the examples do without.
    MutuallyError
        If there is no such file, or it is empty, broken, a folder or of an unknown kind.

    Notes
    -----
    In CSV files the first line holds the names; empty fields and ``NA`` are missing values, in
    quotes as well. The delimiter is the one of ``, ; tab |`` that the first line has most of. Types
    are found by DuckDB, from all rows: a column with one field that is no number holds strings, and
    its ``dtype`` says so where nearly all of them are numbers. Where the delimiter is not the
    comma, a column of ``1,5`` and the like holds numbers. A folder name such as ``year=2024`` in
    the path of Parquet files becomes a column at the end.
    """
    path = read_path(source)
    paths = find_files(path)
    subject = f"file {shown(path)!r}"
    if path in EXAMPLES and paths == [str(example_path(path))]:
        from mutually.tables.readers.example_rows import read_example

        return read_example(paths[0])
    kinds = {_kind(found) for found in paths}
    if len(kinds) > 1:
        both = " and ".join(sorted(kinds))
        hint = "put the ending into the pattern, *.parquet"
        fail(subject, "must match files of one kind only", both, hint)
    # The connection is ours alone; extensions that are not there are not fetched from anywhere.
    duckdb = require("duckdb", "cli")
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "threads": resolve_workers(None)}
    )
    if kinds == {"CSV"}:
        from mutually.tables.readers.csv_rows import open_csv as open_rows
    else:
        from mutually.tables.readers.parquet_rows import open_parquet as open_rows
    names, rows = open_rows(connection, paths, subject)
    if rows.n_rows == 0:
        fail(
            subject,
            "must hold at least one row",
            "the names of columns only",
            "check what has written it",
        )
    return Table(names, rows.n_rows, "file", rows.read)


def find_files(source: str | os.PathLike[str]) -> list[str]:
    """List the files that a name or a pattern means.

    Raises
    ------
    MutuallyError
        If there is none.
    """
    path = read_path(source)
    if is_url(path):
        from mutually.tables import remote

        return remote.find_files(path)
    if os.path.isfile(path):
        return [path]
    if os.path.isdir(path):
        inside = os.path.join(glob.escape(path), "*.parquet")
        fail(f"file {path!r}", "must be a file", "a folder", f"name the files in it, {inside!r}")
    if os.path.exists(path):
        hint = "write what it gives into a file first, cat > table.csv"
        fail(f"file {path!r}", "must be a file", "a device or a pipe", hint)
    if os.path.islink(path):
        hint = "make the link anew, or name the file itself"
        fail(f"file {path!r}", "must be a file that is there",
             f"a link to {os.readlink(path)!r}, which is not there", hint)  # fmt: skip
    example = example_path(path)
    if example is not None:
        return [str(example)]
    if glob.has_magic(path):
        paths = sorted(name for name in glob.glob(path, recursive=True) if os.path.isfile(name))
        if not paths:
            hint = "check the folder and the ending; ** stands for any folders between"
            fail(f"file {path!r}", "must match at least one file", "no match", hint)
        return paths
    if os.path.basename(path) == path and not Path(path).suffix:
        examples = ", ".join(EXAMPLES)
        fail(
            f"file {path!r}",
            "must be a file that is there, or one of the examples",
            "neither",
            f"the examples are {examples}",
        )
    folder = os.path.dirname(os.path.abspath(path))
    others = os.listdir(folder) if os.path.isdir(folder) else []
    near = get_close_matches(os.path.basename(path), others, n=1)
    fail(
        f"file {path!r}",
        "must be a file that is there",
        f"no such file in {folder!r}" if os.path.isdir(folder) else f"no folder {folder!r}",
        f"did you mean {near[0]!r}?" if near else "check the path",
    )


def _kind(path: str) -> str:
    plain = plain_path(path)
    if plain.lower().endswith(_CSV):
        return "CSV"
    if plain.lower().endswith(_PARQUET):
        return "Parquet"
    ending = "".join(Path(plain).suffixes[-1:])
    fail(
        f"file {shown(path)!r}",
        f"must end in {_ENDINGS}",
        repr(ending) if ending else "no ending",
        "rename it, or read it by other means and pass the dataframe",
    )
