"""Tables by bits against plain counts, on every instruction set."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
import twins
from hypothesis import given

from mutually import _core


def stacked(columns, sizes):
    """The bits, totals and first levels of columns of codes."""
    bits = [_core.level_bits(codes, size) for codes, size in zip(columns, sizes, strict=True)]
    totals = [np.bincount(c, minlength=s) for c, s in zip(columns, sizes, strict=True)]
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return np.concatenate(bits), np.concatenate(totals).astype(np.int64), first


def tables(columns, sizes):
    pairs = [(x, y) for x in range(len(columns)) for y in range(len(columns))]
    x, y = np.array(pairs, dtype=np.uint32).T.copy()
    wide = max(sizes)
    counts = _core.count_levels(*stacked(columns, sizes), x, y, wide, wide)
    return pairs, counts.reshape(-1, wide, wide)


@given(st.integers(0, 2**32 - 1), st.integers(0, 300), st.sampled_from(["u1", "u2", "u4"]))
def test_counts_equal_a_plain_count(seed, n, code):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 9, 4).tolist()
    columns = [rng.integers(0, size, n).astype(code) for size in sizes]
    pairs, counts = tables(columns, sizes)
    for (x, y), table in zip(pairs, counts, strict=True):
        expected = np.zeros_like(table)
        np.add.at(expected, (columns[x], columns[y]), 1)
        assert np.array_equal(table, expected)


def test_bits_are_one_a_row():
    codes = np.array([0, 2, 2, 0] * 20, dtype=np.uint8)
    bits = _core.level_bits(codes, 3)
    assert bits.shape == (3, 2)
    rows = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")[:, :80]
    assert np.array_equal(rows.argmax(axis=0), codes)
    assert (rows.sum(axis=0) == 1).all()


@pytest.mark.parametrize("n", [2, 30, 700, 20_000])
def test_chance_of_many_tables_is_that_of_each(n):
    rng = np.random.default_rng(n)
    margins = [rng.multinomial(n, rng.dirichlet(np.ones(k))) for k in (2, 3, 5)]
    margins = [np.sort(m).astype(np.int64) for m in margins]
    first = np.concatenate([[0], np.cumsum([len(m) for m in margins])]).astype(np.int64)
    x, y = np.array([[0, 1], [1, 2], [2, 2]], dtype=np.uint32).T.copy()
    found = _core.tables_chance(n, np.concatenate(margins), first, x, y)
    for row, one, other in zip(found, x, y, strict=True):
        expected = twins.table_chance(
            margins[one][margins[one] > 0], margins[other][margins[other] > 0]
        )
        np.testing.assert_allclose(row, expected, rtol=1e-9, atol=1e-8)
