"""Keys of texts, and cells that are sorted and put together: beside plain Python."""

from __future__ import annotations

import numpy as np
import pytest
import twins_keys
from hypothesis import given
from hypothesis import strategies as st

from mutually import _core

WORDS = st.integers(0, 2**64 - 1)


def text_keys(texts, one=1, other=2):
    content = np.frombuffer(b"".join(texts), dtype=np.uint8)
    offsets = np.cumsum([0, *map(len, texts)])
    return _core.text_keys(content, offsets, one, other).tolist()


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, 0x726FDB47DD0E0E31), (8, 0x93F5F5799A932462), (15, 0xA129CA6149BE45E5)],
)
def test_the_vectors_of_the_paper(length, expected):
    one, other = (int.from_bytes(range(at, at + 8), "little") for at in (0, 8))
    assert text_keys([bytes(range(length))], one, other) == [expected]


@given(st.lists(st.binary(max_size=40), max_size=6), WORDS, WORDS)
def test_keys_are_siphash(texts, one, other):
    assert text_keys(texts, one, other) == [twins_keys.siphash(t, one, other) for t in texts]


@pytest.mark.parametrize("offsets", [[0, 5], [3, 1], [-1, 2]])
def test_offsets_beyond_the_bytes_are_refused(offsets):
    with pytest.raises(ValueError, match="offsets must"):
        _core.text_keys(np.zeros(4, np.uint8), np.array(offsets), 0, 0)


@given(
    st.lists(st.tuples(st.sampled_from([0, 3, 2**63, 2**64 - 1]), WORDS, st.integers(0, 9))),
    st.integers(1, 400),
)
def test_cells_are_sorted_and_put_together(rows, copies):
    # More than 512 rows are sorted by their bytes, fewer by comparison.
    rows = rows * (copies if len(rows) * copies < 2_000 else 1)
    x, y, times = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    keys = np.array(x, dtype=np.uint64), np.array(y, dtype=np.uint64)
    found = _core.keyed_cells(*keys, np.array(times, dtype=np.int64))
    assert list(zip(*map(np.ndarray.tolist, found), strict=True)) == twins_keys.cells(x, y, times)
    once = _core.keyed_cells(*keys, None)
    expected = twins_keys.cells(x, y, [1] * len(x))
    assert list(zip(*map(np.ndarray.tolist, once), strict=True)) == expected


def test_many_cells_of_any_bytes_are_sorted():
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 2**64, (2, 20_000), dtype=np.uint64)
    x[::3] = x[0]
    a, b, times = _core.keyed_cells(x, y, None)
    order = np.lexsort((y, x))
    assert np.array_equal(a, x[order])
    assert np.array_equal(b, y[order])
    assert (times == 1).all()


def test_cells_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="of one length"):
        _core.keyed_cells(np.zeros(2, np.uint64), np.zeros(3, np.uint64), None)
