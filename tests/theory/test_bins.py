"""Estimates from counts in bins: known answers, and what chance shows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binomtest, kstest

from mutually.estimators.binned.chain import chain_of_bins
from mutually.estimators.binned.classes import class_information_of_bins
from mutually.estimators.binned.pairs import pair_information
from mutually.estimators.binned.slots import into_slots, slots_of
from mutually.estimators.discrete.chance_corrected import chance_corrected_table
from mutually.estimators.discrete.plugin import plugin_information
from mutually.estimators.discrete.table import Table

BINS = 1024


def codes(values, rng, bins=BINS, sample=20_000):
    chosen = rng.choice(values, min(sample, len(values)), replace=False)
    return np.searchsorted(np.quantile(chosen, np.arange(1, bins) / bins), values)


def count(x, y, sizes):
    return np.bincount(x * sizes[1] + y, minlength=sizes[0] * sizes[1]).reshape(sizes)


def normal(rho, n, seed, bins=BINS):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    y = rho * x + math.sqrt(1 - rho * rho) * rng.normal(size=n)
    return count(codes(x, rng, bins), codes(y, rng, bins), (bins, bins))


# The errors of issue 7's table, for one draw of a million rows.
@pytest.mark.parametrize(
    ("rho", "most"), [(0.0, 0.0005), (0.1, 0.002), (0.6, 0.002), (0.95, 0.005 * 1.164)]
)
def test_a_million_rows_of_two_normal_columns(rho, most):
    found = chain_of_bins(normal(rho, 1_000_000, 0), BINS, BINS)
    truth = -0.5 * math.log(1 - rho * rho)
    assert abs(found.estimate.value - truth) < most
    assert not found.narrow


def test_a_relation_that_is_finer_than_bins_is_known_as_one():
    rng = np.random.default_rng(0)
    x = rng.random(400_000)
    y = (40 * x) % 1 + 0.002 * rng.normal(size=x.size)
    found = chain_of_bins(count(codes(x, rng), codes(y, rng), (BINS, BINS)), BINS, BINS)
    assert found.narrow


def test_what_tells_nothing_is_zero_on_average_and_its_pvalues_are_even():
    draws = [chain_of_bins(normal(0.0, 20_000, seed, 128), 128, 128) for seed in range(60)]
    values = np.array([found.estimate.value for found in draws])
    # The standard error of the mean, from the draws themselves.
    assert abs(values.mean()) < 4 * values.std() / math.sqrt(len(values)) + 1e-5
    pvalues = [found.estimate.independence.pvalue for found in draws]
    assert kstest(pvalues, "uniform").pvalue > 0.001


@pytest.mark.parametrize("rho", [0.3, 0.7])
def test_intervals_hold_the_truth(rho):
    truth = -0.5 * math.log(1 - rho * rho)
    held = 0
    draws = 50
    for seed in range(draws):
        found = chain_of_bins(normal(rho, 50_000, seed, 256), 256, 256)
        low, high = found.estimate.errors.interval(
            found.estimate.value, 0.95, missed=2 * found.unresolved
        )
        held += low < truth < high
    # Fewer than this of 50 would be a chance of 1 in 1000, were 90 % of the intervals right.
    assert binomtest(held, draws, 0.9, alternative="less").pvalue > 0.001


def test_halves_of_a_scalar_and_classes():
    rng = np.random.default_rng(0)
    n, apart = 1_000_000, 0.5
    y = rng.integers(0, 3, n)
    x = rng.normal(size=n) + apart * y

    def density(t, k):
        return math.exp(-((t - k * apart) ** 2) / 2) / math.sqrt(2 * math.pi)

    truth = sum(
        quad(
            lambda t, k=k: density(t, k)
            * math.log(3 * density(t, k) / sum(density(t, j) for j in range(3))),
            -9, 10,
        )[0] / 3
        for k in range(3)
    )  # fmt: skip
    found = chain_of_bins(count(codes(x, rng), y, (BINS, 3)), BINS, 0)
    error = math.sqrt(found.estimate.errors.variance)
    assert abs(found.estimate.value - truth) < 4 * error
    assert error < 0.001


def test_classes_of_few_rows_that_tell_nothing_are_near_zero():
    rng = np.random.default_rng(0)
    values = []
    for _ in range(20):
        y = np.minimum(rng.zipf(1.5, 20_000), 500) - 1
        table = count(rng.integers(0, 256, y.size), y, (256, 500))
        values.append(class_information_of_bins(table).value)
    assert abs(np.mean(values)) < 4 * np.std(values) / math.sqrt(20) + 1e-4


def test_x_and_y_can_be_exchanged():
    table = normal(0.6, 50_000, 0, 200)
    one, other = pair_information(table), pair_information(table.T.copy())
    assert one.value == pytest.approx(other.value, abs=1e-13)
    one, other = chain_of_bins(table, 200, 0), chain_of_bins(table.T.copy(), 0, 200)
    assert one.estimate.value == pytest.approx(other.estimate.value, abs=1e-13)


def test_labels_alone_are_a_table():
    table = np.random.default_rng(0).integers(0, 50, (6, 4))
    found = chain_of_bins(table, 0, 0)
    assert found.estimate.value == chance_corrected_table(Table.of_counts(table)).value
    assert found.unresolved == 0


def test_atoms_are_added_by_the_chain_rule():
    """x is 0 in 30 % of the rows, and else as y, which is normal: the truth is known in parts."""
    rng = np.random.default_rng(0)
    n, rho = 400_000, 0.8
    y = rng.normal(size=n)
    zero = rng.random(n) < 0.3
    x = rho * y + math.sqrt(1 - rho * rho) * rng.normal(size=n)
    x_codes = np.where(zero, BINS, codes(x, rng))
    found = chain_of_bins(count(x_codes, codes(y, rng), (BINS + 1, BINS)), BINS, BINS)
    truth = 0.7 * -0.5 * math.log(1 - rho * rho)
    assert abs(found.estimate.value - truth) < 4 * math.sqrt(found.estimate.errors.variance)


def test_slots_hold_equal_shares_and_keep_the_order():
    rows = np.array([5, 0, 1, 100, 1, 1, 20])
    slots = slots_of(rows, 3)
    assert (np.diff(slots[rows > 0]) >= 0).all()
    assert slots.max() < 8
    table = np.random.default_rng(0).integers(0, 9, (64, 5))
    kept = into_slots(table, 0, 10)
    assert np.array_equal(kept.sum(axis=0), table.sum(axis=0))
    before, after = (plugin_information(Table.of_counts(t)) for t in (table, kept))
    assert after <= before + 1e-12


def test_empty_and_constant_columns_tell_nothing():
    assert pair_information(np.zeros((4, 4), dtype=np.int64)).value == 0
    one_bin = np.zeros((4, 4), dtype=np.int64)
    one_bin[2] = 1000
    assert pair_information(one_bin).value == 0
    assert class_information_of_bins(one_bin).value == 0
