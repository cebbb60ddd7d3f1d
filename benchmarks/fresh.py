"""Statements run in an interpreter of their own: seconds, and the peak of memory.

The peak is VmHWM where /proc has it. `ru_maxrss` would count the parent as well: a forked child
starts from the peak of the process that it was copied from.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

PRELUDE = """
import json, sys, time

def memory(field):
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(field)) * 1024
    except OSError:
        import resource
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024

def forget_the_peak():
    try:
        with open("/proc/self/clear_refs", "w") as switch:
            switch.write("5")
    except OSError:
        pass
"""
MEASURE = """
start = time.perf_counter()
{statement}
seconds = time.perf_counter() - start
print(json.dumps([seconds, memory("VmHWM")]))
"""


def run(code: str) -> list[float]:
    """The last line that a fresh interpreter prints, as JSON."""
    result = subprocess.run(
        [sys.executable, "-c", PRELUDE + code], stdout=subprocess.PIPE, text=True, check=True
    )
    numbers: list[float] = json.loads(result.stdout.splitlines()[-1])
    return numbers


def statements(lines: list[str], rounds: int) -> dict[str, tuple[float, float]]:
    """Median seconds and median peak in MB of each statement, run in turn."""
    laps: dict[str, list[list[float]]] = {line: [] for line in lines}
    for _ in range(rounds + 1):
        for line in lines:
            laps[line].append(run(MEASURE.format(statement=line)))
    return {
        line: (median(lap[0] for lap in all_[1:]), median(lap[1] for lap in all_[1:]) / 1e6)
        for line, all_ in laps.items()
    }
