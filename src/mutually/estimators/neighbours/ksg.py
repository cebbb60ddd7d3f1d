"""Kraskov, Stögbauer and Grassberger's estimator for two continuous scalars."""

from __future__ import annotations

import numpy as np

from mutually import _core
from mutually.estimators.errors.standard_errors import ksg_errors
from mutually.estimators.estimate import Estimate, spread
from mutually.estimators.neighbours.circle import check_ranks, circular_local
from mutually.estimators.neighbours.points import Points
from mutually.estimators.neighbours.search import local_information
from mutually.estimators.neighbours.ties import FEW_TIES, orders, tied_share
from mutually.estimators.neighbours.transforms import transform_sorted
from mutually.estimators.nulls.rank_tests import circular_ksg_independence, ksg_independence
from mutually.estimators.psi import digamma
from mutually.variables import Sorted


def ksg(
    x: Sorted,
    y: Sorted,
    *,
    n_neighbors: int = 3,
    transform: str | None = "normal_scores",
    seed: int = 0,
    workers: int = 1,
) -> Estimate:
    """Estimate the mutual information of two continuous scalars, in nats (first algorithm).

    With normal scores ties are put in random order (see ``ties.py``); with the
    other transforms values are used as they are, so that the estimate agrees with scikit-learn,
    ennemi and the formula, and tied values can spoil it as they do there.

    It assumes independent rows. It fails, towards too little, where a relation is narrower than
    the distance between neighbours, and it can show no more than about log n.

    References
    ----------
    Kraskov, Stögbauer & Grassberger, "Estimating mutual information", Physical Review E 69 (2004),
    doi:10.1103/PhysRevE.69.066138.
    """
    if x.circular or y.circular:
        check_ranks(transform)
        return _circular(x, y, n_neighbors, seed, workers)
    n = len(x.values)
    by_rank = transform == "normal_scores"
    pairs = orders((x, y), seed) if by_rank else iter(((x, y),))
    x_values = transform_sorted(x, transform, "x")
    y_values = transform_sorted(y, transform, "y")
    draws = [
        _core.ksg_local(x_values, one.order, y_values, other.order, [n_neighbors], workers)
        for one, other in pairs
    ]
    local = draws[0] if len(draws) == 1 else np.sum(draws, axis=0) / len(draws)
    value = float(local.mean())
    method = "ksg" if len(draws) == 1 else f"ksg, mean of {len(draws)} tie orders"
    warnings = _close_to_it(value, n, n_neighbors)
    tied = 0.0 if by_rank else max(tied_share(x), tied_share(y))
    if tied > FEW_TIES:
        warnings += (
            f"{tied:.0%} of the rows are tied, which spoils this estimate (it can be far below 0): "
            'transform="normal_scores" puts them in random order',
        )
    if not by_rank:
        return Estimate(value, local, method, warnings)
    # One order of the ties is as good as none tied; of a mean the distribution is not known.
    independence = ksg_independence(float(draws[0].mean()), n, n_neighbors)
    errors = ksg_errors(spread(local), value, n, n_neighbors)
    return Estimate(value, local, method, warnings, independence, errors)


def _circular(x: Sorted, y: Sorted, k: int, seed: int, workers: int) -> Estimate:
    """Estimate with distances that wrap, by ranks around the circle (see ``circle.py``)."""
    n = len(x.values)
    draws = [circular_local(one, other, [k], workers)[0] for one, other in orders((x, y), seed)]
    local = np.sum(draws, axis=0) / len(draws)
    value = float(local.mean())
    method = "circular ksg" + (f", mean of {len(draws)} tie orders" if len(draws) > 1 else "")
    both = x.circular and y.circular
    independence = circular_ksg_independence(float(draws[0].mean()), n, k, both=both)
    errors = ksg_errors(spread(local), value, n, k)
    return Estimate(value, local, method, _close_to_it(value, n, k), independence, errors)


def ksg_vectors(x: Points, y: Points, *, n_neighbors: int = 3, workers: int = 1) -> Estimate:
    """Estimate the mutual information of continuous points in any dimensions, in nats.

    As :func:`ksg`, with distances in the maximum norm in x, in y and in both. It fails, towards too
    little, as the dimension grows: of 1.02 nats at 10,000 rows it loses 0.04 in 3 + 3 columns, 0.25
    in 5 + 5 and 0.86 in 25 + 25 (the tasks normal-two-pairs, docs/accuracy.md).
    """
    local = local_information(x, y, None, [n_neighbors], workers)[0]
    value = float(local.mean())
    return Estimate(value, local, "ksg", _close_to_it(value, x.n, n_neighbors))


def ceiling(n: int, k: int) -> float:
    """Return from what value on an estimate is said to be close to the most that it can be."""
    return max(_most(n, k) - 1, _most(n, k) / 2)


def _most(n: int, k: int) -> float:
    # With every neighbour also nearest in each variable alone, n_x + 1 = n_y + 1 = k for all rows.
    return float((digamma(n) - digamma(k))[0])


def _close_to_it(value: float, n: int, k: int) -> tuple[str, ...]:
    if value < ceiling(n, k):
        return ()
    return (
        f"the value is close to {_most(n, k):.2f} nats, the most that {n} rows can show with {k} "
        "neighbours: the true one may be far larger, or infinite",
    )
