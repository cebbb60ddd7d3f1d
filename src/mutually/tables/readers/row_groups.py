"""Parquet files by row group: what is in them, and their columns batch by batch.

pyarrow is imported here, and this module only after it was asked for by ``errors.require``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet, types

from mutually.tables.paths import is_url, plain_path, state_of
from mutually.tables.remote import RemoteFile

BATCH = 1 << 17
_DICTIONARY = 1 << 20
# Each column of a row group is read through a buffer, a small one where parts are fetched ahead.
_BUFFER, _SMALL_BUFFER = 1 << 20, 1 << 16
# What goes wrong in reading a file, as pyarrow says it.
UNREADABLE = (pa.ArrowException, OSError, UnicodeDecodeError)

# DuckDB's words, so that a column is called the same however its file is read.
_WORDS = {
    "string": "VARCHAR", "large_string": "VARCHAR", "string_view": "VARCHAR", "binary": "BLOB",
    "large_binary": "BLOB", "double": "DOUBLE", "float": "FLOAT", "bool": "BOOLEAN",
    "int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT",
    "uint8": "UTINYINT", "uint16": "USMALLINT", "uint32": "UINTEGER", "uint64": "UBIGINT",
    "date32[day]": "DATE", "timestamp[us]": "TIMESTAMP", "timestamp[ns]": "TIMESTAMP_NS",
    "timestamp[ms]": "TIMESTAMP_MS",
}  # fmt: skip


class FileRows(NamedTuple):
    """One file: its path, the rows of each of its row groups, and its schema by column name."""

    path: str
    rows: tuple[int, ...]
    families: dict[str, str]
    words: dict[str, str]
    constants: dict[str, Any]


def read_footer(path: str) -> FileRows:
    """Read what a Parquet file says of itself.

    A folder name such as ``year=2024`` in the path becomes a column that the file's rows share.
    """
    with _opened(path) as source, parquet.ParquetFile(source) as file:
        meta, schema = file.metadata, file.schema_arrow
        rows = tuple(meta.row_group(at).num_rows for at in range(meta.num_row_groups))
    twice = sorted(name for name, times in Counter(schema.names).items() if times > 1)
    if twice:
        raise OSError(f"more than one column named {twice[0]!r}")
    families = {field.name: family(field.type) for field in schema}
    words = {field.name: _word(field.type) for field in schema}
    constants = {k: v for k, v in _from_folders(path).items() if k not in families}
    for name, value in constants.items():
        families[name] = "integer" if isinstance(value, int) else "label"
        words[name] = "BIGINT" if isinstance(value, int) else "VARCHAR"
    return FileRows(path, rows, families, words, constants)


def _from_folders(path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in PurePath(plain_path(path)).parent.parts:
        name, equals, value = part.partition("=")
        if name and equals:
            found[name] = int(value) if value.lstrip("-").isdigit() else value
    return found


def family(kind: Any) -> str:
    """Return what values of a type mean; "" for one that no estimate is defined for."""
    if types.is_dictionary(kind):
        kind = kind.value_type
    if isinstance(kind, pa.BaseExtensionType):
        return family(kind.storage_type)
    if types.is_boolean(kind):
        return "boolean"
    if types.is_integer(kind):
        return "integer"
    if types.is_floating(kind) or types.is_decimal(kind):
        return "number"
    if _is_text(kind) or types.is_null(kind):
        return "label"
    timed = types.is_temporal(kind) and kind != pa.month_day_nano_interval()
    return "time" if timed else ""


def _is_text(kind: Any) -> bool:
    return any(
        test(kind)
        for test in (
            types.is_string, types.is_large_string, types.is_string_view,
            types.is_binary, types.is_large_binary, types.is_binary_view,
            types.is_fixed_size_binary,
        )
    )  # fmt: skip


def _word(kind: Any) -> str:
    if types.is_dictionary(kind):
        kind = kind.value_type
    return _WORDS.get(str(kind), str(kind))


def read_batches(
    group: Any, columns: Sequence[str], text: Sequence[str], most: int = BATCH
) -> Iterator[dict[str, Any]]:
    """Read columns of a row group, some rows at a time, as Arrow arrays by name.

    ``group`` is a :class:`mutually.tables.shards.RowGroup`; ``text`` names the columns to read as
    codes and a dictionary; ``most`` is how many rows are read at a time.
    """
    with _file(group, columns, text) as file:
        yield from _batches(file, group, columns, most)


@contextmanager
def open_group(
    group: Any, columns: Sequence[str], text: Sequence[str]
) -> Iterator[Callable[[Sequence[str], int], Iterator[dict[str, Any]]]]:
    """Open a row group whose columns are read some at a time, given their names and ``most``.

    To open a file with a thousand columns takes longer than to read ten of them. A remote one is
    opened for each read all the same, which fetches parts of its columns together.
    """
    if is_url(group.path):
        yield lambda names, most: read_batches(group, names, text, most)
        return
    with _file(group, columns, text) as file:
        yield lambda names, most: _batches(file, group, names, most)


@contextmanager
def _file(group: Any, columns: Sequence[str], text: Sequence[str]) -> Iterator[Any]:
    own, texts = _stored(group, columns), set(text)
    state = state_of(group.path)
    meta = _footer(group.path, state)
    chunks = meta.row_group(group.group)
    place = _leaves(group.path, state)
    coded = [
        stored for stored, name in own.items()
        if name in texts and _are_few(chunks, place.get(stored))
    ]  # fmt: skip
    source, buffer = _source(group.path, state[0], chunks, own)
    # Without buffers of its own, whole columns of a row group would be held.
    with source as opened, parquet.ParquetFile(
        opened, read_dictionary=coded, pre_buffer=False, buffer_size=buffer,
        page_checksum_verification=True, metadata=meta,
    ) as file:  # fmt: skip
        yield file


def _stored(group: Any, columns: Sequence[str]) -> dict[str, str]:
    """Return what columns are called in the file, with their names."""
    return {group.stored.get(name, name): name for name in columns if name not in group.constants}


def _batches(file: Any, group: Any, columns: Sequence[str], most: int) -> Iterator[dict[str, Any]]:
    own = _stored(group, columns)
    if not own:
        for start in range(0, group.rows, most):
            yield _filled({}, columns, group.constants, min(most, group.rows - start))
        return
    batches = file.iter_batches(
        most, row_groups=[group.group], columns=list(own), use_threads=False
    )
    for batch in batches:
        names = [own[stored] for stored in batch.schema.names]
        found = dict(zip(names, batch.columns, strict=True))
        yield _filled(found, columns, group.constants, batch.num_rows)


def release_unused() -> None:
    """Give back what pyarrow keeps of memory that threads which have ended used."""
    pa.default_memory_pool().release_unused()


@lru_cache(maxsize=8)
def _footer(path: str, state: tuple[Any, ...]) -> Any:
    """Keep the ends of the last files, which take long to parse where columns are many."""
    with _opened(path) as source:
        return parquet.read_metadata(source)


def _opened(path: str) -> AbstractContextManager[Any]:
    """Open a file of which the end is read."""
    return RemoteFile(path) if is_url(path) else nullcontext(path)


def _source(
    path: str, size: int, group: Any, names: Collection[str]
) -> tuple[AbstractContextManager[Any], int]:
    """Return what columns of a row group are read from, and the size of the buffer of each.

    Of a remote file parts of all the columns are fetched together.
    """
    if not is_url(path):
        return nullcontext(path), _BUFFER
    ranges = []
    for chunk in map(group.column, range(group.num_columns)):
        if chunk.path_in_schema in names or chunk.path_in_schema.partition(".")[0] in names:
            first = min(chunk.dictionary_page_offset or chunk.data_page_offset,
                        chunk.data_page_offset)  # fmt: skip
            ranges.append((first, first + chunk.total_compressed_size))
    file = RemoteFile(path, size)
    return file, _SMALL_BUFFER if file.expect(ranges) else _BUFFER


def _are_few(chunks: Any, place: int | None) -> bool:
    """Say whether a text column of a row group is small enough for all its texts to be held.

    Whoever writes a file gives up its dictionary of a column beyond 1 MB, and from there on writes
    each text out. To read those as codes makes a dictionary of the whole row group.
    """
    if place is None:
        return True
    chunk = chunks.column(place)
    return bool(chunk.total_uncompressed_size <= _DICTIONARY + 4 * chunk.num_values)


@lru_cache(maxsize=8)
def _leaves(path: str, state: tuple[Any, ...]) -> dict[str, int]:
    schema = _footer(path, state).schema
    return {schema.column(at).path: at for at in range(len(schema))}


def _filled(
    found: dict[str, Any], columns: Sequence[str], constants: Mapping[str, Any], rows: int
) -> dict[str, Any]:
    for name in columns:
        if name in constants:
            found[name] = pa.repeat(pa.scalar(constants[name]), rows)
    return found


def write_batches(batches: Any, path: str) -> None:
    """Write a stream of record batches (``pyarrow.RecordBatchReader``), each as a row group."""
    # A dictionary of numbers costs four times the time, and mostly overflows.
    text = [field.name for field in batches.schema if family(field.type) == "label"]
    with parquet.ParquetWriter(path, batches.schema, use_dictionary=text) as file:
        for batch in batches:
            file.write_batch(batch, row_group_size=max(1, batch.num_rows))


def as_numbers(array: Any) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return booleans, integers, floats or ticks of times, and which are null (or not a number).

    What stands under a null is of no meaning.
    """
    kind = array.type
    if types.is_dictionary(kind):
        return as_numbers(array.dictionary_decode())
    if isinstance(kind, pa.BaseExtensionType):
        return as_numbers(array.storage)
    missing = _null(array) if array.null_count else None
    if types.is_decimal(kind):
        array = array.cast(pa.float64())
    elif types.is_float16(kind):
        array = array.cast(pa.float32())
    elif types.is_boolean(kind):
        array = array.cast(pa.uint8())
    elif types.is_temporal(kind):
        array = array.cast(pa.int32() if kind.bit_width == 32 else pa.int64()).cast(pa.int64())
    values = _content(array)
    if missing is not None:
        under = np.nan if values.dtype.kind == "f" else 0
        values = np.where(missing, values.dtype.type(under), values)
    if values.dtype.kind == "f":
        values = values.astype(np.float64, copy=False)
        # The least of numbers is not a number where one of them is not.
        missing = np.isnan(values) if len(values) and np.isnan(values.min()) else None
    return values, missing


