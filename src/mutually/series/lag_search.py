"""At which lag one series tells most about another, and whether at any."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.estimators.estimate import Estimate
from mutually.estimators.nulls.null import upper_quantile
from mutually.inference.permutations import permutation_test
from mutually.inference.permuted import CONSTANT, statistic_for
from mutually.inference.shuffles import circular
from mutually.inference.significance import Significance
from mutually.inference.testing import Testing
from mutually.inference.uncertainty import PairUncertainty
from mutually.pairs import estimate_pair
from mutually.series.lags import Series, arranged, shift_beyond
from mutually.threads import map_in_order
from mutually.vectors import AnyVariable, numeric


def search_lags(
    x: AnyVariable,
    y: AnyVariable,
    lags: tuple[int, ...],
    options: dict[str, Any],
    testing: Testing,
) -> LagSearch:
    """Search the lags of two variables whose rows are in the caller's order."""
    series = Series.of(x.n, testing.blocks)
    series.check(lags)
    x, y = series.ordered(x), series.ordered(y)
    few = series.too_few(x, y, lags, options["n_neighbors"])
    if few is not None:
        least = options["n_neighbors"] + 2
        fail("lags", f"must leave {least} pairs of rows at least that are known in both",
             f"{few[1]} at lag {few[0]}")  # fmt: skip
    return LagSearch.over(x, y, series, lags, options, testing)


class LagTest(NamedTuple):
    """What a test over all lags found.

    Attributes
    ----------
    pvalue : float
        The probability that any lag shows as much where x tells nothing about y at any.
    method : str
        How it was found.
    floors : tuple of float
        What the estimate at each lag has to exceed, in nats, so that fewer than alpha of unrelated
        series exceed theirs at any lag.
    """

    pvalue: float
    method: str
    floors: tuple[float, ...]


@dataclass(eq=False, repr=False)
class LagSearch:
    """The information of x[t - lag] and y[t] for each of several lags.

    Attributes
    ----------
    x, y : Variable or Vector
        On all rows, in the order of the series; rows may be missing.
    series : Series
        Which rows follow each other.
    lags : tuple of int
        In ascending order.
    options : dict
        Of :func:`mutually.pairs.estimate_pair`.
    testing : Testing
        How to test, for rows in the order of the series.
    estimates : list of Estimate
        Of each lag, without local values.
    best : int
        The place of the lag with the most information; of equal ones, the shortest.
    found : Estimate
        That of the best lag, with local values.
    """

    x: AnyVariable
    y: AnyVariable
    series: Series
    lags: tuple[int, ...]
    options: dict[str, Any]
    testing: Testing
    estimates: list[Estimate]
    n: list[int]
    best: int
    found: Estimate

    @classmethod
    def over(
        cls,
        x: AnyVariable,
        y: AnyVariable,
        series: Series,
        lags: tuple[int, ...],
        options: dict[str, Any],
        testing: Testing,
    ) -> LagSearch:
        """Estimate the information at each lag; x and y are in the order of the series."""
        alone, workers = {**options, "workers": 1}, options.get("workers", 1)
        for variable in (x, y):
            for column in numeric(variable):
                column.sorted  # noqa: B018  It is kept once it is sorted.

        def at(lag: int) -> tuple[Estimate, int]:
            one, other = series.pair(x, y, lag)
            return estimate_pair(one, other, **alone), one.n

        outcomes = map_in_order(at, lags, workers)
        best = max(range(len(lags)), key=lambda i: (outcomes[i][0].value, -abs(lags[i]), lags[i]))
        bare = [Estimate(e.value, np.zeros(0), e.method, e.warnings) for e, _ in outcomes]
        return cls(x, y, series, lags, options, testing, bare, [n for _, n in outcomes], best,
                   outcomes[best][0])  # fmt: skip

    @property
    def lag(self) -> int:
        """The lag with the most information."""
        return self.lags[self.best]

    def pair(self, at: int) -> tuple[AnyVariable, AnyVariable]:
        """Return the rows of x and y that stand beside each other at the lag of a place."""
        return self.series.pair(self.x, self.y, self.lags[at])

    @cached_property
    def least_pvalue(self) -> float:
        """The share of all shifts at which the best of the lags meets itself at another one.

        Shifted by the difference of two lags, the pairs of rows at one of them are those that were
        at the other. So of all shifts of a single series as many as there are lags show what the
        best one shows, whatever the data are, and no p-value is below their share.
        """
        blocks = self.series.blocks()
        sizes = [self.series.n] if blocks is None else blocks.counts.tolist()
        ways = math.fsum(math.log(size) for size in sizes if size)
        return min(1.0, len(self.lags) * math.exp(-ways))

    @cached_property
    def test(self) -> LagTest:
        """The test over all lags, by the largest of their statistics.

        Shifts are longer than any lag reaches, so that what may be there does not stand on both
        sides. To leave out the others would find too much: the best of all n shifts is among the
        lags with probability K / n, and would exceed all that are left. They are counted by
        ``least_pvalue``.
        """
        if self.testing.method == "closed_form":
            fail("pvalue_method", "must be 'auto' or 'permutations' with lags", "'closed_form'")
        reach, workers = shift_beyond(self.lags), self.options.get("workers", 1)
        shuffle = circular(
            self.series.n, self.options["seed"], series=self.series.codes, beyond=reach
        )
        shifted: dict[int, NDArray[np.float64]] = {}

        def largest(repetition: int) -> float:
            moved = arranged(self.x, shuffle(repetition))
            shifted[repetition] = np.array([s.value for s in self._statistics(moved)])
            return float((shifted[repetition] * self._scales).max())

        observed = self._statistics(self.x)
        names = {s.name for s in observed}
        if names == {CONSTANT}:
            return LagTest(1.0, CONSTANT, (0.0,) * len(self.lags))
        found = permutation_test(
            float((np.array([s.value for s in observed]) * self._scales).max()),
            largest,
            most=self.testing.n_permutations,
            alpha=self.testing.alpha,
            workers=workers,
        )
        near = self.least_pvalue
        name = next(s.name for s in observed if s.name != CONSTANT)
        method = f"{found.permutations} circular shifts of the largest {name} over "
        method += f"{len(self.lags)} lags"
        if found.tail:
            method += ", Pearson III tail"
        # The statistic may have a bias that the estimate has not, so its mean is taken off.
        means = np.mean([shifted[b] for b in range(found.permutations)], axis=0)
        level = (self.testing.alpha - near) / (1 - near) if near < 1 else 0.0
        largest_by_chance = upper_quantile(level, found.null) if level > 0 else math.inf
        floors = largest_by_chance / self._scales - means
        pvalue = near + (1 - near) * found.pvalue
        return LagTest(pvalue, method, tuple(floors.tolist()))

    def _statistics(self, x: AnyVariable) -> list[_Value]:
        return [self._statistic(*self.series.pair(x, self.y, lag)) for lag in self.lags]

    def _statistic(self, one: AnyVariable, other: AnyVariable) -> _Value:
        if one.n <= self.options["n_neighbors"] + 1:
            return _Value(0.0, CONSTANT)  # So few rows are known only after some shifts.
        found = statistic_for(one, other, **{**self.options, "workers": 1})
        return _Value(found.observed, found.name)

    @cached_property
    def _scales(self) -> NDArray[np.float64]:
        """What makes statistics of different numbers of rows comparable where there is nothing.

        2 n times the information of a table is nearly chi-square there, with the same degrees of
        freedom for any n; the spread of neighbour estimates falls as 1 / sqrt(n).
        """
        rows = np.array(self.n, dtype=np.float64)
        return rows if not (numeric(self.x) or numeric(self.y)) else np.sqrt(rows)


