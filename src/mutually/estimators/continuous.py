"""Our default for continuous variables of any dimension, with or without a condition."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from mutually.estimators.estimate import Estimate, mean_of
from mutually.estimators.models.vectors import continuous
from mutually.estimators.neighbours.ksg import ksg
from mutually.estimators.neighbours.points import Array, Points, score_matrix
from mutually.estimators.neighbours.search import local_information
from mutually.estimators.neighbours.ties import identity, orders
from mutually.variables import Sorted

SHARED = (
    "x and y share a column, or one that determines it by its order: the true value is infinite, "
    "and this is only what so many rows can show"
)


def continuous_information(
    x: Iterable[Sorted],
    y: Iterable[Sorted],
    z: Iterable[Sorted] = (),
    *,
    n_neighbors: int = 3,
    seed: int = 0,
    workers: int = 1,
) -> Estimate | None:
    """Estimate I(X; Y | Z) of continuous columns in nats; None where x or y tells nothing.

    What tells nothing new is left out first, exactly: a constant column, one that has the order, or
    the reversed order, of another of the same variable or of z. The columns are then put in an
    order of their own, so that neither their order nor which variable is called x changes a bit.
    """
    given = distinct(z)
    sides = sorted((distinct(x, given), distinct(y, given)), key=sorted)
    if not all(sides):
        return None
    if len(sides[0]) == len(sides[1]) == 1 and not given:
        one, other = (next(iter(side.values())) for side in sides)
        return ksg(one, other, n_neighbors=n_neighbors, seed=seed, workers=workers)
    parts = [[side[key] for key in sorted(side)] for side in (*sides, given)]
    ends = np.cumsum([len(part) for part in parts])[:-1]
    estimates = []
    for draw in orders(tuple(column for part in parts for column in part), seed):
        scores = np.split(score_matrix(draw), ends, axis=1)
        if sides[0].keys() & sides[1].keys():
            estimates.append(_of_shared(scores, n_neighbors, workers))
        else:
            estimates.append(continuous(*scores, seed=seed, workers=workers))
    return mean_of(estimates)


def _of_shared(scores: list[Array], n_neighbors: int, workers: int) -> Estimate:
    x, y, z = (Points(np.ascontiguousarray(values), None) for values in scores)
    local = local_information(x, y, z if z.dimension else None, [n_neighbors], workers)[0]
    return Estimate(float(local.mean()), local, "ksg", (SHARED,))


def distinct(columns: Iterable[Sorted], known: Collection[int] = ()) -> dict[int, Sorted]:
    """Return the columns that vary and differ from each other and from those known."""
    found: dict[int, Sorted] = {}
    for column in columns:
        if column.values[0] != column.values[-1]:
            own = identity(column)
            if own not in known:
                found.setdefault(own, column)
    return found
