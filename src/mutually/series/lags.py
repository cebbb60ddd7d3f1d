"""Series shifted against each other: which rows of x stand beside which rows of y."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.variables import Labels, Variable
from mutually.vectors import AnyVariable, Vector

# Fewer pairs of rows say nothing at a lag.
FEWEST_PAIRS = 10
_HINT = "lags=range(0, 25)"


def check_lags(lags: Any) -> tuple[int, ...]:
    """Return the lags in ascending order, and refuse what are none."""
    if isinstance(lags, str | bytes) or not isinstance(lags, Iterable):
        hint = f"lags=[{lags}]" if isinstance(lags, int | np.integer) else _HINT
        fail("lags", "must be a range or a list of whole numbers", repr(lags), hint)
    asked = list(lags)
    for lag in asked:
        if not isinstance(lag, int | np.integer) or isinstance(lag, bool):
            fail("lags", "must be whole numbers, of rows", repr(lag), _HINT)
    if not asked:
        fail("lags", "must hold one lag at least", "none", _HINT)
    found = sorted(int(lag) for lag in asked)
    for one, other in pairwise(found):
        if one == other:
            fail("lags", "must be different from each other", f"{one} twice")
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Series:
    """The rows of one or several series in the order of time, one series after the other.

    Attributes
    ----------
    n : int
        The number of rows.
    order : ndarray of int, or None
        The row of the caller at each place; None where rows stand so already.
    codes : ndarray of int, or None
        The series at each place, in ascending order; None for one series.
    """

    n: int
    order: NDArray[np.intp] | None = None
    codes: NDArray[Any] | None = None

    @classmethod
    def of(cls, n: int, blocks: Labels | None) -> Series:
        """Return the series that blocks are, whose rows are in the order of time."""
        if blocks is None:
            return cls(n)
        order = np.argsort(blocks.codes, kind="stable")
        in_place = bool((np.diff(order) > 0).all())
        return cls(n, None if in_place else order, blocks.codes[order])

    @property
    def longest(self) -> int:
        """The rows of the longest series."""
        if self.codes is None or self.n == 0:
            return self.n
        return int(np.unique(self.codes, return_counts=True)[1].max())

    def ordered(self, variable: AnyVariable) -> AnyVariable:
        """Return a variable with its rows in this order."""
        return variable if self.order is None else arranged(variable, self.order)

    def ordered_column(self, column: Variable) -> Variable:
        """Return a single column with its rows in this order."""
        found = self.ordered(column)
        assert isinstance(found, Variable)
        return found

    def blocks(self) -> Labels | None:
        """Return the series of each place as labels."""
        return None if self.codes is None else Labels(self.codes, int(self.codes.max()) + 1)

    def before(self, step: int) -> NDArray[np.bool_]:
        """Say which places have another place of their series so many rows later.

        Earlier, where the step is negative.
        """
        found = np.zeros(self.n, dtype=np.bool_)
        reach = min(abs(step), self.n)
        inside = slice(0, self.n - reach) if step >= 0 else slice(reach, self.n)
        found[inside] = True
        if self.codes is not None and 0 < reach < self.n:
            found[inside] = self.codes[: self.n - reach] == self.codes[reach:]
        return found

    def pairs_at(self, lag: int) -> int:
        """Return how many rows of y have a row of x so much earlier, known or not."""
        return int(np.count_nonzero(self.before(lag)))

    def known_at(
        self, x: AnyVariable, y: AnyVariable, lag: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Say which places of x and which of y are beside each other and known at a lag."""
        rows, known = (self.before(lag), self.before(-lag)), (x.known, y.known)
        if any(k is not None for k in known):
            parts = [
                np.ones(np.count_nonzero(at), dtype=np.bool_) if k is None else k[at]
                for at, k in zip(rows, known, strict=True)
            ]
            both = parts[0] & parts[1]
            for at in rows:
                at[at] = both
        return rows

    def pair(self, x: AnyVariable, y: AnyVariable, lag: int) -> tuple[AnyVariable, AnyVariable]:
        """Return x[t - lag] and y[t] for all t of a series at which both are there and known."""
        rows = self.known_at(x, y, lag)
        return x.take(rows[0]), y.take(rows[1])

    def too_few(
        self, x: AnyVariable, y: AnyVariable, lags: tuple[int, ...], n_neighbors: int
    ) -> tuple[int, int] | None:
        """Return the first lag with too few known pairs of rows for neighbours, and how many."""
        for lag in lags:
            n = int(np.count_nonzero(self.known_at(x, y, lag)[0]))
            if n <= n_neighbors + 1:
                return lag, n
        return None

    def check(self, lags: tuple[int, ...]) -> None:
        """Refuse lags that leave too few rows."""
        furthest = max(lags, key=abs)
        longest = self.longest
        if abs(furthest) >= longest:
            what = "series" if self.codes is None else "longest series"
            fail("lags", f"must be shorter than the {what}, of {longest} rows", furthest)
        for lag in lags:
            left = self.pairs_at(lag)
            if left < FEWEST_PAIRS:
                rule = f"must leave {FEWEST_PAIRS} pairs of rows at least"
                fail("lags", rule, f"{left} at lag {lag}", "shorter lags, or longer series")
        reach = shift_beyond(lags)
        if 2 * reach >= longest:
            rule = (
                f"must reach less than half of the {longest} rows of a series, since p-values "
                "shift it in a circle by more than any lag"
            )
            fail("lags", rule, f"{lags[0]} to {lags[-1]}", "fewer lags, or longer series")


def shift_beyond(lags: tuple[int, ...]) -> int:
    """Return how far a circular shift must reach, so that no lag meets what it means to part."""
    return max(lags[-1] - lags[0], abs(lags[0]), abs(lags[-1]))


def arranged(variable: AnyVariable, rows: NDArray[Any]) -> AnyVariable:
    """Return a variable with its rows in another order; sorted orders are renumbered, not made."""
    inverse = np.empty(len(rows), dtype=np.uint32)
    inverse[rows] = np.arange(len(rows), dtype=np.uint32)
    if isinstance(variable, Vector):
        return Vector(variable.name, tuple(_moved(c, rows, inverse) for c in variable.columns))
    return _moved(variable, rows, inverse)


def _moved(column: Variable, rows: NDArray[Any], inverse: NDArray[np.uint32]) -> Variable:
    presorted = None
    if column.values is not None:
        presorted = column.sorted._replace(order=inverse[column.sorted.order])
    return replace(
        column,
        labels=column.labels and Labels(column.labels.codes[rows], column.labels.size),
        values=None if column.values is None else column.values[rows],
        known=None if column.known is None else column.known[rows],
        presorted=presorted,
    )
