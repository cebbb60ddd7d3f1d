"""Orders of columns, of ties and of kept rows, and fingerprints, against NumPy's."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
import twins
from hypothesis import given
from hypothesis.extra.numpy import arrays

from mutually import _core

ANY_DOUBLES = arrays(
    np.float64, st.integers(0, 60), elements=st.floats(allow_nan=False, allow_infinity=True)
)
TIED_DOUBLES = arrays(
    np.float64, st.integers(0, 60), elements=st.sampled_from([-1.5, -0.0, 0.0, 2])
)


def check_against_numpy(values):
    sorted_values, order = _core.sort_column(values)
    np.testing.assert_array_equal(order, np.argsort(values, kind="stable"))
    np.testing.assert_array_equal(sorted_values, np.sort(values))
    assert not np.signbit(sorted_values[sorted_values == 0]).any()


@given(ANY_DOUBLES | TIED_DOUBLES)
def test_order_is_numpys_stable_order(values):
    check_against_numpy(values)


@pytest.mark.parametrize("n", [1, 2, 5999, 6000, 30_000])
@pytest.mark.parametrize(
    "make",
    [
        lambda rng, n: rng.normal(size=n),
        lambda rng, n: 1e10 + rng.normal(size=n),
        lambda rng, n: np.exp(50 * rng.normal(size=n)),
        lambda rng, n: rng.integers(0, 7, n).astype(float),
        lambda rng, n: np.full(n, 3.0),
        lambda rng, n: np.where(rng.random(n) < 0.5, 1.0, 1.0 + 1e-16 * rng.integers(0, 9, n)),
        # Runs that agree in their leading 32 bits and have to be sorted in full.
        lambda rng, n: (
            np.repeat([-1e300, 1e300], [n // 2, n - n // 2]) * (1 + 1e-13 * rng.random(n))
        ),
    ],
    ids=["normal", "offset", "lognormal", "tied", "constant", "last bits", "long runs"],
)
def test_order_of_larger_columns(make, n):
    check_against_numpy(make(np.random.default_rng(n), n))


def test_ties_are_shuffled_within_their_runs_and_reproducibly():
    values = np.repeat([0.0, 1.0, 2.0], [50, 1, 200])
    sorted_values, order = _core.sort_column(values)
    one = _core.shuffle_ties(sorted_values, order, 7)
    again = _core.shuffle_ties(sorted_values, order, 7)
    other = _core.shuffle_ties(sorted_values, order, 8)
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    np.testing.assert_array_equal(values[one], sorted_values)
    assert sorted(one.tolist()) == list(range(251))


def test_tie_orders_are_uniform():
    # 6000 shuffles of three rows: each of the 6 orders is drawn 1000 times, with a standard
    # deviation of sqrt(6000 * 1/6 * 5/6) = 29; five of them are the tolerance.
    sorted_values, order = _core.sort_column(np.zeros(3))
    drawn: dict[tuple[int, ...], int] = {}
    for seed in range(6000):
        key = tuple(_core.shuffle_ties(sorted_values, order, seed).tolist())
        drawn[key] = drawn.get(key, 0) + 1
    assert len(drawn) == 6
    assert max(abs(count - 1000) for count in drawn.values()) < 145


@given(st.data())
def test_filtered_order_is_the_order_of_the_kept(data):
    values = data.draw(ANY_DOUBLES)
    keep = data.draw(arrays(np.bool_, len(values)))
    _, order = _core.sort_column(values)
    filtered = _core.filter_order(order, keep, int(keep.sum()))
    np.testing.assert_array_equal(filtered, np.argsort(values[keep], kind="stable"))


def test_fingerprint_depends_on_values_and_their_rows():
    values = np.arange(5.0)
    assert _core.fingerprint(values) == _core.fingerprint(values.copy())
    assert _core.fingerprint(np.array([0.0])) == _core.fingerprint(np.array([-0.0]))
    others = [values[::-1].copy(), values[:4].copy(), values + 1]
    assert len({_core.fingerprint(v) for v in [values, *others]}) == 4


@pytest.mark.parametrize("seed", range(30))
def test_rows_are_exchanged_as_the_published_algorithm_does(seed):
    random = np.random.default_rng(seed)
    n, k = int(random.integers(1, 30)), int(random.integers(1, 8))
    near = random.integers(0, n + 1, (n, k)).astype(np.uint32)  # n stands for none
    np.testing.assert_array_equal(
        _core.exchange_nearby(near, seed), twins.exchange_nearby(near, seed)
    )
