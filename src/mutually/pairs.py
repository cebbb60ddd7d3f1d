"""The estimate for a pair of variables, by the estimator's name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually import estimators
from mutually.errors import fail
from mutually.estimators.chain import chain
from mutually.estimators.discrete.chance_corrected import chance_corrected
from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.entropy_sum import entropy_sum
from mutually.estimators.discrete.plugin import plugin
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.ksg import ksg
from mutually.estimators.neighbours.ross import ross
from mutually.variables import Labels, Variable


def drop_missing(x: Variable, y: Variable) -> tuple[Variable, Variable]:
    """Keep the rows that both variables know."""
    if x.known is None and y.known is None:
        return x, y
    if x.known is None or y.known is None:
        keep: NDArray[np.bool_] | None = y.known if x.known is None else x.known
    else:
        keep = x.known & y.known
    assert keep is not None
    return x.take(keep), y.take(keep)


def estimate_pair(
    x: Variable,
    y: Variable,
    *,
    estimator: str = "auto",
    n_neighbors: int = 3,
    transform: str | None = "normal_scores",
    seed: int = 0,
    workers: int = 1,
) -> Estimate:
    """Estimate the mutual information of two variables without missing rows, in nats."""
    if estimator == "auto":
        if x.values is not None and y.values is not None:
            need_neighbours(x.n, n_neighbors)
        return chain(x, y, n_neighbors=n_neighbors, seed=seed, workers=workers)
    if estimator in ("plugin", "chance_corrected"):
        function = plugin if estimator == "plugin" else chance_corrected
        return function(_labels(x, estimator), _labels(y, estimator), workers=workers)
    if estimators.INFORMATION[estimator].x == "discrete":
        return entropy_sum(_labels(x, estimator), _labels(y, estimator), estimator, workers=workers)
    if estimator == "ksg":
        for variable in (x, y):
            if variable.values is None:
                _wrong_kind(estimator, variable, "continuous")
        need_neighbours(x.n, n_neighbors)
        return ksg(x.sorted, y.sorted, n_neighbors=n_neighbors, transform=transform, seed=seed,
                   workers=workers)  # fmt: skip
    number, label = (x, y) if x.values is not None else (y, x)
    if number.values is None:
        _wrong_kind(estimator, number, "continuous, one of the two")
    return ross(number.sorted, _labels(label, estimator), n_neighbors=n_neighbors,
                transform=transform, seed=seed)  # fmt: skip


def entropy_of_labels(variable: Variable, estimator: str = "auto") -> float | None:
    """Return the entropy of a discrete variable in nats, None for any other.

    It is the scale of :attr:`MutualInformation.normalized`, so it is estimated as the information
    is: by the named estimator where it is one of entropy, with the bounded correction for bias
    otherwise.
    """
    if variable.kind != "discrete":
        return None
    assert variable.labels is not None
    counts = CountsOfCounts.of(variable.labels.counts)
    return entropy_of_counts(counts, estimator if estimator in estimators.ENTROPY else "auto")


def _labels(variable: Variable, estimator: str) -> Labels:
    if variable.labels is None or variable.values is not None:
        _wrong_kind(estimator, variable, "discrete")
    assert variable.labels is not None
    return variable.labels


def _wrong_kind(estimator: str, variable: Variable, needed: str) -> None:
    flag = "False" if needed.startswith("continuous") else "True"
    fail(
        str(variable.name),
        f"must be {needed} for estimator={estimator!r}",
        f"{variable.kind} ({variable.reason})",
        f'estimator="auto" serves any kinds; discrete={flag} overrides what was inferred',
    )


def need_neighbours(n: int, k: int) -> None:
    """Refuse more neighbours than there are other rows."""
    if n <= k:
        fail(
            "n_neighbors",
            "must be below the number of rows",
            f"{k} neighbours and {n} rows",
            f"n_neighbors={n - 1}" if n > 1 else "give more rows",
        )
