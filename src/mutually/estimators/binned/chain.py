"""Any two columns from one table of codes: the chain rule over labels, atoms and bins."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.binned.classes import class_information_of_bins
from mutually.estimators.binned.pairs import pair_information
from mutually.estimators.binned.slots import halved, into_slots
from mutually.estimators.binned.tree import Binned
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.table import Table
from mutually.estimators.errors.errors import Errors
from mutually.estimators.estimate import Estimate
from mutually.estimators.nulls.null import Independence
from mutually.estimators.nulls.table_pooling import table_independence

# The rows are cut into 2^4 slots for the test of independence, and into 2^6 for the spread of the
# local values.
TESTED, SPREAD = 4, 6
# So small a part of the value, or so few standard errors, are no sign of a finer relation.
_NARROW, _ERRORS = 0.01, 2.0


class FromBins(NamedTuple):
    """An estimate from bins, and how much finer bins or more rows might add to it, in nats."""

    estimate: Estimate
    unresolved: float

    @property
    def narrow(self) -> bool:
        """Whether the relation may be finer than the bins."""
        errors = self.estimate.errors
        assert errors is not None
        least = max(_NARROW * self.estimate.value, _ERRORS * errors.variance**0.5)
        return bool(self.unresolved > least)


def chain_of_bins(counts: NDArray[np.int64], x_bins: int, y_bins: int) -> FromBins:
    """Estimate the mutual information of two columns from a table of their codes, in nats.

    The same chain rule as ``estimators.chain``: labels and atoms by ``chance_corrected``, and the
    continuous parts by their bins.

    The standard error is that of a mean of local values, their variance taken from 64 slots of
    either column, and of the splits that count; the test is that of the table of 16 slots, which
    depend on each column alone, so that its distribution under independence is known exactly to
    three moments.

    Parameters
    ----------
    counts : ndarray of int, shape (codes of x, codes of y)
        Bins first, in ascending order, then labels or atoms.
    x_bins, y_bins : int
        How many of the codes are bins.
    """
    n = int(counts.sum())
    labels = _one_label(_one_label(counts, x_bins, 0), y_bins, 1)
    found = Parts(f"{max(x_bins, y_bins):,} bins", n)
    if min(labels.shape) > 1:
        found.add_labels(chance_corrected_table(Table.of_counts(labels)))
    for table in _against_labels(counts, x_bins, y_bins):
        found.add_halves(class_information_of_bins(table), int(table.sum()))
    if x_bins and y_bins:
        table = counts[:x_bins, :y_bins]
        found.parts.append((pair_information(table), int(table.sum())))
        found.methods.append(f"adaptive partition of {x_bins:,} x {y_bins:,} bins")
    slots = _coarse(counts, x_bins, y_bins, SPREAD)
    fine = Table.of_counts(slots)
    # A slot of twice the width holds two: neither depends on how the bins were put together.
    for depth in range(SPREAD - 1, TESTED - 1, -1):
        slots = _halved_bins(slots, 2 << depth if x_bins else 0, 2 << depth if y_bins else 0)
    return found.together(fine.local_values(0.0).spread, table_independence(Table.of_counts(slots)))


@dataclass
class Parts:
    """The terms of the chain rule.

    Attributes
    ----------
    bins : str
        The bins, in words.
    n : int
        The rows of the whole table.
    """

    bins: str
    n: int
    parts: list[tuple[Binned, int]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    warnings: tuple[str, ...] = ()

    def add_labels(self, found: Estimate) -> None:
        """Add what labels and atoms tell."""
        self.parts.append((Binned(found.value, 0.0, ()), self.n))
        self.methods.append("chance_corrected")
        self.warnings = found.warnings

    def add_halves(self, part: Binned, rows: int) -> None:
        """Add what bins tell about labels in these rows."""
        self.parts.append((part, rows))
        self.methods.append(f"halves of {self.bins}")

    def together(self, spread: float, independence: Independence | None) -> FromBins:
        """Return the estimate, given the spread of its local values and its test."""
        parts, n = self.parts, self.n
        value = math.fsum(part.value * rows for part, rows in parts) / n
        noise = math.fsum(part.noise * (rows / n) ** 2 for part, rows in parts)
        unresolved = math.fsum(part.unresolved * rows for part, rows in parts if part.gains) / n
        estimate = Estimate(
            value,
            np.empty(0),
            " + ".join(dict.fromkeys(self.methods)),
            self.warnings,
            independence,
            Errors(spread / n + noise),
        )
        return FromBins(estimate, unresolved)


def _one_label(counts: NDArray[np.int64], bins: int, axis: int) -> NDArray[np.int64]:
    """Return the table with all bins of an axis as one label; as it is where there are none."""
    if not bins:
        return counts
    if axis == 1:
        return _one_label(counts.T, bins, 0).T
    return np.concatenate([counts[:bins].sum(axis=0, keepdims=True), counts[bins:]])


def _against_labels(counts: NDArray[np.int64], x_bins: int, y_bins: int) -> list[NDArray[np.int64]]:
    """Return the tables of bins and labels of the terms I(A;Y|B) and I(X;B|A), as far as there are.

    A column has bins in its continuous part alone, so either term is of one table.
    """
    of_y = _one_label(counts[:, :y_bins], x_bins, 0).T
    of_x = _one_label(counts[:x_bins], y_bins, 1)
    return [np.ascontiguousarray(t) for t in (of_y, of_x) if t.shape[0] and t.shape[1] > 1]


def _coarse(counts: NDArray[np.int64], x_bins: int, y_bins: int, depth: int) -> NDArray[np.int64]:
    """Return the table with the bins of each column in 2^depth slots."""
    if x_bins:
        slots = into_slots(counts[:x_bins], 0, depth)
        counts = np.concatenate([slots, counts[x_bins:]])
    if y_bins:
        slots = into_slots(counts[:, :y_bins], 1, depth)
        counts = np.concatenate([slots, counts[:, y_bins:]], axis=1)
    return counts


def _halved_bins(counts: NDArray[np.int64], x_slots: int, y_slots: int) -> NDArray[np.int64]:
    """Return the table with the slots of each column put together by two."""
    if x_slots:
        counts = np.concatenate([halved(counts[:x_slots], 0), counts[x_slots:]])
    if y_slots:
        counts = np.concatenate([halved(counts[:, :y_slots], 1), counts[:, y_slots:]], axis=1)
    return counts
