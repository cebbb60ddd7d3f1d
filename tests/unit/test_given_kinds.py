"""The argument `discrete`: kinds for each variable and each of its columns."""

from __future__ import annotations

import numpy as np
import pytest
from matrix_and_table import LABEL, MATRIX, N, Y

import mutually as mu
from mutually.errors import MutuallyError
from mutually.reading import each_kind, read_variable
from mutually.vectors import columns_of


@pytest.mark.parametrize(
    ("discrete", "kinds"),
    [
        (None, ["continuous"] * 3),
        (True, ["discrete"] * 3),
        (([True, False], None), ["discrete", "continuous", "continuous"]),
        (((None, True), True), ["continuous", "discrete", "discrete"]),
        ([[np.True_, None], False], ["discrete", "continuous", "continuous"]),
        ((False, None), ["continuous"] * 3),
    ],
)
def test_kinds_can_be_given_for_each_column(discrete, kinds):
    parts = each_kind(discrete, ["x", "y"])
    x = read_variable(MATRIX, "x", parts[0])
    # Discrete columns alone are one variable of their combinations.
    assert [c.kind for c in columns_of(x)] == (kinds[:1] if parts[0] is True else kinds[:2])
    assert read_variable(Y, "y", parts[1]).kind == kinds[2]


def test_the_condition_may_be_left_to_its_values():
    assert each_kind((True, False), ["x", "y", "given"]) == [True, False, None]
    assert each_kind((True, False, [True]), ["x", "y", "given"]) == [True, False, [True]]
    assert each_kind(None, ["x"]) == [None]
    codes = np.arange(N) % 3
    short = mu.mutual_information(codes, LABEL, given=codes, discrete=(True, True))
    assert short == mu.mutual_information(codes, LABEL, given=codes, discrete=(True, True, None))


@pytest.mark.parametrize(
    "discrete",
    ["x", 1, (True,), (True, 1), (None,) * 3, (["a", None], None), ({}, None), [[[True]], None]],
)
def test_other_kinds_are_refused(discrete):
    with pytest.raises(MutuallyError, match="discrete: must be None, a bool, or a tuple of them"):
        mu.mutual_information(MATRIX, Y, discrete=discrete)


def test_one_entry_for_each_column():
    for wrong in ([True], [True] * 3, []):
        with pytest.raises(MutuallyError, match="discrete: must have one entry for"):
            mu.mutual_information(MATRIX, Y, discrete=(wrong, None))


def test_only_a_condition_may_be_left_out_of_discrete():
    codes = np.arange(N) % 3
    with pytest.raises(MutuallyError, match="discrete: must be"):
        mu.total_correlation(codes, LABEL, codes, discrete=(True, True))


def test_the_hint_for_discrete_works():
    with pytest.raises(MutuallyError, match=r"Hint: discrete=\(\[True, "):
        mu.entropy(MATRIX, discrete=[True, True])


def test_kinds_for_each_column_that_agree_with_the_estimator_of_an_entropy():
    expected = mu.entropy(MATRIX.round(), estimator="plugin", discrete=True)
    found = mu.entropy(MATRIX.round(), estimator="plugin", discrete=([True, True],))
    assert found.value == expected.value
