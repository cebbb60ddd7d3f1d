"""Mutual information of two variables, with or without a condition."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np

from mutually import estimators
from mutually.circles import each_period
from mutually.errors import MutuallyWarning, fail
from mutually.estimators.neighbours.transforms import check_transform
from mutually.exchange import check_testing, read_rows, with_rows
from mutually.inference import diagnostics
from mutually.inference.uncertainty import PairUncertainty
from mutually.pairs import conditional_entropy_of_labels, drop_missing
from mutually.parameters import check_parameters, forced_kind, resolve_seed
from mutually.reading import each_kind, read_variable, same_rows
from mutually.results.mutual_information import MutualInformation
from mutually.series.lag_search import LagUncertainty, search_lags
from mutually.series.lagged import LaggedInformation
from mutually.series.lags import check_lags
from mutually.threads import resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.variables import Variable
from mutually.vectors import AnyVariable, all_known, in_one_form
from mutually.weighting.weighted_entropies import entropy_of_weighted_labels
from mutually.weighting.weighted_pairs import check_weighted, estimated
from mutually.weighting.weights import few_rows_note, refuse_with_weights, weighted_arguments

# Below this number of rows a thread costs more than it brings.
_ROWS_FOR_THREADS = 20_000
_ROWS_OF_VECTORS_FOR_THREADS = 1000


def mutual_information(
    x: Any,
    y: Any,
    *,
    given: Any = None,
    estimator: str = "auto",
    discrete: bool | Sequence[Any] | None = None,
    circular: float | Sequence[Any] | None = None,
    missing: str = "drop",
    n_neighbors: int = 3,
    transform: str | None = "normal_scores",
    base: float | None = None,
    pvalue_method: str = "auto",
    n_permutations: int = 1000,
    alpha: float = 0.05,
    blocks: Any = None,
    time: Any = None,
    lags: Iterable[int] | None = None,
    weights: Any = None,
    weight_type: str = "importance",
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
) -> MutualInformation:
    """Estimate how much knowing x tells about y, or tells when something else is known already.

    Parameters
    ----------
    x, y : array-like of shape (n,) or (n, d), or a table
        Numbers, booleans, strings, categories, dates or times: a list, an array, a series of
        pandas, polars or pyarrow. Null, None and NaN are missing; infinities are values. A matrix,
        a dataframe or a dict of columns is a vector: its columns, of any mix of kinds, are known
        together.
    given : as x, optional
        A condition: the value is then I(x; y | given), what x tells about y beyond ``given``.
    estimator : str
        "auto" serves all kinds and dimensions. By name: of discrete variables "plugin",
        "chance_corrected", "shuffle_gated" and, as a sum of entropies, "miller_madow",
        "grassberger", "chao_shen", "chao_wang_jost", "shrinkage", "nsb"; of continuous ones "ksg",
        "ksg2", "gaussian", "gaussian_copula", "t_copula", "copula_residual", "mixture_residual",
        "partition"; of one discrete and one continuous "ross", "classifiers"; of any kinds
        "frenzel_pompe", "k_ensemble", "gao", "mesner_shalizi".
    discrete : bool or tuple of bool, optional
        Overrides what types and values say, for all or for (x, y) or (x, y, given); None leaves it
        to them. The entry of a vector may be a list, one for each column.
    circular : float or tuple of float, optional
        The period of numbers that wrap, as 24 for hours or 360 for degrees, for all or for (x, y)
        or (x, y, given), None for those that do not; the entry of a vector may be a list. Distances
        are then taken around the circle. Served by "auto", "ksg", "ross" and "frenzel_pompe".
        Numbers of few levels, as 12 months, are discrete here too, and their distances do not
        enter.
    missing : {"drop", "category", "raise"}
        Rows with a missing value are left out, or missing is a level of its own, or an error.
    n_neighbors : int
        k of the neighbour estimators, 1 to 64. More lowers the variance and adds bias.
    transform : {"normal_scores", "standardize", None}
        What "ksg" and "ross" do to numbers first; "auto" always uses normal scores.
    base : float, optional
        Base of the logarithm: None for nats, 2 for bits.
    pvalue_method : {"auto", "closed_form", "permutations"}
        How ``pvalue`` is found when it is asked for: by the closed form of the distribution under
        independence, which scalars and tables have, or by pairing rows anew: any two, those of
        the same level of a discrete condition, or those with nearly the same continuous one.
        "auto" takes the closed form where there is one.
    n_permutations : int
        The most that are made; where the answer is clear they end earlier.
    alpha : float
        The level of ``noise_floor``, and the one at which permutations need not be certain.
    blocks : array-like of shape (n,), optional
        Which rows belong together (a patient's, a day's): rows are then exchanged within blocks
        alone, and standard errors come from drawing whole blocks.
    time : True or array-like of shape (n,), optional
        Says that the rows (of each block) are in the order of time and depend on their neighbours.
        p-values then come from shifting x against y in a circle, standard errors from drawing
        stretches of rows.
    lags : range or list of int, optional
        Look at x[t - lag] and y[t] for each of these numbers of rows: where a lag is positive, x
        leads. The result is of the best lag, with a p-value over all of them. Rows are then in the
        order of time, evenly spaced, and no lag crosses from one block into another.
    weights : array-like of shape (n,), optional
        What each row counts, 0 or more; rows of weight 0 are left out. Not beside blocks or time.
    weight_type : {"importance", "frequency"}
        "frequency": a row of weight w, a whole number, is w equal rows, and everything is as of
        these: for tables of counted rows. "importance": only ratios matter, and the value is that
        of the distribution in which a row has mass in proportion to its weight: for weights of a
        survey, inverse probabilities of being seen, or a decay. Errors, intervals and p-values then
        are as of fewer rows (``n_effective``); "auto" and the estimators "plugin",
        "miller_madow", "chance_corrected", "gaussian", "gaussian_copula", "ksg", "ross" and
        "frenzel_pompe" have such a form. Vectors are estimated by neighbours alone.
    n_jobs : int, optional
        Threads for long columns; None takes the cores that this process may use. The value has the
        same bits for any number.
    rng : int or Generator
        Seed of the order of tied values, of permutations and subsamples and, for vectors, of the
        draws from models and of folds.

    Returns
    -------
    MutualInformation
        The value in nats (or the unit of ``base``), with ``pvalue``, ``standard_error``,
        ``confidence_interval()``, ``normalized``, ``local``, ``warnings``. With ``lags`` it is a
        :class:`LaggedInformation`, with ``lag``, and ``profile`` over all of them.

    Raises
    ------
    MutuallyError
        If the columns cannot be used: lengths differ, no row is known in both, fewer rows than
        neighbours, an estimator that does not serve these kinds, or a parameter out of range; lags
        beyond the series, or times that are not evenly spaced.

    Notes
    -----
    Fails, towards too little, where a relation is finer than the distance between rows; what
    neighbours can show does not exceed about log n. Rows are assumed independent of each other.
    How near the truth "auto" comes, on 204 tasks with known answers, is in docs/accuracy.md.
    Intervals given a continuous condition do not allow for what few rows hide: of a curved relation
    in 300 rows 81 % of the 95 % intervals held the truth (docs/inference.md).

    With importance weights p-values are of a chi-squared test whose distribution allows for weights
    that depend on anything; numbers enter it by stretches of equal mass, so that it sees coarse
    relations of any form. Of independent variables 4 to 7 % had p < 0.05, more where weights depend
    on both and levels have few rows (studies/weights_tests.md). Given numbers there is no test, and
    the p-value is nan. Frequencies are for tables of counts: measured numbers that are repeated are
    copies, and a warning says what neighbours make of these.

    A column of x or y that ``given`` holds is left out first: I(x; y | x) is 0. Where x and y share
    a continuous column the truth is infinite; the value is what so many rows can show, with a
    warning.

    References
    ----------
    See the functions in ``mutually.estimators``, one for each paper.

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
    >>> z = y + rng.normal(size=1000)  # what x tells about z it tells by way of y
    >>> print(f"{mu.mutual_information(x, z).value:.1f}")
    0.1
    >>> print(f"{abs(mu.mutual_information(x, z, given=y).value):.1f}")
    0.0
    >>> mu.mutual_information(["a", "b"] * 50, [True, False] * 50, estimator="plugin", base=2).value
    1.0
    >>> later = np.roll(y, 4)  # x tells about it four rows before
    >>> found = mu.mutual_information(x, later, lags=range(10))
    >>> found.lag, f"{found.value:.2f}", found.pvalue < 0.02
    (4, '0.22', True)

    Midnight is one place on a clock and two on a line, each with few rows of what happens there:

    >>> hour = rng.uniform(0, 24, size=200)
    >>> at_midnight = np.minimum(hour, 24 - hour) < 0.4
    >>> for period in (None, 24):
    ...     found = mu.mutual_information(hour, at_midnight, circular=(period, None))
    ...     print(f"{found.normalized:.0%} of the entropy of at_midnight")
    48% of the entropy of at_midnight
    89% of the entropy of at_midnight
    """
    base = check_base(base)
    nats = nats_per_unit(base)
    workers = resolve_workers(n_jobs)
    names = ["x", "y"] if given is None else ["x", "y", "given"]
    kinds = each_kind(discrete, names)
    periods = each_period(circular, names)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    check_transform(transform)
    testing = check_testing(pvalue_method, n_permutations, alpha)
    weighted, arguments = weighted_arguments(weights, weight_type, (x, y, given), names)
    refuse_with_weights(weighted, blocks=blocks, time=time, lags=lags)
    read = [
        read_variable(data, name, forced_kind(estimator, kind), missing, period)
        for data, name, kind, period in zip(arguments, names, kinds, periods, strict=False)
    ]
    same_rows(names, read)
    n_all = read[0].n
    shifts = None if lags is None else check_lags(lags)
    if shifts is not None and given is not None:
        fail("given", "must be None with lags", "a condition",
             "transfer_entropy(x, y) asks what the past of x adds to that of y")  # fmt: skip
    testing = with_rows(testing, *read_rows(blocks, time, n_all), shifted=shifts is not None)
    used = all_known(in_one_form(read))
    # With lags, rows are shifted before those that miss a value are left out.
    variables = tuple(read)
    if shifts is None:
        testing, variables = testing.take(all_known(read)), drop_missing(*read)
    one, other = variables[:2]
    if one.n == 0:
        rule = f"must have a row where {'both' if given is None else 'all'} are known"
        fail(", ".join(names), rule, f"{n_all} rows, none of them")
    condition = variables[2] if given is not None else None
    scalars = condition is None and isinstance(one, Variable) and isinstance(other, Variable)
    least = _ROWS_FOR_THREADS if scalars else _ROWS_OF_VECTORS_FOR_THREADS
    options: dict[str, Any] = {
        "seed": resolve_seed(rng),
        "workers": workers if one.n >= least else 1,
    }
    how = {"estimator": estimator, "n_neighbors": n_neighbors, "transform": transform, **options}
    own = None if weighted is None else weighted.own(used)
    if own is not None:
        check_weighted(estimator, given, transform, pvalue_method)
    uncertainty: PairUncertainty
    if shifts is None:
        found, uncertainty = estimated(one, other, condition, own, how, testing)
    else:
        search = search_lags(read[0], read[1], shifts, how, testing)
        uncertainty = LagUncertainty.at_lag(search, search.best)
        found, (one, other, _) = search.found, uncertainty.variables
        n_all = search.series.pairs_at(search.lag)
    notes = found.warnings + few_rows_note(own)
    if estimator == "auto":
        notes += uncertainty.diagnosed()
        if testing.independent_rows and weighted is None:
            notes += diagnostics.of_order(diagnostics.worth_of_rows(one, other), one.n)
    notes += uncertainty.cannot_show
    warn(notes)
    kind: Callable[..., MutualInformation] = MutualInformation
    if isinstance(uncertainty, LagUncertainty):
        kind = partial(LaggedInformation, lag=uncertainty.search.lag)
    return kind(
        value=found.value / nats,
        base=base,
        n=one.n,
        n_missing=n_all - one.n,
        estimator=found.method,
        warnings=notes,
        local_nats=found.local if weighted is None else weighted.by_row(found, used),
        weighting=None if weighted is None else weighted.taken(used),
        x_kind=one.kind,
        y_kind=other.kind,
        x_reason=one.reason,
        y_reason=other.reason,
        entropy_x=_scaled(one, condition, own, estimator, nats, options),
        entropy_y=_scaled(other, condition, own, estimator, nats, options),
        y=other,
        uncertainty=uncertainty,
        given_kind=None if condition is None else condition.kind,
        given_reason=None if condition is None else condition.reason,
    )


def _scaled(
    variable: AnyVariable, condition: AnyVariable | None, own: Any, estimator: str, unit: float,
    options: dict[str, int],
) -> float | None:  # fmt: skip
    """Return the entropy of a discrete variable, given the condition, in a unit of so many nats."""
    if own is None:
        nats = conditional_entropy_of_labels(variable, condition, estimator, **options)
    else:
        nats = entropy_of_weighted_labels(variable, condition, own, estimator, **options)
    return None if nats is None else nats / unit


def warn(messages: tuple[str, ...]) -> None:
    """Raise one warning for all messages of a call; they stand on the result as well."""
    if messages:
        warnings.warn("; ".join(messages), MutuallyWarning, stacklevel=3)
