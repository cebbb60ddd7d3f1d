"""What one feature tells about the target at the best of several lags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mutually.errors import fail
from mutually.inference.testing import Testing
from mutually.pairs import conditional_entropy_of_labels
from mutually.results.ranked import RankedFeature
from mutually.results.result import normalize
from mutually.scoring.contest import Contest
from mutually.series.lag_search import LagSearch, LagUncertainty
from mutually.series.lags import Series
from mutually.vectors import AnyVariable, numeric


def refuse_beside_lags(condition: AnyVariable | None, family_wise: bool, testing: Testing) -> None:
    """Refuse what a ranking with lags has no meaning or no test for."""
    if condition is not None:
        fail("given", "must be None with lags", "a condition",
             "transfer_entropy(x, y) asks what the past of x adds to that of y")  # fmt: skip
    if family_wise:
        fail("family_wise", "must be False with lags", "True",
             "pvalue is over all lags of a feature, qvalue over all features")  # fmt: skip
    if testing.method == "closed_form":
        fail("pvalue_method", "must be 'auto' or 'permutations' with lags", "'closed_form'")


@dataclass(frozen=True)
class LagContest:
    """The target that features are scored against, each at several lags.

    Attributes
    ----------
    contest : Contest
        How features are scored without lags.
    target : Variable or Vector
        On all rows, in the order of the series.
    series : Series
        Which rows follow each other.
    lags : tuple of int
        In ascending order.
    testing : Testing
        What is known of the rows.
    """

    contest: Contest
    target: AnyVariable
    series: Series
    lags: tuple[int, ...]
    testing: Testing

    @classmethod
    def of(cls, contest: Contest, lags: tuple[int, ...], testing: Testing) -> LagContest:
        """Return the same contest over lags."""
        series = Series.of(contest.target.n, testing.blocks)
        series.check(lags)
        target = series.ordered(contest.target)
        for column in numeric(target):
            column.sorted  # noqa: B018  It is kept once it is sorted, before threads share it.
        return cls(contest, target, series, lags, testing)

    def score(self, x: AnyVariable, workers: int) -> RankedFeature | str:
        """Return what a feature tells at its best lag, or why it cannot be said."""
        options: dict[str, Any] = {**self.contest.options, "workers": workers}
        moved = self.series.ordered(x)
        few = self.series.too_few(moved, self.target, self.lags, options["n_neighbors"])
        if few is not None:
            lag, n = few
            return f"{n} rows in which both it and the target are known at lag {lag}, too few"
        search = LagSearch.over(moved, self.target, self.series, self.lags, options, self.testing)
        found = search.found
        inferred: dict[str, Any] = {}
        uncertainty = LagUncertainty.at_lag(search, search.best)
        y = uncertainty.variables[1]
        if self.contest.testing is not None:
            inferred = self.contest.inferred(uncertainty)
        nats = self.contest.nats
        entropy = conditional_entropy_of_labels(y, None, **options)
        return RankedFeature(
            feature=x.name,
            kind=x.kind,
            mi=found.value / nats,
            normalized=normalize(found.value, entropy),
            n=search.n[search.best],
            estimator=found.method,
            warning="; ".join((*found.warnings, *inferred.pop("warnings", ()))),
            reason=x.reason,
            lag=search.lag,
            **inferred,
        )
