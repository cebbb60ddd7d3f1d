"""What two columns tell about each other: the step that is repeated for all pairs of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.estimate import Estimate
from mutually.inference.false_discovery import q_values_among
from mutually.inference.testing import Testing
from mutually.inference.uncertainty import PairUncertainty
from mutually.matching.few_levels import FewLevels
from mutually.matching.untied import Untied
from mutually.pairs import estimate_pair
from mutually.results.paired import ENTRY
from mutually.series.lag_search import LagSearch, LagUncertainty
from mutually.series.lags import Series
from mutually.variables import Variable
from mutually.vectors import all_known, numeric
from mutually.weighting.weighted_pairs import WeightedUncertainty, estimate_weighted
from mutually.weighting.weights import Weighting

NONE_KNOWN = "no row in which both are known"
# Pairs that wait to be sifted, as a multiple of those that will be held.
_SIFT_AT = 4


class Shifts(NamedTuple):
    """The series that columns are, and the lags at which they are compared."""

    series: Series
    lags: tuple[int, ...]


@dataclass(frozen=True)
class Matcher:
    """How pairs are estimated and tested.

    Attributes
    ----------
    nats : float
        The nats in the unit of the scores.
    options : dict
        Of :func:`mutually.pairs.estimate_pair`.
    testing : Testing or None
        How p-values are found; None without inference.
    weighting : Weighting or None
        The weights of all rows.
    shifts : Shifts or None
        At which lags each pair is looked at; None for the same rows.
    """

    nats: float
    options: dict[str, Any]
    testing: Testing | None
    weighting: Weighting | None = None
    shifts: Shifts | None = None

    def match(self, x: Variable, y: Variable, workers: int = 1) -> tuple[Any, ...]:
        """Return the fields of an entry from "mi" on; the q-value is nan until all are known."""
        if self.shifts is not None:
            return self._at_best_lag(x, y, self.shifts, workers)
        keep = all_known((x, y))
        one, other = (x, y) if keep is None else (x.take(keep), y.take(keep))
        least = self.options["n_neighbors"]
        if one.n == 0:
            return self.unknown(0, NONE_KNOWN)
        if (numeric(one) or numeric(other)) and one.n <= least:
            why = f"{one.n} rows in which both are known, too few for {least} neighbours"
            return self.unknown(one.n, why)
        options = {**self.options, "workers": workers}
        testing = None if self.testing is None else self.testing.take(keep)
        own = None if self.weighting is None else self.weighting.own(keep)
        if own is not None:
            return self._weighted(one, other, own, options)
        return self.entry(estimate_pair(one, other, **options), one, other, options, testing)

    def _weighted(
        self, x: Variable, y: Variable, own: NDArray[np.float64], options: dict[str, Any]
    ) -> tuple[Any, ...]:
        found = estimate_weighted(x, y, None, own, **options)
        if self.testing is None:
            return self._plain(found, x.n)
        uncertainty = WeightedUncertainty.of_weighted(
            found, (x, y, None), own, options, self.testing
        )
        return self._inferred(found, uncertainty)

    def unknown(self, n: int, why: str) -> tuple[Any, ...]:
        """Return the same of a pair of which nothing can be said."""
        return (*[math.nan] * 6, n, "none", why, 0)

    def _at_best_lag(
        self, x: Variable, y: Variable, shifts: Shifts, workers: int
    ) -> tuple[Any, ...]:
        """Return the same of the lag at which they tell most, tested over all of them."""
        few = shifts.series.too_few(x, y, shifts.lags, self.options["n_neighbors"])
        if few is not None:
            lag, n = few
            return self.unknown(n, f"{n} rows in which both are known at lag {lag}, too few")
        options = {**self.options, "workers": workers}
        testing = Testing() if self.testing is None else self.testing
        search = LagSearch.over(x, y, shifts.series, shifts.lags, options, testing)
        if self.testing is None:
            entry = self._plain(search.found, search.n[search.best])
        else:
            entry = self._inferred(search.found, LagUncertainty.at_lag(search, search.best))
        return (*entry[:-1], search.lag)

    def entry(
        self, found: Estimate, x: Variable, y: Variable, options: dict[str, Any],
        testing: Testing | None,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Return the same from an estimate, which is let go with its local values."""
        if testing is None:
            return self._plain(found, x.n)
        return self._inferred(found, PairUncertainty.of(found, (x, y, None), options, testing))

    def _plain(self, found: Estimate, n: int) -> tuple[Any, ...]:
        known = (math.nan,) * 5
        return (found.value / self.nats, *known, n, found.method, "; ".join(found.warnings), 0)

    def _inferred(self, found: Estimate, uncertainty: PairUncertainty) -> tuple[Any, ...]:
        test = uncertainty.significance
        low, high = uncertainty.interval(1 - uncertainty.testing.alpha)
        warnings = found.warnings + uncertainty.notes()
        error = uncertainty.spread.standard_error
        values = (found.value, error, low, high)
        return (*(value / self.nats for value in values), test.pvalue, math.nan, uncertainty.n,
                found.method, "; ".join(warnings), 0)  # fmt: skip


