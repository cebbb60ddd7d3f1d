"""Codes of fixed-width strings: equal for equal bytes, and for no others."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from mutually import _core


def encode(chunks, width=np.int32):
    offsets = [np.cumsum([0, *map(len, chunk)]).astype(width) for chunk in chunks]
    texts = [np.frombuffer(b"".join(chunk), dtype=np.uint8) for chunk in chunks]
    codes, first = _core.encode_strings(offsets, texts)
    return codes.tolist(), first.tolist()


def expected(strings):
    codes: dict[bytes, int] = {}
    return [codes.setdefault(s, len(codes)) for s in strings], [
        strings.index(level) for level in codes
    ]


# Few letters and lengths about eight, where a string stops fitting into one word.
STRINGS = st.lists(st.binary(max_size=3) | st.text("ab\0", max_size=20).map(str.encode))


@given(st.lists(STRINGS, max_size=4), st.sampled_from([np.int32, np.int64]))
def test_equal_bytes_share_a_code(chunks, width):
    strings = [s for chunk in chunks for s in chunk]
    assert encode(chunks, width) == expected(strings)


@pytest.mark.parametrize("length", [1, 7, 8, 9, 15, 16, 17, 40])
def test_strings_that_differ_in_one_byte_are_apart(length):
    base = b"x" * length
    strings = [base, *(base[:i] + b"y" + base[i + 1 :] for i in range(length)), base]
    assert encode([strings]) == expected(strings)


def test_zeros_count_and_many_levels_grow_the_table():
    strings = [b"", b"\0", b"\0\0", *(str(i % 5000).encode() for i in range(20_000))]
    assert encode([strings[:7000], strings[7000:]]) == expected(strings)
