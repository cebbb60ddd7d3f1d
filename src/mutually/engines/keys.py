"""Keys of 64 bits for the values of a column whose levels are too many to list.

Whole numbers keep their difference from the smallest one, other numbers and times the bits of the
double that they are in memory (zero without a sign). Strings and bytes get a SipHash-2-4 of their
bytes under the seed, so that the key of a value is the same in every file, on every machine and by
every engine; so do whole numbers that range over all of 64 bits. Of m hashed values two have one
key, and count as one level, with probability m^2 / 2^65: 7e-7 for five million, 3e-4 for a hundred
million. With another seed they do not.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.engines.coding import Coding
from mutually.engines.survey import Seen

# Of a missing value. No other has it: the bits are those of a NaN, hashes are kept from it.
MISSING = (1 << 64) - 1
_SECRET = 0x9E3779B97F4A7C15


class Keys(Protocol):
    """A column as cells see it."""

    @property
    def name(self) -> Hashable:
        """The column."""

    @property
    def as_text(self) -> bool:
        """Whether it is read as codes and a dictionary."""

    def keys(self, array: Any) -> NDArray[np.uint64]:
        """Return the keys of an Arrow array."""


@dataclass(frozen=True)
class KeysOfCodes:
    """The codes of a column as keys."""

    coding: Coding

    @property
    def name(self) -> Hashable:
        """The column."""
        return self.coding.name

    @property
    def as_text(self) -> bool:
        """Whether it is read as codes and a dictionary."""
        return self.coding.family == "label"

    def keys(self, array: Any) -> NDArray[np.uint64]:
        """Return the keys of an Arrow array."""
        codes = self.coding.codes(array)
        return np.where(codes == self.coding.missing, np.uint64(MISSING), codes.astype(np.uint64))


@dataclass(frozen=True)
class KeysOfValues:
    """Keys of the values themselves.

    Attributes
    ----------
    name : Hashable
        The column.
    family : str
        What its values mean.
    low : int or None
        What is taken from whole numbers and times; None for hashes, and for doubles.
    seed : int
        Of the hashes.
    """

    name: Hashable
    family: str
    low: int | None
    seed: int

    as_text = False

    @classmethod
    def of(cls, name: Hashable, family: str, seen: Seen, seed: int) -> KeysOfValues:
        """Choose the keys of a column from its survey."""
        low = seen.low if family in ("integer", "time") else None
        if family == "integer" and seen.high - seen.low >= MISSING:
            low = None
        return cls(name, family, low, seed)

    def keys(self, array: Any) -> NDArray[np.uint64]:
        """Return the keys of an Arrow array."""
        from mutually.tables.readers.row_groups import as_bytes, as_numbers

        if self.family == "label":
            content, offsets, missing, places = as_bytes(array)
            keys = self._hashed(content, offsets)
            if missing is not None:
                keys[missing] = MISSING
            # The last one is for rows of no value.
            return keys if places is None else np.append(keys, np.uint64(MISSING))[places]
        values, missing = as_numbers(array)
        keys = self._of_numbers(values)
        if missing is not None:
            keys[missing] = MISSING
        return keys

    def _of_numbers(self, values: NDArray[Any]) -> NDArray[np.uint64]:
        if self.low is not None:
            # Unsigned subtraction is exact for any two values of the type.
            values = values.astype(np.uint64) - np.uint64(self.low % 2**64)
        if self.family == "integer":
            if self.low is not None:
                return values
            content = values.astype(np.uint64).astype("<u8").view(np.uint8)
            return self._hashed(content, np.arange(len(values) + 1) * 8)
        # Zero with a sign is zero.
        return np.asarray(values.astype(np.float64) + 0.0).view(np.uint64)

    def _hashed(self, content: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
        keys = _core.text_keys(content, offsets, self.seed % 2**64, _SECRET)
        keys[keys == MISSING] -= np.uint64(1)
        return keys
