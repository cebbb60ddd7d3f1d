"""Which tables are counted in shards: those that would need more memory than there is, or is meant.

Ranking a column in memory takes up to 256 bytes a row: the values, their order and ranks of the
column and of the target, in two threads. Where all columns are held at once, each takes 24 more. A
table that needs more than ``memory``, or than half of the machine's where nothing is said, is
counted in shards.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from mutually.errors import fail

BYTES_PER_ROW, BYTES_PER_VALUE = 256, 24
LEAST = 32 << 20
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12,
          "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30, "ti": 1 << 40}  # fmt: skip
_CGROUP = Path("/sys/fs/cgroup/memory.max")


def read_memory(memory: int | float | str | None) -> int | None:
    """Return bytes of "1GB", "500 MB", "2GiB" or a number.

    Raises
    ------
    MutuallyError
        If it is none of these, or less than 32 MiB.

    Examples
    --------
    >>> read_memory("1GB"), read_memory("64 MiB"), read_memory(2e9)
    (1000000000, 67108864, 2000000000)
    """
    if memory is None:
        return None
    hint = 'memory="1GB"'
    if isinstance(memory, bool) or not isinstance(memory, int | float | str):
        fail("memory", "must be a number of bytes or a text such as '1GB'", repr(memory), hint)
    if isinstance(memory, str):
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*", memory.lower())
        if found is None:
            fail("memory", "must be a number of bytes or a text such as '1GB'", repr(memory), hint)
        size = float(found[1]) * _UNITS[found[2] or ""]
    else:
        size = float(memory)
    if not LEAST <= size < 2**63:
        fail("memory", "must be 32 MiB at least", repr(memory), hint)
    return int(size)


def machine_memory() -> int:
    """Return the bytes of memory that the machine, or the control group, grants."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on Windows
        total = 8 << 30
    try:
        limit = _CGROUP.read_text().strip()
        if limit.isdigit():
            total = min(total, int(limit))
    except OSError:
        pass
    return total


def exceeds(n_rows: int, memory: int | None, held: int = 0) -> bool:
    """Say whether a table of so many rows goes through shards; ``held`` columns stay in memory."""
    limit = machine_memory() // 2 if memory is None else memory
    return n_rows * (BYTES_PER_ROW + held * BYTES_PER_VALUE) > limit
