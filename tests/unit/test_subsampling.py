"""Standard errors by subsampling, of means whose standard error is known, and of an estimate."""

from __future__ import annotations

import numpy as np
import pytest

from mutually.inference.subsampling import standard_error
from mutually.pairs import estimate_pair
from mutually.tables.columns import read_column
from mutually.variables import make_variable

SETS = 1000


def white_noise(random, n):
    return random.normal(size=n)


def in_blocks(random, n):
    """Blocks of ten rows that share half of their variance; 1/10 of it is left in their means."""
    return random.normal(size=n // 10).repeat(10) + random.normal(size=n)


def remembering(random, n, phi=0.6):
    """A stationary series of the first order."""
    noise = random.normal(size=n)
    values = np.empty(n)
    values[0] = noise[0] / np.sqrt(1 - phi**2)
    for i in range(1, n):
        values[i] = phi * values[i - 1] + noise[i]
    return values


CASES = {
    # name: (series, n, options, standard error of the mean, bias allowed)
    "rows": (white_noise, 120, {}, np.sqrt(1 / 120), 0),
    "blocks": (in_blocks, 300, {"blocks": np.arange(300) // 10}, np.sqrt(1.1 / 30), 0),
    "a few blocks": (in_blocks, 70, {"blocks": np.arange(70) // 10}, np.sqrt(1.1 / 7), 0),
    "stretches": (white_noise, 400, {"ordered": True}, np.sqrt(1 / 400), 0),
    "short stretches": (white_noise, 100, {"ordered": True}, np.sqrt(1 / 100), 0),
    # A stretch of 100 rows misses correlations across its ends: to first order the variance of its
    # mean lacks 2 phi / ((1 - phi^2) 100) = 2 %.
    "a series": (remembering, 1000, {"ordered": True}, 2.5 / np.sqrt(1000), 0.02),
}


@pytest.mark.parametrize(("draw", "n", "options", "truth", "bias"), CASES.values(), ids=CASES)
def test_the_error_of_a_mean_is_right_on_average_and_covers(draw, n, options, truth, bias):
    random = np.random.default_rng(0)
    variances, covered = [], 0
    for s in range(SETS):
        values = draw(random, n)
        found = standard_error(lambda keep, v=values: float(v[keep].mean()), n, seed=s, **options)
        variances.append(found.standard_error**2)
        covered += abs(values.mean()) <= found.half_width(0.95)
    error = np.std(variances) / np.sqrt(SETS)
    assert abs(np.mean(variances) - truth**2) < 4 * error + 2 * bias * truth**2
    # Student's t with these degrees of freedom: 95 % within 4 standard errors.
    assert abs(covered / SETS - 0.95) < 4 * np.sqrt(0.05 * 0.95 / SETS) + bias


def test_the_error_of_an_estimate_covers():
    # KSG at 0.22 nats, 300 rows: the interval against the mean estimate; 200 data sets.
    random = np.random.default_rng(0)
    estimates, widths = [], []
    for s in range(200):
        x = random.normal(size=300)
        y = 0.6 * x + 0.8 * random.normal(size=300)
        one, other = (make_variable(read_column(v, "v")) for v in (x, y))

        def of(keep, one=one, other=other):
            return estimate_pair(one.take(keep), other.take(keep), estimator="ksg").value

        estimates.append(of(np.ones(300, dtype=bool)))
        widths.append(standard_error(of, 300, seed=s).half_width())
    covered = np.mean(np.abs(np.array(estimates) - np.mean(estimates)) <= widths)
    assert abs(covered - 0.95) < 4 * np.sqrt(0.05 * 0.95 / 200)


def masks_of(n, **options):
    masks = []

    def keep(mask):
        masks.append(mask)
        return float(len(masks))

    standard_error(keep, n, **options)
    return np.array(masks)


def test_a_third_of_the_rows_and_a_tenth_of_many():
    masks = masks_of(300)
    assert masks.shape == (12, 300)
    assert (masks.sum(axis=1) == 100).all()
    assert (masks_of(20_000).sum(axis=1) == 2000).all()
    assert len({m.tobytes() for m in masks}) == 12


def test_whole_blocks_are_taken():
    blocks = np.random.default_rng(0).integers(0, 9, 200) * 7
    for mask in masks_of(200, blocks=blocks):
        taken = set(blocks[mask])
        assert len(taken) == 3
        np.testing.assert_array_equal(mask, np.isin(blocks, list(taken)))


@pytest.mark.parametrize(("n", "size"), [(1000, 100), (300, 50), (60, 20)])
def test_stretches_are_contiguous_and_evenly_spaced(n, size):
    masks = masks_of(n, ordered=True)
    assert (masks.sum(axis=1) == size).all()
    assert ((np.diff(masks.astype(int), axis=1) != 0).sum(axis=1) <= 2).all()
    assert masks[0, 0]
    assert masks[-1, -1]
    starts = masks.argmax(axis=1)
    assert np.ptp(np.diff(starts)) <= 1


def test_the_result_is_the_same_for_any_number_of_threads():
    values = np.random.default_rng(0).normal(size=500)
    one, *others = [
        standard_error(lambda keep: float(values[keep].std()), 500, seed=5, workers=w)
        for w in (1, 4, 7)
    ]
    assert all(other == one for other in others)
    assert standard_error(lambda keep: float(values[keep].std()), 500, seed=6) != one


@pytest.mark.parametrize(
    "options",
    [{"n": 2}, {"n": 0}, {"n": 50, "blocks": np.arange(50) % 2}, {"n": 2, "ordered": True}],
)
def test_too_few_rows_or_blocks_have_no_error(options):
    assert np.isnan(standard_error(lambda keep: 0.0, **options).standard_error)


def test_degrees_of_freedom_count_draws_and_blocks():
    def of(n, **options):
        return standard_error(lambda keep: 0.0, n, **options).degrees_of_freedom

    assert of(10_000) == pytest.approx(11, abs=0.02)
    assert of(100, blocks=np.arange(100) // 20) == pytest.approx(1 / (1 / 11 + 1 / 4))
    # Stretches of a tenth barely share rows; of a third they share most.
    assert 10 < of(1000, ordered=True) < 11
    assert 3 < of(100, ordered=True) < 4
