"""Selections from tables that are read in shards: seconds and peak memory.

    python -m benchmarks.scale_select --rows 1e7

Makes the Parquet files of ``benchmarks.scale`` and chooses from their columns in child processes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fresh import run
from benchmarks.machine import description
from benchmarks.scale import make

CHILD = """
import mutually as mu
import pyarrow.parquet, scipy.special
folder, target, features, method, limit, jobs = {arguments!r}
before = memory("VmHWM") / 1e6
wall, cpu = time.perf_counter(), time.process_time()
found = mu.select(folder, target, k=5, method=method, features=features, memory=limit,
                  n_jobs=jobs, progress=False)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
assert "row groups" in found.warnings[0]
print(json.dumps([found.features, wall, cpu, before, memory("VmHWM") / 1e6]))
"""
NUMBERS, LABELS = [f"x{at}" for at in range(10)], [f"k{at}" for at in range(8)]
CASES = (
    ("labels against a class", "c", LABELS, "jmi"),
    ("labels against a number", "y", LABELS, "mrmr"),
    ("numbers against a class", "c", NUMBERS, "jmi"),
    ("all against a class", "c", [*NUMBERS, *LABELS], "mrmr"),
    ("all against a number", "y", [*NUMBERS, *LABELS], "jmi"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, default=1e7)
    parser.add_argument("--memory", default="500MB")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    rows = int(options.rows)
    with TemporaryDirectory() as folder:
        make(Path(folder), rows, len(NUMBERS), len(LABELS))
        asked = f"--rows {rows} --memory {options.memory} --jobs {options.jobs}"
        print(description(f"python -m benchmarks.scale_select {asked}"))
        print("\n| table | columns | method | s | CPU s | MB before | peak |")
        print("|---|---|---|---|---|---|---|")
        for name, target, features, method in CASES:
            arguments = [folder, target, features, method, options.memory, options.jobs]
            _, wall, cpu, before, peak = run(CHILD.format(arguments=arguments))
            print(f"| {name} | {len(features)} | {method} | {wall:.0f} | {cpu:.1f} | "
                  f"{before:.0f} | {peak:.0f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
