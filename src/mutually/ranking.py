"""Rank every column of a table by what it tells about a target."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from mutually import estimators
from mutually.columns import read_column
from mutually.errors import MutuallyError, fail
from mutually.information import (
    check_parameters,
    drop_missing,
    entropy_of_labels,
    estimate_pair,
    resolve_seed,
)
from mutually.progress import Progress, track
from mutually.results import normalize
from mutually.tables import read_table
from mutually.threads import resolve_workers
from mutually.units import nats_per_unit, unit_name
from mutually.variables import Variable, make_variable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mutually.table import Table

COLUMNS = ("feature", "kind", "mi", "normalized", "n", "estimator", "warning")


@dataclass(frozen=True)
class RankedFeature:
    """What one column tells about the target.

    Attributes
    ----------
    feature : Hashable
        The column's name.
    kind : {"discrete", "continuous", "mixed"}
        What it was taken for, and ``reason`` why.
    mi : float
        Its mutual information with the target, in the ranking's unit.
    normalized : float
        See :class:`mutually.MutualInformation`.
    n : int
        Rows in which both the feature and the target are known, or all where missing is a level.
    estimator : str
        What was done.
    warning : str
        What to know before the value is trusted; empty if nothing.
    """

    feature: Hashable
    kind: str
    mi: float
    normalized: float
    n: int
    estimator: str
    warning: str
    reason: str


class Ranking(Sequence[RankedFeature]):
    """Features in order of what they tell about the target, best first.

    ``ranking[0]`` is the best feature and ``ranking["name"]`` that of a name; where names are
    themselves whole numbers, ``ranking.feature(3)`` is the one called 3.

    Attributes
    ----------
    target : Hashable
        The target's name, and ``target_kind`` what it was taken for.
    n_rows : int
        Rows of the table.
    base, unit
        Of the values: None and "nats", 2 and "bits", ...
    skipped : dict
        Name -> why the column was set aside: it names or counts the rows, has one value, ...
    warnings : tuple of str
        What concerns the whole table.
    """

    def __init__(
        self,
        rows: Sequence[RankedFeature],
        *,
        target: Hashable,
        target_kind: str,
        n_rows: int,
        base: float | None,
        skipped: Mapping[Hashable, str],
        warnings: tuple[str, ...],
        make_frame: Callable[[Mapping[str, Any]], Any],
    ) -> None:
        self._rows = tuple(rows)
        self.target = target
        self.target_kind = target_kind
        self.n_rows = n_rows
        self.base = base
        self.skipped = dict(skipped)
        self.warnings = warnings
        self._make_frame = make_frame

    @property
    def unit(self) -> str:
        """The unit of the values."""
        return unit_name(self.base)

    def feature(self, name: Hashable) -> RankedFeature:
        """Return the feature of a name.

        Raises
        ------
        KeyError
            If no feature has the name; it says so if the column was set aside.
        """
        for row in self._rows:
            if row.feature == name:
                return row
        why = self.skipped.get(name)
        raise KeyError(f"{name!r} was set aside: {why}" if why else f"no feature {name!r}")

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[RankedFeature]:
        return iter(self._rows)

    @overload
    def __getitem__(self, key: int | str) -> RankedFeature: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[RankedFeature]: ...
    def __getitem__(self, key: Any) -> RankedFeature | Sequence[RankedFeature]:
        if isinstance(key, slice | int | np.integer) and not isinstance(key, bool):
            return self._rows[key]
        return self.feature(key)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ranking):
            return NotImplemented
        return repr(self.to_dict()) == repr(other.to_dict())

    def __hash__(self) -> int:
        return hash((self.target, self._rows))

    def to_frame(self) -> Any:
        """Return a dataframe of the caller's kind, one row a feature, best first.

        pandas for pandas, polars for polars, pyarrow for pyarrow; for files, dicts and arrays the
        first of these that is installed, or a dict of columns.
        """
        return self._make_frame(
            {column: [getattr(row, column) for row in self._rows] for column in COLUMNS}
        )

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain Python objects."""
        return {
            "target": self.target,
            "target_kind": self.target_kind,
            "n_rows": self.n_rows,
            "base": self.base,
            "unit": self.unit,
            "features": [asdict(row) for row in self._rows],
            "skipped": self.skipped,
            "warnings": list(self.warnings),
        }

    def plot(self, *, ax: Axes | None = None, top: int | None = None) -> Axes:
        """Draw the features as bars; see :func:`mutually.plot_ranking`."""
        from mutually.plots import plot_ranking

        return plot_ranking(self, ax=ax, top=top)

    def __repr__(self) -> str:
        from mutually.text import ranking_text

        return ranking_text(self)

    def _repr_html_(self) -> str:
        from mutually.html import ranking_html

        return ranking_html(self)


