"""Who plays which part in a ranking: the target, the features, the condition."""

from __future__ import annotations

import reprlib
from collections.abc import Collection, Hashable, Iterable, Mapping
from threading import Lock
from typing import Any, NamedTuple, NoReturn

import numpy as np

from mutually.circles import read_periods
from mutually.errors import MutuallyError, fail
from mutually.exchange import read_rows, with_rows
from mutually.inference.testing import Testing
from mutually.parameters import forced_kind, is_name
from mutually.reading import read_variable
from mutually.tables import Column, Table, read_column
from mutually.variables import COUNTS_ROWS, NAMES_ROWS, Variable, make_variable
from mutually.vectors import AnyVariable, columns_of, join
from mutually.weighting.weights import Weighting, read_weighting


class Feature(NamedTuple):
    """A column to rank, or several that are known together."""

    name: Hashable
    columns: tuple[Hashable, ...]


def read_target(
    source: Table, target: Any, discrete: Any, missing: str, estimator: str, circular: Any = None
) -> tuple[Hashable, Variable]:
    """Return the target's name, and its variable, from the table or from values of its own."""
    if is_name(target):
        if target not in source.names:
            no_such_column("target", target, source)
        name, column = target, source.column(target)
    else:
        name = getattr(target, "name", None)
        name = "target" if name is None else name
        column = target if isinstance(target, Column) else read_column(target, name)
        if len(column.values) != source.n_rows:
            fail("target", f"must have {source.n_rows} rows, as the table", len(column.values))
        if name in source.names and not _same(column, source.column(name)):
            rule = "must not be called as a column that holds other values"
            fail("target", rule, repr(name), "rename it, or pass the values without a name")
    kinds = read_kinds(discrete, {*source.names, name})
    period = read_periods(circular, {*source.names, name}).get(name)
    kind = forced_kind(estimator, kinds.get(name))
    y = make_variable(column, discrete=kind, missing=missing, period=period)
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


def read_features(
    source: Table,
    taken: Collection[Hashable],
    features: Iterable[Any] | None,
    not_by_default: Collection[Hashable],
) -> list[Feature]:
    """Return what is to be ranked: by default every column without another role."""
    if features is None:
        return [Feature(name, (name,)) for name in source.names if name not in not_by_default]
    if isinstance(features, str) or not isinstance(features, Iterable):
        fail("features", "must be a list of names", repr(features), f"features=[{features!r}]")
    features = list(features)
    if not features:
        fail("features", "must name at least one column", "none", "features=None ranks all of them")
    found: dict[Hashable, Feature] = {}
    for entry in features:
        parts = entry if isinstance(entry, list) else [entry]
        for part in parts:
            if not isinstance(part, Hashable):
                fail("features", "must hold names and lists of names", reprlib.repr(part))
        names = tuple(dict.fromkeys(parts))
        if not names:
            rule = "must name at least one column in each of its lists"
            fail("features", rule, "an empty list", 'features=[["a", "b"], "c"]')
        for name in names:
            if name not in source.names:
                no_such_column("features", name, source)
            if name in taken:
                fail("features", "must not hold the target or the condition", repr(name))
        if frozenset(names) in {frozenset(feature.columns) for feature in found.values()}:
            continue  # The same columns in another order tell the same.
        joint = joint_name(names)
        if len(names) > 1 and joint in source.names:
            rule = "must not make a joint feature that is called as a column"
            fail("features", rule, repr(joint), "rename the column")
        found.setdefault(joint, Feature(joint, names))
    return list(found.values())


def read_feature(
    source: Table,
    feature: Feature,
    kinds: Mapping[Hashable, bool],
    *,
    missing: str,
    estimator: str,
    asked: bool,
    lock: Lock,
    periods: Mapping[Hashable, float] | None = None,
) -> AnyVariable | str:
    """Return what is to be ranked as a variable, or why it is set aside.

    ``asked`` says that the caller named it; ``lock`` guards the table, whose readers are not made
    for several threads.
    """
    try:
        with lock:
            columns = [source.column(name) for name in feature.columns]
    except MutuallyError as error:
        if asked:
            raise
        return str(error).partition("\n")[0]
    parts = []
    for column in columns:
        kind = forced_kind(estimator, kinds.get(column.name))
        period = (periods or {}).get(column.name)
        part = make_variable(column, discrete=kind, missing=missing, period=period)
        # A counter may be what one asks for: the year of a yearly series counts its rows.
        if part.set_aside is not None and not (asked and part.set_aside == COUNTS_ROWS):
            return (f"{part.name!r}: " if len(columns) > 1 else "") + part.set_aside
        parts.append(part)
    return join(feature.name, parts)


