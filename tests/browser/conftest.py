"""A real browser for the pages: Debian's Chromium, headless, with a fresh profile for each test.

Where there is no browser these tests are skipped, and say so.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the browser once for all tests of a process."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield started
        started.close()


class Opened:
    """A page, with what it logged and asked for."""

    def __init__(self, page: Any, file: Path) -> None:
        self.page, self.file = page, file
        self.logged: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.logged.append(message.text))
        page.on("pageerror", lambda error: self.logged.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(file.as_uri())

    def check_quiet(self) -> None:
        """Check that nothing was logged, and nothing asked for but the file itself."""
        assert self.logged == []
        assert {url.partition("#")[0] for url in self.requests} == {self.file.as_uri()}


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Open a file, in a context of its own; what it logged is checked at the end."""
    contexts, pages = [], []

    def open_file(file: Path, **options: Any) -> Opened:
        context = browser.new_context(**options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        pages.append(Opened(context.new_page(), file))
        return pages[-1]

    yield open_file
    for page in pages:
        page.check_quiet()
    for context in contexts:
        context.close()
