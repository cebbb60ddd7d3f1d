"""The terms of a selection of a table in shards: counted in all rows, or estimated in the sample.

What is made of labels alone is counted, by one pass over the rows for each step that asks for it.
Numbers would be in three axes of bins, too coarse to tell anything: terms with numbers are those of
the sampled rows, and so are terms of labels whose table would have too many cells.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding
from mutually.engines.joint_counts import Coded, Known, Names, cells
from mutually.engines.joint_terms import PairTerms, pair_terms
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.table import Table
from mutually.estimators.estimate import Estimate
from mutually.selecting.term_estimates import MOST_TOGETHER, Candidate, TermEstimates
from mutually.threads import map_in_order
from mutually.vectors import all_known, join_labels
from mutually.wording import some

# Tables of more cells are not counted; of uint32 that is 64 MB.
MOST_CELLS = 1 << 24
Pair = tuple[tuple[Hashable, ...], tuple[Hashable, ...]]
Pairs = dict[str, set[Pair]]
# The terms of two columns, in words.
NEEDS = {
    "redundancy": "redundancy",
    "beyond": "I(X;Y | a chosen one)",
    "entropy": "H(X, a chosen one, Y)",
}
Finished = TypeVar("Finished")


class Count(Protocol):
    """A pass over all rows."""

    def __call__(
        self,
        columns: Mapping[str, Coded],
        sets: Sequence[Names],
        finish: Callable[[Names, NDArray[np.uint32]], Finished],
    ) -> dict[Names, Finished]:
        """Return of each set of columns what a function makes of its name and table."""


@dataclass(frozen=True, kw_only=True)
class CountedTerms(TermEstimates):
    """The terms of columns of which all rows can be counted, and some are at hand.

    The attributes of :class:`TermEstimates` are of the sampled rows, but for ``entropy``.

    Attributes
    ----------
    labels : dict of str to Coding
        The columns that hold labels alone.
    target_coding : Coding
        Of the target.
    as_level : bool
        Whether missing is a level.
    most_cells : int
        How many cells a table may have.
    count : callable
        Counts sets of columns in all rows, and returns by set what a function makes of its table.
    pairs, joints : dict
        What is counted so far: terms by the names of X, Z and Y; what columns tell together.
    sampled, counted : dict of str to set of (names of X, names of Z)
        By what is needed, the pairs for which it is estimated in the sample, or counted.
    joints_sampled : set of int
        The steps at which what all tell together is estimated in the sample.
    """

    labels: Mapping[str, Coding]
    target_coding: Coding
    as_level: bool
    most_cells: int
    count: Count
    pairs: dict[Names, PairTerms] = field(default_factory=dict)
    joints: dict[Names, Estimate] = field(default_factory=dict)
    sampled: Pairs = field(default_factory=lambda: {need: set() for need in NEEDS})
    counted: Pairs = field(default_factory=lambda: {need: set() for need in NEEDS})
    joints_sampled: set[int] = field(default_factory=set)

    @property
    def _fewest(self) -> int:
        return 2 * int(self.options["n_neighbors"]) + 1

    @cached_property
    def _of_labels(self) -> bool:
        """Whether the target is counted by its values."""
        return not self.target_coding.bins

    @cached_property
    def _y(self) -> str:
        return str(self.target_coding.name)

    @cached_property
    def _columns(self) -> dict[str, Coded]:
        y: Coded = self.target_coding if self._of_labels else Known(self.target_coding)
        return {**self.labels, self._y: y}

    def beside(
        self, new: Candidate, others: Sequence[Candidate], needs: Sequence[str], workers: int
    ) -> NDArray[np.float64]:
        """Return what :meth:`TermEstimates.beside` does, after a pass where there is need of it."""
        if self._of_labels or "redundancy" in needs:
            asked = list(others)
        else:
            # Sampled rows that show that Z does not tell X show it of all.
            may = map_in_order(lambda x: self._may_determine(new, x), others, workers)
            asked = [x for x, maybe in zip(others, may, strict=True) if maybe]
        self._count_pairs([names for x in asked if (names := self._set_of(x, new))])
        return super().beside(new, others, needs, workers)

    def _may_determine(self, given: Candidate, x: Candidate) -> bool:
        if self._set_of(x, given) is None:
            return False
        keep = all_known([x.variable, given.variable])
        variables = (x.variable, given.variable)
        one, other = (v if keep is None else v.take(keep) for v in variables)
        assert one.labels is not None
        assert other.labels is not None
        both = join_labels([other.labels, one.labels])
        assert both is not None
        return bool(np.count_nonzero(both.counts) == np.count_nonzero(other.labels.counts))

    def _set_of(self, *candidates: Candidate) -> Names | None:
        """Return the names of columns and the target if they can be counted, each a column."""
        names = tuple(str(name) for x in candidates for name in x.names)
        if len(names) > len(candidates) or not all(name in self.labels for name in names):
            return None
        names = (*names, self._y)
        return names if cells(self._columns, names) <= self.most_cells else None

    def _count_pairs(self, sets: Sequence[Names]) -> None:
        self.pairs.update(self.count(self._columns, sets, self._pair_terms))

    def _pair_terms(self, names: Names, table: NDArray[np.uint32]) -> PairTerms:
        counts = self._known_cells(names, table)
        return pair_terms(counts, fewest=self._fewest, with_target=self._of_labels)

    def _known_cells(self, names: Names, table: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return a table with its axes, and without missing values unless they are a level."""
        counts = table.reshape([self._columns[name].size for name in names])
        return counts if self.as_level else counts[(slice(-1),) * counts.ndim]

    def of_pair(self, x: Candidate, new: Candidate, needs: Sequence[str]) -> list[float]:
        """Return whether one column determines another, 1 or 0, and the terms of both."""
        names = self._set_of(x, new)
        counted = None if names is None else self.pairs.get(names)
        values: list[float] = (
            super().of_pair(x, new, []) if counted is None else [counted.determined]
        )
        for need in needs:
            all_rows = counted is not None and (need == "redundancy" or self._of_labels)
            (self.counted if all_rows else self.sampled)[need].add((x.names, new.names))
            if counted is None or not all_rows:
                values.append(self.term(need)(x.variable, new.variable))
                continue
            values.append(getattr(counted, need))
            if counted.n <= self._fewest and need != "entropy":
                self.thin.update(map(str, (*x.names, *new.names)))
        return values

    def described(
        self, chosen: Sequence[Candidate], workers: int
    ) -> tuple[list[Estimate], list[list[float]]]:
        """Return what :meth:`TermEstimates.described` does, after a pass over what is chosen."""
        sets = [self._set_of(x, z) for at, x in enumerate(chosen) for z in chosen[:at]]
        pairs = {names for names in sets if names is not None and names not in self.pairs}
        sets = [self._set_of_all(chosen[: step + 1]) for step in range(len(chosen))]
        joints = {names for names in sets if names is not None}

        def both(names: Names, table: NDArray[np.uint32]) -> tuple[Any, Any]:
            return (
                self._pair_terms(names, table) if names in pairs else None,
                self._of_all(names, table) if names in joints else None,
            )

        for names, (terms, joint) in self.count(
            self._columns, sorted(pairs | joints), both
        ).items():
            self.pairs.update({} if terms is None else {names: terms})
            self.joints.update({} if joint is None else {names: joint})
        return super().described(chosen, workers)

    def _set_of_all(self, chosen: Sequence[Candidate]) -> Names | None:
        """Return the names of columns and the target if they can be counted, the last one first."""
        names = tuple(str(name) for x in chosen for name in x.names)[::-1]
        of_labels = self._of_labels and all(name in self.labels for name in names)
        if not of_labels or not 2 <= len(names) <= MOST_TOGETHER:
            return None
        names = (*names, self._y)
        return names if cells(self._columns, names) <= self.most_cells else None

    def joint(self, chosen: Sequence[Candidate]) -> Estimate:
        """Estimate what columns tell together; of one alone it is its relevance."""
        if len(chosen) == len(chosen[0].names) == 1:
            return Estimate(chosen[0].relevance, np.zeros(0), "relevance")
        names = self._set_of_all(chosen)
        if names is not None:
            return self.joints[names]
        found = super().joint(chosen)
        self.joints_sampled.update([len(chosen)] if found.value == found.value else [])
        return found

    def shared(self, x: Candidate, other: Candidate) -> float:
        """Return I(X; Xj)."""
        return self.of_pair(x, other, ["redundancy"])[1]

    def _of_all(self, names: Names, table: NDArray[np.uint32]) -> Estimate:
        known = self._known_cells(names, table)
        counts = known.reshape(-1, known.shape[-1]).astype(np.int64)
        if counts.sum() <= self.options["n_neighbors"] + 1:
            return Estimate(math.nan, np.zeros(0), "none")
        return chance_corrected_table(Table.of_counts(counts))

    def in_words(self) -> list[str]:
        """Say what is estimated in the sample."""
        said = []
        for need, word in NEEDS.items():
            sampled = self.sampled[need]
            if sampled:
                where = f" beside {self._beside(sampled)}" if self.counted[need] else ""
                said.append(f"{word}{where}")
        if self.joints_sampled:
            said.append(f"joint from step {min(self.joints_sampled)} on")
        return said

    def _beside(self, sampled: set[Pair]) -> str:
        """Name the columns with numbers of some pairs, and pairs of labels with too many cells."""
        names = {name for pair in sampled for side in pair for name in side}
        numbers = [str(name) for name in names if name not in self.labels]
        large = {" & ".join(sorted(map(str, (*x, *z)))) for x, z in sampled
                 if all(name in self.labels for name in (*x, *z))}  # fmt: skip
        parts = [some(sorted(numbers), 4)] if numbers else []
        if large:
            parts.append(f"{some(sorted(large), 4)} (more than {self.most_cells:,} cells)")
        return " and ".join(parts)
