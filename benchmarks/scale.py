"""Tables that are read in shards: cells a second and core, and peak memory.

    python -m benchmarks.scale --rows 1e7

Makes Parquet files in a temporary folder (about 95 bytes a row for 20 columns, removed afterwards),
ranks them in child processes, and prints a table.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.fresh import run
from benchmarks.machine import description

ROWS_PER_GROUP, ROWS_PER_FILE = 250_000, 5_000_000

CHILD = """
import mutually as mu
import pyarrow.parquet, scipy.special
folder, target, features, limit, jobs = {arguments!r}
before = memory("VmHWM") / 1e6
wall, cpu = time.perf_counter(), time.process_time()
found = mu.rank(folder, target, features=features, memory=limit, n_jobs=jobs, progress=False)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
assert "row groups" in found.warnings[0]
cells = found.n_rows * (len(found) + 1)
print(json.dumps([cells, wall, cpu, before, memory("VmHWM") / 1e6]))
"""


def make(folder: Path, rows: int, numbers: int, labels: int) -> None:
    """Write columns of numbers x0, ... and of labels k0, ..., about a number y and a class c."""
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(0)
    writer = None
    for start in range(0, rows, ROWS_PER_GROUP):
        n = min(ROWS_PER_GROUP, rows - start)
        if start % ROWS_PER_FILE == 0 and writer is not None:
            writer.close()
            writer = None
        y = rng.normal(size=n)
        columns = {"y": y, "c": np.digitize(y + rng.normal(size=n), [-1, 0, 1])}
        columns |= {f"x{at}": at / 10 * y + rng.normal(size=n) for at in range(numbers)}
        for at in range(labels):
            levels = [5, 20, 100, 1000][at % 4]
            codes = (np.abs(y * levels / 8).astype(np.int64) + rng.integers(0, levels, n)) % levels
            names = pa.array([f"level {level}" for level in range(levels)])
            coded = pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), names)
            columns[f"k{at}"] = coded.cast(pa.string())
        table = pa.table(columns)
        if writer is None:
            path = folder / f"part-{start // ROWS_PER_FILE:03d}.parquet"
            writer = parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def measured(folder: Path, numbers: int, labels: int, memory: str) -> Iterator[list[str]]:
    x, k = [f"x{at}" for at in range(numbers)], [f"k{at}" for at in range(labels)]
    for name, target, features, jobs in (
        ("labels against a class", "c", k, 1),
        ("numbers against a class", "c", x, 1),
        ("numbers against a number", "y", x, 1),
        ("labels against a number", "y", k, 1),
        ("all against a class", "c", [*x, *k], 2),
        ("all against a number", "y", [*x, *k], 2),
    ):
        arguments = [str(folder), target, features, memory, jobs]
        cells, wall, cpu, before, peak = run(CHILD.format(arguments=arguments))
        yield [
            name, str(len(features)), str(jobs), f"{wall:.1f}", f"{cpu:.1f}",
            f"{cells / cpu / 1e6:.1f}", f"{before:.0f}", f"{peak:.0f}",
        ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, default=1e7)
    parser.add_argument("--numbers", type=int, default=10)
    parser.add_argument("--labels", type=int, default=8)
    parser.add_argument("--memory", default="500MB")
    parser.add_argument("--folder", default=None, help="where to make the files")
    options = parser.parse_args()
    rows = int(options.rows)
    with TemporaryDirectory(dir=options.folder) as folder:
        make(Path(folder), rows, options.numbers, options.labels)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        print(description(f"python -m benchmarks.scale --rows {rows} --memory {options.memory}"))
        print(f"- {rows:,} rows, {size / 1e9:.2f} GB of Parquet, memory={options.memory!r}\n")
        print("| table | columns | threads | s | CPU s | M cells / s and core | MB before | peak |")
        print("|---|---|---|---|---|---|---|---|")
        for row in measured(Path(folder), options.numbers, options.labels, options.memory):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
