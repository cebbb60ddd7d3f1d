"""What a fitted model hands to the estimators that correct it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mutually.estimators.models.rows import Array, Rows

# From a generator: as many rows of normal scores as the data have, and the mean of the model's
# pointwise information at them.
Draw = Callable[[np.random.Generator], tuple[Rows, float]]


@dataclass(frozen=True)
class Surrogate:
    """A model of the copula of (x, y, z) whose information is known.

    Attributes
    ----------
    name : str
        As a user would name it.
    value : float
        I(X;Y|Z) of the model in nats.
    local : ndarray of shape (n,)
        Pointwise values at the data's rows, with mean `value`.
    likelihood : float
        Mean log density of the copula per row, less what its parameters gain by chance.
    draw : callable
        See `Draw`.
    """

    name: str
    value: float
    local: Array
    likelihood: float
    draw: Draw
