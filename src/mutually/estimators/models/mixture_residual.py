"""The better of an elliptical copula and a mixture, and what neighbours show beyond it (A0)."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import elliptical, gaussian, mixture, residual
from mutually.estimators.models.copula_residual import GATE, neighbours_alone
from mutually.estimators.models.rows import Array, Rows, arrange
from mutually.estimators.models.t_copula import choose


def mixture_residual(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """A0."""
    return core(arrange(x, y, z), seed, workers)


def core(rows: Rows, seed: int, workers: int, margin: float = 0.02) -> Estimate:
    plain = gaussian.of_rows(rows, "mixture_residual")
    if plain.warnings:
        return neighbours_alone(rows, "mixture_residual", plain.warnings, workers)
    fit = choose(rows)
    model = elliptical.surrogate(fit, rows)
    chosen = model
    if rows.size <= 20:
        found = mixture.fit(rows, seed, workers)
        d = rows.size
        lik = elliptical.log_copula(fit, rows.joint[found.held]).mean() - d * (d - 1) / 2 / rows.n
        if found.likelihood > lik + margin:
            chosen = mixture.surrogate(found, rows, workers)
    local = residual.curve(rows, workers)
    streams = [np.random.default_rng([seed, 2 + i]) for i in range(1 if rows.size > 20 else 2)]
    error, _ = residual.model_error(chosen, streams, workers)
    ks = residual.neighbours(rows.n)
    w = residual.weights(ks, rows.n, rows.size)
    corrected = local - error[:, None]
    at_three = float(corrected[ks.index(min(3, ks[-1]))].mean()) - model.value
    if chosen is model and rows.size > 2 and abs(at_three) <= GATE / math.sqrt(rows.n):
        return Estimate(model.value, model.local, f"{model.name} alone")
    best = w @ corrected
    return Estimate(float(best.mean()), best, f"{chosen.name} and neighbours")
