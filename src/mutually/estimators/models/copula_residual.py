"""An elliptical copula, and what neighbours show beyond it (recipe R1)."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import elliptical, gaussian, residual
from mutually.estimators.models.rows import Array, Rows, arrange
from mutually.estimators.models.t_copula import choose

# Below so many standard deviations (about 0.7 / sqrt(n)) a difference of KSG is called chance.
GATE = 2.4
_COLUMNS_FOR_ONE_DRAW = 20


def copula_residual(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) in nats from an elliptical copula and KSG's difference to it.

    The Gaussian or t copula that fits the normal scores better gives a value in closed form. KSG
    runs on the data and on draws from that copula: its dimension-dependent error is much the same
    on both and cancels in the difference, which is added where it is larger than chance.

    It assumes that the remainder beyond the copula is small or low-dimensional. It fails, towards
    too little, on relations far from elliptical in many dimensions.

    References
    ----------
    Kraskov, Stögbauer & Grassberger (2004), doi:10.1103/PhysRevE.69.066138; the difference to a
    model of known value is a control variate.
    """
    rows = arrange(x, y, z)
    plain = gaussian.of_rows(rows, "copula_residual")
    if plain.warnings:
        return neighbours_alone(rows, "copula_residual", plain.warnings, workers)
    model = elliptical.surrogate(choose(rows), rows)
    local = residual.curve(rows, workers)
    replicates = 1 if rows.size > _COLUMNS_FOR_ONE_DRAW else 2
    streams = [np.random.default_rng([seed, i]) for i in range(replicates)]
    error, _ = residual.model_error(model, streams, workers)
    ks = residual.neighbours(rows.n)
    beyond = local - error[:, None] - model.value
    at_three = float(beyond[ks.index(min(3, ks[-1]))].mean())
    if rows.size > 2 and abs(at_three) <= GATE / math.sqrt(rows.n):
        return Estimate(model.value, model.local, f"copula_residual: {model.name} alone")
    best = residual.weights(ks, rows.n, rows.size) @ beyond + model.value
    value = float(best.mean())
    return Estimate(value, best, f"copula_residual: {model.name} and neighbours")


def neighbours_alone(rows: Rows, method: str, warnings: tuple[str, ...], workers: int) -> Estimate:
    """KSG without a model, where too few rows or collinear columns allow none."""
    if any("infinite" in warning for warning in warnings):
        value = float("inf")
        return Estimate(value, np.full(rows.n, value), method, warnings)
    if rows.n < 3:
        return Estimate(0.0, np.zeros(rows.n), method, warnings)
    ks = residual.neighbours(rows.n)
    local = residual.curve(rows, workers)[ks.index(min(3, ks[-1]))]
    warning = f"{rows.n} rows are too few to fit a model to {rows.size} columns: neighbours alone"
    return Estimate(float(local.mean()), local, f"{method}: ksg", (warning,))
