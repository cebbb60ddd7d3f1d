"""The kind that a column's values have: discrete, continuous, mixed, or nothing to say."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from mutually.errors import MutuallyError
from mutually.tables.columns import read_column
from mutually.variables import make_variable

RNG = np.random.default_rng(0)
NORMAL = RNG.normal(size=1000)


def variable(values, **options):
    return make_variable(read_column(values, "column"), **options)


CASES = {
    "normals": (NORMAL, "continuous"),
    "small integers": (RNG.integers(0, 20, 1000), "discrete"),
    "twenty-one integers": (np.arange(1050) % 21, "continuous"),
    "few rows for each integer": (np.arange(40) % 10, "continuous"),
    "whole floats": (RNG.integers(0, 5, 1000).astype(float), "discrete"),
    "few other floats": (RNG.choice([0.1, 0.2, 0.7], 1000), "discrete"),
    "two values in few rows": (np.array([0.0, 1.0, 1.0]), "discrete"),
    "large integers": (RNG.integers(0, 10**15, 1000), "continuous"),
    "huge integers": (RNG.integers(2**62, 2**63 - 1, 1000), "continuous"),
    "booleans": (NORMAL > 0, "discrete"),
    "strings": (np.where(NORMAL > 0, "a", "b"), "discrete"),
    "dates": ([date(2020, 1, 1) + timedelta(days=int(i)) for i in range(900)], "continuous"),
    "zero-inflated": (np.where(RNG.random(1000) < 0.2, 0, NORMAL), "mixed"),
    "censored": (np.minimum(NORMAL, 1.0), "mixed"),
    "censored at both ends": (np.clip(NORMAL, -1, 1), "mixed"),
    "rounded": (np.round(NORMAL, 1), "continuous"),
    "counts": (RNG.poisson(30, 1000), "continuous"),
    "skewed counts": (np.floor(np.exp(2 + 1.5 * NORMAL)), "continuous"),
    "a rare value": (np.where(np.arange(1000) < 30, 7.0, NORMAL), "continuous"),
    "constant": (np.full(100, 2.5), "discrete"),
}


@pytest.mark.parametrize("name", CASES)
def test_inferred_kind(name):
    values, kind = CASES[name]
    found = variable(values)
    assert found.kind == kind
    assert found.reason
    assert (found.labels is None) == (kind == "continuous")
    assert (found.values is None) == (kind == "discrete")


def test_atoms_are_labelled_and_the_rest_is_not():
    values = np.clip(NORMAL, -1, 1)
    labels = variable(values).labels
    assert labels.size == 3
    np.testing.assert_array_equal(labels.codes, np.select([values == -1, values == 1], [1, 2], 0))


@pytest.mark.parametrize("name", [name for name, (v, _) in CASES.items() if name != "constant"])
def test_discrete_true_gives_each_value_a_level(name):
    values, _ = CASES[name]
    labels = variable(values, discrete=True).labels
    levels, codes = np.unique(np.asarray(values), return_inverse=True)
    occurring, found = np.unique(labels.codes, return_inverse=True)
    assert len(occurring) == len(levels)
    # The same rows share a level, whatever its code.
    assert len({*zip(codes.tolist(), found.tolist(), strict=True)}) == len(levels)


def test_hashes_of_64_bits_stay_apart():
    values = np.array([2**62 + 1, 2**62, 2**62 + 1, -5] * 3)
    assert len(np.unique(variable(values, discrete=True).labels.codes)) == 3


def test_discrete_false_makes_numbers_continuous():
    found = variable(RNG.integers(0, 5, 100), discrete=False)
    assert (found.kind, found.labels) == ("continuous", None)
    with pytest.raises(MutuallyError, match="column 'column': must hold numbers"):
        variable(["a", "b"], discrete=False)


SET_ASIDE = {
    "names": ([f"row {i}" for i in range(50)], "every value is different: it names its rows"),
    "names with gaps": (["a", None, "b"], "every value is different: it names its rows"),
    "counter from 0": (np.arange(50), "it only counts the rows"),
    "counter from 1": (np.arange(1, 51), "it only counts the rows"),
    "counter from 1000": (np.arange(1000, 1344), "it only counts the rows"),
    "counter downwards": (np.arange(50)[::-1], "it only counts the rows"),
    "counter of floats": (np.arange(50.0), "it only counts the rows"),
    "counter with gaps": ([None, *range(8, 30), None, 31], "it only counts the rows"),
    "constant": ([1.5] * 10, "only one value"),
    "constant strings": (["x"] * 10, "only one value"),
    "constant booleans": ([True] * 10, "only one value"),
    "constant with gaps": ([2, None, 2], "only one value"),
    "all missing": ([None] * 5, "all values are missing"),
}


@pytest.mark.parametrize("name", SET_ASIDE)
def test_columns_that_say_nothing_are_set_aside(name):
    values, reason = SET_ASIDE[name]
    assert variable(values).set_aside == reason


@pytest.mark.parametrize(
    "values", [np.arange(50) * 2, np.r_[np.arange(49), 60], np.arange(9), np.roll(np.arange(50), 1)]
)
def test_other_integers_are_kept(values):
    assert variable(values).set_aside is None


def test_missing_values_drop_out_or_become_a_level():
    values = np.array([1.5, np.nan, 2.5, 7.25, np.nan])
    assert variable(values).known.tolist() == [True, False, True, True, False]
    level = variable(values, missing="category")
    assert level.kind == "mixed"
    assert level.known is None
    assert level.labels.codes.tolist() == [0, 1, 0, 0, 1]
    strings = variable(["a", None, "b", "a"], missing="category")
    assert strings.labels.codes.tolist() == [0, 2, 1, 0]
    # A constant that is sometimes missing tells something when missing counts.
    assert variable([2, None, 2], missing="category").set_aside is None


@pytest.mark.parametrize("values", [NORMAL.copy(), np.round(NORMAL, 1), np.clip(NORMAL, -1, 1)])
def test_taking_rows_keeps_the_order(values):
    keep = RNG.random(1000) < 0.3
    taken = variable(values).take(keep)
    assert taken.n == keep.sum()
    np.testing.assert_array_equal(taken.sorted.values, np.sort(values[keep]))
    np.testing.assert_array_equal(taken.sorted.order, np.argsort(values[keep], kind="stable"))


def test_numbers_taken_for_labels_that_never_repeat_are_set_aside():
    names = "every value is different: it names its rows"
    assert variable(np.arange(60), discrete=True).set_aside == names
    assert variable(NORMAL[:60], discrete=True).set_aside == names
    assert variable([0.5, 1.5], discrete=True).set_aside is None


def test_atoms_side_by_side_are_all_found():
    values = np.r_[np.repeat(np.arange(15.0), 60), np.random.default_rng(0).normal(7, 5, 100)]
    assert variable(values).labels.size == 16
