"""A web server of this machine that serves a folder by ranges of bytes, or badly."""

from __future__ import annotations

import os
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class _Handler(SimpleHTTPRequestHandler):
    """What the standard library has, and ranges."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, *arguments: Any, site: Site, **options: Any) -> None:
        self.site = site
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        self.site.asked[self.command] += 1
        status = next((s for part, s in self.site.refused.items() if part in self.path), None)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if status is not None and (self.command, bool(asked)) == ("GET", True):
            self.send_error(status)
        elif asked is None or not self.site.ranges:
            super().do_GET()
        else:
            self._send_range(int(asked[1]), asked[2])

    def _send_range(self, start: int, last: str) -> None:
        with open(self.translate_path(self.path), "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(start)
            part = file.read(int(last) + 1 - start if last else -1)
        self.site.asked["bytes"] += len(part)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{start + len(part) - 1}/{size}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Site:
    """Where it is, what was asked of it, and what it refuses.

    Attributes
    ----------
    url : str
        Without a slash at the end.
    asked : Counter
        How many requests, by their kind, and how many bytes of ranges.
    refused : dict of str to int
        Part of a path -> the status that ranges of it are answered with.
    ranges : bool
        Whether it knows what a range is.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: Counter[str] = Counter()
        self.refused: dict[str, int] = {}
        self.ranges = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing of clients that hang up in the middle of a file."""


@contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """Serve a folder while the block lasts."""
    site = Site("")
    handler = partial(_Handler, site=site, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        site.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
