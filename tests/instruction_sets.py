"""What a script prints under each instruction set that the kernels are built for."""

from __future__ import annotations

import os
import subprocess
import sys


def outputs_by_instruction_set(script: str) -> set[bytes]:
    """Run a script once per level; on a processor that knows fewer, some runs are the same one."""
    return {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "MUTUALLY_X86_LEVEL": level},
            check=True,
            capture_output=True,
        ).stdout
        for level in ("0", "3", "4")
    }
