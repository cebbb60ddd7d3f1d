"""Rank every column of a table by what it tells about a target."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np

from mutually import estimators
from mutually.errors import MutuallyError, fail
from mutually.pairs import drop_missing, entropy_of_labels, estimate_pair
from mutually.parameters import check_parameters, forced_kind, resolve_seed
from mutually.progress import Progress, track
from mutually.ranked import FrameMaker, RankedFeature, Ranking
from mutually.results import normalize
from mutually.tables import Column, Table, read_column, read_table
from mutually.threads import resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.variables import COUNTS_ROWS, Variable, make_variable


def rank(
    table: Any,
    target: Any,
    *,
    features: Iterable[Hashable] | None = None,
    discrete: Collection[Hashable] | Mapping[Hashable, bool] | None = None,
    missing: str = "drop",
    estimator: str = "auto",
    n_neighbors: int = 3,
    base: float | None = None,
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
    progress: Progress = "auto",
) -> Ranking:
    """Rank the columns of a table by what each tells about a target.

    Parameters
    ----------
    table : dataframe, dict, ndarray, str or path
        A table of pandas, polars, pyarrow or what narwhals reads; a dict of columns; a NumPy array
        (columns are named 0, 1, ...); the name of a CSV or Parquet file, a glob, or of an example
        ("penguins").
    target : Hashable or array-like
        The name of a column, or the target's values themselves, one for each row.
    features : collection of names, optional
        The columns to rank; all but the target if None.
    discrete : collection of names or dict of name to bool, optional
        Columns to take for discrete (or, with False in a dict, for continuous) whatever their
        values look like: codes of airlines are labels, though they are numbers.
    missing : {"drop", "category", "raise"}
        A row is left out for the features that miss it (each feature's ``n`` says how many are
        left), or missing is a level of its own, or an error.
    estimator : str
        As for :func:`mutually.mutual_information`; by name it must serve every column.
    n_neighbors, base, rng
        As for :func:`mutually.mutual_information`.
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
    base = check_base(base)
    nats = nats_per_unit(base)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    seed, workers = resolve_seed(rng), resolve_workers(n_jobs)
    source = read_table(table)
    target_name, y = _read_target(source, target, discrete, missing, estimator)
    names = _feature_names(source, target_name, features)
    kinds = _kinds(discrete, {*source.names, target_name})
    keep = y.known
    notes: tuple[str, ...] = ()
    if keep is not None:
        left = y.n - int(np.count_nonzero(keep))
        notes = (f"{left:,} of {y.n:,} rows are left out: the target is missing there",)
    y_known = y if keep is None else y.take(keep)
    if y_known.values is not None:
        y_known.sorted  # noqa: B018  Sorted here, once, before the threads share it.
    asked = features is not None
    lock = Lock()
    target_entropy = entropy_of_labels(y_known, estimator)
    inner = max(1, workers // max(1, len(names)))

    def score(name: Hashable) -> RankedFeature | str:
        try:
            # Readers of files and of lazy frames are not made for several threads.
            with lock:
                column = source.column(name)
        except MutuallyError as error:
            if asked:
                raise
            return str(error).partition("\n")[0]
        try:
            x = make_variable(
                column, discrete=forced_kind(estimator, kinds.get(name)), missing=missing
            )
            # A counter may be what one asks for: the year of a yearly series counts its rows.
            if x.set_aside is not None and not (asked and x.set_aside == COUNTS_ROWS):
                return x.set_aside
            one, other = (x, y) if x.known is not None else (_on(x, keep), y_known)
            one, other = drop_missing(one, other)
            if one.n == 0:
                return "no row in which both it and the target are known"
            numbers = one.values is not None or other.values is not None
            if numbers and one.n <= n_neighbors:
                known = f"{one.n} rows in which both it and the target are known"
                return f"{known}, too few for {n_neighbors} neighbours"
            found = estimate_pair(
                one, other, estimator=estimator, n_neighbors=n_neighbors, seed=seed, workers=inner
            )
        except MutuallyError:
            raise
        except Exception as error:
            error.add_note(f"while estimating column {name!r}")
            raise
        return RankedFeature(
            feature=name,
            kind=x.kind,
            mi=found.value / nats,
            normalized=normalize(
                found.value,
                target_entropy if other is y_known else entropy_of_labels(other, estimator),
            ),
            n=one.n,
            estimator=found.method,
            warning="; ".join((*found.warnings, *_one_valued(other))),
            reason=x.reason,
        )

    with track(progress, len(names), f"columns against {target_name}") as advance:

        def job(name: Hashable) -> RankedFeature | str:
            outcome = score(name)
            advance()
            return outcome

        outcomes = _map(job, names, workers)
    rows = [row for row in outcomes if isinstance(row, RankedFeature)]
    # The name breaks ties, so that the order of the columns does not.
    rows.sort(key=lambda row: (-row.mi, str(row.feature)))
    return Ranking(
        rows,
        target=target_name,
        target_kind=y.kind,
        n_rows=source.n_rows,
        base=base,
        skipped={n: why for n, why in zip(names, outcomes, strict=True) if isinstance(why, str)},
        warnings=notes,
        make_frame=FrameMaker(source.kind),
    )


def _one_valued(target: Variable) -> tuple[str, ...]:
    if target.labels is None or target.values is not None or (target.labels.counts > 0).sum() > 1:
        return ()
    return ("the target has one value in the rows where the feature is known",)


def _on(x: Variable, keep: Any) -> Variable:
    return x if keep is None else x.take(keep)


def _map(
    job: Callable[[Hashable], RankedFeature | str], names: Sequence[Hashable], workers: int
) -> list[RankedFeature | str]:
    if workers == 1 or len(names) < 2:
        return [job(name) for name in names]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(workers, len(names))) as pool:
        futures = [pool.submit(job, name) for name in names]
        try:
            return [future.result() for future in futures]
        except BaseException:
            # The first error in the order of the columns is raised; the rest need not start.
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _read_target(
    source: Table, target: Any, discrete: Any, missing: str, estimator: str
) -> tuple[Hashable, Variable]:
    if _is_name(target):
        if target not in source.names:
            _no_such_column("target", target, source)
        name, column = target, source.column(target)
    else:
        name = getattr(target, "name", None)
        name = "target" if name is None else name
        column = read_column(target, name)
        if len(column.values) != source.n_rows:
            fail("target", f"must have {source.n_rows} rows, as the table", len(column.values))
        if name in source.names and not _same(column, source.column(name)):
            rule = "must not be called as a column that holds other values"
            fail("target", rule, repr(name), "rename it, or pass the values without a name")
    kinds = _kinds(discrete, {*source.names, name})
    y = make_variable(column, discrete=forced_kind(estimator, kinds.get(name)), missing=missing)
    if source.n_rows == 0:
        fail("table", "must have rows", "none", "check that the file or filter is the right one")
    if y.set_aside is not None and y.set_aside != COUNTS_ROWS:
        fail(f"target {name!r}", "must vary over rows that share values", y.set_aside)
    return name, y


