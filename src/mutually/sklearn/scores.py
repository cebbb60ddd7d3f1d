"""Scores of features as functions of X and y: scikit-learn's two, and one with p-values."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse
from sklearn import feature_selection
from sklearn.utils._param_validation import Interval, StrOptions, validate_params
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_array, check_X_y

from mutually import _core, estimators
from mutually.errors import fail
from mutually.sklearn.inputs import (
    TARGETS,
    as_features,
    as_target,
    ranked,
    read_discrete,
    resolve_jobs,
    scores_of,
)
from mutually.sklearn.textbook import textbook_scores

_PARAMETERS = {
    "X": ["array-like", "sparse matrix"],
    "y": ["array-like"],
    "discrete_features": [StrOptions({"auto"}), "boolean", "array-like"],
    "n_neighbors": [Interval(Integral, 1, None, closed="left")],
    "copy": ["boolean"],
    "random_state": ["random_state"],
    "n_jobs": [Integral, None],
    "estimator": [StrOptions({"textbook", *estimators.INFORMATION})],
}


@validate_params(_PARAMETERS, prefer_skip_nested_validation=True)
def mutual_info_classif(
    X: Any,
    y: Any,
    *,
    discrete_features: Any = "auto",
    n_neighbors: int = 3,
    copy: bool = True,
    random_state: Any = None,
    n_jobs: int | None = None,
    estimator: str = "textbook",
) -> NDArray[np.float64]:
    """Estimate what each feature tells about a class, in nats.

    A drop-in for :func:`sklearn.feature_selection.mutual_info_classif`: with
    ``estimator="textbook"`` it takes the same arguments, refuses the same ones and returns the same
    values but for rounding.

    Parameters
    ----------
    X : array-like or sparse of shape (n_samples, n_features)
        Numbers without missing values; with another ``estimator`` also a dataframe of pandas,
        polars or pyarrow with strings, categories, times and missing values.
    y : array-like of shape (n_samples,)
        The class of each row.
    discrete_features : {"auto"}, bool or array-like
        Which features are labels: all or none, a mask, or places. "auto": all of a sparse X, none
        of a dense one; with another ``estimator``, by type and values (see
        :func:`mutually.rank`), and places or names then leave the other features to these.
    n_neighbors : int
        k of the neighbour estimators. From 65 on scikit-learn's own function is called.
    copy : bool
        Is accepted and does nothing: X is never written to.
    random_state : int, RandomState or None
        Of the noise of 1e-10 that parts equal values, as in scikit-learn; with another
        ``estimator``, of the order of equal values. None draws anew on each call.
    n_jobs : int, optional
        Threads over the features. None takes the cores that this process may use, where
        scikit-learn takes one. Values do not depend on it.
    estimator : str
        "textbook", or an estimator of :func:`mutually.mutual_information`. "auto" is its default:
        kinds by values, ranks in place of values, and nothing is clipped, so that a feature that
        tells nothing scores about 0 on average whatever its kind.

    Returns
    -------
    ndarray of shape (n_features,)
        With "textbook" 0 or more; else nan for a feature that is set aside (strings of which every
        one is different; only missing values), 0 for one that never changes.

    References
    ----------
    Kraskov, Stögbauer & Grassberger, "Estimating mutual information", Physical Review E 69 (2004),
    doi:10.1103/PhysRevE.69.066138. Ross, "Mutual information between discrete and continuous data
    sets", PLoS ONE 9 (2014), doi:10.1371/journal.pone.0087357.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from mutually.sklearn import mutual_info_classif
    >>> X, y = load_iris(return_X_y=True)
    >>> mutual_info_classif(X, y, random_state=0).round(2)
    array([0.47, 0.29, 0.99, 0.97])
    """
    check_classification_targets(y)
    return _scores(X, y, discrete_features, True, n_neighbors, random_state, n_jobs, estimator)


@validate_params(_PARAMETERS, prefer_skip_nested_validation=True)
def mutual_info_regression(
    X: Any,
    y: Any,
    *,
    discrete_features: Any = "auto",
    n_neighbors: int = 3,
    copy: bool = True,
    random_state: Any = None,
    n_jobs: int | None = None,
    estimator: str = "textbook",
) -> NDArray[np.float64]:
    """Estimate what each feature tells about a number, in nats.

    A drop-in for :func:`sklearn.feature_selection.mutual_info_regression`; all that is said of
    :func:`mutual_info_classif` holds.

    Parameters
    ----------
    X : array-like or sparse of shape (n_samples, n_features)
        See :func:`mutual_info_classif`, as for the other parameters.
    y : array-like of shape (n_samples,)
        The number of each row, taken for continuous whatever its values.
    discrete_features, n_neighbors, copy, random_state, n_jobs, estimator
        See :func:`mutual_info_classif`.

    Returns
    -------
    ndarray of shape (n_features,)
        See :func:`mutual_info_classif`.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from mutually.sklearn import mutual_info_regression
    >>> X, y = load_diabetes(return_X_y=True)
    >>> mutual_info_regression(X[:, 2:4], y, random_state=0).round(2)
    array([0.18, 0.05])
    """
    return _scores(X, y, discrete_features, False, n_neighbors, random_state, n_jobs, estimator)


def _scores(
    X: Any, y: Any, discrete_features: Any, classes: bool, n_neighbors: int, random_state: Any,
    n_jobs: int | None, estimator: str,
) -> NDArray[np.float64]:  # fmt: skip
    if estimator != "textbook":
        features = as_features(X)
        found = ranked(
            features,
            as_target(y, "classification" if classes else "regression"),
            read_discrete(discrete_features, features.names),
            estimator=estimator,
            n_neighbors=n_neighbors,
            random_state=random_state,
            n_jobs=n_jobs,
            inference=False,
        )
        return scores_of(found, features.names)[0]
    if n_neighbors > _core.MAX_NEIGHBOURS:
        name = "mutual_info_classif" if classes else "mutual_info_regression"
        found = getattr(feature_selection, name)(
            X, y, discrete_features=discrete_features, n_neighbors=n_neighbors,
            random_state=random_state,
        )  # fmt: skip
        return np.asarray(found)
    X, y = check_X_y(X, y, accept_sparse="csc", y_numeric=not classes)
    discrete = _mask(discrete_features, X)
    if issparse(X) and not discrete.all():
        fail("X", "must be dense to have continuous features", "a sparse matrix", "X.toarray()")
    return textbook_scores(
        X,
        y,
        discrete,
        classes=classes,
        n_neighbors=n_neighbors,
        random_state=random_state,
        workers=resolve_jobs(n_jobs),
    )


def _mask(discrete_features: Any, X: Any) -> NDArray[np.bool_]:
    """Return which features scikit-learn takes for discrete."""
    d = X.shape[1]
    if isinstance(discrete_features, str):
        return np.full(d, issparse(X))
    if isinstance(discrete_features, bool | np.bool_):
        return np.full(d, discrete_features)
    given = check_array(discrete_features, ensure_2d=False)
    if given.dtype != bool:
        mask = np.zeros(d, dtype=bool)
        mask[given] = True
        return mask
    if given.shape != (d,):
        # The error of an index, as scikit-learn has it.
        raise IndexError(f"discrete_features: must have {d} entries; got {given.shape}.")
    return np.asarray(given, dtype=bool)


@validate_params(
    {
        "X": "no_validation",
        "y": ["array-like"],
        "discrete_features": [StrOptions({"auto"}), "boolean", "array-like"],
        "target": [StrOptions(TARGETS)],
        "n_neighbors": [Interval(Integral, 1, _core.MAX_NEIGHBOURS, closed="both")],
        "random_state": ["random_state"],
        "n_jobs": [Integral, None],
        "estimator": [StrOptions(set(estimators.INFORMATION))],
    },
    prefer_skip_nested_validation=True,
)
def mi_score(
    X: Any,
    y: Any,
    *,
    discrete_features: Any = "auto",
    target: str = "auto",
    n_neighbors: int = 3,
    random_state: Any = 0,
    n_jobs: int | None = None,
    estimator: str = "auto",
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each feature tells about the target, and how likely chance shows as much.

    For ``SelectKBest``, ``SelectPercentile`` and those that need p-values: ``SelectFdr``,
    ``SelectFpr``, ``SelectFwe``. Other parameters by :func:`functools.partial`. These selectors
    hand over arrays of numbers; :class:`MutualInformationSelector` sees a dataframe as it is.

    Parameters
    ----------
    X : array-like, sparse or dataframe of shape (n_samples, n_features)
        Of any kinds; values may be missing.
    y : array-like of shape (n_samples,)
        The target.
    discrete_features : {"auto"}, bool or array-like
        Which features are labels: by their type and values, all, none, a mask; or places or names,
        which leave the others to type and values.
    target : {"auto", "classification", "regression"}
        Whether y is a class. "auto": strings and booleans are, and whole numbers of at most 20
        different values.
    n_neighbors : int
        k of the neighbour estimators, 1 to 64.
    random_state : int, RandomState or None
        Of the order of equal values.
    n_jobs : int, optional
        Threads over the features; None takes the cores that this process may use.
    estimator : str
        As for :func:`mutually.mutual_information`.

    Returns
    -------
    scores : ndarray of shape (n_features,)
        In nats, not clipped; nan for a feature that is set aside.
    pvalues : ndarray of shape (n_features,)
        By the closed form of the distribution under independence.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.feature_selection import SelectFdr
    >>> from mutually.sklearn import mi_score
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> SelectFdr(mi_score, alpha=0.01).fit(X, y).get_support().sum()
    np.int64(26)
    """
    features = as_features(X)
    found = ranked(
        features,
        as_target(y, target),
        read_discrete(discrete_features, features.names),
        estimator=estimator,
        n_neighbors=n_neighbors,
        random_state=random_state,
        n_jobs=n_jobs,
    )
    return scores_of(found, features.names)[:2]
