"""Mixtures grown until their own draws show neighbours as much as the data do."""

from __future__ import annotations

import math

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import elliptical, gaussian, mixture
from mutually.estimators.models.copula_residual import neighbours_alone
from mutually.estimators.models.mixture_model import Mixture
from mutually.estimators.models.residual import Shown, on_draws, shown
from mutually.estimators.models.rows import Array, Rows, arrange
from mutually.estimators.models.surrogate import Surrogate
from mutually.estimators.models.t_copula import choose

# A difference of KSG below so many times 1 / sqrt(n) is called chance: about three standard
# deviations of it.
GATE = 2.0
# In more columns mixtures have too many parameters, and the elliptical copula stands alone.
MOST_COLUMNS = 20
# An elliptical copula is believed unless a mixture of few components has a likelihood above it
# by this many nats a row.
_FEW, _MARGIN = 8, 0.02
_ELLIPTICAL_STREAM, _MIXTURE_STREAM = 2, 10


def mixture_residual(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) in nats by the model on whose draws KSG shows what it shows on the data.

    The models are an elliptical copula, then Gaussian mixtures of 2, 4, 8, ... components. Each has
    a known information, and KSG runs on draws from it. Between the last model on which KSG shows
    less than on the data and the first on which it shows more, the information is interpolated. So
    KSG's own error, which grows with the dimension, does not matter as long as it is alike on
    models and data. Where KSG does not tell the elliptical copula from the data, nor the
    likelihood prefer a small mixture, that copula's closed form is the estimate.

    It assumes that a mixture of up to 128 components, fewer in small samples, comes near the data.
    It fails, towards too little, on near-functional relations in several dimensions.

    References
    ----------
    Matching a statistic of model and data is indirect inference: Gouriéroux, Monfort & Renault,
    Journal of Applied Econometrics 8 (1993), doi:10.1002/jae.3950080507. The statistic is that of
    Kraskov, Stögbauer & Grassberger (2004), doi:10.1103/PhysRevE.69.066138.
    """
    return of_rows(arrange(x, y, z), seed, workers)


def of_rows(rows: Rows, seed: int, workers: int) -> Estimate:
    """Estimate from rows whose columns are in their final order."""
    plain = gaussian.of_rows(rows, "mixture_residual")
    if plain.warnings:
        return neighbours_alone(rows, "mixture_residual", plain.warnings, workers)
    local = shown(rows, workers)
    target = float(local.mean())
    model = elliptical.surrogate(choose(rows), rows)
    first = on_draws(model.draw, rows, seed, _ELLIPTICAL_STREAM, workers)
    beyond = target - (first.value - first.truth) - model.value
    near = rows.size > 2 and abs(beyond) <= GATE / math.sqrt(rows.n)
    if near and (rows.size > MOST_COLUMNS or _believed(model, rows, seed, workers)):
        return Estimate(model.value, model.local, f"{model.name} alone")
    if first.value >= target or rows.size > MOST_COLUMNS:
        value, name = model.value + beyond, model.name
    else:
        value, name = _grow(rows, target, first, model.name, seed, workers)
    return Estimate(value, local + (value - target), f"{name}, matched to neighbours")


def _believed(model: Surrogate, rows: Rows, seed: int, workers: int) -> bool:
    for fit in mixture.path(rows, seed, workers):
        if mixture.likelihood(fit, rows, workers) > model.likelihood + _MARGIN:
            return False
        if len(fit.weights) >= _FEW:
            break
    return True


def _grow(
    rows: Rows, target: float, first: Shown, name: str, seed: int, workers: int
) -> tuple[float, str]:
    """Find two neighbouring models between which KSG shows the target, and interpolate."""

    def draws(fit: Mixture) -> Shown:
        stream = _MIXTURE_STREAM + len(fit.weights)
        return on_draws(mixture.drawing(fit, rows, workers), rows, seed, stream, workers)

    below, below_name = first, name
    passed: Mixture | None = None
    for fit in mixture.path(rows, seed, workers):
        # A model that holds less than KSG shows on the data will hardly show more than they.
        if float(mixture.log_ratio(fit, rows, workers).mean()) < target:
            passed = fit
            continue
        if passed is not None:
            below, below_name = draws(passed), f"{len(passed.weights)} Gaussians"
            passed = None
            if below.value >= target:
                break
        above = draws(fit)
        if above.value >= target:
            share = (target - below.value) / (above.value - below.value)
            value = below.truth + share * (above.truth - below.truth)
            return value, f"between {below_name} and a mixture of {len(fit.weights)}"
        below, below_name = above, f"mixture of {len(fit.weights)} Gaussians"
    if passed is not None:
        below, below_name = draws(passed), f"mixture of {len(passed.weights)} Gaussians"
    return below.truth + target - below.value, below_name
