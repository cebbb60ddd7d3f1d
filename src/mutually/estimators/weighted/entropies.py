"""Entropies of weighted rows."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.discrete.chao_wang_jost import bounded_entropy, richness
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.errors.errors import Errors
from mutually.estimators.estimate import CellValues, Estimate
from mutually.estimators.neighbours.spacing import spacing
from mutually.estimators.weighted.masses import Array, Moments, log_mean, mean
from mutually.variables import Labels, Sorted


def weighted_entropy(labels: Labels, own: Array, estimator: str = "auto") -> Estimate:
    """Estimate the entropy of a column of codes from weighted rows, in nats.

    "plugin" is that of the shares, "miller_madow" is less the first term of its bias. "auto" adds
    what Chao, Wang and Jost's estimator finds beyond that term without weights, times the rows over
    the effective ones; it is at most the log of Chao's number of levels.
    """
    shares = Moments.of(labels.codes, labels.size, own)
    counts = CountsOfCounts.of(labels.counts)
    plugin, s = shares.plugin_entropy(), shares.total_square
    value = plugin if estimator == "plugin" else plugin - shares.entropy_bias()
    if estimator == "auto":
        first_term = (counts.levels - 1) / (2 * counts.n)
        beyond = bounded_entropy(counts) - counts.plugin_entropy() - first_term
        value = min(value + beyond * counts.n * s, math.log(richness(counts)))
    surprise = -np.log(shares.mass)
    spread = math.fsum((shares.square * (surprise - plugin) ** 2).tolist()) / s
    occurring = np.flatnonzero(labels.counts)
    one_row = np.zeros(1, dtype=labels.codes.dtype)
    local = CellValues(one_row, labels.codes, labels.size, occurring, labels.counts[occurring],
                       surprise + (value - plugin))  # fmt: skip
    variance = (spread + (counts.levels - 1) * s / 2) * s
    name = "chao_wang_jost, bounded" if estimator == "auto" else estimator
    return Estimate(value, local, f"{name}, weighted", errors=Errors(variance))


def weighted_spacing(x: Sorted, own: Array) -> Estimate:
    """Estimate a differential entropy from weighted rows, in nats.

    The mean with the weights of what :func:`spacing` finds in each row, less the log of the mean
    weight of the rows in the gap: the density is that of the rows times the weights around it.
    """
    n = len(x.values)
    m = max(1, round(n ** (1 / 3)))
    weights = own[x.order] * n
    place = np.arange(n)
    left, right = np.maximum(place - m, 0), np.minimum(place + m, n - 1)
    sums = []
    for power in (1, 2):
        until = np.concatenate([[0.0], np.cumsum(weights**power)])
        sums.append(until[right + 1] - until[left] - weights**power)
    local = spacing(x).rows().copy()
    local[x.order] -= log_mean(sums[0], sums[1], right - left)
    value = mean(local, own)
    return Estimate(value, local, "spacing, weighted", errors=None)
