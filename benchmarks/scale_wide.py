"""A thousand columns of labels against a class: our ranking beside DuckDB's counts alone.

DuckDB's side is one statement, a `union all` of a group-by of each column, once over the file and
once over a table that it has read into its memory (reading counts). It yields counts, of which
nothing is estimated; ours keeps a checkpoint, so that few rows are read in shards too. Each side
runs in a child process with one thread; what counts is its CPU seconds after all imports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.fresh import run

HEADER = ["rows x columns", "our CPU s", "peak MB", "DuckDB over the file: CPU s", "peak MB",
          "ratio", "DuckDB over a table: CPU s", "peak MB", "ratio", "at least"]  # fmt: skip

OURS = """
import mutually as mu
import pyarrow.parquet, scipy.special
import mutually.engines.ranked_in_shards, mutually.ranking
path, limit, kept = {arguments!r}
cpu = time.process_time()
found = mu.rank(path, "y", memory=limit, checkpoint=kept, n_jobs=1, progress=False)
cpu = time.process_time() - cpu
assert "row groups" in found.warnings[0]
print(json.dumps([cpu, memory("VmHWM") / 1e6]))
"""
THEIRS = """
import duckdb
path, columns, kind = {arguments!r}
db = duckdb.connect()
db.execute("set threads = 1")
cpu = time.process_time()
db.execute(f"create {{kind}} t as select * from read_parquet('{{path}}')")
one = "select '{{0}}', {{0}}, y, count(*) from t group by 2, 3"
found = db.sql(" union all ".join(one.replace("{{0}}", name) for name in columns)).fetchall()
cpu = time.process_time() - cpu
assert len(found) >= len(columns)
print(json.dumps([cpu, memory("VmHWM") / 1e6]))
"""


def make(path: Path, rows: int, columns: int) -> list[str]:
    """Write columns of 5 to 20 labels about a class y of 4, and return their names."""
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(0)
    names = [f"c{at}" for at in range(columns)]
    fields = [(name, pa.string()) for name in names]
    with parquet.ParquetWriter(path, pa.schema([*fields, ("y", pa.int64())])) as writer:
        for start in range(0, rows, 100_000):
            n = min(100_000, rows - start)
            y = rng.integers(0, 4, n)
            arrays = []
            for at in range(columns):
                levels = 5 + at % 16
                codes = (rng.integers(0, levels, n) + y * (at % 3 == 0)) % levels
                words = pa.array([f"level {level}" for level in range(levels)])
                coded = pa.DictionaryArray.from_arrays(codes.astype(np.int32), words)
                arrays.append(coded.cast(pa.string()))
            writer.write_table(pa.table([*arrays, pa.array(y)], names=[*names, "y"]))
    return names


def rows(
    folder: Path, sizes: Sequence[int], memory: str, columns: int = 1000
) -> Iterator[list[str]]:
    """Measure the sides on tables of some numbers of rows."""
    path = folder / "wide.parquet"
    for n in sizes:
        names = make(path, n, columns)
        cpu, peak = run(OURS.format(arguments=[str(path), memory, str(folder / f"kept-{n}")]))
        row = [f"{n:,} x {columns:,}", f"{cpu:.1f}", f"{peak:.0f}"]
        for kind in ("view", "table"):
            theirs, their_peak = run(THEIRS.format(arguments=[str(path), names, kind]))
            row += [f"{theirs:.1f}", f"{their_peak:.0f}", f"{theirs / cpu:.1f}"]
        yield [*row, "20"]