class _Value(NamedTuple):
    value: float
    name: str


@dataclass(eq=False, repr=False, kw_only=True)
class LagUncertainty(PairUncertainty):
    """The uncertainty of the information at one lag, tested over all of them.

    Attributes
    ----------
    search : LagSearch
        All lags.
    at : int
        The place of this one.
    """

    search: LagSearch
    at: int

    @classmethod
    def at_lag(cls, search: LagSearch, at: int) -> LagUncertainty:
        """Return the uncertainty at the lag of a place."""
        one, other = search.pair(at)
        found = search.found if at == search.best else search.estimates[at]
        pair = PairUncertainty.of(found, (one, other, None), search.options, _in_time(search))
        known = (pair.estimate, pair.again, pair.n, pair.seed, pair.testing)
        return cls(*known, variables=pair.variables, options=pair.options, search=search, at=at)

    @property
    def cannot_show(self) -> tuple[str, ...]:
        """Say whether the test can have no p-value as small as alpha."""
        search, alpha = self.search, self.testing.alpha
        if search.least_pvalue < alpha:
            return super().cannot_show
        k, n = len(search.lags), search.series.n
        return (
            f"{k} lags of {n:,} rows cannot show a p-value below {alpha:g}: it takes more than "
            f"{math.ceil(k / alpha - 1e-9):,} rows, or fewer lags",
        )

    @cached_property
    def significance(self) -> Significance:
        """The test over all lags, with the floor of this one."""
        test = self.search.test
        return Significance(test.pvalue, test.method, test.floors[self.at])


class LagPoint(NamedTuple):
    """What x tells about y at one lag; all values in the result's unit.

    Attributes
    ----------
    lag : int
        Rows by which x is earlier than y; later, where it is negative.
    mi, standard_error, low, high : float
        The estimate, its standard error, and the 95 % interval.
    noise_floor : float
        What one of all lags exceeds with probability alpha where there is nothing at any.
    n : int
        The pairs of rows that are known.
    """

    lag: int
    mi: float
    standard_error: float
    low: float
    high: float
    noise_floor: float
    n: int


def profile(search: LagSearch, nats: float) -> tuple[LagPoint, ...]:
    """Return what is known of each lag, in a unit of so many nats."""
    points = []
    for at, lag in enumerate(search.lags):
        known = LagUncertainty.at_lag(search, at)
        low, high = known.interval(0.95)
        points.append(
            LagPoint(
                lag=lag,
                mi=search.estimates[at].value / nats,
                standard_error=known.spread.standard_error / nats,
                low=low / nats,
                high=high / nats,
                noise_floor=search.test.floors[at] / nats,
                n=search.n[at],
            )
        )
    return tuple(points)


def _in_time(search: LagSearch) -> Testing:
    """Return how rows of one lag depend on each other: as neighbours in time, in stretches."""
    testing = search.testing
    return Testing("auto", testing.n_permutations, testing.alpha, None, True)
