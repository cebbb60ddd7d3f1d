"""The mixture of normals against its twin: steps, fits, and the same bits wherever it runs."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
import twins_mixture as twin
from hypothesis import given
from instruction_sets import outputs_by_instruction_set

from mutually.estimators.models.mixture_model import Mixture, halved, one_component, run


def made(rng, k, d):
    factors = rng.normal(size=(k, d, d))
    return Mixture(
        rng.dirichlet(np.ones(k) * 5),
        rng.normal(size=(k, d)),
        # Half of the unit matrix keeps the condition number, and so the rounding, small.
        factors @ factors.transpose(0, 2, 1) / d + np.eye(d) / 2,
    )


# Some hundred additions of numbers of size 100 stand behind a log density, and a condition number
# below 100 behind each of them.
EQUAL = {"rtol": 1e-11, "atol": 1e-11}


@given(st.integers(0, 2**32), st.integers(1, 700), st.integers(1, 9), st.integers(1, 6))
def test_pass_equals_its_twin(seed, n, d, k):
    rng = np.random.default_rng(seed)
    mixture, rows = made(rng, k, d), 2 * rng.normal(size=(n, d))
    total, counts, first, second = twin.sums(rows, *mixture)
    np.testing.assert_allclose(mixture.log_density(rows), total, **EQUAL)
    following, likelihood = mixture.step(rows, prior=0.0)
    assert likelihood == pytest.approx(total.mean(), rel=1e-11)
    np.testing.assert_allclose(following.weights, np.maximum(counts, 1e-10) / n, atol=1e-9)
    heavy = counts > 0.5  # the mean of a component without rows is rounding
    means = first[heavy] / counts[heavy, None]
    np.testing.assert_allclose(following.means[heavy], means, rtol=1e-9, atol=1e-9)
    covariances = second[heavy] / counts[heavy, None, None]
    covariances -= means[:, :, None] * means[:, None, :]
    covariances[:, np.arange(d), np.arange(d)] += 1e-6  # the ridge
    np.testing.assert_allclose(following.covariances[heavy], covariances, rtol=1e-7, atol=1e-9)


def test_far_rows_have_finite_densities():
    mixture = made(np.random.default_rng(0), 3, 2)
    rows = np.array([[1e6, -1e6], [0.0, 0.0]])
    expected = twin.sums(rows, *mixture)[0]
    np.testing.assert_allclose(mixture.log_density(rows), expected, rtol=1e-10)


def test_marginals_are_those_of_the_draws():
    rng = np.random.default_rng(1)
    mixture = made(rng, 4, 3)
    part = mixture.of_columns(np.array([2, 0]))
    expected = twin.sums(
        np.zeros((1, 2)),
        mixture.weights,
        mixture.means[:, [2, 0]],
        mixture.covariances[:, [[2], [0]], [2, 0]],
    )[0]
    np.testing.assert_allclose(part.log_density(np.zeros((1, 2))), expected, **EQUAL)


def test_draws_have_the_moments_of_the_mixture():
    mixture = made(np.random.default_rng(2), 3, 2)
    n = 40000
    rows = mixture.draw(n, np.random.default_rng(3))
    mean = mixture.weights @ mixture.means
    second = np.einsum(
        "k,kij->ij",
        mixture.weights,
        mixture.covariances + mixture.means[:, :, None] * mixture.means[:, None, :],
    )
    spread = np.sqrt(np.diag(second) / n)
    assert np.all(np.abs(rows.mean(axis=0) - mean) < 5 * spread)
    # The fourth moment of these mixtures is below 10 squared second moments.
    assert np.all(np.abs(rows.T @ rows / n - second) < 5 * np.sqrt(10 / n) * np.trace(second))


def test_em_never_lowers_the_likelihood_without_a_prior():
    rng = np.random.default_rng(4)
    rows = made(rng, 4, 2).draw(2000, rng)
    mixture, before = halved(halved(one_component(rows))), -np.inf
    for _ in range(30):
        mixture, likelihood = mixture.step(rows, prior=0.0)
        # The ridge of 1e-6 can cost no more than itself over the smallest variance.
        assert likelihood > before - 1e-5
        before = likelihood


def test_em_finds_two_clusters():
    rng = np.random.default_rng(5)
    truth = Mixture(
        np.array([0.3, 0.7]), np.array([[-3.0, 0], [3, 1]]), np.array([np.eye(2), np.eye(2) * 0.5])
    )
    rows = truth.draw(4000, rng)
    found = run(halved(one_component(rows)), rows, 100, 1e-8, 0.0, 1)
    order = np.argsort(found.means[:, 0])
    np.testing.assert_allclose(found.weights[order], truth.weights, atol=5 * 0.46 / 63)
    np.testing.assert_allclose(found.means[order], truth.means, atol=5 / np.sqrt(1200))


def test_halves_keep_mean_and_variance():
    mixture = made(np.random.default_rng(6), 2, 3)
    both = halved(mixture)

    def moments(m):
        second = m.covariances + m.means[:, :, None] * m.means[:, None, :]
        return m.weights @ m.means, np.einsum("k,kij->ij", m.weights, second)

    for one, two in zip(moments(mixture), moments(both), strict=True):
        np.testing.assert_allclose(one, two, atol=1e-12)


@pytest.mark.parametrize("workers", [2, 4, 7])
def test_workers_change_no_bit(workers):
    rng = np.random.default_rng(7)
    mixture, rows = made(rng, 5, 4), rng.normal(size=(3001, 4))
    one, many = mixture.step(rows, 0.3, 1), mixture.step(rows, 0.3, workers)
    assert one[1] == many[1]
    for a, b in zip(one[0], many[0], strict=True):
        np.testing.assert_array_equal(a, b)


def test_instruction_sets_change_no_bit():
    code = (
        "import numpy as np\n"
        "from mutually import _core\n"
        "rng = np.random.default_rng(0)\n"
        "rows = rng.normal(size=3000); f = rng.normal(size=4 * 6); c = rng.normal(size=12)\n"
        "density, sums = _core.mixture_step(rows, rng.normal(size=4), f, c, 1)\n"
        "print((density.tobytes() + sums.tobytes()).hex())\n"
    )
    assert len(outputs_by_instruction_set(code)) == 1
