"""Standard errors and intervals beside simulations and exact cases.

Tolerances: a share of intervals that cover has the standard error sqrt(.95 .05 / draws), a standard
deviation from as many draws the relative one of 1 / sqrt(2 draws); four of each are allowed, and
what docs/calibration.md says of the formulas themselves.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2, ncx2

from mutually import _core
from mutually.estimators.continuous import continuous_information
from mutually.estimators.discrete.chance_corrected import chance_corrected
from mutually.estimators.errors.errors import Errors, TableErrors
from mutually.estimators.errors.standard_errors import (
    ksg_errors,
    missed_by_neighbours,
    ross_errors,
    table_errors,
)
from mutually.estimators.estimate import Estimate, add_parts
from mutually.estimators.neighbours.ross import ross
from mutually.variables import Labels, Sorted

DRAWS = 200
LEAST_COVER = 0.95 - 4 * math.sqrt(0.95 * 0.05 / DRAWS) - 0.02


def sort(values: np.ndarray) -> Sorted:
    return Sorted(*_core.sort_column(values))


def label(values: np.ndarray, size: int) -> Labels:
    return Labels(values.astype(np.uint32), size)


def check(values: list[float], variances: list[float], covered: list[bool]) -> None:
    error = math.sqrt(np.mean(variances))
    assert abs(error / np.std(values) - 1) < 4 / math.sqrt(2 * DRAWS) + 0.05
    assert np.mean(covered) > LEAST_COVER


@pytest.mark.parametrize("rho", [0.3, 0.6, 0.9])
def test_two_scalars(rho: float) -> None:
    rng = np.random.default_rng(int(100 * rho))
    values, variances, covered = [], [], []
    truth = -0.5 * math.log(1 - rho * rho)
    for _ in range(DRAWS):
        x, noise = rng.normal(size=(2, 500))
        found = continuous_information([sort(x)], [sort(rho * x + math.sqrt(1 - rho**2) * noise)])
        assert found is not None
        assert found.errors is not None
        variance = found.errors.variance
        low, high = found.errors.interval(found.value)
        values.append(found.value)
        variances.append(variance)
        covered.append(low <= truth <= high)
    check(values, variances, covered)


def test_scalar_and_class() -> None:
    rng = np.random.default_rng(2)
    values, variances, covered = [], [], []
    # Of two normal variables one apart, by quadrature.
    x = np.linspace(-9, 10, 20_001)
    p, q = (np.exp(-0.5 * (x - shift) ** 2) / math.sqrt(2 * math.pi) for shift in (0, 1))
    terms = [0.5 * part * np.log(part / (0.5 * (p + q))) for part in (p, q)]
    truth = float(np.sum(terms) * (x[1] - x[0]))
    for _ in range(DRAWS):
        y = np.arange(400) % 2
        classes = label(y, 2)
        found = ross(sort(y + rng.normal(size=400)), classes)
        assert found.errors is not None
        variance = found.errors.variance
        low, high = found.errors.interval(found.value)
        values.append(found.value)
        variances.append(variance)
        covered.append(low <= truth <= high)
    check(values, variances, covered)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_table(share: float) -> None:
    rng = np.random.default_rng(3)
    values, variances, covered = [], [], []
    p = share * np.eye(3) / 3 + (1 - share) / 9
    truth = float(np.sum(p * np.log(9 * p)))
    for _ in range(DRAWS):
        x, y = (label(v, 3) for v in np.divmod(rng.choice(9, 400, p=p.ravel()), 3))
        found = chance_corrected(x, y)
        assert found.errors is not None
        low, high = found.errors.interval(found.value)
        values.append(found.value)
        variances.append(found.errors.variance)
        covered.append(low <= truth <= high)
    check(values, variances, covered)


def test_variance_of_a_table_near_independence_is_that_of_chi_squared() -> None:
    # G = 2 n I has the variance 2 df; V is about 2 I = df / n on average.
    n, df = 10_000, 9
    variance = table_errors(df / n, 0.0, df / (2 * n), df, n).variance
    assert variance == pytest.approx(2 * df / (2 * n) ** 2, rel=0.01)


def near(plugin_value: float, df: int, n: int) -> TableErrors:
    return TableErrors(1e-4, plugin=plugin_value, df=df, n=n)


def test_limits_of_a_table_are_those_of_the_noncentral_chi_squared_law() -> None:
    n, df, plugin_value = 500, 6, 0.015
    low, high = near(plugin_value, df, n).interval(0.01)
    g = 2 * n * plugin_value
    assert chi2.sf(g, df) > 1e-4
    assert ncx2.cdf(g, df, 2 * n * low) == pytest.approx(0.975, abs=1e-6)
    assert ncx2.cdf(g, df, 2 * n * high) == pytest.approx(0.025, abs=1e-6)
    assert near(0.001, df, n).interval(0.0)[0] == 0


def test_no_interval_of_a_table_with_few_rows_for_its_cells() -> None:
    assert all(map(math.isnan, near(0.3, 100, 799).interval(0.1)))
    assert all(map(math.isfinite, near(0.3, 100, 800).interval(0.1)))
    assert near(0.0, 0, 10).interval(0.0) == (0, 0)


def test_interval_is_normal_and_not_below_zero() -> None:
    assert Errors(0.01).interval(1.0) == pytest.approx((0.804, 1.196), abs=1e-4)
    shifted = Errors(0.01, shift=0.1).interval(1.0, 0.9)
    assert shifted == pytest.approx((0.7355, 1.0645), abs=1e-4)
    assert Errors(0.01).interval(-0.1)[0] == 0
    assert Errors(0.01).interval(-1.0) == Errors(0.01).interval(0.0)


def test_upper_limit_rises_where_more_neighbours_show_less() -> None:
    errors = ksg_errors(0.8, 1.0, 100)
    assert missed_by_neighbours(1.0, 1.0, errors) == 0
    missed = missed_by_neighbours(1.0, 0.5, errors)
    assert missed > 0.1
    low, high = errors.interval(1.0)
    assert errors.interval(1.0, missed=missed) == (low, high + missed)


def test_wider_level_holds_the_narrower() -> None:
    counts = np.array([100, 100])
    for errors in (
        ksg_errors(0.5, 0.3, 100),
        ross_errors(0.5, 0.3, counts),
        table_errors(0.04, 0.01, 0.02, 4, 200),
    ):
        wide, narrow = errors.interval(0.1, 0.99), errors.interval(0.1, 0.8)
        assert wide[0] <= narrow[0] < narrow[1] <= wide[1]


def test_errors_of_parts_add() -> None:
    """Two halves of rows: a quarter of each variance, and what lies between their means."""
    rng = np.random.default_rng(0)

    def half(variance: float, shift: float) -> Estimate:
        local = rng.normal(size=50)
        return Estimate(float(local.mean()), local, "half", errors=Errors(variance, shift))

    one, other = half(0.04, 0.2), half(0.02, 0.0)
    first = np.arange(100) < 50
    found = add_parts([(one, first), (other, ~first)], 100, "both")
    assert found.errors is not None
    between = found.spread - (one.spread + other.spread) / 2
    assert found.errors.variance == pytest.approx((0.04 + 0.02) / 4 + between / 100)
    assert found.errors.shift == pytest.approx(0.1)
