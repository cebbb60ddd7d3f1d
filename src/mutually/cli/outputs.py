"""What a command writes: files that appear whole or not at all, and the rest to stdout."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mutually.errors import fail, require

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What --plot may end in, where matplotlib can write it.
_PICTURES = ("eps", "jpeg", "jpg", "pdf", "png", "svg", "tif", "tiff", "webp")


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


def check_outputs(
    file: str, plot: Path | None, output: Path | None, report: Path | None = None
) -> None:
    """Refuse what cannot be written before the long work, not after it."""
    if report is not None:
        require("jinja2", "report")
        check_place("--report", report)
    if plot is not None:
        require("matplotlib", "plot")
        from matplotlib.backend_bases import FigureCanvasBase

        endings = [e for e in _PICTURES if e in FigureCanvasBase.get_supported_filetypes()]
        if plot.suffix[1:].lower() not in endings:
            known = ", ".join(f".{ending}" for ending in endings)
            fail("--plot", f"must end in one of {known}", repr(str(plot)), "--plot ranking.png")
        check_place("--plot", plot)
    if output is not None:
        check_place("--output", output)
    options = (("--report", report), ("--plot", plot), ("--output", output))
    written = [(name, path) for name, path in options if path]
    for place, (option, path) in enumerate(written):
        for other, taken in written[:place]:
            if path.resolve() == taken.resolve():
                fail(option, f"must be another file than that of {other}", repr(str(path)))
    if written:
        from mutually.tables.files import find_files
        from mutually.tables.paths import is_url, read_path

        # Nothing is written over a file in a folder of others, where it would be one of them.
        name = read_path(file)
        inputs = [] if is_url(name) or os.path.isdir(name) else find_files(name)
        for option, path in written:
            check_not_read(option, path, inputs)


def deliver(
    text: str | None,
    table: Callable[[io.StringIO | None], None],
    output: Path | None,
    plot: Path | None,
    draw: Callable[[], Figure],
    report: Path | None = None,
    make_page: Callable[[], str] | None = None,
) -> None:
    """Write the files that were asked for, all or none, and then to stdout what is left."""
    with written_together() as stage:
        if report is not None and make_page is not None:
            stage(report).write_bytes(_encoded(make_page()))
        if plot is not None:
            draw().savefig(stage(plot), format=plot.suffix[1:].lower(), dpi=150)
        if output is not None:
            if text is None:
                page = io.StringIO()
                table(page)
                text = page.getvalue()
            stage(output).write_bytes(_encoded(text))
    if output is None and text is None:
        table(None)
    elif output is None and text is not None:
        # JSON and CSV are UTF-8 everywhere, whatever the terminal speaks.
        sys.stdout.flush()
        sys.stdout.buffer.write(_encoded(text))


def _encoded(text: str) -> bytes:
    """Encode text; a lone surrogate, which UTF-8 cannot hold, as the escape that JSON knows."""
    return text.encode("utf-8", errors="backslashreplace")
