"""Entropies of variables from weighted rows, by the estimator's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.estimators.conditional import without
from mutually.estimators.estimate import Estimate
from mutually.estimators.weighted.entropies import weighted_entropy, weighted_spacing
from mutually.estimators.weighted.masses import Array, shares
from mutually.pairs import need_neighbours
from mutually.variables import Variable
from mutually.vectors import AnyVariable, join
from mutually.weighting.weighted_pairs import estimate_weighted, refuse_circular

WEIGHTED = ("auto", "plugin", "miller_madow", "spacing")


def estimate_weighted_entropy(
    variable: AnyVariable, condition: Sequence[AnyVariable], own: Array, estimator: str,
    n_neighbors: int, options: dict[str, Any],
) -> Estimate:  # fmt: skip
    """Estimate H(X), or H(X | Z), of variables without missing rows, in nats."""
    if estimator not in WEIGHTED:
        fail("estimator", "must have a form for importance weights: "
             + ", ".join(map(repr, WEIGHTED)), repr(estimator), 'estimator="auto"')  # fmt: skip
    refuse_circular([variable, *condition])
    if not condition:
        return _entropy_of(variable, own, estimator)
    given = condition[0]
    rest = without(variable, given)
    if rest is None and variable.kind == "discrete":
        return Estimate(0.0, np.zeros(variable.n), "0: the condition holds x")
    if rest is None or rest.kind != "discrete":
        # An entropy that is left is a difference, whose errors are those of both parts.
        fail("given", "must be None for the differential entropy of weighted rows", "a condition")
    if estimator in ("plugin", "miller_madow"):
        joint = join("x, given", [rest, given])
        if joint.kind != "discrete":
            fail("given", f"must be discrete for estimator={estimator!r}",
                 f"{given.kind} ({given.reason})", 'estimator="auto"')  # fmt: skip
        whole, known = (_entropy_of(v, own, estimator) for v in (joint, given))
    else:
        whole = _entropy_of(rest, own, estimator)
        known = estimate_weighted(rest, given, None, own, n_neighbors=n_neighbors, **options)
    return Estimate(
        whole.value - known.value,
        whole.rows() - known.rows(),
        f"{whole.method} - ({known.method})",
        (*whole.warnings, *known.warnings),
    )


def entropy_of_weighted_labels(
    variable: AnyVariable, given: AnyVariable | None, own: Array, estimator: str = "auto",
    n_neighbors: int = 3, **options: Any,
) -> float | None:  # fmt: skip
    """Return the entropy of a discrete variable, given the condition, in nats; None of any other.

    It is estimated as the information is, as
    :func:`mutually.pairs.conditional_entropy_of_labels` is.
    """
    if variable.kind != "discrete":
        return None
    name = estimator if estimator in ("plugin", "miller_madow") else "auto"
    condition = () if given is None else (given,)
    found = estimate_weighted_entropy(variable, condition, own, name, n_neighbors, options)
    return found.value


def _entropy_of(variable: AnyVariable, own: Array, estimator: str) -> Estimate:
    if variable.kind == "discrete":
        assert variable.labels is not None
        return weighted_entropy(variable.labels, own, estimator)
    if not isinstance(variable, Variable) or variable.kind != "continuous":
        fail("x", "must be discrete, or one continuous column, for the entropy of weighted rows",
             f"{variable.kind} ({variable.reason})")  # fmt: skip
    need_neighbours(variable.n, 1)
    return weighted_spacing(variable.sorted, own)


@dataclass(frozen=True)
class WeightedEntropyAgain:
    """Estimates the entropy of some of the rows with their weights."""

    variable: AnyVariable
    condition: Sequence[AnyVariable]
    own: Array
    estimator: str
    n_neighbors: int
    options: dict[str, Any]

    def __call__(self, rows: NDArray[np.bool_]) -> float:
        """Return the estimate of these rows, in nats."""
        variable, *condition = (v.take(rows) for v in (self.variable, *self.condition))
        own = shares(self.own[rows])
        how = (self.estimator, self.n_neighbors, self.options)
        return estimate_weighted_entropy(variable, condition, own, *how).value
