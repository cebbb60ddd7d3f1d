"""Say how far long work is: a bar on stderr, or a call of the user's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Lock, Timer
from typing import Any, Literal, Protocol

from mutually.errors import fail, require

Progress = Literal["auto"] | bool | Callable[[int, int], object]

# Work that ends sooner than this many seconds shows no bar: it would only flicker.
PATIENCE = 2.0


class Advance(Protocol):
    """What a worker calls when it has finished ``n`` more items, from any thread."""

    def __call__(self, n: int = 1) -> None:
        """Count ``n`` more items as done."""


@contextmanager
def track(progress: Progress, total: int, label: str) -> Iterator[Advance]:
    """Follow ``total`` items of work.

    Parameters
    ----------
    progress : {"auto"}, bool or callable
        True draws a bar on stderr at once. "auto" draws it only where someone can see it (a
        terminal or a notebook), where rich is installed, and after two seconds. A callable is
        called as ``progress(done, total)`` after each step; calls never overlap and ``done``
        never goes back, whatever thread they come from.
    total : int
        How many items there are.
    label : str
        What is being done, shown before the bar.

    Yields
    ------
    Advance
        The function to call when items are done. What a callable raises leaves through it.

    Raises
    ------
    MutuallyError
        Where ``progress`` is none of these, or is True and rich is not installed.

    Examples
    --------
    >>> with track(lambda done, total: print(done, "of", total), 2, "pairs") as advance:
    ...     for _ in range(2):
    ...         advance()
    1 of 2
    2 of 2
    """
    if callable(progress):
        yield _in_turn(progress, total)
    elif progress is False or (progress == "auto" and not _bar_can_be_seen()):
        yield _in_turn(lambda done, total: None, total)
    elif progress is True or progress == "auto":
        require("rich", "cli")
        with _bar(total, label, PATIENCE if progress == "auto" else 0.0) as show:
            yield _in_turn(show, total)
    else:
        fail(
            "progress",
            'must be "auto", True, False or a function of (done, total)',
            repr(progress),
            "progress=False for silence",
        )


def _in_turn(show: Callable[[int, int], object], total: int) -> Advance:
    """Count under a lock, so that reports from several threads come one by one and in order."""
    lock = Lock()
    done = 0

    def advance(n: int = 1) -> None:
        nonlocal done
        with lock:
            done += n
            show(done, total)

    return advance


def _bar_can_be_seen() -> bool:
    """Tell whether a bar would meet a reader, and rich is there to draw it."""
    if find_spec("rich") is None or sys.stderr is None:
        return False
    return sys.stderr.isatty() or _in_notebook()


def _in_notebook() -> bool:
    """Tell whether a Jupyter kernel runs this; rich needs ipywidgets to update a bar in one."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return type(shell).__name__ == "ZMQInteractiveShell" and find_spec("ipywidgets") is not None


@contextmanager
def _bar(total: int, label: str, delay: float) -> Iterator[Callable[[int, int], None]]:
    """Draw a bar from ``delay`` seconds on, and take it away at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns: list[Any] = [
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    ]
    # rich refreshes from a thread of its own, four times a second whatever the rate of updates.
    bar = RichProgress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=4)
    task = bar.add_task(label, total=total)
    lock, ended = Lock(), False

    def begin() -> None:
        with lock:
            if not ended:
                bar.start()

    # A timer, and not a look at the clock in each step: one long item must show a bar as well.
    timer = Timer(delay, begin)
    timer.daemon = True
    if delay > 0:
        timer.start()
    else:
        begin()
    try:
        yield lambda done, _total: bar.update(task, completed=done)
    finally:
        timer.cancel()
        with lock:
            ended = True
            bar.stop()
