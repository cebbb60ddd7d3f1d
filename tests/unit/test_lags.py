"""Series shifted against each other: which rows stand beside which, and what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mutually as mu
from mutually.series.embedding import embed
from mutually.series.lags import Series, arranged
from mutually.tables.columns import read_column
from mutually.variables import Labels, make_variable

RNG = np.random.default_rng(0)


def remembering(n, phi, rng):
    noise = rng.normal(size=n + 100)
    for t in range(1, n + 100):
        noise[t] += phi * noise[t - 1]
    return noise[100:]


N = 400
X = remembering(N, 0.6, RNG)
Y = np.roll(X, 5) + 0.5 * remembering(N, 0.6, RNG)


def variable(values):
    return make_variable(read_column(np.asarray(values), "v"))


def pairs_by_hand(x, y, lag, blocks):
    """Walk through each series row by row: the plain twin of Series.pair."""
    found = []
    for block in dict.fromkeys(sorted(blocks)):
        rows = [row for row, own in enumerate(blocks) if own == block]
        for t, row in enumerate(rows):
            if 0 <= t - lag < len(rows):
                one, other = x[rows[t - lag]], y[row]
                if not (np.isnan(one) or np.isnan(other)):
                    found.append((one, other))
    return found


@given(
    blocks=st.lists(st.integers(0, 3), min_size=12, max_size=40),
    lag=st.integers(-5, 5),
    missing=st.sets(st.integers(0, 39)),
    seed=st.integers(0, 99),
)
def test_pairs_are_those_that_one_finds_row_by_row(blocks, lag, missing, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, len(blocks)))
    x[[row for row in missing if row < len(x)]] = np.nan
    if np.isnan(x).all():
        return
    labels = Labels(np.array(blocks, dtype=np.uint8), 4)
    series = Series.of(len(blocks), labels)
    one, other = series.pair(series.ordered(variable(x)), series.ordered(variable(y)), lag)
    expected = pairs_by_hand(x, y, lag, blocks)
    assert list(zip(one.values, other.values, strict=True)) == expected
    # The sorted order that comes along is that of the rows that are left.
    for found in (one, other):
        assert np.array_equal(found.values[found.sorted.order], found.sorted.values)
        assert np.array_equal(found.sorted.values, np.sort(found.values))


def test_rows_in_another_order_need_no_sort():
    values = RNG.normal(size=50)
    values[7] = np.nan
    rows = RNG.permutation(50)
    moved = arranged(variable(values), rows)
    assert np.array_equal(moved.known, ~np.isnan(values)[rows])
    assert np.array_equal(moved.values[moved.sorted.order], moved.sorted.values)


def test_the_best_lag_is_found_and_its_value_is_that_of_the_shifted_arrays():
    found = mu.mutual_information(X, Y, lags=range(-3, 12))
    assert found.lag == 5
    assert found.lags == tuple(range(-3, 12))
    alone = mu.mutual_information(X[:-5], Y[5:], time=True)
    assert found.value == alone.value == max(found.values)
    assert found.standard_error == alone.standard_error
    assert found.n == N - 5
    assert found.n_missing == 0
    back = mu.mutual_information(Y, X, lags=range(-11, 4))
    assert back.lag == -5
    assert back.value == pytest.approx(found.value)


def test_the_profile_holds_what_each_lag_shows():
    found = mu.mutual_information(X, Y, lags=[0, 5, 9], n_permutations=99, base=2)
    assert [point.lag for point in found.profile] == [0, 5, 9]
    assert [point.n for point in found.profile] == [N, N - 5, N - 9]
    assert [point.mi for point in found.profile] == list(found.values)
    best = found.profile[1]
    assert (best.mi, best.standard_error) == (found.value, found.standard_error)
    assert (best.low, best.high) == found.confidence_interval()
    assert best.noise_floor == found.noise_floor
    assert best.mi > best.noise_floor
    assert found.to_dict()["lags"][1] == best._asdict()
    assert "at lag 5 (x leads), the best of 3 from 0 to 9" in repr(found)
    assert found == mu.mutual_information(X, Y, lags=[9, 0, 5], n_permutations=99, base=2)
    assert pickle.loads(pickle.dumps(found)).profile == found.profile


def test_one_lag_is_tested_as_the_shifted_series_are():
    # The shifts are others, since they reach beyond the lag and rows are shifted before they are
    # cut, so that the p-values agree within their spread alone.
    x, y = RNG.normal(size=(2, 300))
    y = y + 0.25 * x
    one = mu.mutual_information(x, y, lags=[0], n_permutations=400)
    other = mu.mutual_information(x, y, time=True, n_permutations=400)
    assert one.value == other.value
    assert one.pvalue == pytest.approx(other.pvalue, abs=0.05)
    # 271 shifts of 300 rows are 15 rows or more in both directions.
    assert one.pvalue >= 1 / 271


def test_no_lag_crosses_from_one_series_into_another():
    rng = np.random.default_rng(3)
    blocks = np.repeat(np.arange(20), 30)
    x = rng.normal(size=600)
    y = np.concatenate([np.r_[rng.normal(size=3), part[:-3]] for part in x.reshape(20, 30)])
    y += 0.5 * rng.normal(size=600)
    found = mu.mutual_information(x, y, lags=range(8), blocks=blocks)
    assert (found.lag, found.n) == (3, 20 * 27)
    # In any order of the rows that keeps each series in order it is the same.
    order = np.argsort(np.tile(np.arange(30), 20), kind="stable")
    again = mu.mutual_information(x[order], y[order], lags=range(8), blocks=blocks[order])
    assert again == found
    assert again.pvalue == found.pvalue < 0.01


def test_rows_are_shifted_before_those_that_miss_a_value_are_left_out():
    x = X.copy()
    x[10:20] = np.nan
    found = mu.mutual_information(x, Y, lags=range(8))
    assert (found.lag, found.n, found.n_missing) == (5, N - 15, 10)
    keep = ~np.isnan(x[:-5])
    assert found.value == mu.mutual_information(x[:-5][keep], Y[5:][keep], time=True).value
    assert found.pvalue < 0.025


@pytest.mark.parametrize("kind", ["labels", "one of each", "vector"])
def test_all_kinds_have_lags(kind):
    x, y = X, Y
    if kind == "labels":
        x, y = X > 0, np.where(Y > 0, "up", "down")
    elif kind == "one of each":
        x = X > 0
    else:
        x = np.column_stack([X > 0, X**2 > 1])
    found = mu.mutual_information(x, y, lags=range(3, 8), n_permutations=199)
    assert found.lag == 5
    assert found.pvalue < 0.02
    assert found.n == N - 5


def test_a_constant_series_tells_nothing_at_any_lag():
    found = mu.mutual_information(np.ones(50), Y[:50], lags=range(2))
    assert (found.value, found.lag, found.pvalue) == (0.0, 0, 1.0)
    assert [point.noise_floor for point in found.profile] == [0.0] * 2


def test_pvalues_are_never_below_the_share_of_shifts_that_meet_the_best_lag_again():
    # y is x five rows later, with little noise: of 400 shifts three have lag 5 beside another.
    found = mu.mutual_information(X, np.roll(X, 5) + 0.1 * Y, lags=[0, 5, 9])
    assert 3 / N < found.pvalue < 3 / N + 0.002
    with pytest.warns(mu.MutuallyWarning, match=r"20 lags of 400 rows cannot show a p-value below"):
        many = mu.mutual_information(X, Y, lags=range(20))
    assert many.pvalue > 0.05
    assert many.noise_floor == np.inf
    assert "it takes more than 400 rows, or fewer lags" in many.warnings[0]
    # Each of several series is shifted on its own, so that there are many more shifts.
    parts = mu.mutual_information(X, Y, lags=range(20), blocks=np.arange(N) // 100)
    assert parts.pvalue < 0.01


def test_ranking_by_the_best_lag():
    when = pd.date_range("2024-01-01", periods=N, freq="h")
    noise = remembering(N, 0.6, np.random.default_rng(5))
    table = pd.DataFrame({"when": when, "noise": noise, "x": X, "up": X > 0, "y": Y})
    ranking = mu.rank(table, "y", time="when", lags=range(10))
    assert [row.feature for row in ranking][:2] == ["x", "up"]
    assert [row.lag for row in ranking][:2] == [5, 5]
    row, alone = ranking["x"], mu.mutual_information(X, Y, lags=range(10), n_permutations=199)
    assert (row.mi, row.standard_error, row.pvalue) == (
        alone.value, alone.standard_error, alone.pvalue
    )  # fmt: skip
    assert ranking.columns[:4] == ("feature", "kind", "mi", "lag")
    assert list(ranking.to_frame()["lag"]) == [row.lag for row in ranking]
    assert ranking.lags == tuple(range(10))
    for text in (repr(ranking), ranking._repr_html_()):
        assert "q allows for all 10 lags" in text
    for workers in (1, 3):
        assert mu.rank(table, "y", time="when", lags=range(10), n_jobs=workers) == ranking
    plain = mu.rank(table, "y", time="when", lags=range(10), inference=False)
    assert [(row.feature, row.lag) for row in plain] == [(row.feature, row.lag) for row in ranking]
    assert np.isnan(plain[0].pvalue)
    assert "lag" not in mu.rank(table, "y", features=["x"], time="when").columns


def test_a_feature_that_is_known_too_rarely_is_set_aside():
    rare = np.full(N, np.nan)
    rare[::100] = X[::100]
    ranking = mu.rank({"rare": rare, "x": X, "y": Y}, "y", lags=[0, 5])
    assert "4 rows in which both it and the target are known at lag 0" in ranking.skipped["rare"]


EVEN = np.arange(N)
BAD = [
    ({"lags": []}, "lags: must hold one lag at least; got none"),
    ({"lags": 3}, r"lags: must be a range or a list of whole numbers; got 3.*lags=\[3\]"),
    ({"lags": "0:24"}, "lags: must be a range or a list"),
    ({"lags": [1.5]}, "lags: must be whole numbers, of rows; got 1.5"),
    ({"lags": [True]}, "lags: must be whole numbers, of rows; got True"),
    ({"lags": [2, 1, 2]}, "lags: must be different from each other; got 2 twice"),
    ({"lags": [N]}, "lags: must be shorter than the series, of 400 rows; got 400"),
    ({"lags": [5 - N]}, "lags: must leave 10 pairs of rows at least; got 5 at lag -395"),
    ({"lags": range(19)}, None),
    ({"lags": range(201)}, "lags: must reach less than half of the 400 rows.*got 0 to 200"),
    ({"lags": [0], "blocks": EVEN // 5}, None),
    ({"lags": [5], "blocks": EVEN // 5}, "shorter than the longest series, of 5 rows; got 5"),
    ({"lags": [0], "time": False}, "time: must not be False where rows are compared"),
    ({"lags": [0], "time": EVEN[::-1]}, "time: must not go back; got an earlier time in row 1"),
    (
        {"lags": [0], "time": np.where(EVEN < 7, EVEN, EVEN + 2)},
        "time: must go on in even steps.*a step of 3 times the usual one before row 7.*resample",
    ),
    ({"lags": [0], "time": EVEN // 100}, "time: must go on in even.*a time that is repeated"),
    (
        {"lags": [0], "time": EVEN % 50 + (EVEN == 99), "blocks": EVEN // 50},
        "even steps within each block.*a step of 2 times the usual one before row 99",
    ),
    ({"lags": [0], "pvalue_method": "closed_form"}, "pvalue_method: must be 'auto' or 'permut"),
    ({"lags": [0], "weights": X**2 + 1}, "lags: must be None with weights"),
    ({"lags": [0], "given": X**2}, "given: must be None with lags.*transfer_entropy"),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_what_cannot_be_used_is_refused(options, message):
    if message is None:
        # As near as this side of what is refused.
        mu.mutual_information(X, Y, **options)
        return
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        assert mu.mutual_information(X, Y, **options).pvalue
    if isinstance(options.get("given"), np.ndarray):
        options = {**options, "given": "x"}
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.rank({"x": X, "z": Y**2, "y": Y}, "y", **options)


def test_other_refusals():
    with pytest.raises(mu.MutuallyError, match="family_wise: must be False with lags"):
        mu.rank({"x": X, "y": Y}, "y", lags=[0], family_wise=True)
    with pytest.raises(mu.MutuallyError, match="y: must have as many rows as x"):
        mu.mutual_information(X, Y[:-1], lags=[0])
    with pytest.raises(mu.MutuallyError, match="time: must have 400 rows, as x; got 399"):
        mu.mutual_information(X, Y, lags=[0], time=EVEN[1:])
    rare = np.full(N, np.nan)
    rare[::100] = 1.0 + np.arange(4)
    with pytest.raises(
        mu.MutuallyError, match=r"lags: must leave 5 pairs of rows at least that are.*got 4 at"
    ):
        mu.mutual_information(rare, Y, lags=[0])


def test_times_may_be_rounded():
    hours = np.round(np.arange(N) / 24, 4)  # of days: a step is 0.0416 or 0.0417
    assert mu.mutual_information(X, Y, lags=[5], time=hours).lag == 5


def test_the_past_stands_beside_the_present():
    x, y = variable(np.arange(12.0) ** 2), variable(100 - np.arange(12.0) ** 2)
    series = Series.of(12, Labels(np.repeat([0, 1], 6).astype(np.uint8), 2))
    (past, now), times, n_times = embed(series, [(x, [1, 3]), (y, [0])])
    assert np.flatnonzero(times).tolist() == [3, 4, 5, 9, 10, 11]
    assert n_times == 6
    assert [c.values.tolist() for c in past.columns] == [
        [4.0, 9.0, 16.0, 64.0, 81.0, 100.0],
        [0.0, 1.0, 4.0, 36.0, 49.0, 64.0],
    ]
    assert now.values[0] == 100 - 9


# --- pairs of columns

B = np.roll(X, 3) + 0.5 * remembering(N, 0.6, RNG)
COLUMNS = {"b": B, "late": np.roll(B, 4) > 0, "noise": remembering(N, 0.6, RNG), "a": X}


def test_pairs_have_a_best_lag_and_a_direction():
    pairs = mu.pairwise(COLUMNS, lags=range(7))
    assert pairs.lags == tuple(range(7))
    assert (pairs["a", "b"].lag, pairs["b", "a"].lag) == (3, -3)
    assert pairs["b", "late"].lag == 4
    lags = pairs.matrix("lag")
    assert lags[3, 0] == 3
    off = ~np.eye(4, dtype=bool)
    assert np.array_equal(lags[off], -lags.T[off])
    assert {row.y: row.lag for row in pairs.partners("b")} == {
        "a": -3, "late": 4, "noise": pairs["b", "noise"].lag
    }  # fmt: skip
    alone = mu.mutual_information(X, B, lags=range(-6, 7), n_permutations=199)
    row = pairs["a", "b"]
    assert (row.mi, row.n, row.pvalue) == (alone.value, alone.n, alone.pvalue)
    assert row.standard_error == pytest.approx(alone.standard_error)
    assert (row.low, row.high) == pytest.approx(alone.confidence_interval())
    assert max(pairs[x, y].pvalue for x, y in (("a", "b"), ("b", "late"))) < 0.05
    assert min(pairs["noise", name].pvalue for name in "ab") > 0.05
    for text in (repr(pairs), pairs._repr_html_()):
        assert "q allows for all 13 lags" in text
    assert "lag" in pairs.to_frame()
    assert pairs.to_dict()["lags"] == list(range(7))


def test_pairs_at_lags_do_not_depend_on_threads_or_on_the_order_of_columns():
    pairs = mu.pairwise(COLUMNS, lags=[0, 3, 4], n_permutations=39)
    assert mu.pairwise(COLUMNS, lags=[0, 3, 4], n_permutations=39, n_jobs=3) == pairs
    turned = mu.pairwise(dict(reversed(COLUMNS.items())), lags=[0, 3, 4], n_permutations=39)
    for row in pairs:
        assert turned[row.x, row.y] == row
    plain = mu.pairwise(COLUMNS, lags=[0, 3, 4], inference=False)
    assert [(row.mi, row.lag) for row in plain] == [(row.mi, row.lag) for row in pairs]


def test_pairs_at_lags_within_blocks_and_with_gaps():
    table = {**COLUMNS, "plant": np.repeat(np.arange(8), 50), "day": np.arange(N) % 50}
    table["b"] = np.where(np.arange(N) == 30, np.nan, B)
    pairs = mu.pairwise(table, lags=range(5), blocks="plant", time="day", n_permutations=39)
    assert set(pairs.names) == set(COLUMNS)
    assert pairs["a", "b"].n == 8 * 47 - 1
    rare = {"rare": np.where(np.arange(N) % 100 == 0, X, np.nan), "x": X}
    row = mu.pairwise(rare, lags=[1], discrete={"rare": False})["rare", "x"]
    assert np.isnan(row.mi)
    assert "3 rows in which both are known at lag -1, too few" in row.warning


def test_pairs_without_lags_have_none():
    pairs = mu.pairwise(COLUMNS)
    assert "lag" not in pairs.columns
    assert pairs["a", "b"].lag == 0
    with pytest.raises(mu.MutuallyError, match="what: must be one of"):
        pairs.matrix("lag")
    with pytest.raises(mu.MutuallyError, match="lags: must be 0 or more, since pairs are comp"):
        mu.pairwise(COLUMNS, lags=range(-2, 3))
    with pytest.raises(mu.MutuallyError, match="network: is for pairs of the same rows"):
        mu.pairwise(COLUMNS, lags=[0, 1], inference=False).network()


def test_circular_columns_have_lags():
    hour = (np.cumsum(RNG.normal(size=N)) * 3) % 24
    y = np.cos(2 * np.pi * np.roll(hour, 2) / 24) + 0.3 * RNG.normal(size=N)
    found = mu.mutual_information(hour, y, lags=range(5), circular=(24, None), n_permutations=99)
    assert found.lag == 2
    alone = mu.mutual_information(hour[:-2], y[2:], circular=(24, None), time=True)
    assert found.value == alone.value
    assert "circular" in found.pvalue_method
    told = mu.transfer_entropy(hour, y, lag=2, n_permutations=99)
    assert told.value > 0.2
