"""Arguments of the public functions: columns, matrices, tables, kinds, and what is refused."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import mutually as mu
from mutually.errors import MutuallyError
from mutually.reading import each_kind, read_columns, read_variable, same_rows
from mutually.vectors import Vector, columns_of

RNG = np.random.default_rng(0)
N = 200
A, B = RNG.normal(size=(2, N))
Y = A + B + RNG.normal(size=N)
LABEL = np.where(B > 0, "high", "low")
TABLE = {"a": A, "label": LABEL}
MATRIX = np.column_stack([A, B])

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


# --- discrete


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


# --- what is refused

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


# --- columns that add nothing, and rows that say nothing


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


SPOILT = {
    "collinear columns": (np.column_stack([MATRIX, A + B]), Y),
    "repeated rows": (np.repeat(MATRIX[:30], 7, axis=0), np.repeat(Y[:30], 7)),
    "more columns than rows": (RNG.normal(size=(10, 20)), RNG.normal(size=10)),
    "one row more than neighbours": (MATRIX[:4], Y[:4]),
}


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
@pytest.mark.parametrize("estimator", ["auto", "ksg", "ksg2", "frenzel_pompe", "gao", "k_ensemble",
                                       "mesner_shalizi"])  # fmt: skip
@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_vectors_have_a_value(name, estimator):
    if (name, estimator) == ("repeated rows", "auto"):
        pytest.skip("twelve orders of ties of the default take seconds; test_conditional has one")
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


# --- messages whose hints do not help yet


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


def test_every_named_estimator_of_continuous_variables_runs():
    assert math.isfinite(mu.mutual_information(MATRIX, Y, estimator="partition").value)


def test_few_rows_do_not_make_columns_the_same():
    """Of four rows one random column in twelve has the order of another, up or down."""
    for seed in range(60):
        x, y, z = np.random.default_rng(seed).normal(size=(3, 4))
        with pytest.warns(mu.MutuallyWarning, match="too few others to compare"):
            found = mu.mutual_information(x, y, given=z)
        assert not found.estimator.startswith("0: z holds")


CRASH = """
import faulthandler
import numpy as np
import mutually as mu
x, y, z = np.random.default_rng(0).integers(0, 3, (3, 300))
for _ in range(9):  # What lies behind an empty matrix decides whether it crashes.
    mu.mutual_information(x, y, estimator={estimator!r})
"""


@pytest.mark.parametrize("estimator", ["frenzel_pompe", "gao", "k_ensemble", "mesner_shalizi"])
def test_estimators_for_any_kinds_serve_two_discrete_variables(estimator):
    """In a process of its own, since it is a segmentation fault; a refusal would be fine."""
    script = CRASH.format(estimator=estimator)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert done.returncode >= 0
