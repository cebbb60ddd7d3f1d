"""What inference adds to a ranking: columns, q-values, places, noise floors; and its switch."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

import mutually as mu
from mutually.results.ranked import COLUMNS, INFERENCE

N = 300


def make_table(seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=N)
    return {
        "strong": x + 0.4 * rng.normal(size=N),
        "weak": x + 2 * rng.normal(size=N),
        "noise": rng.normal(size=N),
        "label": np.where(x + rng.normal(size=N) > 0, "high", "low"),
        "code": rng.integers(0, 5, N),
        "zeros": np.where(rng.random(N) < 0.4, 0.0, x + rng.normal(size=N)),
        "y": x,
    }


TABLE = make_table()


@pytest.fixture(scope="module")
def ranking():
    return mu.rank(TABLE, "y")


def test_frames_have_columns_of_inference(ranking):
    frame = ranking.to_frame()
    assert tuple(frame.columns) == ranking.columns
    assert set(frame.columns) == {*COLUMNS, *INFERENCE}
    assert ranking.alpha == 0.05
    assert not frame[list(INFERENCE)].isna().any().any()


def test_without_inference_nothing_of_it_is_there(ranking):
    plain = mu.rank(TABLE, "y", inference=False)
    assert tuple(plain.to_frame().columns) == plain.columns == COLUMNS
    assert plain.alpha is None
    assert plain.discoveries == ()
    assert [row.mi for row in plain] == [row.mi for row in ranking]
    assert all(math.isnan(row.pvalue) and row.rank_low is None for row in plain)
    assert "interval" not in repr(plain)
    assert set(plain.to_dict()["features"][0]) == set(COLUMNS)


def test_each_row_says_what_the_single_result_says(ranking):
    for row in ranking:
        single = mu.mutual_information(TABLE[row.feature], TABLE["y"])
        assert row.pvalue == single.pvalue
        assert row.pvalue_method == single.pvalue_method
        assert row.standard_error == single.standard_error
        assert row.noise_floor == single.noise_floor
        assert (row.low, row.high) == pytest.approx(single.confidence_interval(), abs=1e-15)


def test_q_values_are_benjamini_and_hochbergs(ranking):
    p = np.sort([row.pvalue for row in ranking])
    by_p = sorted(ranking, key=lambda row: row.pvalue)
    q = [min(p[j] * len(p) / (j + 1) for j in range(i, len(p))) for i in range(len(p))]
    assert [row.qvalue for row in by_p] == pytest.approx(q, rel=1e-12)
    assert all(row.qvalue >= row.pvalue for row in ranking)


def test_discoveries_are_what_q_says_at_alpha(ranking):
    found = {row.feature for row in ranking.discoveries}
    assert {"strong", "weak", "label", "zeros"} <= found
    assert found == {row.feature for row in ranking if row.qvalue <= 0.05}
    assert f"{len(found)} of 6 features tell something" in repr(ranking)


def test_places_hold_their_own_and_say_who_is_surely_before(ranking):
    for place, row in enumerate(ranking, start=1):
        assert 1 <= row.rank_low <= place <= row.rank_high <= len(ranking)
    assert (ranking["strong"].rank_low, ranking["strong"].rank_high) == (1, 1)
    assert ranking["noise"].rank_high == len(ranking)


def test_alpha_is_the_level_of_all_that_is_shown():
    strict, lax = (mu.rank(TABLE, "y", alpha=alpha) for alpha in (0.001, 0.4))
    for row in strict:
        other = lax[row.feature]
        assert row.noise_floor > other.noise_floor
        assert row.low <= other.low <= other.high <= row.high
        assert row.rank_low <= other.rank_low <= other.rank_high <= row.rank_high
        assert (row.mi, row.pvalue, row.qvalue) == (other.mi, other.pvalue, other.qvalue)
    assert len(strict.discoveries) <= len(lax.discoveries)


def test_all_but_probabilities_is_in_the_unit_of_the_values(ranking):
    bits = mu.rank(TABLE, "y", base=2)
    for row in ranking:
        other = bits[row.feature]
        for name in ("mi", "standard_error", "low", "high", "noise_floor"):
            assert getattr(other, name) == pytest.approx(getattr(row, name) / math.log(2))
        for name in ("pvalue", "qvalue", "rank_low", "rank_high"):
            assert getattr(other, name) == getattr(row, name)


# --- joint features, conditions, missing values, blocks and time


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_joint_features_and_conditions_are_tested_too():
    features = [["strong", "noise"], "weak", "code"]
    options = {"features": features, "n_permutations": 39, "given": "label"}
    found = mu.rank(TABLE, "y", **options)
    assert "39 permutations within levels of the condition" in found[0].pvalue_method
    assert found["strong & noise"].pvalue == 1 / 40
    assert found["code"].pvalue_method.startswith("closed form")
    assert all(row.low <= row.mi <= row.high for row in found if row.mi > 0)
    again = mu.rank(TABLE, "y", **{**options, "features": features[::-1], "n_jobs": 4})
    assert list(again) == list(found)


def test_missing_rows_are_left_out_of_the_test_as_well():
    table = dict(TABLE)
    table["strong"] = np.where(np.arange(N) % 5 == 0, np.nan, table["strong"])
    table["y"] = np.where(np.arange(N) % 7 == 0, np.nan, table["y"])
    found = mu.rank(table, "y", blocks=np.arange(N) // 10, n_permutations=19)["strong"]
    known = ~np.isnan(table["strong"]) & ~np.isnan(table["y"])
    single = mu.mutual_information(
        table["strong"][known], table["y"][known], blocks=(np.arange(N) // 10)[known],
        n_permutations=19,
    )  # fmt: skip
    assert (found.n, found.mi, found.pvalue) == (known.sum(), single.value, single.pvalue)
    assert found.standard_error == single.standard_error


def test_columns_of_blocks_and_time_are_not_ranked_unless_asked_for():
    table = {**TABLE, "patient": np.arange(N) % 30, "day": np.arange(N) // 30}
    options = {"blocks": "patient", "time": "day", "n_permutations": 19}
    found = mu.rank(table, "y", **options)
    assert {row.feature for row in found} == set(TABLE) - {"y"}
    assert {row.pvalue_method.partition(" of ")[0] for row in found} <= {
        f"{n} circular shifts" for n in range(1, 20)
    }
    asked = mu.rank(table, "y", features=["patient", "strong"], **options)
    assert {row.feature for row in asked} == {"patient", "strong"}
    values = mu.rank(TABLE, "y", blocks=table["patient"], time=table["day"],
                     n_permutations=19)  # fmt: skip
    assert list(values) == list(found)


def test_a_constant_within_blocks_is_no_finding_where_it_would_be_one():
    """Twenty patients with an effect of their own: rows of one are no independent rows."""
    rng = np.random.default_rng(1)
    patient = np.repeat(np.arange(20), 15)
    effect = rng.normal(size=20)
    table = {"sex": (effect > 0)[patient], "y": effect[patient] + 0.5 * rng.normal(size=N)}
    free = mu.rank(table, "y")["sex"].pvalue
    blocked = mu.rank(table, "y", blocks=patient)["sex"].pvalue
    assert free < 1e-10
    assert blocked == 1


# --- the same bits


def test_neither_order_of_columns_nor_threads_change_a_bit(ranking):
    backwards = dict(reversed(TABLE.items()))
    for table, jobs in ((TABLE, 4), (backwards, 1), (backwards, 7)):
        found = mu.rank(table, "y", n_jobs=jobs)
        assert list(found) == list(ranking)
        assert found.warnings == ranking.warnings
    assert pickle.loads(pickle.dumps(ranking)) == ranking


# --- many columns


def test_columns_of_noise_are_no_discoveries():
    """The chance of any false finding is at most 5 % in each of eight tables: three of eight have
    one with a probability of 0.6 %."""
    tables_with_one = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        table = {f"n{i}": column for i, column in enumerate(rng.normal(size=(200, 200)))}
        table |= {f"c{i}": rng.integers(0, 4, 200) for i in range(50)}
        found = mu.rank(table, rng.normal(size=200))
        tables_with_one += bool(found.discoveries)
    assert tables_with_one <= 2


def test_real_columns_are_found_among_a_thousand_of_noise():
    rng = np.random.default_rng(9)
    y = rng.normal(size=200)
    table = {f"n{i}": column for i, column in enumerate(rng.normal(size=(1000, 200)))}
    real = {f"real {i}": y + (0.3 + 0.1 * i) * rng.normal(size=200) for i in range(8)}
    found = {row.feature for row in mu.rank({**table, **real}, y).discoveries}
    assert set(real) <= found
    assert len(found) <= len(real) + 3, "5 % of nine are expected to be false"
