"""Our default for continuous columns against a discrete variable."""

from __future__ import annotations

from collections.abc import Sequence

from mutually.estimators.class_vectors import class_vectors
from mutually.estimators.continuous import distinct
from mutually.estimators.estimate import Estimate, mean_of
from mutually.estimators.neighbours.points import score_matrix
from mutually.estimators.neighbours.ross import ross
from mutually.estimators.neighbours.ties import ORDERS_FOR_MODELS, orders
from mutually.variables import Labels, Sorted


def class_information(
    columns: Sequence[Sorted],
    classes: Labels,
    *,
    n_neighbors: int = 3,
    seed: int = 0,
    workers: int = 1,
    most_orders: int = ORDERS_FOR_MODELS,
) -> Estimate:
    """Estimate the mutual information of continuous columns and a discrete variable, in nats.

    Estimates by models are means over at most ``most_orders`` random orders of ties.
    """
    if len(columns) == 1:
        return ross(columns[0], classes, n_neighbors=n_neighbors, seed=seed)
    by_identity = distinct(columns)
    own = [by_identity[key] for key in sorted(by_identity)] or [columns[0]]
    if len(own) == 1:
        return ross(own[0], classes, n_neighbors=n_neighbors, seed=seed)
    return mean_of(
        [
            class_vectors(score_matrix(draw), classes, seed=seed, workers=workers)
            for draw in orders(tuple(own), seed, most_orders)
        ]
    )
