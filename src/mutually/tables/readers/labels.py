"""From values to codes: the factorising of Python objects and of fixed-width strings.

Codes count up in order of first appearance where that is cheap; no estimate depends on the order.
A missing value has the code -1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

# One odd multiplier for each word of a string; repeated for longer ones (a clash is found out).
_MULTIPLIERS = np.random.default_rng(0).integers(1, 2**63, size=64, dtype=np.uint64) * 2 + 1


class Levels(Sequence[Any]):
    """The levels of a label column, made into Python objects when one is first asked for.

    Parameters
    ----------
    length : int
        How many levels there are.
    make : callable
        Called once, without arguments; returns the levels as a list.
    """

    def __init__(self, length: int, make: Callable[[], list[Any]]) -> None:
        self._length = length
        self._make: Callable[[], list[Any]] | None = make
        self._list: list[Any] = []

    def _made(self) -> list[Any]:
        make = self._make
        if make is not None:
            # Two threads may both make the list; they make the same one.
            self._list = make()
            self._make = None
        return self._list

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._made()[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._made() == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._made())

    def __reduce__(self) -> tuple[type[list[Any]], tuple[list[Any]]]:
        # What made the list may be an Arrow array or a connection; the list itself travels.
        return (list, (self._made(),))


def factorise_objects(values: NDArray[np.object_]) -> tuple[NDArray[Any], Sequence[Any]]:
    """Give codes and levels of an object array of hashable values, by Python's equality.

    None has the code -1. pandas' hash table takes half the time of a dict, and is used where the
    caller has pandas loaded; it counts NaN and NA as missing as well.

    Raises
    ------
    TypeError
        If a value cannot be hashed.
    """
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        codes, levels = pandas.factorize(values)
        return codes, levels.tolist()
    seen: dict[Any, int] = {}
    code_of = seen.setdefault
    codes = np.fromiter(
        (-1 if value is None else code_of(value, len(seen)) for value in values),
        dtype=np.int32,
        count=len(values),
    )
    return codes, list(seen)


def factorise_fixed_width(values: NDArray[Any]) -> tuple[NDArray[Any], Sequence[Any]]:
    """Give codes and levels of a NumPy array of fixed-width strings or bytes.

    Sorting strings is slow, so 64-bit sums of the words of each string are factorised in their
    place. Two strings may share a sum; then the codes do not give the strings back, and the strings
    are sorted after all.
    """
    values = np.ascontiguousarray(values)
    if values.size == 0:
        return np.zeros(0, dtype=np.int32), []
    codes, first_rows = _factorise_keys(_word_sums(values))
    levels = values[first_rows]
    if not np.array_equal(levels[codes], values):
        levels, codes = np.unique(values, return_inverse=True)
    return codes, levels.tolist()


def _word_sums(values: NDArray[Any]) -> NDArray[np.uint64]:
    """Sum the words of each string, each word times its own odd number, modulo 2**64."""
    width = values.dtype.itemsize
    word = next(size for size in (8, 4, 1) if width % size == 0)
    words = values.view(f"u{word}").reshape(values.size, width // word)
    sums = words[:, 0].astype(np.uint64)
    sums *= _MULTIPLIERS[0]
    for place in range(1, words.shape[1]):
        sums += words[:, place].astype(np.uint64) * _MULTIPLIERS[place % _MULTIPLIERS.size]
    return sums


def _factorise_keys(keys: NDArray[np.uint64]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Give dense codes of integers, and for each code a row that has it."""
    pandas = sys.modules.get("pandas")
    if pandas is None:
        _, rows, codes = np.unique(keys, return_index=True, return_inverse=True)
        return codes, rows
    codes, uniques = pandas.factorize(keys)
    rows = np.empty(len(uniques), dtype=np.intp)
    rows[codes] = np.arange(codes.size)
    return codes, rows
