"""Pairs of columns that both have few levels, a whole tile at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.discrete.many_tables import ESTIMATORS, MOST_LEVELS, Columns
from mutually.estimators.errors.errors import table_intervals
from mutually.estimators.errors.standard_errors import table_variance
from mutually.estimators.nulls.null import upper_tails
from mutually.inference.testing import Testing
from mutually.variables import Labels, Variable

# The moments of the null need so many.
_FEWEST_ROWS = 6


@dataclass(frozen=True)
class FewLevels:
    """The columns of a table that are discrete, have few levels and miss nothing.

    Attributes
    ----------
    place : ndarray of int
        The place of each column of the table among them, or -1.
    columns : Columns
        Those.
    estimator : str
        As for :func:`mutually.pairwise`.
    nats : float
        The nats in the unit of the scores.
    testing : Testing or None
        None without inference.
    """

    place: NDArray[np.int64]
    columns: Columns
    estimator: str
    nats: float
    testing: Testing | None

    @classmethod
    def of(
        cls, variables: Sequence[Variable], estimator: str, nats: float, testing: Testing | None
    ) -> FewLevels:
        """Choose them among the columns of a table."""
        served = serves(estimator, variables[0].n, testing)
        found = [_few_labels(variable) if served else None for variable in variables]
        columns = Columns([labels for labels in found if labels is not None])
        if columns.labels:
            columns.prepare()
        return cls(places_of([labels is not None for labels in found]), columns, estimator, nats,
                   testing)  # fmt: skip

    def fill(self, entries: NDArray[Any]) -> NDArray[np.bool_]:
        """Fill in the entries of pairs that are both among them, and say which those are."""
        x, y = self.place[entries["x"]], self.place[entries["y"]]
        ours: NDArray[np.bool_] = (x >= 0) & (y >= 0)
        if not ours.any():
            return ours
        one, other = (of[ours].astype(np.uint32) for of in (x, y))
        found = self.columns.estimate(one, other, self.estimator)
        part = np.zeros(len(one), dtype=entries.dtype)
        n = self.columns.n
        part["x"], part["y"], part["n"] = entries["x"][ours], entries["y"][ours], n
        part["mi"] = found.value / self.nats
        part["estimator"] = "chance_corrected" if self.estimator == "auto" else self.estimator
        part["warning"] = ["; ".join(warnings) for warnings in found.warnings]
        for name in ("standard_error", "low", "high", "pvalue", "qvalue"):
            part[name] = math.nan
        if self.testing is not None:
            variance = table_variance(found.spread, found.value, found.freedom, n)
            level = 1 - self.testing.alpha
            low, high = table_intervals(
                found.value, variance, found.plugin, found.freedom, n, level
            )
            part["standard_error"] = np.sqrt(variance) / self.nats
            part["low"], part["high"] = low / self.nats, high / self.nats
            part["pvalue"] = upper_tails(found.statistic, *found.nulls)
        entries[ours] = part
        return ours


def serves(estimator: str, n: int, testing: Testing | None) -> bool:
    """Say whether many tables of n rows can be estimated and tested together."""
    by_form = testing is None or testing.by_closed_forms
    return estimator in ESTIMATORS and n >= _FEWEST_ROWS and by_form


def places_of(chosen: Sequence[bool]) -> NDArray[np.int64]:
    """Return a number for each that is chosen, and -1 for the others.

    Examples
    --------
    >>> places_of([True, False, True])
    array([ 0, -1,  1])
    """
    mask = np.array(chosen, dtype=np.bool_)
    return np.where(mask, np.cumsum(mask) - 1, -1)


def _few_labels(column: Variable) -> Labels | None:
    """Return the labels of a column if they are few, without codes that do not occur."""
    labels = column.labels
    if column.kind != "discrete" or column.known is not None or labels is None:
        return None
    if labels.repeats is not None:
        return None
    occurring = labels.counts > 0
    levels = int(np.count_nonzero(occurring))
    if not 1 < levels <= MOST_LEVELS:
        return None
    if labels.size <= MOST_LEVELS:
        return labels
    # What occurs decides, so that numbers far apart are as any others.
    places = (np.cumsum(occurring) - 1).astype(np.uint8)
    return Labels(places[labels.codes], levels)
