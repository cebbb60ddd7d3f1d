"""The functions of X and y: scikit-learn's values, our own defaults, and p-values."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse
from sklearn import feature_selection as theirs
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.feature_selection import SelectFdr, SelectKBest, SelectPercentile
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

import mutually as mu
from mutually.sklearn import mi_score, mutual_info_classif, mutual_info_regression


def columns(n: int, d: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Columns that follow the target more and more."""
    rng = np.random.default_rng(seed)
    y = rng.standard_normal(n)
    return np.linspace(0, 2, d) * y[:, None] + rng.standard_normal((n, d)), y


# Each difference of a count by one, from a distance that scikit-learn squares and takes the root
# of, changes a mean of digammas by at most 1 / n.
ROUNDING = 1e-12


@pytest.mark.parametrize("n_neighbors", [1, 3, 10, 64])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_against_numbers_as_theirs(n_neighbors: int, dtype: Any) -> None:
    X, y = (part.astype(dtype) for part in columns(500, 5))
    options: dict[str, Any] = {"n_neighbors": n_neighbors, "random_state": 0}
    expected = theirs.mutual_info_regression(X, y, **options)
    np.testing.assert_allclose(
        mutual_info_regression(X, y, **options), expected, rtol=0, atol=ROUNDING
    )


@pytest.mark.parametrize("decimals", [0, 1])
def test_tied_numbers_as_theirs(decimals: int) -> None:
    X, y = (part.round(decimals) for part in columns(500, 5))
    expected = theirs.mutual_info_regression(X, y, random_state=3)
    found = mutual_info_regression(X, y, random_state=3)
    np.testing.assert_allclose(found, expected, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("load", [load_breast_cancer, load_digits])
def test_classes_as_theirs(load: Any) -> None:
    X, y = load(return_X_y=True)
    expected = theirs.mutual_info_classif(X, y, random_state=0)
    np.testing.assert_allclose(
        mutual_info_classif(X, y, random_state=0), expected, rtol=0, atol=2 / len(y)
    )


def test_labels_as_strings_and_classes_of_one_row_as_theirs() -> None:
    X, y = columns(200, 4)
    label = np.array(["low", "high"])[(y > 0).astype(int)].astype(object)
    label[7] = "alone"
    expected = theirs.mutual_info_classif(X, label, random_state=0)
    np.testing.assert_allclose(
        mutual_info_classif(X, label, random_state=0), expected, rtol=0, atol=2 / 200
    )


@pytest.mark.parametrize("discrete", [True, [0, 2], [True, False, True, False]])
def test_discrete_features_as_theirs(discrete: Any) -> None:
    X, y = columns(300, 4)
    X = X.round()
    label = np.digitize(y, [-1, 1])
    for name, target in (("mutual_info_classif", label), ("mutual_info_regression", y)):
        options = {"discrete_features": discrete, "random_state": 0}
        expected = getattr(theirs, name)(X, target, **options)
        ours = {"mutual_info_classif": mutual_info_classif}.get(name, mutual_info_regression)
        np.testing.assert_allclose(ours(X, target, **options), expected, rtol=0, atol=2 / 300)


def test_sparse_as_theirs() -> None:
    X = sparse.random_array((200, 6), density=0.3, rng=np.random.default_rng(0)).tocsr()
    X.data = np.ceil(3 * X.data)
    y = np.arange(200) % 3
    np.testing.assert_allclose(
        mutual_info_classif(X, y), theirs.mutual_info_classif(X, y), rtol=0, atol=ROUNDING
    )


def test_more_neighbours_than_the_kernels_have() -> None:
    X, y = columns(200, 3)
    expected = theirs.mutual_info_regression(X, y, n_neighbors=80, random_state=0)
    found = mutual_info_regression(X, y, n_neighbors=80, random_state=0)
    np.testing.assert_allclose(found, expected, rtol=0, atol=ROUNDING)


def test_a_state_is_drawn_from_as_theirs() -> None:
    X, y = (part.round() for part in columns(300, 3))
    states = [np.random.RandomState(5), np.random.RandomState(5)]
    for _ in range(2):
        expected = theirs.mutual_info_regression(X, y, random_state=states[0])
        found = mutual_info_regression(X, y, random_state=states[1])
        np.testing.assert_allclose(found, expected, rtol=0, atol=ROUNDING)


def test_the_callers_data_stay_as_they_are() -> None:
    X, y = columns(100, 3)
    before = X.copy(), y.copy()
    mutual_info_regression(X, y, copy=False)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize("n_jobs", [2, 7, -1, None, np.int64(2)])
def test_threads_change_no_bit(n_jobs: Any) -> None:
    X, y = columns(300, 9)
    one = mutual_info_regression(X, y, random_state=0, n_jobs=1)
    np.testing.assert_array_equal(one, mutual_info_regression(X, y, random_state=0, n_jobs=n_jobs))


@pytest.mark.parametrize(
    "options",
    [
        {"n_neighbors": 0},
        {"n_neighbors": 3.0},
        {"discrete_features": "manual"},
        {"copy": "yes"},
        {"random_state": "seed"},
        {"n_jobs": 0.5},
        {"estimator": "best"},
    ],
)
def test_bad_parameters_are_refused(options: dict[str, Any]) -> None:
    X, y = columns(50, 2)
    with pytest.raises(ValueError, match=next(iter(options))):
        mutual_info_regression(X, y, **options)


def test_bad_data_are_refused_as_theirs() -> None:
    X, y = columns(50, 2)
    with pytest.raises(ValueError, match="NaN"):
        mutual_info_regression(np.where(X > 2, np.nan, X), y)
    with pytest.raises(ValueError, match="Unknown label type: continuous"):
        mutual_info_classif(X, y)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        mutual_info_regression(X, y[:-1])
    with pytest.raises(ValueError, match="must be below the number of rows"):
        mutual_info_regression(X[:3], y[:3])
    with pytest.raises(ValueError, match="of two rows or more"):
        mutual_info_classif(X[:20], np.arange(20))


def test_our_own_estimates_are_those_of_rank() -> None:
    X, y = columns(300, 4)
    X = np.exp(3 * X)
    ranking = mu.rank(X, target=y, inference=False)
    found = mutual_info_regression(X, y, estimator="auto")
    assert found.tolist() == [ranking.feature(place).mi for place in range(4)]
    assert found[0] < 0.05 < found[3]


def test_our_own_estimates_of_a_frame() -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 200)
    frame = {
        "number": y + rng.standard_normal(200),
        "string": np.where(y == 1, "b", "a"),
        "missing": [None if row % 5 == 0 else float(row % 7) for row in range(200)],
        "constant": ["same"] * 200,
        "name": [f"row {row}" for row in range(200)],
    }
    found = [
        mutual_info_classif(table, y, estimator="auto", random_state=0)
        for table in (pd.DataFrame(frame), pl.DataFrame(frame, strict=False))
    ]
    np.testing.assert_array_equal(found[0], found[1])
    assert found[0][1] == pytest.approx(np.log(2), abs=0.01)
    assert found[0][3] == 0
    assert np.isnan(found[0][4])


