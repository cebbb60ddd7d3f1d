"""The public functions on variables: mutual information and entropy."""

from __future__ import annotations

import warnings
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from mutually import _core, estimators
from mutually.columns import read_column
from mutually.errors import MutuallyWarning, fail
from mutually.estimators.chain import chain
from mutually.estimators.chance_corrected import chance_corrected
from mutually.estimators.estimate import Estimate
from mutually.estimators.ksg import ksg
from mutually.estimators.plugin import plugin
from mutually.estimators.ross import ross
from mutually.estimators.table import CountsOfCounts
from mutually.estimators.transforms import check_transform
from mutually.results import Entropy, MutualInformation
from mutually.threads import resolve_workers
from mutually.units import nats_per_unit
from mutually.variables import MISSING, Labels, Variable, make_variable

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
        one continuous), "plugin" and "chance_corrected" (two discrete).
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
    0.21 nats, ksg
    >>> mu.mutual_information(["a", "b"] * 50, [True, False] * 50, base=2).value
    1.0
    """
    nats = nats_per_unit(base)
    workers = resolve_workers(n_jobs)
    kinds = discrete if isinstance(discrete, tuple) else (discrete, discrete)
    if len(kinds) != 2:
        fail("discrete", "must be a bool or a pair (of x, of y)", repr(discrete))
    forced = _forced_kinds(estimator, kinds)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    check_transform(transform)
    one = as_variable(x, "x", forced[0], missing)
    other = as_variable(y, "y", forced[1], missing)
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
        entropy_x=_scaled(entropy_of_labels(one), nats),
        entropy_y=_scaled(entropy_of_labels(other), nats),
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
        "chao_wang_jost" (discrete), "spacing", "kozachenko_leonenko" (continuous).
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
    nats = nats_per_unit(base)
    check_parameters(estimator, estimators.ENTROPY, missing, n_neighbors)
    if estimator in ("plugin", "chao_wang_jost"):
        discrete = True
    elif estimator in ("spacing", "kozachenko_leonenko"):
        discrete = False
    variable = as_variable(x, "x", discrete, missing)
    n_all = variable.n
    if variable.known is not None:
        variable = variable.take(variable.known)
    if variable.n == 0:
        fail("x", "must have a row that is known", f"{n_all} rows, none of them")
    if discrete is False and variable.kind == "discrete":
        _no_density(variable.reason)
    found = _entropy_of(variable, estimator, n_neighbors)
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
        from mutually.estimators.discrete_entropy import discrete_entropy

        assert variable.labels is not None
        return discrete_entropy(variable.labels, estimator)
    values = variable.sorted.values
    if variable.kind == "mixed" or len(np.unique(values)) < 0.9 * len(values):
        _no_density(variable.reason if variable.kind == "mixed" else "many tied values")
    if not (np.isfinite(values[0]) and np.isfinite(values[-1])):
        fail("x", "must be finite for a differential entropy", "infinite values")
    if estimator == "kozachenko_leonenko":
        from mutually.estimators.kozachenko_leonenko import kozachenko_leonenko

        _need_neighbours(variable.n, n_neighbors)
        return kozachenko_leonenko(variable.sorted, n_neighbors=n_neighbors)
    from mutually.estimators.spacing import spacing

    _need_neighbours(variable.n, 1)
    return spacing(variable.sorted)


def _no_density(got: str) -> NoReturn:
    fail(
        "x",
        "must have a density for a differential entropy",
        got,
        "discrete=True gives the entropy of its levels",
    )


def as_variable(data: Any, name: str, discrete: bool | None, missing: str) -> Variable:
    """Read one argument of a public function."""
    return make_variable(read_column(data, name), discrete=discrete, missing=missing)


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
            _need_neighbours(x.n, n_neighbors)
        return chain(x, y, n_neighbors=n_neighbors, seed=seed, workers=workers)
    if estimator in ("plugin", "chance_corrected"):
        function = plugin if estimator == "plugin" else chance_corrected
        return function(_labels(x, estimator), _labels(y, estimator), workers=workers)
    if estimator == "ksg":
        for variable in (x, y):
            if variable.values is None:
                _wrong_kind(estimator, variable, "continuous")
        _need_neighbours(x.n, n_neighbors)
        return ksg(x.sorted, y.sorted, n_neighbors=n_neighbors, transform=transform, seed=seed,
                   workers=workers)  # fmt: skip
    number, label = (x, y) if x.values is not None else (y, x)
    if number.values is None:
        _wrong_kind(estimator, number, "continuous, one of the two")
    return ross(number.sorted, _labels(label, estimator), n_neighbors=n_neighbors,
                transform=transform, seed=seed)  # fmt: skip


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


def _need_neighbours(n: int, k: int) -> None:
    if n <= k:
        fail(
            "n_neighbors",
            "must be below the number of rows",
            f"{k} neighbours and {n} rows",
            f"n_neighbors={n - 1}" if n > 1 else "give more rows",
        )


def _forced_kinds(
    estimator: str, kinds: tuple[bool | None, bool | None]
) -> tuple[bool | None, bool | None]:
    """Let an estimator that serves one kind alone say what the variables are."""
    if estimator == "ksg":
        return tuple(False if kind is None else kind for kind in kinds)  # type: ignore[return-value]
    if estimator in ("plugin", "chance_corrected"):
        return tuple(True if kind is None else kind for kind in kinds)  # type: ignore[return-value]
    return kinds


def check_parameters(
    estimator: str, names: dict[str, estimators.Entry], missing: str, n_neighbors: int
) -> None:
    """Refuse parameters out of range."""
    if estimator not in names:
        fail("estimator", f"must be one of {', '.join(map(repr, names))}", repr(estimator))
    if missing not in MISSING:
        fail("missing", f"must be one of {', '.join(map(repr, MISSING))}", repr(missing))
    whole = isinstance(n_neighbors, int | np.integer) and not isinstance(n_neighbors, bool)
    if not whole or not 1 <= n_neighbors <= _core.MAX_NEIGHBOURS:
        fail(
            "n_neighbors",
            f"must be a whole number from 1 to {_core.MAX_NEIGHBOURS}",
            repr(n_neighbors),
            "n_neighbors=3",
        )


def resolve_seed(rng: int | np.random.Generator | None) -> int:
    """Turn ``rng`` into a number; None is 0, so that the same call gives the same answer."""
    if rng is None:
        return 0
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        fail("rng", "must be a whole number from 0 on, or a numpy Generator", repr(rng), "rng=0")
    return int(rng)


def entropy_of_labels(variable: Variable) -> float | None:
    """Return the plug-in entropy of a discrete variable in nats, None for any other."""
    if variable.kind != "discrete":
        return None
    assert variable.labels is not None
    return CountsOfCounts.of(variable.labels.counts).plugin_entropy()


def _scaled(nats: float | None, unit: float) -> float | None:
    return None if nats is None else nats / unit


def warn(messages: tuple[str, ...]) -> None:
    """Raise one warning for all messages of a call; they stand on the result as well."""
    if messages:
        warnings.warn("; ".join(messages), MutuallyWarning, stacklevel=3)
