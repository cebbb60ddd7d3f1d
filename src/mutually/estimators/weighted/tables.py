"""Two discrete variables whose rows have weights."""

from __future__ import annotations

import math

from mutually.estimators.discrete.chance_corrected import (
    THIN,
    against_chance,
    pairs_weight,
    thin_warning,
)
from mutually.estimators.discrete.plugin import plugin_information
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.errors.errors import TableErrors
from mutually.estimators.errors.standard_errors import table_variance
from mutually.estimators.estimate import CellValues, Estimate
from mutually.estimators.weighted.contingency import WeightedTable
from mutually.estimators.weighted.independence import null_of, statistic, table_independence
from mutually.estimators.weighted.masses import Array
from mutually.variables import Labels


def weighted_table(
    x: Labels, y: Labels, own: Array, *, estimator: str = "auto", workers: int = 1
) -> Estimate:
    """Estimate the mutual information of two discrete variables from weighted rows, in nats.

    "plugin" is that of the shares; "miller_madow" is less the first term of its bias; any other
    name is ``chance_corrected``, of which every part has its weighted form. What the parts hold
    beyond first terms is that of the rows without weights, times their number over the effective
    one. With equal weights all are what they are without weights.

    Parameters
    ----------
    own : ndarray
        The share of each row; their sum is 1.

    References
    ----------
    Rao & Scott, "The analysis of categorical data from complex sample surveys", Journal of the
    American Statistical Association 76 (1981), doi:10.1080/01621459.1981.10477633, for the variance
    of tables with weights; the first terms of the bias follow from it.
    """
    table = WeightedTable.of(x, y, own, workers)
    warnings: tuple[str, ...] = ()
    if estimator == "plugin":
        value, method = table.plugin, "plugin"
    elif estimator == "miller_madow":
        value, method = table.plugin - table.bias, "miller_madow"
    else:
        value, warnings = _chance_corrected(table, workers)
        method = "chance_corrected"
    return _estimate(table, value, f"{method}, weighted", warnings)


def _chance_corrected(table: WeightedTable, workers: int) -> tuple[float, tuple[str, ...]]:
    """Return :func:`chance_corrected` of shares, and what is to be said of it."""
    margins = [CountsOfCounts.of(table.rows.x_totals), CountsOfCounts.of(table.rows.y_totals)]
    rows, columns = sorted(margins, key=lambda m: (m.counts.tolist(), m.times.tolist()))
    cells = CountsOfCounts.of(table.rows.counts)
    if min(rows.levels, columns.levels) <= 1:
        return 0.0, ()
    n = table.rows.n
    unweighted = against_chance(rows, columns, cells, workers)
    most = min(table.x.plugin_entropy(), table.y.plugin_entropy())
    # The part of the most that chance shows; with more chance it comes nearer, and never beyond.
    share = min(unweighted.information / min(rows.plugin_entropy(), columns.plugin_entropy()), 1.0)
    more = 2 * n * table.chance / ((rows.levels - 1) * (columns.levels - 1))
    by_chance = most * (1 - (1 - share) ** more)
    plugin = table.plugin
    excess = plugin - by_chance
    room = most - by_chance
    adjusted = excess / room * most if room > 1e-12 * most else 0.0

    first_term = (cells.levels - rows.levels - columns.levels + 1) / (2 * n)
    beyond = unweighted.covered - (plugin_information(table.rows) - first_term)
    covered = plugin - table.bias + beyond * n * table.x.total_square
    alone = math.fsum(table.cells.mass[table.rows.counts == 1].tolist())
    coverage = 1 - alone
    null = null_of(table)
    z = max(0.0, statistic(table)) / math.sqrt(null.variance) if null.variance > 0 else 0.0
    weight = z * z / (z * z + 4) * pairs_weight(rows, columns)
    value = weight * (coverage * covered + alone * adjusted) + (1 - weight) * excess
    return value, (thin_warning(coverage),) if coverage < THIN and weight > 0.5 else ()


def _estimate(
    table: WeightedTable, value: float, method: str, warnings: tuple[str, ...]
) -> Estimate:
    """Wrap the value; local values are log ratios, moved evenly to the value as their mean."""
    plugin, s = table.plugin, table.x.total_square
    x, y = table.rows.x, table.rows.y
    local = CellValues(x.codes, y.codes, y.size, table.keys, table.rows.counts,
                       table.log_ratios + (value - plugin))  # fmt: skip
    spread = math.fsum((table.cells.square * (table.log_ratios - plugin) ** 2).tolist()) / s
    df = table.df
    # So many rows of equal weight show as much by chance.
    worth = df / (2 * table.chance) if df else 1 / s
    variance = float(table_variance(spread, value, df / (s * worth), 1 / s))
    errors = TableErrors(variance, plugin=plugin, df=df, n=worth)
    return Estimate(value, local, method, warnings, table_independence(x, y, table.own), errors)
