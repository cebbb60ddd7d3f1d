"""A model whose own draws show KSG as much information as the data do."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import elliptical, gaussian, mixture
from mutually.estimators.models.copula_residual import neighbours_alone
from mutually.estimators.models.rows import Array, Rows, arrange, split
from mutually.estimators.models.t_copula import choose
from mutually.estimators.neighbours.points import ksg_curve

NEIGHBOURS = (2, 3, 5)
GATE = 2.0
MOST_COLUMNS = 20


def mixture_residual(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    return core(arrange(x, y, z), seed, workers)


def core(rows: Rows, seed: int, workers: int) -> Estimate:
    plain = gaussian.of_rows(rows, "mixture_residual")
    if plain.warnings:
        return neighbours_alone(rows, "mixture_residual", plain.warnings, workers)
    ks = [k for k in NEIGHBOURS if k < rows.n]
    local = ksg_curve(rows.x, rows.y, rows.z, ks, workers).mean(axis=0)
    target = float(local.mean())
    model = elliptical.surrogate(choose(rows), rows)
    replicates = 2 if rows.n < 5000 and rows.size <= 20 else 1

    def shown(draw, stream: int) -> tuple[float, float]:
        """What KSG shows on draws, and the truth about them."""
        pairs = []
        for i in range(replicates):
            drawn, truth = draw(np.random.default_rng([seed, stream, i]))
            seen = ksg_curve(drawn.x, drawn.y, drawn.z, ks, workers).mean()
            pairs.append((float(seen) - truth, truth))
        error, truth = np.mean(pairs, axis=0)
        return float(error), float(truth)

    error, _ = shown(model.draw, 2)
    truth = model.value
    beyond = target - error - model.value
    if rows.size > 2 and abs(beyond) <= GATE / math.sqrt(rows.n):
        return Estimate(model.value, model.local, f"{model.name} alone")
    name = model.name
    value = target - error
    if truth + error < target and rows.size <= MOST_COLUMNS:
        before, waiting = (truth, error), None
        for fit in mixture.path(rows, seed, workers):
            k = len(fit.weights)

            def draw(rng, fit=fit):
                drawn = split(fit.draw(rows.n, rng), rows.sizes)
                return drawn.scores(), float(mixture.log_ratio(fit, drawn, workers).mean())

            # A model that holds less than KSG shows need not be drawn from.
            if float(mixture.log_ratio(fit, rows, workers).mean()) < target:
                waiting = (draw, k)
                continue
            error, truth = shown(draw, k + 10)
            if truth + error >= target:
                if waiting is not None:
                    e, t = shown(waiting[0], waiting[1] + 10)
                    if t + e < target: before = (t, e)
                t, e = before
                share = (target - t - e) / (truth + error - t - e)
                value = t + share * (truth - t)
                name = f"mixtures of {k // 2} and {k} Gaussians"
                break
            before, waiting = (truth, error), None
            value, name = target - error, f"mixture of {k} Gaussians"
        else:
            if waiting is not None:
                error, truth = shown(waiting[0], waiting[1] + 10)
                value, name = target - error, f"mixture of {waiting[1]} Gaussians"
    return Estimate(value, local + (value - target), f"{name} matched to neighbours")
