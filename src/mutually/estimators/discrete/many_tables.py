"""Many pairs of columns of few levels at once: the formulas of single tables, for arrays of them.

All columns have the same rows. What a column alone decides is found once for it, by the functions
that single tables use; what a table decides, from all tables side by side, one cell after another:
a sum then has the same bits whatever other tables there are, and cells that are only padding add 0.
Values agree with those of single tables to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.discrete.chance_corrected import THIN, margin_moments, thin_warning
from mutually.estimators.discrete.chao_wang_jost import bounded_entropy, unseen_part
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.nulls.null import Null
from mutually.estimators.nulls.table_null import (
    Traces,
    centred,
    log_orders,
    second_moment,
    third_moment,
)
from mutually.estimators.psi import digamma
from mutually.variables import Labels

Array = NDArray[np.float64]
# The work grows with the product of the levels, and beyond these one pass over the rows is faster.
MOST_LEVELS = 12
ESTIMATORS = ("auto", "chance_corrected", "plugin")


class Tables(NamedTuple):
    """What many tables tell, an entry each.

    Attributes
    ----------
    value : ndarray of float
        The estimates in nats.
    plugin, spread : ndarray of float
        The plug-in values, and the sample variances of the local values.
    freedom : ndarray of int
        (levels - 1)(levels - 1).
    statistic : ndarray of float
        X^2 / (2n), and ``nulls`` its distribution under random pairing.
    nulls : Null
        Of arrays.
    warnings : sequence of tuple of str
    """

    value: Array
    plugin: Array
    spread: Array
    freedom: NDArray[np.int64]
    statistic: Array
    nulls: Any
    warnings: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Columns:
    """Columns of few levels, none of one level, with all rows known.

    Attributes
    ----------
    labels : sequence of Labels
        The codes of each.
    """

    labels: Sequence[Labels]

    @cached_property
    def n(self) -> int:
        """The number of rows."""
        return self.labels[0].n

    @cached_property
    def bits(self) -> NDArray[np.uint64]:
        """A row of bits for each level of each column."""
        return np.concatenate([_core.level_bits(own.codes, own.size) for own in self.labels])

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """The place of each column's first level, and where the last one ends."""
        return np.concatenate([[0], np.cumsum([own.size for own in self.labels])]).astype(np.int64)

    @cached_property
    def totals(self) -> NDArray[np.int64]:
        """How often each level occurs."""
        return np.concatenate([own.counts for own in self.labels]).astype(np.int64)

    @cached_property
    def ascending(self) -> NDArray[np.int64]:
        """The same with the totals of each column in order: levels have no order of their own."""
        return np.concatenate([np.sort(own.counts) for own in self.labels]).astype(np.int64)

    @cached_property
    def margins(self) -> list[CountsOfCounts]:
        """The totals of each column."""
        return [CountsOfCounts.of(own.counts) for own in self.labels]

    @cached_property
    def facts(self) -> dict[str, Array]:
        """What each column alone decides, by name."""
        return {
            name: np.array([function(margin) for margin in self.margins], dtype=np.float64)
            for name, function in {
                "plain": CountsOfCounts.plugin_entropy,
                "bounded": bounded_entropy,
                "levels": lambda margin: margin.levels,
                "pairs": lambda m: float((m.times * m.counts * (m.counts - 1)).sum()) / 2,
                "v": lambda margin: margin_moments(margin)[0],
                "w": lambda margin: margin_moments(margin)[1],
                "orders": log_orders,
            }.items()
        }

    @cached_property
    def traces(self) -> Any:
        """What the moments of the null need, of arrays; see ``table_null``."""
        traces = [centred(margin) for margin in self.margins]
        return [np.array([t.square for t in traces]), np.array([t.diagonal_square for t in traces]),
                np.array([t.thirds for t in traces]).T]  # fmt: skip

    def prepare(self) -> None:
        """Do what all tables share, before threads share it."""
        for name in ("bits", "first", "totals", "ascending", "facts", "traces"):
            getattr(self, name)

    def counts(self, x: NDArray[np.uint32], y: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return the counts of pairs of columns, one row a pair, padded to the most levels."""
        sizes = np.diff(self.first)
        wide, high = int(sizes[x].max()), int(sizes[y].max())
        return _core.count_levels(self.bits, self.totals, self.first, x, y, wide, high)

    def estimate(
        self, x: NDArray[np.uint32], y: NDArray[np.uint32], estimator: str = "auto"
    ) -> Tables:
        """Estimate the mutual information of pairs of columns; n is at least 6."""
        n = self.n
        sizes = np.diff(self.first)
        wide, high = int(sizes[x].max()), int(sizes[y].max())
        cells = np.ascontiguousarray(self.counts(x, y).T.astype(np.float64))
        a = self._totals_of(x, wide).repeat(high, axis=0)
        b = np.tile(self._totals_of(y, high), (wide, 1))
        fact = self.facts
        h_x, h_y = fact["plain"][x], fact["plain"][y]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = np.where(cells > 0, n * cells / (a * b), 1.0)
        logs = np.log(ratios)
        plugin = _total(cells * logs) / n
        ordered = np.sort(cells, axis=0)
        freedom = ((fact["levels"][x] - 1) * (fact["levels"][y] - 1)).astype(np.int64)
        chi = _total(np.sort(cells * ratios, axis=0)) - n
        warnings: Sequence[tuple[str, ...]] = [()] * len(x)
        if estimator == "plugin":
            value = h_x + h_y + _total(_n_log_n(ordered, n)) / n
        else:
            value, warnings = self._corrected(x, y, ordered, chi)
        spread = _total(cells * (logs - plugin) ** 2) / max(n - 1, 1)
        nulls = self._nulls(x, y, ordered)
        return Tables(value, plugin, spread, freedom, chi / (2 * n), nulls, warnings)

    def _totals_of(self, columns: NDArray[np.uint32], size: int) -> Array:
        """Return the totals of columns one below the other, padded with 1."""
        start, stop = self.first[columns], self.first[columns + 1]
        place = start + np.arange(size)[:, None]
        inside = place < stop
        return np.where(inside, self.totals[np.where(inside, place, 0)], 1).astype(np.float64)

    def _corrected(
        self, x: NDArray[np.uint32], y: NDArray[np.uint32], cells: Array, chi: Array
    ) -> tuple[Array, list[tuple[str, ...]]]:
        """Return what ``chance_corrected`` does, with the same names; cells are ascending."""
        n, fact = self.n, self.facts
        h_x, h_y = fact["plain"][x], fact["plain"][y]
        h_xy = -_total(_n_log_n(cells, n)) / n
        chance = _core.tables_chance(n, self.ascending, self.first, x, y)
        n_log_n, n_psi_n, ones, twos = chance.T
        by_chance = h_x + h_y + n_log_n / n - math.log(n)
        excess = h_x + h_y - h_xy - by_chance
        most = np.minimum(h_x, h_y)
        room = most - by_chance
        roomy = room > 1e-12 * most
        adjusted = np.where(roomy, excess / np.where(roomy, room, 1.0) * most, 0.0)

        c_x, c_y = fact["bounded"][x], fact["bounded"][y]
        singles = np.count_nonzero(cells == 1, axis=0)
        covered = c_x + c_y - self._bounded(cells, singles)
        unseen = np.zeros(len(x))
        for at in np.flatnonzero(ones > 0).tolist():
            unseen[at] = unseen_part(n, float(ones[at]), float(twos[at]))
        joint_by_chance = float(digamma(n)[0]) - n_psi_n / n + unseen
        least = np.minimum(c_x, c_y)
        positive = least > 0
        share = np.clip(covered / np.where(positive, least, 1.0), 0.0, 1.0)
        share[~positive] = 1.0
        covered = covered - (c_x + c_y - joint_by_chance) * (1 - share)

        coverage = 1 - singles / n
        z = np.maximum(0.0, self._z(x, y, chi))
        pairs = np.minimum(fact["pairs"][x], fact["pairs"][y])
        weight = z * z / (z * z + 4) * (pairs * pairs / (pairs * pairs + 100))
        dependent = coverage * covered + (1 - coverage) * adjusted
        value = weight * dependent + (1 - weight) * excess
        thin = (coverage < THIN) & (weight > 0.5)
        warnings: list[tuple[str, ...]] = [
            (thin_warning(own),) if few else ()
            for own, few in zip(coverage.tolist(), thin.tolist(), strict=True)
        ]
        return value, warnings

    def _bounded(self, cells: Array, singles: NDArray[np.intp]) -> Array:
        """Return the bounded entropies of tables."""
        n = self.n
        psi = digamma(np.maximum(cells, 1).ravel()).reshape(cells.shape)
        seen = _total(cells * (float(digamma(n)[0]) - psi)) / n
        doubles = np.count_nonzero(cells == 2, axis=0)
        levels = np.count_nonzero(cells, axis=0)
        bound = np.log(levels.astype(np.float64))
        for at in np.flatnonzero(singles > 0).tolist():
            one, two = int(singles[at]), int(doubles[at])
            seen[at] += unseen_part(n, one, two)
            extra = one * one / (2 * two) if two else one * (one - 1) / 2
            bound[at] = math.log(levels[at] + (n - 1) / n * extra)
        return np.asarray(np.minimum(seen, bound))

    def _z(self, x: NDArray[np.uint32], y: NDArray[np.uint32], chi: Array) -> Array:
        """Return the chi-squared statistics in standard deviations from their means."""
        n, fact = self.n, self.facts
        mean = n * (fact["levels"][x] - 1) * (fact["levels"][y] - 1) / (n - 1)
        (v_x, w_x), (v_y, w_y) = ((fact["v"][of], fact["w"][of]) for of in (x, y))
        variance = 2 * n / (n - 3) * (v_x - w_x) * (v_y - w_y) + n * n / (n - 1) * w_x * w_y
        varies = variance > 1e-9 * mean
        return np.where(varies, (chi - mean) / np.sqrt(np.where(varies, variance, 1.0)), 0.0)

    def _nulls(self, x: NDArray[np.uint32], y: NDArray[np.uint32], cells: Array) -> Null:
        """Return the moments of X^2 / (2n) under random pairing, as ``table_independence``."""
        from scipy.special import gammaln

        n, fact = self.n, self.facts
        mean = (fact["levels"][x] - 1) * (fact["levels"][y] - 1) / (n - 1)
        one, other = (Traces(*(part[..., of] for part in self.traces)) for of in (x, y))
        variance, third = second_moment(one, other, n), third_moment(one, other, n, add=sum)
        varies = variance > 1e-9 * mean
        log_least = fact["orders"][x] + fact["orders"][y] - _total(gammaln(cells + 1))
        moments = mean / 2, np.where(varies, variance, 0) / 4, np.where(varies, third, 0) / 8
        return Null(*moments, log_least - math.lgamma(n + 1))  # type: ignore[arg-type]


@dataclass(frozen=True)
class CountedColumns(Columns):
    """The same of columns whose tables are counted already.

    Attributes
    ----------
    labels : sequence of Labels
        One row for each level, as often as it is repeated.
    tables : dict of (int, int) to ndarray
        The counts of pairs of columns, levels by levels.
    """

    tables: Mapping[tuple[int, int], NDArray[np.int64]]

    @classmethod
    def of(
        cls, totals: Sequence[NDArray[np.int64]],
        tables: Mapping[tuple[int, int], NDArray[np.int64]],
    ) -> CountedColumns:  # fmt: skip
        """Make columns of the counts of their levels."""
        codes = (np.arange(len(own), dtype=np.uint8) for own in totals)
        labels = [Labels(c, len(own), own) for c, own in zip(codes, totals, strict=True)]
        return cls(labels, tables)

    def counts(self, x: NDArray[np.uint32], y: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return the counts of pairs of columns, one row a pair, padded to the most levels."""
        sizes = np.diff(self.first)
        wide, high = int(sizes[x].max()), int(sizes[y].max())
        found = np.zeros((len(x), wide, high), dtype=np.int64)
        for at, pair in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
            table = self.tables[pair]
            found[at, : table.shape[0], : table.shape[1]] = table
        return found.reshape(len(x), -1)


def _n_log_n(cells: Array, n: int) -> Array:
    return np.asarray(cells * np.log(np.maximum(cells, 1) / n))


def _total(terms: Array) -> Array:
    """Add the rows one after another, so that the bits do not depend on how many columns there are.

    (``numpy.sum`` adds a single column in another order than many.)
    """
    total = np.zeros(terms.shape[1])
    for row in terms:
        total += row
    return total
