"""Gaussian information, and that of a Gaussian copula, of weighted rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models.canonical import canonical, digamma_bias
from mutually.estimators.models.rows import arrange
from mutually.estimators.products import cross
from mutually.estimators.weighted.masses import Array, effective, mean
from mutually.variables import Sorted
from mutually.vectors import AnyVariable, numeric


def weighted_gaussian(variables: Sequence[AnyVariable], own: Array, method: str) -> Estimate:
    """Estimate I(X; Y) or I(X; Y | Z) by the weighted correlations, in nats.

    As :func:`mutually.estimators.models.gaussian.gaussian`, with the bias of so many rows as the
    weighted ones are worth. "gaussian_copula" takes the normal scores of weighted ranks: of the
    mass below a value and half of that at it.
    """
    scores = method == "gaussian_copula"
    matrices = [
        np.stack(
            [_scores(c.sorted, own) if scores else _values(c.values) for c in numeric(v)], axis=1
        )
        for v in variables
    ]
    rows = arrange(*matrices)
    joint = rows.joint - (rows.joint * own[:, None]).sum(axis=0)
    scale = np.sqrt((joint**2 * own[:, None]).sum(axis=0))
    floor = 1e-14 * np.abs(rows.joint).max(axis=0, initial=0.0)
    standard = joint * np.where(scale > floor, 1 / np.where(scale > floor, scale, 1.0), 0.0)
    weighted = standard * np.sqrt(own)[:, None]
    fit = canonical(cross(weighted, weighted), rows.sizes)
    worth = effective(own)
    if worth - 1 < sum(fit.ranks) + 1:
        few = f"rows worth {worth:.3g} are too few for {rows.size} columns: nothing was estimated"
        return Estimate(0.0, np.zeros(rows.n), f"{method}, weighted", (few,))
    if fit.information == float("inf"):
        note = ("one vector determines a direction of the other: their information is infinite",)
        return Estimate(fit.information, np.full(rows.n, np.inf), f"{method}, weighted", note)
    value = fit.information - digamma_bias(worth, fit.ranks)
    xyz, xz, yz, z_only = fit.squares(standard)
    local = -0.5 * (xyz + z_only - xz - yz)
    return Estimate(value, local + (value - mean(local, own)), f"{method}, weighted")


def _values(values: Array | None) -> Array:
    assert values is not None
    return values


def _scores(column: Sorted, own: Array) -> Array:
    """Return normal scores of weighted ranks; equal values have equal ones."""
    from scipy.special import ndtri

    mass = own[column.order]
    first = np.flatnonzero(np.r_[True, column.values[1:] != column.values[:-1]])
    runs = np.add.reduceat(mass, first)
    middle = np.cumsum(runs) - runs / 2
    by_row = np.empty(len(mass))
    by_row[column.order] = np.repeat(ndtri(middle), np.diff(first, append=len(mass)))
    return by_row