@pytest.mark.parametrize(
    "select", [SelectKBest(k=5), SelectPercentile(percentile=20), SelectFdr(alpha=1e-6)]
)
def test_mi_score_in_the_selectors_of_scikit_learn(select: Any) -> None:
    X, y = load_breast_cancer(return_X_y=True)
    noise = np.random.default_rng(0).standard_normal((len(y), 30))
    select = clone(select).set_params(score_func=partial(mi_score, n_neighbors=5))
    chosen = select.fit(np.hstack([X, noise]), y).get_support()
    assert chosen[:30].sum() >= 5
    assert not chosen[30:].any()
    assert cross_val_score(make_pipeline(clone(select), GaussianNB()), X, y).mean() > 0.9


def test_mi_score_gives_the_p_values_of_rank() -> None:
    X, y = load_diabetes(return_X_y=True)
    scores, pvalues = mi_score(X, y)
    ranking = mu.rank(X, target=y, discrete={1: True})
    assert scores.tolist() == [ranking.feature(place).mi for place in range(10)]
    assert pvalues.tolist() == [ranking.feature(place).pvalue for place in range(10)]


def test_mi_score_of_noise_has_uniform_p_values() -> None:
    rng = np.random.default_rng(1)
    pvalues = mi_score(rng.standard_normal((200, 400)), rng.standard_normal(200))[1]
    # 400 uniform values: the share below 5 % is within 4 standard deviations of that.
    assert abs((pvalues <= 0.05).mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 400)


def test_mi_score_of_a_sparse_array_is_that_of_a_dense_one() -> None:
    X = sparse.random_array((200, 4), density=0.5, rng=np.random.default_rng(0)).tocsr()
    y = np.asarray(X.toarray()[:, 0] > 0.3)
    np.testing.assert_array_equal(mi_score(X, y), mi_score(X.toarray(), y))


def test_mi_score_takes_a_target_for_what_it_is_said_to_be() -> None:
    X, y = columns(400, 1)
    count = np.clip(y.round() + 3, 0, 6)
    classes, auto = mi_score(X, count, target="classification")[0], mi_score(X, count)[0]
    assert classes == auto != mi_score(X, count, target="regression")[0]


@pytest.mark.parametrize(
    ("discrete_features", "message"),
    [
        ([True], "must have 2 entries as a mask"),
        ([2], "must hold places below 2"),
        (["x"], "must hold names of columns; got 'x'"),
        ([[0]], "must be one-dimensional"),
        ("some", "discrete_features"),
    ],
)
def test_discrete_features_that_cannot_be(discrete_features: Any, message: str) -> None:
    X, y = columns(50, 2)
    with pytest.raises(ValueError, match=message):
        mi_score(X, y, discrete_features=discrete_features)