@dataclass
class Holder:
    """Gathers entries from any thread in any order, and holds those that are asked for.

    Attributes
    ----------
    size : int
        How many columns there are.
    top_k : int or None
        Hold the pairs that are among the best so many of either column.
    threshold : float or None
        Hold pairs of this value and above.
    pvalues : ndarray of float or None
        Has room for all pairs, held or not; None without inference.
    """

    size: int
    top_k: int | None
    threshold: float | None
    pvalues: NDArray[np.float64] | None
    _parts: list[NDArray[Any]] = field(default_factory=list)
    _lock: Any = field(default_factory=Lock)
    _waiting: int = 0
    _seen: int = 0

    @classmethod
    def of(
        cls, size: int, top_k: int | None, threshold: float | None, *, inference: bool
    ) -> Holder:
        """Hold pairs of so many columns, with q-values over all of them where there are any."""
        pvalues = np.empty(math.comb(size, 2)) if inference else None
        return cls(size, top_k, threshold, pvalues)

    def add(self, entries: NDArray[Any]) -> None:
        """Take the entries of a tile; x and y are places in the order that settles equal values."""
        kept = self._sift(entries)
        with self._lock:
            if self.pvalues is not None:
                self.pvalues[self._seen : self._seen + len(entries)] = entries["pvalue"]
            self._seen += len(entries)
            self._parts.append(kept)
            self._waiting += len(kept)
            if self.top_k is not None and self._waiting > _SIFT_AT * self.size * self.top_k:
                self._parts = [self._sift(np.concatenate(self._parts))]
                self._waiting = 0

    def _sift(self, entries: NDArray[Any]) -> NDArray[Any]:
        if self.threshold is not None:
            entries = entries[entries["mi"] >= self.threshold]
        if self.top_k is not None:
            entries = entries[among_best(entries["x"], entries["y"], entries["mi"], self.top_k)]
        return entries

    def finish(self, order: Sequence[int]) -> NDArray[Any]:
        """Return what is held, with q-values over all pairs, in the order of the table.

        ``order`` gives the place in the table of each place until now.
        """
        held = self._sift(np.concatenate(self._parts)) if self._parts else np.empty(0, ENTRY)
        self._parts = []
        if self.pvalues is not None:
            held["qvalue"] = q_values_among(held["pvalue"], self.pvalues)
        place = np.array(order, dtype=np.int32)
        one, other = place[held["x"]], place[held["y"]]
        held["lag"] *= np.where(one < other, 1, -1)
        held["x"], held["y"] = np.minimum(one, other), np.maximum(one, other)
        return held[np.lexsort((held["y"], held["x"]))]


def among_best(
    x: NDArray[np.int32], y: NDArray[np.int32], values: NDArray[np.float64], most: int
) -> NDArray[np.bool_]:
    """Say which pairs are among the best so many of one of their two columns; nan is not.

    Of equal values the partner of the lower place is the better one.

    Examples
    --------
    >>> among_best(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([0.5, 0.1, 0.3]), 1)
    array([ True, False,  True])
    """
    column, partner = np.concatenate([x, y]), np.concatenate([y, x])
    order = np.lexsort((partner, np.tile(-values, 2), column))
    by_column = column[order]
    place = np.arange(len(order)) - np.searchsorted(by_column, by_column)
    found = np.zeros(len(x), dtype=np.bool_)
    found[order[place < most] % max(len(x), 1)] = True
    return found & ~np.isnan(values)


def match_all(
    matcher: Matcher,
    columns: Sequence[Variable],
    at_once: Sequence[FewLevels | Untied],
    pairs: Sequence[tuple[int, int]],
    workers: int,
) -> NDArray[Any]:
    """Return the entries of some pairs of columns; ``at_once`` fill in many of them together."""
    entries = np.zeros(len(pairs), dtype=ENTRY)
    entries["x"], entries["y"] = np.array(pairs, dtype=np.int32).T
    filled = np.zeros(len(pairs), dtype=np.bool_)
    for many in at_once:
        filled |= many.fill(entries)
    for at in np.flatnonzero(~filled).tolist():
        x, y = pairs[at]
        try:
            entries[at] = (x, y, *matcher.match(columns[x], columns[y], workers))
        except Exception as error:
            error.add_note(f"while estimating columns {columns[x].name!r} and {columns[y].name!r}")
            raise
    return entries
