"""Mutual information of two discrete variables as a sum of three estimated entropies."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.plugin import from_table
from mutually.estimators.discrete.table import CountsOfCounts, Table
from mutually.estimators.estimate import Estimate
from mutually.variables import Labels
from mutually.vectors import join_labels


def entropy_sum(x: Labels, y: Labels, estimator: str, *, workers: int = 1) -> Estimate:
    """Estimate mutual information as H(X) + H(Y) - H(X, Y), each by the named estimator, in nats.

    Estimators that need a number of levels ("nsb", "shrinkage") get the levels that occur for x
    and for y, and the product of these for the pair: every pair is taken as possible, also those
    that never occur.

    What an estimator corrects in each entropy need not cancel in the sum: the value can fall below
    0, and the error for the pair, which has the fewest rows a level, is the error of the value.
    Each estimator says in its own docstring what it assumes. ``chance_corrected`` is for answers.

    A row's local value is that of the plug-in, shifted evenly.
    """
    table = Table.of(x, y, workers)
    one, other, pairs = (
        CountsOfCounts.of(counts) for counts in (table.x_totals, table.y_totals, table.counts)
    )
    h_x = entropy_of_counts(one, estimator)
    h_y = entropy_of_counts(other, estimator)
    h_xy = entropy_of_counts(pairs, estimator, levels=one.levels * other.levels)
    warnings: tuple[str, ...] = ()
    share = pairs.occurring(1) / max(1, pairs.n)
    if share > 0.5 and one.levels > 1 and other.levels > 1:
        warnings = (
            f"{share:.0%} of the rows have a pair of levels of their own: the value leans on few "
            "repeated pairs",
        )
    return from_table(table, h_x + h_y - h_xy, estimator, warnings)


def conditional_entropy_sum(
    x: Labels, y: Labels, z: Labels, estimator: str, *, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) as H(X, Z) + H(Y, Z) - H(X, Y, Z) - H(Z), each by the named estimator.

    As for :func:`entropy_sum`; the joint entropies have ever fewer rows a level, and a condition of
    many levels ruins all of them but the plug-in's look of precision.
    """
    with_x, with_y = _both(x, z), _both(y, z)
    counts = [_both(with_x, y), with_x, with_y, z]
    sizes = [int(np.count_nonzero(labels.counts)) for labels in (x, y, z)]
    levels = [math.prod(sizes), sizes[0] * sizes[2], sizes[1] * sizes[2], sizes[2]]
    xyz, xz, yz, only_z = (
        entropy_of_counts(CountsOfCounts.of(labels.counts), estimator, levels=most)
        for labels, most in zip(counts, levels, strict=True)
    )
    value = xz + yz - xyz - only_z
    n_xyz, n_xz, n_yz, n_z = (labels.counts[labels.codes] for labels in counts)
    local = np.log(n_xyz * (n_z / (n_xz * n_yz.astype(np.float64))))
    warnings: tuple[str, ...] = ()
    alone = float(np.count_nonzero(n_xyz == 1)) / max(1, len(n_xyz))
    if alone > 0.5:
        warnings = (f"{alone:.0%} of the rows have a combination of levels of their own: the value "
                    "leans on few repeated ones",)  # fmt: skip
    return Estimate(value, local + (value - local.mean()), estimator, warnings)


def _both(one: Labels, other: Labels) -> Labels:
    joint = join_labels([one, other])
    assert joint is not None
    return joint
