"""What a column is, decided from the survey, and the codes that its values get.

The codes of a column are, in this order: its bins (of a continuous part), its levels or atoms, and
one for missing values. Kinds follow the rules of ``variables``: few levels are counted in all rows,
so discrete columns are the same as in memory; atoms are looked for in the sample.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually import _core, kinds
from mutually.engines.survey import Seen
from mutually.errors import fail
from mutually.variables import (
    ALL_MISSING,
    COUNTS_ROWS,
    NAMES_ROWS,
    Variable,
    smallest_codes,
)

BINS = 1024
_EXACT = 1 << 53
_TABLE_RANGE = 1 << 16


@dataclass(frozen=True, eq=False)
class Coding:
    """A column as it is counted.

    Attributes
    ----------
    name : Hashable
        The column.
    family : str
        What its values mean.
    kind, reason : str
        As of a :class:`mutually.variables.Variable`.
    levels : tuple
        The values of a discrete column, or the atoms of a mixed one, ascending.
    edges : ndarray of float
        Between the bins, each edge with the bin below it; of no use without bins.
    bin_codes : ndarray of int
        The code of each bin of ``edges``: an atom lies between two edges of its own.
    bins : int
        How many codes are of bins.
    low : int or None
        What is taken from whole numbers before they become doubles, where that keeps them exact.
    set_aside : str or None
        Why a ranking leaves the column out.
    unlisted : bool
        Whether it is for its levels, which are too many to list; keys (``keys``) do without a list.
    """

    name: Hashable
    family: str
    kind: str
    reason: str
    levels: tuple[Any, ...] = ()
    edges: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    bin_codes: NDArray[np.uint32] | None = None
    bins: int = 0
    low: int | None = None
    set_aside: str | None = None
    unlisted: bool = False

    @property
    def missing(self) -> int:
        """The code of a missing value, the last one."""
        return self.bins + len(self.levels)

    @property
    def size(self) -> int:
        """How many codes there are."""
        return self.missing + 1

    @cached_property
    def code_of(self) -> dict[Any, int]:
        """The code of each level."""
        return {value: self.bins + at for at, value in enumerate(self.levels)}

    def codes(self, array: Any) -> NDArray[np.uint32]:
        """Return the codes of an Arrow array."""
        from mutually.tables.readers.row_groups import as_codes, as_numbers

        if self.family == "label":
            indices, dictionary = as_codes(array)
            indices = indices.astype(np.int32, copy=False).view(np.uint32)
            return _core.recode(indices, self._of_dictionary(dictionary))
        return self.of_numbers(*as_numbers(array))

    def _of_dictionary(self, dictionary: Any) -> NDArray[np.uint32]:
        code_of, missing = self.code_of.get, self.missing
        # Behind the last string stands the code of null, whose index is -1. A string that did not
        # occur in the first pass stands in a dictionary without a row of its own.
        codes = [code_of(value, missing) for value in dictionary.to_pylist()]
        return np.array([*codes, missing], dtype=np.uint32)

    def doubles(
        self, values: NDArray[Any], missing: NDArray[np.bool_] | None
    ) -> NDArray[np.float64]:
        """Return numbers as doubles, those missing as nan."""
        if self.low is not None:
            # Unsigned subtraction is exact for any two values of the type.
            values = values.astype(np.uint64) - np.uint64(self.low % 2**64)
        floats = np.ascontiguousarray(values, dtype=np.float64)
        if missing is not None and values.dtype.kind != "f":
            floats = np.where(missing, np.nan, floats)
        return floats

    def of_numbers(
        self, values: NDArray[Any], missing: NDArray[np.bool_] | None
    ) -> NDArray[np.uint32]:
        """Return the codes of numbers."""
        if self.bin_codes is None:
            return _core.bin_codes(self.doubles(values, missing), self.edges, self.missing)
        places = _core.bin_codes(self.doubles(values, missing), self.edges, len(self.bin_codes) - 1)
        return _core.recode(places, self.bin_codes)

    def of_values(self, values: NDArray[Any], missing: NDArray[np.bool_]) -> NDArray[np.uint32]:
        """Return the codes of values of the sample."""
        if self.family == "label":
            known = self.code_of
            return np.array([known.get(v, self.missing) for v in values.tolist()], dtype=np.uint32)
        return self.of_numbers(values, missing)

    def variable(
        self, values: NDArray[Any], missing: NDArray[np.bool_], *, as_level: bool
    ) -> Variable:
        """Return the sampled rows as a variable; ``as_level`` makes missing a level."""
        known = None if as_level or not missing.any() else ~missing
        codes = self.of_values(values, missing).astype(np.int64)
        numbers = None
        if self.bins:
            floats = self.doubles(values, missing)
            there = floats[~missing]
            numbers = np.where(missing, there[0] if len(there) else 0.0, floats)
            codes = np.maximum(codes - (self.bins - 1), 0)
        top = len(self.levels) + (1 if self.bins else 0)
        codes = np.where(missing, top if as_level else codes.min(initial=0), codes)
        size = top + (1 if as_level and missing.any() else 0)
        labels = smallest_codes(codes, max(size, 1)) if size > 1 or not self.bins else None
        return Variable(self.name, self.kind, self.reason, len(codes), labels, numbers, known)


def decide(
    name: Hashable, family: str, word: str, seen: Seen, discrete: bool | None, *,
    missing: str, most: int,
) -> Coding:  # fmt: skip
    """Say what a column is, and how its values are coded.

    ``most`` is how many levels are kept of a column that is discrete by its type or by the caller.
    """
    known = seen.rows - seen.missing
    if missing == "raise" and seen.missing:
        rule = 'must have no missing values where missing="raise"'
        fail(f"column {name!r}", rule, f"{seen.missing} of them, the first in row "
             f"{seen.first_missing}", 'missing="drop" leaves those rows out')  # fmt: skip
    if known == 0:
        return Coding(name, family, "discrete", ALL_MISSING, set_aside=ALL_MISSING)
    if family in ("label", "boolean"):
        if discrete is False:
            fail(f"column {name!r}", "must hold numbers to be continuous", word,
                 'estimator="auto" serves labels too')  # fmt: skip
        coding = _labels(name, family, word, seen, most)
    else:
        coding = _numbers(name, family, word, seen, discrete, most)
    if missing == "category" and seen.missing:
        kind = coding.kind if coding.bins == 0 else "mixed"
        return replace(coding, kind=kind, reason=f"{coding.reason}; missing is a level",
                       set_aside=coding.set_aside if coding.unlisted else None)  # fmt: skip
    if coding.set_aside is None:
        coding = replace(coding, set_aside=_why_aside(coding, seen, known))
    return coding


def _why_aside(coding: Coding, seen: Seen, known: int) -> str | None:
    if coding.bins:
        counts = coding.family in ("integer", "number") and seen.steps is not None
        return COUNTS_ROWS if counts and known >= kinds.ATOM_ROWS else None
    if len(coding.levels) == 1:
        return "only one value"
    names = len(coding.levels) == known and (coding.family == "label" or known > 2)
    return NAMES_ROWS if names else None


def _labels(name: Hashable, family: str, word: str, seen: Seen, most: int) -> Coding:
    if seen.levels is None:
        return Coding(name, family, "discrete", word, set_aside=_too_many(most), unlisted=True)
    levels = tuple(sorted(seen.levels))
    reason = word if family == "boolean" else f"{word}, {len(levels)} levels"
    edges = np.array(levels, dtype=np.float64) if family == "boolean" else np.empty(0)
    return Coding(name, family, "discrete", reason, levels, edges)


def _too_many(most: int) -> str:
    return f"more than {most:,} levels, which is what memory= leaves room for"


def _numbers(
    name: Hashable, family: str, word: str, seen: Seen, discrete: bool | None, most: int
) -> Coding:
    large = family == "integer" and max(abs(seen.low), abs(seen.high)) > _EXACT
    low = seen.low if large or family == "time" else None
    # Whole numbers in a large range become doubles before their levels are counted.
    whole = family == "integer" and seen.high - seen.low < _TABLE_RANGE
    known = seen.rows - seen.missing
    if discrete and seen.levels is None:
        return Coding(name, family, "discrete", "discrete=True", set_aside=_too_many(most),
                      unlisted=True)  # fmt: skip
    if seen.levels is not None and (
        discrete or (discrete is None and kinds.are_few(len(seen.levels), known))
        or (discrete is False and len(seen.levels) == 1)
    ):  # fmt: skip
        levels = sorted(seen.levels)
        shifted = [value - (low or 0) for value in levels]
        doubles = np.array(shifted, dtype=np.float64)
        reason = _few(len(levels), "whole number" if whole else "number", discrete)
        return Coding(name, family, "discrete", reason, tuple(doubles.tolist()), doubles, low=low)
    coding = Coding(name, family, "continuous", "discrete=False" if discrete is False else word,
                    low=low)  # fmt: skip
    _, values, missing = sample_of(seen)
    # Zero with a sign is zero.
    return _binned(coding, np.sort(coding.doubles(values, missing)[~missing] + 0.0), discrete)


def _few(levels: int, what: str, discrete: bool | None) -> str:
    if discrete:
        return "discrete=True"
    return "only one value" if levels == 1 else f"{levels} different {what}s"


def _binned(coding: Coding, ascending: NDArray[np.float64], discrete: bool | None) -> Coding:
    """Add the bins of the continuous part, and the atoms, found in the sample."""
    runs = kinds.runs_of(ascending)
    atoms = kinds.find_atoms(runs) if discrete is None else np.empty(0)
    rest = ascending[~np.isin(ascending, atoms)]
    # Values of the sample themselves, so that no edge lies within a tie.
    places = np.arange(1, BINS) * len(rest) // BINS
    distinct = np.unique(rest)
    edges = distinct[:-1] if len(distinct) <= BINS else np.unique(rest[places])
    if len(atoms) == 0:
        return replace(coding, edges=edges, bins=len(edges) + 1)
    below = np.nextafter(atoms, -np.inf)
    every = np.unique(np.concatenate([edges, below, atoms]))
    # The bin that ends at an edge: its number among the edges of the rest, or its atom.
    codes = np.searchsorted(edges, every)
    at = np.searchsorted(every, atoms)
    bins = len(edges) + 1
    codes[at] = bins + np.arange(len(atoms))
    missing = bins + len(atoms)
    last = [len(edges), missing]
    held = ", ".join(f"{value:g}" for value in atoms[:3]) + (", ..." if len(atoms) > 3 else "")
    share = runs.rows[np.isin(runs.values, atoms)].sum() / runs.rows.sum()
    return replace(
        coding, kind="mixed", reason=f"{share:.0%} of the rows hold {held}",
        levels=tuple(atoms.tolist()), edges=every, bins=bins,
        bin_codes=np.concatenate([codes, last]).astype(np.uint32),
    )  # fmt: skip


def listed(seen: Seen) -> Seen:
    """Return a survey whose levels are those of the sample."""
    _, values, missing = sample_of(seen)
    known = values[~missing].tolist()
    # Zero with a sign is zero.
    levels = frozenset(value if isinstance(value, str | bytes) else value + 0 for value in known)
    return seen._replace(levels=levels)


def sample_of(
    seen: Seen,
) -> tuple[NDArray[np.int64], NDArray[Any], NDArray[np.bool_]]:
    """Return the places, values and missing rows of the sample, in the order of the places."""
    if not seen.sample:
        return np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=np.bool_)
    places, values, missing = (np.concatenate(part) for part in zip(*seen.sample, strict=True))
    order = np.argsort(places)
    return places[order], values[order], missing[order]
