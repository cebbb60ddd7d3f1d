"""Cross-fitted classifiers for several features and a categorical target (extra ``sklearn``)."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from mutually.errors import require
from mutually.estimators.class_models import Model, linear, quadratic
from mutually.estimators.class_vectors import rows_of_classes
from mutually.estimators.estimate import Estimate
from mutually.estimators.stacking import cross_mixed, stratified_folds
from mutually.variables import Labels

Matrix = NDArray[np.float64]

_FOLDS = 10
_LARGE = 5000
# All products of more columns than this are more than a regression can use, or pay for.
_COLUMNS_TO_MULTIPLY = 25
_LEAST = -20.0
# Where the slope of a feature may change, in standard deviations.
_BENDS = (-1.5, -0.75, 0.0, 0.75, 1.5)


def classifiers(x: Matrix, classes: Labels, *, seed: int = 0, workers: int = 1) -> Estimate:
    """Estimate the information of features about a class by held-out predictions, in nats.

    Classifiers (linear and quadratic discriminant analysis, logistic regression on the features, on
    their products and on broken lines, boosted trees) learn on all folds but one and give
    probabilities of the classes in that one. They are mixed with weights that were chosen on the
    predictions of the other folds. The value is the mean over the rows of log(p / share), with the
    share of the class among the rows that were learnt from.

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
    local[kept] = cross_mixed(gains, folds)
    return Estimate(float(local.mean()), local, f"classifiers, {count} folds", notes)


def _gains(x: Matrix, y: NDArray[np.intp], folds: NDArray[np.int64]) -> Matrix:
    """Return log(p / share) of each row's class by each model, and a column of zeros."""
    classes = int(y.max()) + 1
    models = _models(x.shape[1])
    gains = np.zeros((len(y), len(models) + 1))
    for fold in range(int(folds.max()) + 1):
        inside, outside = folds == fold, folds != fold
        learnt = x[outside]
        scale = learnt.std(axis=0)
        scale[scale == 0] = 1.0
        train, test = ((part - learnt.mean(axis=0)) / scale for part in (learnt, x[inside]))
        rows = np.bincount(y[outside], minlength=classes)
        shares = np.log(rows / rows.sum())[y[inside]]
        for place, model in enumerate(models):
            found = model(train, y[outside], classes, test)[np.arange(len(test)), y[inside]]
            # A probability of zero would be an infinite loss, whatever the weight.
            gains[inside, place] = np.maximum(found, _LEAST) - shares
    return gains


def _models(d: int) -> list[Model]:
    preprocessing = require("sklearn.preprocessing", "sklearn")
    logistic = require("sklearn.linear_model", "sklearn").LogisticRegression
    trees = require("sklearn.ensemble", "sklearn").HistGradientBoostingClassifier

    def regression(strength: float, degree: int, bends: bool = False) -> Model:
        def terms(part: Matrix) -> Matrix:
            products = preprocessing.PolynomialFeatures(degree, include_bias=False)
            columns = [products.fit_transform(part)]
            columns += [np.maximum(part - bend, 0) for bend in _BENDS if bends]
            return np.hstack(columns)

        def model(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
            scaler = preprocessing.StandardScaler()
            learnt = scaler.fit_transform(terms(train))
            fitted = logistic(C=1 / strength, max_iter=300).fit(learnt, y)
            return np.asarray(fitted.predict_log_proba(scaler.transform(terms(test))), np.float64)

        return model

    def boosted(train: Matrix, y: NDArray[np.intp], classes: int, test: Matrix) -> Matrix:
        fitted = trees(
            learning_rate=0.1,
            max_iter=min(300, max(40, len(y) // 20)),
            max_leaf_nodes=8,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=0,
        ).fit(train, y)
        found: Matrix = np.log(np.maximum(fitted.predict_proba(test), np.exp(_LEAST)))
        return found

    models = [linear, quadratic(1), quadratic(4), quadratic(20), boosted]
    models += [regression(1.0, 1), regression(10.0, 1, bends=True)]
    if d <= _COLUMNS_TO_MULTIPLY:
        models += [regression(3.0, 2), regression(100.0, 2), regression(30.0, 2, bends=True)]
    return models
