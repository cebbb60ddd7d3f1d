"""The command line."""

from __future__ import annotations

from mutually.cli import (  # noqa: F401  Their commands enter the app.
    pairwise,
    report_command,
    select_command,
)
from mutually.cli.commands import app, run

__all__ = ["app", "run"]
