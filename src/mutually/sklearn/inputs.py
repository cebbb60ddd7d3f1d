"""What scikit-learn's users hand over, as tables and targets of ours."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_array, check_consistent_length, column_or_1d

from mutually.errors import MutuallyError, fail
from mutually.kinds import FEW_LEVELS
from mutually.ranking import rank
from mutually.results.ranked import RankedFeature, Ranking
from mutually.tables import Column, Table, is_table, read_column, read_table
from mutually.threads import resolve_workers

TARGETS = {"auto", "classification", "regression"}


class Target(NamedTuple):
    """The target's values, and whether they are classes; None leaves it to the values."""

    values: NDArray[Any]
    discrete: bool | None


def is_frame(X: Any) -> bool:
    """Say whether X is a dataframe, to be read column by column with names and types."""
    return not isinstance(X, Mapping) and not issparse(X) and is_table(X)


class Features(NamedTuple):
    """The features as a table, and why those that cannot be read are not in it."""

    table: Table
    names: Sequence[Hashable]
    unreadable: dict[Hashable, str]


def as_features(X: Any) -> Features:
    """Read checked arrays, sparse ones and dataframes; columns of lists and the like are left out.

    A sparse array is made dense a column at a time.
    """
    if issparse(X):
        columns = X.tocsc()
        n, d = columns.shape
        table = Table(
            range(d), n, "numpy", lambda at: read_column(columns[:, [at]].toarray().ravel(), at)
        )
        return Features(table, table.names, {})
    if not is_frame(X):
        X = check_array(X, dtype=None, **all_finite(False))
    source = read_table(X)
    if isinstance(X, np.ndarray) and X.dtype != object:
        return Features(source, source.names, {})
    read: dict[Hashable, Column] = {}
    unreadable: dict[Hashable, str] = {}
    for name in source.names:
        try:
            read[name] = source.column(name)
        except MutuallyError as error:
            unreadable[name] = str(error).partition("\n")[0]
    found = list(read.values())
    table = Table(read, source.n_rows, source.kind, lambda at: found[at])
    return Features(table, source.names, unreadable)


def all_finite(needed: bool) -> dict[str, bool]:
    """Return the argument of ``check_array``, which was called otherwise before 1.6."""
    from inspect import signature

    new = "ensure_all_finite" in signature(check_array).parameters
    return {"ensure_all_finite" if new else "force_all_finite": needed}


def as_target(y: Any, kind: str) -> Target:
    """Return the target and whether it is a class.

    Raises
    ------
    ValueError
        If y has several columns, a missing value or a type without a meaning as a target.
    """
    values = column_or_1d(y, warn=True)
    missing = read_column(values, "y").missing
    if missing is not None:
        got = f"{np.count_nonzero(missing)} of them, the first in row {int(np.argmax(missing))}"
        fail("y", "must have no missing values", got)
    if kind == "classification":
        check_classification_targets(values)
        return Target(values, True)
    if kind == "regression":
        return Target(values, False)
    with warnings.catch_warnings():
        # That most values are different: it is then taken for a number.
        warnings.simplefilter("ignore", UserWarning)
        found = type_of_target(values)
    if found == "unknown":
        raise ValueError("Unknown label type: y must hold labels or numbers.")
    if found == "continuous":
        return Target(values, None)
    few = len(np.unique(values)) <= FEW_LEVELS
    return Target(values, True if few else None)


def read_discrete(discrete_features: Any, names: Sequence[Hashable]) -> dict[Hashable, bool]:
    """Return which features the caller says are discrete, or are not.

    A mask settles every feature; places or names only those that they name.
    """
    if isinstance(discrete_features, str):
        return {}
    if isinstance(discrete_features, bool | np.bool_):
        return dict.fromkeys(names, bool(discrete_features))
    given = np.asarray(discrete_features)
    if given.ndim != 1:
        fail("discrete_features", "must be one-dimensional", f"{given.ndim} dimensions")
    if given.dtype == bool:
        if len(given) != len(names):
            fail("discrete_features", f"must have {len(names)} entries as a mask", len(given))
        return dict(zip(names, given.tolist(), strict=True))
    if given.size and not np.issubdtype(given.dtype, np.integer):
        unknown = [name for name in discrete_features if name not in names]
        if unknown:
            fail("discrete_features", "must hold names of columns", repr(unknown[0]))
        return dict.fromkeys(discrete_features, True)
    if given.size and not (-len(names) <= given.min() and given.max() < len(names)):
        fail("discrete_features", f"must hold places below {len(names)}", given.tolist())
    return {names[place]: True for place in given.astype(int).tolist()}


def with_target(features: Features, target: Target) -> tuple[Table, Hashable]:
    """Return the table with the target as its last column, and the name that it has there."""
    table = features.table
    check_consistent_length(range(table.n_rows), target.values)
    name = "target"
    while name in features.names:
        name += "_"
    values = read_column(target.values, name)
    d = len(table.names)

    def read(at: int) -> Column:
        return values if at == d else table.column(table.names[at])

    return Table([*table.names, name], table.n_rows, table.kind, read), name


def kinds_of(
    joined: Table, name: Hashable, target: Target, kinds: dict[Hashable, bool]
) -> dict[Hashable, bool]:
    """Return what is said of the columns that could be read, and of the target."""
    found = {feature: kind for feature, kind in kinds.items() if feature in joined.names}
    return found if target.discrete is None else {**found, name: target.discrete}


def ranked(
    features: Features,
    target: Target,
    kinds: dict[Hashable, bool],
    *,
    n_neighbors: int,
    random_state: Any,
    n_jobs: int | None,
    estimator: str = "auto",
    inference: bool = True,
) -> Ranking:
    """Rank all columns that can be read, also those that count the rows."""
    joined, name = with_target(features, target)
    ranking = rank(
        joined,
        name,
        features=features.table.names,
        discrete=kinds_of(joined, name, target, kinds),
        estimator=estimator,
        n_neighbors=int(n_neighbors),
        inference=inference,
        n_jobs=resolve_jobs(n_jobs),
        rng=resolve_random_state(random_state),
        progress=False,
    )
    ranking.skipped.update(features.unreadable)
    if ranking.origin is not None:
        # A fitted estimator does not hold on to its data.
        ranking.origin = ranking.origin.without_table()
    return ranking


def scores_of(
    ranking: Ranking, names: Sequence[Hashable]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return scores, p-values and q-values in the order of the columns.

    What is set aside has nan, but a feature of one value tells nothing for certain: 0, p = 1.
    """
    rows: dict[Hashable, RankedFeature] = {row.feature: row for row in ranking}
    found = np.full((3, len(names)), np.nan)
    for place, name in enumerate(names):
        row = rows.get(name)
        if row is not None:
            found[:, place] = row.mi, row.pvalue, row.qvalue
        elif ranking.skipped.get(name) == "only one value":
            found[:, place] = 0.0, 1.0, 1.0
    return found[0], found[1], found[2]


def resolve_random_state(random_state: Any) -> int:
    """Return a seed: whole numbers as they are, else drawn from the state."""
    if isinstance(random_state, int | np.integer):
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))


def resolve_jobs(n_jobs: int | None) -> int:
    """Return the number of threads; None is all cores that this process may use."""
    return resolve_workers(None if n_jobs is None else int(n_jobs))
