"""The command line."""

from __future__ import annotations

from mutually.cli import (  # noqa: F401  Their commands enter the app.
    pairwise,
    report_command,
    select_command,
)
from mutually.cli.commands import app, run

__all__ = ["app", "run"]

# The help lists them in the order in which one asks, and a new one before the examples.
_ORDER = ["rank", "report", "info", "pairwise", "select"]
app.registered_commands.sort(
    key=lambda command: (
        _ORDER.index(name)
        if (name := getattr(command.callback, "__name__", "")) in _ORDER
        else len(_ORDER) + (name == "examples")
    )
)
