"""The estimate for two variables from weighted rows, by the estimator's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually import estimators
from mutually.errors import fail
from mutually.estimators.estimate import Estimate
from mutually.estimators.weighted.chain import (
    weighted_chain,
    weighted_conditional,
    weighted_points,
)
from mutually.estimators.weighted.gaussian import weighted_gaussian
from mutually.estimators.weighted.levels import independence
from mutually.estimators.weighted.masses import Array, shares
from mutually.estimators.weighted.tables import weighted_table
from mutually.inference.diagnostics import Apart
from mutually.inference.significance import Significance, closed_form
from mutually.inference.testing import Testing
from mutually.inference.uncertainty import PairUncertainty
from mutually.pairs import check_kinds, estimate_pair, need_neighbours
from mutually.vectors import AnyVariable, columns_of, numeric

# Those without a condition, and those that take one.
OF_TABLES = ("plugin", "miller_madow", "chance_corrected")
WITH_CONDITION = ("auto", "gaussian", "gaussian_copula", "frenzel_pompe")
WEIGHTED = ("auto", *OF_TABLES, "gaussian", "gaussian_copula", "ksg", "ross", "frenzel_pompe")


def check_weighted(estimator: str, given: Any, transform: str | None, pvalue_method: str) -> None:
    """Refuse what has no form for importance weights."""
    if estimator not in WEIGHTED:
        rule = "must have a form for importance weights: " + ", ".join(map(repr, WEIGHTED))
        hint = 'estimator="auto", or weight_type="frequency" for weights that count rows'
        fail("estimator", rule, repr(estimator), hint)
    if given is not None and estimator not in WITH_CONDITION:
        rule = "must take a condition with importance weights: "
        rule += ", ".join(map(repr, WITH_CONDITION))
        fail("estimator", rule, repr(estimator), 'estimator="auto"')
    if transform != "normal_scores":
        fail("transform", "must be 'normal_scores' with importance weights", repr(transform))
    if pvalue_method == "permutations":
        fail("pvalue_method", "must not be 'permutations' with importance weights: they are exact "
             "only where weights depend on one variable alone", repr(pvalue_method),
             'pvalue_method="auto" takes a chi-squared test for weighted rows')  # fmt: skip


def refuse_circular(variables: Sequence[AnyVariable]) -> None:
    """Refuse circular columns: mean weights of neighbours are found along a line."""
    for column in (c for v in variables for c in columns_of(v) if c.period is not None):
        fail(f"column {column.name!r}", "must not be circular with importance weights",
             column.reason, 'weight_type="frequency", or leave it out of circular=')  # fmt: skip


def estimate_weighted(
    x: AnyVariable, y: AnyVariable, given: AnyVariable | None, own: Array, *,
    estimator: str = "auto", n_neighbors: int = 3, transform: str | None = "normal_scores",
    seed: int = 0, workers: int = 1,
) -> Estimate:  # fmt: skip
    """Estimate the mutual information of variables without missing rows, in nats.

    ``own`` are the shares of the rows. The other options are those of
    :func:`mutually.pairs.estimate_pair`.
    """
    refuse_circular([v for v in (x, y, given) if v is not None])
    options = {"n_neighbors": n_neighbors, "seed": seed, "workers": workers}
    if estimator == "auto":
        if numeric(x) and numeric(y):
            need_neighbours(x.n, n_neighbors)
        if given is None:
            return weighted_chain(x, y, own, **options)
        return weighted_conditional(x, y, given, own, **options)
    variables = [x, y] if given is None else [x, y, given]
    check_kinds(estimator, estimators.INFORMATION[estimator].serves, variables)
    if estimator in OF_TABLES:
        assert x.labels is not None
        assert y.labels is not None
        return weighted_table(x.labels, y.labels, own, estimator=estimator, workers=workers)
    if estimator in ("gaussian", "gaussian_copula"):
        found = weighted_gaussian(variables, own, estimator)
    else:
        need_neighbours(x.n, n_neighbors)
        found = weighted_points(variables, own, estimator, **options)
    test = independence(x, y, own) if given is None else None
    return Estimate(found.value, found.local, found.method, found.warnings, test, found.errors)


def estimate_of(
    x: AnyVariable, y: AnyVariable, given: AnyVariable | None, own: Array | None,
    options: dict[str, Any],
) -> Estimate:  # fmt: skip
    """Return the estimate of two variables; ``own`` is None without weights."""
    if own is None:
        return estimate_pair(x, y, given, **options)
    return estimate_weighted(x, y, given, own, **options)


def estimated(
    x: AnyVariable, y: AnyVariable, given: AnyVariable | None, own: Array | None,
    options: dict[str, Any], testing: Testing,
) -> tuple[Estimate, PairUncertainty]:  # fmt: skip
    """Return what :func:`estimate_of` does, and its uncertainty."""
    variables = (x, y, given)
    found = estimate_of(x, y, given, own, options)
    if own is None:
        return found, PairUncertainty.of(found, variables, options, testing)
    return found, WeightedUncertainty.of_weighted(found, variables, own, options, testing)


@dataclass(frozen=True)
class WeightedAgain:
    """Estimates the information of some of the rows with their weights."""

    variables: tuple[AnyVariable, AnyVariable, AnyVariable | None]
    own: Array
    options: dict[str, Any]

    def __call__(self, rows: NDArray[np.bool_]) -> float:
        """Return the estimate of these rows, in nats."""
        x, y, given = (None if v is None else v.take(rows) for v in self.variables)
        assert x is not None
        assert y is not None
        return estimate_weighted(x, y, given, shares(self.own[rows]), **self.options).value


class WeightedUncertainty(PairUncertainty):
    """The uncertainty of an estimate from weighted rows."""

    @classmethod
    def of_weighted(
        cls,
        estimate: Estimate,
        variables: tuple[AnyVariable, AnyVariable, AnyVariable | None],
        own: Array,
        options: dict[str, Any],
        testing: Testing,
    ) -> WeightedUncertainty:
        """Return the uncertainty of the estimate of these variables with these options."""
        again = WeightedAgain(variables, own, options)
        n, seed = variables[0].n, options["seed"]
        return cls(estimate, again, n, seed, testing, variables=variables, options=options)

    @property
    def apart(self) -> Apart | None:
        """None: numbers of neighbours are not compared."""
        return None

    @property
    def significance(self) -> Significance:
        """The test of independence; nan where there is none that holds."""
        found = closed_form(self.estimate, self.testing)
        if found is not None:
            return found
        with_condition = self.variables[2] is not None
        why = "a condition of numbers" if with_condition else "too few effective rows"
        return Significance(float("nan"), f"none for weighted rows with {why}", float("nan"))

    @property
    def cannot_show(self) -> tuple[str, ...]:
        """Nothing: there are no permutations."""
        return ()

    def diagnosed(self) -> tuple[str, ...]:
        """Nothing: the diagnostics are of rows that weigh alike."""
        return ()
