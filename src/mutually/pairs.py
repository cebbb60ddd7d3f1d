"""The estimate for two variables, with or without a condition, by the estimator's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np

from mutually import estimators
from mutually.errors import fail
from mutually.estimators.chain import chain
from mutually.estimators.conditional import conditional, without
from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.entropy_sum import conditional_entropy_sum, entropy_sum
from mutually.estimators.discrete.plugin import plugin
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.estimate import Estimate, add_parts, mean_of
from mutually.estimators.neighbours.ksg import ksg, ksg_vectors
from mutually.estimators.neighbours.points import as_numbers, continuous_points, separated
from mutually.estimators.neighbours.ross import ross, ross_vector
from mutually.estimators.neighbours.ties import ORDERS_FOR_MODELS
from mutually.variables import Variable
from mutually.vectors import (
    AnyVariable,
    all_known,
    all_spelled_out,
    columns_of,
    in_one_form,
    numeric,
)

# Without a condition these see the counts of a table and nothing else of rows that repeat.
FROM_COUNTS = {"auto", "chance_corrected"} | {
    name for name, entry in estimators.INFORMATION.items() if entry.form == "entropies"
}

# The estimators by name whose distances wrap.
CIRCULAR = ("ksg", "ross", "frenzel_pompe")


def drop_missing(*variables: AnyVariable) -> tuple[AnyVariable, ...]:
    """Keep the rows that all variables know."""
    variables = tuple(in_one_form(variables))
    keep = all_known(variables)
    return variables if keep is None else tuple(variable.take(keep) for variable in variables)


def estimate_pair(
    x: AnyVariable,
    y: AnyVariable,
    given: AnyVariable | None = None,
    *,
    estimator: str = "auto",
    n_neighbors: int = 3,
    transform: str | None = "normal_scores",
    seed: int = 0,
    workers: int = 1,
    most_orders: int = ORDERS_FOR_MODELS,
) -> Estimate:
    """Estimate the mutual information of variables without missing rows, in nats.

    ``most_orders`` is how many random orders of ties the default's models are averaged over.
    """
    if given is not None or estimator not in FROM_COUNTS:
        x, y, *condition = all_spelled_out([x, y] if given is None else [x, y, given])
        given = condition[0] if condition else None
    variables = [x, y] if given is None else [x, y, given]
    if estimator == "auto":
        if numeric(x) and numeric(y):
            need_neighbours(x.n, n_neighbors)
        options: dict[str, Any] = {"n_neighbors": n_neighbors, "seed": seed, "workers": workers,
                                   "most_orders": most_orders}  # fmt: skip
        return chain(x, y, **options) if given is None else conditional(x, y, given, **options)
    entry = estimators.INFORMATION[estimator]
    _check_circular(estimator, variables)
    check_kinds(estimator, entry.serves, variables)
    if given is not None and not entry.given:
        _no_condition(estimator)
    if entry.form in ("entropies", "table"):
        return _of_labels(estimator, entry.form, variables, seed, workers)
    if entry.form == "classes":
        return _of_classes(estimator, x, y, n_neighbors, transform, seed, workers)
    if entry.form in ("model", "values"):
        scale = None if entry.form == "values" else "normal_scores"
        function = estimators.load(estimator)
        return mean_of(
            [
                function(*(points.values for points in draw), seed=seed, workers=workers)
                for draw in continuous_points(variables, scale, seed)
            ]
        )
    need_neighbours(x.n, n_neighbors)
    if estimator == "ksg" and isinstance(x, Variable) and isinstance(y, Variable):
        return ksg(x.sorted, y.sorted, n_neighbors=n_neighbors, transform=transform, seed=seed,
                   workers=workers)  # fmt: skip
    return _of_points(estimator, entry.form, variables, n_neighbors, transform, seed, workers)


def _of_labels(
    estimator: str, form: str, variables: Sequence[AnyVariable], seed: int, workers: int
) -> Estimate:
    x, y, *given = (variable.labels for variable in variables)
    assert x is not None
    assert y is not None
    if form == "entropies":
        if given:
            assert given[0] is not None
            return conditional_entropy_sum(x, y, given[0], estimator, workers=workers)
        if estimator == "plugin":
            return plugin(x, y, workers=workers)
        return entropy_sum(x, y, estimator, workers=workers)
    function = estimators.load(estimator)
    if not given:
        return function(x, y, seed=seed, workers=workers)
    levels = given[0]
    assert levels is not None
    parts = []
    for code in np.flatnonzero(levels.counts).tolist():
        rows = levels.codes == code
        one, other = (labels.take(rows) for labels in (x, y))
        parts.append((function(one, other, seed=seed, workers=workers), rows))
    return add_parts(parts, len(x.codes), "within levels of the condition")


def _of_classes(
    estimator: str, x: AnyVariable, y: AnyVariable, n_neighbors: int, transform: str | None,
    seed: int, workers: int,
) -> Estimate:  # fmt: skip
    number, label = (x, y) if numeric(x) else (y, x)
    classes = label.labels
    assert classes is not None
    if estimator == "classifiers":
        function = estimators.load(estimator)
        (points,) = next(continuous_points([number], transform, seed))
        return function(points.values, classes, seed=seed, workers=workers)
    need_neighbours(number.n, 1)
    if isinstance(number, Variable):
        return ross(number.sorted, classes, n_neighbors=n_neighbors, transform=transform, seed=seed)
    return mean_of(
        [
            ross_vector(points, classes, n_neighbors=n_neighbors, workers=workers)
            for (points,) in continuous_points([number], transform, seed)
        ]
    )


def _of_points(
    estimator: str, form: str, variables: Sequence[AnyVariable], n_neighbors: int,
    transform: str | None, seed: int, workers: int,
) -> Estimate:  # fmt: skip
    by_name: dict[str, Callable[..., Estimate]] = {"ksg": ksg_vectors}
    function = by_name.get(estimator) or estimators.load(estimator)
    options: dict[str, int] = {"workers": workers}
    if estimator != "k_ensemble":
        options["n_neighbors"] = n_neighbors
    if form == "atoms":
        return function(*(as_numbers(v, transform) for v in variables), **options)
    draws = separated if form == "apart" else continuous_points
    return mean_of([function(*points, **options) for points in draws(variables, transform, seed)])


def entropy_of_labels(variable: AnyVariable, estimator: str = "auto") -> float | None:
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


def conditional_entropy_of_labels(
    variable: AnyVariable, given: AnyVariable | None, estimator: str = "auto", **options: Any
) -> float | None:
    """Return H(X | Z) = H(X) - I(X; Z) of a discrete variable in nats, None for any other.

    ``options`` are of :func:`estimate_pair`, for the second term.
    """
    if given is not None and variable.kind == "discrete" and without(variable, given) is None:
        return 0.0
    nats = entropy_of_labels(variable, estimator)
    if nats is None or given is None:
        return nats
    of_tables = estimators.INFORMATION[estimator].serves == "discrete"
    name = estimator if of_tables else "auto"
    return nats - estimate_pair(variable, given, estimator=name, **options).value


def check_kinds(estimator: str, serves: str, variables: Sequence[AnyVariable]) -> None:
    """Refuse variables of kinds that an estimator does not serve."""
    if serves == "one discrete":
        x, y = variables[:2]
        number, label = (x, y) if numeric(x) else (y, x)
        _need_numbers(estimator, number, "continuous, one of the two")
        if numeric(label):
            _wrong_kind(estimator, label, "discrete")
    for variable in variables:
        if serves == "discrete" and numeric(variable):
            _wrong_kind(estimator, variable, "discrete")
        if serves == "continuous":
            _need_numbers(estimator, variable, "continuous")


def _check_circular(estimator: str, variables: Sequence[AnyVariable]) -> None:
    """Refuse circular columns where an estimator has no distances that wrap."""
    if estimator in CIRCULAR:
        return
    for column in (c for v in variables for c in columns_of(v) if c.period is not None):
        fail(f"column {column.name!r}", f"must not be circular for estimator={estimator!r}; those "
             f"that wrap are {', '.join(map(repr, ('auto', *CIRCULAR)))}", column.reason,
             'estimator="auto"')  # fmt: skip


def _need_numbers(estimator: str, variable: AnyVariable, needed: str) -> None:
    for column in columns_of(variable):
        if column.values is None:
            _wrong_kind(estimator, column, needed)


def _wrong_kind(estimator: str, variable: AnyVariable, needed: str) -> NoReturn:
    flag = "False" if needed.startswith("continuous") else "True"
    fail(
        str(variable.name),
        f"must be {needed} for estimator={estimator!r}",
        f"{variable.kind} ({variable.reason})",
        f'estimator="auto" serves any kinds; discrete={flag} overrides what was inferred',
    )


def _no_condition(estimator: str) -> NoReturn:
    instead = [name for name, entry in estimators.INFORMATION.items() if entry.given]
    of_same = {"ksg": "frenzel_pompe", "gao": "mesner_shalizi"}.get(estimator, "auto")
    fail(
        "given",
        f"must be None for estimator={estimator!r}; those that take a condition are "
        + ", ".join(map(repr, instead)),
        "a condition",
        f'estimator="{of_same}"',
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
