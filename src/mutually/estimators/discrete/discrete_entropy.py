"""Entropies of one discrete variable by name."""

from __future__ import annotations

import numpy as np

from mutually.estimators.discrete.chao_shen import chao_shen
from mutually.estimators.discrete.chao_wang_jost import bounded_entropy, chao_wang_jost
from mutually.estimators.discrete.grassberger import grassberger
from mutually.estimators.discrete.miller_madow import miller_madow
from mutually.estimators.discrete.nsb import nsb
from mutually.estimators.discrete.shrinkage import shrinkage
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.errors.errors import Errors
from mutually.estimators.estimate import CellValues, Estimate
from mutually.variables import Labels

# From the counts alone.
FROM_COUNTS = {
    "auto": bounded_entropy,
    "chao_shen": chao_shen,
    "chao_wang_jost": chao_wang_jost,
    "grassberger": grassberger,
    "miller_madow": miller_madow,
    "plugin": CountsOfCounts.plugin_entropy,
}

# From the counts and the number of levels that there can be.
FROM_COUNTS_AND_LEVELS = {"nsb": nsb, "shrinkage": shrinkage}


def entropy_of_counts(counts: CountsOfCounts, estimator: str, levels: int | None = None) -> float:
    """Return the entropy of counts by the named estimator, in nats.

    ``levels`` is how many levels there can be, for the estimators that ask; None takes those that
    occur.
    """
    if estimator in FROM_COUNTS_AND_LEVELS:
        return FROM_COUNTS_AND_LEVELS[estimator](counts, levels)
    return FROM_COUNTS[estimator](counts)


def discrete_entropy(labels: Labels, estimator: str) -> Estimate:
    """Estimate the entropy of a column of codes, in nats.

    A row's local value is -log(N / n), shifted evenly so that the mean is the value.
    """
    counts = labels.counts
    of_counts = CountsOfCounts.of(counts)
    value = entropy_of_counts(of_counts, estimator)
    occurring = np.flatnonzero(counts)
    surprise = -np.log(counts[occurring] / labels.n)
    surprise += value - of_counts.plugin_entropy()
    one_row = np.zeros(1, dtype=labels.codes.dtype)
    times = counts[occurring]
    local = CellValues(one_row, labels.codes, labels.size, occurring, times, surprise)
    warnings: tuple[str, ...] = ()
    share = of_counts.occurring(1) / max(1, of_counts.n)
    if share > 0.5 and of_counts.levels > 1:
        # Chao's estimators add unseen levels; theirs is not low then, but rests on few rows.
        adds = estimator in ("auto", "chao_shen", "chao_wang_jost")
        fault = "rests on the few others" if adds else "is too low"
        warnings = (f"{share:.0%} of the rows have a level of their own: the value {fault}",)
    name = "chao_wang_jost, bounded" if estimator == "auto" else estimator
    # Of levels alike 2 n H varies like chi-squared, though all rows have the same local value.
    n = max(1, of_counts.n)
    variance = (local.spread() + (of_counts.levels - 1) / (2 * n)) / n
    return Estimate(value, local, name, warnings, errors=Errors(variance))
