"""Bounds on the error of the best predictor: closed forms, and random joint distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutually.bounds import fano_error, smallest_mean_squared_error, surely_reachable_error
from mutually.errors import MutuallyError


def entropy(p):
    p = np.asarray(p, dtype=float)
    p = p[p > 0]
    return float(-(p * np.log(p)).sum())


@pytest.mark.parametrize("error", [1e-9, 0.01, 0.11, 0.3, 0.499])
def test_fano_is_tight_for_a_binary_symmetric_channel(error):
    assert fano_error(entropy([error, 1 - error]), 2) == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize("levels", [3, 10, 1000])
@pytest.mark.parametrize("error", [0.001, 0.2, 0.6])
def test_fano_is_tight_where_the_wrong_levels_are_equally_probable(levels, error):
    rest = np.full(levels - 1, error / (levels - 1))
    h = entropy([1 - error, *rest])
    assert fano_error(h, levels) == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize("levels", [2, 3, 50])
def test_the_ends(levels):
    assert fano_error(0.0, levels) == fano_error(-0.2, levels) == 0.0
    assert surely_reachable_error(-0.2, levels) == 0.0
    worst = (levels - 1) / levels
    assert fano_error(math.log(levels), levels) == fano_error(99.0, levels) == worst
    assert surely_reachable_error(99.0, levels) == pytest.approx(worst, rel=1e-15)
    assert math.isnan(fano_error(math.nan, levels))
    assert math.isnan(surely_reachable_error(math.nan, levels))


def test_an_erased_bit_reaches_half_of_its_entropy():
    # With probability 0.3 X says nothing about a fair bit, else it says it: the error is 0.15.
    h = 0.3 * math.log(2)
    assert surely_reachable_error(h, 2) == pytest.approx(0.15, rel=1e-12)


def test_always_naming_the_commonest_level_is_reachable():
    assert surely_reachable_error(math.log(2), 4, largest_share=0.7) == pytest.approx(0.3)


@given(
    st.lists(
        st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda row: sum(row) > 0.01),
        min_size=1,
        max_size=5,
    )
)
def test_the_bayes_error_lies_between_the_bounds(rows):
    # Four levels of Y in the columns, those of X in the rows.
    joint = np.array(rows)
    joint /= joint.sum()
    h = sum(float(row.sum()) * entropy(row / row.sum()) for row in joint)
    bayes = 1 - joint.max(axis=1).sum()
    largest = joint.sum(axis=0).max()
    # Near p = 0 Fano's curve is steep, so rounding of h moves p by far less than 1e-12.
    assert fano_error(h, 4) <= bayes + 1e-12
    assert bayes <= surely_reachable_error(h, 4, largest) + 1e-12


@given(st.floats(0, 3), st.floats(0, 3), st.integers(2, 30))
def test_more_entropy_never_lowers_a_bound(one, other, levels):
    low, high = sorted((one, other))
    assert fano_error(low, levels) <= fano_error(high, levels)
    assert surely_reachable_error(low, levels) <= surely_reachable_error(high, levels)


@pytest.mark.parametrize("rho", [0.0, 0.6, 0.99])
def test_the_squared_error_is_tight_for_a_bivariate_normal(rho):
    residual = 2.5**2 * (1 - rho**2)
    h = 0.5 * math.log(2 * math.pi * math.e * residual)
    assert smallest_mean_squared_error(h) == pytest.approx(residual, rel=1e-12)


def test_the_squared_error_of_a_uniform_variable_is_above_the_bound():
    # h = log 3 for a width of 3, and the variance is 9 / 12.
    assert smallest_mean_squared_error(math.log(3)) == pytest.approx(9 / (2 * math.pi * math.e))
    assert smallest_mean_squared_error(math.log(3)) < 9 / 12


def test_the_squared_error_at_the_ends():
    assert smallest_mean_squared_error(-math.inf) == 0
    assert smallest_mean_squared_error(math.inf) == math.inf
    assert math.isnan(smallest_mean_squared_error(math.nan))


@pytest.mark.parametrize("bound", [fano_error, surely_reachable_error])
def test_one_level_has_no_bound(bound):
    with pytest.raises(MutuallyError, match="levels: must be at least 2"):
        bound(0.1, 1)
