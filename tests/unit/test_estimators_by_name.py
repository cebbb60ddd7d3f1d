"""Estimators by name on vectors that are hard: repeated, collinear, of few rows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from matrix_and_table import BESIDE_WIDE, MATRIX, WIDE, A, B, Y

import mutually as mu

SPOILT = {
    "collinear columns": (np.column_stack([MATRIX, A + B]), Y),
    "repeated rows": (np.repeat(MATRIX[:30], 7, axis=0), np.repeat(Y[:30], 7)),
    "more columns than rows": (WIDE, BESIDE_WIDE),
    "one row more than neighbours": (MATRIX[:4], Y[:4]),
}


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
@pytest.mark.parametrize("estimator", ["auto", "ksg", "ksg2", "frenzel_pompe", "gao", "k_ensemble",
                                       "mesner_shalizi"])  # fmt: skip
@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_vectors_have_a_value(name, estimator):
    if (name, estimator) == ("repeated rows", "auto"):
        pytest.skip(
            "twelve orders of ties of the default take seconds; test_conditional_bits has one"
        )
    x, y = SPOILT[name]
    found = mu.mutual_information(x, y, estimator=estimator)
    assert math.isfinite(found.value)
    assert found.local.mean() == pytest.approx(found.value, abs=1e-12)


def test_more_columns_than_rows_say_so():
    with pytest.warns(mu.MutuallyWarning, match="10 rows are too few to fit a model to 21 columns"):
        mu.mutual_information(*SPOILT["more columns than rows"])


@pytest.mark.parametrize("estimator", ["auto", "t_copula", "copula_residual", "mixture_residual"])
def test_more_columns_than_rows_in_the_condition(estimator):
    rng = np.random.default_rng(0)
    x, y, z = rng.normal(size=10), rng.normal(size=10), rng.normal(size=(10, 20))
    with pytest.warns(mu.MutuallyWarning, match="10 rows are too few"):
        found = mu.mutual_information(x, y, given=z, estimator=estimator)
    assert math.isfinite(found.value)


def test_every_named_estimator_of_continuous_variables_runs():
    assert math.isfinite(mu.mutual_information(MATRIX, Y, estimator="partition").value)