def _content(array: Any) -> NDArray[Any]:
    """Return integers or floats without a copy, whatever stands under nulls.

    Arrow's own way from or to NumPy loads pandas where it is installed, which takes as long as many
    row groups.
    """
    kind = array.type.to_pandas_dtype()
    if len(array) == 0:  # which need not have a buffer
        return np.empty(0, dtype=kind)
    content = np.frombuffer(array.buffers()[1], dtype=kind)
    return content[array.offset : array.offset + len(array)]


def _null(array: Any) -> NDArray[np.bool_]:
    return _content(array.is_null().cast(pa.uint8())).view(np.bool_)


def as_codes(array: Any) -> tuple[NDArray[Any], Any]:
    """Return codes of strings, -1 for null, and the Arrow array of what they stand for."""
    if types.is_null(array.type):
        return np.full(len(array), -1, dtype=np.int32), pa.array([], type=pa.string())
    if isinstance(array.type, pa.BaseExtensionType):
        return as_codes(array.storage)
    if not types.is_dictionary(array.type) or array.dictionary.null_count:
        if types.is_dictionary(array.type):
            array = array.dictionary_decode()
        array = array.dictionary_encode()
    indices = array.indices
    codes = _content(indices)
    if indices.null_count:
        codes = np.where(_null(indices), np.int32(-1), codes.astype(np.int32, copy=False))
    return codes, array.dictionary


