"""Our default for two discrete variables: near zero by chance, little bias otherwise."""

from __future__ import annotations

import math
from typing import NamedTuple

from mutually import _core
from mutually.estimators.discrete.chao_wang_jost import bounded_entropy, unseen_part
from mutually.estimators.discrete.plugin import from_table
from mutually.estimators.discrete.table import Contingency, CountsOfCounts, Table
from mutually.estimators.estimate import Estimate
from mutually.estimators.psi import digamma
from mutually.variables import Labels

# Below this share of rows in cells that were seen twice or more, the table is too thin to trust.
THIN = 0.5


def chance_corrected(x: Labels, y: Labels, *, seed: int = 0, workers: int = 1) -> Estimate:
    """Estimate the mutual information of two discrete variables, in nats.

    Three answers are weighed, none of which is right alone:

    * *excess*, the plug-in value less its exact mean under random pairing of the two columns
      (the expected mutual information of a table with these margins): right under independence,
      too low otherwise, since a strong relation leaves less room for chance;
    * *adjusted*, the excess as a share of its largest possible value, times the smaller entropy
      (the adjusted mutual information): right at both ends;
    * *covered*, from Chao, Wang and Jost's entropies, less its own excess under random pairing
      where there is room for it: best where most cells were seen more than once.

    With C the share of rows in cells that were seen twice or more (Good and Turing's coverage of
    the joint distribution), and z the chi-squared statistic in standard deviations from its mean,
    both exact under random pairing, dependence is taken as ``C covered + (1 - C) adjusted``, and
    the value is that with weight z^2 / (z^2 + 4) for z > 0, and the excess with the rest. Where
    nearly every row has a level of its own, z is a matter of a few coincidences and has heavy
    tails; with P pairs of rows that share a level (of the variable that has fewer such pairs) the
    weight is therefore multiplied by P^2 / (P^2 + 100).

    No random numbers are drawn, and the seed changes nothing. It assumes independent rows. It fails
    where most rows have a cell of their own (then C is near 0, and a warning says so).

    References
    ----------
    Vinh, Epps & Bailey, "Information theoretic measures for clusterings comparison", JMLR 11
    (2010), https://jmlr.org/papers/v11/vinh10a.html. Chao, Wang & Jost (2013),
    doi:10.1111/2041-210X.12108. Haldane, "The mean and variance of the moments of chi-squared when
    used as a test of homogeneity", Biometrika 31 (1940), doi:10.1093/biomet/31.3-4.346.
    """
    return chance_corrected_table(Table.of(x, y, workers), workers=workers)


def chance_corrected_table(table: Contingency, *, workers: int = 1) -> Estimate:
    """Return what :func:`chance_corrected` does of a table that is counted already."""
    # In an order of their own, so that x and y can be exchanged without changing a bit.
    margins = [table.x_margin, table.y_margin]
    rows, columns = sorted(margins, key=lambda m: (m.counts.tolist(), m.times.tolist()))
    cells = table.cell_margin
    h_x, h_y, h_xy = (part.plugin_entropy() for part in (rows, columns, cells))
    n = table.n
    if min(rows.levels, columns.levels) <= 1:
        return from_table(table, 0.0, "chance_corrected")
    by_chance, covered = against_chance(rows, columns, cells, workers)
    excess = h_x + h_y - h_xy - by_chance

    most = min(h_x, h_y)
    room = most - by_chance
    adjusted = excess / room * most if room > 1e-12 * most else 0.0

    coverage = 1 - cells.occurring(1) / n
    # The variance of the statistic needs four rows; fewer are no evidence of anything.
    z = max(0.0, chi_squared_z(table, rows, columns)) if n >= 4 else 0.0
    weight = z * z / (z * z + 4) * pairs_weight(rows, columns)
    dependent = coverage * covered + (1 - coverage) * adjusted
    value = weight * dependent + (1 - weight) * excess
    warnings: tuple[str, ...] = ()
    if coverage < THIN and weight > 0.5:
        warnings = (thin_warning(coverage),)
    return from_table(table, value, "chance_corrected", warnings)


class AgainstChance(NamedTuple):
    """What random pairing shows on average, and the answer that leans on cells seen twice."""

    information: float
    covered: float


def against_chance(
    rows: CountsOfCounts, columns: CountsOfCounts, cells: CountsOfCounts, workers: int
) -> AgainstChance:
    """Return the plug-in value by chance, and *covered*; both margins have two levels or more."""
    n = cells.n
    n_log_n, n_psi_n, ones, twos = _core.table_chance(
        n, rows.counts, rows.times, columns.counts, columns.times, workers
    )
    by_chance = rows.plugin_entropy() + columns.plugin_entropy() + n_log_n / n - math.log(n)

    c_x, c_y = bounded_entropy(rows), bounded_entropy(columns)
    covered = c_x + c_y - bounded_entropy(cells)
    joint_by_chance = float(digamma(n)[0]) - n_psi_n / n + unseen_part(n, ones, twos)
    covered_by_chance = c_x + c_y - joint_by_chance
    share = min(max(covered / min(c_x, c_y), 0.0), 1.0) if min(c_x, c_y) > 0 else 1.0
    return AgainstChance(by_chance, covered - covered_by_chance * (1 - share))


def thin_warning(coverage: float) -> str:
    """Say that few rows share a cell."""
    return (
        f"{1 - coverage:.0%} of the rows have a pair of levels of their own: the value leans on "
        "few repeated pairs"
    )


def pairs_weight(rows: CountsOfCounts, columns: CountsOfCounts) -> float:
    """Return how far pairs of rows that share a level are to be trusted, from 0 to 1."""
    pairs = min(float((m.times * m.counts * (m.counts - 1)).sum()) / 2 for m in (rows, columns))
    return pairs * pairs / (pairs * pairs + 100)


def chi_squared_z(table: Contingency, rows: CountsOfCounts, columns: CountsOfCounts) -> float:
    """Return the chi-squared statistic in standard deviations from its mean.

    Mean and variance (Haldane 1940) are those under random pairing of the columns, exactly.
    """
    n = table.n
    statistic = table.squares - n
    v_x, w_x = margin_moments(rows)
    v_y, w_y = margin_moments(columns)
    mean = n * (rows.levels - 1) * (columns.levels - 1) / (n - 1)
    variance = 2 * n / (n - 3) * (v_x - w_x) * (v_y - w_y) + n * n / (n - 1) * w_x * w_y
    # Where one column names its rows, every pairing gives the same statistic.
    if variance <= 1e-9 * mean:
        return 0.0
    return (statistic - mean) / math.sqrt(variance)


def margin_moments(margin: CountsOfCounts) -> tuple[float, float]:
    """Return what the variance of the chi-squared statistic needs of a margin."""
    n, levels = margin.n, margin.levels
    inverse = float((margin.times / margin.counts).sum())
    return (levels - 1) * (n - levels) / (n - 1), (n * inverse - levels * levels) / (n - 2)
