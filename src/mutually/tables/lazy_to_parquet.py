"""Plans of other libraries: counted, and written as Parquet, by their own hands, row by row.

In the files columns are called c0, c1, ... by their place: names may differ by their case alone,
which DuckDB and Spark take for one name.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

# Small row groups, so that neither who writes nor who reads holds much of a wide table.
_ROWS_PER_GROUP = 122_880
_BYTES_PER_GROUP = 32 << 20


class Stored(NamedTuple):
    """How a column stands in the files.

    Attributes
    ----------
    name : str
        What it is called.
    stored : str or None
        Its name in the files; None where it is left out, since no estimate is defined for its type.
    word : str
        The library's word for its type.
    family : str or None
        What its values mean, where the type in the files does not tell.
    """

    name: str
    stored: str | None
    word: str
    family: str | None = None


def column_names(kind: str, plan: Any) -> tuple[Any, ...]:
    """Return the names of the columns of a plan."""
    # Asking polars for its columns warns of what that may cost.
    named = kind in ("dask", "duckdb", "spark")
    return tuple(plan.columns if named else plan.collect_schema().names())


def count_rows(kind: str, plan: Any) -> int:
    """Return the number of rows of a plan."""
    return OWN_WRITERS.get(kind, (_count, _write))[0](plan)


def write_parquet(kind: str, plan: Any, folder: str) -> list[Stored]:
    """Write a plan's rows into a folder that is not there yet."""
    return OWN_WRITERS.get(kind, (_count, _write))[1](plan, folder)


def _c(place: int) -> str:
    return f"c{place}"


def _file(folder: str) -> str:
    os.mkdir(folder)
    return os.path.join(folder, "rows.parquet")


# --- any library, by narwhals


def _count(frame: Any) -> int:
    import narwhals.stable.v2 as nw

    return int(frame.select(nw.len()).collect().item())


def _write(frame: Any, folder: str) -> list[Stored]:
    import narwhals.stable.v2 as nw

    columns = []
    for place, (name, kind) in enumerate(frame.collect_schema().items()):
        without = kind.is_nested() or kind == nw.Object
        columns.append(Stored(name, None if without else _c(place), str(kind)))
    kept = [nw.col(name).alias(stored) for name, stored, *_ in columns if stored is not None]
    frame.select(*kept).sink_parquet(_file(folder))
    return columns


# --- polars


def _count_polars(plan: Any) -> int:
    import polars as pl

    counted = plan.select(pl.len())
    try:
        found = counted.collect(engine="streaming")
    except TypeError:  # before polars 1.23
        found = counted.collect(streaming=True)
    return int(found.item())


def _write_polars(plan: Any, folder: str) -> list[Stored]:
    import polars as pl

    columns, kept = [], []
    schema = plan.collect_schema()
    for place, (name, kind) in enumerate(schema.items()):
        without = kind.is_nested() or kind == pl.Object
        columns.append(Stored(name, None if without else _c(place), str(kind.base_type())))
        if not without:
            # Arrow has no integers of 128 bits.
            wide = kind.is_integer() and "128" in str(kind)
            kept.append(pl.col(_c(place)).cast(pl.Float64) if wide else pl.col(_c(place)))
    # By rename, since pl.col takes "*" and "^...$" for patterns.
    rows = plan.rename({name: _c(place) for place, name in enumerate(schema)})
    rows.select(kept).sink_parquet(_file(folder), row_group_size=_ROWS_PER_GROUP)
    return columns


# --- DuckDB


def _count_duckdb(relation: Any) -> int:
    return int(relation.count("*").fetchall()[0][0])


def _write_duckdb(relation: Any, folder: str) -> list[Stored]:
    from mutually.tables.readers.row_groups import family, write_batches

    # By place, since names that differ by their case alone are one name to SQL.
    numbered = [f"#{place + 1} as {_c(place)}" for place in range(len(relation.columns))]
    schema = _batches(relation.project(", ".join(numbered)).limit(0)).schema
    columns = [
        Stored(name, field.name if family(field.type) else None, str(kind))
        for name, kind, field in zip(relation.columns, relation.types, schema, strict=True)
    ]
    kept = [text for text, column in zip(numbered, columns, strict=True) if column.stored]
    # DuckDB's own writer holds row groups up to what its connection may hold at most.
    write_batches(_batches(relation.project(", ".join(kept))), _file(folder))
    return columns


def _batches(relation: Any) -> Any:
    newer = hasattr(type(relation), "to_arrow_reader")
    return (relation.to_arrow_reader if newer else relation.fetch_arrow_reader)(_ROWS_PER_GROUP)


# --- Dask


def _count_dask(plan: Any) -> int:
    return len(plan)


def _write_dask(plan: Any, folder: str) -> list[Stored]:
    columns = [
        # Categories may be numbers, which are labels all the same.
        Stored(name, _c(place), str(kind), "label" if str(kind) == "category" else None)
        for place, (name, kind) in enumerate(plan.dtypes.items())
    ]
    rows = plan.rename(columns={name: stored for name, stored, *_ in columns})
    # The order of the files' names is the order of the rows.
    rows.to_parquet(folder, engine="pyarrow", write_index=False, write_metadata_file=False,
                    name_function="part-{:08d}.parquet".format)  # fmt: skip
    return columns


# --- Spark

# How each type is written, and what the values then mean. Times are written as numbers of days and
# microseconds, since Spark's own form of them depends on its settings: 96 bits, which Arrow reads
# as nanoseconds that overflow, and another calendar before 1582.
_AS_IT_IS = ("boolean", "byte", "short", "integer", "long", "float", "double", "decimal", "string",
             "char", "varchar", "binary", "timestamp_ntz", "time")  # fmt: skip
_SPARK: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(_AS_IT_IS, ("{}", None)),
    "void": ("cast({} as string)", None),
    "date": ("unix_date({})", "time"),
    "timestamp": ("unix_micros({})", "time"),
    "daytimeinterval": ("{}", "time"),
}


def _count_spark(plan: Any) -> int:
    return int(plan.count())


def _write_spark(plan: Any, folder: str) -> list[Stored]:
    columns, kept = [], []
    for place, field in enumerate(plan.schema.fields):
        form, family = _SPARK.get(type(field.dataType).typeName(), (None, None))
        stored = None if form is None else _c(place)
        columns.append(Stored(field.name, stored, field.dataType.simpleString(), family))
        if form is not None:
            kept.append(f"{form.format(stored)} as {stored}")
    rows = plan.toDF(*map(_c, range(len(columns)))).selectExpr(*kept)
    options = {"compression": "snappy", "parquet.block.size": _BYTES_PER_GROUP}
    # Without the scheme it would be a folder of the cluster's own file system.
    rows.write.options(**options).parquet(f"file://{folder}")
    return columns


_Count = Callable[[Any], int]
_Write = Callable[[Any, str], list[Stored]]
OWN_WRITERS: dict[str, tuple[_Count, _Write]] = {
    "polars": (_count_polars, _write_polars),
    "duckdb": (_count_duckdb, _write_duckdb),
    "dask": (_count_dask, _write_dask),
    "spark": (_count_spark, _write_spark),
}
