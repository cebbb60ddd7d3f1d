"""Writes a study's table beside its script, with the command that made it."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

import mutually


def write(script: str, title: str, text: str, header: Sequence[str], rows: list[Sequence[str]]):
    lines = [
        f"# {title}",
        "",
        text.strip(),
        "",
        "| " + " | ".join(header) + " |",
        "|" + "---|" * len(header),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        f"Made by `python {Path(script).relative_to(Path(script).parents[1])}`, "
        f"mutually {mutually.__version__}, Python {platform.python_version()}; nats.",
    ]
    page = "\n".join(lines) + "\n"
    Path(script).with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)
