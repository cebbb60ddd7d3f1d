"""The scorer: what predictions tell about the truth."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import check_scoring
from sklearn.model_selection import GridSearchCV, cross_val_score, cross_validate
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import mutually as mu
from mutually.sklearn import MutualInformationScorer, MutualInformationSelector


class Repeat(BaseEstimator):
    """A model whose predictions are its X."""

    def fit(self, X: Any, y: Any) -> Repeat:
        return self

    def predict(self, X: Any) -> Any:
        return X


def test_predicted_classes_are_a_table() -> None:
    X, y = load_breast_cancer(return_X_y=True)
    model = GaussianNB().fit(X, y)
    expected = mu.mutual_information(model.predict(X), y, discrete=True)
    assert MutualInformationScorer()(model, X, y) == expected.value
    assert MutualInformationScorer(normalized=True)(model, X, y) == expected.normalized


def test_exchanged_labels_tell_as_much() -> None:
    y = np.array(["a", "b", "b", "c"] * 25)
    exchanged = np.array(["b", "c", "c", "a"] * 25)
    scorer = MutualInformationScorer(normalized=True)
    assert scorer(Repeat(), exchanged, y) == scorer(Repeat(), y, y) == pytest.approx(1, abs=0.01)


def test_numbers_on_another_scale_tell_as_much() -> None:
    rng = np.random.default_rng(0)
    y = rng.standard_normal(300)
    predicted = y + 0.3 * rng.standard_normal(300)
    scorer = MutualInformationScorer()
    assert scorer(Repeat(), predicted, y) == scorer(Repeat(), np.exp(predicted), y) > 0.8


def test_what_tells_nothing_scores_nothing() -> None:
    X, y = load_iris(return_X_y=True)
    assert MutualInformationScorer()(DummyClassifier().fit(X, y), X, y) == 0
    X, y = load_diabetes(return_X_y=True)
    assert MutualInformationScorer()(DummyRegressor().fit(X, y), X, y) == 0


@pytest.mark.parametrize("response", ["predict_proba", "decision_function"])
def test_probabilities_and_decisions_tell_more(response: str) -> None:
    X, y = load_breast_cancer(return_X_y=True)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.001)).fit(X, y)
    more = MutualInformationScorer(response_method=response)(model, X, y)
    assert more > MutualInformationScorer()(model, X, y)


def test_probabilities_of_several_classes_are_taken_together() -> None:
    X, y = load_iris(return_X_y=True)
    model = GaussianNB().fit(X, y)
    value = MutualInformationScorer(response_method="predict_proba")(model, X, y)
    assert 0.8 < value < np.log(3) + 0.05


def test_for_a_search_and_several_scores() -> None:
    X, y = load_breast_cancer(return_X_y=True)
    pipeline = make_pipeline(StandardScaler(), MutualInformationSelector(), LogisticRegression())
    scorer = MutualInformationScorer(normalized=True)
    grid = {"mutualinformationselector__k": [1, 20]}
    search = GridSearchCV(pipeline, grid, scoring=scorer, cv=3).fit(X, y)
    assert search.best_params_ == {"mutualinformationselector__k": 20}
    assert 0.6 < search.best_score_ < 1
    assert search.score(X, y) == scorer(search.best_estimator_, X, y)
    found = cross_validate(pipeline, X, y, scoring={"mi": scorer, "accuracy": "accuracy"}, cv=3)
    assert found["test_mi"].mean() == pytest.approx(
        cross_val_score(pipeline, X, y, scoring=scorer, cv=3).mean()
    )
    clone(search)


def test_of_numbers_the_better_model_scores_more() -> None:
    X, y = load_diabetes(return_X_y=True)
    scorer = MutualInformationScorer(normalized=True)
    good, poor = (
        cross_val_score(model, X, y, scoring=scorer, cv=5).mean()
        for model in (LinearRegression(), Ridge(alpha=1).set_params(alpha=1e12))
    )
    assert poor <= good + 0.05
    assert 0.5 < good < 0.9


def test_parameters_clone_pickle() -> None:
    scorer = MutualInformationScorer(n_neighbors=5, response_method="predict_proba")
    again = clone(scorer).set_params(normalized=True)
    assert again.get_params() == {**scorer.get_params(), "normalized": True}
    assert pickle.loads(pickle.dumps(scorer)).get_params() == scorer.get_params()
    assert check_scoring(GaussianNB(), scoring=scorer) is scorer


@pytest.mark.parametrize(
    "wrong",
    [
        {"normalized": 1.5},
        {"response_method": "guess"},
        {"target": "count"},
        {"n_neighbors": 65},
        {"random_state": "x"},
    ],
)
def test_bad_parameters_are_refused(wrong: dict[str, Any]) -> None:
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match=f"'{next(iter(wrong))}' parameter"):
        MutualInformationScorer(**wrong)(GaussianNB().fit(X, y), X, y)
