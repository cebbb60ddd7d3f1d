"""First terms of biases, and the test of independence, of tables with weights."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from mutually.estimators.nulls.table_null import table_moments
from mutually.estimators.weighted.contingency import WeightedTable
from mutually.estimators.weighted.independence import null_of, statistic, table_independence
from mutually.estimators.weighted.levels import stretches
from mutually.estimators.weighted.masses import Moments, effective, log_mean, shares
from mutually.variables import Sorted, smallest_codes


def labels(codes):
    levels, places = np.unique(codes, return_inverse=True)
    return smallest_codes(places, len(levels))


def drawn(rng, n, kind, sizes=(5, 4)):
    """Columns that are independent once weighted, and the weights."""
    x, y = (rng.choice(size, 20 * n, p=rng.dirichlet(np.full(size, 20.0))) for size in sizes)
    s = {"noise": np.ones(20 * n), "x": 1 / (1 + x), "both": 1 / ((1 + x) * (4 - y)),
         "cells": np.where((x + y) % 2, 1.0, 0.4)}[kind]  # fmt: skip
    kept = np.flatnonzero(rng.random(20 * n) < s)[:n]
    noise = rng.lognormal(0, 0.6, n) if kind == "noise" else 1.0
    return x[kept], y[kept], noise / s[kept]


def test_the_statistic_is_the_sum_over_pairs_of_rows():
    rng = np.random.default_rng(0)
    x, y, w = drawn(rng, 30, "both")
    own = shares(w)

    def centred(codes):
        p = np.array([own[codes == c].sum() for c in codes])
        return (codes[:, None] == codes) / p - 1

    terms = np.outer(own, own) * centred(x) * centred(y)
    table = WeightedTable.of(labels(x), labels(y), own)
    assert statistic(table) == pytest.approx(terms.sum() - np.trace(terms), abs=1e-13)
    # The variance is twice the squares over pairs of rows that differ.
    squares = (terms**2).sum() - (np.diag(terms) ** 2).sum()
    assert null_of(table).variance == pytest.approx(2 * squares, rel=1e-10)


def test_expected_moments_are_those_of_all_pairs_of_levels():
    """Where each row of x meets each of y, weights are products and nothing is expected."""
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, 3, 7), rng.integers(0, 2, 6)
    u, v = rng.lognormal(0, 0.5, 7), rng.lognormal(0, 0.5, 6)
    u, v = shares(u), shares(v)
    pairs = list(product(range(7), range(6)))
    x, y = (np.array([codes[p[i]] for p in pairs]) for i, codes in enumerate((a, b)))
    own = np.array([u[i] * v[j] for i, j in pairs])

    def centred(codes):
        p = np.array([own[codes == c].sum() for c in codes])
        return (codes[:, None] == codes) / p - 1

    k = np.outer(own, own) * centred(x) * centred(y)
    apart = k - np.diag(np.diag(k))
    null = null_of(WeightedTable.of(labels(x), labels(y), own))
    assert null.variance == pytest.approx(2 * (apart**2).sum(), rel=1e-9)
    third = 8 * np.trace(apart @ apart @ apart) + 4 * (apart**3).sum()
    assert null.third == pytest.approx(third, rel=1e-9)


def test_with_equal_weights_the_moments_are_near_the_exact_ones():
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 5, 2000), rng.integers(0, 4, 2000)
    table = WeightedTable.of(labels(x), labels(y), np.full(2000, 1 / 2000))
    exact, found = table_moments(table.rows).null, null_of(table)
    # They differ in the next order of 1/n.
    assert found.variance / 4 == pytest.approx(exact.variance, rel=0.01)
    assert found.third / 8 == pytest.approx(exact.third, rel=0.05)
    observed = table_moments(table.rows).statistic - exact.mean
    assert statistic(table) / 2 == pytest.approx(observed, abs=0.1 * exact.variance**0.5)


@pytest.mark.parametrize("kind", ["noise", "x", "both", "cells"])
def test_first_terms_of_the_bias(kind):
    """Of 400 samples of 1000 rows the mean of the plug-in is its first term, chance too."""
    found = []
    for seed in range(400):
        rng = np.random.default_rng([0, seed])
        rng_of_margins = np.random.default_rng(8)
        x, y, w = drawn(Fixed(rng_of_margins, rng), 1000, kind)
        table = WeightedTable.of(labels(x), labels(y), shares(w))
        found.append((table.plugin, table.bias, table.chance, table.df / (2 * effective(w))))
    plugin, bias, chance, by_kish = np.array(found).T
    error = plugin.std() / 20
    # The next order in 1/n is some hundredths of the first.
    assert abs(plugin.mean() - bias.mean()) < 4 * error + 0.05 * plugin.mean()
    if kind != "cells":
        assert abs(plugin.mean() - chance.mean()) < 4 * error + 0.05 * plugin.mean()
    # What Kish's number alone would give is off by a seventh where weights depend on the levels.
    if kind == "both":
        assert abs(plugin.mean() - by_kish.mean()) > 4 * error


class Fixed:
    """Draws margins from one generator and all else from another, so that margins are the same."""

    def __init__(self, margins, rest):
        self._margins, self._rest = margins, rest

    def dirichlet(self, alpha):
        return self._margins.dirichlet(alpha)

    def __getattr__(self, name):
        return getattr(self._rest, name)


@pytest.mark.parametrize("kind", ["noise", "x", "both", "cells"])
@pytest.mark.parametrize("n", [200, 1000])
def test_false_positives(kind, n):
    """A guard: up to 7 % in studies/weights_tests.md, and four standard errors of 300 samples."""
    pvalues = []
    for seed in range(300):
        x, y, w = drawn(np.random.default_rng([1, n, seed]), n, kind)
        found = table_independence(labels(x), labels(y), shares(w))
        assert found is not None
        pvalues.append(found.pvalue)
    share = np.mean(np.array(pvalues) < 0.05)
    assert 0.0 < share < 0.07 + 4 * (0.05 * 0.95 / 300) ** 0.5


def test_the_bias_of_a_log_of_means_is_corrected():
    rng = np.random.default_rng(3)
    w = rng.lognormal(-0.125, 0.5, size=(200_000, 10))  # The mean is 1, its log 0.
    count = np.full(len(w), 10.0)
    corrected = log_mean(w.sum(axis=1), (w**2).sum(axis=1), count)
    raw = np.log(w.mean(axis=1))
    assert raw.mean() < -0.01
    assert abs(corrected.mean()) < 0.2 * abs(raw.mean())


def test_stretches_have_equal_mass_and_keep_ties_together():
    rng = np.random.default_rng(5)
    values, own = np.round(rng.normal(size=3000), 2), shares(rng.lognormal(0, 1, 3000))
    order = np.argsort(values, kind="stable").astype(np.uint32)
    found = stretches(Sorted(values[order], order), own, 6)
    masses = np.bincount(found, weights=own)
    np.testing.assert_allclose(masses, 1 / 6, atol=0.02)
    assert all(len(set(found[values == v])) == 1 for v in np.unique(values))
    # They follow the values.
    assert (np.diff(found[order].astype(int)) >= 0).all()


def test_entropy_bias_is_millers_for_equal_weights():
    own = np.full(60, 1 / 60)
    moments = Moments.of(np.arange(60) % 6, 6, own)
    assert moments.entropy_bias() == pytest.approx(-5 / 120, abs=1e-12)
