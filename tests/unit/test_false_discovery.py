"""Adjusted p-values against scipy, by hand, and under simulated nulls."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from scipy.stats import false_discovery_control

from mutually.inference.false_discovery import family_wise, q_values


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values_are_scipys(p):
    np.testing.assert_allclose(q_values(p), false_discovery_control(p), rtol=1e-12, atol=0)


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=40))
def test_tests_that_were_not_made_stay_aside(p):
    p = np.array(p)
    made = ~np.isnan(p)
    q = q_values(p)
    np.testing.assert_array_equal(np.isnan(q), ~made)
    np.testing.assert_array_equal(q[made], q_values(p[made]))
    ascending = np.argsort(p[made], kind="stable")
    assert (np.diff(q[made][ascending]) >= 0).all()
    assert (q[made] >= p[made]).all()


def test_false_discoveries_are_held():
    # 80 of 100 tests are null; Benjamini and Hochberg's rate is then exactly 0.8 a for independent
    # tests. The share of a data set has a standard deviation of about 0.08 (2000 data sets).
    from scipy.special import ndtr

    random, shares = np.random.default_rng(0), []
    for _ in range(2000):
        p = ndtr(-(random.normal(size=100) + np.where(np.arange(100) < 20, 3.0, 0.0)))
        found = q_values(p) <= 0.1
        shares.append(found[20:].sum() / max(found.sum(), 1))
    assert np.mean(shares) == pytest.approx(0.08, abs=4 * np.std(shares) / np.sqrt(2000))


def test_step_down_by_hand():
    permuted = np.array([[1.0, 5, 0], [2, 2, 2], [0, 1, 9], [3, 0, 1]])
    # Descending 6, 4, 1: maxima over all 5, 2, 9, 3 -> 1 of 4; over columns 0 and 2: 1, 2, 9, 3 ->
    # 1 of 4; over column 2 alone: 0, 2, 9, 1 -> 3 of 4.
    np.testing.assert_allclose(family_wise([4, 6, 1], permuted), [2 / 5, 2 / 5, 4 / 5])


def test_p_values_never_fall_on_the_way_down():
    # Alone the smaller statistic would have 1/5; the larger one's 2/5 holds for it as well.
    permuted = np.array([[0.0, 7], [0, 1], [0, 2], [0, 1]])
    np.testing.assert_allclose(family_wise([4, 6], permuted), [2 / 5, 2 / 5])


def test_nan_is_no_test():
    permuted = np.array([[1.0, 99, 0], [2, 99, 2]])
    found = family_wise([4, np.nan, 1], permuted)
    np.testing.assert_allclose(found, [1 / 3, np.nan, 2 / 3])
    assert family_wise([], np.empty((5, 0))).shape == (0,)


def test_one_test_is_a_plain_permutation_test():
    permuted = np.random.default_rng(0).normal(size=(99, 1))
    expected = (np.count_nonzero(permuted >= 1) + 1) / 100
    assert family_wise([1.0], permuted) == pytest.approx(expected)


@pytest.mark.parametrize("effects", [0, 3])
def test_any_false_finding_is_as_rare_as_promised(effects):
    # Correlated statistics (0.8), 99 repetitions: 10 % within 4 standard errors of 2000 data sets
    # where all are null, and no more where three of ten are not.
    random, any_false = np.random.default_rng(1), 0
    for _ in range(2000):
        drawn = np.sqrt(0.8) * random.normal(size=(100, 1)) + np.sqrt(0.2) * random.normal(
            size=(100, 10)
        )
        drawn[0, :effects] += 8
        any_false += (family_wise(drawn[0], drawn[1:])[effects:] <= 0.1).any()
    error = np.sqrt(0.1 * 0.9 / 2000)
    assert any_false / 2000 < 0.1 + 4 * error
    assert any_false / 2000 > 0.1 - 4 * error
