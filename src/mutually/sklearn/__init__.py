"""Mutual information for scikit-learn: scores, a selector and a scorer (extra ``sklearn``).

* :func:`mutual_info_classif`, :func:`mutual_info_regression`: scikit-learn's functions of these
  names, with its values, faster; ``estimator="auto"`` gives our estimates in their place.
* :func:`mi_score`: scores and p-values for ``SelectKBest`` and its kin.
* :class:`MutualInformationSelector`: a selector that sees names, categories and missing values.
* :class:`MutualInformationScorer`: what predictions tell about the truth, for ``scoring=``.
"""

from __future__ import annotations

from mutually.errors import require

require("sklearn", "sklearn")

from mutually.sklearn.scorer import MutualInformationScorer  # noqa: E402
from mutually.sklearn.scores import (  # noqa: E402
    mi_score,
    mutual_info_classif,
    mutual_info_regression,
)
from mutually.sklearn.selector import MutualInformationSelector  # noqa: E402

__all__ = [
    "MutualInformationScorer",
    "MutualInformationSelector",
    "mi_score",
    "mutual_info_classif",
    "mutual_info_regression",
]
