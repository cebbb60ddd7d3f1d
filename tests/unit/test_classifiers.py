"""Cross-fitted classifiers: a lower bound on the information about a class."""

from __future__ import annotations

import math
import sys
import warnings

import numpy as np
import pytest

from mutually.errors import MissingExtra
from mutually.estimators.classifiers import classifiers
from mutually.variables import smallest_codes

pytest.importorskip("sklearn")


def labels(codes):
    codes = np.asarray(codes)
    return smallest_codes(codes, int(codes.max(initial=0)) + 1)


def shifted(n, d, shift, seed, classes=2):
    rng = np.random.default_rng(seed)
    y = rng.integers(classes, size=n)
    return rng.standard_normal((n, d)) + shift * y[:, None], y


def test_normal_classes():
    # log 2 - E log(1 + exp(-t)), t normal of mean m and variance 2m, m half the squared distance.
    m = 0.5 * 10 * 0.4**2
    t = m + math.sqrt(2 * m) * np.random.default_rng(0).standard_normal(400_000)
    truth = math.log(2) - float(np.logaddexp(0, -t).mean())
    found = [
        classifiers(x, labels(y)).value for x, y in (shifted(1000, 10, 0.4, s) for s in (0, 1))
    ]
    # The deviation of one value is 0.025; learning costs 11 / 2000 and a little more.
    assert -0.06 < np.mean(found) - truth < 0.04


def test_independence_is_near_zero_and_not_clipped():
    found = []
    for seed in range(4):
        x, y = shifted(300, 5, 0.0, seed, classes=3)
        found.append(classifiers(x, labels(y), seed=seed).value)
    assert abs(np.mean(found)) < 0.03
    assert min(found) < 0


def test_a_product_of_features():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1500, 6))
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    assert classifiers(x, labels(y)).value > 0.55  # of log 2


def test_the_mean_of_the_local_values_and_the_seed():
    x, y = shifted(200, 3, 1.0, 0)
    one, again, other = (classifiers(x, labels(y), seed=s) for s in (1, 1, 2))
    assert one.rows().mean() == pytest.approx(one.value, abs=1e-12)
    assert one.value == again.value != other.value
    assert classifiers(x, labels(y), seed=1, workers=4).value == one.value


def test_warnings_of_the_classifiers_do_not_leak():
    x, y = shifted(60, 8, 5.0, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = classifiers(np.column_stack([x, x, np.ones(60)]), labels(y))
    assert found.value == pytest.approx(math.log(2), abs=0.1)


def test_small_classes():
    x, y = shifted(120, 3, 1.0, 0)
    y[:4] = [2, 2, 2, 3]
    found = classifiers(x, labels(y))
    assert math.isfinite(found.value)
    assert found.rows()[3] == 0
    assert found.warnings == ("1 class has one row: it counts as 0",)


def test_nothing_to_learn():
    x, y = shifted(50, 2, 1.0, 0)
    assert classifiers(x, labels(np.zeros(50, int))).value == 0
    assert classifiers(np.ones((50, 2)), labels(y)).value == 0
    assert classifiers(x[:2], labels([0, 1])).value == 0
    assert math.isfinite(classifiers(x[:5], labels([0, 1, 0, 1, 0])).value)


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(MissingExtra, match=r"mutually\[sklearn\]"):
        classifiers(np.ones((4, 1)), labels([0, 1, 0, 1]))
