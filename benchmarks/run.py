"""Measure us and the peers side by side: `make bench`, or `python -m benchmarks.run`.

Each file of workloads runs in a process of its own with as many threads as it may use, so that none
finds the memory, the caches or the thread pools of another. A whole run writes
benchmarks/RESULTS.md; a part (`--only`, `--quick`) is only printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.machine import description
from benchmarks.rows import Row, table

WORKLOADS = [
    "scalars", "vectors", "auto", "tables", "sklearn_face", "inference", "pairwise", "discrete",
    "flights", "imports", "memory",
]  # fmt: skip
THREADS = {"tables": 2, "sklearn_face": 2, "auto": 2, "inference": 2, "pairwise": 2}
LIMITS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"]
ROOT = Path(__file__).parents[1]

READING = """\
Median wall seconds, both sides run in turn (A B A B ...) after a round that is not counted; calls
under 20 ms are repeated for that long on each turn; one thread for both sides unless said. "Ours"
makes the whole call, from the public function to the result object. "At least" and "aim" are what
we hold ourselves to. What stands beside is a glance: one run where it takes longer than 2 s, else
the median of three. NPEET is not on PyPI and takes part where its repository is on the path.
"""


def measure(name: str, *, quick: bool) -> Iterator[Row]:
    """Rows of one file of workloads, as they are ready."""
    limits = dict.fromkeys(LIMITS, str(THREADS.get(name, 1)))
    command = [sys.executable, "-m", "benchmarks.one", name, "quick" if quick else "whole"]
    with subprocess.Popen(
        command, env=os.environ | limits, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            yield Row(**json.loads(line))
    if child.returncode:
        raise SystemExit(f"{name}: the workload failed")


def main() -> None:
    """Parse, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument(
        "--only", choices=WORKLOADS, action="extend", nargs="+", help="these parts alone"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    options = parser.parse_args()

    about = description(" ".join(["python -m benchmarks.run", *sys.argv[1:]]))
    print(about, flush=True)
    rows = []
    for name in options.only or WORKLOADS:
        for row in measure(name, quick=options.quick):
            print(row.line(), flush=True)
            rows.append(row)
    if not (options.only or options.quick):
        text = f"# Measured side by side\n\n{about}\n\n{READING}\n{table(rows)}\n"
        (ROOT / "benchmarks" / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
