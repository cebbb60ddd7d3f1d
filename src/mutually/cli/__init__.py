"""The command line."""

from __future__ import annotations

from mutually.cli.commands import app, run

__all__ = ["app", "run"]
