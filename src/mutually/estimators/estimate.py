"""What every estimator returns: a value, and how it spreads over the rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.errors.errors import Errors
from mutually.estimators.nulls.null import Independence, add

# A test may leave out so many rows whose part of the statistic has no closed form.
_LEFT_OUT_OF_A_TEST = 0.2


@dataclass(frozen=True)
class CellValues:
    """Local values of a table: one for each cell that occurs, looked up for the rows on request.

    A table of ten million rows has few cells, so the rows are spelled out only where someone
    looks at them.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    y_size: int
    cells: NDArray[np.int64]
    times: NDArray[np.int64]
    values: NDArray[np.float64]

    def spread(self) -> float:
        """Return the sample variance of the values over the rows."""
        n = int(self.times.sum())
        if n < 2:
            return 0.0
        # Sorted, so that the order of the levels changes no bit.
        mean = float(np.sort(self.times * self.values).sum()) / n
        return float(np.sort(self.times * (self.values - mean) ** 2).sum()) / (n - 1)

    def rows(self) -> NDArray[np.float64]:
        """Return the local value of each row."""
        cell = self.x.astype(np.int64) * self.y_size + self.y
        values: NDArray[np.float64] = self.values[np.searchsorted(self.cells, cell)]
        return values


@dataclass(frozen=True)
class Estimate:
    """A value in nats with its local values.

    Attributes
    ----------
    value : float
        The estimate; the mean of the local values.
    local : ndarray of shape (n,), or CellValues
        The pointwise values.
    method : str
        What was done, as a user would name it.
    warnings : tuple of str
        What to know before the value is trusted.
    independence : Independence or None
        A statistic of the same rows whose distribution under independence is known; None where
        there is none in closed form.
    errors : Errors or None
        The variance of the value and what intervals need; None where only drawing rows tells.
    """

    value: float
    local: NDArray[np.float64] | CellValues
    method: str
    warnings: tuple[str, ...] = field(default=())
    independence: Independence | None = None
    errors: Errors | None = None

    @property
    def spread(self) -> float:
        """The sample variance of the local values."""
        return self.local.spread() if isinstance(self.local, CellValues) else spread(self.local)

    def rows(self) -> NDArray[np.float64]:
        """Return the local value of each row."""
        return self.local.rows() if isinstance(self.local, CellValues) else self.local


def mean_of(estimates: Sequence[Estimate], what: str = "tie orders") -> Estimate:
    """Return the mean of several estimates from the same rows."""
    if len(estimates) == 1:
        return estimates[0]
    local = np.mean([e.rows() for e in estimates], axis=0)
    value = math.fsum(e.value for e in estimates) / len(estimates)
    warnings = tuple(dict.fromkeys(w for e in estimates for w in e.warnings))
    return Estimate(
        value, local, f"{estimates[0].method}, mean of {len(estimates)} {what}", warnings
    )


def add_parts(
    parts: Sequence[tuple[Estimate, NDArray[np.bool_] | None]],
    n: int,
    method: str,
    warnings: tuple[str, ...] = (),
) -> Estimate:
    """Add estimates from parts of n rows, each with its share, and their local values by row.

    The sum of the values is rounded once (fsum), so that exchanging x and y changes no bit of it.
    """
    local = np.zeros(n)
    for part, rows in parts:
        local[slice(None) if rows is None else rows] += part.rows()
    counts = [n if rows is None else int(np.count_nonzero(rows)) for _, rows in parts]
    shared = [(part, count / n) for (part, _), count in zip(parts, counts, strict=True)]
    value = math.fsum(part.value * count for (part, _), count in zip(parts, counts, strict=True))
    methods = " + ".join(dict.fromkeys(part.method for part, _ in parts))
    notes = dict.fromkeys([*warnings, *(w for part, _ in parts for w in part.warnings)])
    return Estimate(
        value / n,
        local,
        f"{method}: {methods}",
        tuple(notes),
        _independence(shared),
        _errors(local, shared),
    )


def _independence(parts: Sequence[tuple[Estimate, float]]) -> Independence | None:
    """Add the statistics of parts, given the rows of each.

    The parts are what tables, orders of rows within levels, and pairs of ranks within them show:
    under independence these are independent of one another given the tables, so moments add. Small
    parts without a closed form are left out of the test, which costs it power and no exactness.
    """
    known: list[tuple[Independence, float]] = []
    unknown = 0.0
    for part, share in parts:
        found = part.independence
        # Where a part has few values, moments do not show its distribution, nor that of the sum.
        if found is None or found.exact is not None:
            unknown += share
        else:
            known.append((found, share))
    return add(known) if known and unknown <= _LEFT_OUT_OF_A_TEST else None


def _errors(local: NDArray[np.float64], parts: Sequence[tuple[Estimate, float]]) -> Errors | None:
    """Return the errors of a sum of parts, given the share of the rows of each.

    n times its variance is the spread of the local values, which holds what varies between the
    parts too, and what each part varies beyond its own.
    """
    n = len(local)
    beyond, shifts = [], []
    widening = 1.0
    for part, share in parts:
        if part.errors is None:
            return None
        beyond.append(share * (share * n * part.errors.variance - part.spread))
        shifts.append(share * part.errors.shift)
        widening = max(widening, part.errors.widening)
    # Rounded once, so that neither the order of the levels nor that of the columns changes a bit.
    variance = max(math.fsum([spread(local), *beyond]), 0.0) / n
    return Errors(variance, math.fsum(shifts), widening)


def spread(local: NDArray[np.float64]) -> float:
    """Return the sample variance of values, 0 of a single one."""
    return float(local.var(ddof=1)) if len(local) > 1 else 0.0
