"""Several columns as one variable: levels, parts, missing rows."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from mutually.tables import read_column
from mutually.variables import Labels, make_variable, smallest_codes
from mutually.vectors import (
    Vector,
    all_known,
    columns_of,
    free_parts,
    join,
    join_labels,
    numeric,
)

RNG = np.random.default_rng(0)
N = 120
NUMBERS = RNG.normal(size=N)
INFLATED = np.where(np.arange(N) % 4 == 0, 0.0, RNG.normal(size=N))
LETTERS = np.array(list("abc"))[np.arange(N) % 3]


def variable(values, name="v", **options):
    return make_variable(read_column(values, name), **options)


def vector(*columns):
    joined = join("x", [variable(c, f"c{at}") for at, c in enumerate(columns)])
    assert isinstance(joined, Vector)
    return joined


# --- join: what several columns are together


def test_one_column_stays_what_it_is():
    only = variable(NUMBERS)
    assert join("other", [only]) is only


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ((NUMBERS, INFLATED + 1e-9 * NUMBERS), "continuous"),
        ((NUMBERS, LETTERS), "mixed"),
        ((NUMBERS, INFLATED), "mixed"),
        ((INFLATED, LETTERS), "mixed"),
    ],
    ids=["numbers", "numbers and labels", "numbers and atoms", "atoms and labels"],
)
def test_columns_with_numbers_are_a_vector(columns, kind):
    x = vector(*columns)
    assert (x.kind, x.n, len(columns_of(x))) == (kind, N, 2)
    assert x.reason.startswith("2 columns: ")


def test_discrete_columns_are_one_discrete_variable():
    x = join("x", [variable(LETTERS), variable(np.arange(N) % 2 == 0)])
    assert not isinstance(x, Vector)
    assert (x.name, x.kind, x.labels.size) == ("x", "discrete", 6)
    assert numeric(x) == ()
    pairs = {*zip(LETTERS.tolist(), (np.arange(N) % 2).tolist(), strict=True)}
    by_code = {*zip(x.labels.codes.tolist(), LETTERS.tolist(), strict=True)}
    assert (len(pairs), len(by_code)) == (6, 6)


def test_joined_vectors_are_flat():
    inner = vector(NUMBERS, LETTERS)
    x = join("x", [inner, variable(INFLATED, "last")])
    assert [column.name for column in columns_of(x)] == ["c0", "c1", "last"]


def test_the_reason_names_each_kind_once():
    assert vector(NUMBERS, NUMBERS**3).reason == "2 columns: continuous (float64)"
    assert vector(NUMBERS, LETTERS).reason == (
        "2 columns: continuous (float64), discrete (<U1, 3 levels)"
    )


# --- join_labels: one code for each combination


def test_no_labels_are_none():
    assert join_labels([]) is None
    assert vector(NUMBERS, NUMBERS**3).labels is None


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 299), st.integers(0, 2)),
        min_size=1,
        max_size=60,
    )
)
def test_joint_codes_differ_exactly_where_the_rows_do(rows):
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    joint = join_labels(
        [smallest_codes(c, size) for c, size in zip(columns, (5, 300, 3), strict=True)]
    )
    codes = joint.codes.tolist()
    assert len(set(codes)) == len(set(rows)) == len(set(zip(codes, rows, strict=True)))
    # Codes count up from 0, so that later joins stay within 64 bits.
    assert joint.size == len(set(rows))
    assert set(codes) == set(range(joint.size))


def test_many_columns_of_many_levels_do_not_overflow():
    columns = [Labels(RNG.integers(0, 2**32 - 1, 50, dtype=np.uint32), 2**32 - 1) for _ in range(6)]
    joint = join_labels(columns)
    assert (joint.size, len(np.unique(joint.codes))) == (50, 50)


# --- free_parts: rows with the same labels, and what varies freely among them


def test_parts_of_each_simple_kind():
    (only,) = free_parts(variable(NUMBERS))
    assert only.rows is None
    assert free_parts(variable(LETTERS)) == []
    (off,) = free_parts(variable(INFLATED))
    np.testing.assert_array_equal(off.rows, INFLATED != 0)


def test_parts_of_numbers_beside_labels_are_the_levels():
    parts = free_parts(vector(NUMBERS, LETTERS))
    assert sorted(int(part.rows.sum()) for part in parts) == [40, 40, 40]
    assert all(len(set(LETTERS[part.rows])) == 1 for part in parts)
    assert all([column.name for column in part.columns] == ["c0"] for part in parts)


def test_parts_of_two_inflated_columns_are_their_patterns():
    other = np.where(np.arange(N) % 3 == 0, 0.0, RNG.normal(size=N))
    parts = free_parts(vector(INFLATED, other))
    found = {tuple(c.name for c in part.columns): int(part.rows.sum()) for part in parts}
    # Of 120 rows one in twelve is 0 in both, which leaves nothing free.
    assert found == {("c0",): 30, ("c1",): 20, ("c0", "c1"): 60}
    for part in parts:
        at = [(INFLATED, other)[int(c.name[1])][part.rows] for c in part.columns]
        assert all((values != 0).all() for values in at)


@given(st.lists(st.booleans(), min_size=40, max_size=90), st.integers(0, 2**32))
def test_every_row_off_an_atom_is_in_one_part(zero, seed):
    rng = np.random.default_rng(seed)
    own = np.where(zero, 0.0, rng.normal(size=len(zero)))
    x = join("x", [variable(own, "a"), variable(rng.integers(0, 3, len(zero)).astype(str), "b")])
    numbers = numeric(x)
    covered = np.sum([part.rows for part in free_parts(x)], axis=0)
    free = np.zeros(len(zero), bool)
    if numbers:
        labels = numbers[0].labels
        free = np.ones(len(zero), bool) if labels is None else labels.codes == 0
    np.testing.assert_array_equal(covered, free)


# --- missing rows


def test_a_row_is_known_where_all_its_coordinates_are():
    gaps = np.where(np.arange(N) % 10 == 0, np.nan, NUMBERS)
    labels = [None if at % 15 == 0 else letter for at, letter in enumerate(LETTERS.tolist())]
    x = vector(gaps, labels)
    expected = (np.arange(N) % 10 != 0) & (np.arange(N) % 15 != 0)
    np.testing.assert_array_equal(x.known, expected)
    assert vector(NUMBERS, LETTERS).known is None
    np.testing.assert_array_equal(all_known([variable(NUMBERS), x]), expected)
    assert all_known([variable(NUMBERS), variable(LETTERS)]) is None


def test_joined_labels_are_known_where_all_are():
    one = [None, "a", "b", "a"]
    x = join("x", [variable(one), variable(["p", None, "q", "p"])])
    assert x.known.tolist() == [False, False, True, True]


def test_kept_rows_are_those_of_the_columns():
    keep = np.arange(N) % 7 != 3
    taken, fresh = vector(NUMBERS, LETTERS).take(keep), vector(NUMBERS[keep], LETTERS[keep])
    assert (taken.n, taken.kind) == (int(keep.sum()), "mixed")
    for one, other in zip(numeric(taken), numeric(fresh), strict=True):
        np.testing.assert_array_equal(one.values, other.values)
        np.testing.assert_array_equal(one.sorted.values, other.sorted.values)
    assert sorted(np.bincount(taken.labels.codes)) == sorted(np.bincount(fresh.labels.codes))
