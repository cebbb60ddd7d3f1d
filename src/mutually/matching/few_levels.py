"""Pairs of columns that both have few levels, a whole tile at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.discrete.many_tables import ESTIMATORS, MOST_LEVELS, Columns
from mutually.estimators.errors.errors import table_intervals
from mutually.estimators.errors.standard_errors import table_variance
from mutually.estimators.nulls.null import upper_tails
from mutually.inference.testing import Testing
from mutually.variables import Variable

# The moments of the null need so many.
_FEWEST_ROWS = 6


class FewLevels:
    """The columns of a table that are discrete, have few levels and miss nothing.

    Attributes
    ----------
    place : ndarray of int
        The place of each column of the table among them, or -1.
    """

    def __init__(
        self, columns: Sequence[Variable], estimator: str, nats: float, testing: Testing | None
    ) -> None:
        self.estimator, self.nats, self.testing = estimator, nats, testing
        served = estimator in ESTIMATORS and columns[0].n >= _FEWEST_ROWS
        served = served and (testing is None or testing.by_closed_forms)
        chosen = [at for at, column in enumerate(columns) if served and _is_one(column)]
        self.place = np.full(len(columns), -1, dtype=np.int64)
        self.place[chosen] = np.arange(len(chosen))
        self._columns = Columns([labels for at in chosen if (labels := columns[at].labels)])
        if chosen:
            self._columns.prepare()

    def fill(self, entries: NDArray[Any]) -> NDArray[np.bool_]:
        """Fill in the entries of pairs that are both among them, and say which those are."""
        x, y = self.place[entries["x"]], self.place[entries["y"]]
        ours: NDArray[np.bool_] = (x >= 0) & (y >= 0)
        if not ours.any():
            return ours
        one, other = (of[ours].astype(np.uint32) for of in (x, y))
        found = self._columns.estimate(one, other, self.estimator)
        part = np.zeros(len(one), dtype=entries.dtype)
        n = self._columns.n
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


def _is_one(column: Variable) -> bool:
    labels = column.labels
    if column.kind != "discrete" or column.known is not None or labels is None:
        return False
    return labels.size <= MOST_LEVELS and int(np.count_nonzero(labels.counts)) > 1
