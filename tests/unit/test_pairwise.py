"""All pairs of columns: values, names, what is held, and what does not change a bit."""

from __future__ import annotations

import copy
import json
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import mutually as mu
from mutually.inference.false_discovery import q_values, q_values_among
from mutually.matching.matcher import among_best


def make_table(n=300, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    rain = np.where(rng.random(n) < 0.4, 0.0, np.exp(x + rng.normal(size=n)))
    return {
        "weak": x + 3 * rng.normal(size=n),
        "noise": rng.normal(size=n),
        "rounded": np.round(x + 0.3 * rng.normal(size=n), 1),
        "rain": rain,
        "label": np.where(x + 0.5 * rng.normal(size=n) > 0, "high", "low"),
        "constant": np.ones(n),
        "name": [f"row {i}" for i in range(n)],
        "gaps": np.where(np.arange(n) % 7 == 0, np.nan, x + 0.5 * rng.normal(size=n)),
        "few": rng.integers(0, 4, n),
    }


@pytest.fixture(scope="module")
def pairs():
    return mu.pairwise(make_table())


def test_all_columns_are_accounted_for(pairs):
    assert pairs.names == ("weak", "noise", "rounded", "rain", "label", "gaps", "few")
    assert set(pairs.skipped) == {"constant", "name"}
    assert (len(pairs), pairs.n_pairs, pairs.n_rows) == (21, 21, 300)
    assert dict(zip(pairs.names, pairs.kinds, strict=True))["rain"] == "mixed"


def test_each_value_is_that_of_mutual_information(pairs):
    table = make_table()
    for row in pairs:
        x, y = sorted((row.x, row.y))
        if (x, y) == ("few", "label"):
            continue  # Tables of few levels agree to rounding: see below.
        single = mu.mutual_information(table[x], table[y], n_permutations=199)
        assert (row.mi, row.n, row.estimator) == (single.value, single.n, single.estimator)
        assert (row.pvalue, row.standard_error) == (single.pvalue, single.standard_error)
        assert (row.low, row.high) == tuple(single.confidence_interval())


@pytest.mark.parametrize("estimator", ["auto", "plugin"])
@pytest.mark.parametrize("n", [5, 30, 200, 20_000])
@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_tables_of_few_levels_agree_with_those_of_one_pair(n, estimator):
    rng = np.random.default_rng(n)
    hidden = rng.integers(0, 9, n)
    table = {
        f"{levels} {share}": np.where(rng.random(n) < share, hidden % levels,
                                      rng.integers(0, levels, n)).astype(str)
        for levels in (2, 3, 5, 9) for share in (0, 0.2, 0.9)
    }  # fmt: skip
    for row in mu.pairwise(table, estimator=estimator):
        x, y = sorted((row.x, row.y))
        single = mu.mutual_information(table[x], table[y], estimator=estimator, n_permutations=199)
        found = [row.mi, row.standard_error, row.low, row.high, row.pvalue]
        low, high = single.confidence_interval()
        expected = [single.value, single.standard_error, low, high, single.pvalue]
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
        assert (row.n, row.estimator) == (n, single.estimator)
        assert row.warning == "; ".join(single.warnings)


def test_tables_have_the_same_bits_beside_any_others():
    rng = np.random.default_rng(0)
    table = {f"{k} {i}": rng.integers(0, k, 97) for k in (2, 4, 7) for i in range(9)}
    pairs = mu.pairwise(table, n_jobs=3)
    for some in (["2 0", "7 1"], ["4 3", "2 8", "7 8", "7 2"], list(table)[::-1]):
        for row in mu.pairwise(table, columns=some, n_jobs=1):
            known = pairs[row.x, row.y]
            facts = [(of.mi, of.pvalue, of.standard_error) for of in (row, known)]
            assert facts[0] == facts[1]
            assert np.array_equal(row.low, known.low, equal_nan=True)


@pytest.mark.parametrize("estimator", ["auto", "ksg"])
@pytest.mark.parametrize("n", [10, 60, 500])
@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_continuous_columns_without_ties_are_those_of_one_pair(n, estimator):
    rng = np.random.default_rng(n)
    x = rng.normal(size=n)
    table = {f"{s}": x + s * rng.normal(size=n) for s in (0.02, 0.5, 1, 2, 9)}
    table["waves"] = np.sin(40 * x) + 0.1 * rng.normal(size=n)
    for row in mu.pairwise(table, estimator=estimator):
        x, y = (table[name] for name in sorted((row.x, row.y)))
        single = mu.mutual_information(x, y, estimator=estimator, n_permutations=199)
        assert (row.mi, row.n, row.estimator) == (single.value, single.n, single.estimator)
        assert (row.pvalue, row.standard_error) == (single.pvalue, single.standard_error)
        assert (row.low, row.high) == tuple(single.confidence_interval())
        assert all(warning in row.warning for warning in single.warnings)


def test_entropies_stand_on_the_diagonal(pairs):
    values = pairs.values
    assert np.array_equal(values, values.T, equal_nan=True)
    for place, name in enumerate(pairs.names):
        if name in ("label", "few"):
            assert values[place, place] == mu.entropy(make_table()[name]).value
        else:
            assert np.isnan(values[place, place])


def test_q_values_are_over_all_pairs(pairs):
    upper = np.triu_indices(len(pairs.names), 1)
    p, q = pairs.matrix("pvalue")[upper], pairs.matrix("qvalue")[upper]
    assert np.array_equal(q, q_values(p))
    assert {row.pvalue <= 1 for row in pairs} == {True}
    assert pairs.n_discoveries == len(pairs.discoveries) == np.sum(q <= 0.05)


def test_q_values_of_some_are_those_of_all():
    rng = np.random.default_rng(0)
    p = np.concatenate([rng.random(200) ** 3, [0.25] * 9, [1.0, 1.0, np.nan, 0.0]])
    expected = q_values(p)
    some = rng.permutation(len(p))[:60]
    assert np.array_equal(q_values_among(p[some], p.copy()), expected[some], equal_nan=True)
    assert np.isnan(q_values_among(p[-2:-1], np.full(3, np.nan))).all()


def test_the_order_of_the_columns_and_threads_change_no_bit(pairs):
    table = make_table()
    table["weak again"] = table["weak"].copy()
    table["rounded again"] = table["rounded"].copy()
    backwards = dict(reversed(table.items()))
    known = [
        {frozenset((row.x, row.y)): (row.mi, row.low, row.qvalue, row.warning) for row in found}
        for found in (
            mu.pairwise(t, n_jobs=jobs) for t in (table, backwards) for jobs in (1, 2, 4, 7)
        )
    ]
    assert all(other == known[0] for other in known)


def test_access_by_names(pairs):
    row = pairs["noise", "weak"]
    assert (row.x, row.y) == ("noise", "weak")
    assert pairs["weak", "noise"].mi == row.mi
    assert [r.x for r in pairs.partners("label")] == ["label"] * 6
    best = pairs.partners("label")[0]
    assert best == pairs["label", best.y]
    assert [r.mi for r in pairs] == sorted((r.mi for r in pairs), reverse=True)
    for key, message in [
        (("weak", "weak"), "are no pair"),
        (("weak", "weather"), "no column 'weather'"),
        (("weak", "constant"), "set aside: only one value"),
        ("weak", "two names are needed"),
    ]:
        with pytest.raises(KeyError, match=message):
            pairs[key]


def test_pairs_that_are_held(pairs):
    all_pairs = list(pairs)
    for k in (1, 2, 50):
        held = mu.pairwise(make_table(), top_k=k, n_jobs=2)
        expected = [
            row
            for row in all_pairs
            if row in [pairs[row.x, r.y] for r in pairs.partners(row.x)[:k]]
            or row in [pairs[r.y, row.y] for r in pairs.partners(row.y)[:k]]
        ]
        assert list(held) == expected
    above = mu.pairwise(make_table(), threshold=0.1)
    assert list(above) == [row for row in all_pairs if row.mi >= 0.1]
    both = mu.pairwise(make_table(), threshold=0.1, top_k=1)
    assert set(both) <= set(above)
    assert len(mu.pairwise(make_table(), threshold=50)) == 0
    with pytest.raises(KeyError, match=r"not among the 0 that are held.*threshold=50"):
        mu.pairwise(make_table(), threshold=50)["weak", "noise"]


def test_equal_values_are_held_by_place():
    x, y = np.array([0, 0, 0]), np.array([1, 2, 3])
    assert among_best(x, y, np.array([0.5, 0.5, 0.5]), 1).tolist() == [True, True, True]
    x, y = np.array([0, 0, 1]), np.array([1, 2, 2])
    assert among_best(x, y, np.array([0.5, 0.5, 0.5]), 1).tolist() == [True, True, False]
    assert among_best(x, y, np.array([np.nan, 0.5, np.nan]), 1).tolist() == [False, True, False]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_frames_of_the_callers_kind(make):
    table = {name: values for name, values in make_table().items() if name != "name"}
    pairs = mu.pairwise(make(table))
    long, wide = pairs.to_frame(), pairs.to_frame("wide")
    kind = type(make(table))
    assert isinstance(long, kind)
    assert isinstance(wide, kind)
    columns = long.column_names if make is pa.table else list(long.columns)
    assert columns == list(pairs.columns)
    assert np.array_equal(np.array(wide["noise"]), pairs.values[:, 1], equal_nan=True)
    with pytest.raises(mu.MutuallyError, match="form: must be 'long' or 'wide'"):
        pairs.to_frame("broad")


def test_names_that_are_numbers_or_alike():
    data = np.random.default_rng(0).normal(size=(200, 3))
    pairs = mu.pairwise(data)
    assert pairs[0, 2].mi == pairs[2, 0].mi
    assert next(iter(pairs.to_frame("wide").columns)) == "column"
    alike = mu.pairwise({0: data[:, 0], "0": data[:, 1]})
    assert alike[0, "0"].n == 200
    assert list(alike.to_frame("wide").columns) == ["column", "0", "'0'"]
    named = mu.pairwise({"column": data[:, 0], "b": data[:, 1]})
    assert list(named.to_frame("wide").columns) == ["column_", "column", "b"]


def test_copies_are_equal_and_pickle(pairs):
    for other in (copy.deepcopy(pairs), pickle.loads(pickle.dumps(pairs))):
        assert other == pairs
        assert hash(other) == hash(pairs)
        assert list(other) == list(pairs)
    assert mu.pairwise(make_table(), base=2) != pairs
    assert mu.pairwise(make_table(), n_jobs=1) == pairs
    assert pairs != 3


def test_units_and_no_inference(pairs):
    bits = mu.pairwise(make_table(), base=2, inference=False)
    assert bits.unit == "bits"
    for row in bits:
        assert row.mi == pytest.approx(pairs[row.x, row.y].mi / np.log(2), rel=1e-12)
        assert np.isnan([row.pvalue, row.qvalue, row.low, row.high, row.standard_error]).all()
    assert bits.columns == ("x", "y", "mi", "n", "estimator", "warning")
    assert bits.discoveries == ()


def test_normalized_views(pairs):
    least, joint = pairs.normalized(), pairs.normalized("joint")
    at = pairs.places
    h = {name: pairs.entropies[at[name]] for name in ("label", "few")}
    mi = pairs["label", "few"].mi
    assert least[at["label"], at["few"]] == mi / min(h.values())
    assert pairs.normalized("sqrt")[at["label"], at["few"]] == mi / np.sqrt(h["label"] * h["few"])
    assert joint[at["few"], at["label"]] == mi / (h["label"] + h["few"] - mi)
    assert least[at["label"], at["weak"]] == pairs["label", "weak"].mi / h["label"]
    assert np.isnan(least[at["weak"], at["noise"]])
    assert least[at["few"], at["few"]] == joint[at["few"], at["few"]] == 1
    alike = pairs.normalized("correlation")
    strong = pairs["rounded", "gaps"].mi
    assert alike[at["rounded"], at["gaps"]] == pytest.approx(np.sqrt(1 - np.exp(-2 * strong)))
    assert (np.diag(alike) == 1).all()
    with pytest.raises(mu.MutuallyError, match="by: must be one of"):
        pairs.normalized("max")
    with pytest.raises(mu.MutuallyError, match="what: must be one of"):
        pairs.matrix("warning")


def test_missing_rows_are_left_out_of_a_pair_or_count(pairs):
    assert pairs["gaps", "noise"].n == 257
    assert pairs["weak", "noise"].n == 300
    assert mu.pairwise(make_table(), missing="category")["gaps", "noise"].n == 300
    with pytest.raises(mu.MutuallyError, match="gaps"):
        mu.pairwise(make_table(), missing="raise", columns=["gaps", "weak"])
    halves = {
        "left": np.where(np.arange(100) < 50, np.arange(100.0) ** 2, np.nan),
        "right": np.where(np.arange(100) < 52, np.nan, np.arange(100.0) ** 2),
        "all": np.random.default_rng(0).normal(size=100),
    }
    found = mu.pairwise(halves)
    assert np.isnan(found["left", "right"].mi)
    assert found["left", "right"].warning == "no row in which both are known"
    assert len(found) == 3
    assert len(mu.pairwise(halves, top_k=5)) == 2


def test_text_html_and_json(pairs):
    text = repr(pairs)
    assert text.startswith("Mutual information of 21 pairs of 7 columns, 300 rows")
    assert "set aside: constant (only one value), name" in text
    assert "... and 1 more" in text
    page = mu.pairwise({"<a>": [1.0, 2, 3, 4, 5] * 9, "b": [2.0, 1, 3, 4, 5] * 9})._repr_html_()
    assert "&lt;a&gt;" in page
    assert "<a>" not in page
    assert "interval" not in repr(mu.pairwise(make_table(), inference=False))
    facts = json.loads(json.dumps(pairs.to_dict()))
    assert len(facts["pairs"]) == 21
    assert facts["pairs"][0]["mi"] == pairs.best(1)[0].mi


def test_rows_that_resemble_those_before_are_noted():
    rng = np.random.default_rng(0)
    walks = np.cumsum(rng.normal(size=(500, 2)), axis=0)
    table = {"a": walks[:, 0], "b": walks[:, 1], "c": rng.normal(size=500)}
    (note,) = mu.pairwise(table).warnings
    assert "in a, b: in an order of time" in note
    assert mu.pairwise(table, inference=False).warnings == ()


def test_progress_counts_pairs():
    seen = []
    mu.pairwise(make_table(), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (21, 21)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"top_k": 0}, "top_k: must be None or a whole number from 1 on; got 0"),
        ({"top_k": True}, "top_k: must be"),
        ({"top_k": 2.5}, "top_k: must be"),
        ({"threshold": "much"}, "threshold: must be None or a number"),
        ({"threshold": float("nan")}, "threshold: must be None or a number"),
        ({"columns": "weak"}, "columns: must be a list of names"),
        ({"columns": ["weak"]}, "columns: must name two different columns"),
        ({"columns": ["weak", "weak"]}, "columns: must name two different columns"),
        ({"columns": ["weak", "nose"]}, "did you mean 'noise'"),
        ({"columns": ["weak", ["noise"]]}, "columns: must name a column of the table"),
        ({"columns": ["weak", "constant"]}, "must have two columns or more.*got 1 of 2"),
        ({"columns": ["name", "constant"]}, "(?s)got 0 of 2.*set aside: 'name': every value"),
        ({"n_neighbors": 0}, "n_neighbors: must be a whole number from 1"),
        ({"n_neighbors": 65}, "n_neighbors: must be a whole number from 1"),
        ({"estimator": "best"}, "estimator: must be one of"),
        ({"alpha": 1}, "alpha: must be between 0 and 1"),
        ({"discrete": ["nose"]}, "did you mean 'noise'"),
    ],
)
def test_arguments_that_are_refused(options, message):
    with pytest.raises(mu.MutuallyError, match=message):
        mu.pairwise(make_table(), **options)


