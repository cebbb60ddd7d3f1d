"""Mutual information of two discrete variables as a sum of three estimated entropies."""

from __future__ import annotations

from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.plugin import from_table
from mutually.estimators.discrete.table import CountsOfCounts, Table
from mutually.estimators.estimate import Estimate
from mutually.variables import Labels


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
