"""What a fitted model hands to the estimators that correct it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mutually.estimators.models.rows import Array, Rows


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
        Mean log density of the copula per row, held out or penalised so that models compare.
    draw : callable
        From a generator: n rows of normal scores from the model, and the value that their own
        neighbours should show.
    """

    name: str
    value: float
    local: Array
    likelihood: float
    draw: Callable[[np.random.Generator], tuple[Rows, float]]
