"""The selector passes scikit-learn's checks of estimators, also those outside its battery."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks

from mutually.sklearn import MutualInformationSelector

# Made for transformers, and not part of the battery.
OTHER = [
    "check_dataframe_column_names_consistency",
    "check_global_output_transform_pandas",
    "check_global_set_output_transform_polars",
    "check_param_validation",
    "check_set_output_transform",
    "check_set_output_transform_pandas",
    "check_set_output_transform_polars",
    "check_transformer_get_feature_names_out",
    "check_transformer_get_feature_names_out_pandas",
]


@parametrize_with_checks(
    [
        MutualInformationSelector(),
        MutualInformationSelector(k=1, target="regression"),
        MutualInformationSelector(fraction=0.5, discrete_features=False),
        MutualInformationSelector(mass=0.9, n_jobs=1),
        MutualInformationSelector(k=2, method="jmi"),
    ]
)
def test_estimator_checks(estimator: Any, check: Any) -> None:
    check(estimator)


# They fit on a frame and transform an array, and the other way, of which scikit-learn warns.
@pytest.mark.filterwarnings("ignore:X does not have valid feature names:UserWarning")
@pytest.mark.filterwarnings("ignore:X has feature names:UserWarning")
@pytest.mark.parametrize("name", OTHER)
def test_other_checks(name: str) -> None:
    check = getattr(estimator_checks, name, None)
    if check is None:
        pytest.skip("this version of scikit-learn has no such check")
    check("MutualInformationSelector", MutualInformationSelector())
