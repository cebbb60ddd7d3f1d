"""Progress: calls in order from any thread, and a bar only where someone sees it."""

from __future__ import annotations

import io
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

from mutually import progress as module
from mutually.errors import MissingExtra, MutuallyError
from mutually.progress import track


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def terminal_as_stderr(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called in the test itself: pytest sets sys.stderr anew after the fixtures have run."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def test_a_function_hears_every_step() -> None:
    calls: list[tuple[int, int]] = []
    with track(lambda done, total: calls.append((done, total)), 5, "pairs") as advance:
        advance()
        advance(3)
        advance(1)
    assert calls == [(1, 5), (4, 5), (5, 5)]


def test_calls_from_threads_come_one_by_one_and_in_order() -> None:
    seen: list[int] = []
    inside = threading.Lock()

    def callback(done: int, total: int) -> None:
        assert inside.acquire(blocking=False), "two calls at once"
        time.sleep(0.0005)
        seen.append(done)
        inside.release()

    with track(callback, 60, "pairs") as advance, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: advance(), range(60)))
    assert seen == list(range(1, 61))


def test_an_error_of_the_function_reaches_the_caller() -> None:
    def callback(done: int, total: int) -> None:
        raise RuntimeError("stop here")

    with pytest.raises(RuntimeError, match="stop here"), track(callback, 2, "pairs") as advance:
        advance()


@pytest.mark.parametrize("progress", [False, "auto"])
def test_nothing_is_written_where_no_one_looks(
    progress: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with track(progress, 3, "pairs") as advance:
        for _ in range(3):
            advance()
    assert capsys.readouterr() == ("", "")


def test_true_draws_a_bar_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    with track(True, 3, "ranking [columns]") as advance:
        advance(2)
    assert "ranking [columns]" in terminal.getvalue()
    assert "/3" in terminal.getvalue()


def test_short_work_shows_no_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    with track("auto", 3, "pairs") as advance:
        advance(3)
    assert terminal.getvalue() == ""


def test_one_long_step_shows_a_bar_before_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    monkeypatch.setattr(module, "PATIENCE", 0.02)
    with track("auto", 3, "pairs"):
        deadline = time.monotonic() + 20
        while "pairs" not in terminal.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert "pairs" in terminal.getvalue()


def test_the_bar_is_gone_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    with pytest.raises(KeyError), track(True, 3, "pairs"):
        raise KeyError("column")
    # The line is empty and the cursor is shown again.
    assert terminal.getvalue().rstrip().endswith(("\x1b[?25h", "\x1b[2K"))


def test_without_rich_auto_is_silent_and_true_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "rich", None)
    with track("auto", 3, "pairs") as advance:
        advance()
    assert terminal.getvalue() == ""
    with pytest.raises(MissingExtra, match=r"mutually\[cli\]"), track(True, 3, "pairs"):
        pass


def test_a_notebook_needs_ipywidgets_to_show_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class ZMQInteractiveShell:
        pass

    notebook: Any = ModuleType("IPython")
    notebook.get_ipython = ZMQInteractiveShell
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    monkeypatch.setattr(module, "find_spec", lambda name: object())
    assert module._bar_can_be_seen()
    monkeypatch.setattr(module, "find_spec", lambda name: name != "ipywidgets" or None)
    assert not module._bar_can_be_seen()


def test_anything_else_is_refused() -> None:
    refused = pytest.raises(MutuallyError, match=r"progress: must be .* got 'yes'")
    with refused, track("yes", 3, "pairs"):
        pass
