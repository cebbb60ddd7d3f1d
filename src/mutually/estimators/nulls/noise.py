"""What an estimate varies beyond the mean of its local values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# (a, b, c) of n Var = a + b V + c I, with V the variance of the local values and I the estimate.
_KSG = {3: (0.20, 1.07, 0.17), 5: (0.085, 1.20, 0.19)}
_ENSEMBLE = (0.30, 1.00, 0.15)


def ksg_extra(local: NDArray[np.float64], value: float, k: int) -> float:
    """Return n Var - V of KSG on normal scores."""
    a, b, c = _KSG[3 if k <= 3 else 5]
    return a + (b - 1) * float(local.var()) + c * max(value, 0.0)


def ensemble_extra(local: NDArray[np.float64], value: float) -> float:
    """Return n Var - V of several k together."""
    a, b, c = _ENSEMBLE
    return a + (b - 1) * float(local.var()) + c * max(value, 0.0)


def ross_extra(counts: NDArray[np.int64]) -> float:
    """Return n Var - V of Ross's estimate on normal scores."""
    rows = counts[counts > 0].astype(np.float64)
    n = rows.sum()
    diversity = 1 - float(((rows / n) ** 2).sum())
    return 0.17 * diversity**2 + 2.5 * len(rows) / float(n)
