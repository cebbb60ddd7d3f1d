"""Names of files, on this machine and elsewhere: the one place that tells them apart.

A name with a protocol (``s3://bucket/flights.parquet``) is a URL, which fsspec reads (``remote``);
``file://`` and all other names are this machine's, which ``os`` reads.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, TypeVar
from urllib.parse import unquote

from mutually.errors import fail
from mutually.threads import map_in_order

Found = TypeVar("Found")

# "simplecache::s3://..." is fsspec's way to put one file system upon another. A single letter
# before the colon is a drive of Windows.
_URL = re.compile(r"(?:[A-Za-z][\w+.-]+::)*[A-Za-z][\w+.-]+://")
_WEB = re.compile(r"(?:[A-Za-z][\w+.-]+::)*https?://", re.IGNORECASE)
_PASSWORD = re.compile(r"://[^/@]*:[^/@]*@")

# A question that goes over a network is asked about so many files at once.
_AT_ONCE = 16


def read_path(source: str | os.PathLike[str]) -> str:
    """Return the name of a file as the functions here take it.

    ``~`` is the home folder, and ``file:///a%20b.csv`` a file of this machine.
    """
    path = os.fspath(source)
    if not path.lower().startswith("file://"):
        return path if is_url(path) else os.path.expanduser(path)
    place = path[len("file://") :].removeprefix("localhost")
    if not place.startswith("/"):
        fail(f"file {path!r}", "must be on this machine", "the name of another host",
             "file:///folder/table.parquet has three slashes")  # fmt: skip
    # On Windows file:///C:/table.csv is C:/table.csv.
    return unquote(place[1:] if re.match(r"/[A-Za-z]:", place) else place)


def absolute(path: str) -> str:
    """Return the name that stands for a file in whatever folder a process works."""
    return path if is_url(path) else os.path.abspath(path)


def is_url(path: object) -> bool:
    """Say whether fsspec is to read it."""
    return isinstance(path, str) and _URL.match(path) is not None


def is_web(url: str) -> bool:
    """Say whether it is of http or https, where a question mark is no part of a pattern."""
    return _WEB.match(url) is not None


def plain_path(path: str) -> str:
    """Return the part of a name that folders and endings are read from.

    That is all of it, but of a URL of the web: its path only, without %-escapes.

    Examples
    --------
    >>> plain_path("https://example.org/year%3D2024/t.parquet?key=a/b")
    'https://example.org/year=2024/t.parquet'
    """
    if not is_url(path):
        return path
    if is_web(path):
        return unquote(re.split("[?#]", path, maxsplit=1)[0])
    # Of "zip://table.csv::s3://bucket/tables.zip" the first link that names something.
    return next(link for link in path.split("::") if "://" in link)


def shown(path: str) -> str:
    """Return a name as it may be shown to others: without a password, or a signature after "?".

    Examples
    --------
    >>> shown("https://me:secret@example.org/t.parquet?signature=abc")
    'https://...@example.org/t.parquet?...'
    """
    if not is_url(path):
        return path
    name = _PASSWORD.sub("://...@", path)
    return re.sub(r"\?.*", "?...", name) if is_web(path) else name


def open_binary(path: str) -> BinaryIO:
    """Open a file to be read from its begin."""
    if not is_url(path):
        return open(path, "rb")
    from io import BufferedReader

    from mutually.tables.remote import RemoteFile

    return BufferedReader(RemoteFile(path), 1 << 20)


def size_of(path: str) -> int:
    """Return the bytes of a file."""
    return int(state_of(path)[0])


def state_of(path: str) -> tuple[Any, ...]:
    """Return what changes when a file does: its size first, then its time or version."""
    if is_url(path):
        from mutually.tables.remote import state

        return state(path)
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns


def of_each(function: Callable[[str], Found], paths: Sequence[str]) -> list[Found]:
    """Call a function that asks about a file for each; of URLs about some at a time."""
    return map_in_order(function, paths, _AT_ONCE if any(map(is_url, paths)) else 1)
