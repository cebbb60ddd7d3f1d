"""The command line."""

from __future__ import annotations

import mutually.cli.select_command  # noqa: F401  It adds its command to the app.
from mutually.cli.commands import app, run

__all__ = ["app", "run"]
