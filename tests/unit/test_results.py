"""A result as a value: pickled, compared, printed, in units, as a share."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest

import mutually as mu

RNG = np.random.default_rng(0)
X = RNG.normal(size=300)
Y = X + RNG.normal(size=300)
LABEL = np.where(Y > 0, "high", "low")


def results():
    return [
        mu.mutual_information(X, Y),
        mu.mutual_information(X, LABEL, base=2),
        mu.mutual_information(LABEL, LABEL, base=10),
        mu.entropy(X),
        mu.entropy(LABEL, base=2),
    ]


@pytest.mark.parametrize("place", range(5))
def test_it_pickles_copies_and_compares(place):
    result = results()[place]
    for again in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result), copy.copy(result)):
        assert again == result
        assert hash(again) == hash(result)
        np.testing.assert_array_equal(again.local, result.local)
    others = [other for i, other in enumerate(results()) if i != place]
    assert result not in others


@pytest.mark.parametrize("place", range(5))
def test_repr_and_dict_say_what_was_done(place):
    result = results()[place]
    text, html, found = repr(result), result._repr_html_(), result.to_dict()
    for part in (result.unit, result.estimator, str(result.n)):
        assert part in text
        assert part in html
    assert float(result) == result.value == found["value"]
    assert found["n"] == 300
    assert "local_nats" not in found


def test_results_cannot_be_changed():
    with pytest.raises(AttributeError):
        mu.mutual_information(X, Y).value = 1.0


def test_units():
    nats = mu.mutual_information(X, LABEL)
    bits = mu.mutual_information(X, LABEL, base=2)
    hartleys = mu.mutual_information(X, LABEL, base=10)
    third = mu.mutual_information(X, LABEL, base=3)
    assert [r.unit for r in (nats, bits, hartleys, third)] == [
        "nats", "bits", "hartleys", "base 3 units",
    ]  # fmt: skip
    assert bits.value == nats.value / math.log(2)
    assert bits.normalized == pytest.approx(nats.normalized, abs=1e-15)
    assert bits.entropy_y == pytest.approx(nats.entropy_y / math.log(2))
    np.testing.assert_allclose(bits.local * math.log(2), nats.local)
    assert mu.mutual_information(X, LABEL, base=math.e).unit == "nats"


def test_normalized_is_the_share_of_a_discrete_targets_entropy():
    found = mu.mutual_information(X, LABEL)
    assert found.entropy_x is None
    assert found.normalized == found.value / found.entropy_y
    assert mu.mutual_information(LABEL, LABEL).normalized == pytest.approx(1, abs=0.01)


def test_normalized_is_a_correlation_for_a_continuous_target():
    found = mu.mutual_information(X, Y)
    assert found.entropy_y is None
    assert found.normalized == pytest.approx(math.sqrt(1 - math.exp(-2 * found.value)))
    # The truth is a correlation of sqrt(1/2); four standard deviations at n = 300 are 0.15.
    assert found.normalized == pytest.approx(math.sqrt(0.5), abs=0.15)


def test_negative_estimates_stay_negative():
    values = [mu.mutual_information(*RNG.normal(size=(2, 50))) for _ in range(30)]
    negative = next(r for r in values if r.value < 0)
    assert -1 < negative.normalized < 0


def test_a_constant_target_has_no_share():
    assert math.isnan(mu.mutual_information(X, ["same"] * 300).normalized)
