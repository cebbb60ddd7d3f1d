"""Fits standard errors and intervals to draws from known relations, and counts what they cover."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from calibration_fits import publish

from mutually.estimators.errors import coefficients, standard_errors

Numbers = np.ndarray


class Draws(NamedTuple):
    """One relation with one number of rows; the columns are those of calibration_errors.py."""

    name: str
    n: int
    fitted: bool
    truth: float
    columns: Numbers

    @property
    def variance(self) -> float:
        """Return n times the variance of the estimates."""
        return self.n * float(self.columns[0].var(ddof=1))


def draws(rows: list[dict[str, Any]], kind: str) -> list[Draws]:
    """Return the draws from relations of one kind."""
    return [
        Draws(row["name"], row["n"], row["fitted"], row["truth"], np.array(row["columns"]))
        for row in rows
        if row["kind"] == "errors" and row["of"] == kind
    ]


def fit_variance(of: list[Draws], terms) -> Numbers:
    """Fit coefficients to n times the variance, not below 0, with equal relative errors.

    ``terms(columns, n)`` gives the terms of each draw; their means are fitted.
    """
    from scipy.optimize import nnls

    design = np.array([terms(d.columns, d.n).mean(axis=1) / d.variance for d in of])
    return nnls(design, np.ones(len(of)))[0]


def scalar_terms(columns: Numbers, n: int) -> Numbers:
    """Return the terms of ksg_variance."""
    value, spread = columns[:2]
    return np.array([np.ones_like(value), spread, np.maximum(value, 0) * 100 / n])


def class_terms(columns: Numbers, n: int) -> Numbers:
    """Return the terms of ross_errors."""
    p = columns[2:] / n
    h = (p * (1 - p)).sum(axis=0)
    return np.array([columns[1], h * h, (p > 0).sum(axis=0) / n])


def fit_scalars(of: list[Draws]) -> tuple[list[float], list[float]]:
    """Fit variance and interval, whose shift and widths bring each coverage close to 95 %."""
    variance = fit_variance(of, scalar_terms)

    errors = [np.sqrt(variance @ scalar_terms(d.columns, d.n) / d.n) for d in of]

    def loss(slope: float, most: float, widening: float, fall: float) -> float:
        total = 0.0
        for d, error in zip(of, errors, strict=True):
            value, _, wide, _ = d.columns
            centre = value - np.minimum(slope * np.maximum(value, 0), most) * error
            half = 1.96 * widening * error
            above = fall * np.maximum(value - wide - 0.5 * error, 0)
            covered = np.mean((d.truth > centre - half) & (d.truth < centre + half + above))
            # Too few is worse than too many.
            total += (1 if covered < 0.95 else 0.3) * (covered - 0.95) ** 2
        return total

    grid = product(
        np.arange(0, 0.7, 0.1), np.arange(0, 1.3, 0.2), (1.0, 1.05, 1.1), np.arange(0, 1.1, 0.25)
    )
    best = min(grid, key=lambda values: loss(*values))
    return variance.tolist(), [float(value) for value in best]


def with_ten(of: list[Draws]) -> list[Draws]:
    """Return the draws as of KSG with k = 10; beyond 0.7 nats the default is another estimator."""
    return [d._replace(columns=d.columns[2:]) for d in of if d.truth < 0.7]


def fit_classes(of: list[Draws]) -> tuple[list[float], list[float]]:
    """Fit variance and bias; n times the bias over C rises with the value up to some nats."""
    value = np.array([max(d.columns[0].mean(), 0) for d in of])
    scale = np.array([d.n / np.count_nonzero(d.columns[2:], axis=0).mean() for d in of])
    bias = scale * [d.columns[0].mean() - d.truth for d in of]
    weight = 1 / (scale * [d.columns[0].std() / d.columns.shape[1] ** 0.5 for d in of])
    found = []
    for full in (0.1, 0.2, 0.3, 0.4, 0.5, 0.7):
        rise = np.minimum(value / full, 1) * weight
        slope = float(rise @ (bias * weight) / (rise @ rise))
        found.append((float(((bias * weight - slope * rise) ** 2).sum()), slope, full))
    return fit_variance(of, class_terms).tolist(), list(min(found)[1:])


def fit_tables(of: list[Draws]) -> float:
    """Fit what a strong relation adds to the variance, where n >= 8 df."""
    rise, rest, weight = [], [], []
    for d in of:
        df = d.columns[3].mean() / d.n
        if 8 * df <= 1:
            rise.append(df * d.columns[0].clip(0).mean())
            rest.append(d.variance - d.columns[1].mean() + df / 2)
            weight.append(1 / d.variance)
    rise, rest = np.array(rise) * weight, np.array(rest) * weight
    return max(0.0, float(rise @ rest / (rise @ rise)))


def write_coefficients(rows: list[dict[str, Any]]) -> None:
    """Write the module of constants."""
    scalars, classes, tables = (
        [d for d in draws(rows, kind) if d.fitted] for kind in ("scalars", "classes", "tables")
    )
    ksg_variance, ksg_interval = fit_scalars(scalars)
    ksg_ten = fit_variance(with_ten(scalars), scalar_terms).tolist()
    ross_variance, ross_interval = fit_classes(classes)
    samples = sum(d.columns.shape[1] for d in scalars + classes + tables)
    lines = [
        '"""Coefficients of standard_errors.py; see there.',
        "",
        f"Made by `make calibration` from {samples:,} samples of known information; do not edit.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "# By k; in between, the formula interpolates in 1/k.",
        f"KSG_VARIANCE = {{3: {_tuple(ksg_variance)}, 10: {_tuple(ksg_ten)}}}",
        f"KSG_INTERVAL = {_tuple(ksg_interval)}",
        f"ROSS_VARIANCE = {_tuple(ross_variance)}",
        f"ROSS_INTERVAL = {_tuple(ross_interval)}",
        f"TABLE_VARIANCE = {fit_tables(tables):.4g}",
    ]
    publish(coefficients, lines)


