"""Our drop-ins pass the tests that scikit-learn has of its own functions.

The tests are those of the installed wheel. Their module is run while scikit-learn's names are ours,
so that what it imports is ours, and its tests are collected here.
"""

from __future__ import annotations

import importlib.util
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from sklearn import feature_selection
from sklearn.feature_selection import _mutual_info as original

import mutually.sklearn as ours
from mutually.sklearn.textbook import as_labels_or_numbers, information

NAMES = ("mutual_info_classif", "mutual_info_regression")


def compute(x: Any, y: Any, x_discrete: bool, y_discrete: bool, n_neighbors: int = 3) -> float:
    """What scikit-learn's tests call for two columns."""
    pair = (as_labels_or_numbers(x, x_discrete), as_labels_or_numbers(y, y_discrete))
    return information(*pair, n_neighbors)


def load_from_wheel() -> ModuleType | None:
    try:
        spec = importlib.util.find_spec("sklearn.feature_selection.tests.test_mutual_info")
    except ModuleNotFoundError:
        return None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        for home in (feature_selection, original):
            for name in NAMES:
                patch.setattr(home, name, getattr(ours, name))
        patch.setattr(original, "_compute_mi", compute)
        spec.loader.exec_module(module)
    return module


@pytest.fixture(params=[np.float32, np.float64])
def global_dtype(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=[42, 7])
def global_random_seed(request: pytest.FixtureRequest) -> Any:
    return request.param


WHEEL = load_from_wheel()
for name, test in vars(WHEEL).items() if WHEEL else []:
    if name.startswith("test_"):
        globals()[name] = test


@pytest.mark.skipif(WHEEL is None, reason="the wheel of scikit-learn has no tests")
def test_they_are_here_and_see_ours() -> None:
    assert sum(name.startswith("test_") for name in vars(WHEEL)) >= 8
    assert vars(WHEEL)["mutual_info_classif"] is ours.mutual_info_classif
    assert vars(WHEEL)["_compute_mi"] is compute
    assert feature_selection.mutual_info_classif is not ours.mutual_info_classif
