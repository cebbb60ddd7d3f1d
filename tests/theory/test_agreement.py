"""The textbook estimators, by name, against the peers and the plain formulas."""

from __future__ import annotations

import ennemi
import numpy as np
import pytest
import twins
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression
from sklearn.metrics import mutual_info_score

import mutually as mu

RNG = np.random.default_rng(0)


def pair(name, n):
    rng = np.random.default_rng(n)
    x = rng.normal(size=n)
    return {
        "normal": lambda: (x, 0.6 * x + 0.8 * rng.normal(size=n)),
        "heavy tails": lambda: (np.sinh(2 * x), x + rng.standard_cauchy(n)),
        "sine": lambda: (x, np.sin(3 * x) + 0.1 * rng.normal(size=n)),
        "scaled": lambda: (1000 * x, 1e-3 * rng.normal(size=n)),
    }[name]()


@pytest.mark.parametrize("name", ["normal", "heavy tails", "sine", "scaled"])
@pytest.mark.parametrize("n", [100, 1000, 5000])
@pytest.mark.parametrize("k", [1, 3, 7])
def test_standardized_ksg_is_scikit_learns(name, n, k):
    x, y = pair(name, n)
    expected = mutual_info_regression(x[:, None], y, n_neighbors=k, random_state=0)[0]
    found = mu.mutual_information(
        x, y, estimator="ksg", transform="standardize", n_neighbors=k
    ).value
    # scikit-learn adds noise of 1e-10 of the scale and clips at 0.
    assert max(found, 0) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("name", ["normal", "sine"])
@pytest.mark.parametrize("k", [1, 3, 7])
def test_standardized_ksg_is_ennemis(name, k):
    x, y = pair(name, 1000)
    expected = ennemi.estimate_mi(y, x, k=k)[0, 0]
    found = mu.mutual_information(x, y, estimator="ksg", transform="standardize", n_neighbors=k)
    assert found.value == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("name", ["normal", "heavy tails", "sine", "scaled"])
@pytest.mark.parametrize("k", [1, 3, 7])
def test_untransformed_ksg_is_the_formula(name, k):
    x, y = pair(name, 700)
    found = mu.mutual_information(x, y, estimator="ksg", transform=None, n_neighbors=k)
    np.testing.assert_allclose(found.local, twins.ksg_local(x, y, k), rtol=0, atol=1e-12)
    assert found.value == pytest.approx(twins.ksg_local(x, y, k).mean(), abs=1e-12)


@pytest.mark.parametrize("levels", [(2, 2), (5, 30), (400, 3), (1000, 1000)])
def test_plugin_is_scikit_learns_score(levels):
    x, y = (RNG.integers(0, level, 3000) for level in levels)
    found = mu.mutual_information(x, y, estimator="plugin").value
    assert found == pytest.approx(mutual_info_score(x, y), abs=1e-12)


@pytest.mark.parametrize("k", [1, 3, 7])
@pytest.mark.parametrize("classes", [2, 5, 40])
def test_ross_is_the_formula_and_scikit_learns(classes, k):
    rng = np.random.default_rng(classes)
    label = rng.integers(0, classes, 600)
    x = rng.normal(size=600) + label / classes
    for transform in (None, "standardize"):
        found = mu.mutual_information(
            x, label, estimator="ross", transform=transform, n_neighbors=k,
            discrete=(False, True),
        )  # fmt: skip
        np.testing.assert_allclose(
            found.local, twins.ross_local(x / (x.std() if transform else 1), label, k), atol=1e-12
        )
    if np.bincount(label).min() <= 2 * k:
        return  # scikit-learn then searches by dot products, whose rounding shows: 1e-4 per seed.
    expected = mutual_info_classif(x[:, None], label, n_neighbors=k, random_state=0)[0]
    assert max(found.value, 0) == pytest.approx(expected, abs=1e-5)


def test_expected_information_is_scikit_learns():
    from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information

    from mutually import _core
    from mutually.estimators.discrete.table import CountsOfCounts

    x, y = RNG.integers(0, 40, 500), RNG.integers(0, 7, 500)
    expected = expected_mutual_information(contingency_matrix(x, y, sparse=True), 500)
    rows, columns = (CountsOfCounts.of(np.bincount(v)) for v in (x, y))
    n_log_n, *_ = _core.table_chance(500, rows.counts, rows.times, columns.counts, columns.times, 1)
    found = rows.plugin_entropy() + columns.plugin_entropy() + n_log_n / 500 - np.log(500)
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "margins", [((3, 5, 4), (6, 6)), ((1, 1, 1, 9), (2, 10)), ((4, 4), (4, 4))]
)
def test_moments_of_chi_squared_are_those_of_random_pairings(margins):
    """Haldane's mean and variance against all pairings, drawn 10,000 times."""
    from mutually.estimators.discrete.chance_corrected import chi_squared_z
    from mutually.estimators.discrete.table import CountsOfCounts, Table
    from mutually.variables import smallest_codes

    x, y = (np.repeat(np.arange(len(m)), m) for m in margins)
    rng = np.random.default_rng(0)
    columns = CountsOfCounts.of(np.array(margins[1]))
    z = []
    for _ in range(10_000):
        shuffled = rng.permutation(y)
        table = Table.of(smallest_codes(x, len(margins[0])), smallest_codes(shuffled, 9))
        z.append(chi_squared_z(table, CountsOfCounts.of(table.x_totals), columns))
    # A standardised variable: mean 0 and variance 1, within five standard errors.
    assert abs(np.mean(z)) < 5 / 100
    assert abs(np.var(z) - 1) < 5 * np.std((np.array(z) - np.mean(z)) ** 2) / 100
