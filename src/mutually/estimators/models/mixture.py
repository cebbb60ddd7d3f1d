"""Gaussian mixtures of 2, 4, 8, ... components, each grown out of the one before."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.models.mixture_model import Mixture, halved, one_component, run
from mutually.estimators.models.rows import Array, Rows, split
from mutually.estimators.models.surrogate import Draw
from mutually.estimators.products import cross, times

_MOST_COMPONENTS = 256
# Steps of EM for each number of components: with 20, spirals in ten columns go wrong by 0.2.
_STEPS = 40
_TOLERANCE = 3e-4
# More rows than this add nothing to a fit that is corrected afterwards.
_MOST_ROWS = 20000
# A component gets this many rows of the common shape on top of its own.
PRIOR = 0.3
_TRIAL_ROWS, _TRIAL_STEPS = 2000, 10


def path(rows: Rows, seed: int, workers: int) -> Iterator[Mixture]:
    """Yield fits of 2, 4, 8, ... components while there are no more parameters than rows.

    With more, in twenty columns, mixtures hold nats that neighbours do not see on their draws
    either, and the match says nothing.

    Each starts from the better of the last one with its components cut in two, and of starts
    around random rows: mixtures of equal means are only found from those.
    """
    joint = np.ascontiguousarray(rows.joint[:: -(-rows.n // _MOST_ROWS)])
    n, d = joint.shape
    rng = np.random.default_rng([seed, 1])
    few = joint[rng.permutation(n)[:_TRIAL_ROWS]]
    current, k = one_component(joint), 1
    most = min(_MOST_COMPONENTS, 0.75 * n / (1 + d), n / parameters_of_a_component(d))
    while 2 * k <= most:
        k *= 2
        starts = [halved(current)]
        starts += [scattered(few, k, rng) for _ in range(4 if k <= 8 else 1)]
        trials = [run(start, few, _TRIAL_STEPS, 0.0, PRIOR, workers) for start in starts]
        scores = [float(trial.log_density(few, workers).mean()) for trial in trials]
        best = trials[int(np.argmax(scores))]
        current = run(best, joint, _STEPS, _TOLERANCE, PRIOR, workers)
        yield current


def parameters_of_a_component(d: int) -> float:
    """Return how many numbers a weight, a mean and a covariance of d columns are."""
    return (d + 1) * (d + 2) / 2


def scattered(rows: Array, k: int, rng: np.random.Generator) -> Mixture:
    """Start from k random rows, each with the spread of the rows nearest to it."""
    d = rows.shape[1]
    centres = rows[rng.choice(len(rows), size=k, replace=False)]
    distance = (centres**2).sum(axis=1) - 2 * times(rows, centres.T)
    owner = distance.argmin(axis=1)
    common = cross(rows, rows) / len(rows) * k ** (-2 / d)
    weights, means, covariances = np.empty(k), np.empty((k, d)), np.empty((k, d, d))
    for i in range(k):
        own = rows[owner == i]
        weights[i] = len(own) + 1
        means[i] = own.mean(axis=0) if len(own) else centres[i]
        centred = own - means[i]
        covariances[i] = (cross(centred, centred) + (d + 1) * common) / (len(own) + d + 1)
    return Mixture(weights / weights.sum(), means, covariances)


def log_ratio(mixture: Mixture, rows: Rows, workers: int) -> Array:
    """Pointwise I(X;Y|Z) of the mixture at rows."""
    dx, dy, dz = rows.sizes
    x, y, z = np.arange(dx), dx + np.arange(dy), dx + dy + np.arange(dz)
    joint = rows.joint

    def log_density(*parts: NDArray[np.intp]) -> Array:
        columns = np.concatenate(parts)
        return mixture.of_columns(columns).log_density(joint[:, columns], workers)

    return log_density(x, y, z) + log_density(z) - log_density(x, z) - log_density(y, z)


def likelihood(mixture: Mixture, rows: Rows, workers: int) -> float:
    """Mean log density of the copula, less what its parameters gain by chance (Akaike)."""
    joint = rows.joint
    d = rows.size
    alone = -0.5 * float((joint**2).sum(axis=1).mean()) - d / 2 * math.log(2 * math.pi)
    parameters = len(mixture.weights) * parameters_of_a_component(d) - 1
    mean = float(mixture.log_density(joint, workers).mean())
    return mean - alone - parameters / rows.n


def drawing(mixture: Mixture, rows: Rows, workers: int) -> Draw:
    """Return what draws rows like the data's from a mixture."""

    def draw(rng: np.random.Generator) -> tuple[Rows, float]:
        drawn = split(mixture.draw(rows.n, rng), rows.sizes)
        return drawn.scores(), float(log_ratio(mixture, drawn, workers).mean())

    return draw