def _tuple(values: list[float]) -> str:
    return f"({', '.join(f'{value:.4g}' for value in values)})"


class Covered(NamedTuple):
    """What the intervals of one relation and number of rows do."""

    draws: Draws
    share: float | None  # of the intervals at 95 % that hold the truth; None where there are none
    error: float  # root mean square of the standard errors over the standard deviation
    bias: float  # in standard deviations


def coverage(rows: list[dict[str, Any]], kind: str) -> Iterator[Covered]:
    """Make intervals by the package's own functions and count."""
    limits = {"scalars": _of_scalars, "classes": _of_classes, "tables": _of_table}[kind]
    for d in draws(rows, kind):
        found = [limits(column, d) for column in d.columns.T]
        values = d.columns[0]
        deviation = float(values.std(ddof=1))
        shares = [low <= d.truth <= high for _, (low, high) in found if high == high]
        share = float(np.mean(shares)) if len(shares) == len(found) else None
        error = float(np.mean([variance for variance, _ in found])) ** 0.5 / deviation
        yield Covered(d, share, error, (float(values.mean()) - d.truth) / deviation)


def _of_scalars(column: Numbers, d: Draws) -> tuple[float, tuple[float, float]]:
    value, spread, wide, _ = column
    errors = standard_errors.ksg_errors(spread, value, d.n)
    missed = standard_errors.missed_by_neighbours(value, wide, errors)
    return errors.variance, errors.interval(value, missed=missed)


def _of_classes(column: Numbers, d: Draws) -> tuple[float, tuple[float, float]]:
    value, spread, *counts = column
    errors = standard_errors.ross_errors(spread, value, np.array(counts, dtype=np.int64))
    return errors.variance, errors.interval(value)


def _of_table(column: Numbers, d: Draws) -> tuple[float, tuple[float, float]]:
    value, spread, plugin, df = column
    errors = standard_errors.table_errors(spread, value, plugin, int(df), d.n)
    return errors.variance, errors.interval(value)
