"""Tables that are plans, which their library has yet to run.

They are polars' LazyFrame, DuckDB's relations, the dataframes of Dask and Spark, and what else
narwhals takes for lazy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mutually.errors import MutuallyError, fail
from mutually.tables.frames import is_dask
from mutually.tables.lazy_to_parquet import (
    OWN_WRITERS,
    Stored,
    column_names,
    count_rows,
    write_parquet,
)

# Where the types of tables live that are none.
_EAGER = ("builtins", "mutually", "numpy", "pandas", "pathlib", "pyarrow")
_CALLS = {"polars": "sink_parquet", "duckdb": "write_parquet", "spark": "write.parquet"}


@dataclass(frozen=True)
class LazyTable:
    """A plan.

    Attributes
    ----------
    kind : str
        The library: "polars", "duckdb", "dask", "spark" or narwhals' word for another.
    plan : object
        The library's own object; narwhals' LazyFrame of another library.
    """

    kind: str
    plan: Any

    @property
    def hint(self) -> str:
        """How to write it as Parquet."""
        return f"table.{_CALLS.get(self.kind, 'to_parquet')}(path), and pass the path"

    def names(self) -> tuple[str, ...]:
        """Return the names of the columns.

        Raises
        ------
        MutuallyError
            If the library cannot say them, one is no text, or two are the same.
        """
        with self._running():
            names = column_names(self.kind, self.plan)
        for name in names:
            if not isinstance(name, str):
                rule = "must have names of columns that are text to be read in shards"
                fail("table", rule, repr(name), "rename its columns")
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            got = f"more than one column named {twice!r}"
            rule = "must have a different name for each column"
            fail("table", rule, got, "rename them or drop all but one")
        return names

    def count(self) -> int:
        """Return the number of rows; the library runs the plan, and keeps none.

        Raises
        ------
        MutuallyError
            If the library cannot run it.
        """
        with self._running():
            return count_rows(self.kind, self.plan)

    def write(self, folder: str) -> list[Stored]:
        """Write the rows as Parquet files into a folder that is not there yet, in their order.

        Raises
        ------
        MutuallyError
            If the library cannot run the plan, or cannot write there.
        """
        with self._running():
            return write_parquet(self.kind, self.plan, folder)

    @contextmanager
    def _running(self) -> Iterator[None]:
        try:
            yield
        except MutuallyError:
            raise
        except Exception as error:  # of any library
            said = str(error).strip().partition("\n")[0].removesuffix(".")[:300]
            fail("table", f"must be what {self.kind} can run and write as Parquet",
                 f"{type(error).__name__}: {said}", self.hint)  # fmt: skip


def find_lazy(source: Any) -> LazyTable | None:
    """Return the plan that a source is; None for what is none."""
    kind, module = type(source), type(source).__module__.partition(".")[0]
    if isinstance(source, type) or module in _EAGER:
        return None
    if module == "polars":
        return LazyTable("polars", source) if kind.__name__ == "LazyFrame" else None
    if is_dask(source):
        return LazyTable("dask", source)
    import narwhals.stable.v2 as nw

    frame = nw.from_native(source, pass_through=True)
    if not isinstance(frame, nw.LazyFrame):
        return None
    library = str(frame.implementation.value)
    library = "spark" if library.startswith("pyspark") else library
    return LazyTable(library, frame.to_native() if library in OWN_WRITERS else frame)
