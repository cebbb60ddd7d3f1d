"""Entropy of a variable."""

from __future__ import annotations

import math
from typing import Any, NoReturn

import numpy as np

from mutually import estimators
from mutually.errors import fail
from mutually.estimators.estimate import Estimate
from mutually.information import warn
from mutually.pairs import need_neighbours
from mutually.parameters import check_parameters
from mutually.reading import read_variable
from mutually.results import Entropy
from mutually.units import check_base, nats_per_unit
from mutually.variables import Variable


def entropy(
    x: Any,
    *,
    estimator: str = "auto",
    discrete: bool | None = None,
    missing: str = "drop",
    n_neighbors: int = 3,
    base: float | None = None,
) -> Entropy:
    """Estimate the entropy of a discrete variable, or the differential entropy of a continuous one.

    Parameters
    ----------
    x : array-like of shape (n,)
        As for :func:`mutual_information`.
    estimator : str
        "auto" is Chao, Wang and Jost's estimator, at most the log of the estimated number of
        levels, for discrete variables and spacings for continuous ones. By name: "plugin",
        "miller_madow", "grassberger", "chao_shen", "chao_wang_jost", "shrinkage", "nsb"
        (discrete), "spacing", "kozachenko_leonenko" (continuous).
    discrete, missing, n_neighbors, base
        As for :func:`mutual_information`; n_neighbors is for "kozachenko_leonenko".

    Returns
    -------
    Entropy
        The value in nats, or the unit of ``base``.

    Raises
    ------
    MutuallyError
        If the column cannot be used, or is mixed: a variable with atoms has no density, so its
        differential entropy is minus infinity.

    References
    ----------
    See the functions in :mod:`mutually.estimators`, one for each paper.

    Examples
    --------
    >>> import mutually as mu
    >>> mu.entropy(["heads", "tails"] * 10, base=2).value
    1.0
    """
    base = check_base(base)
    nats = nats_per_unit(base)
    check_parameters(estimator, estimators.ENTROPY, missing, n_neighbors)
    serves = estimators.ENTROPY[estimator].serves
    if serves != "any":
        if discrete is not None and discrete != (serves == "discrete"):
            rule = f"must serve what discrete={discrete} says"
            fail("estimator", rule, f"{estimator!r}, which is for {serves} variables")
        discrete = serves == "discrete"
    variable = read_variable(x, "x", discrete, missing)
    n_all = variable.n
    if variable.known is not None:
        variable = variable.take(variable.known)
    if variable.n == 0:
        fail("x", "must have a row that is known", f"{n_all} rows, none of them")
    if discrete is False and variable.kind == "discrete":
        _no_density(variable.reason)
    found = _entropy_of(variable, estimator, n_neighbors)
    if found.value == -math.inf:
        _no_density("tied values, which lie closer than any density allows")
    warn(found.warnings)
    return Entropy(
        value=found.value / nats,
        base=base,
        n=variable.n,
        n_missing=n_all - variable.n,
        estimator=found.method,
        warnings=found.warnings,
        local_nats=found.local,
        kind=variable.kind,
        reason=variable.reason,
    )


def _entropy_of(variable: Variable, estimator: str, n_neighbors: int) -> Estimate:
    if variable.kind == "discrete":
        from mutually.estimators.discrete.discrete_entropy import discrete_entropy

        assert variable.labels is not None
        return discrete_entropy(variable.labels, estimator)
    values = variable.sorted.values
    if variable.kind == "mixed" or len(np.unique(values)) < 0.9 * len(values):
        _no_density(variable.reason if variable.kind == "mixed" else "many tied values")
    if not (np.isfinite(values[0]) and np.isfinite(values[-1])):
        fail("x", "must be finite for a differential entropy", "infinite values")
    if estimator == "kozachenko_leonenko":
        from mutually.estimators.neighbours.kozachenko_leonenko import kozachenko_leonenko

        need_neighbours(variable.n, n_neighbors)
        return kozachenko_leonenko(variable.sorted, n_neighbors=n_neighbors)
    from mutually.estimators.neighbours.spacing import spacing

    need_neighbours(variable.n, 1)
    return spacing(variable.sorted)


def _no_density(got: str) -> NoReturn:
    fail(
        "x",
        "must have a density for a differential entropy",
        got,
        "discrete=True gives the entropy of its levels",
    )
