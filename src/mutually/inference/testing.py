"""How independence is to be tested, and which rows may be exchanged for that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.variables import Labels

METHODS = ("auto", "closed_form", "permutations")


@dataclass(frozen=True, eq=False)
class Testing:
    """What the caller says of tests and rows.

    Attributes
    ----------
    method : {"auto", "closed_form", "permutations"}
        How p-values are found; "auto" takes the closed form where there is one.
    n_permutations : int
        The most that are made; where the answer is clear they end earlier.
    alpha : float
        The level at which a value is called significant.
    blocks : Labels or None
        The block of each row: rows may be exchanged within a block alone.
    in_time : bool
        Whether the rows (of each block) are in the order of time, and depend on their neighbours.
    own_past : bool
        Whether the condition is the past of y, which stays beside y where x is shifted in time.
        Other conditions are refused beside shifts: they may drive both.
    """

    method: str = "auto"
    n_permutations: int = 1000
    alpha: float = 0.05
    blocks: Labels | None = None
    in_time: bool = False
    own_past: bool = False

    @property
    def independent_rows(self) -> bool:
        """Whether any row may be exchanged with any other."""
        return self.blocks is None and not self.in_time

    @property
    def by_closed_forms(self) -> bool:
        """Whether closed forms serve where there are any."""
        return self.independent_rows and self.method != "permutations"

    def for_subsamples(self) -> dict[str, Any]:
        """Return what :func:`mutually.inference.subsampling.standard_error` has to know of rows."""
        blocks = None if self.blocks is None else self.blocks.codes
        return {"blocks": blocks, "ordered": self.in_time}

    def take(self, keep: NDArray[np.bool_] | None) -> Testing:
        """Return the same for the kept rows."""
        if keep is None or self.blocks is None:
            return self
        return replace(self, blocks=Labels(self.blocks.codes[keep], self.blocks.size))
