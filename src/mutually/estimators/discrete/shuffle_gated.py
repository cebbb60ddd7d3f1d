"""Two discrete variables: chance subtracted by shuffling, and a gate between two answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.discrete.chao_wang_jost import chao_wang_jost
from mutually.estimators.discrete.plugin import from_table
from mutually.estimators.discrete.table import Counts, CountsOfCounts, Table
from mutually.estimators.estimate import Estimate
from mutually.variables import Labels, smallest_codes

SHUFFLES = 20
# Shuffles draw from the same distribution as independent data, so 3 deviations are rare by chance.
_GATE = 3.0


def shuffle_gated(x: Labels, y: Labels, *, seed: int = 0, workers: int = 1) -> Estimate:
    """Estimate the mutual information of two discrete variables by a gate, in nats.

    The rows of one column are shuffled 20 times, which keeps both margins and breaks the relation.
    Where the plug-in value is less than 3 standard deviations above its mean over the shuffles,
    the value is the plug-in one less that mean. Elsewhere it is Chao, Wang and Jost's, less its
    own mean over the shuffles times (1 - I/Hmin): Hmin is the smaller of the two entropies, and
    with I near Hmin there is no room left for chance.

    It assumes independent rows. It fails, towards too little, where a weak relation does not pass
    the gate, and the value jumps there; and where nearly every row has a cell of its own. A
    variable that names its rows gets 0. ``chance_corrected`` weighs the two answers smoothly, with
    exact means by chance, and errs less (studies/discrete.md).

    The shuffles depend on the margins and the seed alone, so the value depends neither on the
    order and the names of levels nor on which variable is called x, to the bit.

    References
    ----------
    Chao, Wang & Jost (2013), doi:10.1111/2041-210X.12108. Subtracting the mean over random
    pairings: Magri, Whittingstall, Singh, Logothetis & Panzeri, "A toolbox for the fast information
    analysis of multiple-site LFP, EEG and spike train recordings", BMC Neuroscience 10 (2009),
    doi:10.1186/1471-2202-10-81, under the name of bootstrap correction. The gate is ours.
    """
    table = Table.of(x, y, workers)
    if table.n == 0:
        return from_table(table, 0.0, "shuffle_gated")
    first, second = sorted((_ascending(table.x_totals), _ascending(table.y_totals)), key=list)
    rows, columns = CountsOfCounts.of(first), CountsOfCounts.of(second)
    cells = CountsOfCounts.of(table.counts)
    by_chance = [CountsOfCounts.of(c) for c in _shuffled(first, second, seed, workers)]

    margins = rows.plugin_entropy() + columns.plugin_entropy()
    plugin = margins - cells.plugin_entropy()
    nulls = np.array([margins - shuffled.plugin_entropy() for shuffled in by_chance])
    excess = plugin - float(nulls.mean())
    # Margins that allow one table only (a constant, a name for each row) have no deviation.
    deviation = float(nulls.std(ddof=1))
    if excess < _GATE * deviation or deviation <= 1e-12 * max(margins, 1.0):
        return from_table(table, excess, "shuffle_gated, below the gate")

    c_x, c_y = chao_wang_jost(rows), chao_wang_jost(columns)
    covered = c_x + c_y - chao_wang_jost(cells)
    chance = float(np.mean([c_x + c_y - chao_wang_jost(shuffled) for shuffled in by_chance]))
    share = min(max(covered / min(c_x, c_y), 0.0), 1.0)
    return from_table(table, covered - chance * (1 - share), "shuffle_gated, above the gate")


def _ascending(totals: Counts) -> Counts:
    return np.sort(totals[totals > 0])


def _shuffled(x_totals: Counts, y_totals: Counts, seed: int, workers: int) -> list[Counts]:
    """Return the cells of random tables with these margins."""
    x, y = (smallest_codes(np.repeat(np.arange(len(t)), t), len(t)) for t in (x_totals, y_totals))
    n = len(x.codes)
    # One tie of all rows, put in random order, is a shuffle.
    same, order = np.zeros(n), np.arange(n, dtype=np.uint32)
    tables: list[NDArray[np.int64]] = []
    for draw in range(SHUFFLES):
        shuffle = _core.shuffle_ties(same, order, (seed * 0xD1342543DE82EF95 + draw) % 2**64)
        tables.append(_core.count_pairs(x.codes, y.codes[shuffle], x.size, y.size, workers)[2])
    return tables
