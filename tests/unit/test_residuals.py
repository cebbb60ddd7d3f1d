"""Residuals of a condition: a plain twin, what they keep, rows that are equal or alone in it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, rankdata

from mutually.estimators.neighbours.points import Points
from mutually.inference import residuals as module
from mutually.inference.residuals import residuals
from mutually.variables import Labels

N = 120


def random(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def points(values, codes=None):
    values = np.ascontiguousarray(values.reshape(len(values), -1))
    return Points(values, None if codes is None else Labels(codes, int(codes.max()) + 1))


def plain(x, z, codes):
    """Weighted least squares for one row after the other, by the formulas of Cleveland (1979)."""
    n, d = z.shape
    left = np.empty(n)
    for i in range(n):
        apart = np.abs(z - z[i]).max(axis=1)
        apart[(codes != codes[i]) | (np.arange(n) == i)] = np.inf
        near = np.argsort(apart, kind="stable")[: 5 * (d + 1)]
        near = near[np.isfinite(apart[near])]
        reach = 1.05 * apart[near].max()
        weight = np.sqrt((1 - (apart[near] / reach) ** 3) ** 3)
        terms = np.column_stack([np.ones(len(near)), (z[near] - z[i]) / reach])
        ridge = np.sqrt(1e-3) * np.eye(d + 1)[1:]
        line = np.linalg.lstsq(
            np.vstack([terms * weight[:, None], ridge]), np.r_[x[near] * weight, np.zeros(d)]
        )[0]
        left[i] = x[i] - line[0]
    return left


@pytest.mark.parametrize("dimension", [1, 2, 4])
@pytest.mark.parametrize("levels", [1, 3])
def test_a_plain_twin_agrees(dimension, levels):
    z, codes = random(1, N, dimension), np.arange(N) % levels
    x = np.sin(2 * z[:, 0]) + 0.3 * random(2, N)
    found = residuals(points(x), points(z, codes), 5)
    expected = rankdata(plain(x, z, codes))
    # Scores at rank / (n + 1); the order is that of the plain twin.
    assert (rankdata(found.values[:, 0]) == expected).all()
    assert found.values[:, 0] == pytest.approx(norm.ppf(expected / (N + 1)), abs=1e-9)


def test_a_curve_in_z_is_taken_away():
    z = random(1, 2000, 1)
    noise = random(2, 2000)
    x = np.sin(2 * z[:, 0]) + 0.1 * noise
    found = residuals(points(x), points(z), 5).values[:, 0]
    # A line of ten neighbours adds the variance of about two weights in ten to the noise's.
    assert np.corrcoef(found, noise)[0, 1] > 0.85
    assert abs(np.corrcoef(found, np.sin(2 * z[:, 0]))[0, 1]) < 0.1
    assert np.corrcoef(x, noise)[0, 1] < 0.2


def test_rows_of_equal_z_lose_their_mean_and_are_exchangeable():
    z, x = np.repeat(np.arange(10.0), 12), random(3, N)
    order = np.lexsort((np.random.default_rng(0).random(N), z))  # Within levels of z.
    found, moved = (residuals(points(v), points(z), 5).values[:, 0] for v in (x, x[order]))
    assert found[order] == pytest.approx(moved, abs=1e-12)
    means = np.array([x[z == level].mean() for level in z])
    assert (rankdata(found) == rankdata(x - means)).all()


def test_the_same_bits_in_parts_and_threads(monkeypatch):
    z, x = random(1, N, 2), random(2, N, 3)
    expected = residuals(points(x), points(z), 5).values
    assert (residuals(points(x), points(z), 5, workers=3).values == expected).all()
    monkeypatch.setattr(module, "_ROWS_AT_ONCE", 7)
    assert (residuals(points(x), points(z), 5).values == expected).all()


def test_a_row_alone_in_its_category_is_left_as_it_is():
    x, z, codes = random(1, N), random(2, N), np.r_[1, np.zeros(N - 1, int)]
    found = residuals(points(x), points(z, codes), 5).values[:, 0]
    assert np.isfinite(found).all()
    others = plain(x[1:], z[1:, None], codes[1:])
    assert (rankdata(found) == rankdata(np.r_[x[0], others])).all()


def test_nothing_to_subtract():
    x, none = points(random(1, N)), points(np.empty((N, 0)), np.arange(N) % 3)
    assert residuals(x, none, 5) is x
    assert residuals(none, x, 5) is none
    few = points(random(1, 2))
    assert residuals(few, few, 5) is few
