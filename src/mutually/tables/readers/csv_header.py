"""What the first line of a CSV file says: the delimiter and the true names of the columns.

DuckDB's own sniffing is not asked for these, because it repairs without a word: it renames ``A``
beside ``a``, and takes a later line for the header if that makes all rows of one length.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, TextIO

from mutually.errors import MutuallyError, fail
from mutually.tables.paths import open_binary, plain_path, shown

_DELIMITERS = ",;\t|"
_NO_TEXT = "it holds NUL bytes, so it is no text file; write it again as CSV or Parquet"


@contextmanager
def _opened(path: str) -> Iterator[TextIO]:
    packed = plain_path(path).lower().endswith(".gz")
    try:
        with open_binary(path) as raw:
            opened: Any = gzip.GzipFile(fileobj=raw) if packed else raw
            with TextIOWrapper(opened, encoding="utf-8-sig", newline="") as file:
                yield file
    except MutuallyError:
        raise
    except UnicodeDecodeError as error:
        fail(
            f"file {shown(path)!r}",
            "must be text in UTF-8",
            f"the byte 0x{error.object[error.start]:02x}",
            _way_to_utf8(error.object),
        )
    except (OSError, EOFError, csv.Error) as error:
        fail(f"file {shown(path)!r}", "must be a file that can be read", str(error))


def _way_to_utf8(content: bytes) -> str:
    """Say what a file that is not in UTF-8 seems to be, by the bytes at its begin."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it begins as UTF-16 does; convert it, iconv -f utf-16 -t utf8"
    if b"\0" in content:
        return _NO_TEXT
    return "convert it, iconv -f latin1 -t utf8"


def read_header(path: str) -> tuple[str, list[str]]:
    """Find the delimiter and the column names of a CSV file.

    The delimiter is the one of comma, semicolon, tab and bar that the first line holds most of,
    outside quotes. A column without a name is called ``column3`` by its place, from 0.

    Raises
    ------
    MutuallyError
        If the file is empty, cannot be read, or is not in UTF-8.
    """
    with _opened(path) as file:
        first_line = file.readline()
        if "\0" in first_line:
            fail(
                f"file {shown(path)!r}",
                "must be text in UTF-8",
                "a NUL byte in its first line",
                _NO_TEXT,
            )
        bare = "".join(first_line.split('"')[::2])  # Every second part stands inside quotes.
        delimiter = max(_DELIMITERS, key=bare.count)
        file.seek(0)
        names = next(csv.reader(file, delimiter=delimiter), [])
    if not any(names):
        fail(
            f"file {shown(path)!r}",
            "must begin with a line that holds the column names",
            "an empty line" if first_line else "an empty file",
            "write the names, with a delimiter between them, above the rows",
        )
    return delimiter, [name or f"column{place}" for place, name in enumerate(names)]


def line_end(path: str) -> str:
    """Find what ends the header line, outside quotes: one or two characters."""
    with _opened(path) as file:
        text = file.read(1 << 20)
    for bare in text.split('"')[::2]:  # Every second part stands inside quotes.
        ends = [place for place in (bare.find("\r"), bare.find("\n")) if place >= 0]
        if ends:
            return bare[min(ends) :][:2] if bare[min(ends) :][:2] == "\r\n" else bare[min(ends)]
    return "\n"


def find_ragged_line(path: str, delimiter: str, width: int) -> str | None:
    """Say where the first row is that has not as many fields as the header, if there is one."""
    with _opened(path) as file:
        rows = csv.reader(file, delimiter=delimiter)
        for row in rows:
            if row and len(row) != width:
                return f"{len(row)} in the row that ends on line {rows.line_num}"
    return None
