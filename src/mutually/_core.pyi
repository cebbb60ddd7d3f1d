"""Types of the compiled kernels. Arrays are C-contiguous and of exactly the type that is named."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS: int
MAX_NEIGHBOURS: int
MAX_NEIGHBOUR_NUMBERS: int

def sort_column(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.uint32]]: ...
def shuffle_ties(
    sorted: NDArray[np.float64], order: NDArray[np.uint32], seed: int
) -> NDArray[np.uint32]: ...
def fingerprint(values: NDArray[np.float64]) -> int: ...
def filter_order(
    order: NDArray[np.uint32], keep: NDArray[np.bool_], kept: int
) -> NDArray[np.uint32]: ...
def exchange_nearby(near: NDArray[np.uint32], seed: int) -> NDArray[np.uint32]: ...
def ksg_local(
    x: NDArray[np.float64],
    x_order: NDArray[np.uint32],
    y: NDArray[np.float64],
    y_order: NDArray[np.uint32],
    neighbours: Sequence[int],
    workers: int,
) -> NDArray[np.float64]: ...
def ksg_pairs(
    sorted: NDArray[np.float64],
    orders: Sequence[NDArray[np.uint32]],
    x: NDArray[np.uint32],
    y: NDArray[np.uint32],
    k: int,
) -> NDArray[np.float64]: ...
def ross_local(
    x: NDArray[np.float64],
    order: NDArray[np.uint32],
    codes: NDArray[np.uint32],
    classes: int,
    k: int,
) -> NDArray[np.float64]: ...
def nearest_distances(
    points: NDArray[np.float64],
    codes: NDArray[np.uint32] | None,
    groups: int,
    neighbours: Sequence[int],
    workers: int,
) -> NDArray[np.float64]: ...
def nearest_rows(
    points: NDArray[np.float64],
    codes: NDArray[np.uint32] | None,
    groups: int,
    k: int,
    workers: int,
) -> NDArray[np.uint32]: ...
def count_within(
    points: NDArray[np.float64],
    codes: NDArray[np.uint32] | None,
    groups: int,
    radii: NDArray[np.float64],
    strict: bool,
    workers: int,
) -> NDArray[np.uint32]: ...
def line_distances(sorted: NDArray[np.float64], k: int) -> NDArray[np.float64]: ...
def normal_scores(n: int) -> NDArray[np.float64]: ...
def digamma(x: NDArray[np.float64]) -> NDArray[np.float64]: ...
def digamma_table(n: int) -> NDArray[np.float64]: ...
def count_pairs(
    x: NDArray[Any], y: NDArray[Any], x_levels: int, y_levels: int, workers: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64]]: ...
def level_bits(codes: NDArray[Any], levels: int) -> NDArray[np.uint64]: ...
def count_levels(
    bits: NDArray[np.uint64],
    totals: NDArray[np.int64],
    first: NDArray[np.int64],
    x: NDArray[np.uint32],
    y: NDArray[np.uint32],
    wide: int,
    high: int,
) -> NDArray[np.int64]: ...
def tables_chance(
    n: int,
    totals: NDArray[np.int64],
    first: NDArray[np.int64],
    x: NDArray[np.uint32],
    y: NDArray[np.uint32],
) -> NDArray[np.float64]: ...
def extent(values: NDArray[Any]) -> tuple[int, int]: ...
def encode8(values: NDArray[Any], low: int) -> NDArray[np.uint8] | None: ...
def encode16(values: NDArray[Any], low: int) -> NDArray[np.uint16] | None: ...
def count_codes(codes: NDArray[Any], size: int) -> NDArray[np.int64]: ...
def bin_codes(
    values: NDArray[np.float64], edges: NDArray[np.float64], missing: int
) -> NDArray[np.uint32]: ...
def recode(codes: NDArray[np.uint32], table: NDArray[np.uint32]) -> NDArray[np.uint32]: ...
def tally(
    x: NDArray[np.uint32],
    y: NDArray[np.uint32],
    x_levels: int,
    y_levels: int,
    counts: NDArray[np.uint32],
) -> None: ...
def encode_strings(
    offsets: Sequence[NDArray[Any]], bytes: Sequence[NDArray[np.uint8]]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]: ...
def keyed_cells(
    x: NDArray[np.uint64], y: NDArray[np.uint64], counts: NDArray[np.int64] | None
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int64]]: ...
def text_keys(
    bytes: NDArray[np.uint8], offsets: NDArray[np.int64], one: int, other: int
) -> NDArray[np.uint64]: ...
def table_chance(
    n: int,
    rows: NDArray[np.int64],
    row_times: NDArray[np.int64],
    columns: NDArray[np.int64],
    column_times: NDArray[np.int64],
    workers: int,
) -> tuple[float, float, float, float]: ...
def mixture_log_density(
    rows: NDArray[np.float64],
    constants: NDArray[np.float64],
    factors: NDArray[np.float64],
    offsets: NDArray[np.float64],
    workers: int,
) -> NDArray[np.float64]: ...
def mixture_step(
    rows: NDArray[np.float64],
    constants: NDArray[np.float64],
    factors: NDArray[np.float64],
    offsets: NDArray[np.float64],
    workers: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def boosted_scores(
    learnt: NDArray[np.uint8],
    codes: NDArray[np.uint32],
    judged: NDArray[np.uint8],
    starts: NDArray[np.float64],
    leaves: int,
    rate: float,
    ridge: float,
    least: float,
    stages: Sequence[int],
) -> NDArray[np.float64]: ...
