"""Gaussian mixtures: density, marginal densities, draws, and fits by EM."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.models.rows import Array
from mutually.estimators.products import cross


class Mixture(NamedTuple):
    """Weights (K,), means (K, d) and covariances (K, d, d)."""

    weights: Array
    means: Array
    covariances: Array

    def of_columns(self, columns: NDArray[np.intp]) -> Mixture:
        """Return the marginal mixture of some columns."""
        return Mixture(
            self.weights,
            np.ascontiguousarray(self.means[:, columns]),
            np.ascontiguousarray(self.covariances[:, columns[:, None], columns]),
        )

    def log_density(self, rows: Array, workers: int = 1) -> Array:
        """Log density at each row; 0 where there are no columns."""
        if rows.shape[1] == 0:
            return np.zeros(len(rows))
        return _core.mixture_log_density(_flat(rows), *_prepared(self), workers)

    def step(self, rows: Array, prior: float, workers: int = 1) -> tuple[Mixture, float]:
        """One step of EM: the next mixture, and this one's mean log density.

        `prior` rows with the covariance within components, averaged over all, are added to each
        component, so that one with few rows stays regular.
        """
        log_density, sums = _core.mixture_step(_flat(rows), *_prepared(self), workers)
        k, d = self.means.shape
        sums = sums.reshape(k, -1)
        counts = np.maximum(sums[:, 0], 1e-10)
        means = sums[:, 1 : 1 + d] / counts[:, None]
        scatter = np.empty((k, d, d))
        i, j = np.tril_indices(d)
        scatter[:, i, j] = scatter[:, j, i] = sums[:, 1 + d :]
        scatter -= counts[:, None, None] * means[:, :, None] * means[:, None, :]
        within = scatter.sum(axis=0) / len(rows)
        within[np.diag_indices(d)] += 1e-6
        covariances = (scatter + prior * within) / (counts + prior)[:, None, None]
        covariances[:, np.arange(d), np.arange(d)] += 1e-6
        return Mixture(counts / counts.sum(), means, covariances), float(log_density.mean())

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        """Draw rows."""
        which = np.sort(rng.choice(len(self.weights), size=n, p=self.weights))
        normal = rng.standard_normal((n, self.means.shape[1]))
        rows = self.means[which]
        starts = np.searchsorted(which, np.arange(len(self.weights) + 1))
        for k, factor in enumerate(np.linalg.cholesky(self.covariances)):
            part = slice(starts[k], starts[k + 1])
            rows[part] += normal[part] @ factor.T
        return rows


def one_component(rows: Array) -> Mixture:
    """Return the Gaussian that fits the rows."""
    mean = rows.mean(axis=0)
    centred = rows - mean
    return Mixture(np.ones(1), mean[None], (cross(centred, centred) / len(rows))[None])


def halved(mixture: Mixture) -> Mixture:
    """Cut each component in two across its longest axis.

    The halves lie at plus and minus 0.8 standard deviations, the means of the halves of a normal
    distribution, and have the variance of such a half along the axis.
    """
    values, vectors = np.linalg.eigh(mixture.covariances)
    longest = vectors[:, :, -1] * np.sqrt(values[:, -1:])
    shift = math.sqrt(2 / math.pi) * longest
    narrower = mixture.covariances - shift[:, :, None] * shift[:, None, :]
    return Mixture(
        np.tile(mixture.weights / 2, 2),
        np.vstack([mixture.means - shift, mixture.means + shift]),
        np.vstack([narrower, narrower]),
    )


def run(
    mixture: Mixture, rows: Array, steps: int, tolerance: float, prior: float, workers: int
) -> Mixture:
    """Repeat EM until the mean log density grows by less than `tolerance` a step."""
    before = -math.inf
    for _ in range(steps):
        following, likelihood = mixture.step(rows, prior, workers)
        mixture = following
        if likelihood - before < tolerance:
            break
        before = likelihood
    return mixture


def _flat(rows: Array) -> Array:
    return np.ascontiguousarray(rows).reshape(-1)


def _prepared(mixture: Mixture) -> tuple[Array, Array, Array]:
    d = mixture.means.shape[1]
    lower = np.linalg.cholesky(mixture.covariances)
    factors = np.linalg.inv(lower)
    logdet = np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    constants = np.log(mixture.weights) - logdet - d / 2 * math.log(2 * math.pi)
    offsets = np.einsum("kij,kj->ki", factors, mixture.means)
    i, j = np.tril_indices(d)
    return constants, np.ascontiguousarray(factors[:, i, j]).reshape(-1), offsets.reshape(-1)
