"""How tests are asked for, and which rows they may exchange: bad input, blocks, time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import mutually as mu

N = 100
RNG = np.random.default_rng(0)
X, Y, Z = RNG.normal(size=(3, N))
TENS = np.arange(N) // 10
TABLE = {"x": X, "y": Y, "z": Z, "patient": TENS, "day": np.arange(N) % 10}


def pvalue(**options):
    return mu.mutual_information(X, Y, **options).pvalue


# --- refused, by mutual_information and by rank alike

WHOLE = "n_permutations: must be a whole number from 1 on; got "
LEVEL = "alpha: must be between 0 and 1; got "
METHOD = "pvalue_method: must be one of 'auto', 'closed_form', 'permutations'; got "
BAD = [
    *[({"n_permutations": bad}, WHOLE) for bad in (0, -5, 99.5, "99", True, None)],
    *[({"alpha": bad}, LEVEL) for bad in (0, 1, -0.05, 5, math.nan, "0.05", None, True)],
    *[({"pvalue_method": bad}, METHOD) for bad in ("exact", "", None, 3, ["auto"])],
    ({"blocks": TENS[:-1]}, "blocks: must have 100 rows, as x; got 99"),
    ({"blocks": np.arange(N)}, "blocks: must hold two rows or more.*100 blocks of one row each"),
    ({"blocks": np.where(TENS == 3, np.nan, TENS)}, "blocks: must have no missing.*one in row 30"),
    ({"blocks": [None, *"ab" * 49, "a"]}, "blocks: must have no missing values; got one in row 0"),
    ({"blocks": np.zeros((N, 2))}, "column 'blocks': must be one-dimensional"),
    ({"blocks": True}, "column 'blocks': must be a list, an array or a series; got a bool"),
    ({"time": np.arange(N + 1)}, "time: must have 100 rows, as x; got 101"),
    ({"time": np.arange(N)[::-1]}, "time: must not go back; got an earlier time in row 1.*sort"),
    ({"time": np.r_[np.arange(40), 3, np.arange(41, N)]}, "an earlier time in row 40"),
    ({"time": np.r_[np.nan, np.arange(1, N)]}, "time: must have no missing values; got one in r"),
    ({"time": [f"day {i:03d}" for i in range(N)]}, "time: must be times or numbers; got str"),
    (
        {"time": np.r_[np.arange(50) % 10, np.arange(50)[::-1] % 10], "blocks": TENS},
        "time: must not go back within each block; got an earlier time in row 51",
    ),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_what_cannot_be_used_is_refused(options, message):
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.mutual_information(X, Y, **options)
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.rank(TABLE, "y", features=["x"], **options)


@pytest.mark.parametrize("parameter", ["blocks", "time"])
def test_names_of_no_column_are_refused(parameter):
    with pytest.raises(mu.MutuallyError, match=f"{parameter}: must name a column.*\n.*'patient'"):
        mu.rank(TABLE, "y", **{parameter: "patients"})
    with pytest.raises(mu.MutuallyError, match=f"column '{parameter}': must be a list"):
        mu.mutual_information(X, Y, **{parameter: "patient"})


def test_the_target_is_no_block():
    table = {**TABLE, "y": TENS % 3}
    with pytest.raises(mu.MutuallyError, match="blocks and time: must not name the target; got 'y"):
        mu.rank(table, "y", blocks="y")


@pytest.mark.parametrize(
    ("x", "y", "options", "why"),
    [
        (X[:9], Y[:9], {}, "got 9 rows, estimated by ksg"),
        (np.column_stack([X, Z]), Y, {}, "got 100 rows, estimated by"),
        (X, Y, {"given": Z}, "got 100 rows, estimated by"),
        (X, Y, {"blocks": TENS}, "got blocks or an order in time"),
        (X, Y, {"time": True}, "got blocks or an order in time"),
        (X, Y, {"estimator": "gaussian"}, "got 100 rows, estimated by"),
    ],
)
def test_a_closed_form_that_there_is_not_is_refused_where_it_is_asked_for(x, y, options, why):
    found = mu.mutual_information(x, y, pvalue_method="closed_form", **options)
    assert math.isfinite(found.value)
    with pytest.raises(mu.MutuallyError, match=f"(?s)pvalue_method: has a closed form.*{why}"):
        found.pvalue  # noqa: B018


def test_time_beside_a_condition_has_no_test():
    found = mu.mutual_information(X, Y, given=Z, time=True)
    assert found.standard_error > 0
    with pytest.raises(mu.MutuallyError, match="time: must be None with a condition"):
        found.pvalue  # noqa: B018


# --- what is taken


@pytest.mark.parametrize(
    "time",
    [
        True,
        np.True_,
        np.arange(N),
        np.repeat(np.arange(10.0), 10),
        np.arange("2020-01-01", N, dtype="datetime64[D]"),
        pd.date_range("2020-01-01", periods=N, freq="h"),
        pd.Series(np.arange(N)),
    ],
)
def test_times_of_all_sorts_are_an_order(time):
    found = mu.mutual_information(X, Y, time=time, n_permutations=39)
    assert "circular shifts of ksg" in found.pvalue_method
    assert found.pvalue == pvalue(time=True, n_permutations=39)


@pytest.mark.parametrize("nothing", [None, False, np.False_])
def test_no_time_is_no_order(nothing):
    assert pvalue(time=nothing) == pvalue()


@pytest.mark.parametrize(
    "blocks", [TENS, TENS.astype(str), TENS / 7, pd.Categorical(TENS), TENS + np.datetime64(0, "D")]
)
def test_blocks_of_all_sorts_are_the_same_blocks(blocks):
    found = mu.mutual_information(X, Y, blocks=blocks, n_permutations=39)
    assert "permutations within blocks of ksg" in found.pvalue_method
    assert found.pvalue == pvalue(blocks=TENS, n_permutations=39)


def test_one_block_of_all_rows_is_a_free_permutation():
    free = pvalue(pvalue_method="permutations", n_permutations=99)
    assert pvalue(blocks=np.zeros(N), n_permutations=99) == free


def test_series_of_blocks_begin_anew():
    found = mu.mutual_information(X, Y, blocks=TENS, time=np.arange(N) % 10, n_permutations=39)
    assert "circular shifts" in found.pvalue_method
    assert found.pvalue == pvalue(blocks=TENS, time=True, n_permutations=39)


# --- what blocks and time are for


def test_what_is_constant_within_blocks_tells_nothing_within_them():
    """Every permutation within blocks leaves x as it is: all are as large as what was seen."""
    x = RNG.normal(size=10)[TENS]
    y = x + 0.1 * RNG.normal(size=N)
    for column in (x, x > 0):
        found = mu.mutual_information(column, y, blocks=TENS, n_permutations=199)
        assert found.pvalue == 1
        assert found.value > 0.2


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_effects_of_blocks_are_no_findings_and_relations_within_them_are():
    """Of 60 data sets without a relation within blocks, 3 are expected at 5 %, with a standard
    error of 1.7; without blocks nearly all are findings."""
    rng = np.random.default_rng(5)
    free = within = found = 0
    block = np.repeat(np.arange(10), 20)
    for _ in range(60):
        effect = 2 * rng.normal(size=10)
        x, y = effect[block] + rng.normal(size=(2, 200))
        free += mu.mutual_information(x, y).pvalue <= 0.05
        within += mu.mutual_information(x, y, blocks=block, n_permutations=99).pvalue <= 0.05
        y = y + 1.5 * (x - effect[block])
        found += mu.mutual_information(x, y, blocks=block, n_permutations=99).pvalue <= 0.05
    assert free > 50
    assert within <= 3 + 4 * 1.7
    assert found > 50


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_errors_of_blocks_come_from_whole_blocks():
    """Ten rows of a block that are copies are worth one: the error is larger by about sqrt(10)."""
    rng = np.random.default_rng(6)
    block = np.repeat(np.arange(60), 10)
    x, noise = rng.normal(size=(2, 60))
    x, y = (v[block] + 0.2 * rng.normal(size=600) for v in (x, x + noise))
    apart = mu.mutual_information(x, y).standard_error
    together = mu.mutual_information(x, y, blocks=block).standard_error
    assert together > 1.5 * apart


# --- the number of permutations and alpha


@pytest.mark.parametrize(("permutations", "alpha", "least"), [(10, 0.05, 19), (99, 0.001, 999)])
def test_too_few_permutations_for_alpha_are_said(permutations, alpha, least):
    options = {"n_permutations": permutations, "alpha": alpha}
    said = (
        f"{permutations} permutations cannot show a p-value of {alpha:g} or less: it takes {least}"
    )
    points = np.column_stack([X, Z])
    with pytest.warns(mu.MutuallyWarning, match=said):
        found = mu.mutual_information(points, Y, **options)
    assert said in found.warnings[-1]
    assert said in mu.rank(TABLE, "y", features=[["x", "z"]], **options)[0].warning
    enough = mu.mutual_information(points, Y, n_permutations=least, alpha=alpha)
    assert enough.warnings == ()
    assert mu.mutual_information(X, Y, **options).warnings == (), "the closed form needs none"


def test_no_p_is_0_and_few_permutations_bound_it():
    points = np.column_stack([X, Z])
    for permutations in (19, 50, 199):
        found = mu.mutual_information(points, X + 0.1 * Y, n_permutations=permutations)
        assert found.pvalue == 1 / (permutations + 1)


def test_a_clear_null_ends_early():
    found = mu.mutual_information(np.column_stack([Z, Y[::-1]]), X, n_permutations=1000)
    assert found.pvalue > 0.1
    assert int(found.pvalue_method.split()[0]) < 600


# --- few rows


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
@pytest.mark.parametrize("n", range(1, 13))
def test_few_rows_have_no_errors_rather_than_an_exception(n):
    x, y, z = X[:n], Y[:n], Z[:n]
    results = [mu.entropy(x), mu.mutual_information(list("abcabcabcabc"[:n]), list("aab" * 4)[:n])]
    if n > 3:
        results += [
            mu.mutual_information(x, y),
            mu.mutual_information(np.column_stack([x, z]), y, n_permutations=19),
            mu.total_correlation(x, y, z),
        ]
        ranking = mu.rank({"x": x, "z": z, "y": y}, "y", features=[["x", "z"], "x"])
        assert len(ranking) + len(ranking.skipped) == 2
    for found in results:
        known = found.to_dict()
        assert known["low"] <= known["high"] or math.isnan(known["low"])
        assert repr(found)


def test_no_table_is_surer_than_one_of_no_relation():
    """Where nearly all rows have a cell of their own local values say nothing of the variance:
    it is then 2 df / (2 n)^2 at least, that of a chi-squared variable."""
    x, y = np.random.default_rng(0).integers(0, 40, size=(2, 200))
    found = mu.mutual_information(x, y, discrete=True)
    assert found.standard_error >= math.sqrt(2 * 39 * 39) / 400 * 0.9
    assert all(map(math.isnan, found.confidence_interval()))
    assert "nan" not in repr(found)
    ranking = mu.rank({"x": x.astype(str), "z": np.roll(x, 1).astype(str)}, y.astype(str))
    assert {(row.rank_low, row.rank_high) for row in ranking} == {(1, 2)}
