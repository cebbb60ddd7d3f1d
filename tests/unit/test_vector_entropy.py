"""Entropies of continuous vectors: against the formula, known answers, limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import digamma

from mutually import _core
from mutually.estimators.neighbours.kozachenko_leonenko import (
    kozachenko_leonenko,
    kozachenko_leonenko_vector,
)
from mutually.estimators.neighbours.spacing import spacing
from mutually.estimators.neighbours.vector_entropy import vector_entropy, weights
from mutually.variables import Sorted

NORMAL = 0.5 * math.log(2 * math.pi * math.e)
BOTH = [vector_entropy, kozachenko_leonenko_vector]


def normal(n, d, rho=0.0, seed=0):
    place = np.arange(d)
    covariance = rho ** np.abs(place[:, None] - place)
    x = np.random.default_rng(seed).standard_normal((n, d)) @ np.linalg.cholesky(covariance).T
    return x, d * NORMAL + 0.5 * np.linalg.slogdet(covariance)[1]


def in_order(x):
    return Sorted(*_core.sort_column(np.ascontiguousarray(x)))


def kozachenko_leonenko_twin(points, k):
    """The formula, by the full matrix of distances."""
    n, d = points.shape
    distances = np.abs(points[:, None] - points[None]).max(axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = np.sort(distances, axis=1)[:, k - 1]
    return digamma(n) - digamma(k) + d * np.log(2 * nearest)


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("k", [1, 4])
def test_kozachenko_leonenko_against_the_formula(d, k):
    x, _ = normal(80, d, seed=d)
    x *= np.arange(1, d + 1)
    scale = x.std(axis=0)
    expected = kozachenko_leonenko_twin(x / scale, k) + np.log(scale).sum()
    found = kozachenko_leonenko_vector(x, n_neighbors=k)
    np.testing.assert_allclose(found.rows(), expected, rtol=1e-12)
    assert found.value == pytest.approx(expected.mean(), rel=1e-12)


def test_one_column_is_the_scalar_case():
    x, _ = normal(200, 1)
    scalar = kozachenko_leonenko(in_order(x[:, 0])).value
    assert kozachenko_leonenko_vector(x).value == pytest.approx(scalar, abs=1e-12)
    assert vector_entropy(x).value == pytest.approx(spacing(in_order(x[:, 0])).value, abs=1e-12)


@pytest.mark.parametrize(("d", "rho"), [(2, 0.0), (2, 0.9), (5, 0.6), (10, 0.6)])
def test_normal_variables(d, rho):
    # The deviation of one value at n = 1000 is 0.7 sqrt(d / n) from the rows and 0.02 to 0.05
    # from neighbours and simulations; five samples, and four standard errors.
    found = [
        vector_entropy(normal(1000, d, rho, seed)[0], seed=seed).value - normal(2, d, rho)[1]
        for seed in range(5)
    ]
    assert abs(np.mean(found)) < 4 * math.hypot(0.7 * math.sqrt(d / 1000), 0.05) / math.sqrt(5)


@pytest.mark.parametrize("d", [2, 5])
def test_uniform_and_exponential_variables(d):
    rng = np.random.default_rng(d)
    assert abs(vector_entropy(rng.random((2000, d))).value) < 0.1
    exponential = vector_entropy(rng.exponential(size=(2000, d))).value
    assert exponential == pytest.approx(d, abs=4 * math.sqrt(d / 2000) + 0.05)


def test_a_narrow_ring():
    # Radius 1 + 0.1 e: h = log(2 pi) + h(radius) + E log radius, the last -0.005.
    rng = np.random.default_rng(0)
    angle, radius = rng.uniform(0, 2 * math.pi, 4000), 1 + 0.1 * rng.standard_normal(4000)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    truth = math.log(2 * math.pi) + NORMAL + math.log(0.1) - 0.005
    assert vector_entropy(x).value == pytest.approx(truth, abs=0.1)


@pytest.mark.parametrize("entropy", BOTH)
def test_units_shift_the_value(entropy):
    x, _ = normal(500, 3, 0.5)
    units = np.array([1000.0, 0.25, 3.0])
    expected = entropy(x).value + math.log(750)
    assert entropy(x * units + 5).value == pytest.approx(expected, abs=1e-9)


def test_increasing_maps_change_the_margins_alone():
    x, _ = normal(300, 2, 0.5)
    mapped = np.stack([np.exp(x[:, 0]), x[:, 1] ** 3], axis=1)
    margins = [sum(spacing(in_order(c)).value for c in one.T) for one in (x, mapped)]
    gap = vector_entropy(mapped, seed=3).value - vector_entropy(x, seed=3).value
    assert gap == pytest.approx(margins[1] - margins[0], abs=1e-12)


@pytest.mark.parametrize("entropy", BOTH)
def test_any_number_of_threads_gives_the_same_bits(entropy):
    x, _ = normal(700, 4, 0.5)
    one, four = entropy(x, workers=1), entropy(x, workers=4)
    assert one.value == four.value
    assert np.array_equal(one.rows(), four.rows())


def test_the_order_of_columns_does_not_matter():
    x, _ = normal(400, 3, 0.7)
    assert vector_entropy(x[:, ::-1]).value == pytest.approx(vector_entropy(x).value, abs=1e-12)


@pytest.mark.parametrize("entropy", BOTH)
def test_local_values_have_the_value_as_their_mean(entropy):
    x, _ = normal(2000, 3)
    found = entropy(x)
    assert found.rows().mean() == pytest.approx(found.value, abs=1e-12)
    # -log of the density has a deviation of sqrt(3/2). Around it, that of the log of the distance
    # to the third neighbour is sqrt(psi'(3)) = 0.63, and the spacings add to it.
    surprise = 3 * 0.5 * math.log(2 * math.pi) + 0.5 * (x**2).sum(axis=1)
    assert np.std(found.rows() - surprise) < 0.8


def test_no_density_is_minus_infinity():
    x, _ = normal(300, 3)
    assert vector_entropy(np.column_stack([x, x[:, 0] - 2 * x[:, 1]])).value == -math.inf
    assert vector_entropy(np.column_stack([x, x[:, 0]])).value == -math.inf
    assert vector_entropy(np.column_stack([x, np.ones(300)])).value == -math.inf
    assert vector_entropy(np.round(x)).value == -math.inf
    assert kozachenko_leonenko_vector(np.column_stack([x, np.ones(300)])).value == -math.inf
    assert kozachenko_leonenko_vector(np.repeat(x, 5, axis=0)).value == -math.inf


@pytest.mark.parametrize(("n", "d"), [(2, 2), (3, 2), (5, 10), (12, 12)])
def test_fewer_rows_than_dimensions_warn(n, d):
    x, _ = normal(n, d)
    found = vector_entropy(x)
    assert math.isfinite(found.value)
    assert "few" in found.warnings[0]


@pytest.mark.parametrize("d", [2, 5, 12])
def test_weights_cancel_the_leading_bias(d):
    k = [1, 2, 3, 5, 7, 10, 15, 20]
    w = weights(k, 1000, d, 2)
    assert w.sum() == pytest.approx(1, abs=1e-12)
    assert w @ (np.array(k) / 1000) ** (2 / d) == pytest.approx(0, abs=1e-12)
