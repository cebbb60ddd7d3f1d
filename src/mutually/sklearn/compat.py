"""What scikit-learn called otherwise before 1.6."""

from __future__ import annotations

from typing import Any

from sklearn.utils import validation

_NEW = hasattr(validation, "validate_data")


def check_data(selector: Any, X: Any, y: Any) -> tuple[Any, Any]:
    """Check an array, sparse or not, and the target; record names and the number of features."""
    rules = {"accept_sparse": "csc", "dtype": None, "ensure_min_samples": 2}
    if _NEW:
        found = validation.validate_data(selector, X, y, ensure_all_finite=False, **rules)
    else:
        found = selector._validate_data(X, y, force_all_finite=False, **rules)
    return found[0], found[1]


def check_target(selector: Any, y: Any) -> Any:
    """Check the target alone."""
    if _NEW:
        return validation.validate_data(selector, "no_validation", y)
    return selector._validate_data("no_validation", y)


def check_frame(selector: Any, X: Any, *, reset: bool) -> None:
    """Record the names and the number of features of a dataframe, or compare with them."""
    if _NEW:
        validation.validate_data(selector, X, reset=reset, skip_check_array=True)
    else:
        selector._check_feature_names(X, reset=reset)
        selector._check_n_features(X, reset=reset)
