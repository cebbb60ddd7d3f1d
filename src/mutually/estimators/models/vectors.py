"""The default for continuous vectors."""

from __future__ import annotations

from mutually.estimators.estimate import Estimate
from mutually.estimators.models.copula_residual import copula_residual
from mutually.estimators.models.rows import Array


def continuous(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) in nats of continuous vectors given as normal scores."""
    return copula_residual(x, y, z, seed=seed, workers=workers)
