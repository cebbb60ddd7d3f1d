"""Files that tests write and read back as plain lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reading import plain

from mutually.tables.files import read_file


def csv(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(path: Path) -> dict[Any, tuple[str, list[Any]]]:
    table = read_file(path)
    assert table.kind == "file"
    found = {name: table.column(name) for name in table.names}
    return {name: (column.family, plain(column)) for name, column in found.items()}
