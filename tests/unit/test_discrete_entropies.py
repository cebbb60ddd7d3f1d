"""The named entropies of a discrete variable: cases by hand, limits, and their information."""

from __future__ import annotations

import itertools
import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from scipy.integrate import quad
from scipy.special import digamma, gammaln, polygamma

import mutually as mu
from mutually import estimators
from mutually.estimators.discrete.chao_shen import chao_shen
from mutually.estimators.discrete.discrete_entropy import (
    FROM_COUNTS,
    FROM_COUNTS_AND_LEVELS,
    entropy_of_counts,
)
from mutually.estimators.discrete.grassberger import grassberger
from mutually.estimators.discrete.miller_madow import miller_madow
from mutually.estimators.discrete.nsb import mean_entropy, nsb
from mutually.estimators.discrete.shrinkage import shrinkage
from mutually.estimators.discrete.table import CountsOfCounts

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

NEW = ["chao_shen", "grassberger", "miller_madow", "nsb", "shrinkage"]
NAMED = [*NEW, "chao_wang_jost"]
LOG2 = math.log(2)


def of(*counts):
    return CountsOfCounts.of(np.asarray(counts, dtype=np.int64))


def by_name(counts, name, levels=None):
    return entropy_of_counts(counts, name, levels)


def sample(n, levels, seed=0, zipf=False):
    shares = 1 / np.arange(1, levels + 1) if zipf else np.ones(levels)
    draws = np.random.default_rng(seed).choice(levels, n, p=shares / shares.sum())
    return of(*np.bincount(draws))


# Small cases by hand.


def test_miller_madow_by_hand():
    # Plug-in log 2, and (2 - 1) / (2 * 4).
    assert miller_madow(of(2, 2)) == pytest.approx(LOG2 + 1 / 8, abs=1e-15)


def test_grassberger_by_hand():
    # The paper: G(1) = -gamma - log 2, G(2) = 2 + G(1). log 3 - (2 G(2) + G(1)) / 3.
    expected = math.log(3) + np.euler_gamma + LOG2 - 4 / 3
    assert grassberger(of(2, 1)) == pytest.approx(expected, abs=1e-15)


def test_grassbergers_g_is_the_published_one():
    # G(N) = psi(N) + (-1)^N times the integral of t^(N-1) / (1 + t) over 0 to 1.
    for count in [1, 2, 3, 4, 7, 10, 25]:
        integral = quad(lambda t, count=count: t ** (count - 1) / (1 + t), 0, 1)[0]
        g = digamma(count) + (-1) ** count * integral
        assert grassberger(of(count, count)) == pytest.approx(math.log(2 * count) - g, abs=1e-10)


def test_chao_shen_by_hand():
    # No level was seen once: coverage 1, shares 1/2, each seen with probability 15/16.
    assert chao_shen(of(2, 2)) == pytest.approx(LOG2 * 16 / 15, abs=1e-15)
    # One row of three stands alone: coverage 2/3, shares 4/9 and 2/9.
    expected = -(4 / 9 * math.log(4 / 9) / (1 - (5 / 9) ** 3))
    expected -= 2 / 9 * math.log(2 / 9) / (1 - (7 / 9) ** 3)
    assert chao_shen(of(2, 1)) == pytest.approx(expected, abs=1e-15)


def test_shrinkage_by_hand():
    # Shares 4/5 and 1/5: variance (1 - 17/25) / 4 = 2/25, squared distance from 1/2 is 9/50; the
    # weight is 4/9, the shares become 2/3 and 1/3.
    assert shrinkage(of(4, 1)) == pytest.approx(math.log(3) - 2 / 3 * LOG2, abs=1e-15)
    # Four levels, two of them unseen: (6/16) / 3 over 10/16 - 1/4 is 1/3.
    expected = -sum(p * math.log(p) for p in (7 / 12, 3 / 12, 1 / 12, 1 / 12))
    assert shrinkage(of(3, 1), 4) == pytest.approx(expected, abs=1e-15)
    # Where the variance exceeds the distance, all levels are equal.
    assert shrinkage(of(3, 1)) == pytest.approx(LOG2, abs=1e-15)


