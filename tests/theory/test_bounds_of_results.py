"""Bounds that results give on the error of any prediction, and when they refuse to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn_columns import INFLATED, LABEL, N, W, Z

import mutually as mu
from mutually.errors import MutuallyError

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")


def channel(error, n=2000):
    """A binary symmetric channel, its shares exact."""
    y = np.arange(n) % 2
    wrong = np.arange(n) // 2 % round(1 / error) == 0
    return np.where(wrong, 1 - y, y), y


@pytest.mark.parametrize("error", [0.1, 0.2, 0.25])
@pytest.mark.parametrize("base", [None, 2])
def test_the_error_bound_is_tight_for_a_binary_symmetric_channel(error, base):
    x, y = channel(error)
    bounds = mu.mutual_information(x, y, base=base, estimator="plugin").error_bounds()
    assert bounds.least == pytest.approx(error, abs=1e-9)
    assert bounds.least <= bounds.reachable <= 0.5
    corrected = mu.mutual_information(x, y, base=base).error_bounds()
    assert corrected.least == pytest.approx(error, abs=0.005)


def test_the_error_bound_is_given_the_condition():
    x, y = channel(0.2)
    other = np.random.default_rng(0).integers(0, 2, 2000)
    # y is known from x and the condition together, and from neither.
    bounds = mu.mutual_information(y ^ other, y, given=other, estimator="plugin").error_bounds()
    assert bounds == pytest.approx((0, 0), abs=1e-12)
    nothing = mu.mutual_information(other, y, given=x, estimator="plugin").error_bounds()
    assert nothing.least == pytest.approx(0.2, abs=0.01)


def test_the_squared_error_bound_is_tight_for_normal_noise():
    values = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=1000)
        y = 10 * (x + 0.5 * rng.normal(size=1000))
        values.append(mu.mutual_information(x, y).mean_squared_error_bound())
    # 2 h has a deviation of 2 * 0.03 nats at n = 1000, so the bound one of 6 %.
    assert np.mean(values) == pytest.approx(25, rel=5 * 0.06 / math.sqrt(5))
    bits = mu.mutual_information(x, y, base=2).mean_squared_error_bound()
    assert bits == pytest.approx(values[-1], rel=1e-12)


REFUSED = {
    "errors of numbers": (lambda: mu.mutual_information(LABEL, Z).error_bounds(), "a discrete y"),
    "errors of atoms": (lambda: mu.mutual_information(Z, INFLATED).error_bounds(), "a discrete y"),
    "errors of one value": (
        lambda: mu.mutual_information(Z, np.ones(N)).error_bounds(),
        "error_bounds: need a y of two levels at least; got one value",
    ),
    "errors of few rows": (
        lambda: mu.mutual_information(list("abcd") * 4, list("abcd") * 4).error_bounds(),
        "need 5 rows for each level of y; got 16 rows and 4 levels",
    ),
    "errors with warnings": (
        lambda: mu.mutual_information(Z, [*LABEL[:-1].tolist(), "once"]).error_bounds(),
        "error_bounds: cannot rest on an estimate with warnings; got 1 class has one row",
    ),
    "squares of labels": (
        lambda: mu.mutual_information(Z, LABEL).mean_squared_error_bound(),
        r"one continuous column y; got discrete.*\nHint: error_bounds\(\)",
    ),
    "squares of a vector": (
        lambda: mu.mutual_information(LABEL, {"z": Z, "w": W}).mean_squared_error_bound(),
        "one continuous column y; got continuous .2 columns",
    ),
    "squares given something": (
        lambda: mu.mutual_information(Z, W, given=LABEL).mean_squared_error_bound(),
        "is for no condition",
    ),
    "squares of ties": (
        lambda: mu.mutual_information(Z, np.round(W, 1)).mean_squared_error_bound(),
        "needs a y with a density",
    ),
    "squares of infinities": (
        lambda: mu.mutual_information(Z, np.where(W > 2, np.inf, W)).mean_squared_error_bound(),
        "needs a y with a density",
    ),
    "squares with warnings": (
        lambda: mu.mutual_information(Z, Z).mean_squared_error_bound(),
        "cannot rest on an estimate with warnings; got the value is close to",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bounds_that_cannot_be(name):
    call, message = REFUSED[name]
    with pytest.raises(MutuallyError, match=message):
        call()


def test_the_hint_for_a_vector_or_atoms_does_not_send_in_circles():
    with pytest.raises(MutuallyError) as caught:
        mu.mutual_information(Z, INFLATED).error_bounds()
    assert "mean_squared_error_bound" not in str(caught.value)
