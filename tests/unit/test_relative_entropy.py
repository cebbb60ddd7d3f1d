"""Relative entropy of two samples: against the formulas, known answers, limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutually.estimators.discrete.relative_entropy import (
    relative_entropy_counts,
    relative_entropy_labels,
)
from mutually.estimators.neighbours.relative_entropy import (
    relative_entropy_points,
    wang_kulkarni_verdu,
)
from mutually.variables import smallest_codes

POINTS = [relative_entropy_points, wang_kulkarni_verdu]


def counts(*values):
    return np.array(values, dtype=np.int64)


def draws(seed, n, d=1):
    return np.random.default_rng(seed).standard_normal((n, d))


# Discrete.


def zhang_grabchak_twin(p, q):
    """The double sums of the paper."""
    n, m = sum(p), sum(q)
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a == 0:
            continue
        product, first = 1.0, 0.0
        for v in range(1, m - b + 1):
            product *= 1 - b / (m - v + 1)
            first += product / v
        product, second = 1.0, 0.0
        for v in range(1, n - a + 1):
            product *= 1 - (a - 1) / (n - v)
            second += product / v
        total += a / n * (first - second)
    return total


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6).filter(
        lambda pairs: sum(p for p, _ in pairs) > 0 and sum(q for _, q in pairs) > 0
    )
)
def test_zhang_grabchak_against_the_double_sums(pairs):
    p, q = (counts(*column) for column in zip(*pairs, strict=True))
    found = relative_entropy_counts(p, q).value
    assert found == pytest.approx(zhang_grabchak_twin(p.tolist(), q.tolist()), abs=1e-11)


def test_plugin_by_hand():
    found = relative_entropy_counts(counts(1, 3), counts(2, 2), "plugin")
    expected = 0.25 * math.log(0.5) + 0.75 * math.log(1.5)
    assert found.value == pytest.approx(expected, abs=1e-15)
    assert found.rows() == pytest.approx([math.log(0.5)] + [math.log(1.5)] * 3)


def test_zhang_grabchak_has_next_to_no_bias():
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
    truth = float(p @ np.log(p / q))
    rng = np.random.default_rng(0)
    found, plain = [], []
    for _ in range(4000):
        pair = rng.multinomial(60, p), rng.multinomial(40, q)
        found.append(relative_entropy_counts(*pair).value)
        plain.append(relative_entropy_counts(*pair, "plugin").value)
    error = np.std(found) / math.sqrt(4000)
    assert abs(np.mean(found) - truth) < 4 * error
    # The bias of the plug-in value, to first order (K - 1)/2n + sum of (p/q)(1 - q)/2m, is larger.
    bias = (3 - 1) / 120 + float((p / q) @ (1 - q)) / 80
    assert np.mean(plain) - truth == pytest.approx(bias, abs=0.4 * bias)


def test_equal_distributions_give_zero_on_average_and_negative_values_at_times():
    rng = np.random.default_rng(1)
    p = np.full(10, 0.1)
    pairs = [(rng.multinomial(50, p), rng.multinomial(80, p)) for _ in range(1000)]
    found = np.array([relative_entropy_counts(*pair).value for pair in pairs])
    assert abs(found.mean()) < 4 * found.std() / math.sqrt(1000)
    assert (found < 0).any()


def test_levels_that_q_lacks():
    p, q = counts(5, 5, 1), counts(5, 5, 0)
    found = relative_entropy_counts(p, q)
    assert math.isfinite(found.value)
    assert "lacks a level of the first, 9.1% of its rows" in found.warnings[0]
    plain = relative_entropy_counts(p, q, "plugin")
    assert plain.value == math.inf
    assert plain.warnings == found.warnings
    # A level that p lacks is no matter.
    assert relative_entropy_counts(q, p).warnings == ()


def test_columns_of_codes_agree_with_their_counts():
    p, q = np.array([0, 1, 1, 3, 3, 3]), np.array([0, 1, 2, 2, 3])
    labels = smallest_codes(p, 4), smallest_codes(q, 5)
    of_labels = relative_entropy_labels(*labels)
    of_counts = relative_entropy_counts(np.bincount(p, minlength=5), np.bincount(q, minlength=5))
    assert of_labels.value == of_counts.value
    np.testing.assert_array_equal(of_labels.rows(), of_counts.rows())
    assert of_labels.rows().mean() == pytest.approx(of_labels.value, abs=1e-12)


def test_the_order_of_levels_does_not_change_a_bit():
    rng = np.random.default_rng(2)
    p, q, order = rng.integers(1, 90, 40), rng.integers(1, 90, 40), rng.permutation(40)
    for name in ("zhang_grabchak", "plugin"):
        first = relative_entropy_counts(p, q, name).value
        assert relative_entropy_counts(p[order], q[order], name).value == first


# Continuous.


def wang_kulkarni_verdu_twin(p, q, k):
    """The formula, by the full matrices of distances."""
    n, d = p.shape
    own = np.abs(p[:, None] - p[None]).max(axis=2)
    np.fill_diagonal(own, np.inf)
    rho = np.sort(own, axis=1)[:, k - 1]
    nu = np.sort(np.abs(p[:, None] - q[None]).max(axis=2), axis=1)[:, k - 1]
    return d * np.log(nu / rho) + math.log(len(q) / (n - 1))


@pytest.mark.parametrize(("d", "k"), [(1, 1), (3, 4)])
def test_wang_kulkarni_verdu_against_the_formula(d, k):
    p, q = draws(0, 60, d) + 0.3, draws(1, 90, d) * np.arange(1, d + 1)
    scale = np.concatenate([p, q]).std(axis=0)
    expected = wang_kulkarni_verdu_twin(p / scale, q / scale, k)
    found = wang_kulkarni_verdu(p, q, n_neighbors=k)
    np.testing.assert_allclose(found.rows(), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize(("n", "m"), [(1000, 1000), (500, 2000)])
def test_equal_normal_samples(d, n, m):
    # Around 0, with a deviation below 0.05 (studies/relative_entropy.md).
    found = [relative_entropy_points(draws(i, n, d), draws(50 + i, m, d)).value for i in range(4)]
    assert abs(np.mean(found)) < 4 * 0.06 / math.sqrt(4)


@pytest.mark.parametrize(
    ("d", "shift", "deviation"), [(1, 0.5, 1), (2, 0.5, 1), (5, 0.5, 1), (2, 0, 0.5), (5, 0, 1.5)]
)
def test_normal_samples(d, shift, deviation):
    truth = d * (shift**2 / 2 + (deviation**2 - 1) / 2 - math.log(deviation))
    found = [
        relative_entropy_points(deviation * draws(i, 1000, d) + shift, draws(9 + i, 1000, d)).value
        for i in range(4)
    ]
    assert np.mean(found) == pytest.approx(truth, abs=0.05 + 0.1 * truth)


def test_rounded_values_agree_with_their_counts():
    p, q = (np.random.default_rng(i).poisson(mean, 3000) for i, mean in enumerate((3.0, 4.0)))
    size = max(p.max(), q.max()) + 1
    exact = relative_entropy_counts(np.bincount(p, minlength=size), np.bincount(q, minlength=size))
    found = relative_entropy_points(p[:, None].astype(float), q[:, None].astype(float))
    assert found.value == pytest.approx(exact.value, abs=0.05)


def test_the_same_sample_twice_says_nothing():
    x = draws(3, 500, 2)
    assert relative_entropy_points(x, x).value == 0
    ones = np.ones((10, 1))
    assert relative_entropy_points(ones, ones[:5]).value == 0
    assert relative_entropy_points(ones, ones + 1).value == math.inf


@pytest.mark.parametrize("estimate", POINTS)
def test_units_and_places_do_not_matter(estimate):
    p, q = draws(0, 300, 2) + 0.5, draws(1, 400, 2)
    units = np.array([1000.0, 0.01])
    found = estimate(p * units + 3, q * units + 3).value
    assert found == pytest.approx(estimate(p, q).value, abs=1e-6)


@pytest.mark.parametrize("estimate", POINTS)
def test_any_number_of_threads_gives_the_same_bits(estimate):
    p, q = draws(0, 500, 3) + 0.5, draws(1, 400, 3)
    one, four = estimate(p, q, workers=1), estimate(p, q, workers=4)
    assert one.value == four.value
    assert np.array_equal(one.rows(), four.rows())
    assert one.rows().mean() == pytest.approx(one.value, abs=1e-12)


def test_a_plane_that_the_other_leaves_is_infinitely_far():
    x, flat = draws(0, 300, 2), np.repeat(draws(2, 400), 2, axis=1)
    for p, q in ((flat, x), (x, flat)):
        found = relative_entropy_points(p, q)
        assert found.value == math.inf
        assert "plane" in found.warnings[0]
        assert relative_entropy_points(np.round(p), np.round(q)).value == math.inf
    # In the same plane, only what moves along it counts.
    along = relative_entropy_points(flat + 0.5, np.repeat(draws(1, 300), 2, axis=1)).value
    assert along == pytest.approx(0.125, abs=0.15)


def test_rows_outside_the_range_warn():
    found = relative_entropy_points(draws(0, 400) + 4, draws(1, 400))
    assert "outside the range of the second" in found.warnings[0]
    assert relative_entropy_points(draws(0, 400), draws(1, 30)).warnings == ()


def test_constant_columns_and_few_rows():
    found = relative_entropy_points(draws(0, 3, 2), draws(1, 4, 2))
    assert math.isfinite(found.value)
    assert "few" in found.warnings[0]
    with_ones = [np.column_stack([draws(i, 200) + i / 2, np.ones(200)]) for i in range(2)]
    alone = [one[:, :1] for one in with_ones]
    assert relative_entropy_points(*with_ones).value == relative_entropy_points(*alone).value
