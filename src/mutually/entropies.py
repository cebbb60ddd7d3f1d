"""Entropy of a variable, joint entropy of several, and entropy given a condition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from mutually import estimators
from mutually.circles import each_period
from mutually.errors import fail
from mutually.estimators.conditional import without
from mutually.estimators.discrete.discrete_entropy import discrete_entropy
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.kozachenko_leonenko import (
    kozachenko_leonenko,
    kozachenko_leonenko_vector,
)
from mutually.estimators.neighbours.spacing import spacing
from mutually.estimators.neighbours.ties import tied_share
from mutually.estimators.neighbours.vector_entropy import vector_entropy
from mutually.inference.uncertainty import Again, Uncertainty
from mutually.information import warn
from mutually.pairs import drop_missing, estimate_pair, need_neighbours
from mutually.parameters import check_parameters, resolve_seed
from mutually.reading import each_kind, read_variable, same_rows
from mutually.results.entropy import Entropy
from mutually.threads import resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.variables import Variable
from mutually.vectors import (
    AnyVariable,
    Vector,
    all_known,
    all_spelled_out,
    in_one_form,
    join,
    numeric,
)
from mutually.weighting.weighted_entropies import WeightedEntropyAgain, estimate_weighted_entropy
from mutually.weighting.weights import few_rows_note, weighted_arguments

# Beyond this share of tied rows a column has no density worth an entropy.
_MOST_TIES = 0.1


def entropy(
    x: Any,
    *,
    given: Any = None,
    estimator: str = "auto",
    discrete: bool | tuple[Any, ...] | None = None,
    circular: float | Sequence[Any] | None = None,
    missing: str = "drop",
    n_neighbors: int = 3,
    base: float | None = None,
    weights: Any = None,
    weight_type: str = "importance",
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
) -> Entropy:
    """Estimate the entropy of a variable or of several together, or what is left of it.

    Parameters
    ----------
    x : array-like of shape (n,) or (n, d), or a table
        As for :func:`mutual_information`. Several columns have a joint entropy; that of discrete
        and continuous ones together is H(discrete) + h(continuous | discrete).
    given : as x, optional
        A condition: H(x | given) = H(x) - I(x; given), the entropy that is left once it is known.
    estimator : str
        "auto" is Chao, Wang and Jost's estimator, at most the log of the estimated number of
        levels, for discrete variables, spacings for a continuous one, and for vectors spacings with
        a copula entropy. By name: "plugin", "miller_madow", "grassberger", "chao_shen",
        "chao_wang_jost", "shrinkage", "nsb" (discrete), "spacing" (a continuous scalar),
        "kozachenko_leonenko" (continuous).
    discrete : bool or tuple of bool, optional
        As for :func:`mutual_information`, for x or for (x, given).
    circular : float or tuple of float, optional
        As for :func:`mutual_information`, for x or for (x, given): the entropy around a circle is
        at most log(period). It is of one column; vectors with circular columns have none here.
    missing, n_neighbors, base, n_jobs, rng
        As for :func:`mutual_information`; n_neighbors is for "kozachenko_leonenko".
    weights, weight_type
        As for :func:`mutual_information`. "auto", "plugin", "miller_madow" and "spacing" have a
        form for importance weights, of discrete variables and of one continuous column.

    Returns
    -------
    Entropy
        The value in nats, or the unit of ``base``.

    Raises
    ------
    MutuallyError
        If the columns cannot be used, or one is mixed: a variable with atoms has no density, so
        its differential entropy is minus infinity.

    Notes
    -----
    Standard errors and intervals are from subsamples, as if the variance fell as 1/n. Where all
    values are equally likely it falls faster: intervals are then up to 2.6 times too wide. Of many
    levels in few rows they hold the truth somewhat too rarely (docs/inference.md).

    References
    ----------
    See the functions in ``mutually.estimators``, one for each paper.

    Examples
    --------
    >>> import mutually as mu
    >>> mu.entropy(["heads", "tails"] * 10, base=2).value
    1.0
    >>> coins = {"first": ["heads", "tails"] * 100, "second": ["heads"] * 100 + ["tails"] * 100}
    >>> mu.entropy(coins, base=2, estimator="plugin").value
    2.0
    >>> mu.entropy(coins, given=coins["first"], base=2, estimator="plugin").value
    1.0
    """
    base = check_base(base)
    nats = nats_per_unit(base)
    workers, seed = resolve_workers(n_jobs), resolve_seed(rng)
    check_parameters(estimator, estimators.ENTROPY, missing, n_neighbors)
    names = ["x"] if given is None else ["x", "given"]
    kinds = each_kind(discrete, names)
    periods = each_period(circular, names)
    serves = estimators.ENTROPY[estimator].serves
    if serves != "any":
        asked = kinds[0] if isinstance(kinds[0], list | tuple) else [kinds[0]]
        if any(kind is not None and kind != (serves == "discrete") for kind in asked):
            rule = f"must serve what discrete={kinds[0]} says"
            fail("estimator", rule, f"{estimator!r}, which is for {serves} variables")
        kinds[0] = serves == "discrete"
        if serves == "discrete" and kinds[-1] is None:
            kinds[-1] = True
    weighted, arguments = weighted_arguments(weights, weight_type, (x, given), names)
    read = [
        read_variable(data, name, kind, missing, period)
        for data, name, kind, period in zip(arguments, names, kinds, periods, strict=False)
    ]
    same_rows(names, read)
    n_all = read[0].n
    variable, *condition = drop_missing(*read)
    if variable.n == 0:
        fail(", ".join(names), "must have a row that is known", f"{n_all} rows, none of them")
    if kinds[0] is False and variable.kind == "discrete":
        _no_density(variable.reason)
    options: dict[str, Any] = {"seed": seed, "workers": workers}
    used = all_known(in_one_form(read))
    own = None if weighted is None else weighted.own(used)
    again: Again
    if own is None:
        variable, *condition = all_spelled_out([variable, *condition]) if condition else [variable]
        found = _entropy(variable, condition, estimator, n_neighbors, options)
        again = EntropyAgain(variable, condition, estimator, n_neighbors, options)
    else:
        _check_weighted_density(variable)
        how = (estimator, n_neighbors, options)
        found = estimate_weighted_entropy(variable, condition, own, *how)
        again = WeightedEntropyAgain(variable, condition, own, *how)
    if found.value == -math.inf:
        _no_density(
            "columns that determine each other"
            if isinstance(variable, Vector)
            else "tied values, which lie closer than any density allows"
        )
    notes = found.warnings + few_rows_note(own)
    warn(notes)
    return Entropy(
        value=found.value / nats,
        base=base,
        n=variable.n,
        n_missing=n_all - variable.n,
        estimator=found.method,
        warnings=notes,
        local_nats=found.local if weighted is None else weighted.by_row(found, used),
        weighting=None if weighted is None else weighted.taken(used),
        uncertainty=Uncertainty(found, again, variable.n, seed),
        kind=variable.kind,
        reason=variable.reason,
        given_kind=condition[0].kind if condition else None,
        given_reason=condition[0].reason if condition else None,
    )


def _entropy(
    variable: AnyVariable, condition: Sequence[AnyVariable], estimator: str, n_neighbors: int,
    options: dict[str, Any],
) -> Estimate:  # fmt: skip
    if condition:
        return _left_over(variable, condition[0], estimator, n_neighbors, options)
    return _entropy_of(variable, estimator, n_neighbors, options)


@dataclass(frozen=True)
class EntropyAgain:
    """Estimates the entropy of some of the rows; a class, so that results pickle."""

    variable: AnyVariable
    condition: Sequence[AnyVariable]
    estimator: str
    n_neighbors: int
    options: dict[str, Any]

    def __call__(self, rows: NDArray[np.bool_]) -> float:
        """Return the estimate of these rows, in nats."""
        whole = all_spelled_out([self.variable, *self.condition])
        variable, *condition = (v.take(rows) for v in whole)
        return _entropy(variable, condition, self.estimator, self.n_neighbors, self.options).value


def _left_over(
    variable: AnyVariable, given: AnyVariable, estimator: str, n_neighbors: int,
    options: dict[str, Any],
) -> Estimate:  # fmt: skip
    """Return H(X | Z) = H(X) - I(X; Z), of the columns of x that z does not hold."""
    rest = without(variable, given)
    if rest is None:
        if numeric(variable):
            _no_density("a condition that holds x itself")
        return Estimate(0.0, np.zeros(variable.n), "0: the condition holds x")
    if estimators.ENTROPY[estimator].serves == "discrete":
        return _difference(rest, given, estimator)
    whole = _entropy_of(rest, estimator, n_neighbors, options)
    shared = estimate_pair(rest, given, n_neighbors=n_neighbors, **options)
    return Estimate(
        whole.value - shared.value,
        whole.rows() - shared.rows(),
        f"{whole.method} - ({shared.method})",
        tuple(dict.fromkeys([*whole.warnings, *shared.warnings])),
    )


def _difference(variable: AnyVariable, given: AnyVariable, estimator: str) -> Estimate:
    """Return H(X, Z) - H(Z), each by the named estimator of discrete entropies."""
    joint = join("x, given", [variable, given])
    if joint.kind != "discrete" or joint.labels is None or given.labels is None:
        fail("given", f"must be discrete for estimator={estimator!r}",
             f"{given.kind} ({given.reason})", 'estimator="auto"')  # fmt: skip
    whole = discrete_entropy(joint.labels, estimator)
    known = discrete_entropy(given.labels, estimator)
    return Estimate(whole.value - known.value, whole.rows() - known.rows(), estimator,
                    whole.warnings)  # fmt: skip


def _entropy_of(
    variable: AnyVariable, estimator: str, n_neighbors: int, options: dict[str, Any]
) -> Estimate:
    if variable.kind == "discrete":
        assert variable.labels is not None
        return discrete_entropy(variable.labels, estimator)
    numbers = numeric(variable)
    for column in numbers:
        _check_density(column)
    if isinstance(variable, Variable):
        if estimator == "kozachenko_leonenko":
            _refuse_circular(numbers, 'estimator="auto" takes spacings around the circle')
            need_neighbours(variable.n, n_neighbors)
            return kozachenko_leonenko(variable.sorted, n_neighbors=n_neighbors)
        need_neighbours(variable.n, 1)
        return spacing(variable.sorted, variable.period)
    _refuse_circular(numbers, "one circular column has an entropy, and a condition may be circular")
    if estimator == "spacing":
        fail("estimator", "must serve vectors", "'spacing', which is for one column",
             'estimator="auto"')  # fmt: skip
    if variable.labels is not None:
        return _of_both_kinds(variable, n_neighbors, options)
    points = np.stack([_values(column) for column in numbers], axis=1)
    need_neighbours(variable.n, n_neighbors)
    if estimator == "kozachenko_leonenko":
        workers = options["workers"]
        return kozachenko_leonenko_vector(points, n_neighbors=n_neighbors, workers=workers)
    return vector_entropy(points, **options)


def _of_both_kinds(variable: Vector, n_neighbors: int, options: dict[str, Any]) -> Estimate:
    """Return H(A) + h(V) - I(A; V) of the discrete columns A and the continuous ones V."""
    labels = join(variable.name, [c for c in variable.columns if c.values is None])
    numbers = join(variable.name, numeric(variable))
    discrete = _entropy_of(labels, "auto", n_neighbors, options)
    rest = _left_over(numbers, labels, "auto", n_neighbors, options)
    return replace(
        rest,
        value=discrete.value + rest.value,
        local=discrete.rows() + rest.rows(),
        method=f"{discrete.method} + {rest.method}",
        warnings=tuple(dict.fromkeys([*discrete.warnings, *rest.warnings])),
    )


def _values(column: Variable) -> Any:
    assert column.values is not None
    return column.values


def _check_density(column: Variable) -> None:
    values = column.sorted.values
    if column.kind == "mixed" or tied_share(column.sorted) > _MOST_TIES:
        _no_density(column.reason if column.kind == "mixed" else "many tied values")
    if not (np.isfinite(values[0]) and np.isfinite(values[-1])):
        fail("x", "must be finite for a differential entropy", "infinite values")


def _check_weighted_density(variable: AnyVariable) -> None:
    for column in numeric(variable):
        _check_density(column)


def _refuse_circular(columns: Sequence[Variable], hint: str) -> None:
    for column in columns:
        if column.period is not None:
            fail(f"column {column.name!r}", "must not be circular for this entropy", column.reason,
                 hint)  # fmt: skip


def _no_density(got: str) -> NoReturn:
    fail(
        "x",
        "must have a density for a differential entropy",
        got,
        "discrete=True gives the entropy of its levels",
    )
