"""Cross-fitted classifiers for several features and a categorical target (extra ``sklearn``)."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.errors import require
from mutually.estimators.class_vectors import rows_of_classes
from mutually.estimators.estimate import Estimate
from mutually.estimators.stacking import mixture_weights, stratified_folds
from mutually.variables import Labels

Matrix = NDArray[np.float64]

_FOLDS = 10
_LARGE = 5000
# All products of more columns than this are more than a regression can use, or pay for.
_COLUMNS_TO_MULTIPLY = 25


def classifiers(x: Matrix, classes: Labels, *, seed: int = 0, workers: int = 1) -> Estimate:
    """Estimate the information of features about a class by held-out predictions, in nats.

    Five classifiers (logistic regression, linear and quadratic discriminant analysis, logistic
    regression on squares and products, boosted trees) learn on all folds but one and give
    probabilities of the classes in that one. They are mixed with weights that were chosen on the
    other folds' predictions. The value is the mean over the rows of log(p / share), with the
    share of the class in the folds that were learnt on.

    It is a lower bound on average over samples: no predictor gains more than the information. It
    is not clipped, and near 0, on average a little below, for features that say nothing. It
    assumes independent rows: rows that come in groups (persons, days) leak from fold to fold, and
    the value is then too high. It fails, towards too little, where none of the classifiers can
    learn the relation from so few rows.

    Parameters
    ----------
    x : ndarray of shape (n, d)
        Finite numbers; a categorical feature as one column of 0 and 1 for each level.
    classes : Labels
        The class of each row. Classes of fewer rows than folds are spread as far as they go; the
        row of a class of one row counts as 0, and a warning says so.
    seed : int
        Seed of the folds.
    workers : int
        Not used: boosted trees have threads of their own, and the value does not depend on them.

    Raises
    ------
    MissingExtra
        Where scikit-learn is not installed.

    References
    ----------
    Barber & Agakov, "The IM algorithm: a variational approach to information maximization",
    NeurIPS (2003), for the bound. Wolpert, "Stacked generalization", Neural Networks 5 (1992),
    doi:10.1016/S0893-6080(05)80023-1.
    """
    require("sklearn", "sklearn")
    n = len(classes.codes)
    kept, notes = rows_of_classes(classes)
    local = np.zeros(n)
    y = np.unique(classes.codes[kept], return_inverse=True)[1].astype(np.intp)
    if not len(y) or y.max() == 0 or not np.ptp(x[kept], axis=0).any():
        return Estimate(0.0, local, "classifiers", notes)
    x = x[kept]
    count = min(_FOLDS if len(y) < _LARGE else _FOLDS // 2, len(y))
    folds = stratified_folds(y, count, np.random.default_rng(seed))
    with warnings.catch_warnings():
        # Of convergence and of collinear columns: the held-out gain is what counts.
        warnings.simplefilter("ignore")
        gains = _gains(x, y, folds)
    own = np.empty(len(y))
    for fold in range(count):
        inside = folds == fold
        weights = mixture_weights(gains[~inside])
        own[inside] = np.logaddexp.reduce(gains[inside] + np.log(weights + 1e-300), axis=1)
    local[kept] = own
    return Estimate(float(local.mean()), local, f"classifiers, {count} folds", notes)


def _gains(x: Matrix, y: NDArray[np.intp], folds: NDArray[np.int64]) -> Matrix:
    """Return log(p / share) of each row's class by each model, and a column of zeros."""
    names = list(_models(1, x.shape[1]))
    gains = np.zeros((len(y), len(names) + 1))
    for fold in range(int(folds.max()) + 1):
        inside, outside = np.flatnonzero(folds == fold), folds != fold
        rows = np.bincount(y[outside])
        shares = np.log(rows / rows.sum())[y[inside]]
        models = _models(int(rows.min()), x.shape[1])
        for place, name in enumerate(names):
            if name in models:
                model = models[name].fit(x[outside], y[outside])
                found = model.predict_proba(x[inside])[np.arange(len(inside)), y[inside]]
                # A probability of zero would be an infinite loss, whatever the weight.
                gains[inside, place] = np.log(np.maximum(found, 1e-9)) - shares
    return gains


def _models(fewest: int, d: int) -> dict[str, Any]:
    """Return fresh classifiers, all without random numbers, that can serve such small classes."""
    from sklearn.discriminant_analysis import (
        LinearDiscriminantAnalysis,
        QuadraticDiscriminantAnalysis,
    )
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    def logistic(strength: float) -> Any:
        return LogisticRegression(C=1 / strength, max_iter=300)

    models: dict[str, Any] = {
        "logistic": make_pipeline(StandardScaler(), logistic(1.0)),
        "linear discriminant": make_pipeline(
            StandardScaler(), LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
        ),
        "quadratic logistic": make_pipeline(
            StandardScaler(),
            PolynomialFeatures(2 if d <= _COLUMNS_TO_MULTIPLY else 1, include_bias=False),
            StandardScaler(),
            logistic(10.0),
        ),
        "boosted trees": HistGradientBoostingClassifier(
            learning_rate=0.05, max_iter=80, max_leaf_nodes=8, l2_regularization=1.0, random_state=0
        ),
    }
    for share in (0.1, 0.5) if fewest >= 2 else ():
        models[f"quadratic discriminant, {share}"] = make_pipeline(
            StandardScaler(), QuadraticDiscriminantAnalysis(reg_param=share)
        )
    return models
