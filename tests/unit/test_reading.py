"""Columns, matrices and tables as arguments, and the rows that they miss."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from matrix_and_table import LABEL, MATRIX, TABLE, A, B, N, Y

import mutually as mu
from mutually.errors import MutuallyError
from mutually.reading import read_columns, read_variable
from mutually.vectors import Vector, columns_of

MAKERS = {
    "dict": dict,
    "dict of lists": lambda t: {name: values.tolist() for name, values in t.items()},
    "pandas": pd.DataFrame,
    "pandas with an index": lambda t: pd.DataFrame(t, index=np.arange(N)[::-1]),
    "polars": pl.DataFrame,
    "polars, lazy": pl.LazyFrame,
    "pyarrow": lambda t: pa.table({k: pa.array(v.tolist()) for k, v in t.items()}),
    "a dict of series": lambda t: {k: pd.Series(v) for k, v in t.items()},
}


@pytest.mark.parametrize("name", MAKERS)
def test_any_table_is_the_same_vector(name):
    x = read_variable(MAKERS[name](TABLE), "x")
    assert isinstance(x, Vector)
    assert [(column.name, column.kind) for column in columns_of(x)] == [
        ("a", "continuous"), ("label", "discrete"),
    ]  # fmt: skip
    found = mu.mutual_information(MAKERS[name](TABLE), Y)
    assert found.value == mu.mutual_information(TABLE, Y).value
    assert (found.x_kind, found.y_kind, found.n) == ("mixed", "continuous", N)


MATRICES = {
    "C order": MATRIX,
    "Fortran order": np.asfortranarray(MATRIX),
    "every other column": np.repeat(MATRIX, 2, axis=1)[:, ::2],
    "big-endian": MATRIX.astype(">f8"),
    "objects": MATRIX.astype(object),
    "masked without a mask": np.ma.masked_array(MATRIX),
    "read-only": MATRIX.copy(),
    "dict": {"a": A, "b": B},
    "other names": {"q": A, 3: B},
    "columns": read_columns(MATRIX, "x"),
}

MATRICES["read-only"].flags.writeable = False


@pytest.mark.parametrize("name", MATRICES)
def test_the_layout_and_names_of_a_matrix_do_not_matter(name):
    codes = np.arange(N) % 4
    expected = mu.mutual_information(MATRIX, codes).value
    assert mu.mutual_information(MATRICES[name], codes).value == expected


def test_columns_of_a_matrix_are_named_by_their_place():
    names = [column.name for column in columns_of(read_variable(MATRIX, "given"))]
    assert names == ["given[0]", "given[1]"]
    assert read_variable(MATRIX[:, :1], "x").name == "x"


@pytest.mark.parametrize("one", [A[:, None], {"a": A}, pd.DataFrame({"a": A})])
def test_one_column_of_a_matrix_or_table_is_the_column(one):
    assert mu.mutual_information(one, Y) == mu.mutual_information(A, Y)


def test_each_column_has_a_kind_of_its_own():
    whole = np.column_stack([np.arange(N) % 5, A, np.where(np.arange(N) % 3 == 0, 0, B)])
    x = read_variable(whole, "x")
    assert [column.kind for column in columns_of(x)] == ["discrete", "continuous", "mixed"]
    assert x.kind == "mixed"
    objects = np.array([[1, "a"], [2, "b"]] * 50, dtype=object)
    assert read_variable(objects, "x").kind == "discrete"


def test_a_vector_of_labels_is_the_variable_of_their_combinations():
    pair = {"a": LABEL, "b": np.arange(N) % 3}
    named = [f"{a},{b}" for a, b in zip(LABEL, np.arange(N) % 3, strict=True)]
    for y in (Y, np.arange(N) % 2):
        found, expected = mu.mutual_information(pair, y), mu.mutual_information(named, y)
        assert found.value == expected.value
        assert found.x_kind == "discrete"
        assert found.x_reason.startswith("2 columns: ")
    assert mu.entropy(pair, estimator="plugin") != mu.entropy(LABEL, estimator="plugin")
    assert mu.entropy(pair).value == mu.entropy(named).value


# --- missing rows


def test_rows_that_miss_a_coordinate_are_left_out():
    gaps = {
        "a": np.where(np.arange(N) < 20, np.nan, A),
        "label": [None if at >= 190 else v for at, v in enumerate(LABEL.tolist())],
    }
    known = slice(20, 190)
    found = mu.mutual_information(gaps, Y)
    assert (found.n, found.n_missing) == (170, 30)
    expected = mu.mutual_information({"a": A[known], "label": LABEL[known]}, Y[known])
    assert found.value == expected.value
    np.testing.assert_array_equal(found.local, expected.local)


def test_a_condition_leaves_rows_out_too():
    gaps = np.where(np.arange(N) % 10 == 0, np.nan, B)
    keep = np.arange(N) % 10 != 0
    found = mu.mutual_information(LABEL, A, given=gaps)
    assert (found.n, found.n_missing) == (180, 20)
    assert found.value == mu.mutual_information(LABEL[keep], A[keep], given=B[keep]).value


def test_missing_can_be_a_level_of_each_column():
    gaps = {"a": np.where(Y > 0, np.nan, A), "label": LABEL}
    found = mu.mutual_information(gaps, Y > 0, missing="category", base=2)
    assert found.n == N
    # That a is missing says whether y is above 0, a bit or nearly so.
    assert found.normalized == pytest.approx(1, abs=0.05)
    with pytest.raises(MutuallyError, match="column 'a': must have no missing values"):
        mu.mutual_information(gaps, Y, missing="raise")


def test_masked_matrices():
    masked = np.ma.masked_array(MATRIX, mask=np.abs(MATRIX) > 2)
    keep = (np.abs(MATRIX) <= 2).all(axis=1)
    codes = np.arange(N) % 2
    found = mu.mutual_information(masked, codes)
    assert found.n_missing == N - int(keep.sum())
    assert found.value == mu.mutual_information(MATRIX[keep], codes[keep]).value