def test_mean_entropy_given_beta_by_hand():
    # One row, two levels, beta 1: p has density 2p, and 2p times the entropy integrates to
    # 2/9 + 5/18 = 1/2.
    assert mean_entropy(np.array([1.0]), of(1), 2)[0] == pytest.approx(0.5, abs=1e-15)


# NSB against the definition, integrated slowly.


def nsb_slowly(counts, levels):
    """Integrate over log beta adaptively, with the formulas as they are printed."""
    counts = np.array([*counts, *[0] * (levels - len(counts))])
    n = counts.sum()

    def log_weight(u):
        beta = math.exp(u)
        evidence = gammaln(levels * beta) - gammaln(n + levels * beta)
        evidence += np.sum(gammaln(counts + beta) - gammaln(beta))
        prior = levels * polygamma(1, levels * beta + 1) - polygamma(1, beta + 1)
        return evidence + math.log(prior) + u

    def entropy(u):
        beta = math.exp(u)
        total = n + levels * beta
        return digamma(total + 1) - np.sum((counts + beta) * digamma(counts + beta + 1)) / total

    # From u = 18 on, the weights are below 2e-8 and printed formulas lose their digits.
    grid = np.linspace(-25, 18, 2000)
    logs = np.array([log_weight(u) for u in grid])
    top = logs.max()
    pieces = np.linspace(-25, 18, 44)
    settings = {"epsabs": 1e-13, "epsrel": 1e-10, "limit": 200}
    whole, mean = 0.0, 0.0
    for a, b in itertools.pairwise(pieces):
        whole += quad(lambda u: math.exp(log_weight(u) - top), a, b, **settings)[0]
        mean += quad(lambda u: math.exp(log_weight(u) - top) * entropy(u), a, b, **settings)[0]
    return mean / whole


@pytest.mark.parametrize(
    ("counts", "levels"),
    [([1], 2), ([1, 1], 2), ([5, 1], 2), ([4, 2, 3, 2, 4, 2, 1, 1], 11), ([30, 20, 10], 3),
     ([1] * 6, 6), ([1] * 6, 40), ([200, 3, 1], 5)],
)  # fmt: skip
def test_nsb_is_its_integral(counts, levels):
    # What the slow integral leaves out behind u = 18 is below 1e-7 of the whole.
    assert nsb(of(*counts), levels) == pytest.approx(nsb_slowly(counts, levels), abs=1e-6)


@pytest.mark.parametrize(
    ("counts", "levels", "expected"),
    [([50] * 4, 4, 1.3818087414475613),
     ([1] * 1000, 1000, 6.906757943872314),
     ([1000] * 50 + [1] * 30, 10**6, 3.917591893081715),
     ([10**6] * 3, 3, 1.0986119797243605),
     ([10**6, 1], 10**5, 1.640495997649684e-05)],
)  # fmt: skip
def test_nsb_agrees_with_forty_digits(counts, levels, expected):
    # Computed once with mpmath from the printed formulas, 40 digits, steps of 1/64 in log beta.
    assert nsb(of(*counts), levels) == pytest.approx(expected, rel=1e-9)
    assert nsb(of(*counts), levels) == pytest.approx(expected, abs=1e-13)


def test_nsb_agrees_with_ndd():
    # The values that the README of simomarsili/ndd prints; its own integral is cut off.
    few = [4, 12, 4, 5, 3, 1, 5, 1, 2, 2, 2, 2, 11, 3, 4, 12, 12, 1, 2]
    assert nsb(of(*few), 100) == pytest.approx(2.8060922529931225, abs=1e-5)
    more = [7, 3, 5, 8, 9, 1, 3, 3, 1, 0, 2, 5, 2, 11, 4, 23, 5, 0, 8, 0]
    assert nsb(of(*more), 20) == pytest.approx(2.623634344902917, abs=1e-8)