def joint_name(names: Collection[Hashable]) -> Hashable:
    """Call several columns together: "a & b"."""
    return next(iter(names)) if len(names) == 1 else " & ".join(map(str, names))


def read_given(
    source: Table,
    given: Any,
    kinds: Mapping[Hashable, bool],
    missing: str,
    estimator: str,
    periods: Mapping[Hashable, float] | None = None,
) -> tuple[tuple[Hashable, ...], AnyVariable | None]:
    """Return the condition, and the names of the columns of the table that it takes."""
    if given is None:
        return (), None
    if is_name(given):
        return _named_condition(source, [given], kinds, missing, estimator, periods or {})
    # A list of names is short; one with a value for each row repeats some, or is as long.
    columns = isinstance(given, list) and bool(given) and isinstance(given[0], Column)
    if isinstance(given, list) and not columns and (len(given) != source.n_rows or not given):
        return _named_condition(source, given, kinds, missing, estimator, periods or {})
    name = "given" if "given" not in source.names else "the condition"
    variable = read_variable(given, name, forced_kind(estimator, None), missing)
    if variable.n != source.n_rows:
        fail("given", f"must have {source.n_rows} rows, as the table", variable.n)
    names = [column.name for column in columns_of(variable)]
    own = getattr(given, "name", None)
    return tuple(names if own is None else [own]), variable


def read_exchange(
    source: Table, testing: Testing, blocks: Any, time: Any, *, shifted: bool = False
) -> tuple[Testing, tuple[Hashable, ...]]:
    """Return what is known of the rows, and the names of the columns that say so.

    ``shifted`` is of :func:`mutually.exchange.with_rows`.
    """
    names: list[Hashable] = []
    columns: list[Any] = []
    for parameter, data in (("blocks", blocks), ("time", time)):
        if data is None or isinstance(data, bool | np.bool_) or not is_name(data):
            columns.append(data)
            continue
        if data not in source.names:
            no_such_column(parameter, data, source)
        names.append(data)
        columns.append(source.column(data))
    read = read_rows(columns[0], columns[1], source.n_rows)
    return with_rows(testing, *read, shifted=shifted), tuple(names)


def read_weights(
    source: Table, weights: Any, weight_type: Any
) -> tuple[Weighting | None, tuple[Hashable, ...]]:
    """Return the weights of the rows, and the name of the column that holds them, if one does."""
    names: tuple[Hashable, ...] = ()
    if weights is not None and is_name(weights):
        if weights not in source.names:
            no_such_column("weights", weights, source)
        names, weights = (weights,), source.column(weights)
    return read_weighting(weights, weight_type, source.n_rows), names


def _named_condition(
    source: Table,
    names: list[Any],
    kinds: Mapping[Hashable, bool],
    missing: str,
    estimator: str,
    periods: Mapping[Hashable, float],
) -> tuple[tuple[Hashable, ...], AnyVariable]:
    if not names:
        fail("given", "must name at least one column", "none", "given=None")
    for name in names:
        if not is_name(name) or name not in source.names:
            hint = "a condition that is no column is passed as an array with a value for each row"
            rule = "must name columns of the table"
            near = _did_you_mean(name, source.names) if is_name(name) else hint
            fail("given", rule, reprlib.repr(name), near)
    columns = [source.column(name) for name in dict.fromkeys(names)]
    variables = []
    for column in columns:
        kind = forced_kind(estimator, kinds.get(column.name))
        period = periods.get(column.name)
        variables.append(make_variable(column, discrete=kind, missing=missing, period=period))
    for variable in variables:
        if variable.set_aside is not None and variable.set_aside.startswith(NAMES_ROWS):
            fail(f"given {variable.name!r}", "must have values that rows share", variable.set_aside)
    names = [column.name for column in columns]
    return tuple(names), join(joint_name(names), variables)


def read_kinds(discrete: Any, names: set[Hashable]) -> dict[Hashable, bool]:
    """Return which columns the caller says are discrete, or are not."""
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


def no_such_column(parameter: str, name: Hashable, source: Table) -> NoReturn:
    """Refuse the name of no column, and suggest those that are spelled nearly so."""
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
