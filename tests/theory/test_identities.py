"""Identities that hold whatever the data."""

from __future__ import annotations

import math

import hypothesis.strategies as st
import numpy as np
import pytest
from drawn_columns import columns_of_all_kinds
from hypothesis import given
from hypothesis.extra.numpy import arrays

import mutually as mu
from mutually.pairs import estimate_pair
from mutually.tables.columns import read_column
from mutually.variables import make_variable

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")


@st.composite
def label_pairs(draw):
    n = draw(st.integers(1, 80))
    columns = arrays(np.int64, n, elements=st.integers(0, draw(st.integers(1, 9))))
    return draw(columns), draw(columns)


def plugin(x, y):
    return mu.mutual_information(x, y, estimator="plugin").value


def plugin_entropy(x):
    return mu.entropy(x, estimator="plugin").value


@given(label_pairs())
def test_information_is_the_sum_of_entropies(pair):
    x, y = pair
    joint = [f"{a},{b}" for a, b in zip(x, y, strict=True)]
    expected = plugin_entropy(x) + plugin_entropy(y) - plugin_entropy(joint)
    assert plugin(x, y) == expected  # To the bit: it is computed so.


@given(label_pairs())
def test_a_variable_tells_its_own_entropy(pair):
    x, _ = pair
    assert plugin(x, x) == pytest.approx(plugin_entropy(x), abs=1e-14)


@pytest.mark.parametrize("name", ["chao_shen", "chao_wang_jost", "grassberger", "miller_madow"])
@given(label_pairs())
def test_a_variable_tells_its_own_entropy_by_every_name(name, pair):
    # Not so for "nsb" and "shrinkage", which take pairs of different levels as possible.
    x, _ = pair
    own = mu.mutual_information(x, x, estimator=name).value
    assert own == pytest.approx(mu.entropy(x, estimator=name).value, abs=1e-14)


@given(label_pairs())
def test_plugin_is_between_zero_and_the_smaller_entropy(pair):
    x, y = pair
    assert -1e-14 <= plugin(x, y) <= min(plugin_entropy(x), plugin_entropy(y)) + 1e-14


@given(label_pairs(), st.integers(1, 5))
def test_merging_levels_loses_information(pair, parts):
    x, y = pair
    assert plugin(x // parts, y) <= plugin(x, y) + 1e-14


@given(label_pairs())
def test_entropy_is_bits_over_log_two(pair):
    x, _ = pair
    bits = mu.entropy(x, discrete=True, base=2).value
    assert bits == pytest.approx(mu.entropy(x, discrete=True).value / math.log(2), abs=1e-14)


KINDS = list(columns_of_all_kinds(10))
PAIRS = [(a, b) for i, a in enumerate(KINDS) for b in KINDS[i:]]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_symmetry_to_the_bit(one, other):
    columns = columns_of_all_kinds()
    x, y = columns[one], columns[other]
    assert mu.mutual_information(x, y).value == mu.mutual_information(y, x).value


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_local_values_average_to_the_value(one, other):
    columns = columns_of_all_kinds()
    found = mu.mutual_information(columns[one], columns[other], base=2)
    assert found.local.shape == (400,)
    assert found.local.mean() == pytest.approx(found.value, abs=1e-13)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_order_of_the_rows(one, other):
    """Without ties to the rounding of sums; with ties within the noise of their random order."""
    columns = columns_of_all_kinds()
    x, y = columns[one], columns[other]
    shuffled = np.random.default_rng(1).permutation(len(x))
    first, second = (
        mu.mutual_information(x, y),
        mu.mutual_information(x[shuffled], y[shuffled]),
    )
    tied = any(name in ("rounded", "counts") for name in (one, other))
    # Ten draws of the order spread by less than 0.02 nats (standard deviation) at n = 400.
    assert first.value == pytest.approx(second.value, abs=0.08 if tied else 1e-12)


@pytest.mark.parametrize("estimator", ["auto", "plugin"])
def test_names_and_order_of_levels_do_not_matter_to_the_bit(estimator):
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 30, 500), rng.integers(0, 4, 500)
    renamed = rng.permutation(30)[x]
    pair = {"discrete": True, "estimator": estimator}
    original = mu.mutual_information(x, y, **pair)
    assert mu.mutual_information(renamed, y, **pair).value == original.value
    assert mu.mutual_information([f"level {v}" for v in x], y, **pair).value == original.value


MONOTONE = {
    "shift and scale": lambda v: 1e6 * v - 1e9,
    "exp": np.exp,
    "cube": lambda v: v**3,
    "ranks": lambda v: np.argsort(np.argsort(v)).astype(float),
}


@pytest.mark.parametrize("name", MONOTONE)
@pytest.mark.parametrize("other", ["continuous", "labels"])
def test_monotone_maps_change_nothing_to_the_bit(name, other):
    columns = columns_of_all_kinds()
    rng = np.random.default_rng(5)
    x = columns["continuous"] + 0.1 * rng.normal(size=400)
    y = columns[other]
    assert mu.mutual_information(MONOTONE[name](x), y).value == mu.mutual_information(x, y).value


@pytest.mark.parametrize("other", ["continuous", "labels"])
def test_increasing_maps_of_tied_values_change_nothing_to_the_bit(other):
    columns = columns_of_all_kinds()
    x, y = columns["rounded"], columns[other]
    expected = mu.mutual_information(x, y).value
    for same in (1000 * x, x / 1000, np.exp(x), x.astype(np.float32), (10 * x).round().astype(int)):
        assert mu.mutual_information(same, y).value == expected


def test_infinities_are_the_ends_of_the_order():
    x = np.random.default_rng(0).normal(size=200)
    y = x + np.random.default_rng(1).normal(size=200)
    infinite = np.where(x == x.max(), np.inf, np.where(x == x.min(), -np.inf, x))
    assert mu.mutual_information(infinite, y).value == mu.mutual_information(x, y).value


def test_a_constant_tells_nothing_exactly():
    y = np.random.default_rng(0).normal(size=100)
    for target in (y, np.sign(y), np.where(y < 0, 0, y)):
        assert mu.mutual_information(np.full(100, 3.5), target).value == 0


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_equal_bits_for_any_number_of_threads(one, other):
    columns = columns_of_all_kinds(25_000)
    x, y = (make_variable(read_column(columns[name], name)) for name in (one, other))
    single = estimate_pair(x, y, workers=1)
    for workers in (2, 4, 7):
        many = estimate_pair(x, y, workers=workers)
        assert many.value == single.value
        np.testing.assert_array_equal(many.rows(), single.rows())


def test_same_seed_same_bits_and_other_seed_other_order():
    columns = columns_of_all_kinds()
    x, y = columns["rounded"], columns["continuous"]
    first = mu.mutual_information(x, y, rng=1)
    assert mu.mutual_information(x, y, rng=1) == first
    assert mu.mutual_information(x, y, rng=2).value != first.value
    drawn = [mu.mutual_information(x, y, rng=np.random.default_rng(3)).value for _ in range(2)]
    assert drawn[0] == drawn[1]
