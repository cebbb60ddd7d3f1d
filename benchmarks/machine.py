"""What the numbers were measured on, in a few lines."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

PACKAGES = [
    "mutually",
    "numpy",
    "scipy",
    "scikit-learn",
    "pandas",
    "pyarrow",
    "duckdb",
    "ennemi",
    "npeet",
    "infomeasure",
]


def processor() -> str:
    """The name that the processor gives itself."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.partition(":")[2].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def versions() -> str:
    """Each package with its version, as far as it is there."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            there = find_spec(name) is not None
            found.append(f"{name} {'from the path' if there else 'not installed'}")
    return ", ".join(found)


def description(command: str) -> str:
    """Lines of Markdown."""
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    now = datetime.now(UTC)
    return "\n".join(
        [
            f"- command: `{command}`, {now:%Y-%m-%d %H:%M} UTC",
            f"- machine: {processor()}, {os.cpu_count()} cores, {platform.system()}{load}",
            f"- Python {platform.python_version()}; {versions()}",
        ]
    )
