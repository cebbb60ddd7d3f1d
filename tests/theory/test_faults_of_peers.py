"""What today's packages get wrong on scalars, case by case; each passes here.

The numbers in the comments are what the peers return: scikit-learn 1.9.1, ennemi 1.5.0,
infomeasure 0.6.3, NPEET 1.0.1.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.feature_selection import mutual_info_classif

import mutually as mu

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

TRUTH = -0.5 * math.log(1 - 0.6**2)
# The standard deviation of KSG at n = 1000 and this correlation is 0.029; four of them.
NEAR = 0.12


def normals(n=1000, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return x, 0.6 * x + 0.8 * rng.normal(size=n)


def test_self_information_of_a_label():
    """scikit-learn: 1.496, more than any binary label can tell."""
    label = np.repeat([0, 1], 5)
    found = mu.mutual_information(label, label)
    # The few rows leave some doubt: 20 pairs of rows that share a label have weight 400 / 500, and
    # with the rest the value is 0.06 lower.
    assert math.log(2) - 0.02 < found.value <= math.log(2)
    assert mu.mutual_information(label, label, estimator="plugin").value == pytest.approx(
        math.log(2), abs=1e-15
    )
    assert mutual_info_classif(label[:, None], label, random_state=0)[0] > 1


def test_noise_with_500_levels_ranks_below_a_real_feature():
    """scikit-learn: 0.329 for the noise, 0.327 for the feature."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 1000)
    real = np.where(rng.random(1000) < 0.9, y, 1 - y)
    noise = rng.integers(0, 500, 1000)
    ranking = mu.rank({"real": real, "noise": noise, "y": y}, "y", discrete=["noise"])
    assert [row.feature for row in ranking] == ["real", "noise"]
    # Standard deviation over seeds 0.015, mean below 0.005 (studies/scalars.md).
    assert abs(ranking["noise"].mi) < 0.06


def test_an_identifier_tells_nothing_exactly():
    """scikit-learn's mutual_info_score: 0.6925, all there is to know of the classes."""
    y = np.random.default_rng(0).integers(0, 2, 1000)
    assert abs(mu.mutual_information(np.arange(1000), y, discrete=True).value) < 1e-12
    ranking = mu.rank({"id": [f"row {i}" for i in range(1000)], "x": y, "y": y}, "y")
    assert [row.feature for row in ranking] == ["x"]
    assert "names its rows" in ranking.skipped["id"]


def test_constant_feature():
    """scikit-learn: above 0, and 210 times H(Y) at n = 1e6."""
    y = np.random.default_rng(0).normal(size=1000)
    for constant in (np.ones(1000), ["same"] * 1000, [None] * 500 + [1] * 500):
        assert mu.mutual_information(constant, y).value == 0
    assert mu.rank({"c": np.ones(1000), "y": y}, "y").skipped == {"c": "only one value"}


@pytest.mark.parametrize(
    "distort",
    [
        lambda x: np.where(np.arange(len(x)) == 3, 1e6, x),  # scikit-learn: 0.0002
        lambda x: np.exp(3 * x),  # scikit-learn: 0.141
        lambda x: x**5,  # scikit-learn: 0.138
        lambda x: 1e10 + x,  # scikit-learn: 0.101
        lambda x: 1e12 + x,  # scikit-learn: 0.004
        lambda x: 1000 * x,  # infomeasure: 0.003
    ],
    ids=["one outlier", "exp(3x)", "x^5", "offset 1e10", "offset 1e12", "times 1000"],
)
def test_any_scale_and_shape(distort):
    x, y = normals()
    assert mu.mutual_information(distort(x), y).value == pytest.approx(TRUTH, abs=NEAR)
    assert mu.mutual_information(x, distort(y)).value == pytest.approx(TRUTH, abs=NEAR)


@pytest.mark.parametrize("n", [1000, 10_000])
def test_zero_inflation_on_both_sides(n):
    """Bias of scikit-learn -0.174, ennemi -0.124 and -inf, mixed KSG -0.204."""
    truth = 0.980
    values = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=n)
        y = 0.8 * x + 0.6 * rng.normal(size=n)
        off = rng.random(n) < 0.4
        values.append(mu.mutual_information(np.where(off, 0, x), np.where(off, 0, y)).value)
    assert np.mean(values) == pytest.approx(truth, abs=0.03)


def test_poisson_counts_against_classes():
    """ennemi: nan."""
    rng = np.random.default_rng(0)
    label = rng.integers(0, 2, 2000)
    counts = rng.poisson(np.where(label == 0, 3, 4.5))
    found = mu.mutual_information(counts, label)
    # The truth, by summing over counts, is 0.0704; studies/scalars.md has a spread of 0.011 at
    # n = 1000, so 0.008 here; four of them.
    assert found.value == pytest.approx(0.0704, abs=0.03)


def test_independent_features_are_not_made_positive():
    """scikit-learn at n = 100: a quarter above 0.05, none below 0."""
    values = [
        mu.mutual_information(*np.random.default_rng(seed).normal(size=(2, 100))).value
        for seed in range(300)
    ]
    # The null's mean is 0.0011 and its standard deviation 0.065 at n = 100.
    assert abs(np.mean(values)) < 5 * 0.065 / math.sqrt(300) + 0.0011
    assert min(values) < 0


def test_independent_normals_with_four_neighbours():
    """dit counts a closed ball: -0.020 on average."""
    values = [
        mu.mutual_information(*np.random.default_rng(seed).normal(size=(2, 600)),
                              estimator="ksg", transform=None, n_neighbors=4).value
        for seed in range(100)
    ]  # fmt: skip
    assert abs(np.mean(values)) < 0.01


def test_nan_with_threads_is_an_error_with_the_column_or_a_missing_row():
    """ennemi with two threads: nan."""
    rng = np.random.default_rng(0)
    table = {f"column {i}": rng.normal(size=500) for i in range(20)}
    table["column 7"][250] = np.nan
    y = rng.normal(size=500)
    ranking = mu.rank({**table, "y": y}, "y", n_jobs=4)
    assert {row.feature: row.n for row in ranking}["column 7"] == 499
    with pytest.raises(mu.MutuallyError, match=r"column 'column 7'.*no missing.*row 250"):
        mu.rank({**table, "y": y}, "y", n_jobs=4, missing="raise")
