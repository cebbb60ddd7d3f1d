"""The public functions on variables: mutual information and entropy."""

from __future__ import annotations

import math
import warnings
from typing import Any, NoReturn

import numpy as np

from mutually import estimators
from mutually.errors import MutuallyWarning, fail
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.transforms import check_transform
from mutually.pairs import drop_missing, entropy_of_labels, estimate_pair, need_neighbours
from mutually.parameters import check_parameters, forced_kind, resolve_seed
from mutually.results import Entropy, MutualInformation
from mutually.tables import Column, read_column
from mutually.threads import resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.variables import Variable, make_variable

# Below this number of rows a thread costs more than it brings.
_ROWS_FOR_THREADS = 20_000


def mutual_information(
    x: Any,
    y: Any,
    *,
    estimator: str = "auto",
    discrete: bool | tuple[bool | None, bool | None] | None = None,
    missing: str = "drop",
    n_neighbors: int = 3,
    transform: str | None = "normal_scores",
    base: float | None = None,
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
) -> MutualInformation:
    """Estimate how much knowing x tells about y.

    Parameters
    ----------
    x, y : array-like of shape (n,)
        Numbers, booleans, strings, categories, dates or times: a list, an array, a series of
        pandas, polars or pyarrow. Null, None and NaN are missing; infinities are values.
    estimator : str
        "auto" serves every pair of kinds. By name: "ksg" (two continuous), "ross" (one discrete,
        one continuous), "plugin" and "chance_corrected" (two discrete), and, as the sum of the
        entropies H(X) + H(Y) - H(X, Y) of two discrete: "miller_madow", "grassberger",
        "chao_shen", "chao_wang_jost", "shrinkage", "nsb".
    discrete : bool or pair of bool, optional
        Overrides what types and values say, for both or for (x, y); None leaves it to them.
    missing : {"drop", "category", "raise"}
        Rows with a missing value are left out, or missing is a level of its own, or an error.
    n_neighbors : int
        k of the neighbour estimators, 1 to 64. More lowers the variance and adds bias.
    transform : {"normal_scores", "standardize", None}
        What "ksg" and "ross" do to numbers first; "auto" always uses normal scores.
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits.
    n_jobs : int, optional
        Threads for long columns; None takes the cores that this process may use. The value has the
        same bits for any number.
    rng : int or Generator
        Seed of the order of tied values; nothing else is random.

    Returns
    -------
    MutualInformation
        The value in nats (or the unit of ``base``), with ``normalized``, ``local``, ``warnings``.

    Raises
    ------
    MutuallyError
        If the columns cannot be used: lengths differ, no row is known in both, fewer rows than
        neighbours, an estimator that does not serve these kinds, or a parameter out of range.

    Notes
    -----
    Fails, towards too little, where a relation is finer than the distance between rows; the value
    cannot exceed about log n. Rows are assumed independent of each other.

    References
    ----------
    See the functions in :mod:`mutually.estimators`, one for each paper.

    Examples
    --------
    >>> import numpy as np
    >>> import mutually as mu
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=1000)
    >>> y = 0.6 * x + 0.8 * rng.normal(size=1000)  # the truth is 0.223 nats
    >>> r = mu.mutual_information(x, y)
    >>> print(f"{r.value:.2f} {r.unit}, {r.estimator}")
    0.22 nats, ksg
    >>> mu.mutual_information(["a", "b"] * 50, [True, False] * 50, estimator="plugin", base=2).value
    1.0
    """
    base = check_base(base)
    nats = nats_per_unit(base)
    workers = resolve_workers(n_jobs)
    kinds = _pair(discrete)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    check_transform(transform)
    one = as_variable(x, "x", forced_kind(estimator, kinds[0]), missing)
    other = as_variable(y, "y", forced_kind(estimator, kinds[1]), missing)
    if one.n != other.n:
        fail("y", "must have as many rows as x", f"{one.n} rows of x and {other.n} of y")
    n_all = one.n
    one, other = drop_missing(one, other)
    if one.n == 0:
        fail("x, y", "must have a row where both are known", f"{n_all} rows, none of them")
    found = estimate_pair(
        one,
        other,
        estimator=estimator,
        n_neighbors=n_neighbors,
        transform=transform,
        seed=resolve_seed(rng),
        workers=workers if one.n >= _ROWS_FOR_THREADS else 1,
    )
    warn(found.warnings)
    return MutualInformation(
        value=found.value / nats,
        base=base,
        n=one.n,
        n_missing=n_all - one.n,
        estimator=found.method,
        warnings=found.warnings,
        local_nats=found.local,
        x_kind=one.kind,
        y_kind=other.kind,
        x_reason=one.reason,
        y_reason=other.reason,
        entropy_x=_scaled(entropy_of_labels(one, estimator), nats),
        entropy_y=_scaled(entropy_of_labels(other, estimator), nats),
    )


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
    serves = estimators.ENTROPY[estimator].x
    if serves != "any":
        if discrete is not None and discrete != (serves == "discrete"):
            rule = f"must serve what discrete={discrete} says"
            fail("estimator", rule, f"{estimator!r}, which is for {serves} variables")
        discrete = serves == "discrete"
    variable = as_variable(x, "x", discrete, missing)
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


def _pair(discrete: Any) -> tuple[bool | None, bool | None]:
    kinds = tuple(discrete) if isinstance(discrete, tuple | list) else (discrete, discrete)
    if len(kinds) != 2 or not all(k is None or isinstance(k, bool | np.bool_) for k in kinds):
        rule = "must be None, a bool, or a pair of them (of x, of y)"
        fail("discrete", rule, repr(discrete), "discrete=(True, None)")
    return kinds


def _no_density(got: str) -> NoReturn:
    fail(
        "x",
        "must have a density for a differential entropy",
        got,
        "discrete=True gives the entropy of its levels",
    )


def as_variable(data: Any, name: str, discrete: bool | None, missing: str) -> Variable:
    """Read one argument of a public function."""
    column = data if isinstance(data, Column) else read_column(data, name)
    return make_variable(column, discrete=discrete, missing=missing)


def _scaled(nats: float | None, unit: float) -> float | None:
    return None if nats is None else nats / unit


def warn(messages: tuple[str, ...]) -> None:
    """Raise one warning for all messages of a call; they stand on the result as well."""
    if messages:
        warnings.warn("; ".join(messages), MutuallyWarning, stacklevel=3)
