"""Every column of a table ranked by what it tells about a target."""

from __future__ import annotations

import copy
import json
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest

import mutually as mu


def make_table(n=400, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return {
        "weak": x + 3 * rng.normal(size=n),
        "noise": rng.normal(size=n),
        "strong": x + 0.3 * rng.normal(size=n),
        "label": np.where(x + 0.5 * rng.normal(size=n) > 0, "high", "low"),
        "constant": np.ones(n),
        "name": [f"row {i}" for i in range(n)],
        "y": x,
    }


@pytest.fixture
def ranking():
    return mu.rank(make_table(), "y")


def test_best_first_with_all_columns_accounted_for(ranking):
    assert [row.feature for row in ranking][:2] == ["strong", "label"]
    assert [row.mi for row in ranking] == sorted((row.mi for row in ranking), reverse=True)
    assert {row.feature for row in ranking} == {"strong", "label", "weak", "noise"}
    assert set(ranking.skipped) == {"constant", "name"}
    assert (ranking.target, ranking.target_kind, ranking.n_rows) == ("y", "continuous", 400)


def test_each_value_is_that_of_mutual_information(ranking):
    table = make_table()
    for row in ranking:
        single = mu.mutual_information(table[row.feature], table["y"])
        assert (row.mi, row.normalized, row.n) == (single.value, single.normalized, single.n)
        assert (row.estimator, row.kind) == (single.estimator, single.x_kind)


def test_access_by_name_and_place(ranking):
    assert ranking["strong"] is ranking[0]
    assert ranking[-1] is ranking[len(ranking) - 1]
    assert list(ranking[:2]) == [ranking[0], ranking[1]]
    with pytest.raises(KeyError, match="'weight' is not ranked"):
        ranking["weight"]
    with pytest.raises(KeyError, match="set aside: only one value"):
        ranking["constant"]


def test_names_that_are_numbers():
    table = np.column_stack([*np.random.default_rng(0).normal(size=(3, 200))])
    ranking = mu.rank(table, 0)
    assert ranking.feature(2).feature == 2
    assert {row.feature for row in ranking} == {1, 2}


def test_the_order_of_the_columns_and_threads_change_nothing():
    table = make_table()
    backwards = dict(reversed(table.items()))
    rankings = [mu.rank(t, "y", n_jobs=jobs) for t in (table, backwards) for jobs in (1, 2, 4, 7)]
    rows = [list(ranking) for ranking in rankings]
    assert all(other == rows[0] for other in rows)
    assert all(dict(r.skipped) == dict(rankings[0].skipped) for r in rankings)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_any_table_gives_the_same(make, ranking):
    found = mu.rank(make(make_table()), "y")
    assert [(row.feature, row.mi, row.n) for row in found] == [
        (row.feature, row.mi, row.n) for row in ranking
    ]
    assert found.skipped == ranking.skipped


def test_frame_of_the_callers_kind():
    columns = ["feature", "kind", "mi", "normalized", "n", "estimator", "warning", "reason"]
    for make in (pd.DataFrame, pl.DataFrame):
        plain = mu.rank(make(make_table()), "y", inference=False).to_frame()
        assert list(plain.columns) == columns
        frame = mu.rank(make(make_table()), "y").to_frame()
        assert isinstance(frame, make)
        assert set(frame.columns) > set(columns)
        assert next(iter(frame["feature"])) == "strong"


def test_target_as_an_array(ranking):
    table = make_table()
    y = table.pop("y")
    assert list(mu.rank(table, y)) == list(ranking)
    series = pd.Series(y, name="outcome")
    assert mu.rank(table, series).target == "outcome"
    with pytest.raises(mu.MutuallyError, match="target: must have 400 rows"):
        mu.rank(table, y[:-1])


def test_chosen_features_and_forced_kinds():
    table = make_table()
    ranking = mu.rank(table, "y", features=["noise", "weak"])
    assert {row.feature for row in ranking} == {"noise", "weak"}
    codes = {"code": np.random.default_rng(0).integers(0, 40, 400), "y": table["y"]}
    assert mu.rank(codes, "y")["code"].kind == "continuous"
    assert mu.rank(codes, "y", discrete=["code"])["code"].kind == "discrete"
    label = {"level": np.arange(400) % 3, "y": table["y"]}
    assert mu.rank(label, "y", discrete={"level": False})["level"].kind == "continuous"


def test_missing_rows_drop_out_per_feature_or_count():
    table = make_table()
    table["strong"] = np.where(np.arange(400) < 40, np.nan, table["strong"])
    table["y"] = np.where(np.arange(400) >= 390, np.nan, table["y"])
    ranking = mu.rank(table, "y")
    assert {row.feature: row.n for row in ranking} == {
        "strong": 350, "label": 390, "weak": 390, "noise": 390,
    }  # fmt: skip
    assert ranking.warnings == ("10 of 400 rows are left out: the target is missing there",)
    single = mu.mutual_information(table["strong"], table["y"])
    assert ranking["strong"].mi == single.value
    counted = mu.rank(table, "y", missing="category")
    assert {row.n for row in counted} == {400}


def test_missing_that_tells_is_seen_only_as_a_category():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 1000)
    x = np.where(y == 1, np.nan, rng.normal(size=1000))
    table = {"x": x, "y": y}
    told = mu.rank(table, "y", missing="category")["x"]
    assert told.normalized == pytest.approx(1, abs=0.02)
    assert "x" not in [row.feature for row in mu.rank(table, "y") if row.mi > 0.01]


