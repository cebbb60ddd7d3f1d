"""The terms of a selection of a table in shards: counted in all rows, or estimated in the sample.

What is made of labels alone is counted, by one pass over the rows for each step that asks for it.
Numbers would be in three axes of bins, too coarse to tell anything: terms with numbers are those of
the sampled rows, and so are terms of labels whose table would have too many cells.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding
from mutually.engines.joint_counts import Coded, Keys, Known, cells
from mutually.engines.joint_passes import JointPasses
from mutually.engines.joint_terms import PairTerms, pair_terms
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.table import Table
from mutually.estimators.estimate import Estimate
from mutually.selecting.term_estimates import MOST_TOGETHER, Candidate, TermEstimates
from mutually.threads import map_in_order
from mutually.vectors import AnyVariable, all_known, join_labels
from mutually.wording import some

# Tables of more cells are not counted; of uint32 that is 64 MB.
MOST_CELLS = 1 << 24
_KNOWN = "is known"
Pair = tuple[tuple[Hashable, ...], tuple[Hashable, ...]]
Pairs = dict[str, set[Pair]]
# The terms of two columns, in words.
NEEDS = {
    "redundancy": "redundancy",
    "beyond": "I(X;Y | a chosen one)",
    "entropy": "H(X, a chosen one, Y)",
}


@dataclass(frozen=True, kw_only=True)
class CountedTerms(TermEstimates):
    """The terms of columns of which all rows can be counted, and some are at hand.

    The attributes of :class:`TermEstimates` are of the sampled rows, but for ``entropy``.

    Attributes
    ----------
    labels : dict of name to Coding
        The columns that hold labels alone.
    target_coding : Coding
        Of the target.
    as_level : bool
        Whether missing is a level.
    most_cells : int
        How many cells a table may have.
    passes : JointPasses
        Counts sets of columns in all rows.
    pairs : dict of (X, Z) to PairTerms
        What is counted so far.
    joints : dict of set to Estimate
        What columns tell together, as far as it is counted.
    sampled, counted : dict of str to set of (names of X, names of Z)
        By what is needed, the pairs for which it is estimated in the sample, or counted.
    joints_sampled : set of int
        The steps at which what all tell together is estimated in the sample.
    """

    labels: Mapping[Hashable, Coding]
    target_coding: Coding
    as_level: bool
    most_cells: int
    passes: JointPasses
    pairs: dict[Keys, PairTerms] = field(default_factory=dict)
    joints: dict[Keys, Estimate] = field(default_factory=dict)
    sampled: Pairs = field(default_factory=lambda: {need: set() for need in NEEDS})
    counted: Pairs = field(default_factory=lambda: {need: set() for need in NEEDS})
    joints_sampled: set[int] = field(default_factory=set)

    @property
    def _fewest(self) -> int:
        return 2 * int(self.options["n_neighbors"]) + 1

    @cached_property
    def _columns(self) -> dict[Hashable, Coded]:
        """The columns that can be counted; the target by its values, if labels, and if known."""
        y = self.target_coding
        found: dict[Hashable, Coded] = {**self.labels, (y.name, _KNOWN): Known(y)}
        return found if y.bins else {**found, y.name: y}

    def _fits(self, keys: Keys) -> bool:
        """Say whether columns can be counted together."""
        of_labels = all(key in self._columns for key in keys)
        return of_labels and cells(self._columns, keys) <= self.most_cells

    def _set_of(self, x: Candidate, new: Candidate, needs: Sequence[str]) -> Keys | None:
        """Return what is to be counted for terms of two columns; None of numbers and of units."""
        if len(x.names) > 1 or len(new.names) > 1:
            return None
        pair, y = (*x.names, *new.names), self.target_coding.name
        if {"beyond", "entropy"} & set(needs) and self._fits((*pair, y)):
            return (*pair, y)
        known = (*pair, (y, _KNOWN))
        return known if self._fits(known) else None

    def beside(
        self, new: Candidate, others: Sequence[Candidate], needs: Sequence[str], workers: int
    ) -> NDArray[np.float64]:
        """Return what :meth:`TermEstimates.beside` does, after a pass where there is need of it."""

        def asked(x: Candidate) -> Keys | None:
            keys = self._set_of(x, new, needs)
            if keys is None or keys[2] == self.target_coding.name or "redundancy" in needs:
                return keys
            # Sampled rows that show that Z does not tell X show it of all.
            return keys if _may_determine(new.variable, x.variable) else None

        sets = [keys for keys in map_in_order(asked, others, workers) if keys is not None]

        def terms(keys: Keys, table: NDArray[np.uint32]) -> PairTerms:
            wanted = needs if keys[2] == self.target_coding.name else ()
            counts = self._known_cells(keys, table)
            return pair_terms(counts, fewest=self._fewest, wanted=wanted)

        found = self.passes(self._columns, sets, terms)
        self.pairs.update({keys[:2]: own for keys, own in found.items()})
        return super().beside(new, others, needs, workers)

    def _known_cells(self, keys: Keys, table: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return a table with its axes, and without missing values unless they are a level."""
        counts = table.reshape([self._columns[key].size for key in keys])
        return counts if self.as_level else counts[(slice(-1),) * counts.ndim]

    def of_pair(self, x: Candidate, new: Candidate, needs: Sequence[str]) -> list[float]:
        """Return whether one column determines another, 1 or 0, and the terms of both."""
        counted = self.pairs.get((*x.names, *new.names))
        values: list[float] = (
            super().of_pair(x, new, []) if counted is None else [counted.determined]
        )
        for need in needs:
            value = None if counted is None else getattr(counted, need)
            (self.sampled if value is None else self.counted)[need].add((x.names, new.names))
            if value is None:
                value = self.term(need)(x.variable, new.variable)
            elif counted is not None and counted.n <= self._fewest and need != "entropy":
                self.thin.update(map(str, (*x.names, *new.names)))
            values.append(value)
        return values

    def described(
        self, chosen: Sequence[Candidate], workers: int
    ) -> tuple[list[Estimate], list[list[float]]]:
        """Return what :meth:`TermEstimates.described` does, after a pass over what is chosen."""
        pairs = [self._set_of(x, z, ()) for at, x in enumerate(chosen) for z in chosen[:at]]
        missing = [keys for keys in pairs if keys is not None and keys[:2] not in self.pairs]
        steps = [self._set_of_all(chosen[: step + 1]) for step in range(len(chosen))]
        joints = [keys for keys in steps if keys is not None]

        def of(keys: Keys, table: NDArray[np.uint32]) -> PairTerms | Estimate:
            counts = self._known_cells(keys, table)
            if keys[-1] == self.target_coding.name:
                return self._of_all(counts)
            return pair_terms(counts, fewest=self._fewest)

        for keys, own in self.passes(self._columns, [*missing, *joints], of).items():
            if isinstance(own, PairTerms):
                self.pairs[keys[:2]] = own
            else:
                self.joints[keys] = own
        return super().described(chosen, workers)

    def _set_of_all(self, chosen: Sequence[Candidate]) -> Keys | None:
        """Return what is to be counted for what columns tell together, the last one first."""
        names = tuple(name for x in chosen for name in x.names)[::-1]
        keys = (*names, self.target_coding.name)
        return keys if 2 <= len(names) <= MOST_TOGETHER and self._fits(keys) else None

    def _of_all(self, counts: NDArray[np.uint32]) -> Estimate:
        table = counts.reshape(-1, counts.shape[-1]).astype(np.int64)
        if table.sum() <= self.options["n_neighbors"] + 1:
            return Estimate(math.nan, np.zeros(0), "none")
        return chance_corrected_table(Table.of_counts(table))

    def joint(self, chosen: Sequence[Candidate]) -> Estimate:
        """Estimate what columns tell together; of one alone it is its relevance."""
        if len(chosen) == len(chosen[0].names) == 1:
            return Estimate(chosen[0].relevance, np.zeros(0), "relevance")
        keys = self._set_of_all(chosen)
        if keys is not None:
            return self.joints[keys]
        found = super().joint(chosen)
        self.joints_sampled.update([len(chosen)] if found.value == found.value else [])
        return found

    def shared(self, x: Candidate, other: Candidate) -> float:
        """Return I(X; Xj)."""
        return self.of_pair(x, other, ["redundancy"])[1]

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


def _may_determine(given: AnyVariable, x: AnyVariable) -> bool:
    """Say whether labels tell others in the rows at hand."""
    keep = all_known([x, given])
    one, other = (v if keep is None else v.take(keep) for v in (x, given))
    assert one.labels is not None
    assert other.labels is not None
    both = join_labels([other.labels, one.labels])
    assert both is not None
    return bool(np.count_nonzero(both.counts) == np.count_nonzero(other.labels.counts))
