"""The console script: runs the command line, or says what it needs."""

from __future__ import annotations

import sys

from mutually.errors import MissingExtra, require


def main() -> None:
    """Run the ``mutually`` command."""
    try:
        require("typer", "cli")
        require("rich", "cli")
    except MissingExtra as error:
        print(f"mutually: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    from mutually.cli import run

    run()


if __name__ == "__main__":
    main()
