"""The terms of a selection of a table in shards: counted in all rows, or estimated in the sample.

What is made of labels alone is counted, by one pass over the rows for each step that asks for it.
Numbers would be in three axes of bins, too coarse to tell anything: terms with numbers are those of
the sampled rows, and so are terms of labels whose table would have too many cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding
from mutually.engines.joint_counts import Coded, Known, Names, cells
from mutually.engines.joint_terms import PairTerms, pair_terms
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.table import Table
from mutually.estimators.estimate import Estimate
from mutually.greedy import Candidate
from mutually.term_estimates import MOST_TOGETHER, TermEstimates
from mutually.threads import map_in_order
from mutually.vectors import AnyVariable, all_known, join_labels

# Tables of more cells are not counted; of uint32 that is 64 MB.
MOST_CELLS = 1 << 24
Count = Callable[[str, Mapping[str, Coded], Sequence[Names]], Iterator[tuple[Names, Any]]]


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
        Makes a pass: takes its name, the columns, and sets of them; yields each set and its table.
    skip : callable
        Called where a step needs no pass.
    pairs : dict
        The terms that are counted, by the names of X and Z.
    sampled, counted : set of tuple of str
        The pairs of columns with terms that are estimated in the sample, or counted.
    joint_sampled : list of int
        The steps whose joint information is estimated in the sample, filled by ``described``.
    """

    labels: Mapping[str, Coding]
    target_coding: Coding
    as_level: bool
    most_cells: int
    count: Count
    skip: Callable[[], None]
    pairs: dict[Names, PairTerms] = field(default_factory=dict)
    sampled: set[Names] = field(default_factory=set)
    counted: set[Names] = field(default_factory=set)
    joint_sampled: list[int] = field(default_factory=list)

    @property
    def _fewest(self) -> int:
        return 2 * self.options["n_neighbors"] + 1

    @property
    def _of_labels(self) -> bool:
        """Whether the target is counted by its values."""
        return not self.target_coding.bins

    @property
    def _columns(self) -> dict[str, Coded]:
        y: Coded = self.target_coding if self._of_labels else Known(self.target_coding)
        return {**self.labels, str(self.target_coding.name): y}

    def beside(
        self, new: Candidate, others: Sequence[Candidate], needs: Sequence[str], workers: int
    ) -> NDArray[np.float64]:
        """Return what :meth:`TermEstimates.beside` does, after a pass where there is need of it."""
        sets = [names for x in others if (names := self._asked_for(x, new, needs))]
        if sets:
            self._count_pairs(f"step-{new.names[0]}", sets, workers)
        else:
            self.skip()
        return super().beside(new, others, needs, workers)

    def _asked_for(self, x: Candidate, new: Candidate, needs: Sequence[str]) -> Names | None:
        names = self._set_of(x, new)
        if names is None or self._of_labels or "redundancy" in needs:
            return names
        # Rows of the sample that show that Z does not tell X show it of all.
        return names if _may_determine(new.variable, x.variable) else None
