"""How the tests of the command line run a command and check that it was refused."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from typer.testing import Result

PENGUINS = ("rank", "penguins", "--target", "species")


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own, as a shell would."""
    command = [sys.executable, "-m", "mutually", *arguments]
    environment = {**os.environ, "COLUMNS": "100", **options.pop("env", {})}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, timeout=120, **options
    )


def refused(result: Result, *words: str) -> None:
    """Check that a command ended with code 1, one message and no traceback."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert result.stderr.startswith("mutually: ")
    assert result.stderr.count("mutually: ") == 1
    for word in words:
        assert word in result.stderr
