"""What changes no bit of conditional information: order, threads, seeds, increasing maps."""

from __future__ import annotations

import numpy as np
import pytest
from conditions import COLUMNS, information, triple_of

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

TRIPLES = [
    ("continuous", "continuous", "noise"),
    ("continuous", "labels", "noise"),
    ("mixed", "mixed", "noise"),
    ("rounded", "labels", "labels of noise"),
    ("mixed", "counts", "both"),
    ("continuous", "noisy", "both"),
    ("vector", "noisy", "labels of noise"),
]


@pytest.mark.parametrize("names", TRIPLES)
def test_symmetry_threads_and_seeds_to_the_bit(names):
    x, y, z = triple_of(names)
    found = information(x, y, z, n_jobs=1)
    assert information(y, x, z, n_jobs=1).value == found.value
    assert information(x, y, z) == found
    assert information(x, y, z, rng=0) == found
    assert found.local.shape == (300,)
    assert found.local.mean() == pytest.approx(found.value, abs=1e-12)


@pytest.mark.parametrize("x_dim", [1, 2])
def test_equal_bits_for_any_number_of_threads(x_dim):
    rng = np.random.default_rng(0)
    x, y, z = rng.normal(size=(1200, x_dim)), rng.integers(0, 3, 1200), rng.normal(size=1200)
    # From 1000 rows on threads are used where a condition or a vector is.
    one = information(x, y, z, n_jobs=1)
    for n_jobs in (2, 5):
        many = information(x, y, z, n_jobs=n_jobs)
        assert many == one
        np.testing.assert_array_equal(many.local, one.local)


def test_equal_bits_of_the_default_of_continuous_vectors_for_any_number_of_threads():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(1000, 1))
    x, y = z + rng.normal(size=(1000, 1)), np.sin(2 * z) + 0.5 * rng.normal(size=(1000, 1))
    one, two, five = (information(x, y, z, n_jobs=jobs) for jobs in (1, 2, 5))
    assert one == two == five
    np.testing.assert_array_equal(one.local, five.local)


def test_increasing_maps_and_the_order_of_columns_change_nothing_to_the_bit():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(200, 2))
    x, y = z + rng.normal(size=(200, 2)), z[:, 0] * z[:, 1] + rng.normal(size=200)
    expected = information(x, y, z).value
    assert information(np.exp(x), y**3, 1e6 * z - 1e9).value == expected
    assert information(x[:, ::-1], y, z[:, ::-1]).value == expected
    assert information(y, x[:, ::-1], z).value == expected
    unconditional = information(x, y).value
    assert information(y, np.exp(x[:, ::-1])).value == unconditional


def test_increasing_maps_of_mixed_vectors_change_nothing_to_the_bit():
    rng = np.random.default_rng(0)
    y = np.arange(300) % 2
    x = {"a": COLUMNS["mixed"], "b": COLUMNS["labels"], "c": COLUMNS["rounded"]}
    z = rng.normal(size=300)
    expected = information(x, y, z).value
    mapped = {"c": 10 * x["c"], "b": [f"level {v}" for v in x["b"]], "a": np.sinh(x["a"])}
    assert information(mapped, y, np.exp(z)).value == expected