def test_a_feature_known_in_too_few_rows_is_set_aside():
    table = make_table()
    table["strong"] = np.where(np.arange(400) < 398, np.nan, table["strong"])
    skipped = mu.rank(table, "y").skipped
    assert skipped["strong"] == (
        "2 rows in which both it and the target are known, too few for 3 neighbours"
    )


def test_a_column_that_cannot_be_read_is_set_aside_or_an_error_when_asked_for():
    table = {**make_table(50), "nested": [[1, 2]] * 50}
    assert "must hold booleans, numbers" in mu.rank(table, "y").skipped["nested"]
    with pytest.raises(mu.MutuallyError, match="column 'nested'"):
        mu.rank(table, "y", features=["nested"])


def test_progress_is_reported_for_each_column():
    seen = []
    mu.rank(make_table(), "y", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(i, 6) for i in range(1, 7)]


def test_it_copies_pickles_and_compares(ranking):
    for again in (pickle.loads(pickle.dumps(ranking)), copy.deepcopy(ranking)):
        assert again == ranking
        assert list(again.to_frame()["feature"]) == [row.feature for row in ranking]
    assert ranking != mu.rank(make_table(seed=1), "y")
    assert len({ranking, copy.copy(ranking)}) == 1


def test_text_and_html_hold_every_feature(ranking):
    for text in (repr(ranking), ranking._repr_html_()):
        assert all(row.feature in text for row in ranking)
        assert "only one value" in text
        assert "nats" in text


def test_bits():
    nats, bits = mu.rank(make_table(), "y"), mu.rank(make_table(), "y", base=2)
    assert bits.unit == "bits"
    assert bits[0].mi == pytest.approx(nats[0].mi / np.log(2))
    assert bits[0].normalized == nats[0].normalized


def test_the_target_given_as_a_column_of_the_table_is_not_ranked():
    frame = pd.DataFrame(make_table())
    by_name, by_column = mu.rank(frame, "y"), mu.rank(frame, frame["y"])
    assert by_column == by_name
    with pytest.raises(mu.MutuallyError, match="target: must not be called as a column"):
        mu.rank(frame, frame["y"].rename("weak"))
    unnamed = mu.rank(frame.drop(columns="y"), frame["y"].to_numpy())
    assert (unnamed.target, len(unnamed)) == ("target", len(by_name))


def test_features_may_come_from_a_generator():
    ranking = mu.rank(make_table(), "y", features=(name for name in ["weak", "noise"]))
    assert {row.feature for row in ranking} == {"weak", "noise"}


def test_a_counter_is_ranked_when_asked_for():
    table = {**make_table(), "year": np.arange(1600, 2000)}
    assert mu.rank(table, "y").skipped["year"] == "it only counts the rows"
    assert [row.feature for row in mu.rank(table, "y", features=["year"])] == ["year"]


