"""Counts of pairs and codes, and what chance gives them, against plain counts."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
import twins
from hypothesis import given
from hypothesis.extra.numpy import arrays

from mutually import _core

CODES = [np.uint8, np.uint16, np.uint32]


def found_cells(x, y, x_levels, y_levels, workers=1):
    cx, cy, counts = _core.count_pairs(x, y, x_levels, y_levels, workers)
    pairs = list(zip(cx.tolist(), cy.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    return dict(zip(pairs, counts.tolist(), strict=True))


@given(st.data(), st.sampled_from(CODES), st.sampled_from(CODES), st.integers(0, 50))
def test_counts_equal_a_plain_count(data, x_type, y_type, n):
    x_levels, y_levels = data.draw(st.integers(1, 200)), data.draw(st.integers(1, 200))
    x = data.draw(arrays(x_type, n, elements=st.integers(0, x_levels - 1)))
    y = data.draw(arrays(y_type, n, elements=st.integers(0, y_levels - 1)))
    assert found_cells(x, y, x_levels, y_levels) == twins.cells(x, y)


@pytest.mark.parametrize("levels", [(3, 4), (100, 100), (70_000, 3), (90_000, 100_000)])
def test_counts_of_many_rows_by_any_number_of_threads(levels):
    rng = np.random.default_rng(0)
    x, y = (rng.integers(0, level, 200_001).astype(np.uint32) for level in levels)
    expected = twins.cells(x, y)
    for workers in (1, 2, 4, 7):
        assert found_cells(x, y, *levels, workers=workers) == expected


def test_a_table_that_could_never_be_stored_is_counted():
    x = np.array([0, 4_000_000_000, 0, 4_000_000_000], dtype=np.uint32) % 50_000_000
    assert found_cells(x, x, 50_000_000, 50_000_000) == twins.cells(x, x)


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
def test_integers_are_encoded_over_their_whole_range(dtype):
    info = np.iinfo(dtype)
    for low in (info.min, info.max - 9, max(info.min, -5)):
        values = np.array([low + 9, low, low + 4, low], dtype=dtype)
        assert _core.extent(values) == (low, low + 9)
        for encode, code in ((_core.encode8, np.uint8), (_core.encode16, np.uint16)):
            codes = encode(values, low)
            assert codes.dtype == code
            assert codes.tolist() == [9, 0, 4, 0]


@pytest.mark.parametrize("dtype", ["i2", "i4", "i8", "u2", "u4", "u8"])
def test_integers_that_do_not_fit_are_not_encoded(dtype):
    values = np.array([7, 7 + 255], dtype=dtype)
    assert _core.encode8(values, 7).tolist() == [0, 255]
    assert _core.encode8(values, 6) is None
    assert _core.encode8(values, 8) is None
    wide = np.array([np.iinfo(dtype).min, np.iinfo(dtype).max], dtype=dtype)
    assert (_core.encode16(wide, np.iinfo(dtype).min) is None) == (dtype[1] != "2")


@given(st.data(), st.sampled_from(CODES), st.sampled_from([1, 3, 256, 5000]))
def test_codes_are_counted(data, code, size):
    largest = min(size, np.iinfo(code).max + 1) - 1
    codes = data.draw(arrays(code, st.integers(0, 50), elements=st.integers(0, largest)))
    np.testing.assert_array_equal(
        _core.count_codes(codes, size), np.bincount(codes, minlength=size)
    )


MARGINS = [
    ([5], [5]),
    ([1, 1, 1], [3]),
    ([2, 3, 5], [4, 6]),
    ([1] * 30, [10, 20]),
    ([300, 20, 1, 1, 40], [100, 200, 62]),
    ([2000, 7000], [4500, 4500]),
    ([6000, 4000], [5000, 5000]),
]


@pytest.mark.parametrize(("rows", "columns"), MARGINS)
def test_chance_equals_the_hypergeometric_sum(rows, columns):
    row_totals, row_times = np.unique(np.array(rows, dtype=np.int64), return_counts=True)
    totals, times = np.unique(np.array(columns, dtype=np.int64), return_counts=True)
    for workers in (1, 3):
        found = _core.table_chance(sum(rows), row_totals, row_times, totals, times, workers)
        expected = twins.table_chance(rows, columns)
        # Exact sums agree to rounding; the series for full cells is promised to 1e-6 a cell.
        full = min(rows) * min(columns) / sum(rows) > 2000
        atol = 1e-6 * len(rows) * len(columns) if full else 1e-12
        np.testing.assert_allclose(found, expected, rtol=3e-11, atol=atol)
