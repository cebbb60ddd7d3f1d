"""Columns of a vector that add nothing: repeated, mapped, constant; and those that only seem to."""

from __future__ import annotations

import numpy as np
import pytest
from matrix_and_table import LABEL, MATRIX, A, B, N, Y

import mutually as mu


def test_repeated_and_mapped_columns_add_nothing_to_the_bit():
    expected = mu.mutual_information(MATRIX, Y).value
    more = np.column_stack([MATRIX, A, np.exp(B), -(A**3)])
    assert mu.mutual_information(more, Y).value == expected
    assert mu.mutual_information(Y, more).value == expected


def test_constant_columns_add_nothing():
    for y in (Y, LABEL):
        with_ones = mu.mutual_information(np.column_stack([MATRIX, np.ones(N)]), y)
        # The constant is a discrete column of one level: its terms of the chain are exact zeros.
        assert with_ones.value == pytest.approx(mu.mutual_information(MATRIX, y).value, abs=1e-12)
    assert mu.mutual_information(np.ones((N, 2)), Y).value == 0


def test_infinities_are_the_ends_of_the_order_in_vectors_too():
    infinite = np.where(MATRIX.max(axis=0) == MATRIX, np.inf, MATRIX)
    codes = np.arange(N) % 2
    assert (
        mu.mutual_information(infinite, codes).value == mu.mutual_information(MATRIX, codes).value
    )


def test_few_rows_do_not_make_columns_the_same():
    """Of four rows one random column in twelve has the order of another, up or down."""
    for seed in range(60):
        x, y, z = np.random.default_rng(seed).normal(size=(3, 4))
        with pytest.warns(mu.MutuallyWarning, match="too few others to compare"):
            found = mu.mutual_information(x, y, given=z)
        assert not found.estimator.startswith("0: z holds")
