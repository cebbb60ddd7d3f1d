"""Tables in Parquet files, cut into row groups and files in one way or another, and ranked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from mutually.engines.paired_in_shards import pairwise_in_shards
from mutually.engines.ranked_in_shards import rank_in_shards
from mutually.engines.settings import Settings
from mutually.inference.testing import Testing
from mutually.results.paired import Pairwise
from mutually.results.ranked import Ranking
from mutually.scoring.roles import read_kinds
from mutually.tables.shards import read_row_groups


def mixed_table(n: int = 12_000, seed: int = 0) -> pa.Table:
    """Columns of all kinds, with missing values, about a class and a number."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    level = rng.integers(0, 5, n)
    number = x + level + rng.normal(size=n)
    word = np.array(list("abcdefg"), dtype=object)[rng.integers(0, 7, n)]
    with_gaps = word.copy()
    with_gaps[::5] = None
    number_with_gaps = number.copy()
    number_with_gaps[::7] = np.nan
    columns: dict[str, Any] = {
        "x": x,
        "X": rng.normal(size=n),  # differs from x by its case alone
        "level": level,
        "flag": rng.random(n) < 0.3 + 0.1 * (number > 2),
        "word": word,
        "word_gaps": with_gaps,
        "number_gaps": number_with_gaps,
        "zeros": np.where(rng.random(n) < 0.2, -0.0, np.exp(x + rng.normal(size=n))),
        "rounded": np.round(number, 1),
        "class": np.where(number > 3, "high", np.where(level > 2, "low", "middle")),
        "number": number,
        "when": np.datetime64("2020-01-01", "us") + (number * 1e9).astype("timedelta64[us]"),
        "counter": np.arange(n),
        "name": [f"row {i}" for i in range(n)],
        "constant": np.ones(n),
        "empty": pa.nulls(n, pa.float64()),
    }
    table = pa.table(columns)
    coded = table["word"].dictionary_encode()
    return table.append_column("category", coded)


def write(table: pa.Table, folder: Path, cuts: Sequence[int], groups: int) -> list[str]:
    """Write a table into files that end at these rows, in row groups of so many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    ends = [0, *sorted(cuts), table.num_rows]
    paths = []
    for at, (start, stop) in enumerate(pairwise(ends)):
        path = folder / f"part-{at:03d}.parquet"
        parquet.write_table(table.slice(start, stop - start), path, row_group_size=groups)
        paths.append(str(path))
    return paths


def spoil(path: str, group: int) -> None:
    """Write zeros over the pages of one row group."""
    meta = parquet.read_metadata(path).row_group(group)
    chunks = [meta.column(at) for at in range(meta.num_columns)]
    first = min(chunk.dictionary_page_offset or chunk.data_page_offset for chunk in chunks)
    size = sum(chunk.total_compressed_size for chunk in chunks)
    with open(path, "r+b") as file:
        file.seek(first)
        file.write(bytes(size))


def ranked(
    paths: Sequence[str], target: str, *, sampled: int, features: Any = None, discrete: Any = None,
    skip: bool = False, **options: Any,
) -> Ranking:  # fmt: skip
    """Rank files in shards, whatever their size, by a sample of so many rows."""
    rows = read_row_groups("table", paths, skip=skip)
    options = {"testing": Testing(n_permutations=199), "progress": False, **options}
    return rank_in_shards(rows, target, features, discrete, Settings(skip=skip, **options), sampled)


def compared(
    paths: Sequence[str], *, sampled: int, columns: Any = None, discrete: Any = None,
    skip: bool = False, top_k: int | None = None, threshold: float | None = None, **options: Any,
) -> Pairwise:  # fmt: skip
    """Compare all columns of files in shards, whatever their size."""
    rows = read_row_groups("table", paths, skip=skip)
    options = {"testing": Testing(n_permutations=199), "progress": False, **options}
    names = list(rows.names) if columns is None else columns
    return pairwise_in_shards(
        rows, names, read_kinds(discrete, set(rows.names)), Settings(skip=skip, **options),
        asked=columns is not None, top_k=top_k, threshold=threshold, most_sampled=sampled,
    )  # fmt: skip
