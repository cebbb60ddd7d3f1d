"""From the counts of a column and the target to its row in the ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding, sample_of
from mutually.engines.counting import Cells, Tally
from mutually.engines.survey import Seen
from mutually.estimators.binned.chain import FromBins, chain_of_bins
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.table import CountsOfCounts, Table
from mutually.estimators.estimate import Estimate
from mutually.inference.significance import closed_form
from mutually.results.ranked import RankedFeature
from mutually.results.result import normalize
from mutually.scoring.contest import Contest
from mutually.variables import Labels, Variable

# Relations with edges (additive-noise-0.75 in studies/bins.md) are missed by twice what is left
# unresolved; upper limits are higher by that.
_MISSED = 2.0
# The sample is preferred where it shows more by so many standard errors of both.
_CLEARLY = 3.0
NONE_KNOWN = "no row in which both it and the target are known"


@dataclass(frozen=True)
class Finish:
    """What all features share.

    Attributes
    ----------
    target : Coding
        Of the target.
    seen : dict of str to Seen
        The survey, with the sample.
    contest : Contest
        The target's sampled rows, and how estimates of them are made.
    as_level : bool
        Whether missing is a level.
    """

    target: Coding
    seen: Mapping[str, Seen]
    contest: Contest
    as_level: bool

    def of_sample(self, x: Coding) -> RankedFeature | str:
        """Return the row of a feature from the sampled rows alone."""
        return self.contest.score(variable_of(x, self.seen, as_level=self.as_level), 1)

    def of_pair(self, pair: tuple[Coding, NDArray[np.uint32] | Cells]) -> RankedFeature | str:
        """Return the row of a feature, given with its counts."""
        return self.of_counts(*pair)

    def of_counts(self, x: Coding, table: NDArray[np.uint32] | Cells) -> RankedFeature | str:
        """Return the row of a feature from its counts with the target, or why there is none."""
        shape = Tally({str(x.name): x}, self.target).shape(str(x.name))
        y_bins = shape[1] - (self.target.size - self.target.bins)
        if isinstance(table, Cells):
            if y_bins:
                return f"its {len(x.levels):,} levels are too many to count beside a scalar"
            return self._of_labels(x, _of_cells(table, shape, as_level=self.as_level))
        counts = table.reshape(shape).astype(np.int64)
        if not self.as_level:
            counts = counts[:-1, :-1]
        if not x.bins and not y_bins:
            return self._of_labels(x, Table.of_counts(counts))
        if not counts.any():
            return NONE_KNOWN
        found = chain_of_bins(counts, x.bins, y_bins)
        if found.narrow:
            sampled = self._if_clearly_more(x, found)
            if sampled is not None:
                return sampled
        entropy = None if y_bins else _entropy(counts.sum(axis=0))
        notes = self._finer(found) if found.narrow else ()
        missed = _MISSED * found.unresolved
        return self._row(x, found.estimate, int(counts.sum()), entropy, notes, missed)

    def _of_labels(self, x: Coding, counted: Table) -> RankedFeature | str:
        if counted.n == 0:
            return NONE_KNOWN
        estimate = chance_corrected_table(counted)
        notes: tuple[str, ...] = ()
        if np.count_nonzero(counted.y_totals) < 2:
            notes = ("the target has one value in the rows where the feature is known",)
        return self._row(x, estimate, counted.n, _entropy(counted.y_totals), notes, 0.0)

    def _if_clearly_more(self, x: Coding, bins: FromBins) -> RankedFeature | None:
        """Return the estimate by neighbours in the sample, where it shows more than bins do."""
        row = self.of_sample(x)
        if isinstance(row, str) or bins.estimate.errors is None:
            return None
        error = np.hypot(row.standard_error * self.contest.nats, bins.estimate.errors.variance**0.5)
        more = row.mi * self.contest.nats - bins.estimate.value
        return row if more > _CLEARLY * error else None

    def _finer(self, found: FromBins) -> tuple[str, ...]:
        return (
            "the relation is finer than bins show: the true value may be larger by about "
            f"{found.unresolved / self.contest.nats:.2g}",
        )

    def _row(
        self, x: Coding, estimate: Estimate, n: int, entropy: float | None,
        notes: tuple[str, ...], missed: float,
    ) -> RankedFeature:  # fmt: skip
        nats, testing = self.contest.nats, self.contest.testing
        inferred: dict[str, Any] = {}
        if testing is not None and estimate.errors is not None:
            low, high = estimate.errors.interval(estimate.value, 1 - testing.alpha, missed=missed)
            inferred = {
                "standard_error": estimate.errors.variance**0.5 / nats,
                "low": low / nats,
                "high": high / nats,
            }
            found = closed_form(estimate, testing)
            if found is not None:
                inferred |= {
                    "pvalue": found.pvalue,
                    "noise_floor": found.floor / nats,
                    "pvalue_method": found.method,
                }
            else:
                notes += ("no p-value: too few rows share levels for a closed form",)
        return RankedFeature(
            feature=x.name,
            kind=x.kind,
            mi=estimate.value / nats,
            normalized=normalize(estimate.value, entropy),
            n=n,
            estimator=estimate.method,
            warning="; ".join((*estimate.warnings, *notes)),
            reason=x.reason,
            **inferred,
        )


def variable_of(coding: Coding, seen: Mapping[str, Seen], *, as_level: bool) -> Variable:
    """Return the sampled rows of a column, set aside if the column is."""
    _, values, missing = sample_of(seen[str(coding.name)])
    found = coding.variable(values, missing, as_level=as_level)
    return replace(found, set_aside=coding.set_aside)


def _entropy(totals: NDArray[np.int64]) -> float:
    return entropy_of_counts(CountsOfCounts.of(totals), "auto")


def _of_cells(cells: Cells, shape: tuple[int, int], *, as_level: bool) -> Table:
    """Return the table of cells, without those of missing values."""
    x, y = cells.numbers // shape[1], cells.numbers % shape[1]
    sizes = shape if as_level else (shape[0] - 1, shape[1] - 1)
    kept = (x < sizes[0]) & (y < sizes[1])
    none = np.zeros(0, dtype=np.uint8)
    labels = [Labels(none, size) for size in sizes]
    return Table(labels[0], labels[1], x[kept].astype(np.uint32), y[kept].astype(np.uint32),
                 cells.counts[kept])  # fmt: skip
