"""The default for continuous vectors."""

from __future__ import annotations

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import mixture_residual
from mutually.estimators.models.partition import partition
from mutually.estimators.models.rows import Array, arrange


def continuous(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) in nats of continuous vectors given as normal scores."""
    rows = arrange(x, y, z)
    found = partition(rows, seed, workers)
    if found is None:
        return mixture_residual.of_rows(rows, seed, workers)
    local = np.zeros(rows.n)
    value = 0.0
    names, warnings = [], []
    for problem in found.problems:
        part = mixture_residual.of_rows(problem, seed, workers)
        local = local + part.rows()
        value += part.value
        names.append(part.method)
        warnings += part.warnings
    return Estimate(value, local, f"{found.name}: {'; '.join(dict.fromkeys(names))}", tuple(dict.fromkeys(warnings)))
