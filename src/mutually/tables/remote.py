"""Files that fsspec reads: on S3, Google Cloud, Azure, the web, in memory and elsewhere.

A file is its URL, and is opened anew wherever it is read, so that tasks stay small, pickle, and run
in any process. Which keys are used is fsspec's matter: its own settings and those of its packages.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import quote

from mutually.errors import MissingExtra, MutuallyError, fail, require
from mutually.tables.paths import is_web, plain_path, shown

# What a file system says of a file that is another for another content; else, times.
_VERSIONS = {"etag", "generation", "contentmd5", "md5hash", "md5", "crc32c", "digest", "checksum",
             "sha", "sha256", "oid"}  # fmt: skip
_TIMES = {"lastmodified", "mtime", "modified", "updated", "created"}
# Ranges of bytes that are so near are fetched as one, as long as that is no larger.
_GAP, _LARGEST = 1 << 16, 4 << 20
# So much of a range is held from where it is read on: a page of Parquet, most are 1 MiB, and some.
AHEAD = 5 << 18
_FORBIDDEN = (401, 403)


class Unreachable(MutuallyError, OSError):
    """A remote file cannot be read."""


def find_files(url: str) -> list[str]:
    """List the files that a URL means: the file of this name, or those that match the pattern.

    Raises
    ------
    MissingExtra
        If fsspec, or its package for this protocol, is not installed.
    MutuallyError
        If there is none, the URL is that of a folder, or nothing may be read there.
    """
    with _asking(url):
        fs, path, kind = _look_up(url)
        if kind == "file":
            return [url]
        if kind == "directory":
            inside = f"{url.rstrip('/')}/*.parquet"
            hint = f"name the files in it, {inside!r}"
            fail(f"file {shown(url)!r}", "must be a file", "a folder", hint)
        if any(sign in url for sign in _magic(url)):
            return _matches(fs, path, url)
    _refuse(url, FileNotFoundError("none of this name"))


def is_folder(url: str) -> bool:
    """Say whether a URL is that of a folder; on the web such end in a slash."""
    with _asking(url):
        return _look_up(url)[2] == "directory"


def _magic(url: str) -> str:
    return "*[" if is_web(url) else "*?["


def _look_up(url: str) -> tuple[Any, str, str | None]:
    """Return the file system, its own name for a URL, and what is there now."""
    fs, path = _resolve(url)
    fs.invalidate_cache()  # Files may have come since it was last asked.
    if is_web(path) and path.endswith("/"):
        return fs, path, "directory" if fs.isdir(path) else None
    try:
        return fs, path, str(fs.info(path)["type"])
    except FileNotFoundError as error:
        if not _is_missing(_cause(error)):
            raise
        return fs, path, None


def _matches(fs: Any, path: str, url: str) -> list[str]:
    fixed = re.split(f"[{re.escape(_magic(url))}]", path, maxsplit=1)[0].rpartition("/")[0] + "/"
    found = fs.glob(path, detail=True)
    if not found and is_web(url):  # where servers may list year=2024 as year%3D2024
        found = fs.glob(quote(path, safe="/:*[]!%"), detail=True)
    names = [
        name
        for name, info in found.items()
        # As on this machine, * stands for no name that begins with a dot.
        if info["type"] == "file" and "/." not in name[len(fixed) - 1 :]
    ]
    if not names:
        fail(f"file {shown(url)!r}", "must match at least one file", "no match",
             "check the folder and the ending; ** stands for any folders between")  # fmt: skip
    begin, old, end = _around(path, url)
    return sorted(begin + name.removeprefix(old) + end for name in names)


def _around(path: str, url: str) -> tuple[str, str, str]:
    """Return how a URL begins, how the path in it begins, and how the URL ends.

    A file system takes the protocol off its paths, and some the host or the account, which another
    process needs: of "abfs://files@account/a/*.parquet" it knows "files/a/*.parquet". What the two
    have in common, to the right, is what names in that file system have too.
    """
    links = url.split("::")
    at = next(place for place, link in enumerate(links) if "://" in link)
    link, same = links[at], 0
    while same < min(len(link), len(path)) and link[-1 - same] == path[-1 - same]:
        same += 1
    head, tail = "::".join([*links[:at], ""]), "::".join(["", *links[at + 1 :]])
    return head + link[: len(link) - same], path[: len(path) - same], tail


def state(url: str) -> tuple[Any, ...]:
    """Return a file's size, and its version or else its times, as far as the file system knows."""
    with _asking(url):
        fs, path = _resolve(url)
        return _state(url, fs.info(path))


