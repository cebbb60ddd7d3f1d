"""The flights of 2013, copied a hundred times: 33.7 million rows, all columns, from Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.scale_tables import HEADER, one

__all__ = ["HEADER", "make", "rows"]


def make(folder: Path, copies: int) -> None:
    """Write the copies as row groups of one file."""
    from pyarrow import parquet

    from benchmarks.flights_data import flights_parquet

    table = parquet.read_table(flights_parquet())
    with parquet.ParquetWriter(folder / "flights.parquet", table.schema) as writer:
        for _ in range(copies):
            writer.write_table(table)


def rows(folder: Path, memory: str, copies: int = 100) -> Iterator[list[str]]:
    """Rank all columns against a number and against a label."""
    make(folder, copies)
    for target in ("arr_delay", "origin"):
        yield one(f"flights x {copies} against {target}", folder, target, None, memory, 2)
