"""Closed forms of what estimates show of independent variables."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearson3

from mutually.estimators.discrete.table import Table
from mutually.estimators.nulls.null import (
    Independence,
    Null,
    add,
    upper_quantile,
    upper_tail,
)
from mutually.estimators.nulls.table_null import table_moments
from mutually.estimators.nulls.table_pooling import table_independence
from mutually.variables import Labels


def labels(codes) -> Labels:
    codes = np.asarray(codes)
    return Labels(codes.astype(np.uint16), int(codes.max()) + 1)


def chi_squared(x, y) -> float:
    """Pearson's X^2 / (2n), from the definition."""
    observed = np.zeros((max(x) + 1, max(y) + 1))
    np.add.at(observed, (np.asarray(x), np.asarray(y)), 1)
    expected = np.outer(observed.sum(1), observed.sum(0)) / len(x)
    there = expected > 0
    return float(((observed - expected)[there] ** 2 / expected[there]).sum()) / (2 * len(x))


TABLES = [
    ([0, 0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 1, 0, 0]),
    ([0, 0, 0, 0, 0, 0, 1], [0, 1, 2, 3, 3, 0, 0]),
    ([0, 0, 1, 1, 2, 2, 3], [0, 1, 1, 2, 2, 0, 3]),
    ([0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0]),
]


@pytest.mark.parametrize(("x", "y"), TABLES)
def test_moments_of_a_table_are_those_over_all_pairings(x, y):
    found = table_moments(Table.of(labels(x), labels(y)))
    y = np.asarray(y)
    every = [chi_squared(x, y[list(order)]) for order in itertools.permutations(range(len(y)))]
    mean = np.mean(every)
    assert found.statistic == pytest.approx(chi_squared(x, y), abs=1e-14)
    assert found.null.mean == pytest.approx(mean, rel=1e-12)
    assert found.null.variance == pytest.approx(np.var(every), rel=1e-10)
    assert found.null.third == pytest.approx(np.mean((every - mean) ** 3), rel=1e-9)


@pytest.mark.parametrize(("x", "y"), TABLES)
def test_the_least_probability_is_that_of_the_very_table(x, y):
    def cells(y):
        return tuple(np.bincount(np.asarray(x) * 4 + y, minlength=16))

    y = np.asarray(y)
    found = table_moments(Table.of(labels(x), labels(y)))
    every = [cells(y[list(order)]) for order in itertools.permutations(range(len(y)))]
    share = np.mean([one == cells(y) for one in every])
    assert math.exp(found.null.log_least) == pytest.approx(share, rel=1e-9)
    assert found.pvalue >= share * (1 - 1e-9)


def test_moments_of_a_large_table_do_not_cancel():
    """With a million rows Haldane's variance of X^2, from another formula, is met."""
    rng = np.random.default_rng(0)
    n = 1_000_000
    x, y = rng.integers(0, 300, n), rng.zipf(1.8, n).clip(1, 200) - 1
    table = Table.of(labels(x), labels(y))
    found = table_moments(table)

    def margin(totals):
        totals = totals[totals > 0]
        levels = len(totals)
        inverse = (1 / totals).sum()
        return (levels - 1) * (n - levels) / (n - 1), (n * inverse - levels**2) / (n - 2)

    (v_x, w_x), (v_y, w_y) = margin(table.x_totals), margin(table.y_totals)
    variance = 2 * n / (n - 3) * (v_x - w_x) * (v_y - w_y) + n * n / (n - 1) * w_x * w_y
    assert found.null.variance * (2 * n) ** 2 == pytest.approx(variance, rel=1e-6)


