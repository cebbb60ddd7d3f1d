"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mutually.errors import fail


def check_place(option: str, path: Path) -> None:
    """Make sure, before long work, that a file can be written where an option says.

    Raises
    ------
    MutuallyError
        Where the folder does not exist or cannot be written to, or the path is a folder.
    """
    folder = path.resolve().parent
    if path.is_dir():
        fail(option, "must name a file", f"the folder {str(path)!r}")
    if path.exists() and not path.is_file():
        return
    if not folder.is_dir():
        fail(option, "needs a folder that exists", repr(str(folder)), f"mkdir -p {folder}")
    if not os.access(folder, os.W_OK):
        fail(option, "needs a folder that can be written to", repr(str(folder)))


def check_not_read(option: str, path: Path, inputs: Iterable[str]) -> None:
    """Make sure that a file that will be written is none of those that are read.

    Raises
    ------
    MutuallyError
        Where it is one of them, by whatever name or link.
    """
    for given in inputs:
        same = os.path.realpath(path) == os.path.realpath(given)
        with suppress(OSError):
            same = same or os.path.samefile(path, given)
        if same:
            fail(option, "must be another file than those that are read", repr(str(path)),
                 f"{option} {path.with_name(f'mutually-{path.name}')}")  # fmt: skip


@contextmanager
def written_together() -> Iterator[Callable[[Path], Path]]:
    """Write several files so that either all of them appear, complete, or none does.

    Yields
    ------
    callable
        Takes the path that is wanted and returns the one to write to: a new file in the same
        folder, so that the last step is a rename, which cannot end half-way. The renames happen
        when the block ends without an error.

    Raises
    ------
    MutuallyError
        Where the system refuses; the files written so far are removed.
    """
    parts: dict[Path, Path] = {}
    path = Path()

    def stage(wanted: Path) -> Path:
        nonlocal path
        path = wanted
        # A device or a pipe (/dev/stdout, say) cannot be replaced by a file, only written to.
        if path.exists() and not path.is_file():
            return path
        # A link stays a link: what it points to is replaced.
        path = wanted.resolve()
        parts[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
        return parts[path]

    try:
        yield stage
        for path, part in parts.items():
            if path.exists():
                shutil.copymode(path, part)
            part.replace(path)
    except OSError as error:
        fail(str(path), "cannot be written", error.strerror or error)
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
