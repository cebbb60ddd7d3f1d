"""The examples that come with the package: small CSV files, read without DuckDB.

The columns are those that DuckDB would give, for the types that the examples have: whole numbers,
numbers, times and labels, with empty fields and NA missing. A file of the user's is not read here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import partial

import numpy as np

from mutually.tables.readers import column
from mutually.tables.readers.column import Column
from mutually.tables.table import Table

_MISSING = ("", "NA")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def read_example(path: str) -> Table:
    """Read a CSV file with a header, commas and rows of equal length."""
    with open(path, encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return Table(names, len(rows), "file", partial(_read, names, list(zip(*rows, strict=True))))


def _read(names: Sequence[str], fields: Sequence[Sequence[str]], place: int) -> Column:
    name, texts = names[place], fields[place]
    missing = np.array([text in _MISSING for text in texts])
    for dtype, kind, make in (
        ("BIGINT", np.int64, column.integer),
        ("DOUBLE", np.float64, column.number),
    ):
        filled = ["0" if gone else text for text, gone in zip(texts, missing, strict=True)]
        try:
            return make(name, np.array(filled).astype(kind), missing, dtype)
        except ValueError:
            continue
    if all(_TIME.fullmatch(text) for text in texts):
        ticks = np.array(texts, dtype="datetime64[us]").astype(np.int64)
        return column.time(name, ticks, None, "TIMESTAMP")
    levels = sorted({text for text in texts if text not in _MISSING})
    code_of = {level: code for code, level in enumerate(levels)}
    codes = [code_of.get(text, -1) for text in texts]
    return column.label(name, np.array(codes), levels, "VARCHAR", all_levels_occur=True)