def _same(one: Column, other: Column) -> bool:
    missing = [c.missing if c.missing is not None else np.zeros(0, bool) for c in (one, other)]
    labels = [list(c.levels) if c.levels is not None else None for c in (one, other)]
    return (
        np.array_equal(one.values, other.values)
        and np.array_equal(missing[0], missing[1])
        and labels[0] == labels[1]
    )


def _is_name(target: Any) -> bool:
    # A tuple can be a name (pandas has several levels of them); a string is one.
    try:
        hash(target)
    except TypeError:
        return False
    return isinstance(target, str | bytes | tuple) or not hasattr(target, "__len__")


def _feature_names(
    source: Table, target: Hashable, features: Iterable[Hashable] | None
) -> list[Hashable]:
    if features is None:
        return [name for name in source.names if name != target]
    if isinstance(features, str) or not isinstance(features, Iterable):
        fail("features", "must be a list of names", repr(features), f"features=[{features!r}]")
    features = list(features)
    if not features:
        fail("features", "must name at least one column", "none", "features=None ranks all of them")
    for name in features:
        if name not in source.names:
            _no_such_column("features", name, source)
        if name == target:
            fail("features", "must not hold the target", repr(name))
    return list(dict.fromkeys(features))


def _kinds(discrete: Any, names: set[Hashable]) -> dict[Hashable, bool]:
    if discrete is None:
        return {}
    if isinstance(discrete, str | bool) or not isinstance(discrete, Collection):
        fail("discrete", "must be a list of names, or a dict of name to bool", repr(discrete),
             'discrete=["year"]')  # fmt: skip
    if not isinstance(discrete, Mapping) and not all(isinstance(n, Hashable) for n in discrete):
        fail("discrete", "must be a list of names", repr(discrete), 'discrete=["year"]')
    kinds = dict(discrete) if isinstance(discrete, Mapping) else dict.fromkeys(discrete, True)
    for name, kind in kinds.items():
        if not isinstance(kind, bool | np.bool_):
            fail(f"discrete[{name!r}]", "must be True or False", repr(kind))
        if name not in names:
            fail("discrete", "must hold names of columns", repr(name), _did_you_mean(name, names))
    return kinds


def _no_such_column(parameter: str, name: Hashable, source: Table) -> None:
    fail(parameter, "must name a column of the table", reprlib.repr(name),
         _did_you_mean(name, source.names))  # fmt: skip


def _did_you_mean(name: Hashable, names: Collection[Hashable]) -> str:
    from difflib import get_close_matches

    # str() of a name, in either case, so that 3 finds "3" and "Species" finds "species".
    by_text = {str(known).casefold(): known for known in names}
    near = [by_text[t] for t in get_close_matches(str(name).casefold(), by_text, n=3, cutoff=0.6)]
    if near:
        return "did you mean " + " or ".join(map(repr, near)) + "?"
    shown = ", ".join(repr(known) for known in list(names)[:12])
    return f"the columns are {shown}" + (", ..." if len(names) > 12 else "")