def values_at(dictionary: Any, places: NDArray[np.int64]) -> list[Any]:
    """Return the values at some places of an Arrow array."""
    indices = pa.Array.from_buffers(pa.int64(), len(places), [None, pa.py_buffer(places)])
    found: list[Any] = dictionary.take(indices).to_pylist()
    return found


def as_bytes(
    array: Any,
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.bool_] | None, NDArray[Any] | None]:
    """Return the bytes of strings, where each begins and the last one ends, and which are null.

    The last of the four is None, or where the strings are different ones only the place among them
    of each row, -1 for null.
    """
    if isinstance(array.type, pa.BaseExtensionType):
        return as_bytes(array.storage)
    if types.is_dictionary(array.type) or types.is_null(array.type):
        codes, dictionary = as_codes(array)
        return *as_bytes(dictionary)[:3], codes
    if types.is_fixed_size_binary(array.type) or types.is_binary_view(array.type):
        array = array.cast(pa.binary())
    elif types.is_string_view(array.type):
        array = array.cast(pa.string())
    array = array.cast(pa.large_binary())
    _, ends, content = array.buffers()
    first = array.offset
    offsets = np.frombuffer(ends, dtype=np.int64)[first : first + len(array) + 1]
    held = np.empty(0, np.uint8) if content is None else np.frombuffer(content, dtype=np.uint8)
    missing = _null(array) if array.null_count else None
    return held, offsets, missing, None
