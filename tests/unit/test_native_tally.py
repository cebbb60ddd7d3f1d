"""Codes of numbers by edges, and tables that are added to: beside NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutually import _core

NUMBERS = st.floats(allow_nan=True, allow_infinity=True, width=32)


@given(
    values=st.lists(NUMBERS, max_size=40),
    edges=st.lists(st.floats(allow_nan=False, width=32), max_size=20, unique=True),
)
def test_a_code_is_the_number_of_edges_below_the_value(values, edges):
    values = np.array(values, dtype=np.float64)
    edges = np.sort(np.array(edges, dtype=np.float64))
    expected = np.where(np.isnan(values), 77, np.searchsorted(edges, values, side="left"))
    assert np.array_equal(_core.bin_codes(values, edges, 77), expected)


@given(st.integers(1, 1100), st.integers(0, 2**32 - 1))
def test_any_number_of_edges(size, seed):
    rng = np.random.default_rng(seed)
    edges = np.unique(rng.integers(0, 500, size).astype(np.float64))
    values = rng.integers(-5, 505, 203).astype(np.float64)
    assert np.array_equal(_core.bin_codes(values, edges, 0), np.searchsorted(edges, values))


@given(
    sizes=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    rows=st.lists(st.integers(0, 300), min_size=1, max_size=3),
    seed=st.integers(0, 2**32 - 1),
)
def test_tables_are_added_to(sizes, rows, seed):
    rng = np.random.default_rng(seed)
    counts = np.zeros(sizes[0] * sizes[1], dtype=np.uint32)
    expected = np.zeros(sizes, dtype=np.uint32)
    for n in rows:
        x, y = (rng.integers(0, size, n).astype(np.uint32) for size in sizes)
        _core.tally(x, y, *sizes, counts)
        np.add.at(expected, (x, y), 1)
    assert np.array_equal(counts.reshape(sizes), expected)


def test_sizes_that_do_not_fit_are_refused():
    codes = np.zeros(3, dtype=np.uint32)
    with pytest.raises(ValueError, match="counts of x_levels"):
        _core.tally(codes, codes, 2, 2, np.zeros(3, dtype=np.uint32))
    with pytest.raises(ValueError, match="of one length"):
        _core.tally(codes, codes[:2], 2, 2, np.zeros(4, dtype=np.uint32))
