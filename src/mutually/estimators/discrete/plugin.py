"""The plug-in (maximum likelihood) estimators of discrete variables."""

from __future__ import annotations

from mutually.estimators.discrete.table import Contingency, Table
from mutually.estimators.errors.standard_errors import table_errors
from mutually.estimators.estimate import Estimate
from mutually.estimators.nulls.table_pooling import table_independence
from mutually.variables import Labels


def plugin(x: Labels, y: Labels, *, workers: int = 1) -> Estimate:
    """Estimate mutual information by the frequencies of the table.

    I = H(X) + H(Y) - H(X, Y), exactly, each entropy from the relative frequencies. The bias is
    upward, about (levels of X - 1)(levels of Y - 1) / (2 n) and far more where cells are few
    rows: an uninformative feature with many levels looks informative. Use it to compare with
    other tools; ``chance_corrected`` is for answers.

    References
    ----------
    Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948),
    doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    table = Table.of(x, y, workers)
    return from_table(table, plugin_information(table), "plugin")


def plugin_information(table: Contingency) -> float:
    """Return H(X) + H(Y) - H(X, Y) of a table, in nats."""
    parts = (table.x_margin, table.y_margin, table.cell_margin)
    h_x, h_y, h_xy = (part.plugin_entropy() for part in parts)
    return h_x + h_y - h_xy


def from_table(
    table: Contingency, value: float, method: str, warnings: tuple[str, ...] = ()
) -> Estimate:
    """Wrap a table's value with its local values.

    A row's local value is log(n N_ij / (N_i N_j)). Where the value is corrected for bias, the
    correction is spread evenly, so that the mean of the local values is the value.
    """
    local = table.local_values(value)
    freedom = (table.x_margin.levels - 1) * (table.y_margin.levels - 1)
    errors = table_errors(local.spread, value, local.mean, freedom, table.n)
    return Estimate(value, local.values, method, warnings, table_independence(table), errors)