def test_the_skewness_of_a_large_table_is_that_of_chi_squared():
    rows = np.arange(1_000_000)
    null = table_moments(Table.of(labels(rows % 250), labels(rows // 250 % 200))).null
    skewness = null.third / null.variance**1.5
    # X^2 differs from its limit in relative order 1/n times the number of cells, here 0.05.
    assert skewness == pytest.approx(math.sqrt(8 / (249 * 199)), rel=0.05)


@pytest.mark.parametrize(("x", "y"), [([0] * 8, [0, 1] * 4), ([0, 1, 0], [0, 1, 1])])
def test_no_test_without_two_levels_or_six_rows(x, y):
    assert table_moments(Table.of(labels(x), labels(y))) is None


def test_names_of_rows_show_nothing():
    found = table_moments(Table.of(labels(range(12)), labels([0, 1, 2] * 4)))
    assert found.pvalue == 1


@given(
    st.floats(-3, 3),
    st.floats(0.01, 10),
    st.floats(-2, 2).filter(lambda g: abs(g) > 1e-3),
    st.floats(0.001, 0.999),
)
def test_tail_and_quantile_are_those_of_pearson_iii(mean, deviation, skewness, level):
    null = Null(mean, deviation**2, skewness * deviation**3)
    law = pearson3(skewness, mean, deviation)
    quantile = upper_quantile(level, null)
    assert quantile == pytest.approx(law.isf(level), rel=1e-6, abs=1e-6 * deviation)
    assert upper_tail(quantile, null) == pytest.approx(level, rel=1e-6)


def test_a_statistic_that_does_not_vary_is_no_evidence():
    assert upper_tail(0.3, Null(0.3, 0.0, 0.0)) == 1
    assert upper_quantile(0.05, Null(0.3, 0.0, 0.0)) == 0.3


def test_no_pvalue_is_zero():
    assert 0 < upper_tail(1e6, Null(0, 1, 0.1)) < 1e-300
    assert upper_tail(1e6, Null(0, 1, -0.1, math.log(0.01))) == pytest.approx(0.01)


def test_moments_of_independent_parts_add():
    """Two gamma variables with shares: the moments of the weighted sum."""
    a, b = Null(2, 2, 4), Null(3, 3, 6)  # cumulants of gamma(2) and gamma(3)
    found = add([(Independence(1.0, a, "a"), 0.25), (Independence(5.0, b, "b"), 0.75)])
    assert found.statistic == 4.0
    assert found.null[:3] == pytest.approx((2.75, 1.8125, 4 / 64 + 6 * 27 / 64))
    assert found.method == "a + b"


def random_table(x, y, seed):
    rng = np.random.default_rng(seed)
    return Table.of(labels(rng.permutation(x)), labels(y))


def test_rare_levels_on_both_sides_do_not_spoil_a_table():
    """Where one row of each side is a level of its own, the test is that of the other levels."""
    x = np.repeat([0, 1, 2, 3, 4], [300, 280, 220, 200, 1])
    y = np.repeat([0, 1, 2], [600, 400, 1])
    table = random_table(x, y, 0)
    assert table_moments(table).null.third / table_moments(table).null.variance ** 1.5 > 3
    found = table_independence(table)
    skewness = found.null.third / found.null.variance**1.5
    assert skewness == pytest.approx(math.sqrt(8 / 3), rel=0.1)
    pvalues = [table_independence(random_table(x, y, seed)).pvalue for seed in range(2000)]
    # Four standard errors.
    assert np.mean(np.array(pvalues) <= 0.05) == pytest.approx(0.05, abs=0.02)


def test_counts_are_as_rarely_found_as_they_should_be():
    """Without pooling of the largest counts about a fifth of these p-values is below 0.05."""
    rng = np.random.default_rng(0)
    draws = (Table.of(labels(rng.poisson(3, 3000)), labels(rng.poisson(3, 3000)))
             for _ in range(1000))  # fmt: skip
    share = np.mean([table_independence(table).pvalue <= 0.05 for table in draws])
    assert share == pytest.approx(0.05, abs=0.028)


@pytest.mark.parametrize(("a", "b", "both"), [(10, 12, 2), (3, 900, 3), (3, 900, 1), (8, 8, 0)])
def test_rare_events_have_the_p_value_of_fisher(a, b, both):
    from scipy.stats import hypergeom

    n = 1000
    x = np.arange(n) < a
    y = np.zeros(n, dtype=int)
    y[a - both : a - both + b] = 1
    found = table_independence(Table.of(labels(x), labels(y)))
    counts = np.arange(min(a, b) + 1)
    chances = hypergeom(n, a, b).pmf(counts)
    far = abs(counts - a * b / n) >= abs(both - a * b / n) - 1e-9
    assert found.exact == found.pvalue == pytest.approx(chances[far].sum(), rel=1e-9)


def test_levels_of_equally_many_rows_are_pooled_alike():
    """Names and order of levels change no bit, where several have the fewest rows."""
    rng = np.random.default_rng(1)
    x = np.repeat(np.arange(12), [400, 350, 400, 350, 320, 1, 1, 1, 1, 1, 1, 1])
    y = rng.permutation(x)
    one = table_independence(Table.of(labels(x), labels(y)))
    assert one is not None
    names = rng.permutation(12)
    assert one == table_independence(Table.of(labels(names[y]), labels(11 - x)))