@pytest.mark.parametrize("n", [10, 100, 1000, 10_000, 100_000, 1_000_000])
@pytest.mark.parametrize("levels", [2, 10, 1000, 100_000])
@pytest.mark.parametrize("zipf", [False, True])
def test_every_estimator_is_finite(n, levels, zipf):
    counts = sample(n, levels, zipf=zipf)
    for name in NAMED:
        assert math.isfinite(by_name(counts, name)), name
    for k in (counts.levels, levels, levels**2):
        assert 0 <= nsb(counts, k) <= math.log(k) + 1e-12
        assert 0 <= shrinkage(counts, k) <= math.log(k) + 1e-12


@pytest.mark.parametrize("counts", [[10**6], [10**6, 1], [10**6] * 3, [1] * 10**5])
@pytest.mark.parametrize("levels", [10**5, 10**10])
def test_nsb_is_finite_at_the_ends(counts, levels):
    assert 0 <= nsb(of(*counts), levels) <= math.log(levels)


# Limits.


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 1000])
def test_one_level_has_no_entropy(name, n):
    assert by_name(of(n), name) == 0


@pytest.mark.parametrize("name", NAMED)
def test_many_rows_agree_with_the_plugin(name):
    # All corrections are of the order of levels / n, here 1e-5, or smaller.
    counts = of(500_000, 300_000, 199_000, 1000)
    assert by_name(counts, name) == pytest.approx(counts.plugin_entropy(), abs=2e-5)


def test_what_each_says_where_every_row_is_alone():
    n = 1000
    alone = of(*[1] * n)
    log_n = math.log(n)
    assert miller_madow(alone) == pytest.approx(log_n + (n - 1) / (2 * n), abs=1e-12)
    assert grassberger(alone) == pytest.approx(log_n + np.euler_gamma + LOG2, abs=1e-12)
    # Coverage 1/n, shares 1/n^2, each seen with a probability just below 1/n.
    assert chao_shen(alone) == pytest.approx(2 * log_n, rel=1e-3)
    assert shrinkage(alone) == pytest.approx(log_n, abs=1e-12)
    # The posterior keeps away from equal shares, a little: the mean is near the maximum.
    assert log_n - 0.02 < nsb(alone) < log_n


def test_unseen_levels_raise_what_knows_of_them():
    counts = sample(200, 50, zipf=True)
    for name in FROM_COUNTS_AND_LEVELS:
        assert by_name(counts, name, 500) > by_name(counts, name)
    for name in FROM_COUNTS:
        assert by_name(counts, name, 500) == by_name(counts, name)


@pytest.mark.parametrize("name", NEW)
def test_bias_is_smaller_than_the_plugins(name):
    # 1000 rows of 500 levels. From 200 samples: plug-in -0.286, NSB -0.149, shrinkage -0.146,
    # Miller-Madow -0.070, Grassberger -0.005, Chao-Shen +0.104. A single value has a standard
    # deviation of at most 0.033, the mean of 20 one of 0.0073; the bounds are four of these away.
    samples = [sample(1000, 500, seed) for seed in range(20)]
    truth = math.log(500)

    def bias(of_name):
        return abs(np.mean([by_name(s, of_name) for s in samples]) - truth)

    assert bias("plugin") == pytest.approx(0.286, abs=0.015)
    # Estimators that take the levels seen (about 432) for all cannot exceed their log, 6.07.
    bound = {"nsb": 0.165, "shrinkage": 0.16, "miller_madow": 0.09, "grassberger": 0.026}
    bound["chao_shen"] = 0.134
    assert bias(name) < bound[name]


