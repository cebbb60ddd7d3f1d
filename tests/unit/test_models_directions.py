from __future__ import annotations

import math

import numpy as np
import pytest

from mutually.estimators.models.directions import turned
from mutually.estimators.models.mixture_residual import mixture_residual
from mutually.estimators.models.partition import partition
from mutually.estimators.models.rows import Rows, arrange, normal_scores


def rotation(d, seed):
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]


def hidden(n, seed, sizes=(7, 5)):
    """One column of y is a wave of one of x; both vectors are turned afterwards."""
    rng = np.random.default_rng(seed)
    x, y = (rng.normal(size=(n, d)) for d in sizes)
    y[:, 0] = 1.4 * np.sin(2.2 * x[:, 0]) + 0.3 * y[:, 0]
    return normal_scores(x @ rotation(sizes[0], 1)), normal_scores(y @ rotation(sizes[1], 2)), x, y


def truth():
    """h(Y) - h(Y|X) by sums over fine grids."""
    z = np.linspace(-8, 8, 2001)
    weights = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    y = np.linspace(-4, 4, 2001)
    scaled = (y[:, None] - 1.4 * np.sin(2.2 * z)) / 0.3
    density = np.exp(-(scaled**2) / 2) @ weights / (0.3 * math.sqrt(2 * math.pi))
    entropy = -float((density * np.log(density)).sum() * (y[1] - y[0]))
    return entropy - 0.5 * math.log(2 * math.pi * math.e * 0.3**2)


def test_directions_are_found():
    a, b, x, y = hidden(1000, 0)
    found = turned(Rows(a, b, np.empty((1000, 0))))
    assert found is not None
    # A chance direction has a correlation of about 1 / sqrt(7) = 0.4. Scores of the wave, which is
    # far from normal, are not linear in it, so that even the right direction stays below 1.
    assert max(abs(np.corrcoef(x[:, 0], c)[0, 1]) for c in found.x.T) > math.cos(0.2)
    assert max(abs(np.corrcoef(y[:, 0], c)[0, 1]) for c in found.y.T) > math.cos(0.3)


def test_turned_columns_hold_what_no_column_does():
    a, b, *_ = hidden(1000, 0)
    found = partition(a, b)
    assert found.method.startswith("turned, 1 independent group of columns")
    error = abs(found.value - truth())
    assert error < 0.1
    assert error < abs(mixture_residual(a, b).value - truth()) / 2


def test_no_directions_of_independent_vectors():
    # Each of four blocks of covariances exceeds its edge by 15 % with a small probability.
    rng = np.random.default_rng(1)
    found = [
        turned(Rows(rng.normal(size=(500, 4)), rng.normal(size=(500, 3)), np.empty((500, 0))))
        for _ in range(20)
    ]
    assert sum(one is not None for one in found) <= 4


def test_collinear_columns_are_not_turned():
    a, b, *_ = hidden(500, 2)
    twice = np.column_stack([a, a[:, 0]])
    assert turned(Rows(twice, b, np.empty((500, 0)))) is None


def test_order_and_sides_change_no_bit():
    a, b, *_ = hidden(1000, 0)
    value = partition(a, b).value
    assert partition(b, a).value == value
    assert partition(a[:, ::-1], b[:, [2, 0, 4, 1, 3]]).value == value
    assert partition(a, b, workers=3).value == value


def test_turned_rows_are_scores():
    a, b, *_ = hidden(400, 3)
    found = turned(arrange(a, b))
    assert found is not None
    np.testing.assert_allclose(found.x.mean(axis=0), 0, atol=1e-9)
    assert found.sizes == arrange(a, b).sizes


@pytest.mark.parametrize("sizes", [(1, 6), (2, 2), (3, 1)])
def test_small_vectors_are_turned(sizes):
    a, b, *_ = hidden(1000, 4, sizes)
    assert math.isfinite(partition(a, b).value)
