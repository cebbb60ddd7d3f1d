"""Information of three and more variables: total correlation, interaction information."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mutually import estimators
from mutually.errors import fail
from mutually.estimators.estimate import Estimate
from mutually.inference.uncertainty import Uncertainty
from mutually.information import warn
from mutually.pairs import drop_missing, estimate_pair
from mutually.parameters import check_parameters, forced_kind, resolve_seed
from mutually.reading import each_kind, read_variable, same_rows
from mutually.results.of_several import InteractionInformation, TotalCorrelation
from mutually.threads import resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.vectors import AnyVariable, join


def total_correlation(
    *variables: Any,
    estimator: str = "auto",
    discrete: bool | Sequence[Any] | None = None,
    missing: str = "drop",
    n_neighbors: int = 3,
    base: float | None = None,
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
) -> TotalCorrelation:
    """Estimate what two or more variables tell about each other in all.

    The sum of their entropies less the joint one, the relative entropy of the joint distribution
    and the product of its margins (Watanabe 1960, doi:10.1147/rd.41.0066). It is estimated by the
    chain rule, I(x1; x2) + I(x1, x2; x3) + ..., in the order in which they are given; with two
    variables it is their mutual information.

    Parameters
    ----------
    *variables : array-like of shape (n,) or (n, d), or a table
        Two or more, as for :func:`mutually.mutual_information`.
    estimator, discrete, missing, n_neighbors, base, n_jobs, rng
        As there; ``discrete`` for all, or a tuple with an entry for each.

    Returns
    -------
    TotalCorrelation
        The value in nats, or the unit of ``base``.

    Raises
    ------
    MutuallyError
        As :func:`mutually.mutual_information`.

    Examples
    --------
    >>> import mutually as mu
    >>> bit = [0, 1] * 50
    >>> mu.total_correlation(bit, bit, bit, base=2, estimator="plugin").value
    2.0
    """
    if len(variables) < 2:
        fail("variables", "must be two at least", len(variables), "total_correlation(x, y, z)")

    return _result(TotalCorrelation, variables, _chain_terms, estimator, discrete, missing,
                   n_neighbors, base, n_jobs, rng)  # fmt: skip


def interaction_information(
    x: Any,
    y: Any,
    z: Any,
    *,
    estimator: str = "auto",
    discrete: bool | Sequence[Any] | None = None,
    missing: str = "drop",
    n_neighbors: int = 3,
    base: float | None = None,
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
) -> InteractionInformation:
    """Estimate the interaction information of three variables, I(x; y | z) - I(x; y).

    Positive: each pair tells more about the third than its members do apart (synergy, as in
    exclusive or). Negative: the members tell the same (redundancy). The quantity is the same for
    any order of the three; the mean of the estimates of the three differences is returned, so that
    the estimate is too.

    Parameters
    ----------
    x, y, z : array-like of shape (n,) or (n, d), or a table
        As for :func:`mutually.mutual_information`.
    estimator, discrete, missing, n_neighbors, base, n_jobs, rng
        As there; ``discrete`` for all, or a tuple of three. The estimator must take a condition.

    Returns
    -------
    InteractionInformation
        The value in nats, or the unit of ``base``.

    Raises
    ------
    MutuallyError
        As :func:`mutually.mutual_information`.

    References
    ----------
    McGill, "Multivariate information transmission", Psychometrika 19 (1954),
    doi:10.1007/BF02289159. Some authors give it the opposite sign and call it co-information.

    Examples
    --------
    >>> import mutually as mu
    >>> x, y = [0, 0, 1, 1] * 50, [0, 1, 0, 1] * 50
    >>> z = [a ^ b for a, b in zip(x, y)]
    >>> mu.interaction_information(x, y, z, base=2, estimator="plugin").value
    1.0
    """
    return _result(InteractionInformation, (x, y, z), _interaction_terms, estimator, discrete,
                   missing, n_neighbors, base, n_jobs, rng)  # fmt: skip


Pair = Callable[..., Estimate]
Terms = Callable[[Sequence[AnyVariable], Pair], list[tuple[Estimate, float]]]
Kind = TypeVar("Kind", TotalCorrelation, InteractionInformation)


def _chain_terms(columns: Sequence[AnyVariable], pair: Pair) -> list[tuple[Estimate, float]]:
    return [
        (pair(join("the ones before", columns[:at]), columns[at]), 1.0)
        for at in range(1, len(columns))
    ]


def _interaction_terms(columns: Sequence[AnyVariable], pair: Pair) -> list[tuple[Estimate, float]]:
    found = []
    for at in range(3):
        one, other, third = columns[at], columns[(at + 1) % 3], columns[(at + 2) % 3]
        found += [(pair(one, other, third), 1 / 3), (pair(one, other), -1 / 3)]
    return found


@dataclass(frozen=True)
class SumOfTerms:
    """A sum of estimates for pairs of columns, of all rows or of some; picklable."""

    terms: Terms
    columns: Sequence[AnyVariable]
    options: dict[str, Any]

    def __call__(self, rows: NDArray[np.bool_]) -> float:
        """Return the sum for these rows, in nats."""
        return self.estimate([column.take(rows) for column in self.columns]).value

    def estimate(self, columns: Sequence[AnyVariable]) -> Estimate:
        """Return the sum for these columns."""

        def pair(x: AnyVariable, y: AnyVariable, given: AnyVariable | None = None) -> Estimate:
            return estimate_pair(x, y, given, **self.options)

        found = self.terms(columns, pair)
        return Estimate(
            math.fsum(part.value * weight for part, weight in found),
            np.sum([part.rows() * weight for part, weight in found], axis=0),
            " + ".join(dict.fromkeys(part.method for part, _ in found)),
            tuple(dict.fromkeys(w for part, _ in found for w in part.warnings)),
        )


def _result(
    kind: type[Kind], data: Sequence[Any], terms: Terms, estimator: str, discrete: Any,
    missing: str, n_neighbors: int, base: float | None, n_jobs: int | None, rng: Any,
) -> Kind:  # fmt: skip
    base = check_base(base)
    nats = nats_per_unit(base)
    workers, seed = resolve_workers(n_jobs), resolve_seed(rng)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    names = ["x", "y", "z"] if len(data) == 3 else [f"x{at + 1}" for at in range(len(data))]
    kinds = each_kind(discrete, names)
    read = [
        read_variable(part, name, forced_kind(estimator, own), missing)
        for part, name, own in zip(data, names, kinds, strict=True)
    ]
    same_rows(names, read)
    columns = drop_missing(*read)
    if columns[0].n == 0:
        rule = "must have a row where all are known"
        fail(", ".join(names), rule, f"{read[0].n} rows, none of them")

    options = {"estimator": estimator, "n_neighbors": n_neighbors, "seed": seed, "workers": workers}
    sum_of_terms = SumOfTerms(terms, columns, options)
    found = sum_of_terms.estimate(columns)
    warn(found.warnings)
    return kind(
        value=found.value / nats,
        base=base,
        n=columns[0].n,
        n_missing=read[0].n - columns[0].n,
        estimator=found.method,
        warnings=found.warnings,
        local_nats=found.local,
        uncertainty=Uncertainty(found, sum_of_terms, columns[0].n, seed),
        kinds=tuple(column.kind for column in columns),
    )
