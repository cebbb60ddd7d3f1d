"""Digamma of positive numbers, without loading SciPy for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mutually import _core


def digamma(x: ArrayLike) -> NDArray[np.float64]:
    """Return psi of each number, as an array of at least one dimension."""
    values: NDArray[Any] = np.atleast_1d(np.asarray(x, dtype=np.float64))
    return _core.digamma(np.ascontiguousarray(values))
