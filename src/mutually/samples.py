"""Relative entropy of two samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.estimators.discrete.relative_entropy import relative_entropy_labels
from mutually.estimators.estimate import Estimate, add_parts
from mutually.estimators.neighbours.relative_entropy import relative_entropy_points
from mutually.inference.uncertainty import Uncertainty
from mutually.information import warn
from mutually.parameters import resolve_seed
from mutually.reading import read_columns
from mutually.results.entropy import RelativeEntropy
from mutually.tables import Column, is_table
from mutually.threads import resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.variables import Labels, make_variable
from mutually.vectors import AnyVariable, Part, all_known, free_parts, join
from mutually.wording import some

# A part of the rows with fewer of either sample says nothing of distances.
_FEWEST = 8


def relative_entropy(
    x: Any,
    y: Any,
    *,
    discrete: bool | None = None,
    base: float | None = None,
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
) -> RelativeEntropy:
    """Estimate the relative entropy D(P || Q) of two samples, x from P and y from Q.

    Also called Kullback-Leibler divergence: what it costs, in nats a row, to take the rows of x
    for rows of y's distribution. It is not symmetric, 0 where the two are alike, and infinite where
    P has values that Q never has.

    Parameters
    ----------
    x, y : array-like of shape (n,) or (n, d), or a table
        The samples, of any lengths, with the same columns. Rows with a missing value are left out.
    discrete : bool, optional
        Overrides what types and values say.
    base, n_jobs, rng
        As for :func:`mutually.mutual_information`.

    Returns
    -------
    RelativeEntropy
        The value in nats, or the unit of ``base``; local values are of the rows of x.

    Raises
    ------
    MutuallyError
        If a sample is empty, or the columns do not match.

    Notes
    -----
    Discrete columns by Zhang and Grabchak's estimator, continuous ones by neighbours, corrected by
    simulation; both together by the chain rule, the continuous part within each level. The estimate
    is finite where the true value is infinite: it fails where many rows of x lie beyond y, and says
    so.

    Examples
    --------
    >>> import numpy as np
    >>> import mutually as mu
    >>> rng = np.random.default_rng(0)
    >>> found = mu.relative_entropy(rng.normal(size=5000), rng.normal(0.5, size=5000))
    >>> f"{found.value:.1f}"  # the truth is 0.125
    '0.1'
    """
    if discrete is not None and not isinstance(discrete, bool | np.bool_):
        fail("discrete", "must be None or a bool", repr(discrete), "discrete=True")
    base = check_base(base)
    nats = nats_per_unit(base)
    workers, seed = resolve_workers(n_jobs), resolve_seed(rng)
    both, n = _read_both(x, y, discrete)
    keep = all_known([both])
    n_all = n
    if keep is not None:
        n = int(np.count_nonzero(keep[:n]))
        both = both.take(keep)
    if n == 0 or both.n == n:
        fail("x" if n == 0 else "y", "must have a row that is known", "none")
    found = _estimate(both, n, seed, workers)
    warn(found.warnings)
    return RelativeEntropy(
        value=found.value / nats,
        base=base,
        n=n,
        n_missing=n_all - n,
        estimator=found.method,
        warnings=found.warnings,
        local_nats=found.local,
        n_y=both.n - n,
        uncertainty=Uncertainty(found, RelativeAgain(both, n, seed, workers), both.n, seed),
        kind=both.kind,
        reason=both.reason,
    )


@dataclass(frozen=True)
class RelativeAgain:
    """Estimates the relative entropy of some of the rows of both samples; picklable."""

    both: AnyVariable
    n: int
    seed: int
    workers: int

    def __call__(self, rows: NDArray[np.bool_]) -> float:
        """Return the estimate of these rows, in nats."""
        of_x = int(np.count_nonzero(rows[: self.n]))
        return _estimate(self.both.take(rows), of_x, self.seed, self.workers).value


def _read_both(x: Any, y: Any, discrete: bool | None) -> tuple[AnyVariable, int]:
    """Return one variable of the rows of x and then those of y, so that their levels agree."""
    ones, others = read_columns(x, "x"), read_columns(y, "y")
    if len(ones) != len(others):
        fail("y", "must have as many columns as x", f"{len(ones)} and {len(others)}")
    if is_table(x) and is_table(y):
        by_name = {column.name: column for column in others}
        if by_name.keys() != {column.name for column in ones}:
            fail("y", "must have the columns of x", some(map(repr, by_name), 8))
        others = [by_name[column.name] for column in ones]
    for name, columns in (("x", ones), ("y", others)):
        if len(columns[0].values) == 0:
            fail(name, "must have a row that is known", "no rows")
        for column in columns:
            if column.missing is not None and column.missing.all():
                fail(name, "must have a row that is known", "missing values alone")
            if column.family == "number" and not np.isfinite(column.values).all():
                fail(name, "must be finite", "infinite values")
    columns = [_appended(*pair) for pair in zip(ones, others, strict=True)]
    variables = [make_variable(column, discrete=discrete) for column in columns]
    return join("x, y", variables), len(ones[0].values)


def _appended(one: Column, other: Column) -> Column:
    numbers = ("integer", "number", "boolean")
    if "time" in (one.family, other.family):
        hint = "pass them as numbers of the same unit from the same start"
        fail(f"column {one.name!r}", "must hold numbers or labels here", one.dtype, hint)
    if one.family != other.family and not {one.family, other.family} <= set(numbers):
        fail(f"column {other.name!r} of y", f"must hold what that of x does, {one.dtype}",
             other.dtype)  # fmt: skip
    missing = None
    if one.missing is not None or other.missing is not None:
        parts = [c.missing if c.missing is not None else np.zeros(len(c.values), bool)
                 for c in (one, other)]  # fmt: skip
        missing = np.concatenate(parts)
    if one.levels is None or other.levels is None:
        family = one.family if one.family == other.family else "number"
        values = np.concatenate([one.values, other.values])
        values = values.astype(np.float64) if family == "number" else values
        return Column(one.name, family, values, None, missing, one.dtype)
    places = {level: place for place, level in enumerate(one.levels)}
    translate = np.array([places.setdefault(level, len(places)) for level in other.levels])
    moved = translate[other.values] if len(translate) else other.values
    values = np.concatenate([one.values, moved]).astype(np.int32)
    return Column(one.name, "label", values, list(places), missing, one.dtype)


def _estimate(both: AnyVariable, n: int, seed: int, workers: int) -> Estimate:
    found: list[tuple[Estimate, Any]] = []
    if both.labels is not None:
        p, q = (Labels(codes, both.labels.size) for codes in np.split(both.labels.codes, [n]))
        found.append((relative_entropy_labels(p, q), None))
    few = 0
    for part in free_parts(both):
        of_x, of_y = _split(part, n, both.n)
        if min(np.count_nonzero(of_x), np.count_nonzero(of_y)) < _FEWEST:
            few += int(np.count_nonzero(of_x))
            continue
        points = np.stack([c.values for c in part.columns if c.values is not None], axis=1)
        estimate = relative_entropy_points(
            points[:n][of_x], points[n:][of_y], seed=seed, workers=workers
        )
        found.append((estimate, None if of_x.all() else of_x))
    warnings: tuple[str, ...] = ()
    if few:
        warnings = (
            f"{few / n:.0%} of the rows of x are in a part with fewer than {_FEWEST} rows in x or "
            "in y: what differs within it counts as 0",
        )
    if len(found) == 1 and found[0][1] is None and not warnings:
        return found[0][0]
    if not found:
        return Estimate(0.0, np.zeros(n), "none: too few rows", warnings)
    return add_parts(found, n, "chain", warnings)


def _split(part: Part, n: int, n_all: int) -> tuple[Any, Any]:
    rows = np.ones(n_all, dtype=np.bool_) if part.rows is None else part.rows
    return rows[:n], rows[n:]
