"""Arrow arrays as columns: pyarrow's own, and those behind pandas' Arrow types.

pyarrow is imported here, and this module only where the caller's data is pyarrow's already.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute, types

from mutually import _core
from mutually.tables.readers import column
from mutually.tables.readers.column import Column
from mutually.tables.readers.labels import Levels


def read(data: Any, name: Hashable, dtype: str | None = None) -> Column:
    """Read a ``pyarrow.Array`` or ``ChunkedArray``; numbers without null are not copied.

    Raises
    ------
    MutuallyError
        If the type is nested, or an interval of months, days and nanoseconds.
    """
    dtype = dtype or str(data.type)
    if isinstance(data, pa.Array):
        data = pa.chunked_array([data])
    data = _plain(data)
    kind = data.type
    if types.is_dictionary(kind):
        return _read_dictionary(data, name, dtype)
    if types.is_null(kind):
        return column.label(name, np.full(len(data), -1), [], dtype)
    if _is_text(kind):
        return _read_text(data, name, dtype)
    missing = compute.is_null(data).to_numpy() if data.null_count else None
    if types.is_boolean(kind):
        return column.boolean(name, _numbers(data, False).view(np.bool_), missing, dtype)
    if types.is_integer(kind):
        return column.integer(name, _numbers(data, 0), missing, dtype)
    if types.is_floating(kind):
        return column.number(name, _numbers(data, None), missing, dtype)
    if types.is_decimal(kind):
        return column.number(name, _numbers(data.cast(pa.float64()), None), missing, dtype)
    if types.is_temporal(kind) and kind != pa.month_day_nano_interval():
        width = pa.int32() if kind.bit_width == 32 else pa.int64()
        ticks = _numbers(data.cast(width), 0).astype(np.int64, copy=False)
        return column.time(name, ticks, missing, dtype)
    column.refuse(name, dtype, "make one column of each part of it")


def _plain(data: Any) -> Any:
    """Undo extension types and run-length encoding, which change how values are kept only."""
    if isinstance(data.type, pa.BaseExtensionType):
        storage = [chunk.storage for chunk in data.chunks]
        return _plain(pa.chunked_array(storage, type=data.type.storage_type))
    if types.is_run_end_encoded(data.type):
        decoded = [compute.run_end_decode(chunk) for chunk in data.chunks]
        return _plain(pa.chunked_array(decoded, type=data.type.value_type))
    return data


def _is_text(kind: Any) -> bool:
    return bool(
        types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_string_view(kind)
        or types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_binary_view(kind)
        or types.is_fixed_size_binary(kind)
    )


def _numbers(data: Any, filler: Any) -> NDArray[Any]:
    """Give the values as one array, nulls filled (None: a float column's nulls become NaN)."""
    if data.null_count and filler is not None:
        data = compute.fill_null(data, filler)
    if types.is_boolean(data.type):
        data = data.cast(pa.uint8())
    # One chunk is handed on as a view; ChunkedArray.to_numpy always copies.
    if data.num_chunks == 1:
        array: NDArray[Any] = data.chunk(0).to_numpy(zero_copy_only=False)
    else:
        array = data.to_numpy()
    return array


def _read_text(data: Any, name: Hashable, dtype: str) -> Column:
    kind = data.type
    # Our own hash table reads offsets and bytes; what is kept in another way is rewritten first.
    if not (types.is_string(kind) or types.is_binary(kind) or _is_large(kind)):
        data = data.cast(pa.large_string() if types.is_string_view(kind) else pa.large_binary())
    width = np.int64 if _is_large(data.type) else np.int32
    chunks = [chunk for chunk in data.chunks if len(chunk)]
    buffers = [chunk.buffers() for chunk in chunks]
    offsets = [
        np.frombuffer(places, dtype=width)[chunk.offset : chunk.offset + len(chunk) + 1]
        for chunk, (_, places, _) in zip(chunks, buffers, strict=True)
    ]
    texts = [np.frombuffer(text or b"", dtype=np.uint8) for _, _, text in buffers]
    found, first_rows = _core.encode_strings(offsets, texts)
    codes = found.view(np.int32)
    levels = Levels(len(first_rows), lambda: _without_nulls(data).take(first_rows).to_pylist())
    if data.null_count == 0:
        return column.label(name, codes, levels, dtype, all_levels_occur=True)
    # A null has some text as well, mostly none; its level is dropped if no other row has it.
    codes[compute.is_null(data).to_numpy()] = -1
    return column.label(name, codes, levels, dtype)


def _without_nulls(data: Any) -> Any:
    """Show what stands under the nulls as well, without a copy."""
    chunks = [
        pa.Array.from_buffers(
            data.type, len(chunk), [None, *chunk.buffers()[1:]], offset=chunk.offset
        )
        for chunk in data.chunks
    ]
    return pa.chunked_array(chunks, type=data.type)


def _is_large(kind: Any) -> bool:
    return bool(types.is_large_string(kind) or types.is_large_binary(kind))


def _read_dictionary(data: Any, name: Hashable, dtype: str) -> Column:
    values = data.type.value_type
    if types.is_nested(values):
        column.refuse(name, dtype, "make one column of each part of it")
    if any(chunk.dictionary.null_count for chunk in data.chunks):
        # Arrow does not unify dictionaries that hold null.
        data = pa.chunked_array([chunk.dictionary_decode() for chunk in data.chunks])
        data = data.dictionary_encode()
    codes, dictionary = _codes(data)
    # The dictionary that a caller brings may hold a value twice.
    unique = _plain(pa.chunked_array([dictionary])).combine_chunks().dictionary_encode()
    code_of = np.append(unique.indices.to_numpy(), -1)
    if not np.array_equal(code_of[:-1], np.arange(len(dictionary))):
        codes = code_of[codes]
    levels = Levels(len(unique.dictionary), unique.dictionary.to_pylist)
    return column.label(name, codes, levels, dtype)


def _codes(encoded: Any) -> tuple[NDArray[Any], Any]:
    """Give the codes of all chunks, null as -1, and the one dictionary that they refer to."""
    encoded = encoded.unify_dictionaries()
    if encoded.num_chunks == 0:
        return np.zeros(0, dtype=np.int32), pa.array([], type=encoded.type.value_type)
    parts = [_filled(chunk.indices) for chunk in encoded.chunks]
    codes = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return codes, encoded.chunk(0).dictionary


def _filled(indices: Any) -> NDArray[Any]:
    if indices.null_count:
        if types.is_unsigned_integer(indices.type):
            indices = indices.cast(pa.int64())
        indices = compute.fill_null(indices, -1)
    codes: NDArray[Any] = indices.to_numpy(zero_copy_only=False)
    return codes
