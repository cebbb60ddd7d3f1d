"""Neighbours on a line and in a plane, normal scores and digamma, against plain loops."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
import twins
from hypothesis import given
from hypothesis.extra.numpy import arrays
from instruction_sets import outputs_by_instruction_set
from scipy.special import digamma, ndtri

from mutually import _core


def ksg_local(x, y, ks, workers=1):
    xs, x_order = _core.sort_column(x)
    ys, y_order = _core.sort_column(y)
    return _core.ksg_local(xs, x_order, ys, y_order, ks, workers).reshape(len(ks), len(x))


# Local values are sums of four digammas of size log n; the kernel's table and SciPy's function
# agree to a few units of the last place, 1e-12 leaves three digits to spare.
EQUAL = {"rtol": 0, "atol": 1e-12}

# A grid of few values makes ties and zero distances, wide floats make over- and underflow.
COARSE = st.integers(-3, 3).map(float)
WIDE = st.floats(-1e300, 1e300, allow_nan=False, allow_subnormal=True)
TINY = st.floats(-1, 1, allow_nan=False)


@given(st.data(), st.sampled_from([COARSE, WIDE, TINY]), st.integers(2, 60), st.integers(1, 12))
def test_ksg_equals_its_twin(data, elements, n, k):
    k = min(k, n - 1)
    x = data.draw(arrays(np.float64, n, elements=elements))
    y = data.draw(arrays(np.float64, n, elements=elements))
    with np.errstate(over="ignore"):
        expected = twins.ksg_local(x, y, k)
    np.testing.assert_allclose(ksg_local(x, y, [k])[0], expected, **EQUAL)


def make_pair(name, n, rng):
    x, noise = rng.normal(size=(2, n))
    return {
        "independent": lambda: (x, noise),
        "correlated": lambda: (x, 0.9 * x + noise),
        "line": lambda: (x, 2 * x + 1e-7 * noise),
        "falling line": lambda: (x, -x),
        "sine": lambda: (x, np.sin(40 * x) + 0.01 * noise),
        "unequal scales": lambda: (1e-6 * x, 1e6 * noise),
        "unequal scales, other way": lambda: (1e6 * x, 1e-6 * noise),
        "heavy tails": lambda: (np.sinh(9 * x), np.sinh(9 * noise)),
        "one outlier": lambda: (np.where(np.arange(n) == 5, 1e6, x), noise + x),
        "offset": lambda: (1e10 + x, 1e12 + x + noise),
        "rounded": lambda: (np.round(x, 1), np.round(x + noise)),
        "clusters": lambda: (np.round(3 * x) + 1e-5 * noise, np.round(noise) + 1e-9 * x),
        "constant": lambda: (np.zeros(n), noise),
        "circle": lambda: (np.cos(9 * x), np.sin(9 * x)),
    }[name]()


PAIRS = [
    "independent", "correlated", "line", "falling line", "sine", "unequal scales",
    "unequal scales, other way", "heavy tails", "one outlier", "offset", "rounded", "clusters",
    "constant", "circle",
]  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("n", [9, 500, 1201])
def test_ksg_equals_its_twin_on_shapes(name, n):
    x, y = make_pair(name, n, np.random.default_rng(0))
    ks = [1, 3, 4, 8]
    for k, local in zip(ks, ksg_local(x, y, ks), strict=True):
        np.testing.assert_allclose(local, twins.ksg_local(x, y, k), **EQUAL)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 21, 40, 64])
def test_ksg_for_every_number_of_neighbours(k):
    x, y = make_pair("correlated", 300, np.random.default_rng(1))
    np.testing.assert_allclose(ksg_local(x, y, [k])[0], twins.ksg_local(x, y, k), **EQUAL)


@pytest.mark.parametrize("name", ["independent", "rounded", "clusters"])
def test_ksg_has_the_same_bits_for_any_number_of_threads(name):
    x, y = make_pair(name, 40_000, np.random.default_rng(2))
    one = ksg_local(x, y, [3, 5], workers=1)
    for workers in (2, 4, 7):
        np.testing.assert_array_equal(ksg_local(x, y, [3, 5], workers=workers), one)


@given(st.data(), st.integers(1, 50), st.integers(1, 6), st.integers(1, 5))
def test_ross_equals_its_twin(data, n, classes, k):
    x = data.draw(arrays(np.float64, n, elements=COARSE | TINY))
    codes = data.draw(arrays(np.uint32, n, elements=st.integers(0, classes - 1)))
    xs, order = _core.sort_column(x)
    local = _core.ross_local(xs, order, codes, classes, k)
    np.testing.assert_allclose(local, twins.ross_local(x, codes, k), **EQUAL)


def test_line_distances_are_those_of_the_matrix():
    x = np.random.default_rng(3).normal(size=200)
    xs = np.sort(x)
    distances = np.sort(np.abs(xs[:, None] - xs[None, :]), axis=1)
    for k in (1, 2, 7, 199):
        np.testing.assert_array_equal(_core.line_distances(xs, k), distances[:, k])


@pytest.mark.parametrize("n", [0, 1, 2, 3, 10, 1001, 100_000])
def test_normal_scores_are_normal_quantiles(n):
    scores = _core.normal_scores(n)
    # Only the lower half is compared: near 1 a probability is rounded too coarsely to be inverted.
    lower = ndtri(np.arange(1, n // 2 + 1) / (n + 1))
    np.testing.assert_allclose(scores[: n // 2], lower, rtol=3e-15, atol=1e-15)
    np.testing.assert_allclose(scores, -scores[::-1], rtol=1e-12, atol=0)
    gaps = np.abs(scores - scores[n // 2 : n // 2 + 1])
    assert len(np.unique(gaps)) == n  # No two scores are equally far from the middle one.
    assert (np.diff(scores) > 0).all()


def test_digamma_table_is_digamma():
    table = _core.digamma_table(200_000)
    np.testing.assert_allclose(table[1:], digamma(np.arange(1, 200_001)), rtol=4e-15)


BITS = """
import hashlib
import numpy as np
from mutually import _core

rng = np.random.default_rng(0)
hashed = hashlib.sha256()
for n in (5, 300, 20_000):
    x = rng.normal(size=n)
    xs, x_order = _core.sort_column(x)
    ys, y_order = _core.sort_column(np.round(x + rng.normal(size=n), 2))
    hashed.update(_core.ksg_local(xs, x_order, ys, y_order, [1, 3, 4], 2))
    hashed.update(_core.ross_local(xs, x_order, rng.integers(0, 3, n).astype(np.uint32), 3, 3))
print(hashed.hexdigest())
"""


def test_every_instruction_set_gives_the_same_bits():
    assert len(outputs_by_instruction_set(BITS)) == 1


@pytest.mark.parametrize(("n", "k"), [(5, 1), (64, 3), (1000, 10)])
def test_many_pairs_have_the_bits_of_each(n, k):
    rng = np.random.default_rng(n)
    scores = _core.normal_scores(n)
    orders = [rng.permutation(n).astype(np.uint32) for _ in range(4)]
    x, y = np.array([[0, 1, 3, 2, 1], [1, 2, 0, 3, 0]], dtype=np.uint32)
    found = _core.ksg_pairs(scores, orders, x, y, k)
    for row, one, other in zip(found, x, y, strict=True):
        alone = _core.ksg_local(scores, orders[one], scores, orders[other], [k], 1)
        assert np.array_equal(row, alone)
