"""Ross's estimator for a continuous scalar and a discrete variable."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.errors.standard_errors import ross_errors
from mutually.estimators.estimate import Estimate, spread
from mutually.estimators.neighbours.circle import check_ranks, circular_class_local
from mutually.estimators.neighbours.points import Points
from mutually.estimators.neighbours.search import local_information
from mutually.estimators.neighbours.ties import orders
from mutually.estimators.neighbours.transforms import transform_sorted
from mutually.estimators.nulls.rank_tests import ross_independence
from mutually.variables import Labels, Sorted


def ross(
    x: Sorted,
    classes: Labels,
    *,
    n_neighbors: int = 3,
    transform: str | None = "normal_scores",
    seed: int = 0,
) -> Estimate:
    """Estimate the mutual information of a continuous scalar and a discrete variable, in nats.

    Classes of at most k rows use fewer neighbours, as in scikit-learn. A class of one row has none:
    its row counts with 0, where scikit-learn drops it, and a warning says how many there are.

    It assumes independent rows. Its mean is exactly 0 under independence for any class sizes from
    two rows on. It fails where many classes have a few rows each.

    References
    ----------
    Ross, "Mutual information between discrete and continuous data sets", PLoS ONE 9 (2014),
    doi:10.1371/journal.pone.0087357.
    """
    codes = classes.codes.astype(np.uint32)
    if x.circular:
        check_ranks(transform)
    values = transform_sorted(x, transform, "x")
    by_rank = transform == "normal_scores"
    tie_orders = [one.order for (one,) in (orders((x,), seed) if by_rank else [(x,)])]

    def of_classes(order: NDArray[np.uint32], codes: NDArray[np.uint32]) -> NDArray[np.float64]:
        if x.circular:
            return circular_class_local(order, codes, classes.size, n_neighbors)
        return _core.ross_local(values, order, codes, classes.size, n_neighbors)

    draws = [of_classes(order, codes) for order in tie_orders]
    local = draws[0] if len(draws) == 1 else np.sum(draws, axis=0) / len(draws)
    name = "circular ross" if x.circular else "ross"
    method = name if len(draws) == 1 else f"{name}, mean of {len(draws)} tie orders"
    value = float(local.mean())
    warnings = _small_classes(classes.counts, n_neighbors)
    if not by_rank:
        return Estimate(value, local, method, warnings)
    independence = ross_independence(
        float(draws[0].mean()), of_classes, tie_orders[0], codes, classes.counts, n_neighbors
    )
    errors = ross_errors(spread(local), value, classes.counts)
    return Estimate(value, local, method, warnings, independence, errors)


def ross_vector(x: Points, classes: Labels, *, n_neighbors: int = 3, workers: int = 1) -> Estimate:
    """Estimate the mutual information of points in any dimension and a discrete variable, in nats.

    As :func:`ross`, with distances in the maximum norm. In many dimensions it is low, since
    neighbours of the same class are then far; see ``class_vectors`` and ``classifiers``.
    """
    local = ross_vector_local(x, classes, [n_neighbors], workers)[0]
    warnings = _small_classes(classes.counts, n_neighbors)
    return Estimate(float(local.mean()), local, "ross", warnings)


def ross_vector_local(
    x: Points, classes: Labels, neighbours: Sequence[int], workers: int = 1
) -> NDArray[np.float64]:
    """Return the pointwise values, a row for each number of neighbours."""
    return local_information(x, Points(np.empty((x.n, 0)), classes), None, neighbours, workers)


def _small_classes(rows: NDArray[np.int64], k: int) -> tuple[str, ...]:
    alone = int(np.count_nonzero(rows == 1))
    if alone == 1:
        return ("1 class has one row: it counts as 0",)
    if alone:
        return (f"{alone} classes have one row each: those rows count as 0",)
    few = int(np.count_nonzero((rows > 0) & (rows <= k)))
    if few == 1:
        return (f"1 class has {k} rows or fewer, and is estimated with fewer neighbours",)
    if few:
        return (f"{few} classes have {k} rows or fewer, and are estimated with fewer neighbours",)
    return ()
