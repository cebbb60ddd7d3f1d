"""A feature selector by mutual information that sees tables as they are."""

from __future__ import annotations

import math
import warnings
from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils._set_output import _get_output_config
from sklearn.utils.validation import check_is_fitted

from mutually import _core
from mutually.errors import MutuallyWarning, fail
from mutually.selecting.criteria import MEANINGS
from mutually.selection import select
from mutually.sklearn.compat import check_data, check_frame, check_target
from mutually.sklearn.inputs import (
    TARGETS,
    Features,
    Target,
    as_features,
    as_target,
    is_frame,
    kinds_of,
    ranked,
    read_discrete,
    resolve_jobs,
    resolve_random_state,
    scores_of,
    with_target,
)

_K = 10
_EMPTY = "No features were selected: either the data is too noisy or the selection too strict."


class MutualInformationSelector(SelectorMixin, BaseEstimator):
    """Select the features that tell the most about the target.

    Parameters
    ----------
    k : int or "all", optional
        How many features to keep, or "all". Of ``k``, ``fraction``, ``alpha`` and ``mass`` at most
        one is given; where none is, 10 features are kept, or all of fewer.
    fraction : float, optional
        The share of the features to keep, rounded, at least one.
    alpha : float, optional
        Keep the features with a q-value of at most this: of those, at most this share is expected
        to tell nothing (Benjamini and Hochberg).
    mass : float, optional
        Keep the fewest features whose scores add up to this share of the sum of all scores above 0.
        The sum counts what several features share several times.
    method : str
        "mim" takes each feature for itself. The others ("jmi", "cmim", "mrmr", ...) are those of
        :func:`mutually.select`, which also sees what features share; they go with ``k`` and
        ``fraction``, and ``ranking_`` then begins with the order of choice.
    target : {"auto", "classification", "regression"}
        Whether y is a class. "auto": strings and booleans are, and whole numbers of at most 20
        different values.
    discrete_features : {"auto"}, bool or array-like
        Which features are labels: by their type and values, all, none, a mask; or places or names,
        which leave the others to type and values.
    n_neighbors : int
        k of the neighbour estimators, 1 to 64.
    random_state : int, RandomState or None
        Of the order of equal values.
    n_jobs : int, optional
        Threads over the features; None takes the cores that this process may use. What is selected
        does not depend on it.

    Attributes
    ----------
    scores_ : ndarray of shape (n_features,)
        What each feature tells about the target, in nats, not clipped at 0; nan for one that is set
        aside: strings of which every one is different, only missing values, lists.
    pvalues_, qvalues_ : ndarray of shape (n_features,)
        The probability that chance shows as much, and that corrected for the number of features.
    support_ : ndarray of bool, shape (n_features,)
        Which features are kept.
    ranking_ : ndarray of shape (n_features,)
        1 for the best feature; those that are set aside come last.
    information_ : Ranking
        All that is known of each feature: kinds, intervals, warnings, why one was set aside.
    n_features_in_ : int
        The number of features that fit saw.
    feature_names_in_ : ndarray of str
        Where all names are strings.

    Notes
    -----
    Fits on arrays, sparse arrays and dataframes of pandas, polars and pyarrow; columns may hold
    numbers, strings, categories, booleans and times, and values may be missing (those rows are left
    out for that feature alone) or infinite. Columns of a dataframe keep their types in
    ``transform`` after ``set_output(transform="pandas")`` or ``"polars"``.

    Scores assume independent rows, as cross-validation by rows does.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from mutually.sklearn import MutualInformationSelector
    >>> X, y = load_breast_cancer(return_X_y=True, as_frame=True)
    >>> selector = MutualInformationSelector(k=3).set_output(transform="pandas").fit(X, y)
    >>> list(selector.get_feature_names_out())
    ['worst radius', 'worst perimeter', 'worst area']
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "k": [Interval(Integral, 1, None, closed="left"), StrOptions({"all"}), None],
        "fraction": [Interval(Real, 0, 1, closed="right"), None],
        "alpha": [Interval(Real, 0, 1, closed="right"), None],
        "mass": [Interval(Real, 0, 1, closed="right"), None],
        "method": [StrOptions(set(MEANINGS))],
        "target": [StrOptions(TARGETS)],
        "discrete_features": [StrOptions({"auto"}), "boolean", "array-like"],
        "n_neighbors": [Interval(Integral, 1, _core.MAX_NEIGHBOURS, closed="both")],
        "random_state": ["random_state"],
        "n_jobs": [Integral, None],
    }

    def __init__(
        self,
        k: int | str | None = None,
        *,
        fraction: float | None = None,
        alpha: float | None = None,
        mass: float | None = None,
        method: str = "mim",
        target: str = "auto",
        discrete_features: Any = "auto",
        n_neighbors: int = 3,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.k = k
        self.fraction = fraction
        self.alpha = alpha
        self.mass = mass
        self.method = method
        self.target = target
        self.discrete_features = discrete_features
        self.n_neighbors = n_neighbors
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any) -> Self:
        """Score the features and select.

        Parameters
        ----------
        X : array-like, sparse or dataframe of shape (n_samples, n_features)
            The features.
        y : array-like of shape (n_samples,)
            The target, without missing values.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If the data or a parameter cannot be used, or more than one of ``k``, ``fraction``,
            ``alpha`` and ``mass`` is given.
        """
        self._validate_params()
        self._check_how_many()
        if is_frame(X):
            y = check_target(self, y)
            check_frame(self, X, reset=True)
        else:
            X, y = check_data(self, X, y)
        features, target = as_features(X), as_target(y, self.target)
        if features.table.n_rows < 2:
            fail("X", "must have at least 2 rows", f"{features.table.n_rows} sample(s)")
        seed = resolve_random_state(self.random_state)
        self.information_ = ranked(
            features,
            target,
            read_discrete(self.discrete_features, features.names),
            n_neighbors=self.n_neighbors,
            random_state=seed,
            n_jobs=self.n_jobs,
        )
        self.scores_, self.pvalues_, self.qvalues_ = scores_of(self.information_, features.names)
        # Of equal scores the first column is taken, and what is set aside comes last.
        order = np.argsort(np.where(np.isnan(self.scores_), np.inf, -self.scores_), kind="stable")
        keep = self._how_many(order)
        if self.method != "mim":
            order, keep = self._chosen(features, target, order, keep, seed)
        self.ranking_ = np.empty(len(order), dtype=np.int64)
        self.ranking_[order] = np.arange(1, len(order) + 1)
        self.support_ = self.ranking_ <= keep
        if self.alpha is not None:
            # Features of different kinds may have p-values in another order than their scores.
            self.support_ = self.qvalues_ <= self.alpha
        return self

    def transform(self, X: Any) -> Any:
        """Keep the selected features.

        Parameters
        ----------
        X : array-like, sparse or dataframe of shape (n_samples, n_features)
            The features.

        Returns
        -------
        ndarray, sparse array or dataframe of shape (n_samples, n_selected_features)
            Columns of a dataframe keep their types where the output is to be a dataframe.
        """
        check_is_fitted(self)
        if not is_frame(X) or _get_output_config("transform", estimator=self)["dense"] == "default":
            return super().transform(X)
        check_frame(self, X, reset=False)
        places = self.get_support(indices=True).tolist()
        if not places:
            warnings.warn(_EMPTY, UserWarning, stacklevel=2)
        if hasattr(X, "iloc"):
            return X.iloc[:, places]
        import narwhals.stable.v2 as nw

        return nw.from_native(X, eager_only=True)[:, places].to_native()

    def _get_support_mask(self) -> NDArray[np.bool_]:
        check_is_fitted(self)
        mask: NDArray[np.bool_] = self.support_
        return mask

    def _check_how_many(self) -> None:
        given = {name: getattr(self, name) for name in ("k", "fraction", "alpha", "mass")}
        given = {name: value for name, value in given.items() if value is not None}
        if len(given) > 1:
            got = ", ".join(f"{name}={value!r}" for name, value in given.items())
            fail(
                "k, fraction, alpha, mass", "must not be given together", got, "set one, None else"
            )
        if self.method != "mim" and given.keys() & {"alpha", "mass"}:
            rule = 'must be "mim" where alpha or mass say how many features to keep'
            fail("method", rule, repr(self.method), "k= or fraction= go with every method")

    def _how_many(self, order: NDArray[np.intp]) -> int:
        """Return how many of the features, which are given by their scores, to keep."""
        d = len(order)
        usable = int(np.count_nonzero(~np.isnan(self.scores_)))
        if self.mass is not None:
            gains = np.cumsum(np.maximum(self.scores_[order[:usable]], 0.0))
            if not usable or gains[-1] == 0:
                return 0
            # A rounding must not ask for one more.
            return 1 + int(np.searchsorted(gains, self.mass * gains[-1] * (1 - 1e-12)))
        if self.fraction is not None:
            return min(max(1, math.floor(self.fraction * d + 0.5)), usable)
        if self.k == "all":
            return d
        if self.k is not None and int(self.k) > d:
            message = f"k={self.k} is more than the {d} features: all are kept"
            warnings.warn(message, MutuallyWarning, stacklevel=3)
        return min(_K if self.k is None else int(self.k), usable)

    def _chosen(
        self, features: Features, target: Target, order: NDArray[np.intp], keep: int, seed: int
    ) -> tuple[NDArray[np.intp], int]:
        """Return the features in the order of another method, then the others by their scores.

        Also return how many to keep: a method may find that fewer tell all.
        """
        table, name = with_target(features, target)
        kinds = read_discrete(self.discrete_features, features.names)
        found = select(
            table,
            name,
            k=max(1, min(keep, len(self.information_))),
            method=self.method,
            features=[row.feature for row in self.information_],
            discrete=kinds_of(table, name, target, kinds),
            n_neighbors=int(self.n_neighbors),
            n_jobs=resolve_jobs(self.n_jobs),
            rng=seed,
            progress=False,
        )
        places = {feature: place for place, feature in enumerate(features.names)}
        first = [places[feature] for feature in found.features]
        rest = [place for place in order.tolist() if place not in set(first)]
        return np.array([*first, *rest]), keep if self.k == "all" else len(first)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.allow_nan = True
        tags.input_tags.categorical = True
        tags.input_tags.string = True
        tags.input_tags.sparse = True
        return tags

    def _more_tags(self) -> dict[str, Any]:
        # For scikit-learn before 1.6.
        types = ["2darray", "sparse", "categorical", "string"]
        return {"requires_y": True, "allow_nan": True, "X_types": types}
