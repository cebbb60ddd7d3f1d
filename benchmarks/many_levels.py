"""Columns of millions of levels in shards: CPU seconds, and peak memory beside `memory=`.

    python -m benchmarks.many_levels --rows 1e7 --levels 2e6

Makes a Parquet file in a temporary folder (21 bytes a row, removed afterwards), and ranks pairs of
its columns in child processes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.fresh import run
from benchmarks.machine import description

ROWS_PER_GROUP = 500_000

CHILD = """
import mutually as mu
import pyarrow.parquet, scipy.special
path, feature, target, limit, jobs = {arguments!r}
before = memory("VmHWM") / 1e6
wall, cpu = time.perf_counter(), time.process_time()
found = mu.rank(path, target, features=[feature], discrete=["item"], memory=limit, n_jobs=jobs,
                progress=False)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
assert "row groups" in found.warnings[0]
print(json.dumps([found[0].mi, wall, cpu, before, memory("VmHWM") / 1e6]))
"""


def make(path: Path, rows: int, levels: int) -> None:
    """Write users (strings), items (whole numbers), a class and a number."""
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(0)
    writer = None
    for start in range(0, rows, ROWS_PER_GROUP):
        n = min(ROWS_PER_GROUP, rows - start)
        user = rng.integers(0, levels, n)
        noise = rng.integers(0, levels, n)
        table = pa.table({
            "user": np.char.add("user-", user.astype(str)),
            "item": np.where(rng.random(n) < 0.3, user * 7919 % levels, noise),
            "class": np.where(rng.random(n) < 0.7, user, noise) % 5,
            "number": rng.normal(size=n) + user % 5,
        })  # fmt: skip
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, default=1e7)
    parser.add_argument("--levels", type=float, default=2e6)
    parser.add_argument("--memory", default="200MB")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", default=None, help="where to make the file")
    options = parser.parse_args()
    rows, levels = int(options.rows), int(options.levels)
    said = f"--rows {rows} --levels {levels} --memory {options.memory} --threads {options.threads}"
    with TemporaryDirectory(dir=options.folder) as folder:
        path = Path(folder) / "table.parquet"
        make(path, rows, levels)
        print(description(f"python -m benchmarks.many_levels {said}"))
        print(f"- {rows:,} rows, {path.stat().st_size / 1e9:.2f} GB of Parquet\n")
        print("| feature | target | nats | s | CPU s | MB before | peak |")
        print("|---|---|---|---|---|---|---|")
        for feature, target in (
            ("user", "class"), ("item", "class"), ("user", "item"), ("user", "number"),
        ):  # fmt: skip
            arguments = [str(path), feature, target, options.memory, options.threads]
            value, wall, cpu, before, peak = run(CHILD.format(arguments=arguments))
            print(f"| {feature} | {target} | {value:.4f} | {wall:.1f} | {cpu:.1f} | {before:.0f} | "
                  f"{peak:.0f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
