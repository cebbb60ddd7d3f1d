"""Slow, plain twins of the kernels of keys and cells."""

from __future__ import annotations

from collections import Counter

MASK = 2**64 - 1


def cells(x, y, times):
    """Cells in ascending order, equal ones put together."""
    found = Counter()
    for a, b, count in zip(x, y, times, strict=True):
        found[a, b] += count
    return [(a, b, found[a, b]) for a, b in sorted(found)]


def _left(word, bits):
    return (word << bits | word >> (64 - bits)) & MASK


def _round(a, b, c, d):
    a = a + b & MASK
    b = _left(b, 13) ^ a
    a = _left(a, 32)
    c = c + d & MASK
    d = _left(d, 16) ^ c
    a = a + d & MASK
    d = _left(d, 21) ^ a
    c = c + b & MASK
    b = _left(b, 17) ^ c
    c = _left(c, 32)
    return a, b, c, d


def siphash(text, one, other):
    """SipHash-2-4 as in its paper (Aumasson & Bernstein 2012, section 2)."""
    state = (one ^ 0x736F6D6570736575, other ^ 0x646F72616E646F6D,
             one ^ 0x6C7967656E657261, other ^ 0x7465646279746573)  # fmt: skip
    padded = text + bytes(7 - len(text) % 8) + bytes([len(text) % 256])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        a, b, c, d = state
        state = _round(*_round(a, b, c, d ^ word))
        state = (state[0] ^ word, *state[1:])
    a, b, c, d = state
    state = (a, b, c ^ 0xFF, d)
    for _ in range(4):
        state = _round(*state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]