def test_levels_that_are_known_take_the_bias_away():
    samples = [sample(1000, 500, seed) for seed in range(20)]
    for estimator in (nsb, shrinkage):
        mean = np.mean([estimator(s, 500) for s in samples])
        assert mean == pytest.approx(math.log(500), abs=0.03)


# Properties.

COUNTS = st.lists(st.integers(1, 60), min_size=1, max_size=40)


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_levels_changes_no_bit(counts, random):
    mixed = counts + [0] * 3
    random.shuffle(mixed)
    for name in NAMED:
        assert by_name(of(*counts), name) == by_name(of(*mixed), name)


@given(COUNTS, st.integers(0, 1000))
def test_bounds(counts, unseen):
    of_counts = of(*counts)
    k = len(counts) + unseen
    for name in NAMED:
        assert by_name(of_counts, name) >= 0
    for name in FROM_COUNTS_AND_LEVELS:
        assert by_name(of_counts, name, k) <= math.log(k) + 1e-12
    # A correction upwards; and mixing with equal shares, which never lowers an entropy.
    plugin = of_counts.plugin_entropy()
    assert miller_madow(of_counts) >= plugin
    assert shrinkage(of_counts, k) >= plugin - 1e-12


# Public functions.


@pytest.mark.parametrize("name", NAMED)
def test_entropy_takes_numbers_as_labels(name):
    x = [0.5, 0.5, 1.5, 1.5, 1.5, 2.5] * 5
    result = mu.entropy(x, estimator=name)
    assert result.value == by_name(of(10, 15, 5), name)
    assert result.estimator == name
    assert result.kind == "discrete"
    assert np.mean(result.local) == pytest.approx(result.value, abs=1e-12)
    bits = mu.entropy(x, estimator=name, base=2)
    assert bits.value == pytest.approx(result.value / LOG2, abs=1e-12)


@pytest.mark.parametrize("name", NAMED)
def test_information_is_the_sum_of_the_entropies(name):
    rng = np.random.default_rng(1)
    x = rng.integers(5, size=300)
    y = (x + rng.integers(3, size=300)) % 6
    joint = by_name(of(*np.unique(x * 6 + y, return_counts=True)[1]), name, 5 * 6)
    h_x, h_y = (by_name(of(*np.bincount(v)), name) for v in (x, y))
    result = mu.mutual_information(x, y, estimator=name)
    assert result.value == h_x + h_y - joint  # To the bit: it is computed so.
    assert (result.entropy_x, result.entropy_y) == (h_x, h_y)
    assert result.estimator == name
    assert np.mean(result.local) == pytest.approx(result.value, abs=1e-12)
    assert mu.mutual_information(y, x, estimator=name).value == result.value
    assert mu.mutual_information(x / 7, y / 7, estimator=name).value == result.value


@pytest.mark.parametrize("name", NAMED)
def test_a_constant_tells_nothing(name):
    y = ["a", "b", "c", "a"] * 5
    assert mu.mutual_information(["x"] * 20, y, estimator=name).value == 0


def test_a_pair_seen_once_is_warned_of():
    x = np.arange(40) % 8
    y = np.arange(40) // 8
    result = mu.mutual_information(x, y, estimator="nsb")
    assert "100% of the rows have a pair of levels of their own" in result.warnings[0]


@pytest.mark.parametrize("name", NAMED)
def test_a_ranking_takes_each(name):
    table = {"a": [1.0, 2.0] * 30, "b": [1.0, 1.0, 2.0] * 20, "y": ["u", "v"] * 30}
    ranked = mu.rank(table, target="y", estimator=name)
    assert ranked[0].feature == "a"


def test_names_are_served_for_both():
    assert set(NAMED) <= set(estimators.ENTROPY) & set(estimators.INFORMATION)
    assert set(FROM_COUNTS) | set(FROM_COUNTS_AND_LEVELS) == {
        name for name, entry in estimators.ENTROPY.items() if entry.serves in ("any", "discrete")
    }
