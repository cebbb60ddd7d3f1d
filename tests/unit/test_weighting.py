"""What weights may be, where they are said, and what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import mutually as mu

RNG = np.random.default_rng(3)
X = RNG.normal(size=120)
Y = X + RNG.normal(size=120)
LABELS = RNG.integers(0, 3, 120).astype(str)
W = RNG.lognormal(0, 0.7, 120)
COUNTS = RNG.integers(0, 4, 120)
TABLE = {"x": X, "y": Y, "label": LABELS, "w": W}


@pytest.mark.parametrize(
    ("weights", "kind", "message"),
    [
        (-W, "importance", "weights: must not be negative; got -.* in row 0"),
        (
            np.where(np.arange(120) == 7, np.inf, W),
            "importance",
            "must be finite; got inf in row 7",
        ),
        (np.where(np.arange(120) == 7, np.nan, W), "importance", "no missing values; got one in r"),
        ([None, *W[1:]], "importance", "no missing values; got one in row 0"),
        (0 * W, "importance", "must be above 0 in some row; got only zeros"),
        (W[1:], "importance", "must have 120 rows, as the data; got 119"),
        (LABELS, "importance", "must be numbers; got <U21"),
        (W > 1, "importance", "must be numbers; got bool.*leave the other rows out"),
        (W, "frequency", 'must be whole numbers with weight_type="frequency"; got .* in row 0'),
        (-COUNTS, "frequency", "must not be negative"),
        (W, "survey", "weight_type: must be one of 'importance', 'frequency'; got 'survey'"),
        (np.full(120, 2.0**50), "frequency", r"must add to less than 2\^53"),
    ],
)
def test_what_is_no_weight_gets_one_clear_error(weights, kind, message):
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.mutual_information(X, Y, weights=weights, weight_type=kind)
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.entropy(LABELS, weights=weights, weight_type=kind)
    table = {"x": X, "y": Y}
    for ask in (mu.rank, mu.select):
        with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
            ask(
                table,
                "y",
                weights=weights,
                weight_type=kind,
                **{"k": 1} if ask is mu.select else {},
            )
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.pairwise(table, weights=weights, weight_type=kind)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"estimator": "nsb", "discrete": True}, "must have a form for importance weights: 'auto'"),
        ({"estimator": "ksg2"}, "must have a form for importance weights"),
        (
            {"estimator": "ksg", "given": np.sin(3 * X)},
            "must take a condition with importance weights",
        ),
        ({"transform": None}, "must be 'normal_scores' with importance weights"),
        (
            {"pvalue_method": "permutations"},
            "exact only where weights depend on one variable alone",
        ),
        ({"blocks": LABELS}, "blocks: must be None with weights"),
        ({"time": True}, "time: must be None with weights"),
    ],
)
def test_what_has_no_form_for_weights_says_what_has(options, message):
    with pytest.raises(mu.MutuallyError, match=message):
        mu.mutual_information(X, Y, weights=W, **options)


def test_other_faces_refuse_what_they_cannot_weigh():
    with pytest.raises(mu.MutuallyError, match="weights: must name a column of the table; got 'v'"):
        mu.rank(TABLE, "y", weights="v")
    with pytest.raises(mu.MutuallyError, match="weights: must not name the target"):
        mu.rank(TABLE, "w", weights="w")
    with pytest.raises(mu.MutuallyError, match="family_wise: must be None with weights"):
        mu.rank(TABLE, "y", weights="w", family_wise=True)
    with pytest.raises(mu.MutuallyError, match='must be "frequency" to select'):
        mu.select(TABLE, "y", k=1, weights="w")
    with pytest.raises(mu.MutuallyError, match="must have a form for importance weights: 'auto'"):
        mu.entropy(LABELS, weights=W, estimator="nsb")
    with pytest.raises(mu.MutuallyError, match="y: must have as many rows as x"):
        mu.mutual_information(X, Y[1:], weights=W)
    weighted = mu.mutual_information(LABELS, X > 0, weights=W)
    with pytest.raises(mu.MutuallyError, match="first: must be without weights to be compared"):
        mu.compare(weighted, weighted)
    with pytest.raises(mu.MutuallyError, match="error_bounds: are not for importance weights"):
        weighted.error_bounds()


def test_a_result_says_what_its_rows_are_worth():
    found = mu.mutual_information(X, Y, weights=W)
    worth = W.sum() ** 2 / (W**2).sum()
    assert found.n_effective == pytest.approx(worth, rel=1e-12)
    assert f"n = 120, worth {worth:.0f} by importance weights" in repr(found)
    assert found.to_dict()["n_effective"] == found.n_effective
    assert found.to_dict()["weight_type"] == "importance"
    np.testing.assert_array_equal(found.weights, W)
    assert pickle.loads(pickle.dumps(found)) == found
    without = mu.mutual_information(X, Y)
    assert (without.weights, without.n_effective) == (None, 120.0)
    assert "n_effective" not in without.to_dict()
    counted = mu.mutual_information(LABELS, X > 0, weights=COUNTS, weight_type="frequency")
    assert counted.n == counted.n_effective == COUNTS.sum()


def test_a_ranking_leaves_the_weights_out_and_says_what_rows_are_worth():
    ranking = mu.rank(TABLE, "y", weights="w")
    assert {row.feature for row in ranking} == {"x", "label"}
    assert ranking.weight_type == "importance"
    assert "n_effective" in ranking.columns
    by_value = mu.rank({k: v for k, v in TABLE.items() if k != "w"}, Y, weights=W)
    for name in ("x", "label"):
        assert ranking[name].mi == by_value[name].mi
        assert ranking[name].n_effective == pytest.approx(W.sum() ** 2 / (W**2).sum())
        assert ranking[name].mi == mu.mutual_information(TABLE[name], Y, weights=W).value
    assert "worth" in repr(ranking)
    assert "n_effective" not in mu.rank(TABLE, "y").columns


def test_pairs_are_those_of_single_calls():
    pairs = mu.pairwise(TABLE, weights="w")
    assert pairs.names == ("x", "y", "label")
    assert pairs.weight_type == "importance"
    for one, other in (("x", "y"), ("label", "x"), ("y", "label")):
        single = mu.mutual_information(TABLE[one], TABLE[other], weights=W)
        assert pairs[one, other].mi == single.value
        assert pairs[one, other].pvalue == single.pvalue


def test_rows_of_weight_zero_are_left_out_first():
    w = np.where(np.arange(120) < 30, 0.0, W)
    labels = np.where(np.arange(120) < 30, "rare", LABELS)
    for x, y in ((X, Y), (labels, X), (labels, X > 0)):
        found = mu.mutual_information(x, y, weights=w)
        expected = mu.mutual_information(x[30:], y[30:], weights=W[30:])
        assert (found.value, found.n, found.n_missing) == (expected.value, 90, 0)


def test_few_effective_rows_are_a_warning():
    w = np.where(np.arange(120) == 5, 1000.0, 1.0)
    with pytest.warns(mu.MutuallyWarning, match="the weights leave 1.25 effective rows of 120"):
        mu.mutual_information(X, Y, weights=w)
    assert "effective rows" in mu.rank(TABLE, "y", weights=w, features=["x"]).warnings[0]


@pytest.mark.filterwarnings("ignore:rows resemble")
def test_circular_columns_take_frequencies_alone():
    hours = RNG.uniform(0, 24, 120)
    options = {"circular": (24, None)}
    counted = mu.mutual_information(
        hours, LABELS, weights=COUNTS, weight_type="frequency", **options
    )
    copies = mu.mutual_information(np.repeat(hours, COUNTS), np.repeat(LABELS, COUNTS), **options)
    assert counted.value == copies.value
    for ask in (
        lambda: mu.mutual_information(hours, LABELS, weights=W, **options),
        lambda: mu.rank({"hours": hours, "y": Y}, "y", weights=W, circular={"hours": 24}),
        lambda: mu.entropy(hours, weights=W, circular=24),
    ):
        with pytest.raises(mu.MutuallyError, match="must not be circular with importance weights"):
            ask()


def test_missing_values_take_their_weights_along():
    x = np.where(np.arange(120) % 5 == 0, np.nan, X)
    keep = ~np.isnan(x)
    found = mu.mutual_information(x, LABELS, weights=W)
    assert found.value == mu.mutual_information(X[keep], LABELS[keep], weights=W[keep]).value
    assert found.n_missing == 24
    np.testing.assert_array_equal(found.weights, W[keep])


def test_weights_of_a_condition_of_numbers_have_no_test_and_say_so():
    found = mu.mutual_information(X, LABELS, given=Y, weights=W)
    assert np.isnan(found.pvalue)
    assert found.pvalue_method == "none for weighted rows with a condition of numbers"
    assert found.standard_error > 0
