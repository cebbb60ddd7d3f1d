"""Entropies that cannot be: no density, too few rows, what an estimator does not serve."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_columns import INFLATED, LABEL, W, Z

import mutually as mu
from mutually.errors import MutuallyError

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

NO_DENSITY = {
    "itself": lambda: mu.entropy(Z, given=Z),
    "itself, mapped": lambda: mu.entropy(-Z, given={"z": Z, "w": W}),
    "a vector that is known": lambda: mu.entropy({"l": LABEL, "z": Z}, given={"l": LABEL, "z": Z}),
    "atoms": lambda: mu.entropy({"i": INFLATED, "z": Z}),
    "atoms, given": lambda: mu.entropy(INFLATED, given=Z),
    "rounded": lambda: mu.entropy(np.round(np.column_stack([Z, W]), 1)),
    "repeated rows": lambda: mu.entropy(np.repeat(np.column_stack([Z, W])[:60], 5, axis=0)),
    "repeated columns": lambda: mu.entropy(np.column_stack([Z, W, Z])),
    "collinear columns": lambda: mu.entropy(np.column_stack([Z, W, Z - W])),
    "a missing atom": lambda: mu.entropy(
        {"z": np.where(Z > 1, np.nan, Z), "w": W}, missing="category"
    ),
}


@pytest.mark.parametrize("name", NO_DENSITY)
def test_no_density_is_an_error(name):
    with pytest.raises(MutuallyError, match=r"x: must have a density.*\nHint: discrete=True"):
        NO_DENSITY[name]()


@pytest.mark.parametrize("name", ["repeated columns", "collinear columns"])
def test_columns_that_determine_each_other_are_called_that(name):
    with pytest.raises(MutuallyError) as caught:
        NO_DENSITY[name]()
    assert "tied" not in str(caught.value)


ENTROPY_ERRORS = {
    "infinite": (lambda: mu.entropy({"z": np.where(Z > 2, np.inf, Z), "w": W}), "must be finite"),
    "spacing": (lambda: mu.entropy(np.column_stack([Z, W]), estimator="spacing"), "must serve vec"),
    "few rows": (lambda: mu.entropy(np.column_stack([Z, W])[:3]), "3 neighbours and 3 rows"),
    "no rows": (lambda: mu.entropy(np.empty((0, 2))), "x: must have a row that is known"),
    "lengths": (lambda: mu.entropy(Z, given=W[:-1]), "given: must have as many rows as x"),
    "labels by distances": (
        lambda: mu.entropy({"l": LABEL, "z": Z}, estimator="kozachenko_leonenko"),
        "column 'l': must hold numbers",
    ),
}


@pytest.mark.parametrize("name", ENTROPY_ERRORS)
def test_entropies_that_cannot_be(name):
    call, message = ENTROPY_ERRORS[name]
    with pytest.raises(MutuallyError, match=message):
        call()
