"""What weights mean: copies of rows, or shares of a distribution."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mutually as mu

RNG = np.random.default_rng(11)
N = 150
X = RNG.normal(size=N)
COLUMNS = {
    "number": X,
    "other": 0.6 * X + 0.8 * RNG.normal(size=N),
    "label": RNG.integers(0, 4, N).astype(str),
    "few": (X > 0).astype(int) + RNG.integers(0, 3, N),
    "mixed": np.where(RNG.random(N) < 0.3, 0.0, X),
    "missing": np.where(RNG.random(N) < 0.2, np.nan, X),
}
COUNTS = RNG.integers(0, 4, N)
W = RNG.lognormal(0, 0.8, N)
KINDS = [("number", "other"), ("number", "label"), ("label", "few"), ("mixed", "other"),
         ("mixed", "few"), ("missing", "label")]  # fmt: skip

# What is said of copied rows and of the rows before each is of no weight here.
pytestmark = pytest.mark.filterwarnings("ignore::mutually.errors.MutuallyWarning")


def facts(result):
    return (result.value, result.n, result.pvalue, result.pvalue_method, result.standard_error,
            result.noise_floor, *result.confidence_interval(), result.normalized,
            result.estimator)  # fmt: skip


@pytest.mark.parametrize(("x", "y"), KINDS)
@pytest.mark.parametrize("missing", ["drop", "category"])
def test_a_frequency_is_so_many_rows_to_the_bit(x, y, missing):
    one, other = COLUMNS[x], COLUMNS[y]
    options = {"missing": missing}
    found = mu.mutual_information(one, other, weights=COUNTS, weight_type="frequency", **options)
    copies = mu.mutual_information(np.repeat(one, COUNTS), np.repeat(other, COUNTS), **options)
    assert repr(facts(found)) == repr(facts(copies))
    assert (found.x_kind, found.x_reason) == (copies.x_kind, copies.x_reason)
    np.testing.assert_allclose(
        (found.local * found.weights).sum() / found.weights.sum(), found.value, atol=1e-12
    )


@pytest.mark.parametrize(
    "estimator", ["plugin", "miller_madow", "grassberger", "chao_shen", "nsb", "shuffle_gated"]
)
def test_a_frequency_is_so_many_rows_for_every_estimator_of_tables(estimator):
    one, other = COLUMNS["label"], COLUMNS["few"]
    options = {"estimator": estimator}
    found = mu.mutual_information(one, other, weights=COUNTS, weight_type="frequency", **options)
    copies = mu.mutual_information(np.repeat(one, COUNTS), np.repeat(other, COUNTS), **options)
    assert found.value == copies.value


@pytest.mark.parametrize("estimator", ["ksg", "gaussian", "gaussian_copula", "frenzel_pompe"])
def test_a_frequency_is_so_many_rows_for_estimators_of_numbers(estimator):
    one, other = COLUMNS["number"], COLUMNS["other"]
    options = {"estimator": estimator}
    found = mu.mutual_information(one, other, weights=COUNTS, weight_type="frequency", **options)
    copies = mu.mutual_information(np.repeat(one, COUNTS), np.repeat(other, COUNTS), **options)
    assert found.value == copies.value


@pytest.mark.parametrize("given_by", ["few", "other"])
def test_a_frequency_is_so_many_rows_given_a_condition(given_by):
    columns = [COLUMNS[name] for name in ("number", "label", given_by)]
    copies = [np.repeat(column, COUNTS) for column in columns]
    found = mu.mutual_information(
        *columns[:2], given=columns[2], weights=COUNTS, weight_type="frequency"
    )
    assert found.value == mu.mutual_information(*copies[:2], given=copies[2]).value
    assert found.pvalue == mu.mutual_information(*copies[:2], given=copies[2]).pvalue


@pytest.mark.parametrize("method", ["permutations", "closed_form"])
def test_tests_of_frequencies_are_those_of_the_rows(method):
    columns = [COLUMNS["label"], COLUMNS["few"]]
    options = {"pvalue_method": method, "n_permutations": 50}
    found = mu.mutual_information(*columns, weights=COUNTS, weight_type="frequency", **options)
    copies = mu.mutual_information(*(np.repeat(c, COUNTS) for c in columns), **options)
    assert found.pvalue == copies.pvalue
    by_drawing = [r.confidence_interval(method="subsampling") for r in (found, copies)]
    assert by_drawing[0] == by_drawing[1]


@pytest.mark.parametrize("target", ["number", "label", "few", "mixed"])
def test_rankings_pairs_and_selections_take_frequencies_for_rows(target):
    table = {**COLUMNS, "count": COUNTS}
    copies = {name: np.repeat(column, COUNTS) for name, column in COLUMNS.items()}
    options = {"weights": "count", "weight_type": "frequency"}
    found, expected = mu.rank(table, target, **options), mu.rank(copies, target)
    for row in expected:
        for name in expected.columns:
            assert repr(getattr(found[row.feature], name)) == repr(getattr(row, name))
    pairs, of_copies = mu.pairwise(table, **options), mu.pairwise(copies)
    np.testing.assert_array_equal(pairs.values, of_copies.values)
    chosen, by_copies = (
        mu.select(t, target, k=2, **o) for t, o in ((table, options), (copies, {}))
    )
    assert chosen.features == by_copies.features


def test_counted_tables_of_any_size_are_not_spelled_out():
    cells = {"x": ["a", "a", "b", "b"], "y": ["u", "v", "u", "v"], "n": [4e8, 1e8, 1e8, 4e8]}
    found = mu.rank(cells, "y", weights="n", weight_type="frequency")["x"]
    assert found.n == 10**9
    # H(0.5) - H(0.8), and no bias that a double could show.
    truth = math.log(2) + 0.8 * math.log(0.8) + 0.2 * math.log(0.2)
    assert found.mi == pytest.approx(truth, abs=1e-8)
    entropy = mu.entropy(cells["x"], weights=cells["n"], weight_type="frequency")
    assert entropy.value == pytest.approx(math.log(2), abs=1e-8)
    with pytest.raises(mu.MutuallyError, match="must add to at most 200,000,000 rows"):
        mu.mutual_information(np.arange(120) / 7, list("abcd") * 30,
                              weights=cells["n"] * 30, weight_type="frequency")  # fmt: skip


def test_rows_that_are_distinct_levels_count_by_their_frequencies():
    # Without weights every row has a level of its own, which names it.
    cells = {"x": ["a", "b", "c"], "y": ["u", "v", "u"], "n": [40, 30, 20]}
    ranking = mu.rank(cells, "y", weights="n", weight_type="frequency")
    assert ranking["x"].normalized == pytest.approx(1.0, abs=0.001)
    assert not ranking.skipped


@pytest.mark.parametrize("estimator", ["auto", "plugin", "grassberger"])
def test_entropies_take_frequencies_for_rows(estimator):
    options = {"weights": COUNTS, "weight_type": "frequency", "estimator": estimator}
    label, few = COLUMNS["label"], COLUMNS["few"]
    expected = mu.entropy(np.repeat(label, COUNTS), estimator=estimator)
    found = mu.entropy(label, **options)
    assert (found.value, found.standard_error) == (expected.value, expected.standard_error)
    given = mu.entropy(label, given=few, **options)
    copies = mu.entropy(np.repeat(label, COUNTS), given=np.repeat(few, COUNTS), estimator=estimator)
    assert given.value == copies.value


@pytest.mark.parametrize(("x", "y"), KINDS)
def test_only_ratios_of_importance_weights_matter(x, y):
    one, other = COLUMNS[x], COLUMNS[y]
    found = mu.mutual_information(one, other, weights=W)
    for factor in (8.0, 1e-300, 3.7):
        scaled = mu.mutual_information(one, other, weights=factor * W)
        # Powers of two change no bit; others change what rounding does.
        assert scaled.value == pytest.approx(found.value, abs=1e-12)
        assert scaled.pvalue == pytest.approx(found.pvalue, rel=1e-9)
        assert scaled.standard_error == pytest.approx(found.standard_error, rel=1e-9)


@pytest.mark.parametrize(("x", "y"), KINDS)
@pytest.mark.parametrize("kind", ["importance", "frequency"])
def test_equal_weights_are_none_to_the_bit(x, y, kind):
    one, other = COLUMNS[x], COLUMNS[y]
    weights = np.full(N, 7.3) if kind == "importance" else np.ones(N)
    found = mu.mutual_information(one, other, weights=weights, weight_type=kind)
    assert repr(facts(found)) == repr(facts(mu.mutual_information(one, other)))


@pytest.mark.parametrize(("x", "y"), KINDS[:5])
def test_nearly_equal_weights_are_nearly_none(x, y):
    one, other = COLUMNS[x], COLUMNS[y]
    almost = 1 + 1e-9 * RNG.random(N)
    found = mu.mutual_information(one, other, weights=almost)
    without = mu.mutual_information(one, other)
    # The weighted table's chi-squared has moments of another order in 1/n.
    assert found.value == pytest.approx(without.value, abs=1e-3)
    assert found.standard_error == pytest.approx(without.standard_error, rel=0.02)


@pytest.mark.parametrize(("x", "y"), [("number", "other"), ("number", "label"), ("label", "few")])
def test_the_order_of_the_rows_and_of_the_variables_does_not_matter(x, y):
    one, other = COLUMNS[x], COLUMNS[y]
    found = mu.mutual_information(one, other, weights=W)
    anew = RNG.permutation(N)
    moved = mu.mutual_information(one[anew], other[anew], weights=W[anew])
    assert moved.value == pytest.approx(found.value, abs=1e-12)
    assert moved.pvalue == pytest.approx(found.pvalue, rel=1e-6)
    exchanged = mu.mutual_information(other, one, weights=W)
    assert (exchanged.value, exchanged.pvalue) == (found.value, found.pvalue)


def test_increasing_maps_and_threads_change_no_bit():
    one, other = COLUMNS["number"], COLUMNS["other"]
    found = mu.mutual_information(one, other, weights=W)
    assert mu.mutual_information(np.exp(one), other**3, weights=W).value == found.value
    table = {**COLUMNS, "w": W}
    rankings = [mu.rank(table, "other", weights="w", n_jobs=jobs).to_dict() for jobs in (1, 4)]
    assert repr(rankings[0]) == repr(rankings[1])


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 6))
def test_the_plugin_of_shares_is_that_of_the_distribution(seed, rows, columns):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, rows, 40), rng.integers(0, columns, 40)
    w = rng.lognormal(0, 1, 40)
    joint = np.zeros((rows, columns))
    np.add.at(joint, (x, y), w / w.sum())
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    some = joint > 0
    expected = (joint[some] * np.log(joint[some] / product[some])).sum()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = mu.mutual_information(x, y, weights=w, estimator="plugin", discrete=True)
        assert found.value == pytest.approx(expected, abs=1e-12)
        shares = joint.sum(axis=1)[joint.sum(axis=1) > 0]
        entropy = mu.entropy(x, weights=w, estimator="plugin", discrete=True)
    assert entropy.value == pytest.approx(-(shares * np.log(shares)).sum(), abs=1e-12)


def draw(rng, n, kind):
    """A normal pair of correlation 0.6, the second cut into classes or both if asked for."""
    x = rng.normal(size=n)
    y = 0.6 * x + 0.8 * rng.normal(size=n)
    classes = np.digitize(y, [-0.6, 0.6])
    if kind == "numbers":
        return x, y
    return (x, classes) if kind == "classes" else (np.digitize(x, [-1, 0, 1]), classes)


@pytest.mark.parametrize("kind", ["numbers", "classes", "tables"])
@pytest.mark.parametrize("by", ["x", "both"])
def test_weighted_rows_agree_with_rows_kept_in_proportion_to_their_weights(kind, by):
    """From one pool, rows weighted by w and rows kept with the chance w / max w stand for the same.

    Both are unbiased to about 0.01 (studies/weights.md), and vary as their standard errors say;
    the mean over the pools is held to five of its own plus that bias on either side.
    """
    differences, variances = [], []
    for seed in range(8):
        rng = np.random.default_rng([seed, 5])
        x, y = draw(rng, 12_000, kind)
        along = x - x.mean() if by == "x" else (x - x.mean()) * (y - y.mean())
        w = 0.1 + 1 / (1 + np.exp(-2 * along))
        kept = rng.random(len(w)) < w / w.max()
        kept[2000:] &= kept[2000:]
        resampled = mu.mutual_information(x[2000:][kept[2000:]], y[2000:][kept[2000:]])
        weighted = mu.mutual_information(x[:2000], y[:2000], weights=w[:2000])
        differences.append(weighted.value - resampled.value)
        variances.append(weighted.standard_error**2 + resampled.standard_error**2)
    error = math.sqrt(sum(variances)) / len(variances)
    assert abs(np.mean(differences)) < 5 * error + 0.02
    # The same rows without their weights stand for something else, for the tables by chance less.
    if by == "both" and kind != "tables":
        unweighted = mu.mutual_information(x[:2000], y[:2000])
        assert abs(unweighted.value - resampled.value) > 5 * error


@pytest.mark.parametrize("estimator", ["gaussian", "gaussian_copula", "ksg", "auto"])
def test_weights_undo_a_selection(estimator):
    """Rows kept with the chance s and weighted by 1 / s have the correlation they had: 0.6."""
    found = []
    for seed in range(10):
        rng = np.random.default_rng([seed, 9])
        x, y = draw(rng, 12_000, "numbers")
        s = 0.1 + 0.9 / (1 + np.exp(-2 * x))
        kept = np.flatnonzero(rng.random(len(x)) < s)[:3000]
        found.append(mu.mutual_information(x[kept], y[kept], weights=1 / s[kept],
                                           estimator=estimator))  # fmt: skip
    truth = -0.5 * math.log(1 - 0.6**2)
    values = [r.value for r in found]
    error = np.std(values, ddof=1) / math.sqrt(len(values))
    # A bias of up to 0.01 is neighbours' own (studies/weights.md).
    assert abs(np.mean(values) - truth) < 4 * error + (0.01 if estimator in ("ksg", "auto") else 0)


def test_entropies_undo_a_selection():
    rng = np.random.default_rng(2)
    x = rng.normal(size=40_000)
    s = 0.1 + 0.9 / (1 + np.exp(-2 * x))
    kept = np.flatnonzero(rng.random(len(x)) < s)[:10_000]
    w = 1 / s[kept]
    # The error of a mean of -log p with so many effective rows is about 0.7 / sqrt(n): 0.009.
    truth = 0.5 * math.log(2 * math.pi * math.e)
    assert mu.entropy(x[kept], weights=w).value == pytest.approx(truth, abs=0.04)
    halves = x[kept] > 0
    assert mu.entropy(halves, weights=w).value == pytest.approx(math.log(2), abs=0.002)
    assert mu.entropy(halves).value < math.log(2) - 0.02


def test_information_within_levels_is_weighted_by_their_mass():
    rng = np.random.default_rng(4)
    z = rng.integers(0, 2, 2000)
    x = rng.integers(0, 3, 2000)
    y = np.where(z == 1, x, rng.integers(0, 3, 2000))
    w = np.where(z == 1, 3.0, 1.0) * rng.lognormal(0, 0.3, 2000)
    found = mu.mutual_information(x, y, given=z, weights=w)
    parts = [mu.mutual_information(x[z == c], y[z == c], weights=w[z == c]).value for c in (0, 1)]
    mass = w[z == 1].sum() / w.sum()
    assert found.value == pytest.approx((1 - mass) * parts[0] + mass * parts[1], abs=1e-12)
    assert found.pvalue < 1e-20
