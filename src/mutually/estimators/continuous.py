"""Our default for continuous variables of any dimension, with or without a condition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from mutually.estimators.errors.standard_errors import ksg_errors
from mutually.estimators.estimate import Estimate, mean_of, spread
from mutually.estimators.models.partition import partition
from mutually.estimators.neighbours.k_ensemble import k_ensemble
from mutually.estimators.neighbours.ksg import ksg
from mutually.estimators.neighbours.points import Array, Points, distance_points, score_matrix
from mutually.estimators.neighbours.search import local_information
from mutually.estimators.neighbours.ties import ORDERS_FOR_MODELS, identity, orders
from mutually.variables import Sorted

SHARED = (
    "x and y share a column, or one that determines it by its order: the true value is infinite, "
    "and this is only what so many rows can show"
)

# From so many nats on several numbers of neighbours are asked, and from so many they alone.
STRONG, _VERY_STRONG = 0.7, 1.3


def continuous_information(
    x: Iterable[Sorted],
    y: Iterable[Sorted],
    z: Iterable[Sorted] = (),
    *,
    n_neighbors: int = 3,
    seed: int = 0,
    workers: int = 1,
    most_orders: int = ORDERS_FOR_MODELS,
) -> Estimate | None:
    """Estimate I(X; Y | Z) of continuous columns in nats; None where x or y tells nothing.

    What tells nothing new is left out first, exactly: a constant column, one that has the order, or
    the reversed order, of another of the same variable or of z. Estimates by models are means over
    at most ``most_orders`` random orders of ties.
    """
    x, y, z = tuple(x), tuple(y), tuple(z)
    if len(x) == len(y) == 1 and not z:
        # Nothing to compare, and the comparison would cost as much as the estimate.
        if any(column.values[0] == column.values[-1] for column in x + y):
            return None
        return _scalars(x[0], y[0], n_neighbors, seed, workers)
    given = distinct(z)
    one, other = distinct(x, given), distinct(y, given)
    if not one or not other:
        return None
    if len(one) == len(other) == 1 and not given:
        (only,), (counterpart,) = one.values(), other.values()
        return _scalars(only, counterpart, n_neighbors, seed, workers)
    ends = np.cumsum([len(one), len(other)])
    estimates = []
    columns = (*one.values(), *other.values(), *given.values())
    circular = any(column.circular for column in columns)
    for draw in orders(columns, seed, most_orders):
        if circular:
            parts = (draw[: ends[0]], draw[ends[0] : ends[1]], draw[ends[1] :])
            found = _of_circular(parts, n_neighbors, workers)
            estimates.append(replace(found, warnings=(SHARED,) * bool(one.keys() & other.keys())))
            continue
        scores = np.split(score_matrix(draw), ends, axis=1)
        if one.keys() & other.keys():
            estimates.append(_of_shared(scores, n_neighbors, workers))
        else:
            estimates.append(partition(*scores, seed=seed, workers=workers))
    return mean_of(estimates)


def _scalars(one: Sorted, other: Sorted, n_neighbors: int, seed: int, workers: int) -> Estimate:
    """Estimate with one k, and where that shows a strong relation with several.

    A neighbour estimate is low where the relation is narrower than the distance to the neighbours.
    Of 0.4 nats or less nothing is lost that several numbers of neighbours would bring back; at
    10,000 rows they take the bias from -0.024 to -0.014 at 1.7 nats (the task additive-noise-0.1)
    and from -0.23 to -0.05 at 3.9 (saw-1x1). They cost about six times as much, so they are used
    from 0.7 nats on, with a weight that rises to 1 at 1.3 nats.

    Around a circle, which has no edges, one k has the lesser error on the whole: at 300 rows 0.07
    beside 0.10 of 1.4 nats and 0.06 beside 0.16 of 2.4 nats (studies/circular.md).
    """
    near = ksg(one, other, n_neighbors=n_neighbors, seed=seed, workers=workers)
    weight = min((near.value - STRONG) / (_VERY_STRONG - STRONG), 1.0)
    if weight <= 0 or one.circular or other.circular:
        return near
    many = mean_of(
        [
            k_ensemble(*points, workers=workers)
            for points in (
                [Points(score_matrix([column]), None) for column in draw]
                for draw in orders((one, other), seed)
            )
        ]
    )
    value = weight * many.value + (1 - weight) * near.value
    local = weight * many.rows() + (1 - weight) * near.rows()
    return Estimate(
        value,
        local,
        many.method if weight == 1 else f"{near.method} and {many.method}",
        near.warnings,
        near.independence,
        ksg_errors(spread(local), value, len(local)),
    )


def _of_circular(parts: tuple[Sequence[Sorted], ...], n_neighbors: int, workers: int) -> Estimate:
    """Estimate by neighbours, since the models know no circle."""
    n = len(parts[0][0].order)
    x, y, z = (distance_points(columns, n) for columns in parts)
    local = local_information(x, y, z if z.dimension else None, [n_neighbors], workers)[0]
    name = "circular frenzel_pompe" if z.dimension else "circular ksg"
    return Estimate(float(local.mean()), local, name)


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
