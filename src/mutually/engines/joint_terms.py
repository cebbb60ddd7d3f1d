"""From the counts of two columns and the target to the terms of a selection.

The same functions as in memory estimate from the same counts, so that terms of labels have the
same bits there and here. A table has an axis for X, one for Z and one for the target Y, and counts
the rows that know all three.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.table import CountsOfCounts, Table

Counts = NDArray[np.uint32]


class PairTerms(NamedTuple):
    """What X and Z tell of each other and of the target, in nats.

    Attributes
    ----------
    n : int
        In how many rows all are known.
    determined : bool
        Whether Z tells all of X.
    redundancy : float
        I(X;Z).
    beyond, entropy : float or None
        I(X;Y|Z) and H(X,Z,Y), where they are wanted.
    """

    n: int
    determined: bool
    redundancy: float
    beyond: float | None
    entropy: float | None


def pair_terms(counts: Counts, *, fewest: int, wanted: Collection[str] = ()) -> PairTerms:
    """Return the terms of a table of three axes.

    Parameters
    ----------
    counts : ndarray of uint32 of shape (x, z, y)
        The rows in each cell.
    fewest : int
        With so many rows or fewer, informations count as 0.
    wanted : collection of str
        Of "beyond" and "entropy"; without them the last axis is summed over.
    """
    pair = counts.sum(axis=2, dtype=np.int64)
    n = int(pair.sum())
    determined = n > 0 and determines(pair)
    redundancy = _information(pair) if n > fewest else 0.0
    beyond = entropy = None
    if "beyond" in wanted:
        beyond = _beyond(counts, determined) if n > fewest else 0.0
    if "entropy" in wanted:
        entropy = entropy_of_counts(CountsOfCounts.of(counts[counts > 0].astype(np.int64)), "auto")
    return PairTerms(n, determined, redundancy, beyond, entropy)


def determines(counts: NDArray[np.int64]) -> bool:
    """Say whether the columns of a table tell its row; not where they nearly name the rows."""
    occurring = np.count_nonzero(counts.any(axis=0))
    return bool(2 * occurring <= counts.sum() and occurring == np.count_nonzero(counts))


def _beyond(counts: Counts, determined: bool) -> float:
    """Return I(X;Y|Z): of each level of Z what a table shows, by its share of the rows."""
    if determined or determines(counts.sum(axis=0, dtype=np.int64).T):
        return 0.0
    rows = counts.sum(axis=(0, 2), dtype=np.int64).tolist()
    parts = (
        _information(counts[:, level].astype(np.int64)) * n for level, n in enumerate(rows) if n
    )
    return math.fsum(parts) / int(sum(rows))


def _information(counts: NDArray[np.int64]) -> float:
    return float(chance_corrected_table(Table.of_counts(counts)).value)
