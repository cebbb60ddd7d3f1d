"""Mutual information between all columns of a table."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np

from mutually import estimators
from mutually.circles import read_periods
from mutually.engines.limits import read_memory
from mutually.engines.paired_in_shards import pairwise_in_shards
from mutually.engines.settings import Settings, refuse_in_shards
from mutually.engines.sources import open_table
from mutually.engines.surveyed import without_rows
from mutually.errors import MutuallyError, fail
from mutually.exchange import check_testing
from mutually.matching.matcher import Matcher, Shifts
from mutually.matching.order_notes import order_notes
from mutually.matching.tiles import match_columns, need_two
from mutually.pairs import entropy_of_labels, need_neighbours
from mutually.parameters import check_parameters, forced_kind, resolve_seed
from mutually.progress import Progress, track
from mutually.results.paired import Pairwise
from mutually.results.ranked import FrameMaker
from mutually.scoring.roles import no_such_column, read_exchange, read_kinds, read_weights
from mutually.series.lags import Series, check_lags
from mutually.tables import Table
from mutually.tables.shards import RowGroups
from mutually.threads import map_in_order, resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.variables import COUNTS_ROWS, Variable, make_variable
from mutually.weighting.weighted_entropies import entropy_of_weighted_labels
from mutually.weighting.weighted_pairs import check_weighted
from mutually.weighting.weights import Weighting, few_rows_note, refuse_with_weights


def pairwise(
    table: Any,
    *,
    columns: Iterable[Hashable] | None = None,
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
    blocks: Any = None,
    time: Any = None,
    lags: Iterable[int] | None = None,
    top_k: int | None = None,
    threshold: float | None = None,
    memory: int | float | str | None = None,
    checkpoint: Any = None,
    on_error: str = "raise",
    engine: Any = None,
    weights: Any = None,
    weight_type: str = "importance",
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
    progress: Progress = "auto",
) -> Pairwise:
    """Estimate the mutual information between all columns of a table.

    Each column is read, sorted and given a kind once, and each pair is estimated once.

    Parameters
    ----------
    table, discrete, circular, missing, estimator, n_neighbors, base, rng
        As for :func:`mutually.rank`. Rows are left out for the pairs that miss a value.
    columns : collection of names, optional
        The columns to compare; all if None.
    inference : bool
        Whether to add standard errors, intervals, p-values and q-values; the latter are over all
        pairs (Benjamini and Hochberg), held or not.
    alpha : float
        The level of the intervals (1 - alpha) and of the discoveries.
    pvalue_method, n_permutations, blocks, time
        As for :func:`mutually.rank`. With blocks or time every pair is tested by permutations and
        gets its standard error from subsamples, which takes far longer than closed forms. One pair
        alone among m can then be a discovery if m is below alpha (``n_permutations`` + 1).
    lags : range or list of int, optional
        Compare rows of one column with those of the other so many rows later, 0 or more, in both
        directions. Each pair's value is that of its best ``lag``, which is positive where x is
        earlier, and its p-value is over all lags of both directions. As for
        :func:`mutually.mutual_information` otherwise.
    top_k : int, optional
        Hold only the pairs that are among the best so many of one of their columns. The memory is
        then that of the table and, with inference, of one p-value a pair.
    threshold : float, optional
        Hold only pairs with so much mutual information, in the unit of the result, or more.
    memory, checkpoint, on_error, engine
        As for :func:`mutually.rank`: a table in Parquet files that needs more memory, at 256 bytes
        a row and 24 more for each column, is read in shards, once for as many pairs as there is
        room for. ``estimator`` and ``n`` of each pair say how it was estimated, ``warnings`` what
        is exact.
    weights, weight_type
        As for :func:`mutually.rank`; a column that holds weights is not compared.
    n_jobs : int, optional
        Threads over the pairs; None takes the cores that this process may use. The result has the
        same bits for any number, and for any order of the columns.
    progress : {"auto"}, bool or callable
        A bar on stderr for long work on a terminal; or a function of (done, total).

    Returns
    -------
    Pairwise
        The matrix with names. ``skipped`` says which columns were set aside, and why.

    Raises
    ------
    MutuallyError
        If the table or a parameter cannot be used, or fewer than two columns are left. An error in
        a pair carries the names of both columns.

    Examples
    --------
    >>> import numpy as np
    >>> import mutually as mu
    >>> rng = np.random.default_rng(0)
    >>> a = rng.normal(size=500)
    >>> table = {"a": a, "b": a + rng.normal(size=500), "c": rng.normal(size=500),
    ...          "sign": np.where(a > 0, "up", "down")}
    >>> pairs = mu.pairwise(table)
    >>> [(row.x, row.y) for row in pairs.discoveries]
    [('a', 'sign'), ('a', 'b'), ('b', 'sign')]
    >>> round(pairs["sign", "a"].mi, 2), pairs.values.shape
    (0.69, (4, 4))
    """
    base = check_base(base)
    nats = nats_per_unit(base)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    testing = check_testing(pvalue_method, n_permutations, alpha)
    _check_holding(top_k, threshold)
    seed, workers = resolve_seed(rng), resolve_workers(n_jobs)

    def check(_: Table) -> None:
        refuse_in_shards(estimator=estimator, pvalue_method=pvalue_method, blocks=blocks,
                         time=time, weights=weights, circular=circular, lags=lags)  # fmt: skip

    source = open_table(
        table, memory=memory, checkpoint=checkpoint, on_error=on_error, engine=engine, hold=True,
        check=check,
    )  # fmt: skip
    if isinstance(source, RowGroups):
        settings = Settings(
            read_memory(memory), checkpoint, on_error == "skip", missing, n_neighbors, seed,
            workers, base, testing if inference else None, progress, source.engine,
        )  # fmt: skip
        in_shards = [str(name) for name in _asked_for(without_rows(source), columns, ())]
        return pairwise_in_shards(
            source, in_shards, read_kinds(discrete, set(source.names)), settings,
            asked=columns is not None, top_k=top_k, threshold=threshold,
        )  # fmt: skip
    weighting, weights_name = read_weights(source, weights, weight_type)
    refuse_with_weights(weighting, blocks=blocks, time=time, lags=lags)
    if weighting is not None:
        source = weighting.table(source, spelled_out=True)
        if not weighting.are_frequencies:
            check_weighted(estimator, None, "normal_scores", pvalue_method)
    back_and_forth = None if lags is None else _both_directions(check_lags(lags))
    testing, row_names = read_exchange(source, testing, blocks, time, shifted=lags is not None)
    names = _asked_for(source, columns, (*row_names, *weights_name))
    if source.n_rows == 0:
        fail("table", "must have rows", "none", "check that the file or filter is the right one")
    kinds = read_kinds(discrete, set(source.names))
    periods = read_periods(circular, set(source.names))
    asked = columns is not None
    taken, skipped = _read(source, names, kinds, periods, missing, estimator, asked, workers)
    need_two(len(taken), len(names), skipped)
    if any(column.values is not None for column in taken):
        need_neighbours(source.n_rows, n_neighbors)

    options = {"estimator": estimator, "n_neighbors": n_neighbors, "seed": seed}
    compared, shifts = taken, None
    if back_and_forth is not None:
        series = Series.of(source.n_rows, testing.blocks)
        series.check(back_and_forth)
        compared = [series.ordered_column(column) for column in taken]
        shifts = Shifts(series, back_and_forth)
    matcher = Matcher(nats, options, testing if inference else None, weighting, shifts)
    n_pairs = math.comb(len(taken), 2)
    with track(progress, n_pairs, "pairs of columns") as advance:
        held = match_columns(compared, matcher, top_k, threshold, workers, advance)
    return Pairwise(
        [column.name for column in taken],
        [column.kind for column in taken],
        np.array([_entropy(column, estimator, weighting) / nats for column in taken]),
        held,
        n_rows=source.n_rows,
        n_pairs=n_pairs,
        base=base,
        alpha=testing.alpha if inference else None,
        skipped=skipped,
        warnings=_notes(compared, weighting) if inference and testing.independent_rows else (),
        make_frame=FrameMaker(source.kind),
        kind_of_frame=source.kind,
        top_k=top_k,
        threshold=threshold,
        lags=None if back_and_forth is None else [lag for lag in back_and_forth if lag >= 0],
        weight_type=None if weighting is None else weighting.kind,
        n_effective=None if weighting is None else weighting.n_effective,
    )


def _check_holding(top_k: Any, threshold: Any) -> None:
    whole = isinstance(top_k, int | np.integer) and not isinstance(top_k, bool)
    if top_k is not None and not (whole and top_k >= 1):
        fail("top_k", "must be None or a whole number from 1 on", repr(top_k), "top_k=10")
    number = isinstance(threshold, int | float | np.number) and not isinstance(threshold, bool)
    if threshold is not None and not (number and not math.isnan(threshold)):
        fail("threshold", "must be None or a number", repr(threshold), "threshold=0.05")


def _both_directions(lags: tuple[int, ...]) -> tuple[int, ...]:
    """Return the lags and those of the other direction, in ascending order."""
    if lags[0] < 0:
        fail("lags", "must be 0 or more, since pairs are compared in both directions", lags[0],
             "lags=range(0, 25)")  # fmt: skip
    return tuple(sorted({*lags, *(-lag for lag in lags)}))


def _asked_for(
    source: Table, columns: Iterable[Hashable] | None, not_compared: Collection[Hashable]
) -> list[Hashable]:
    if columns is None:
        return [name for name in source.names if name not in not_compared]
    if isinstance(columns, str) or not isinstance(columns, Iterable):
        fail("columns", "must be a list of names", repr(columns), f"columns=[{columns!r}]")
    names = []
    for name in columns:
        if not isinstance(name, Hashable) or name not in source.names:
            no_such_column("columns", name, source)
        names.append(name)
    if len(names) < 2 or len(set(names)) < len(names):
        fail("columns", "must name two different columns or more", repr(names))
    return names


def _read(
    source: Table, names: Sequence[Hashable], kinds: Mapping[Hashable, bool],
    periods: Mapping[Hashable, float], missing: str, estimator: str, asked: bool, workers: int,
) -> tuple[list[Variable], dict[Hashable, str]]:  # fmt: skip
    """Read all columns, sort those of numbers, and say why others are set aside."""
    # Readers of files and of lazy frames are not made for several threads.
    lock = Lock()

    def read(name: Hashable) -> Variable | str:
        try:
            with lock:
                column = source.column(name)
        except MutuallyError as error:
            if asked:
                raise
            return str(error).partition("\n")[0]
        kind = forced_kind(estimator, kinds.get(name))
        period = periods.get(name)
        variable = make_variable(column, discrete=kind, missing=missing, period=period)
        # A counter may be what one asks for: the year of a yearly series counts its rows.
        why = variable.set_aside
        if why is not None and not (asked and why == COUNTS_ROWS):
            return why
        if variable.values is not None:
            variable.sorted  # noqa: B018  It is kept once it is sorted.
        return variable

    found = map_in_order(read, names, workers)
    outcomes = list(zip(names, found, strict=True))
    taken = [variable for variable in found if isinstance(variable, Variable)]
    return taken, {name: why for name, why in outcomes if isinstance(why, str)}


def _entropy(column: Variable, estimator: str, weighting: Weighting | None) -> float:
    if column.kind != "discrete":
        return math.nan
    known = column if column.known is None else column.take(column.known)
    own = None if weighting is None else weighting.own(column.known)
    if own is None:
        nats = entropy_of_labels(known, estimator)
    else:
        nats = entropy_of_weighted_labels(known, None, own, estimator)
    return math.nan if nats is None else nats


def _notes(columns: Sequence[Variable], weighting: Weighting | None) -> tuple[str, ...]:
    if weighting is None:
        return order_notes(columns)
    return few_rows_note(weighting.own(None))
