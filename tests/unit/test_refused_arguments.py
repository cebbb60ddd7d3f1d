"""Arguments that are refused, each with one clear error and a hint that helps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matrix_and_table import LABEL, MATRIX, TABLE, A, B, N, Y

import mutually as mu
from mutually.errors import MutuallyError
from mutually.reading import read_variable, same_rows

ERRORS = {
    "rows": (lambda: mu.mutual_information(MATRIX, Y[:-1]), "y: must have as many rows as x; got"),
    "rows of the condition": (
        lambda: mu.mutual_information(A, Y, given=MATRIX[:-1]),
        "given: must have as many rows as x; got 200 rows of x and 199 of given",
    ),
    "rows of a dict": (lambda: mu.mutual_information({"a": A, "b": B[:-1]}, Y), "column 'b'.*199"),
    "no columns": (lambda: mu.mutual_information(MATRIX[:, :0], Y), "x: must have at least one"),
    "no columns in a dict": (lambda: mu.mutual_information({}, Y), "must have at least one column"),
    "no columns in a frame": (
        lambda: mu.mutual_information(pd.DataFrame(index=range(N)), Y),
        "must have at least one column",
    ),
    "no rows": (lambda: mu.mutual_information(MATRIX[:0], []), "x, y: must have a row where both"),
    "never all": (
        lambda: mu.mutual_information(A, Y, given=[None] * N),
        "x, y, given: must have a row where all are known; got 200 rows, none of them",
    ),
    "three dimensions": (
        lambda: mu.mutual_information(np.zeros((5, 2, 2)), Y),
        "x: must have one or two",
    ),
    "a list of rows": (
        lambda: mu.mutual_information(MATRIX.tolist(), Y),
        "x: must be a column, or a matrix",
    ),
    "a list of columns": (lambda: mu.mutual_information([A, B], Y), "column 'x': must hold"),
    "a number": (lambda: mu.mutual_information(A, Y, given=3), "column 'given': must be a list"),
    "a word": (lambda: mu.mutual_information(A, Y, given="z"), "column 'given': must be a list"),
    "a file": (lambda: mu.mutual_information("penguins", Y), "column 'x': must be a list, an"),
    "two columns of one name": (
        lambda: mu.mutual_information(pd.DataFrame(MATRIX, columns=["a", "a"]), Y),
        "more than one column named 'a'",
    ),
    "complex": (lambda: mu.mutual_information(MATRIX + 1j, Y), r"column 'x\[0\]': must hold"),
    "too few rows": (lambda: mu.mutual_information(MATRIX[:3], Y[:3]), "3 neighbours and 3 rows"),
    "too few rows with a condition": (
        lambda: mu.mutual_information(A[:3], Y[:3], given=B[:3]),
        "3 neighbours and 3 rows",
    ),
    "infinite distances": (
        lambda: mu.mutual_information(
            np.where(np.arange(N)[:, None] == 3, np.inf, MATRIX), Y, estimator="ksg", transform=None
        ),
        "must be finite with transform=None; got infinite values",
    ),
    "ksg with a condition": (
        lambda: mu.mutual_information(A, Y, given=B, estimator="ksg"),
        "given: must be None for estimator='ksg'.*\nHint: estimator=\"frenzel_pompe\"",
    ),
    "gao with a condition": (
        lambda: mu.mutual_information(A, Y, given=B, estimator="gao"),
        "given: must be None for estimator='gao'.*\nHint: estimator=\"mesner_shalizi\"",
    ),
    "ross with a condition": (
        lambda: mu.mutual_information(A, LABEL, given=B, estimator="ross"),
        "given: must be None for estimator='ross'.*\nHint: estimator=\"auto\"",
    ),
    "ksg of labels in a vector": (
        lambda: mu.mutual_information(TABLE, Y, estimator="ksg"),
        "column 'label': must hold numbers to be continuous",
    ),
    "ksg of a column said to be discrete": (
        lambda: mu.mutual_information(MATRIX, Y, estimator="ksg", discrete=([True, False], None)),
        r"x\[0\]: must be continuous for estimator='ksg'; got discrete",
    ),
    "plugin of a column said to be continuous": (
        lambda: mu.mutual_information(
            MATRIX, LABEL, estimator="plugin", discrete=([True, False], True)
        ),
        "x: must be discrete for estimator='plugin'; got mixed",
    ),
    "ross of two vectors of numbers": (
        lambda: mu.mutual_information(MATRIX, MATRIX[::-1], estimator="ross"),
        "y: must be discrete for estimator='ross'",
    ),
    "ross of numbers and labels together": (
        lambda: mu.mutual_information(TABLE, LABEL, estimator="ross"),
        "label: must be continuous, one of the two for estimator='ross'",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_one_clear_error(name):
    call, message = ERRORS[name]
    with pytest.raises(MutuallyError, match=f"(?s){message}") as caught:
        call()
    first, *rest = str(caught.value).splitlines()
    assert first.endswith(".")
    assert len(rest) <= 1
    assert all(line.startswith("Hint: ") for line in rest)


def test_same_rows_names_the_one_that_differs():
    x, y, z = (read_variable(v, "v") for v in (A, Y, B[:-1]))
    with pytest.raises(MutuallyError, match=r"z: must have as many rows as x; .* 199 of z"):
        same_rows(["x", "y", "z"], [x, y, z])
    same_rows(["x", "y"], [x, y])


def test_the_hint_for_three_dimensions_knows_of_matrices():
    with pytest.raises(MutuallyError, match="one or two dimensions"):
        mu.mutual_information(np.zeros((5, 2, 2)), np.zeros(5))


def test_the_hint_for_a_list_of_rows_is_a_matrix():
    with pytest.raises(MutuallyError, match=r"Hint: .*np\.(asarray|array)"):
        mu.mutual_information(MATRIX.tolist(), Y)


def test_an_empty_table_is_called_by_its_argument():
    with pytest.raises(MutuallyError, match="given: must have at least one column"):
        mu.mutual_information(A, Y, given={})


def test_infinite_values_are_blamed_on_their_column():
    infinite = np.where(np.arange(N)[:, None] == 3, np.inf, MATRIX)
    with pytest.raises(MutuallyError, match=r"^x(\[0\])?: must be finite"):
        mu.mutual_information(infinite, Y, estimator="ksg", transform=None)
