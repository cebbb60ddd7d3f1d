"""Entropies of one discrete variable by name."""

from __future__ import annotations

import numpy as np

from mutually.estimators.chao_wang_jost import bounded_entropy, chao_wang_jost
from mutually.estimators.estimate import CellValues, Estimate
from mutually.estimators.table import CountsOfCounts
from mutually.variables import Labels


def discrete_entropy(labels: Labels, estimator: str) -> Estimate:
    """Estimate the entropy of a column of codes, in nats.

    A row's local value is -log(N / n), shifted evenly so that the mean is the value.
    """
    counts = labels.counts
    of_counts = CountsOfCounts.of(counts)
    plugin = of_counts.plugin_entropy()
    value = {
        "plugin": lambda: plugin,
        "chao_wang_jost": lambda: chao_wang_jost(of_counts),
        "auto": lambda: bounded_entropy(of_counts),
    }[estimator]()
    occurring = np.flatnonzero(counts)
    surprise = -np.log(counts[occurring] / len(labels.codes)) + (value - plugin)
    local = CellValues(
        np.zeros(1, dtype=labels.codes.dtype), labels.codes, labels.size, occurring, surprise
    )
    warnings: tuple[str, ...] = ()
    share = of_counts.occurring(1) / max(1, of_counts.n)
    if share > 0.5 and of_counts.levels > 1:
        warnings = (f"{share:.0%} of the rows have a level of their own: the value is too low",)
    name = "chao_wang_jost, bounded" if estimator == "auto" else estimator
    return Estimate(value, local, name, warnings)
