"""Remote files for DuckDB, as a file system of its own beside those that DuckDB has.

So no extension of DuckDB's is asked for, and its reader is the one of local files: the same rows,
the same types, the same bits.

fsspec is imported here, and this module only after it was asked for by ``errors.require``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fsspec.spec import AbstractFileSystem

from mutually.tables.paths import plain_path, size_of
from mutually.tables.remote import RemoteFile

PROTOCOL = "mutually://"


def register(connection: Any, urls: Sequence[str]) -> list[str]:
    """Let a connection read these files, and return what they are called there."""
    files = _Files(urls)
    connection.register_filesystem(files)
    return list(files.urls)


class _Files(AbstractFileSystem):  # type: ignore[misc]
    """Some files; each is what it was when it was first asked for."""

    protocol = PROTOCOL.partition(":")[0]
    cachable = False

    def __init__(self, urls: Sequence[str]) -> None:
        super().__init__()
        # Folders in the name, such as year=2024, are columns to DuckDB.
        self.urls = {PROTOCOL + plain_path(url): url for url in urls}
        self._sizes: dict[str, int] = {}

    def open(self, path: str, mode: str = "rb", **options: Any) -> RemoteFile:
        return RemoteFile(self.urls[path], self.info(path)["size"])

    def glob(self, path: str, **options: Any) -> list[str]:
        """No name is a pattern here."""
        return [path]

    def info(self, path: str, **options: Any) -> dict[str, Any]:
        if path not in self._sizes:
            self._sizes[path] = size_of(self.urls[path])
        return {"name": path, "size": self._sizes[path], "type": "file"}

    def exists(self, path: str, **options: Any) -> bool:
        return path in self.urls

    def modified(self, path: str) -> datetime:
        return datetime(2000, 1, 1, tzinfo=UTC)
