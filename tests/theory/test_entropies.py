"""Joint and conditional entropies beside closed forms and each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn_columns import LABEL, N, W, Z

import mutually as mu

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

NORMAL = 0.5 * math.log(2 * math.pi * math.e)


@pytest.mark.parametrize("estimator", ["auto", "kozachenko_leonenko"])
def test_normal_vectors(estimator):
    """h = NORMAL for each dimension and half the log-determinant."""
    truth = 2 * NORMAL + 0.5 * math.log(1 - 0.64)
    values = []
    for seed in range(3):
        x = np.random.default_rng(seed).normal(size=(1000, 2)) @ [[1.0, 0.8], [0.0, 0.6]]
        values.append(mu.entropy(x, estimator=estimator).value)
    # The rows alone give a deviation of 1 / sqrt(n), neighbours and simulations 0.05.
    assert abs(np.mean(values) - truth) < 5 * math.hypot(1 / math.sqrt(1000), 0.05) / math.sqrt(3)


def test_a_uniform_cube():
    x = np.random.default_rng(0).random((1000, 3))
    # The copula is flat; edges cost the spacings little.
    assert mu.entropy(x).value == pytest.approx(0, abs=0.15)
    assert mu.entropy(4 * x).value - mu.entropy(x).value == pytest.approx(3 * math.log(4), abs=1e-9)


def test_a_normal_variable_given_another():
    # h(y | x) of y = x + noise is that of the noise.
    rng = np.random.default_rng(0)
    values = []
    for _ in range(5):
        x = rng.normal(size=1000)
        values.append(mu.entropy(x + 0.5 * rng.normal(size=1000), given=x).value)
    truth = NORMAL + math.log(0.5)
    assert abs(np.mean(values) - truth) < 0.05 + 5 * np.std(values, ddof=1) / math.sqrt(5)


def test_labels_and_numbers_together():
    # H(label) + h(number | label) = log 2 + NORMAL: the shift between the classes is known.
    rng = np.random.default_rng(0)
    values = []
    for _ in range(5):
        label = rng.integers(0, 2, 1000)
        both = {"label": label, "number": 3 * label + rng.normal(size=1000)}
        values.append(mu.entropy(both).value)
    error = 5 * np.std(values, ddof=1) / math.sqrt(5)
    assert abs(np.mean(values) - math.log(2) - NORMAL) < 0.03 + error


def test_joint_entropies_add_up():
    """h(x, z) = h(z) + h(x | z), by two ways of estimating it."""
    pairs = {"z": Z, "x": Z + W}
    whole = mu.entropy(pairs).value
    parts = mu.entropy(Z).value + mu.entropy(Z + W, given=Z).value
    assert whole == pytest.approx(parts, abs=0.25)
    mixed = mu.entropy({"l": LABEL, "z": Z}).value
    other_way = mu.entropy(Z).value + mu.entropy(LABEL, given=Z).value
    # H(l) + h(z) - I both ways, by the same estimators.
    assert mixed == pytest.approx(other_way, abs=1e-12)


def test_nothing_is_left_of_labels_that_are_known():
    for given_ in (LABEL, {"l": LABEL, "z": Z}, {"other": np.arange(N) % 2, "l": LABEL}):
        found = mu.entropy(LABEL, given=given_)
        assert found.value == pytest.approx(0, abs=1e-3)
    assert mu.entropy(LABEL, given=LABEL).value == 0
    part = mu.entropy({"l": LABEL, "z": Z}, given=LABEL)
    assert part.value == mu.entropy(Z, given=LABEL).value


def test_local_values_average_to_the_entropy():
    for x, z in (((Z, W), None), ((Z,), LABEL), ((LABEL, Z), W), ((LABEL,), Z)):
        columns = {str(at): column for at, column in enumerate(x)}
        found = mu.entropy(columns, given=z, base=2)
        assert found.local.shape == (N,)
        assert found.local.mean() == pytest.approx(found.value, abs=1e-10)
