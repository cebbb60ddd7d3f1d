"""The command line."""

from __future__ import annotations

from mutually.cli import pairwise, select_command  # noqa: F401  Their commands enter the app.
from mutually.cli.commands import app, run

__all__ = ["app", "run"]
