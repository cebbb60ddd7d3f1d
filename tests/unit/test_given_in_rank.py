"""Rankings of joint features and beyond a condition."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest

import mutually as mu

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

N = 240


def make_table(seed=0):
    rng = np.random.default_rng(seed)
    a, b, noise = rng.normal(size=(3, N))
    return {
        "a": a,
        "b": b,
        "label": np.where(a + rng.normal(size=N) > 0, "high", "low"),
        "inflated": np.where(rng.random(N) < 0.3, 0, b + rng.normal(size=N)),
        "class": np.digitize(a + b + 0.5 * noise, [-1, 0.5]),
        "constant": np.ones(N),
        "name": [f"row {i}" for i in range(N)],
    }


TABLE = make_table()
RANKED = {"a", "b", "label", "inflated"}


def values(ranking):
    return {row.feature: row.mi for row in ranking}


# --- joint features


def test_a_joint_feature_is_ranked_beside_its_parts():
    ranking = mu.rank(TABLE, "class", features=[["a", "b"], "a", ["b", "inflated", "label"]])
    assert {row.feature for row in ranking} == {"a & b", "a", "b & inflated & label"}
    for row in ranking:
        columns = {name: TABLE[name] for name in str(row.feature).split(" & ")}
        single = mu.mutual_information(columns, TABLE["class"])
        assert (row.mi, row.normalized, row.n) == (single.value, single.normalized, single.n)
        assert (row.kind, row.estimator, row.reason) == (
            single.x_kind, single.estimator, single.x_reason,
        )  # fmt: skip
    assert ranking["a & b"].mi > ranking["a"].mi
    assert "a & b" in repr(ranking)
    assert "a &amp; b" in ranking._repr_html_()


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, dict])
def test_joint_features_of_any_table(make):
    asked = {"features": [["a", "label"], "b"], "given": ["inflated"]}
    assert values(mu.rank(make(TABLE), "class", **asked)) == values(
        mu.rank(TABLE, "class", **asked)
    )


def test_the_order_of_columns_and_threads_change_nothing():
    asked = {"features": [["a", "b"], "label", ["label", "inflated"]], "given": "constant"}
    rankings = [
        mu.rank(table, "class", n_jobs=jobs, **asked)
        for table in (TABLE, dict(reversed(TABLE.items())))
        for jobs in (1, 2, 5)
    ]
    assert all(list(other) == list(rankings[0]) for other in rankings)
    backwards = mu.rank(TABLE, "class", features=[["b", "a"]])[0]
    assert backwards.mi == mu.rank(TABLE, "class", features=[["a", "b"]])[0].mi


def test_names_that_repeat_count_once():
    ranking = mu.rank(TABLE, "class", features=[["a", "a"], "a", ["a", "b"], ["a", "b"]])
    assert sorted(row.feature for row in ranking) == ["a", "a & b"]


def test_joint_features_of_names_that_are_numbers():
    table = np.column_stack([TABLE["a"], TABLE["b"], TABLE["class"]])
    ranking = mu.rank(table, 2, features=[[0, 1], 1])
    assert [row.feature for row in ranking] == ["0 & 1", 1]


def test_a_joint_feature_with_a_column_that_tells_nothing_is_set_aside():
    ranking = mu.rank(TABLE, "class", features=[["a", "constant"], ["name", "b"]])
    assert ranking.skipped == {
        "a & constant": "'constant': only one value",
        "name & b": "'name': every value is different: it names its rows",
    }
    assert len(ranking) == 0


def test_joint_features_leave_out_rows_that_miss_a_part():
    table = {**TABLE, "a": np.where(np.arange(N) < 40, np.nan, TABLE["a"])}
    ranking = mu.rank(table, "class", features=[["a", "b"], "b"])
    assert {row.feature: row.n for row in ranking} == {"a & b": 200, "b": 240}


# --- given


def test_features_are_ranked_beyond_the_condition():
    ranking = mu.rank(TABLE, "class", given="a")
    assert {row.feature for row in ranking} == RANKED - {"a"}
    assert (ranking.given, ranking.target) == (("a",), "class")
    assert set(ranking.skipped) == {"constant", "name"}
    for row in ranking:
        single = mu.mutual_information(TABLE[row.feature], TABLE["class"], given=TABLE["a"])
        assert (row.mi, row.normalized, row.n) == (single.value, single.normalized, single.n)
    assert ranking[0].feature == "b"


@pytest.mark.parametrize("names", [["a"], ["a", "label"], ["label", "inflated", "a"]])
def test_a_condition_of_several_columns(names):
    ranking = mu.rank(TABLE, "class", given=names)
    assert ranking.given == tuple(names)
    assert {row.feature for row in ranking} == RANKED - set(names)
    condition = {name: TABLE[name] for name in names}
    expected = mu.mutual_information(TABLE["b"], TABLE["class"], given=condition)
    assert ranking["b"].mi == expected.value


VALUES = {
    "array": np.asarray,
    "list": lambda v: v.tolist(),
    "series": pd.Series,
    "polars series": pl.Series,
    "dict": lambda v: {"z": v},
    "frame": lambda v: pd.DataFrame({"z": v}),
    "column of a matrix": lambda v: v[:, None],
}


@pytest.mark.parametrize("name", VALUES)
def test_a_condition_as_values(name):
    given = TABLE["a"] + 0.1 * TABLE["b"]
    ranking = mu.rank(TABLE, "class", given=VALUES[name](given), features=["b", "label"])
    assert values(ranking) == values(
        mu.rank({**TABLE, "z": given}, "class", given="z", features=["b", "label"])
    )
    assert len(ranking.given) == 1


def test_a_condition_as_a_matrix():
    matrix = np.column_stack([TABLE["a"], TABLE["class"] % 2])
    ranking = mu.rank(TABLE, "class", given=matrix)
    expected = mu.mutual_information(TABLE["b"], TABLE["class"], given=matrix)
    assert ranking["b"].mi == expected.value
    # Columns of the table that are not in the condition by name are ranked.
    assert {row.feature for row in ranking} == RANKED


def test_rows_that_miss_the_condition_or_the_target_are_left_out():
    table = {**TABLE, "a": np.where(np.arange(N) < 30, np.nan, TABLE["a"])}
    table["class"] = [None if at >= N - 10 else v for at, v in enumerate(TABLE["class"].tolist())]
    table["b"] = np.where(np.arange(N) % 8 == 0, np.nan, TABLE["b"])
    ranking = mu.rank(table, "class", given="a", features=["b", "label"])
    assert ranking.warnings == (
        "40 of 240 rows are left out: the target or the condition is missing there",
    )
    assert ranking["label"].n == 200
    assert ranking["b"].n == np.count_nonzero(np.arange(30, N - 10) % 8 != 0)
    single = mu.mutual_information(table["b"], table["class"], given=table["a"])
    assert ranking["b"].mi == single.value
    counted = mu.rank(table, "class", given="a", features=["b"], missing="category")
    assert counted[0].n == N
    with pytest.raises(mu.MutuallyError, match="column 'class': must have no missing"):
        mu.rank(table, "class", given="a", missing="raise")


def test_kinds_of_the_condition_can_be_forced():
    table = {**TABLE, "code": np.random.default_rng(1).integers(0, 40, N)}
    ranking = mu.rank(table, "class", given="code", discrete=["code"], features=["b"])
    single = mu.mutual_information(
        TABLE["b"], TABLE["class"], given=table["code"], discrete=(None, None, True)
    )
    assert ranking["b"].mi == single.value


@pytest.mark.parametrize("estimator", ["plugin", "frenzel_pompe", "mesner_shalizi"])
def test_named_estimators_that_take_a_condition(estimator):
    asked = ["label", "inflated"] if estimator != "plugin" else ["label"]
    given = "a" if estimator != "plugin" else "class of b"
    table = {**TABLE, "class of b": np.digitize(TABLE["b"], [-1, 0, 1])}
    ranking = mu.rank(table, "class", given=given, features=asked, estimator=estimator)
    for row in ranking:
        single = mu.mutual_information(
            table[row.feature], table["class"], given=table[given], estimator=estimator
        )
        assert (row.mi, row.normalized) == (single.value, single.normalized)


def test_every_form_of_a_ranking_names_the_condition():
    ranking = mu.rank(TABLE, "class", given=["a", "label"])
    assert ranking.to_dict()["given"] == ["a", "label"]
    for text in (repr(ranking), ranking._repr_html_()):
        assert "given a, label" in text
    assert "feature" in ranking.to_frame()
    again = pickle.loads(pickle.dumps(ranking))
    assert (again, again.given, hash(again)) == (ranking, ("a", "label"), hash(ranking))
    assert mu.rank(TABLE, "class").to_dict()["given"] == []
    assert "given" not in repr(mu.rank(TABLE, "class", features=["a"]))


def test_progress_counts_joint_features_and_not_the_condition():
    seen = []
    mu.rank(TABLE, "class", given="a", features=[["b", "label"], "b"],
            progress=lambda done, total: seen.append((done, total)))  # fmt: skip
    assert seen == [(1, 2), (2, 2)]


# --- what is refused

ERRORS = {
    "unknown condition": ({"given": "lable"}, "given: must name columns.*did you mean 'label'"),
    "unknown in a list": ({"given": ["a", "lable"]}, "given: must name.*did you mean 'label'"),
    "the target": ({"given": "class"}, "given: must not hold the target; got 'class'"),
    "the target in a list": ({"given": ["a", "class"]}, "given: must not hold the target"),
    "no names": ({"given": []}, "given: must name at least one column"),
    "too few rows": (
        {"given": TABLE["a"][:-1]},
        "given: must have 240 rows, as the table; got 239",
    ),
    "a feature in the condition": (
        {"given": "a", "features": ["a", "b"]},
        "features: must not hold the target or the condition; got 'a'",
    ),
    "a joint feature in the condition": (
        {"given": "a", "features": [["b", "a"]]},
        "features: must not hold the target or the condition; got 'a'",
    ),
    "a joint feature with the target": (
        {"features": [["b", "class"]]},
        "features: must not hold the target or the condition; got 'class'",
    ),
    "unknown in a joint feature": (
        {"features": [["a", "lable"]]},
        "features: must name a column.*did you mean 'label'",
    ),
    "an empty joint feature": (
        {"features": ["a", []]},
        "features: must name at least one column in each of its lists",
    ),
    "ksg": (
        {"given": "a", "features": ["b"], "estimator": "ksg"},
        "given: must be None for estimator='ksg'.*Hint: estimator=\"frenzel_pompe\"",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_one_clear_error(name):
    options, message = ERRORS[name]
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}") as caught:
        mu.rank(TABLE, "class", **options)
    first, *rest = str(caught.value).splitlines()
    assert first.endswith(".")
    assert len(rest) <= 1


def test_a_joint_name_that_is_a_column_is_refused():
    with pytest.raises(
        mu.MutuallyError, match="joint feature that is called as a column; got 'a &"
    ):
        mu.rank({**TABLE, "a & b": TABLE["a"]}, "class", features=[["a", "b"]])


def test_lists_within_lists_are_refused():
    with pytest.raises(mu.MutuallyError, match="features: must"):
        mu.rank(TABLE, "class", features=[["a", ["b"]]])


def test_a_condition_named_twice_counts_once():
    assert mu.rank(TABLE, "class", given=["a", "a"], features=["b"]).given == ("a",)


def test_a_list_of_labels_for_each_row_is_a_condition():
    rows = np.where(np.arange(N) % 2 == 0, "a", "b").tolist()
    found = mu.rank(TABLE, "class", given=rows, features=["inflated"])["inflated"].mi
    expected = mu.mutual_information(TABLE["inflated"], TABLE["class"], given=rows).value
    assert found == expected


def test_a_condition_of_one_named_column_keeps_its_name():
    assert mu.rank(TABLE, "class", given={"dose": TABLE["a"] ** 2}).given == ("dose",)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (pd.Series(TABLE["a"], name="dose"), ("dose",)),
        ({"dose": TABLE["a"], "age": TABLE["b"]}, ("dose", "age")),
    ],
    ids=["series", "dict"],
)
def test_a_condition_keeps_its_own_names(given, names):
    assert mu.rank(TABLE, "class", given=given, features=["label"]).given == names


def test_a_feature_without_a_row_in_which_the_condition_is_known():
    table = {**TABLE, "empty": [None] * N}
    assert "condition" in mu.rank(table, "class", given="empty", features=["b"]).skipped["b"]


def test_a_condition_that_names_its_rows_is_refused_or_warned_of():
    try:
        ranking = mu.rank(TABLE, "class", given="name", features=["label"])
    except mu.MutuallyError:
        return
    assert ranking.warnings or ranking["label"].warning


def test_a_joint_feature_in_another_order_is_the_same():
    assert len(mu.rank(TABLE, "class", features=[["a", "b"], ["b", "a"]])) == 1
