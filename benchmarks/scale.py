"""What tables cost that are read in shards: `make bench-scale`, or `python -m benchmarks.scale`.

    python -m benchmarks.scale --only tables --rows 1e7

Makes Parquet files in temporary folders (about 95 bytes a row for 20 columns, removed afterwards),
ranks them in child processes, and prints tables:

* tables: cells a second and core, and peak memory, of six choices of columns
* memory: one ranking of 20 columns and 1e8 rows (10 GB of files), for its peak memory
* wide: 1,000 columns of labels, beside DuckDB's union of group-bys
* spark: 20 and 1,000 columns by Spark, beside its own union of group-bys (extra spark, Java 17)
* errors: numbers against a number whose information is known
* flights: the flights of 2013 a hundred times
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import scale_errors, scale_flights, scale_spark, scale_tables, scale_wide
from benchmarks.machine import description

NUMBERS, LABELS = 10, 8
ROWS = {"tables": 1e7, "memory": 1e8, "wide": 2e5, "spark": 2e6, "errors": 1e6}


def _tables(folder: Path, rows: int, memory: str) -> Iterator[list[str]]:
    scale_tables.make(folder, rows, NUMBERS, LABELS)
    yield from scale_tables.measured(folder, NUMBERS, LABELS, memory)


def _memory(folder: Path, rows: int, memory: str) -> Iterator[list[str]]:
    scale_tables.make(folder, rows, NUMBERS, LABELS)
    yield scale_tables.one("all against a number", folder, "y", None, memory, 2)


def _wide(folder: Path, rows: int, memory: str) -> Iterator[list[str]]:
    return scale_wide.rows(folder, (rows // 40, rows), memory)


def _spark(folder: Path, rows: int, memory: str) -> Iterator[list[str]]:
    return scale_spark.rows(folder, {20: rows, 1000: rows // 10}, memory)


def _errors(folder: Path, rows: int, memory: str) -> Iterator[list[str]]:
    return scale_errors.rows(folder, rows, memory)


def _flights(folder: Path, rows: int, memory: str) -> Iterator[list[str]]:
    return scale_flights.rows(folder, memory)


Part = Callable[[Path, int, str], Iterable[list[str]]]
# The header, what is measured, and memory=.
PARTS: dict[str, tuple[list[str], Part, str]] = {
    "tables": (scale_tables.HEADER, _tables, "500MB"),
    "memory": (scale_tables.HEADER, _memory, "400MB"),
    "wide": (scale_wide.HEADER, _wide, "2GB"),
    "spark": (scale_spark.HEADER, _spark, "2GB"),
    "errors": (scale_errors.HEADER, _errors, "200MB"),
    "flights": (scale_flights.HEADER, _flights, "1GB"),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=PARTS, action="extend", nargs="+", help="these parts")
    parser.add_argument("--rows", type=float, help="of each table, instead of what is usual")
    parser.add_argument("--memory", help="memory= of each ranking")
    parser.add_argument("--folder", help="where to make the files")
    options = parser.parse_args()
    said = " ".join(f"--{name} {value}" for name, value in vars(options).items()
                    if value is not None and name not in ("only", "folder"))  # fmt: skip
    for name in options.only or PARTS:
        if name == "spark" and find_spec("pyspark") is None:
            print("spark is left out: pyspark is not installed\n")
            continue
        header, measure, memory = PARTS[name]
        rows, memory = int(options.rows or ROWS.get(name, 0)), options.memory or memory
        print(description(f"python -m benchmarks.scale --only {name} {said}".rstrip()))
        print(f"- memory={memory!r}\n\n| " + " | ".join(header) + " |\n|" + "---|" * len(header))
        with TemporaryDirectory(dir=options.folder) as folder:
            for row in measure(Path(folder), rows, memory):
                print("| " + " | ".join(row) + " |", flush=True)
        print(flush=True)


if __name__ == "__main__":
    main()
