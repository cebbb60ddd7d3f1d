"""Total correlation and interaction information of two variables and more."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn_columns import LABEL, N, W, Z

import mutually as mu
from mutually.errors import MutuallyError

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")


def test_copies_and_exclusive_or():
    bit, other = np.arange(N) % 2, np.arange(N) // 2 % 2
    xor = bit ^ other
    plain = {"estimator": "plugin", "base": 2}
    assert mu.total_correlation(bit, bit, bit, bit, **plain).value == pytest.approx(3)
    assert mu.total_correlation(bit, other, **plain).value == pytest.approx(0)
    assert mu.total_correlation(bit, other, xor, **plain).value == pytest.approx(1)
    assert mu.interaction_information(bit, other, xor, **plain).value == pytest.approx(1)
    assert mu.interaction_information(bit, bit, bit, **plain).value == pytest.approx(-1)
    # The default corrects for chance; at 300 rows it is within 2 / n of the table's value.
    assert mu.interaction_information(bit, other, xor).value == pytest.approx(math.log(2), abs=0.01)


def test_normal_variables_of_three():
    rng = np.random.default_rng(0)
    common = rng.normal(size=800)
    x, y, z = (common + rng.normal(size=800) for _ in range(3))
    covariance = np.eye(3) + 1
    total = 0.5 * (3 * math.log(2) - np.linalg.slogdet(covariance)[1])
    found = mu.total_correlation(x, y, z)
    # Two terms, each with a deviation of 1.2 / sqrt(n).
    assert found.value == pytest.approx(total, abs=5 * 1.7 / math.sqrt(800))
    assert found.local.mean() == pytest.approx(found.value, abs=1e-12)
    pair = -0.5 * math.log(1 - 0.25)
    interaction = (total - pair) - 2 * pair  # I(x,y;z) - I(x;z) - I(y;z)
    three = mu.interaction_information(x, y, z)
    assert three.value == pytest.approx(interaction, abs=5 * 1.7 / math.sqrt(800))


def test_of_two_variables_it_is_their_information():
    for x, y in ((Z, W), (Z, LABEL), (np.column_stack([Z, W]), LABEL)):
        assert mu.total_correlation(x, y).value == mu.mutual_information(x, y).value


def test_the_order_of_three_changes_no_more_than_rounding():
    columns = (Z, LABEL, np.arange(N) % 3)
    first = mu.interaction_information(*columns).value
    for order in ((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        found = mu.interaction_information(*(columns[at] for at in order)).value
        assert found == pytest.approx(first, abs=1e-14)


SEVERAL_ERRORS = {
    "one": (lambda: mu.total_correlation(Z), "variables: must be two at least; got 1"),
    "none": (lambda: mu.total_correlation(), "variables: must be two at least; got 0"),
    "lengths of two": (lambda: mu.total_correlation(Z, W[:-1]), "x2: must have as many rows as x1"),
    "lengths": (lambda: mu.total_correlation(Z, W, W[:-1]), "z: must have as many rows as x"),
    "no row": (lambda: mu.total_correlation(Z, [None] * N), "x1, x2: must have a row where all"),
    "no condition": (
        lambda: mu.interaction_information(Z, W, Z + W, estimator="ksg"),
        "given: must be None for estimator='ksg'",
    ),
    "kinds": (lambda: mu.total_correlation(Z, W, discrete=(True,)), "discrete: must be None"),
    "labels": (lambda: mu.total_correlation(LABEL, Z, estimator="ksg"), "column 'x1': must hold"),
}


@pytest.mark.parametrize("name", SEVERAL_ERRORS)
def test_several_that_cannot_be(name):
    call, message = SEVERAL_ERRORS[name]
    with pytest.raises(MutuallyError, match=message):
        call()
