"""Rank every column of a table by what it tells about a target."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from threading import Lock
from typing import Any

import numpy as np

from mutually import estimators
from mutually.circles import read_periods
from mutually.engines.limits import read_memory
from mutually.engines.ranked_in_shards import check_target, rank_in_shards
from mutually.engines.settings import Settings, refuse_in_shards
from mutually.engines.sources import open_table
from mutually.errors import MutuallyError, fail
from mutually.exchange import check_testing
from mutually.inference.significance import refuse_shifts
from mutually.parameters import check_parameters, resolve_seed
from mutually.progress import Progress, track
from mutually.results.origin import Origin
from mutually.results.ranked import FrameMaker, RankedFeature, Ranking
from mutually.scoring.contest import Contest
from mutually.scoring.lag_contest import LagContest, refuse_beside_lags
from mutually.scoring.roles import (
    Feature,
    read_exchange,
    read_feature,
    read_features,
    read_given,
    read_kinds,
    read_target,
    read_weights,
)
from mutually.series.lags import check_lags
from mutually.tables import Table
from mutually.tables.shards import RowGroups
from mutually.threads import map_in_order, resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.weighting.weighted_pairs import check_weighted
from mutually.weighting.weights import few_rows_note, refuse_with_weights


def rank(
    table: Any,
    target: Any,
    *,
    features: Iterable[Any] | None = None,
    given: Any = None,
    discrete: Collection[Hashable] | Mapping[Hashable, bool] | None = None,
    circular: Mapping[Hashable, float] | None = None,
    missing: str = "drop",
    estimator: str = "auto",
    n_neighbors: int = 3,
    base: float | None = None,
    inference: bool = True,
    alpha: float = 0.05,
    pvalue_method: str = "auto",
    n_permutations: int = 199,
    family_wise: bool = False,
    blocks: Any = None,
    time: Any = None,
    lags: Iterable[int] | None = None,
    memory: int | float | str | None = None,
    checkpoint: Any = None,
    on_error: str = "raise",
    engine: Any = None,
    weights: Any = None,
    weight_type: str = "importance",
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
    progress: Progress = "auto",
) -> Ranking:
    """Rank the columns of a table by what each tells about a target.

    Parameters
    ----------
    table : dataframe, dict, ndarray, str or path
        A table of pandas, polars, pyarrow or what narwhals reads; a dict of columns; a NumPy array
        (columns are named 0, 1, ...); the name of a CSV or Parquet file, a glob, a folder of
        Parquet files, each also by URL (``s3://...``, through fsspec), a pyarrow dataset of them,
        or the name of an example ("penguins"). A lazy table (polars' LazyFrame, a relation of
        DuckDB, a dataframe of Dask or Spark, Ibis) runs once to be counted, and once more to be
        collected, or written as Parquet if it needs more than ``memory``.
    target : Hashable or array-like
        The name of a column, or the target's values themselves, one for each row.
    features : collection of names, optional
        The columns to rank; all but the target if None. A list among the names is a joint feature:
        ``[["height", "weight"], "age"]`` ranks what height and weight tell together, as
        "height & weight", beside what age tells.
    given : Hashable, list of Hashable, or as ``x`` of :func:`mutually.mutual_information`, optional
        A condition: columns of the table, or values, one for each row. Features are then ranked by
        what they tell beyond it, I(feature; target | given).
    discrete : collection of names or dict of name to bool, optional
        Columns to take for discrete (or, with False in a dict, for continuous) whatever their
        values look like: codes of airlines are labels, though they are numbers.
    circular : dict of name to float, optional
        Columns that wrap, and their periods: ``{"hour": 24, "wind_dir": 360}``. As for
        :func:`mutually.mutual_information`.
    missing : {"drop", "category", "raise"}
        A row is left out for the features that miss it (each feature's ``n`` says how many are
        left), or missing is a level of its own, or an error.
    estimator : str
        As for :func:`mutually.mutual_information`; by name it must serve every column.
    n_neighbors, base, rng
        As for :func:`mutually.mutual_information`.
    inference : bool
        Whether to add standard errors, intervals, p- and q-values. For scalars and tables they
        cost next to nothing; for joint features and conditions, permutations and subsamples.
    alpha : float
        The level of the intervals (1 - alpha), of the noise floor and of ``discoveries``.
    pvalue_method, n_permutations
        As for :func:`mutually.mutual_information`.
    family_wise : bool
        Whether to add ``family_wise_pvalue``: the probability that any feature shows as much where
        none tells anything (the largest of ``n_permutations`` pairings of the rows with the target,
        Westfall and Young). It takes all permutations of every feature.
    blocks, time : Hashable or as for :func:`mutually.mutual_information`, optional
        The name of a column, or values. The column itself is not ranked unless it is asked for.
    lags : range or list of int, optional
        As for :func:`mutually.mutual_information`: each feature is ranked at the lag at which it
        tells most, its ``lag``, and its p-value is over all lags. Where it is positive, the feature
        leads the target.
    memory : int or str, optional
        How much to hold beside the program itself, "1GB"; half of the machine's if None. A table in
        Parquet files, or a lazy one, that needs more, at 256 bytes a row, is read in shards: labels
        are then counted exactly, and numbers in bins or estimated from a sample, as ``estimator``,
        ``n`` and ``warnings`` of the ranking say. See docs/big-tables.md.
    checkpoint : path, optional
        A folder that keeps what is done of a table that is read in shards (it is then always), so
        that the same call, made again, does only the rest. Not of a lazy table, which does not tell
        whether it is the same.
    on_error : {"raise", "skip"}
        Whether a Parquet file or row group that cannot be read is an error, or left out, which
        ``warnings`` then says. "skip" always reads in shards.
    engine : dask.distributed.Client, SparkSession or the module ray, optional
        Who reads the shards; threads of this process if None, and for a Spark DataFrame of a
        cluster its session. It is not started here, has to be running, and its workers have to see
        the files. The values have the same bits.
    weights : Hashable or array-like of shape (n,), optional
        What each row counts: the name of a column, which is not ranked, or values. Not beside
        blocks or time.
    weight_type : {"importance", "frequency"}
        What weights mean; see :func:`mutually.mutual_information`.
    n_jobs : int, optional
        Threads over the features; None takes the cores that this process may use. The ranking has
        the same bits for any number, and for any order of the columns.
    progress : {"auto"}, bool or callable
        A bar on stderr for long work on a terminal; or a function of (done, total).

    Returns
    -------
    Ranking
        Best first. ``skipped`` says which columns were set aside, and why.

    Raises
    ------
    MutuallyError
        If the table, the target or a parameter cannot be used. An error in a column carries its
        name.

    Examples
    --------
    >>> import mutually as mu
    >>> ranking = mu.rank({"size": [1.2, 3.1, 1.1, 3.3, 1.3, 2.9] * 20,
    ...                    "colour": ["red", "blue", "red", "blue", "red", "red"] * 20,
    ...                    "kind": ["cat", "dog"] * 60}, target="kind")
    >>> [(row.feature, f"{row.normalized:.0%}") for row in ranking]
    [('size', '100%'), ('colour', '46%')]
    """
    as_asked = dict(locals())
    base = check_base(base)
    nats = nats_per_unit(base)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    testing = check_testing(pvalue_method, n_permutations, alpha)
    seed, workers = resolve_seed(rng), resolve_workers(n_jobs)

    def check(names: Table) -> None:
        refuse_in_shards(given=given, estimator=estimator, pvalue_method=pvalue_method,
                         family_wise=family_wise, blocks=blocks, time=time, weights=weights,
                         circular=circular, lags=lags)  # fmt: skip
        check_target(names, target)

    source = open_table(
        table, memory=memory, checkpoint=checkpoint, on_error=on_error, engine=engine, check=check
    )
    if isinstance(source, RowGroups):
        settings = Settings(
            read_memory(memory), checkpoint, on_error == "skip", missing, n_neighbors, seed,
            workers, base, testing if inference else None, progress, source.engine,
        )  # fmt: skip
        return rank_in_shards(source, target, features, discrete, settings)
    all_rows = source
    weighting, weights_name = read_weights(source, weights, weight_type)
    refuse_with_weights(weighting, blocks=blocks, time=time, lags=lags)
    if weighting is not None:
        source = weighting.table(source)
        target = weighting.applied_to(target, "target")
        given = weighting.applied_to(given, "given")
        if not weighting.are_frequencies:
            check_weighted(estimator, given, "normal_scores", pvalue_method)
            refuse_with_weights(weighting, family_wise=family_wise)
    target_name, y = read_target(source, target, discrete, missing, estimator, circular)
    kinds = read_kinds(discrete, {*source.names, target_name})
    periods = read_periods(circular, {*source.names, target_name})
    given_names, condition = read_given(source, given, kinds, missing, estimator, periods)
    if target_name in given_names:
        fail("given", "must not hold the target", repr(target_name))
    shifts = None if lags is None else check_lags(lags)
    testing, row_names = read_exchange(source, testing, blocks, time, shifted=shifts is not None)
    if shifts is not None:
        refuse_beside_lags(condition, family_wise, testing)
    elif inference:
        refuse_shifts(condition, testing)
    if target_name in row_names:
        fail("blocks and time", "must not name the target", repr(target_name))
    if target_name in weights_name:
        fail("weights", "must not name the target", repr(target_name))
    taken = (target_name, *given_names)
    asked_for = read_features(source, taken, features, (*taken, *row_names, *weights_name))
    options = {"estimator": estimator, "n_neighbors": n_neighbors, "seed": seed}
    contest = Contest(
        y, condition, nats, options, testing if inference else None, inference and family_wise,
        weighting,
    )  # fmt: skip
    contest.prepare()
    lagged = None if shifts is None else LagContest.of(contest, shifts, testing)
    notes = few_rows_note(contest.own(contest.keep))
    if contest.keep is not None:
        left = y.n - contest.n
        what = "the target" if condition is None else "the target or the condition"
        notes += (f"{left:,} of {y.n:,} rows are left out: {what} is missing there",)
    asked = features is not None
    lock = Lock()
    inner = max(1, workers // max(1, len(asked_for)))

    def score(feature: Feature) -> RankedFeature | str:
        try:
            found = read_feature(
                source, feature, kinds, missing=missing, estimator=estimator, asked=asked,
                lock=lock, periods=periods,
            )  # fmt: skip
            if isinstance(found, str):
                return found
            return (lagged or contest).score(found, inner)
        except MutuallyError:
            raise
        except Exception as error:
            error.add_note(f"while estimating column {feature.name!r}")
            raise

    with track(progress, len(asked_for), f"columns against {target_name}") as advance:

        def job(feature: Feature) -> RankedFeature | str:
            outcome = score(feature)
            advance()
            return outcome

        outcomes = map_in_order(job, asked_for, workers)
    rows = [row for row in outcomes if isinstance(row, RankedFeature)]
    # The name breaks ties, so that the order of the columns does not.
    rows.sort(key=lambda row: (-row.mi, str(row.feature)))
    return Ranking(
        contest.compared(rows) if inference else rows,
        target=target_name,
        target_kind=y.kind,
        given=given_names,
        n_rows=source.n_rows,
        base=base,
        skipped={
            feature.name: why
            for feature, why in zip(asked_for, outcomes, strict=True)
            if isinstance(why, str)
        },
        warnings=(*notes, *contest.order_notes()),
        make_frame=FrameMaker(source.kind),
        alpha=testing.alpha if inference else None,
        weight_type=None if weighting is None else weighting.kind,
        family_wise=inference and family_wise,
        origin=Origin.of(rank, as_asked, all_rows, dict(asked_for), discrete=kinds, rng=seed),
        lags=shifts,
    )
