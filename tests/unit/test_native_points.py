"""Neighbours in d dimensions against plain loops: equal to the bit, not nearly."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
import twins_points
from hypothesis import given
from hypothesis.extra.numpy import arrays
from instruction_sets import outputs_by_instruction_set

from mutually import _core

# A grid of few values makes ties, duplicates and distances that equal radii; wide floats make
# over- and underflow; far floats leave few bits to the differences.
ELEMENTS = [
    st.integers(-2, 2).map(float),
    st.floats(-1, 1, allow_nan=False),
    st.floats(-1e300, 1e300, allow_nan=False, allow_subnormal=True),
    st.integers(-3, 3).map(lambda i: 1e10 + i * 2e-6),
]


def distances(points, codes, neighbours, workers=1):
    groups = 1 if codes is None else int(codes.max(initial=0)) + 1
    return _core.nearest_distances(points, codes, groups, neighbours, workers)


def rows(points, codes, k, workers=1):
    groups = 1 if codes is None else int(codes.max(initial=0)) + 1
    return _core.nearest_rows(points, codes, groups, k, workers)


def within(points, codes, radii, strict, workers=1):
    groups = 1 if codes is None else int(codes.max(initial=0)) + 1
    return _core.count_within(points, codes, groups, radii, strict, workers)


def check(points, codes, neighbours, radii):
    """All three kernels against their twins, and the radii that neighbours make as well."""
    n = len(points)
    found = distances(points, codes, neighbours)
    twin = twins_points.distances_of(points, codes)
    expected = twins_points.nearest_distances(*twin, neighbours)
    np.testing.assert_array_equal(found, expected)
    k = min(max(neighbours), max(n - 1, 1))
    np.testing.assert_array_equal(rows(points, codes, k), twins_points.nearest_rows(*twin, k))
    for r in (radii, expected):
        for strict in (True, False):
            np.testing.assert_array_equal(
                within(points, codes, r, strict), twins_points.count_within(*twin, r, strict)
            )


@given(
    st.data(),
    st.sampled_from(ELEMENTS),
    st.integers(1, 70),
    st.integers(1, 12),
    st.lists(st.integers(1, 12), min_size=1, max_size=4),
    st.integers(0, 3),
)
def test_points_equal_their_twins(data, elements, n, d, neighbours, groups):
    points = data.draw(arrays(np.float64, (n, d), elements=elements))
    codes = None
    if groups:
        codes = data.draw(arrays(np.uint32, n, elements=st.integers(0, groups - 1)))
    radius = st.sampled_from([0.0, 1.0, np.inf]) | st.floats(0, 3)
    radii = data.draw(arrays(np.float64, (2, n), elements=radius))
    check(points, codes, neighbours, radii)


def make_points(name, n, d, rng):
    x = rng.normal(size=(n, d))
    return {
        "normal": lambda: x,
        "one direction": lambda: x[:, :1] + 1e-3 * x,
        "curve": lambda: np.sin(x[:, :1] * np.arange(1, d + 1)),
        "heavy tails": lambda: np.sinh(8 * x),
        "clusters": lambda: np.round(2 * x[:, :1]) + 1e-7 * x,
        "offset": lambda: 1e10 + 1e-5 * x,
        "rounded": lambda: np.round(x, 1),
        "unequal scales": lambda: x * 10.0 ** np.arange(d),
        "one outlier": lambda: np.where(np.arange(n)[:, None] == 5, 1e6, x),
        "constant coordinates": lambda: np.where(np.arange(d) % 2 == 0, 1.5, x),
        "duplicates": lambda: x[rng.integers(0, max(n // 20, 1), n)],
        "all equal": lambda: np.full((n, d), 0.1),
    }[name]()


SHAPES = [
    "normal", "one direction", "curve", "heavy tails", "clusters", "offset", "rounded",
    "unequal scales", "one outlier", "constant coordinates", "duplicates", "all equal",
]  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("d", [1, 2, 5, 8, 30])
def test_points_equal_their_twins_on_shapes(name, d):
    """More points than a super-block holds, so that every part of the search is used."""
    rng = np.random.default_rng(d)
    n = 1100 + d
    points = make_points(name, n, d, rng)
    radii = np.abs(points[rng.integers(0, n, (2, n)), 0] - points[rng.integers(0, n, (2, n)), 0])
    check(points, None, [1, 3, 10], radii)


@pytest.mark.parametrize("d", [1, 2, 3, 4, 6, 7, 9, 17])
def test_points_equal_their_twins_far_beyond_one_super_block(d):
    rng = np.random.default_rng(d)
    n = 2600
    points = make_points("normal", n, d, rng)
    codes = (rng.random(n) < 0.1).astype(np.uint32)
    check(points, codes, [4], rng.gamma(1.0, size=(2, n)))


def test_many_small_groups():
    rng = np.random.default_rng(0)
    n = 900
    for d in (1, 2, 9):
        codes = rng.permutation(np.repeat(np.arange(0, 600, 2), 3)).astype(np.uint32)
        check(rng.normal(size=(n, d)), codes, [1, 2, 3], rng.gamma(1.0, size=(1, n)))


@pytest.mark.parametrize("k", [1, 5, 20, 31, 32, 33, 64])
def test_every_number_of_neighbours(k):
    for d in (1, 2, 10):
        points = np.random.default_rng(k).normal(size=(300, d))
        check(points, None, [k], np.full((1, 300), 0.5))


def test_sixteen_neighbour_numbers_and_radii_at_once():
    rng = np.random.default_rng(4)
    points = rng.normal(size=(400, 4))
    neighbours = [*range(1, 15), 40, 64]
    check(points, None, neighbours, rng.gamma(1.0, size=(16, 400)))


@pytest.mark.parametrize("d", [1, 2, 10])
def test_no_rows_and_one_row(d):
    for n in (0, 1):
        points = np.zeros((n, d))
        np.testing.assert_array_equal(distances(points, None, [1, 2]), np.full((2, n), np.inf))
        np.testing.assert_array_equal(rows(points, None, 2), np.full((n, 2), n))
        for strict in (True, False):
            counted = within(points, None, np.zeros((2, n)), strict)
            np.testing.assert_array_equal(counted, np.ones((2, n)))


@pytest.mark.parametrize("name", ["normal", "rounded", "clusters"])
@pytest.mark.parametrize("d", [1, 3, 12])
def test_points_have_the_same_bits_for_any_number_of_threads(name, d):
    rng = np.random.default_rng(5)
    n = 6000
    points = make_points(name, n, d, rng)
    codes = rng.integers(0, 3, n).astype(np.uint32)
    radii = rng.gamma(1.0, size=(2, n))
    for own in (None, codes):
        one = distances(points, own, [1, 4]), rows(points, own, 4), within(points, own, radii, True)
        for workers in (2, 5):
            np.testing.assert_array_equal(distances(points, own, [1, 4], workers), one[0])
            np.testing.assert_array_equal(rows(points, own, 4, workers), one[1])
            np.testing.assert_array_equal(within(points, own, radii, True, workers), one[2])


BITS = """
import hashlib
import numpy as np
from mutually import _core

rng = np.random.default_rng(0)
hashed = hashlib.sha256()
for n, d in ((5, 1), (300, 2), (3000, 3), (2500, 7), (1500, 13), (1200, 40)):
    points = rng.normal(size=(n, d))
    codes = rng.integers(0, 2, n).astype(np.uint32)
    near = _core.nearest_distances(points, None, 1, [1, 3, 4], 2)
    hashed.update(near)
    hashed.update(_core.nearest_rows(points, codes, 2, 2, 1))
    hashed.update(_core.count_within(points, None, 1, near, True, 1))
    hashed.update(_core.count_within(points[:, : d // 2 + 1].copy(), codes, 2, near, False, 2))
print(hashed.hexdigest())
"""


def test_every_instruction_set_gives_the_same_bits():
    assert len(outputs_by_instruction_set(BITS)) == 1
