"""KSG on the data and on draws from a model.

KSG errs by an amount that depends on the shape of the joint density, mostly towards too little. On
draws from a model the truth is known, and so is the error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mutually.estimators.models.rows import Array, Rows
from mutually.estimators.models.surrogate import Draw
from mutually.estimators.neighbours.curve import ksg_curve

# KSG is the mean over these numbers of neighbours: less noise than one, and little more error.
NEIGHBOURS = (2, 3, 5)
# One draw is enough where many rows, or many columns, leave little noise.
_ROWS_FOR_ONE_DRAW, _COLUMNS_FOR_ONE_DRAW = 5000, 20


def shown(rows: Rows, workers: int) -> Array:
    """KSG's pointwise values of I(X;Y|Z)."""
    ks = [k for k in NEIGHBOURS if k < rows.n]
    curve = ksg_curve(rows.x, rows.y, rows.z, ks, workers)
    local: Array = curve.mean(axis=0)
    return local


@dataclass(frozen=True)
class Shown:
    """The truth about draws from a model, and what KSG shows on them, in nats."""

    truth: float
    value: float


def on_draws(draw: Draw, rows: Rows, seed: int, stream: int, workers: int) -> Shown:
    """Run KSG on draws of as many rows as the data have, and their scores.

    The truth is the mean pointwise value at the rows that were drawn, so that what chance does to
    both cancels in their difference.
    """
    many = rows.n >= _ROWS_FOR_ONE_DRAW or rows.size > _COLUMNS_FOR_ONE_DRAW
    found = []
    for repeat in range(1 if many else 2):
        drawn, truth = draw(np.random.default_rng([seed, stream, repeat]))
        found.append((truth, float(shown(drawn, workers).mean())))
    truth, value = np.mean(found, axis=0)
    return Shown(float(truth), float(value))
