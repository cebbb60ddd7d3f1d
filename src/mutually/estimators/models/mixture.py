"""Information from a Gaussian mixture fitted to the normal scores."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mutually.estimators.models.mixture_model import Mixture, halved, one_component, run
from mutually.estimators.models.rows import Array, Rows, split
from mutually.estimators.models.surrogate import Surrogate

_MOST_COMPONENTS = 64
_SEARCH_STEPS, _FINAL_STEPS = 60, 60
_TOLERANCE = 3e-4
_HELD_OUT = 4


@dataclass(frozen=True)
class Fit:
    mixture: Mixture
    likelihood: float
    held: object = None


def fit(rows: Rows, seed: int, workers: int, prior: float | None = None, debug=None) -> Fit:
    """Fit mixtures of 1, 2, 4, ... components and keep the best on held-out rows."""
    joint = rows.joint
    n, d = joint.shape
    rng = np.random.default_rng([seed, 1])
    order = rng.permutation(n)
    train, held = joint[order[n // _HELD_OUT :]], joint[order[: n // _HELD_OUT]]
    own = -0.5 * float((held**2).sum(axis=1).mean()) - d / 2 * math.log(2 * math.pi)
    if prior is None:
        prior = 0.3
    current = one_component(train)
    best = Fit(current, float(current.log_density(held, workers).mean()) - own)
    misses = 0
    k = 1
    while 2 * k <= _MOST_COMPONENTS and 2 * k * (1 + d) <= 0.75 * n and misses < 2:
        k *= 2
        starts = [halved(current)]
        few = train[:2000]
        starts += [scattered(few, k, rng, current) for _ in range(4 if k <= 8 else 1)]
        short = [run(s, few, 10, 0.0, prior, workers) for s in starts]
        scores = [float(s.log_density(few, workers).mean()) for s in short]
        current = run(
            short[int(np.argmax(scores))], train, _SEARCH_STEPS, _TOLERANCE, prior, workers
        )
        found = Fit(current, float(current.log_density(held, workers).mean()) - own)
        if debug is not None:
            debug.append(found)
            misses = -9
        if found.likelihood > best.likelihood:
            best, misses = found, 0
        else:
            misses += 1
    final = run(best.mixture, joint, _FINAL_STEPS, _TOLERANCE, prior, workers)
    return Fit(final, best.likelihood, order[: n // _HELD_OUT])


def scattered(train: Array, k: int, rng: np.random.Generator, like: Mixture) -> Mixture:
    """Start from k random rows, each with the covariance of the rows nearest to it."""
    centres = train[rng.choice(len(train), size=k, replace=False)]
    distance = (
        (train**2).sum(axis=1)[:, None] - 2 * train @ centres.T + (centres**2).sum(axis=1)
    )
    owner = distance.argmin(axis=1)
    d = train.shape[1]
    means, covs, weights = np.empty((k, d)), np.empty((k, d, d)), np.empty(k)
    pooled = np.cov(train.T).reshape(d, d)
    for i in range(k):
        own = train[owner == i]
        weights[i] = len(own) + 1
        means[i] = own.mean(axis=0) if len(own) else centres[i]
        c = own - means[i]
        covs[i] = (c.T @ c + (d + 1) * pooled * k ** (-2 / d)) / (len(own) + d + 1)
    return Mixture(weights / weights.sum(), means, covs)


def log_ratio(mixture: Mixture, rows: Rows, workers: int) -> Array:
    """Pointwise information of the mixture at rows."""
    dx, dy, dz = rows.sizes
    x, y, z = np.arange(dx), dx + np.arange(dy), dx + dy + np.arange(dz)
    joint = rows.joint

    def log_density(*parts: Array) -> Array:
        columns = np.concatenate(parts)
        return mixture.of_columns(columns).log_density(joint[:, columns], workers)

    return log_density(x, y, z) + log_density(z) - log_density(x, z) - log_density(y, z)


def surrogate(found: Fit, rows: Rows, workers: int) -> Surrogate:
    def draw(rng: np.random.Generator) -> tuple[Rows, float]:
        drawn = split(found.mixture.draw(rows.n, rng), rows.sizes)
        return drawn.scores(), float(log_ratio(found.mixture, drawn, workers).mean())

    local = log_ratio(found.mixture, rows, workers)
    k = len(found.mixture.weights)
    return Surrogate(
        f"mixture of {k} Gaussians", float(local.mean()), local, found.likelihood, draw
    )