def rank(
    table: Any,
    target: Any,
    *,
    features: Collection[Hashable] | None = None,
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
    ...                    "colour": ["red", "blue", "blue"] * 40,
    ...                    "kind": ["cat", "dog"] * 60}, target="kind")
    >>> [(row.feature, round(row.mi, 2)) for row in ranking]
    [('size', 0.69), ('colour', 0.0)]
    """
    nats = nats_per_unit(base)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    seed, workers = resolve_seed(rng), resolve_workers(n_jobs)
    source = read_table(table)
    target_name, y = _read_target(source, target, discrete, missing)
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
    lock = Lock()
    inner = max(1, workers // max(1, len(names)))

    def score(name: Hashable) -> RankedFeature | str:
        try:
            # Readers of files and of lazy frames are not made for several threads.
            with lock:
                column = source.column(name)
        except MutuallyError as error:
            if features is not None:
                raise
            return str(error).partition("\n")[0]
        try:
            x = make_variable(column, discrete=kinds.get(name), missing=missing)
            if x.set_aside is not None:
                return x.set_aside
            one, other = (x, y) if x.known is not None else (_on(x, keep), y_known)
            one, other = drop_missing(one, other)
            if one.n <= n_neighbors:
                return f"{one.n} rows in which both it and the target are known"
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
            normalized=normalize(found.value, entropy_of_labels(other)),
            n=one.n,
            estimator=found.method,
            warning="; ".join(found.warnings),
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
        make_frame=_FrameMaker(source.kind),
    )


@dataclass(frozen=True)
class _FrameMaker:
    """Makes frames of the caller's kind; of a class of its own so that rankings pickle."""

    kind: str

    def __call__(self, data: Mapping[str, Any]) -> Any:
        from mutually.frames import make_frame

        return make_frame(self.kind, data)


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
    source: Table, target: Any, discrete: Any, missing: str
) -> tuple[Hashable, Variable]:
    if _is_name(target):
        if target not in source.names:
            _no_such_column("target", target, source)
        name, column = target, source.column(target)
    else:
        name = getattr(target, "name", None) or "target"
        column = read_column(target, name)
        if len(column.values) != source.n_rows:
            fail("target", f"must have {source.n_rows} rows, as the table", len(column.values))
    kinds = _kinds(discrete, {*source.names, name})
    y = make_variable(column, discrete=kinds.get(name), missing=missing)
    if source.n_rows == 0:
        fail("table", "must have rows", "none", "check that the file or filter is the right one")
    if y.set_aside is not None and not y.set_aside.startswith("it only counts"):
        fail(f"target {name!r}", "must vary over rows that share values", y.set_aside)
    return name, y


def _is_name(target: Any) -> bool:
    # A tuple can be a name (pandas has several levels of them); a string is one.
    try:
        hash(target)
    except TypeError:
        return False
    return isinstance(target, str | bytes | tuple) or not hasattr(target, "__len__")


def _feature_names(
    source: Table, target: Hashable, features: Collection[Hashable] | None
) -> list[Hashable]:
    if features is None:
        return [name for name in source.names if name != target]
    if isinstance(features, str):
        fail("features", "must be a list of names", repr(features), f"features=[{features!r}]")
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
    kinds = dict(discrete) if isinstance(discrete, Mapping) else dict.fromkeys(discrete, True)
    for name in kinds:
        if name not in names:
            fail("discrete", "must hold names of columns", repr(name), _did_you_mean(name, names))
    return kinds


def _no_such_column(parameter: str, name: Hashable, source: Table) -> None:
    fail(parameter, "must name a column of the table", repr(name),
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