def test_an_identifier_is_set_aside_whatever_the_estimator():
    table = {"id": np.arange(400), "label": make_table()["label"]}
    ranking = mu.rank(table, "label", estimator="plugin")
    assert (len(ranking), list(ranking.skipped)) == (0, ["id"])


def test_discrete_pairs_need_no_neighbours():
    table = {"a": ["x", "y"] * 25, "c": ["p", "p", "q", "q", "q"] * 10}
    assert "a" in mu.rank(table, "c", n_neighbors=64)


def test_a_target_of_one_value_among_the_known_rows():
    table = make_table()
    label = np.where(table["y"] > 0, "high", "low")
    known = {"x": np.where(label == "high", np.nan, table["weak"]), "label": label}
    ranking = mu.rank(known, "label")
    assert "the target has one value" in ranking["x"].warning
    again = pickle.loads(pickle.dumps(ranking))
    assert (again, again[0], hash(again)) == (ranking, ranking[0], hash(ranking))


def test_dictionaries_are_json():
    table = {pd.Timestamp("2020-01-01"): make_table()["weak"], ("a", 1): np.ones(400)}
    ranking = mu.rank(pd.DataFrame({**table, "y": make_table()["y"]}), "y")
    assert "2020-01-01" in json.dumps(ranking.to_dict())
    assert pd.Timestamp("2020-01-01") in ranking


ERRORS = {
    "unknown target": ((make_table(), "Y "), {}, "target: must name.*did you mean 'y'"),
    "unknown feature": ((make_table(), "y"), {"features": ["wek"]}, "features.*mean 'weak'"),
    "one name": ((make_table(), "y"), {"features": "weak"}, r"features: .*features=\['weak'\]"),
    "target as feature": ((make_table(), "y"), {"features": ["y"]}, "must not hold the target"),
    "constant target": ((make_table(), "constant"), {}, "target 'constant': must vary.*one value"),
    "name as target": ((make_table(), "name"), {}, "target 'name': must vary.*names its rows"),
    "unknown discrete": ((make_table(), "y"), {"discrete": ["labels"]}, "discrete.*mean 'label'"),
    "discrete as bool": ((make_table(), "y"), {"discrete": True}, "discrete: must be a list of n"),
    "no features": ((make_table(), "y"), {"features": []}, "features: must name at least one"),
    "features as a number": ((make_table(), "y"), {"features": 3}, "features: must be a list of"),
    "discrete of lists": (
        (make_table(), "y"),
        {"discrete": [["weak"]]},
        "discrete: must be a list",
    ),
    "discrete as a word": ((make_table(), "y"), {"discrete": {"weak": "no"}}, "True or False"),
    "no rows": (({"x": [], "y": []}, "y"), {}, "table: must have rows"),
    "estimator": ((make_table(), "y"), {"estimator": "best"}, "estimator: must be one of"),
    "forced estimator": ((make_table(), "y"), {"estimator": "ksg"}, "label"),
}


def test_a_named_estimator_says_what_its_columns_are():
    table = {name: np.round(make_table()[name], 1) for name in ("weak", "strong", "y")}
    for estimator, kind in {"ksg": "continuous", "plugin": "discrete"}.items():
        ranking = mu.rank(table, "y", estimator=estimator)
        assert {row.kind for row in ranking} == {kind} == {ranking.target_kind}
        single = mu.mutual_information(table["weak"], table["y"], estimator=estimator)
        assert ranking["weak"].mi == single.value


@pytest.mark.parametrize("name", ERRORS)
def test_errors_name_what_is_wrong(name):
    args, options, message = ERRORS[name]
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.rank(*args, **options)


def test_an_error_in_a_thread_carries_the_column(monkeypatch):
    from mutually.scoring import contest as module

    def broken(x, *args, **kw):
        if x.name == "weak":
            raise ZeroDivisionError("planted")
        return original(x, *args, **kw)

    original = module.estimated
    monkeypatch.setattr(module, "estimated", broken)
    with pytest.raises(ZeroDivisionError) as caught:
        mu.rank(make_table(), "y", n_jobs=4)
    assert caught.value.__notes__ == ["while estimating column 'weak'"]
