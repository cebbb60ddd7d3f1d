"""Which of two features tells more: differences of two estimates from the same rows."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest

import mutually as mu

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

N = 300
RNG = np.random.default_rng(0)
Y = RNG.normal(size=N)
A, B = Y + RNG.normal(size=N), Y + 2 * RNG.normal(size=N)
CLASS = np.digitize(Y + RNG.normal(size=N), [-0.5, 0.5])


def normal_information(noise):
    """Of y and y + noise e: 1/2 log(1 + 1 / noise^2)."""
    return 0.5 * math.log1p(1 / noise**2)


def compared(x, z, y, **options):
    return mu.compare(*(mu.mutual_information(v, y, **options) for v in (x, z)))


@pytest.mark.parametrize(("one", "other"), [(1.0, 1.5), (0.7, 0.8), (1.0, 1.0)])
def test_intervals_cover_a_known_difference(one, other):
    """Of 200 data sets 190 are expected; the binomial standard error is 3.1. That estimates are
    a little too low where neighbours are far, and by more for the stronger, takes another 2 %."""
    rng = np.random.default_rng(int(10 * (one + other)))
    truth = normal_information(one) - normal_information(other)
    covered, small = 0, 0
    for _ in range(200):
        y, e, f = rng.normal(size=(3, N))
        found = compared(y + one * e, y + other * f, y)
        low, high = found.confidence_interval()
        covered += low <= truth <= high
        small += found.pvalue <= 0.05
    assert covered >= 190 - 4 * 3.1 - 4
    if one == other:
        assert small <= 10 + 4 * 3.1 + 4


def test_intervals_cover_a_difference_of_tables():
    rng = np.random.default_rng(3)
    table = 0.3 * np.eye(3) / 3 + 0.7 / 9
    truth = float(np.sum(table * np.log(9 * table)))  # of x; z is independent of y
    covered = 0
    for _ in range(200):
        x, y = np.divmod(rng.choice(9, N, p=table.ravel()), 3)
        low, high = compared(x, rng.integers(0, 3, N), y).confidence_interval()
        covered += low <= truth <= high
    assert covered >= 190 - 4 * 3.1 - 4


def test_the_error_is_the_spread_of_differences():
    """A standard deviation from 100 draws has the relative error 1 / sqrt(200), 7 %."""
    rng = np.random.default_rng(4)
    found = []
    for _ in range(100):
        y, e, f = rng.normal(size=(3, N))
        found.append(compared(y + e, y + e + 0.3 * f, y))
    errors = [c.standard_error for c in found]
    spread = np.std([c.difference for c in found], ddof=1)
    # The two share most of their noise, which the formula has from the local values alone.
    assert np.median(errors) == pytest.approx(spread, rel=0.28 + 0.2)


def test_errors_that_both_share_cancel():
    alike = compared(A, A + 0.1 * B, Y)
    one, other = (mu.mutual_information(v, Y) for v in (A, A + 0.1 * B))
    apart = math.hypot(one.standard_error, other.standard_error)
    assert alike.standard_error < 0.8 * apart


def test_the_same_twice_is_no_difference():
    found = compared(A, A, Y)
    assert (found.difference, found.pvalue) == (0, 1)


def test_the_difference_turns_its_sign():
    one, other = compared(A, B, Y), compared(B, A, Y)
    assert one.difference == -other.difference > 0
    assert one.pvalue == other.pvalue
    assert one.standard_error == other.standard_error


def test_bits_are_another_unit_of_the_same():
    nats, bits = compared(A, B, Y), compared(A, B, Y, base=2)
    assert bits.unit == "bits"
    assert bits.difference == pytest.approx(nats.difference / math.log(2))
    assert bits.standard_error == pytest.approx(nats.standard_error / math.log(2))
    assert bits.pvalue == pytest.approx(nats.pvalue, rel=1e-9)


def test_vectors_are_compared_by_subsamples_of_both():
    found = compared(np.column_stack([A, B]), B, Y)
    assert found.method == "subsamples of both"
    assert 0 < found.degrees_of_freedom < math.inf
    low, high = found.confidence_interval()
    assert low < found.difference < high
    assert found.difference > 0


def test_columns_of_different_kinds_are_compared():
    found = compared(CLASS, A, Y)
    assert found.method == "formula"
    assert found.difference < 0
    low, high = found.confidence_interval(0.5)
    wide = found.confidence_interval(0.99)
    assert wide.low < low < high < wide.high


def test_a_comparison_says_what_it_found_and_stays():
    found = compared(A, B, Y)
    for part in ("nats", "95 % interval", "p = ", "standard error"):
        assert part in repr(found)
    for again in (pickle.loads(pickle.dumps(found)), copy.copy(found)):
        assert again == found


REFUSED = {
    "no result": (lambda: (mu.mutual_information(A, Y), 0.3), "second: must be what mutual_info"),
    "an entropy": (lambda: (mu.entropy(A), mu.mutual_information(A, Y)), "first: must be what"),
    "other rows": (
        lambda: (mu.mutual_information(A, Y), mu.mutual_information(B[:-1], Y[:-1])),
        "the same rows and the same y as the first; got 300 and 299 rows",
    ),
    "another y": (
        lambda: (mu.mutual_information(A, Y), mu.mutual_information(B, np.roll(Y, 1))),
        "another y",
    ),
    "another kind of y": (
        lambda: (mu.mutual_information(A, CLASS), mu.mutual_information(A, Y)),
        "another y",
    ),
    "another unit": (
        lambda: (mu.mutual_information(A, Y), mu.mutual_information(B, Y, base=2)),
        "unit of the first; got nats and bits",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_compared_is_refused(name):
    make, message = REFUSED[name]
    with pytest.raises(mu.MutuallyError, match=message):
        mu.compare(*make())


@pytest.mark.parametrize("level", [0, 1, 95, "0.95", None])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(mu.MutuallyError, match="level: must be between 0 and 1"):
        compared(A, B, Y).confidence_interval(level)