def _state(url: str, info: dict[str, Any]) -> tuple[Any, ...]:
    if info.get("size") is None:
        _no_ranges(url, "the server does not say how long the file is")
    # Keys are spelled in many ways: ETag, LastModified, last_modified, Last-Modified.
    said = {
        re.sub("[^a-z0-9]", "", key.lower()): str(value).strip('"')
        for key, value in info.items()
        if value is not None
    }
    known = [(key, said[key]) for key in sorted(_VERSIONS & said.keys())]
    return info["size"], *(known or [(key, said[key]) for key in sorted(_TIMES & said.keys())])


class RemoteFile(io.RawIOBase):
    """A file that is read by ranges of bytes, each in one request.

    Parameters
    ----------
    url : str
        The file.
    size : int, optional
        How long it is, where that is known.
    """

    def __init__(self, url: str, size: int | None = None) -> None:
        self.url = url
        self._at = 0
        self._windows: list[_Window] = []
        self._largest = 0  # of the reads in them
        with _asking(url):
            self._fs, self._path = _resolve(url)
            known = _state(url, self._fs.info(self._path))[0] if size is None else size
            self.size = int(known)
            # Where there is nothing better, the file would be opened anew for each range.
            self._file = None if _has_ranges(self._fs) else self._fs.open(self._path, "rb")

    def expect(self, ranges: Sequence[tuple[int, int]]) -> bool:
        """Say what will be read, each range from its begin on, in turns.

        Parts of all are then fetched together, and held until they are read: of each at most
        ``AHEAD`` bytes, or 5/4 of the largest read. Returns whether the file system can do that.
        """
        if self._file is None:
            self._windows = [_Window(*ends) for ends in sorted(ranges)]
        return self._file is None

    def _refill(self, needed: _Window) -> None:
        """Fetch the next part of one range, and of all others of which little is left."""
        read, ahead = self._largest, max(AHEAD, self._largest * 5 // 4)
        missing = [
            window.next_part(ahead) if window is needed or window.holds_less(read) else None
            for window in self._windows
        ]
        near = _joined([ends for ends in missing if ends is not None])
        starts, stops = [start for start, _ in near], [stop for _, stop in near]
        with _asking(self.url):
            parts = self._fs.cat_ranges(
                [self._path] * len(near), starts, stops, on_error="raise", **self._options()
            )
        for start, stop, part in zip(starts, stops, parts, strict=True):
            self._checked(part, stop - start)
        for window, ends in zip(self._windows, missing, strict=True):
            if ends is not None:
                at = bisect_right(starts, ends[0]) - 1
                window.add(parts[at][ends[0] - starts[at] : ends[1] - starts[at]])

    def _options(self) -> dict[str, Any]:
        # A range of what was compressed on its way would be none of the file.
        return {"headers": {"Accept-Encoding": "identity"}} if is_web(self.url) else {}

    def _checked(self, part: bytes, size: int) -> bytes:
        if len(part) != size:
            _no_ranges(self.url, f"{len(part):,} bytes where {size:,} were asked for")
        return part

    def read(self, size: int | None = -1, /) -> bytes:
        """Read so many bytes, or all that are left."""
        left = max(self.size - self._at, 0)
        count = left if size is None or size < 0 else min(size, left)
        part = self._part(self._at, self._at + count) if count else b""
        self._at += count
        return part

    def _part(self, start: int, stop: int) -> bytes:
        for window in self._windows:
            if window.first <= start and stop <= window.last:
                self._largest = max(self._largest, stop - start)
                window.go_to(start)
                if stop > window.held_to:
                    self._refill(window)
                return window.take(stop)
        with _asking(self.url):
            if self._file is not None:
                self._file.seek(start)
                part = self._file.read(stop - start)
            else:
                part = self._fs.cat_file(self._path, start=start, end=stop, **self._options())
        return self._checked(part, stop - start)

    def readinto(self, buffer: Any, /) -> int:
        """Read into a buffer, and return how many bytes."""
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place."""
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def close(self) -> None:
        """Let go of what is held."""
        self._windows = []
        file, self._file = getattr(self, "_file", None), None
        if file is not None:
            file.close()
        super().close()


def _has_ranges(fs: Any) -> bool:
    """Say whether a file system has a way of its own to read a range of bytes."""
    from fsspec.spec import AbstractFileSystem

    return bool(fs.async_impl) or type(fs).cat_file is not AbstractFileSystem.cat_file


class _Window:
    """The part of a range that is in memory, from the place that it is read up to."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.at = self.held_to = first
        self._held = b""

    def go_to(self, start: int) -> None:
        """Drop what is before a place, or all if the place is not held."""
        inside = self.at <= start <= self.held_to
        self._held = self._held[start - self.at :] if inside else b""
        self.at, self.held_to = start, start + len(self._held)

    def holds_less(self, size: int) -> bool:
        """Say whether less than so many bytes are there, and more can be fetched."""
        return len(self._held) < size and self.held_to < self.last

    def next_part(self, size: int) -> tuple[int, int]:
        """Return what is to be fetched so that so many bytes are held."""
        return self.held_to, min(self.last, self.at + size)

    def add(self, part: bytes) -> None:
        """Put what was fetched behind what is held."""
        self._held += part
        self.held_to += len(part)

    def take(self, stop: int) -> bytes:
        """Return what is held up to a place, which is reached then."""
        part = self._held[: stop - self.at]
        self.go_to(stop)
        return part


def _joined(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put ranges together that are near each other."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted(ranges):
        if found and start - found[-1][1] <= _GAP and stop - found[-1][0] <= _LARGEST:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _resolve(url: str) -> tuple[Any, str]:
    """Return the file system and its own name for a URL."""
    require("fsspec", "remote")
    from fsspec.core import url_to_fs

    protocol = plain_path(url).partition("://")[0]
    try:
        fs, path = url_to_fs(url)
    except ImportError as error:
        said = _first_line(error)
        raise MissingExtra(
            f"file {shown(url)!r}: needs a package that is not installed; got {protocol}://.\n"
            f"Hint: {said or 'see fsspec for what reads it'}"
        ) from error
    except ValueError as error:
        if "rotocol not known" not in str(error):
            raise
        fail(f"file {shown(url)!r}", "must have a protocol that fsspec knows", f"{protocol}://",
             "s3://, gs://, abfs://, https:// and others, or a file of this machine")  # fmt: skip
    return fs, str(path)


@contextmanager
def _asking(url: str) -> Iterator[None]:
    """Turn whatever a file system raises into our one error."""
    try:
        yield
    except MutuallyError:
        raise
    except Exception as error:
        _refuse(url, _cause(error))


def _cause(error: BaseException) -> BaseException:
    # On the web a file is "not found" whatever went wrong; behind it stands what did.
    hidden = isinstance(error, FileNotFoundError) and error.__cause__ is not None
    return _cause(error.__cause__) if hidden and error.__cause__ is not None else error


def _is_missing(error: BaseException) -> bool:
    return isinstance(error, FileNotFoundError) or getattr(error, "status", None) == 404


def _refuse(url: str, error: BaseException) -> NoReturn:
    rule, hint = "can be reached", "check the address, and try again"
    if _is_missing(error):
        rule, hint = "is there", "check the path"
    elif isinstance(error, PermissionError) or getattr(error, "status", None) in _FORBIDDEN:
        rule, hint = "you may read", "keys come from what fsspec's package for this protocol reads"
    said = _first_line(error).replace(url, shown(url))
    got = said if said and said not in url else type(error).__name__
    raise Unreachable(
        f"file {shown(url)!r}: must be a file that {rule}; got {got}.\nHint: {hint}"
    ) from error


def _no_ranges(url: str, got: str) -> NoReturn:
    raise Unreachable(
        f"file {shown(url)!r}: must be on a server that gives ranges of bytes; got {got}.\n"
        f"Hint: 'simplecache::{shown(url)}' copies the file first"
    )


def _first_line(error: BaseException) -> str:
    status, message = (getattr(error, name, None) for name in ("status", "message"))
    if status is not None and message is not None:
        return f"{status} {message}"  # without the URL, in which a key may be
    return str(error).strip().partition("\n")[0].rstrip(".")[:200]
