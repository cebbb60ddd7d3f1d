"""KSG's curve over k, and how its error on a model is taken off its value on the data.

KSG errs by an amount that depends on the shape of the joint density and on k, mostly towards too
little. On draws from a model the truth is known, and so is the error; what remains after the
correction is the difference between the data and the model.
"""

from __future__ import annotations

import numpy as np

from mutually.estimators.models.rows import Array, Rows
from mutually.estimators.models.surrogate import Surrogate
from mutually.estimators.neighbours.curve import ksg_curve

NEIGHBOURS = (1, 2, 3, 5, 7, 10, 15, 20)
# Above this many columns extrapolation in k adds more noise than it removes error.
_COLUMNS_TO_EXTRAPOLATE = 12


def neighbours(n: int) -> tuple[int, ...]:
    """Return the numbers of neighbours that n rows allow."""
    return tuple(k for k in NEIGHBOURS if k < n)


def curve(rows: Rows, workers: int) -> Array:
    """KSG's pointwise values of I(X;Y|Z), one row for each number of neighbours."""
    return ksg_curve(rows.x, rows.y, rows.z, neighbours(rows.n), workers)


def weights(ks: tuple[int, ...], n: int, d: int) -> Array:
    """Weights over k, adding to 1, that combine the remaining errors of KSG.

    The noise at k falls like 1/k and the remaining error grows like (k/n)^(1.5/d); the weights
    have the least noise among those that cancel such an error (in many dimensions k is 3 alone).

    References
    ----------
    The construction is that of ensemble estimators: Sricharan, Wei & Hero, "Ensemble estimators
    for multivariate entropy estimation", IEEE Transactions on Information Theory 59 (2013),
    doi:10.1109/TIT.2013.2251456.
    """
    if d > _COLUMNS_TO_EXTRAPOLATE or len(ks) < 3:
        return np.array([float(k == min(3, ks[-1])) for k in ks])
    k = np.array(ks, dtype=np.float64)
    conditions = np.vstack([np.ones_like(k), (k / n) ** (1.5 / d)])
    scaled: Array = conditions * k
    found: Array = scaled.T @ np.linalg.solve(scaled @ conditions.T, [1.0, 0.0])
    return found


def model_error(
    model: Surrogate, seeds: list[np.random.Generator], workers: int
) -> tuple[Array, Array]:
    """Mean error of KSG, for each k, over draws from the model; and its standard error at each."""
    errors = []
    for rng in seeds:
        rows, truth = model.draw(rng)
        errors.append(curve(rows, workers).mean(axis=1) - truth)
    return np.mean(errors, axis=0), np.asarray(errors)
