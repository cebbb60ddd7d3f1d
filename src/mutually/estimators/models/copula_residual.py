"""An elliptical copula, and what neighbours show beyond it (recipe R1)."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import elliptical, gaussian
from mutually.estimators.models.rows import Array, Rows, arrange
from mutually.estimators.models.t_copula import choose
from mutually.estimators.neighbours.curve import ksg_curve
from mutually.estimators.neighbours.k_ensemble import weights

NEIGHBOURS = (1, 2, 3, 5, 7, 10)
# Below so many standard deviations (about 0.7 / sqrt(n)) a difference of KSG is called chance.
_GATE = 3 * 0.7
# Above this many columns extrapolation in k adds more noise than it removes error.
_COLUMNS_TO_EXTRAPOLATE = 12
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
    Kraskov, Stögbauer & Grassberger (2004), doi:10.1103/PhysRevE.69.066138; weights over k as of
    ensemble estimators: Sricharan, Wei & Hero (2013), doi:10.1109/TIT.2013.2251456.
    """
    rows = arrange(x, y, z)
    refused = too_few(rows, "copula_residual", workers)
    if refused is not None:
        return refused
    model = elliptical.surrogate(choose(rows), rows, seed)
    ks = tuple(k for k in NEIGHBOURS if k < rows.n)
    local = ksg_curve(rows.x, rows.y, rows.z, ks, workers)
    errors = []
    for repeat in range(1 if rows.size > _COLUMNS_FOR_ONE_DRAW else 2):
        drawn, truth = model.draw(np.random.default_rng([seed, repeat]))
        errors.append(ksg_curve(drawn.x, drawn.y, drawn.z, ks, workers).mean(axis=1) - truth)
    corrected = local - np.mean(errors, axis=0)[:, None]
    beyond = float(corrected[ks.index(min(3, ks[-1]))].mean()) - model.value
    if rows.size > 2 and abs(beyond) <= _GATE / math.sqrt(rows.n):
        return Estimate(model.value, model.local, f"copula_residual, {model.name} alone")
    best = _weights(ks, rows.n, rows.size) @ corrected
    return Estimate(float(best.mean()), best, f"copula_residual, {model.name} and neighbours")


def _weights(ks: tuple[int, ...], n: int, d: int) -> Array:
    """Return weights over k against an error in (k/n)^(2/d); in many dimensions 3 alone."""
    if d > _COLUMNS_TO_EXTRAPOLATE or len(ks) < 3:
        return np.array([float(k == min(3, ks[-1])) for k in ks])
    return weights(ks, n, d, 2)


def too_few(rows: Rows, method: str, workers: int) -> Estimate | None:
    """Return KSG alone where there are too few rows for a model, or infinity where it is certain.

    Two rows a column are the fewest that leave a correlation matrix more than noise.
    """
    plain = gaussian.of_rows(rows, method)
    enough = rows.n >= 2 * rows.size + 4
    if enough and math.isinf(plain.value):
        return plain
    if enough and not plain.warnings:
        return None
    if rows.n < 3:
        return Estimate(0.0, np.zeros(rows.n), method, plain.warnings)
    local = ksg_curve(rows.x, rows.y, rows.z, [min(3, rows.n - 1)], workers)[0]
    warning = f"{rows.n} rows are too few to fit a model to {rows.size} columns: neighbours alone"
    return Estimate(float(local.mean()), local, f"{method}, ksg alone", (warning,))
