"""The command line."""

from __future__ import annotations

from mutually.cli import pairwise  # noqa: F401  Its command enters the app.
from mutually.cli.commands import app, run

__all__ = ["app", "run"]
