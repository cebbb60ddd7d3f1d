"""The rows of a file in DuckDB, read as columns.

Columns are called c0, c1, ... by place: no name of the caller's reaches SQL, and DuckDB's folding
of case does not matter. Strings are factorised by DuckDB where they have few levels, which takes a
fifth of the time of fetching them as Python objects.

DuckDB is imported here, and this module only after it was asked for by ``errors.require``.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from threading import RLock
from typing import Any, NoReturn

import duckdb
import numpy as np

from mutually.errors import fail
from mutually.tables.paths import is_url
from mutually.tables.readers import arrays, column
from mutually.tables.readers.column import Column
from mutually.tables.readers.labels import Levels
from mutually.tables.remote import Unreachable

# How many values are fetched together when columns are read one after the other: each query costs
# some milliseconds, more in a file with thousands of columns.
_VALUES_PER_QUERY = 4_000_000
_COLUMNS_PER_QUERY = 256
# Up to so many levels an ENUM of DuckDB is the faster way to codes.
_LEVELS_BY_ENUM = 20_000

_TEXT = {"VARCHAR", "JSON", "UUID", "BLOB", "BIT", "ENUM"}
_AS_THEY_ARE = {
    "BOOLEAN",
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    *("FLOAT", "DOUBLE", "DATE", "INTERVAL"),
    *("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"),
}
_AS_DOUBLE = {"DECIMAL", "HUGEINT", "UHUGEINT", "BIGNUM", "VARINT"}
_AS_TICKS = {"TIME": "epoch_us", "TIME WITH TIME ZONE": "epoch_us", "TIME_NS": "epoch_ns"}


class Rows:
    """A relation with columns c0, c1, ..., from which columns are read as they are asked for.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Used by nothing else.
    relation : str
        What follows FROM; holds no text of the caller's.
    parameters : list
        The values of the question marks in it.
    names : sequence of str
        The true names, by place.
    subject : str
        What errors are about: "file 'flights.csv'".
    words : dict of int to str, optional
        What to call the type of the column at a place, where that is not DuckDB's word.
    """

    def __init__(
        self,
        connection: Any,
        relation: str,
        parameters: list[Any],
        names: Sequence[Hashable],
        subject: str,
        words: Mapping[int, str] | None = None,
    ) -> None:
        self._connection = connection
        self._relation = relation
        self._parameters = parameters
        self._names = names
        self._subject = subject
        self._words = words or {}
        self._types = [str(row[1]) for row in self._rows("describe select *")]
        self.n_rows = int(self._rows("select count(*)")[0][0])
        self._lock = RLock()
        self._ahead: dict[int, Column] = {}
        self._done: set[int] = set()
        self._enums: set[int] = set()  # The places whose type is there already.
        self._next = 0

    def read(self, place: int) -> Column:
        """Read the column at a place; where places follow each other, read some more ahead.

        Raises
        ------
        MutuallyError
            If the type is nested, or the file turns out to be broken.
        """
        with self._lock:
            if place not in self._ahead:
                self._read_places(self._block(place))
            self._next = place + 1
            self._done.add(place)
            return self._ahead.pop(place)

    def _block(self, place: int) -> list[int]:
        """List the places to read together with the one that was asked for."""
        if self._kind(place) is None:
            column.refuse(self._names[place], self._types[place], "unnest it before")
        if place != self._next:
            return [place]
        ahead = [
            other
            for other in range(place + 1, len(self._types))
            if other not in self._done and self._kind(other) is not None
        ]
        size = min(_COLUMNS_PER_QUERY, _VALUES_PER_QUERY // max(self.n_rows, 1))
        return [place, *ahead[: max(size - 1, 0)]]

    def _kind(self, place: int) -> str | None:
        """Give the type without its parameters, or None for a nested or unknown one."""
        kind = self._types[place].partition("(")[0].strip('"')
        if self._types[place].endswith("]"):
            return None
        known = kind in _TEXT | _AS_THEY_ARE | _AS_DOUBLE | {"NULL"} or kind in _AS_TICKS
        return kind if known else None

    def _read_places(self, places: list[int]) -> None:
        by_enum = self._make_enums([place for place in places if self._kind(place) in _TEXT])
        values = ", ".join(f"{self._value(place, by_enum)} as v{place}" for place in places)
        found = self._arrays(f"select {values}")
        for place in places:
            self._ahead[place] = self._column(place, found.pop(f"v{place}"), by_enum)

    def _make_enums(self, places: list[int]) -> set[int]:
        """Make a type with the levels of each text column that has few, and say of which."""
        if not places:
            return set()
        counts = ", ".join(f"approx_count_distinct(c{place})" for place in places)
        estimates = self._rows(f"select {counts}")[0]
        few = {
            place
            for place, estimate in zip(places, estimates, strict=True)
            if estimate <= _LEVELS_BY_ENUM
        }
        for place in few - self._enums:
            # In order, since DuckDB's threads find distinct values in another order each time.
            distinct = f"select distinct c{place}::varchar as v from {self._relation}"
            self._run(
                f"create type e{place} as enum ({distinct} where c{place} is not null order by v)"
            )
        self._enums |= few
        return few

    def _value(self, place: int, by_enum: set[int]) -> str:
        kind = self._kind(place)
        if place in by_enum:
            return f"enum_code(c{place}::varchar::e{place})"
        if kind in _TEXT:
            return f"c{place}::varchar"
        if kind in _AS_DOUBLE:
            return f"c{place}::double"
        if kind in _AS_TICKS:
            return f"{_AS_TICKS[kind]}(c{place})"
        return f"c{place}"

    def _column(self, place: int, values: Any, by_enum: set[int]) -> Column:
        kind = self._kind(place)
        name, dtype = self._names[place], self._words.get(place, self._types[place])
        missing = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
        if place in by_enum:
            codes = np.asarray(values).astype(np.int32)
            if missing is not None:
                codes[missing] = -1
            levels = Levels(int(codes.max(initial=-1)) + 1, partial(self._levels, place))
            word = self._words.get(place, kind or dtype)
            return column.label(name, codes, levels, word, all_levels_occur=True)
        if kind == "NULL":
            return column.label(name, np.full(self.n_rows, -1), [], kind)
        if kind in _AS_TICKS:
            return column.time(name, np.asarray(values), missing, dtype)
        return arrays.read(values, name, dtype)

    def _levels(self, place: int) -> list[Any]:
        with self._lock:
            rows = self._connection.execute(f"select unnest(enum_range(null::e{place}))")
            return [row[0] for row in rows.fetchall()]

    def _rows(self, select: str) -> list[Any]:
        return self._run(f"{select} from {self._relation}")

    def _run(self, statement: str) -> list[Any]:
        try:
            return list(self._connection.execute(statement, self._parameters).fetchall())
        except duckdb.Error as error:
            unreadable(self._subject, error)

    def _arrays(self, select: str) -> dict[str, Any]:
        statement = f"{select} from {self._relation}"
        try:
            # A relation is fetched in half the time of the result of execute.
            found = self._connection.sql(statement, params=self._parameters).fetchnumpy()
        except duckdb.Error as error:
            unreadable(self._subject, error)
        return dict(found)


def called(connection: Any, paths: Sequence[str]) -> list[str]:
    """Return what DuckDB calls files; it may read remote ones from now on."""
    if not any(map(is_url, paths)):
        return [glob.escape(path) for path in paths]
    from mutually.tables.readers.remote_duckdb import register

    return register(connection, paths)


def unreadable(subject: str, error: Exception) -> NoReturn:
    """Raise our error for one of DuckDB's, with the first line of what DuckDB says."""
    # What a remote file says of itself stands in DuckDB's text, below a traceback.
    ours = re.search("Unreachable: (.*?\nHint: .*?)$", str(error), re.DOTALL | re.MULTILINE)
    if ours is not None:
        raise Unreachable(ours[1]) from error
    said = str(error).strip().partition("\n")[0].removesuffix(".").replace("mutually://", "")
    if "sniffing" in said:
        said = "quotes or line ends that are not regular"
    fail(
        subject,
        "must be a file that DuckDB can read",
        said,
        "write it again, or read it by other means and pass the dataframe",
    )
