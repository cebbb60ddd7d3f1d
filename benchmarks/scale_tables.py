"""Tables in shards: cells a second and core, and peak memory.

Makes Parquet files (about 95 bytes a row for 20 columns) and ranks them in child processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.fresh import run

HEADER = ["table", "columns", "threads", "s", "CPU s", "M cells / s and core", "MB before", "peak"]
ROWS_PER_GROUP, ROWS_PER_FILE = 250_000, 5_000_000

CHILD = """
import mutually as mu
import mutually.engines.ranked_in_shards, mutually.ranking
import pyarrow.parquet, scipy.special
source, target, features, limit, jobs = {arguments!r}
before = memory("VmHWM") / 1e6
wall, cpu = time.perf_counter(), time.process_time()
found = mu.rank(source, target, features=features, memory=limit, n_jobs=jobs, progress=False)
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
    """Rank six choices of the columns."""
    x, k = [f"x{at}" for at in range(numbers)], [f"k{at}" for at in range(labels)]
    yield one("labels against a class", folder, "c", k, memory, 1)
    yield one("numbers against a class", folder, "c", x, memory, 1)
    yield one("numbers against a number", folder, "y", x, memory, 1)
    yield one("labels against a number", folder, "y", k, memory, 1)
    yield one("all against a class", folder, "c", [*x, *k], memory, 2)
    yield one("all against a number", folder, "y", [*x, *k], memory, 2)


def one(
    name: str, source: Path, target: str, features: Sequence[str] | None, memory: str, jobs: int
) -> list[str]:
    """Rank in a child process; None takes all columns."""
    arguments = [str(source), target, features, memory, jobs]
    cells, wall, cpu, before, peak = run(CHILD.format(arguments=arguments))
    columns = "all" if features is None else str(len(features))
    rate = f"{cells / cpu / 1e6:.1f}"
    return [name, columns, str(jobs), f"{wall:.1f}", f"{cpu:.1f}", rate, f"{before:.0f}",
            f"{peak:.0f}"]  # fmt: skip
