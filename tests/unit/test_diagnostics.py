"""What is said against an estimate, and that nothing is said against good data."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

import mutually as mu


def said(x, y, **options):
    """Return the warnings of an estimate, as one text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mu.MutuallyWarning)
        return "; ".join(mu.mutual_information(x, y, **options).warnings)


def normal(n, rho=0.6, seed=0):
    x, noise = np.random.default_rng(seed).normal(size=(2, n))
    return x, rho * x + math.sqrt(1 - rho * rho) * noise


# --- nothing is said against good data


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6, 0.9])
def test_nothing_is_said_of_independent_rows(rho):
    """The checks look at three or more standard errors, which 100 data sets rarely reach."""
    found = [said(*normal(200, rho, seed)) for seed in range(100)]
    assert sum(map(bool, found)) <= 1, [text for text in found if text]


@pytest.mark.parametrize("digits", [0.05, 0.1, 0.25])
@pytest.mark.parametrize("n", [300, 3000])
@pytest.mark.parametrize("rho", [0.0, 0.6, 0.95])
def test_nothing_is_said_of_rounded_columns(digits, n, rho):
    """Their order tells as much as their values, whatever many rows share one."""
    assert said(*(np.round(v / digits) * digits for v in normal(n, rho))) == ""


@pytest.mark.parametrize("sort", [0, 1])
@pytest.mark.parametrize("kind", ["numbers", "classes"])
def test_nothing_is_said_of_sorted_rows(sort, kind):
    """A table sorted by a column is no series, however much its rows resemble each other."""
    x, y = normal(500)
    columns = [x, np.digitize(y, [-0.5, 0.5]) if kind == "classes" else y]
    order = np.argsort(columns[sort], kind="stable")
    assert said(*(column[order] for column in columns)) == ""


def test_nothing_is_said_of_example_tables():
    ranking = mu.rank("penguins", "species")
    assert not any("order" in text for text in ranking.warnings)


# --- copies


@pytest.mark.parametrize("times", [2, 5])
def test_copied_rows_are_seen(times):
    x, y = (np.tile(v, times) for v in normal(100))
    text = said(x, y)
    assert f"{100 * (times - 1)} of {100 * times} rows are copies" in text
    assert "drop_duplicates" in text
    order = np.random.default_rng(0).permutation(len(x))
    assert said(x[order], y[order]) == text, "in any order of the rows"


def test_a_few_copies_are_too_few_to_say_so():
    x, y = (np.concatenate([v, v[:3]]) for v in normal(300))
    assert said(x, y) == ""


def test_copies_are_said_of_the_feature_in_a_ranking():
    x, y = (np.tile(v, 2) for v in normal(100))
    noise = np.random.default_rng(3).normal(size=200)
    ranking = mu.rank({"x": x, "noise": noise}, y)
    assert "copies" in ranking["x"].warning
    assert ranking["noise"].warning == ""


@pytest.mark.parametrize("sign", [1, -1])
def test_one_rounded_column_in_two_units_is_no_copy(sign):
    celsius = np.round(normal(500)[0] * 10, 1)
    text = said(celsius, sign * np.round(celsius * 1.8 + 32, 2))
    assert "copies" not in text
    assert "the true value is infinite" in text


# --- lattices


@pytest.mark.parametrize("n", [1000, 4000])
def test_numbers_whose_values_tell_what_their_order_does_not_are_seen(n):
    """The last bit of a number says half of another's, and is lost among 40 values in a row."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 40, n)
    text = said(x, 2 * rng.integers(0, 20, n) + x % 2)
    assert "as labels they tell more (0." in text
    assert "discrete=True" in text


# --- too few rows for a relation


def test_a_relation_finer_than_the_rows_is_seen():
    x = np.random.default_rng(0).uniform(-1, 1, 400)
    text = said(x, np.sin(15 * x))
    assert "the value depends on the number of neighbours" in text
    assert "finer than 400 rows show" in text


def test_its_interval_reaches_further_up():
    x = np.random.default_rng(0).uniform(-1, 1, 400)
    with pytest.warns(mu.MutuallyWarning, match="number of neighbours"):
        found = mu.mutual_information(x, np.sin(15 * x))
    low, high = found.confidence_interval()
    assert high - found.value > found.value - low


# --- series


def series(n, memory, seed):
    """A first-order autoregression: each row resembles the one before by so much."""
    noise = np.random.default_rng(seed).normal(size=n)
    found = np.zeros(n)
    for i in range(1, n):
        found[i] = memory * found[i - 1] + noise[i]
    return found


def test_rows_that_follow_each_other_are_seen():
    x, y = series(500, 0.9, 1), series(500, 0.9, 2)
    text = said(x, y)
    assert "rows resemble the rows before them in x and in y" in text
    assert "time=True" in text
    # (1 - a b) / (1 + a b) with both near 0.9: a tenth of 500.
    worth = int(text.partition(" independent ones")[0].split()[-1])
    assert 20 < worth < 120
    assert said(x > 0, np.digitize(y, [-1, 1])) != ""


def test_who_says_that_rows_are_a_series_is_not_told_so():
    x, y = series(500, 0.9, 1), series(500, 0.9, 2)
    assert said(x, y, time=True) == ""
    assert said(x, y, blocks=np.arange(500) // 50) == ""


def test_one_series_beside_independent_rows_is_none():
    assert said(series(500, 0.9, 1), np.random.default_rng(2).normal(size=500)) == ""


def test_time_takes_back_what_independent_rows_would_find():
    """At a memory of 0.9 half of the pairs of independent series would be findings."""
    free, shifted = 0, 0
    for seed in range(40):
        x, y = series(200, 0.9, 2 * seed), series(200, 0.9, 2 * seed + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", mu.MutuallyWarning)
            free += mu.mutual_information(x, y).pvalue <= 0.05
        shifted += mu.mutual_information(x, y, time=True, n_permutations=199).pvalue <= 0.05
    assert free > 10
    # 2 are expected, with a standard error of 1.4; the study has 6.2 % for such series.
    assert shifted <= 2 + 4 * 1.4


def test_a_ranking_says_once_which_features_are_series():
    table = {f"s{i}": series(400, 0.95, i) for i in range(6)}
    table["free"] = np.random.default_rng(1).normal(size=400)
    (note,) = mu.rank(table, series(400, 0.95, 9)).warnings
    assert "s0, s1, s2, s3 and 2 more" in note
    assert "free" not in note
    assert mu.rank(table, series(400, 0.95, 9), time=True, n_permutations=19).warnings == ()


def test_named_estimators_are_left_as_they_are():
    x, y = (np.tile(v, 2) for v in normal(100))
    assert said(x, y, estimator="ksg") == ""
