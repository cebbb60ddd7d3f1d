"""A scorer: what a model's predictions tell about the truth."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from sklearn.base import BaseEstimator, is_classifier
from sklearn.utils._param_validation import Interval, StrOptions

from mutually import _core
from mutually.pairs import entropy_of_labels, estimate_pair
from mutually.reading import read_variable
from mutually.results.result import normalize
from mutually.sklearn.inputs import TARGETS, as_target, resolve_random_state


class MutualInformationScorer(BaseEstimator):
    """Score a model by the mutual information of its predictions and the truth.

    It is a scorer in scikit-learn's sense, a callable of ``(estimator, X, y)`` of which more is
    better, for ``scoring=`` of ``cross_val_score``, ``GridSearchCV`` and their kin, alone or in a
    dict of several. It is to classes that are rare, and to predictions on another scale or with
    another sign, as fair as to any: it asks what the predictions tell, not whether they are right.
    So labels that are always exchanged score as high as perfect ones.

    Parameters
    ----------
    normalized : bool
        False: nats. True: of a class, the share of its entropy; of a number, the correlation of a
        normal pair of the same information, sqrt(1 - exp(-2 abs(I))) with the sign of I.
    response_method : {"predict", "predict_proba", "decision_function"}
        What is asked of the model. Probabilities and decisions tell more than the predicted class;
        for more than two classes they are several numbers, taken together.
    target : {"auto", "classification", "regression"}
        Whether y is a class. "auto": where the model is a classifier, or else as in
        :class:`MutualInformationSelector`.
    n_neighbors : int
        k of the neighbour estimators, 1 to 64.
    random_state : int, RandomState or None
        Of the order of equal values.

    Notes
    -----
    The value is the estimate of :func:`mutually.mutual_information`: not clipped, and about 0 on
    average for predictions that tell nothing, so that small folds do not raise it.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import cross_val_score
    >>> from mutually.sklearn import MutualInformationScorer
    >>> X, y = load_iris(return_X_y=True)
    >>> scorer = MutualInformationScorer(normalized=True)
    >>> cross_val_score(LogisticRegression(max_iter=1000), X, y, scoring=scorer, cv=3).round(1)
    array([0.9, 0.9, 0.9])
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "normalized": ["boolean"],
        "response_method": [StrOptions({"predict", "predict_proba", "decision_function"})],
        "target": [StrOptions(TARGETS)],
        "n_neighbors": [Interval(Integral, 1, _core.MAX_NEIGHBOURS, closed="both")],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        *,
        normalized: bool = False,
        response_method: str = "predict",
        target: str = "auto",
        n_neighbors: int = 3,
        random_state: Any = 0,
    ) -> None:
        self.normalized = normalized
        self.response_method = response_method
        self.target = target
        self.n_neighbors = n_neighbors
        self.random_state = random_state

    def __call__(self, estimator: Any, X: Any, y: Any) -> float:
        """Return what the model's predictions for X tell about y; more is better.

        Parameters
        ----------
        estimator : object
            A fitted model, or a pipeline that ends in one.
        X : array-like, sparse or dataframe of shape (n_samples, n_features)
            What the model takes.
        y : array-like of shape (n_samples,)
            The truth.

        Returns
        -------
        float
            In nats, or normalized.
        """
        self._validate_params()
        kind = self.target
        if kind == "auto" and is_classifier(estimator):
            kind = "classification"
        truth = as_target(y, kind)
        found = np.asarray(getattr(estimator, self.response_method)(X))
        if found.ndim == 2 and self.response_method == "predict_proba":
            # Probabilities add up to 1: the last says nothing new.
            found = found[:, :-1]
        if found.ndim == 2 and found.shape[1] == 1:
            found = found[:, 0]
        labels = truth.discrete if self.response_method == "predict" else None
        predicted = read_variable(found, "predictions", True if labels else None, "raise")
        true = read_variable(truth.values, "y", truth.discrete, "raise")
        value = estimate_pair(
            predicted,
            true,
            n_neighbors=int(self.n_neighbors),
            seed=resolve_random_state(self.random_state),
        ).value
        return normalize(value, entropy_of_labels(true)) if self.normalized else value
