"""Where the rows of a large table are: files, their row groups, and the place of each row.

A row's place is its number in the whole table, files in the order of their names: it depends
neither on how the rows are cut into row groups nor on who reads them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from mutually.errors import MutuallyError, fail, require
from mutually.tables.paths import is_url, of_each, plain_path, read_path, shown

# A task is as many neighbouring row groups as hold so many rows: enough to be worth a thread's
# while, and few enough partial results to keep. Smaller tables are an eighth each, for the threads.
ROWS_PER_TASK = 1 << 22
_LEAST_PER_TASK = 1 << 18
_PARQUET = (".parquet", ".parq", ".pq")
_CSV = (".csv", ".tsv", ".txt")


class RowGroup(NamedTuple):
    """Some rows of a file.

    Attributes
    ----------
    path : str
        The file.
    group : int
        The row group's number in it.
    start, rows : int
        The place of its first row in the table, and how many there are.
    constants : dict
        Columns that the path gives, as year=2024, and their value.
    stored : dict of str to str
        What columns are called in the file, where that is another name.
    """

    path: str
    group: int
    start: int
    rows: int
    constants: dict[str, Any]
    stored: dict[str, str] = {}  # noqa: RUF012  Of a tuple, which nothing is written to.

    def __str__(self) -> str:
        return f"row group {self.group} of {shown(self.path)!r}"


class Loss(NamedTuple):
    """What could not be read, how many rows it had (0 where that is unknown too), and why."""

    what: str
    rows: int
    why: str


class RowGroups(NamedTuple):
    """A table in row groups.

    Attributes
    ----------
    name : str
        What the caller gave.
    families, words : dict of str to str
        What the values of each column mean ("" for types that no estimate is defined for), and the
        word for its type.
    groups : tuple of RowGroup
        In the order of their rows.
    lost : tuple of Loss
        Files whose end, which lists the row groups, could not be read.
    folder : object, optional
        What keeps the files there, if they are ours; they go when the table does.
    engine : object, optional
        Who reads them, if not threads: whom the caller names, or the Spark session that wrote them.
    """

    name: str
    families: dict[str, str]
    words: dict[str, str]
    groups: tuple[RowGroup, ...]
    lost: tuple[Loss, ...] = ()
    folder: Any = None
    engine: Any = None

    @property
    def n_rows(self) -> int:
        """The number of rows."""
        return sum(group.rows for group in self.groups)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.families)

    def tasks(self, most: int | None = None) -> list[tuple[RowGroup, ...]]:
        """Put neighbouring row groups together, at most ``ROWS_PER_TASK`` or ``most`` rows each."""
        found: list[list[RowGroup]] = []
        most = min(ROWS_PER_TASK, max(self.n_rows // 8, _LEAST_PER_TASK), most or ROWS_PER_TASK)
        rows = most
        for group in self.groups:
            if not found or rows + group.rows > most:
                found.append([])
                rows = 0
            found[-1].append(group)
            rows += group.rows
        return [tuple(groups) for groups in found]


def read_row_groups(name: str, paths: Sequence[str], *, skip: bool = False) -> RowGroups:
    """Read the ends of Parquet files, which say what is in them.

    Parameters
    ----------
    name : str
        What to call the table.
    paths : sequence of str
        The files. Their order does not matter: they are taken in the order of their names.
    skip : bool
        Whether files that cannot be read are left out, and listed in ``lost``.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed.
    MutuallyError
        If a file cannot be read, or has not the columns of the first.
    """
    require("pyarrow", "parquet")
    from mutually.tables.readers.row_groups import UNREADABLE, FileRows, read_footer

    def end(path: str) -> FileRows | Exception:
        try:
            return read_footer(path)
        except UNREADABLE as error:
            return error

    groups: list[RowGroup] = []
    lost: list[Loss] = []
    first: Any = None
    start = 0
    paths = sorted(paths)
    for path, file in zip(paths, of_each(end, paths), strict=True):
        if isinstance(file, Exception):
            if not skip:
                unreadable(f"file {shown(path)!r}", file)
            what = f"file {shown(path)!r}"
            lost.append(Loss(what, 0, _one_line(file).removeprefix(f"{what}: ")))
            continue
        if first is None:
            first = file
        elif file.families != first.families:
            _differ(path, file.families, first)
        for at, rows in enumerate(file.rows):
            groups.append(RowGroup(path, at, start, rows, file.constants))
            start += rows
    if first is None:
        fail(f"file {shown(name)!r}", "must hold one Parquet file at least that can be read",
             "; ".join(f"{loss.what}: {loss.why}" for loss in lost) or "none")  # fmt: skip
    return RowGroups(name, first.families, first.words, tuple(groups), tuple(lost))


def _differ(path: str, families: dict[str, str], first: Any) -> None:
    other = [n for n in first.families if n not in families]
    more = [n for n in families if n not in first.families]
    changed = [n for n in families if n in first.families and families[n] != first.families[n]]
    kinds = {"without": other, "with": more, "another type of": changed}
    words = [f"{kind} {names[0]!r}" for kind, names in kinds.items() if names]
    fail(f"file {shown(path)!r}", f"must have the columns of {shown(first.path)!r}",
         ", ".join(words), "name files with the same columns")  # fmt: skip


def unreadable(subject: str, error: BaseException) -> None:
    """Raise the one error for what cannot be read."""
    if isinstance(error, MutuallyError):
        raise error  # A remote file, of which it says all that is known.
    fail(subject, "must be Parquet that pyarrow can read", _one_line(error),
         'write it again; on_error="skip" leaves it out and says so in the result')  # fmt: skip


def _one_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")[:200]


def renamed(rows: RowGroups, names: Sequence[str], folder: Any) -> RowGroups:
    """Return a table whose columns are called otherwise than in its files."""
    stored = dict(zip(names, rows.families, strict=True))
    return rows._replace(
        families={name: rows.families[old] for name, old in stored.items()},
        words={name: rows.words[old] for name, old in stored.items()},
        groups=tuple(group._replace(stored=stored) for group in rows.groups),
        folder=folder,
    )


def find_parquet(source: Any) -> tuple[str, list[str]] | None:
    """Return a name and the Parquet files that a source means; None for any other source.

    A file, a pattern, a folder (its ``*.parquet`` files and those of its folders), each also as a
    URL, or a pyarrow dataset of Parquet files on this machine.
    """
    if isinstance(source, str | os.PathLike):
        path = read_path(source)
        if is_directory(path):
            return path, _in_folder(path)
        return _by_pattern(path, _PARQUET)
    files = getattr(source, "files", None)
    if type(source).__module__.startswith("pyarrow") and isinstance(files, list):
        kind = getattr(source.format, "default_extname", "")
        if kind != "parquet" or not all(os.path.exists(path) for path in files):
            fail("table", "must be a dataset of Parquet files on this machine", kind or "another")
        return "dataset", list(files)
    return None


def find_csv(source: Any) -> list[str] | None:
    """Return the CSV files, without compression, that a name or a pattern means; None if none."""
    if not isinstance(source, str | os.PathLike):
        return None
    found = _by_pattern(read_path(source), _CSV)
    return None if found is None else found[1]


def _by_pattern(path: str, endings: tuple[str, ...]) -> tuple[str, list[str]] | None:
    from mutually.tables.files import find_files

    if not plain_path(path).lower().endswith(endings) and not any(sign in path for sign in "*?["):
        return None
    try:
        paths = find_files(path)
    except MutuallyError:
        return None  # The reader of files says what is wrong with the name.
    fits = all(plain_path(name).lower().endswith(endings) for name in paths)
    return (path, paths) if fits else None


def is_directory(path: str) -> bool:
    """Say whether a name is that of a folder, here or elsewhere."""
    if not is_url(path):
        return os.path.isdir(path)
    from mutually.tables.remote import is_folder

    return is_folder(path)


def _in_folder(path: str) -> list[str]:
    if is_url(path):
        return _in_remote_folder(path)
    found = [
        os.path.join(folder, name)
        for folder, folders, names in os.walk(path)
        # Folders and files that begin so are the leavings of writers.
        for name in names
        if name.endswith(".parquet") and not name.startswith(("_", "."))
        if not os.path.relpath(folder, path).startswith(("_", "..", ".t"))
    ]
    if not found:
        fail(f"folder {path!r}", "must hold Parquet files", "none that end in .parquet")
    return found


def _in_remote_folder(url: str) -> list[str]:
    from mutually.tables.remote import find_files

    url = url.rstrip("/")
    return [
        found
        for found in find_files(f"{url}/**/*.parquet")
        if not any(part.startswith("_") for part in plain_path(found)[len(url) + 1 :].split("/"))
    ]
