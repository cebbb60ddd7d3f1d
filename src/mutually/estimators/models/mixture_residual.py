"""Mixtures grown until their own draws show neighbours as much as the data do."""

from __future__ import annotations

import math
from typing import NamedTuple

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import elliptical, mixture
from mutually.estimators.models.copula_residual import too_few
from mutually.estimators.models.mixture_model import Mixture
from mutually.estimators.models.residual import Shown, on_draws, shown
from mutually.estimators.models.rows import Array, Rows, arrange
from mutually.estimators.models.surrogate import Surrogate
from mutually.estimators.models.t_copula import choose

# A difference of KSG below so many times 1 / sqrt(n) is called chance: about three standard
# deviations of it, which are larger in many columns.
GATE, GATE_IN_MANY_COLUMNS = 2.0, 4.0
# In more columns mixtures have too many parameters, and the elliptical copula stands alone.
MOST_COLUMNS = 20
# How the method of an estimate ends that is an elliptical copula's closed form.
ALONE = "alone"
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
    models and data. Where KSG does not tell the elliptical copula from the data, nor does the
    likelihood prefer a small mixture, that copula's closed form is the estimate; where KSG shows a
    little more or less on the data, the difference is added to it.

    It assumes that a mixture of up to 256 components, fewer in small samples, comes near the data.
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
    refused = too_few(rows, "mixture_residual", workers)
    if refused is not None:
        return refused
    local = shown(rows, workers)
    target = float(local.mean())
    model = elliptical.surrogate(choose(rows), rows, seed)
    first = on_draws(model.draw, rows, seed, _ELLIPTICAL_STREAM, workers)
    beyond = target - (first.value - first.truth) - model.value
    many = rows.size > MOST_COLUMNS
    gate = (GATE_IN_MANY_COLUMNS if many else GATE) / math.sqrt(rows.n)
    believed = many or (abs(beyond) <= 2 * gate and _believed(model, rows, seed, workers))
    if believed and abs(beyond) <= gate:
        return Estimate(model.value, model.local, f"{model.name} {ALONE}")
    if first.value >= target or believed:
        found = Matched(model.value + beyond, model.name)
    else:
        found = _grow(rows, target, first, model.name, seed, workers)
    warnings = found.warnings
    if many:
        warnings += (
            f"neighbours differ from the {model.name} by {beyond:+.2f} nats, and no mixture is "
            f"fitted to more than {MOST_COLUMNS} columns",
        )
    method = f"{found.name}, matched to neighbours"
    return Estimate(found.value, local + (found.value - target), method, warnings)


class Matched(NamedTuple):
    """A value, between which models it lies, and what to know of it."""

    value: float
    name: str
    warnings: tuple[str, ...] = ()


def _believed(model: Surrogate, rows: Rows, seed: int, workers: int) -> bool:
    """Say whether no small mixture has a clearly higher likelihood than the copula."""
    for fit in mixture.path(rows, seed, workers):
        if mixture.likelihood(fit, rows, workers) > model.likelihood + _MARGIN:
            return False
        if len(fit.weights) >= _FEW:
            break
    return True


def _grow(rows: Rows, target: float, first: Shown, name: str, seed: int, workers: int) -> Matched:
    """Find two neighbouring models between which KSG shows the target, and interpolate."""

    def draws(fit: Mixture) -> Shown:
        stream = _MIXTURE_STREAM + len(fit.weights)
        return on_draws(mixture.drawing(fit, rows, workers), rows, seed, stream, workers)

    before, last, last_name = first, first, name
    passed: Mixture | None = None
    for fit in mixture.path(rows, seed, workers):
        # A model that holds less than KSG shows on the data will hardly show more than they.
        if float(mixture.log_ratio(fit, rows, workers).mean()) < target:
            passed = fit
            continue
        for one in (fit,) if passed is None else (passed, fit):
            before, last, before_name, last_name = last, draws(one), last_name, _name(one)
            if last.value >= target:
                if one is passed:  # it was expected below, so it lies close by
                    return Matched(last.truth + target - last.value, last_name)
                share = (target - before.value) / (last.value - before.value)
                value = before.truth + share * (last.truth - before.truth)
                return Matched(value, f"between {before_name} and {last_name}")
        passed = None
    if passed is not None:
        last, last_name = draws(passed), _name(passed)
    missing = target - last.value
    found = Matched(last.truth + missing, last_name)
    if missing <= GATE / math.sqrt(rows.n):
        return found
    warning = (
        f"neighbours show {missing:.2f} nats more on the data than on the richest model that "
        f"{rows.n} rows allow ({last_name}): the value may be too low"
    )
    return found._replace(warnings=(warning,))


def _name(fit: Mixture) -> str:
    return f"mixture of {len(fit.weights)} Gaussians"
