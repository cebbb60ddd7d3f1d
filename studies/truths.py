"""Truths that need Monte Carlo integration: computes them, and rewrites the table in the package.

    python studies/truths.py [NAME ...]

Without names, those that are not in the table yet. A truth depends on its task and its seed, the
checksum of the name, alone.
"""

from __future__ import annotations

import re
import sys
import zlib
from pathlib import Path

import numpy as np

from mutually.datasets import tasks
from mutually.datasets.tasks import stored

TABLE = Path(__file__).parents[1] / "src/mutually/datasets/tasks/stored.py"
CHUNK = 20_000
STANDARD_ERROR = 0.001


def integrate(task: tasks.Task) -> tuple[float, float]:
    """Draw until the standard error is as small as wanted; at least a million rows where cheap."""
    assert task.log_ratio is not None
    rng = np.random.default_rng(zlib.crc32(task.name.encode()))
    n, total, squares = 0, 0.0, 0.0
    while True:
        values = task.log_ratio(*task.sample(CHUNK, rng))
        n += len(values)
        total += float(values.sum())
        squares += float((values**2).sum())
        mean = total / n
        error = float(np.sqrt((squares / n - mean * mean) / n))
        if n >= 10 * CHUNK and error <= STANDARD_ERROR:
            return mean, error


def main() -> None:
    wanted = sys.argv[1:]
    found = dict(stored.TRUTHS)
    for task in tasks.all_tasks():
        if task.reference != stored.REFERENCE:
            continue
        if task.name in wanted or (not wanted and task.name not in found):
            mean, error = integrate(task)
            found[task.name] = (round(mean, 5), round(error, 5))
            print(f"{task.name}: {mean:.5f} +- {error:.5f}", flush=True)
            lines = "".join(f'    "{k}": {found[k]},\n' for k in sorted(found))
            source = TABLE.read_text(encoding="utf-8")
            pattern = r"(TRUTHS: dict\[str, tuple\[float, float\]\] = \{)[^}]*\}"
            written = re.sub(pattern, lambda m, s=lines: f"{m[1]}\n{s}}}", source)
            TABLE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
