"""What is done is kept in a folder, and not done again.

Each task of each pass has a file, written beside and then renamed, so that a half file is never
read. The folder belongs to one call on one table: what it was begun with stands in it, and it
refuses any other.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mutually.engines.work import Task
from mutually.errors import fail
from mutually.tables.paths import absolute, of_each, state_of
from mutually.tables.shards import RowGroups

_FORM = 2
_ABOUT = "about.json"


@dataclass(frozen=True)
class Checkpoint:
    """A folder of finished tasks.

    Attributes
    ----------
    folder : Path
        Where they are.
    step : str
        Which pass the tasks are of.
    """

    folder: Path
    step: str = ""

    @classmethod
    def open(cls, folder: Any, rows: RowGroups, settings: Mapping[str, Any]) -> Checkpoint:
        """Begin a checkpoint, or go on with one.

        Raises
        ------
        MutuallyError
            If the folder is of other data or another call, or holds other things, or cannot be
            written to.
        """
        path = Path(os.path.expanduser(os.fspath(folder)))
        about = {"form": _FORM, "data": _fingerprint(rows), "settings": _plain(settings)}
        try:
            path.mkdir(parents=True, exist_ok=True)
            there = path / _ABOUT
            if there.exists():
                _compare(path, json.loads(there.read_text(encoding="utf-8")), about)
            else:
                if any(path.iterdir()):
                    hint = "name a new folder"
                    fail("checkpoint", "must be a folder of its own", f"{str(path)!r}, in which "
                         "there are other files", hint)  # fmt: skip
                _write(there, json.dumps(about, indent=1).encode())
        except (OSError, json.JSONDecodeError) as error:
            fail("checkpoint", "must be a folder that can be written to", str(error))
        return cls(path)

    def of(self, step: str) -> Checkpoint:
        """Return the part of the checkpoint that is of one pass."""
        return replace(self, step=step)

    def load(self, task: Task) -> Any:
        """Return the result of a task, None if it is not there."""
        return _read(self._path(task))

    def save(self, task: Task, result: Any) -> None:
        """Keep the result of a task."""
        _keep(self._path(task), result)

    def load_result(self) -> Any:
        """Return what was kept of the whole pass, None if it is not there."""
        return _read(self._whole)

    def save_result(self, result: Any) -> None:
        """Keep what a whole pass led to, numbers and texts, instead of its tasks."""
        _keep(self._whole, result)
        for path in self.folder.glob(f"{self.step}-*.part"):
            path.unlink(missing_ok=True)

    @property
    def _whole(self) -> Path:
        return self.folder / f"{self.step}.part"

    def _path(self, task: Task) -> Path:
        return self.folder / f"{self.step}-{task[0].start:012d}-{len(task)}.part"


# Counts are all that parts are made of; a pickle can name any function of any module.
_OURS = {("mutually.engines.survey", "Surveyed"), ("mutually.engines.survey", "Seen"),
         ("mutually.engines.counting", "Cells"), ("mutually.engines.runs", "Cells"),
         ("mutually.engines.early_counts", "Pairs"),
         ("mutually.tables.shards", "RowGroup"), ("mutually.tables.shards", "Loss"),
         ("builtins", "frozenset"), ("builtins", "set"), ("numpy", "dtype"), ("numpy", "ndarray"),
         ("numpy._core.numeric", "_frombuffer"), ("numpy._core.multiarray", "_reconstruct"),
         ("numpy.core.numeric", "_frombuffer"), ("numpy.core.multiarray", "_reconstruct"),
         ("datetime", "date"), ("decimal", "Decimal")}  # fmt: skip


def _keep(path: Path, result: Any) -> None:
    body = pickle.dumps(result, protocol=5)
    _write(path, hashlib.sha256(body).digest() + body)


def _read(path: Path) -> Any:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, body = content[:32], content[32:]
    # A file that is not whole, after a crash of the machine, is made again.
    return _load(path, body) if hashlib.sha256(body).digest() == digest else None


class _Unpickler(pickle.Unpickler):
    """Reads what we write, and runs nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _OURS:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def _load(path: Path, body: bytes) -> Any:
    try:
        return _Unpickler(io.BytesIO(body)).load()
    except pickle.UnpicklingError as error:
        fail("checkpoint", "must hold counts only", f"{error} in {str(path)!r}",
             "name another folder")  # fmt: skip


def _fingerprint(rows: RowGroups) -> str:
    """Sum up the files: their paths, sizes, times of change or versions, and row groups."""
    found = hashlib.sha256()
    for group in rows.groups:
        found.update(
            f"{absolute(group.path)}\0{group.group}\0{group.start}\0{group.rows}\n".encode()
        )
    paths = sorted({group.path for group in rows.groups})
    for path, state in zip(paths, of_each(state_of, paths), strict=True):
        found.update("\0".join(map(str, (absolute(path), *state))).encode() + b"\n")
    return found.hexdigest()


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(dict(settings), default=str)))


def _compare(path: Path, there: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    hint = "name another folder, or empty this one to begin anew"
    if there.get("form") != about["form"]:
        fail("checkpoint", "must be of this version", f"another in {str(path)!r}", hint)
    if there.get("data") != about["data"]:
        fail("checkpoint", "must be of the same files, unchanged",
             f"other data in {str(path)!r}", hint)  # fmt: skip
    before = there.get("settings", {})
    for name, value in about["settings"].items():
        if before.get(name) != value:
            got = f"{name}={before.get(name)!r} in {str(path)!r}, and now {value!r}"
            fail("checkpoint", "must be of the same call", got, hint)


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
