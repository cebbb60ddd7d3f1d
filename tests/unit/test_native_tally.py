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
    law=st.sampled_from(["normal", "uniform", "standard_cauchy", "lognormal", "geometric"]),
    bins=st.integers(8, 300),
    seed=st.integers(0, 2**32 - 1),
    offset=st.sampled_from([0.0, 1e9, -1e300]),
    scale=st.sampled_from([1.0, 5e-324, 1e-200, 1e300]),
)
def test_the_guide_changes_no_code(law, bins, seed, offset, scale):
    rng = np.random.default_rng(seed)
    draw = getattr(rng, law)
    values = (draw(0.3, 2500) if law == "geometric" else draw(size=2500)) * scale + offset
    values[:4] = np.inf, -np.inf, np.nan, -0.0
    edges = np.unique(rng.choice(values[4:], bins))
    values[5 : 5 + len(edges)] = edges
    expected = np.where(np.isnan(values), 9999, np.searchsorted(edges, values))
    assert np.array_equal(_core.bin_codes(values, edges, 9999), expected)


@given(st.integers(1, 40), st.integers(0, 90))
def test_what_is_no_code_becomes_the_last(size, n):
    rng = np.random.default_rng(n)
    table = rng.integers(0, 2**32, size + 1).astype(np.uint32)
    codes = rng.integers(-1, size, n).astype(np.int32)
    assert np.array_equal(_core.recode(codes.view(np.uint32), table), table[codes])


def test_a_table_without_an_entry_is_refused():
    none = np.zeros(0, dtype=np.uint32)
    with pytest.raises(ValueError, match="an entry at least"):
        _core.recode(none, none)


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