def test_tables_that_are_refused():
    x = np.random.default_rng(0).normal(size=20)
    with pytest.raises(mu.MutuallyError, match="more than one column named 'a'"):
        mu.pairwise(pd.DataFrame(np.column_stack([x, x]), columns=["a", "a"]))
    with pytest.raises(mu.MutuallyError, match="got 1 of 1"):
        mu.pairwise({"a": x})
    with pytest.raises(mu.MutuallyError, match="table: must have rows"):
        mu.pairwise({"a": [], "b": []})
    with pytest.raises(mu.MutuallyError, match="20 neighbours and 20 rows"):
        mu.pairwise({"a": x, "b": -x}, n_neighbors=20)


def test_an_error_in_a_thread_names_both_columns(monkeypatch):
    table = {f"column {i:02}": np.random.default_rng(i).normal(size=50).round(1) for i in range(20)}
    from mutually.matching import matcher

    whole = matcher.estimate_pair

    def planted(x, y, **options):
        if {x.name, y.name} == {"column 07", "column 13"}:
            raise ZeroDivisionError("planted")
        return whole(x, y, **options)

    monkeypatch.setattr(matcher, "estimate_pair", planted)
    with pytest.raises(ZeroDivisionError) as caught:
        mu.pairwise(table, n_jobs=4)
    assert caught.value.__notes__ == ["while estimating columns 'column 07' and 'column 13'"]
    monkeypatch.undo()
    with pytest.raises(mu.MutuallyError, match="to be continuous") as refused:
        mu.pairwise({**table, "label": ["a", "b"] * 25}, estimator="ksg", n_jobs=4)
    assert "'label'" in str(refused.value)
