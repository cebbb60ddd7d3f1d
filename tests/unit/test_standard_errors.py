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
from mutually.estimators.discrete.plugin import plugin
from mutually.estimators.neighbours.ross import ross
from mutually.inference.intervals import interval, ksg_interval, ross_interval, table_interval
from mutually.inference.standard_errors import ksg_variance, ross_variance, table_variance
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
        variance = ksg_variance(found.rows(), found.value, 3)
        low, high = ksg_interval(found.value, variance)
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
        variance = ross_variance(found.rows(), classes.counts)
        low, high = ross_interval(found.value, variance, classes.counts)
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
        variance = table_variance(found.rows(), 4)
        limits = table_interval(
            found.value, variance, plugin=plugin(x, y).value, df=4, n=400, level=0.95
        )
        assert limits is not None
        values.append(found.value)
        variances.append(variance)
        covered.append(limits[0] <= truth <= limits[1])
    check(values, variances, covered)


def test_variance_of_a_table_near_independence_is_that_of_chi_squared() -> None:
    # G = 2 n I has the variance 2 df; V is about 2 I = df / n on average.
    n, df = 10_000, 9
    local = np.where(np.arange(n) % 2, 1, -1) * math.sqrt(df / n)
    assert table_variance(local, df) == pytest.approx(2 * df / (2 * n) ** 2, rel=0.01)


def test_limits_of_a_table_are_those_of_the_noncentral_chi_squared_law() -> None:
    n, df, plugin_value = 500, 6, 0.015
    low, high = table_interval(0.01, 1e-4, plugin=plugin_value, df=df, n=n) or (0, 0)
    g = 2 * n * plugin_value
    assert chi2.sf(g, df) > 1e-4
    assert ncx2.cdf(g, df, 2 * n * low) == pytest.approx(0.975, abs=1e-6)
    assert ncx2.cdf(g, df, 2 * n * high) == pytest.approx(0.025, abs=1e-6)
    assert table_interval(0.0, 1e-4, plugin=0.001, df=df, n=n)[0] == 0  # type: ignore[index]


def test_no_interval_of_a_table_with_few_rows_for_its_cells() -> None:
    assert table_interval(0.1, 1e-4, plugin=0.3, df=100, n=799) is None
    assert table_interval(0.1, 1e-4, plugin=0.3, df=100, n=800) is not None
    assert table_interval(0.0, 0.0, plugin=0.0, df=0, n=10) == (0, 0)


def test_interval_is_normal_and_not_below_zero() -> None:
    assert interval(1.0, 0.01, 0.95) == pytest.approx((0.804, 1.196), abs=1e-4)
    assert interval(1.0, 0.01, 0.9, shift=0.1) == pytest.approx((0.7355, 1.0645), abs=1e-4)
    assert interval(-0.1, 0.01, 0.95)[0] == 0
    assert interval(-1.0, 0.01, 0.95) == (0, 0)


def test_upper_limit_rises_where_more_neighbours_show_less() -> None:
    plain, same = ksg_interval(1.0, 0.01), ksg_interval(1.0, 0.01, wide=1.0)
    assert plain == same
    low, high = ksg_interval(1.0, 0.01, wide=0.5)
    assert low == plain[0]
    assert high > plain[1] + 0.1


def test_wider_level_holds_the_narrower() -> None:
    counts = np.array([100, 100])
    for make in (
        lambda level: ksg_interval(0.3, 0.01, level),
        lambda level: ross_interval(0.3, 0.01, counts, level),
        lambda level: table_interval(0.01, 0.001, plugin=0.02, df=4, n=200, level=level),
    ):
        wide, narrow = make(0.99), make(0.8)
        assert wide[0] <= narrow[0] < narrow[1] <= wide[1]
