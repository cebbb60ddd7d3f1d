"""A ranking by Spark beside Spark's own SQL, a union of group-bys that yields counts alone.

Both sides run in a child process with a session of `local[2]`, started and warmed by a small query
before. What counts is the CPU time of all processes of the session (the driver, the JVM and its
Python workers) between call and result, by /proc. Spark cannot parse a union over a thousand
columns ("too complex"), and smaller ones take minutes: of many columns it gets the first 50, and
its seconds are multiplied.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.fresh import run
from benchmarks.scale_wide import make

HEADER = ["rows x columns", "our CPU s", "our s", "its CPU s", "its s", "ratio", "at least", "aim"]
MOST_IN_A_UNION = 50
GOALS = {20: ("1.5", "3"), 1000: ("5", "10")}

SESSION = """
import os
from pyspark.sql import SparkSession

path, columns, limit = {arguments!r}
spark = (
    SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false").config("spark.driver.memory", "4g")
    .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

def of_tree():
    # Own, and of children that have ended and were waited for: nothing is lost with a worker.
    parents, ticks = {{}}, {{}}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{{name}}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(name)], ticks[int(name)] = int(fields[1]), sum(map(int, fields[11:15]))
    tree = {{os.getpid()}}
    while True:
        more = {{one for one, parent in parents.items() if parent in tree}} - tree
        if not more:
            return sum(ticks[one] for one in tree) / os.sysconf("SC_CLK_TCK")
        tree |= more
"""
OURS = """
import mutually as mu
import pyarrow.parquet, scipy.special
spark.range(2).mapInArrow(lambda batches: batches, "id long").collect()
wall, cpu = time.perf_counter(), of_tree()
found = mu.rank(path, "y", features=columns, memory=limit, engine=spark, progress=False)
assert len(found) == len(columns)
print(json.dumps([of_tree() - cpu, time.perf_counter() - wall]))
"""
THEIRS = """
spark.range(2).groupBy("id").count().collect()
wall, cpu = time.perf_counter(), of_tree()
spark.read.parquet(path).createOrReplaceTempView("t")
one = "select '{0}' as name, cast({0} as string) as x, y, count(*) from t group by {0}, y"
found = spark.sql(" union all ".join(one.format(name) for name in columns)).collect()
assert len(found) >= len(columns)
print(json.dumps([of_tree() - cpu, time.perf_counter() - wall]))
"""


def rows(folder: Path, sizes: dict[int, int], memory: str) -> Iterator[list[str]]:
    """Measure both sides on tables of some numbers of columns and rows."""
    for columns, n in sizes.items():
        path = folder / f"{columns}.parquet"
        names = make(path, n, columns)
        ours, our_wall = run(SESSION.format(arguments=[str(path), names, memory]) + OURS)
        few = names[:MOST_IN_A_UNION]
        measured = run(SESSION.format(arguments=[str(path), few, memory]) + THEIRS)
        theirs, their_wall = (seconds * len(names) / len(few) for seconds in measured)
        yield [
            f"{n:,} x {columns:,}", f"{ours:.1f}", f"{our_wall:.1f}", f"{theirs:.1f}",
            f"{their_wall:.1f}", f"{theirs / ours:.1f}", *GOALS.get(columns, ("", "")),
        ]  # fmt: skip
