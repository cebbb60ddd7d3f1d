"""The gate between two answers for two discrete variables."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mutually.estimators.discrete.chance_corrected import chance_corrected
from mutually.estimators.discrete.chao_wang_jost import chao_wang_jost
from mutually.estimators.discrete.plugin import plugin
from mutually.estimators.discrete.shuffle_gated import shuffle_gated
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.variables import smallest_codes


def labels(codes):
    codes = np.asarray(codes)
    return smallest_codes(codes, int(codes.max(initial=0)) + 1)


def copies(n, levels, share, seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(levels, size=n)
    y = np.where(rng.random(n) < share, x, rng.integers(levels, size=n))
    q = (1 - share) / levels
    p = share + q
    truth = math.log(levels) + p * math.log(p) + (levels - 1) * q * math.log(q)
    return x, y, truth


def test_near_zero_under_independence():
    # 20 shuffles leave the mean by chance with an error of 1/sqrt(20) of a deviation.
    for levels, n in ((5, 100), (20, 1000), (100, 1000)):
        values = []
        for seed in range(40):
            x, y, _ = copies(n, levels, 0.0, seed)
            values.append(shuffle_gated(labels(x), labels(y), seed=seed).value)
        assert abs(np.mean(values)) < 4 * np.std(values) / math.sqrt(40)


@pytest.mark.parametrize(("levels", "n"), [(5, 1000), (20, 1000), (20, 10_000)])
def test_known_answers(levels, n):
    errors = []
    for seed in range(10):
        x, y, truth = copies(n, levels, 0.5, seed)
        errors.append(shuffle_gated(labels(x), labels(y), seed=seed).value - truth)
    # The worst cell of these is 20 levels and 1000 rows, where plug-in errs by 0.11.
    assert abs(np.mean(errors)) < 0.05


def test_both_sides_of_the_gate_against_plain_numpy():
    rng = np.random.default_rng(3)

    def entropies(codes):
        counts = CountsOfCounts.of(np.unique(codes, return_counts=True)[1])
        return counts.plugin_entropy(), chao_wang_jost(counts)

    for share in (0.0, 0.7):
        x, y, _ = copies(400, 6, share, 5)
        shuffled = [entropies(x * 6 + rng.permutation(y)) for _ in range(4000)]
        (p_x, c_x), (p_y, c_y), (p_xy, c_xy) = entropies(x), entropies(y), entropies(x * 6 + y)
        plugins = p_x + p_y - np.array([p for p, _ in shuffled])
        covered = c_x + c_y - np.array([c for _, c in shuffled])
        value = p_x + p_y - p_xy
        low = value - plugins.mean()
        info = c_x + c_y - c_xy
        high = info - covered.mean() * (1 - info / min(c_x, c_y))
        z = low / plugins.std()
        assert (z < 3) == (share == 0)
        found = shuffle_gated(labels(x), labels(y), seed=0)
        spread = plugins.std() if z < 3 else covered.std()
        assert found.value == pytest.approx(low if z < 3 else high, abs=5 * spread / math.sqrt(20))
        assert ("below" if z < 3 else "above") in found.method


def test_a_name_for_each_row_tells_nothing():
    y = np.arange(60) % 2
    assert shuffle_gated(labels(np.arange(60)), labels(y)).value == pytest.approx(0, abs=1e-12)
    assert shuffle_gated(labels(np.zeros(60, int)), labels(y)).value == pytest.approx(0, abs=1e-12)


def test_a_copy_has_the_entropy():
    # Where I = H nothing is left to chance: what remains is Chao, Wang and Jost's entropy.
    x, _, _ = copies(2000, 8, 0.0, 1)
    assert shuffle_gated(labels(x), labels(x)).value == pytest.approx(math.log(8), abs=0.01)


def test_the_same_bits_in_any_order_of_rows_levels_and_variables():
    x, y, _ = copies(500, 7, 0.4, 2)
    x = np.minimum(x, 4)
    first = shuffle_gated(labels(x), labels(y), seed=4)
    order = np.random.default_rng(0).permutation(500)
    for a, b in ((y, x), (x[order], y[order]), (4 - x, 6 - y), (2 * x, 3 * y)):
        assert shuffle_gated(labels(a), labels(b), seed=4).value == first.value
    assert shuffle_gated(labels(x), labels(y), seed=4, workers=4).value == first.value
    assert shuffle_gated(labels(x), labels(y), seed=5).value != first.value


def test_local_values_have_the_value_as_their_mean():
    x, y, _ = copies(300, 5, 0.5, 0)
    found = shuffle_gated(labels(x), labels(y))
    assert found.rows().mean() == pytest.approx(found.value, abs=1e-12)
    # They differ from those of the plug-in by one constant.
    gap = found.rows() - plugin(labels(x), labels(y)).rows()
    assert np.ptp(gap) < 1e-12


def test_few_rows():
    empty = np.array([], dtype=int)
    assert shuffle_gated(labels(empty), labels(empty)).value == 0
    one = labels(np.zeros(1, int))
    assert shuffle_gated(one, one).value == 0
    two = labels(np.arange(2))
    assert shuffle_gated(two, two).value == chance_corrected(two, two).value == 0
