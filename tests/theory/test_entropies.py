"""Joint and conditional entropies, relative entropy, total correlation, interaction, bounds."""

from __future__ import annotations

import math

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

import mutually as mu
from mutually.errors import MutuallyError

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

NORMAL = 0.5 * math.log(2 * math.pi * math.e)
RNG = np.random.default_rng(0)
N = 300
Z, W = RNG.normal(size=(2, N))
LABEL = np.where(Z + RNG.normal(size=N) > 0, "high", "low")
INFLATED = np.where(np.arange(N) % 3 == 0, 0.0, RNG.normal(size=N))


@st.composite
def label_triples(draw):
    n = draw(st.integers(1, 80))
    columns = arrays(np.int64, n, elements=st.integers(0, draw(st.integers(1, 6))))
    return draw(columns), draw(columns), draw(columns)


def plugin(x, z=None):
    return mu.entropy(x, given=z, estimator="plugin", discrete=True).value


def shared(x, y, z=None):
    return mu.mutual_information(x, y, given=z, estimator="plugin").value


# --- exact identities of the plug-in


@settings(max_examples=40)
@given(label_triples())
def test_information_and_entropies_of_tables(triple):
    x, y, z = triple
    joint = plugin({"x": x, "y": y})
    assert shared(x, y) == pytest.approx(plugin(x) + plugin(y) - joint, abs=1e-12)
    assert joint == pytest.approx(plugin(y) + plugin(x, y), abs=1e-12)
    assert shared(x, y, z) == pytest.approx(plugin(x, z) - plugin(x, {"y": y, "z": z}), abs=1e-12)
    assert plugin({"x": x, "z": z}) == plugin({"z": z, "x": x})
    assert plugin(x, x) == 0


@settings(max_examples=40)
@given(label_triples())
def test_total_correlation_and_interaction_of_tables(triple):
    x, y, z = triple
    together = plugin({"x": x, "y": y, "z": z})
    total = mu.total_correlation(x, y, z, estimator="plugin").value
    assert total == pytest.approx(plugin(x) + plugin(y) + plugin(z) - together, abs=1e-12)
    interaction = mu.interaction_information(x, y, z, estimator="plugin").value
    assert interaction == pytest.approx(shared(x, y, z) - shared(x, y), abs=1e-12)
    for other in ((y, z, x), (z, y, x)):
        found = mu.interaction_information(*other, estimator="plugin").value
        assert found == pytest.approx(interaction, abs=1e-14)


@pytest.mark.parametrize("name", ["chao_shen", "chao_wang_jost", "grassberger", "miller_madow"])
def test_what_is_left_is_a_difference_of_entropies_by_every_name(name):
    x, z = np.arange(N) % 7, np.arange(N) % 4
    left = mu.entropy(x, given=z, estimator=name, discrete=True).value
    whole = mu.entropy({"x": x, "z": z}, estimator=name).value
    assert left == pytest.approx(whole - mu.entropy(z, estimator=name).value, abs=1e-12)


# --- closed forms


@pytest.mark.parametrize("estimator", ["auto", "kozachenko_leonenko"])
def test_normal_vectors(estimator):
    """h = NORMAL for each dimension and half the log-determinant."""
    truth = 2 * NORMAL + 0.5 * math.log(1 - 0.64)
    values = []
    for seed in range(3):
        x = np.random.default_rng(seed).normal(size=(1000, 2)) @ [[1.0, 0.8], [0.0, 0.6]]
        values.append(mu.entropy(x, estimator=estimator).value)
    # The rows alone give a deviation of 1 / sqrt(n), neighbours and simulations 0.05.
    assert abs(np.mean(values) - truth) < 5 * math.hypot(1 / math.sqrt(1000), 0.05) / math.sqrt(3)


def test_a_uniform_cube():
    x = np.random.default_rng(0).random((1000, 3))
    # The copula is flat; edges cost the spacings little.
    assert mu.entropy(x).value == pytest.approx(0, abs=0.15)
    assert mu.entropy(4 * x).value - mu.entropy(x).value == pytest.approx(3 * math.log(4), abs=1e-9)


def test_a_normal_variable_given_another():
    # h(y | x) of y = x + noise is that of the noise.
    rng = np.random.default_rng(0)
    values = []
    for _ in range(5):
        x = rng.normal(size=1000)
        values.append(mu.entropy(x + 0.5 * rng.normal(size=1000), given=x).value)
    truth = NORMAL + math.log(0.5)
    assert abs(np.mean(values) - truth) < 0.05 + 5 * np.std(values, ddof=1) / math.sqrt(5)


def test_labels_and_numbers_together():
    # H(label) + h(number | label) = log 2 + NORMAL: the shift between the classes is known.
    rng = np.random.default_rng(0)
    values = []
    for _ in range(5):
        label = rng.integers(0, 2, 1000)
        both = {"label": label, "number": 3 * label + rng.normal(size=1000)}
        values.append(mu.entropy(both).value)
    error = 5 * np.std(values, ddof=1) / math.sqrt(5)
    assert abs(np.mean(values) - math.log(2) - NORMAL) < 0.03 + error


def test_joint_entropies_add_up():
    """h(x, z) = h(z) + h(x | z), by two ways of estimating it."""
    pairs = {"z": Z, "x": Z + W}
    whole = mu.entropy(pairs).value
    parts = mu.entropy(Z).value + mu.entropy(Z + W, given=Z).value
    assert whole == pytest.approx(parts, abs=0.25)
    mixed = mu.entropy({"l": LABEL, "z": Z}).value
    other_way = mu.entropy(Z).value + mu.entropy(LABEL, given=Z).value
    # H(l) + h(z) - I both ways, by the same estimators.
    assert mixed == pytest.approx(other_way, abs=1e-12)


def test_nothing_is_left_of_labels_that_are_known():
    for given_ in (LABEL, {"l": LABEL, "z": Z}, {"other": np.arange(N) % 2, "l": LABEL}):
        found = mu.entropy(LABEL, given=given_)
        assert found.value == pytest.approx(0, abs=1e-3)
    assert mu.entropy(LABEL, given=LABEL).value == 0
    part = mu.entropy({"l": LABEL, "z": Z}, given=LABEL)
    assert part.value == mu.entropy(Z, given=LABEL).value


def test_local_values_average_to_the_entropy():
    for x, z in (((Z, W), None), ((Z,), LABEL), ((LABEL, Z), W), ((LABEL,), Z)):
        columns = {str(at): column for at, column in enumerate(x)}
        found = mu.entropy(columns, given=z, base=2)
        assert found.local.shape == (N,)
        assert found.local.mean() == pytest.approx(found.value, abs=1e-10)


# --- no density

NO_DENSITY = {
    "itself": lambda: mu.entropy(Z, given=Z),
    "itself, mapped": lambda: mu.entropy(-Z, given={"z": Z, "w": W}),
    "a vector that is known": lambda: mu.entropy({"l": LABEL, "z": Z}, given={"l": LABEL, "z": Z}),
    "atoms": lambda: mu.entropy({"i": INFLATED, "z": Z}),
    "atoms, given": lambda: mu.entropy(INFLATED, given=Z),
    "rounded": lambda: mu.entropy(np.round(np.column_stack([Z, W]), 1)),
    "repeated rows": lambda: mu.entropy(np.repeat(np.column_stack([Z, W])[:60], 5, axis=0)),
    "repeated columns": lambda: mu.entropy(np.column_stack([Z, W, Z])),
    "collinear columns": lambda: mu.entropy(np.column_stack([Z, W, Z - W])),
    "a missing atom": lambda: mu.entropy(
        {"z": np.where(Z > 1, np.nan, Z), "w": W}, missing="category"
    ),
}


@pytest.mark.parametrize("name", NO_DENSITY)
def test_no_density_is_an_error(name):
    with pytest.raises(MutuallyError, match=r"x: must have a density.*\nHint: discrete=True"):
        NO_DENSITY[name]()


ENTROPY_ERRORS = {
    "infinite": (lambda: mu.entropy({"z": np.where(Z > 2, np.inf, Z), "w": W}), "must be finite"),
    "spacing": (lambda: mu.entropy(np.column_stack([Z, W]), estimator="spacing"), "must serve vec"),
    "few rows": (lambda: mu.entropy(np.column_stack([Z, W])[:3]), "3 neighbours and 3 rows"),
    "no rows": (lambda: mu.entropy(np.empty((0, 2))), "x: must have a row that is known"),
    "lengths": (lambda: mu.entropy(Z, given=W[:-1]), "given: must have as many rows as x"),
    "labels by distances": (
        lambda: mu.entropy({"l": LABEL, "z": Z}, estimator="kozachenko_leonenko"),
        "column 'l': must hold numbers",
    ),
}


@pytest.mark.parametrize("name", ENTROPY_ERRORS)
def test_entropies_that_cannot_be(name):
    call, message = ENTROPY_ERRORS[name]
    with pytest.raises(MutuallyError, match=message):
        call()


@pytest.mark.parametrize("name", ["repeated columns", "collinear columns"])
def test_columns_that_determine_each_other_are_called_that(name):
    with pytest.raises(MutuallyError) as caught:
        NO_DENSITY[name]()
    assert "tied" not in str(caught.value)


def test_a_discrete_estimator_says_the_kind_of_the_condition_too():
    # As in mutual_information(..., estimator="plugin"), which takes these numbers for levels.
    assert mu.entropy([0, 0, 1], given=[0, 1, 2], estimator="plugin").value == 0


# --- relative entropy


def draws(seed, n=800, shift=0.0, scale=1.0):
    return shift + scale * np.random.default_rng(seed).normal(size=n)


@pytest.mark.parametrize(("shift", "scale"), [(0.0, 1.0), (1.0, 1.0), (0.0, 0.5)])
def test_relative_entropy_of_normals(shift, scale):
    truth = (shift**2 + scale**2 - 1) / 2 - math.log(scale)
    values = [
        mu.relative_entropy(draws(seed, shift=shift, scale=scale), draws(50 + seed)).value
        for seed in range(3)
    ]
    assert np.mean(values) == pytest.approx(truth, abs=0.05 + 0.1 * truth)


def test_relative_entropy_of_labels_and_both():
    p, q = [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]
    truth = sum(a * math.log(a / b) for a, b in zip(p, q, strict=True))
    rng = np.random.default_rng(0)
    x, y = (rng.choice(list("abc"), 2000, p=shares) for shares in (p, q))
    labels = mu.relative_entropy(x, y)
    # Deviation of the log ratio: 0.75 / sqrt(n), and as much again of the second sample.
    assert labels.value == pytest.approx(truth, abs=5 * 1.1 / math.sqrt(2000))
    both = mu.relative_entropy(
        {"l": x, "v": rng.normal(size=2000) + 1}, {"l": y, "v": rng.normal(size=2000)}
    )
    assert both.value == pytest.approx(truth + 0.5, abs=0.2)
    assert both.local.shape == (2000,)
    assert both.local.mean() == pytest.approx(both.value, abs=1e-10)


def test_relative_entropy_leaves_missing_rows_out():
    x = np.where(np.arange(800) < 100, np.nan, draws(0))
    found = mu.relative_entropy(x, np.r_[draws(1), np.nan])
    assert (found.n, found.n_missing, found.n_y) == (700, 100, 800)
    assert found.value == mu.relative_entropy(x[100:], draws(1)).value
    labels = mu.relative_entropy([None, "a", "b"] * 30, ["b", None, "a"] * 30)
    assert (labels.n, labels.n_missing, labels.n_y) == (60, 30, 60)


def test_levels_are_matched_by_name():
    x, y = ["a", "b", "b"] * 50, ["b", "b", "a"] * 50
    assert mu.relative_entropy(x, y).value == mu.relative_entropy(x, x).value
    only = mu.relative_entropy(["a", "b", "c"] * 50, ["a", "b"] * 50)
    assert math.isfinite(only.value)
    assert "lacks a level" in only.warnings[0]


def test_numbers_of_any_type_go_together():
    codes = np.arange(300) % 3
    expected = mu.relative_entropy(codes, codes[:200]).value
    assert mu.relative_entropy(codes.astype(float), codes[:200]).value == expected
    bits = mu.relative_entropy(codes > 0, (codes[:200] > 0).astype(int))
    assert bits.kind == "discrete"


@pytest.mark.parametrize("make", [dict, pd.DataFrame, lambda t: np.column_stack(list(t.values()))])
def test_samples_may_be_any_table(make):
    x, y = ({"a": draws(s, 200), "b": draws(s + 5, 200)} for s in (0, 1))
    assert mu.relative_entropy(make(x), make(y)).value == mu.relative_entropy(x, y).value


DIVERGENCE_ERRORS = {
    "columns": (lambda: mu.relative_entropy(np.ones((9, 2)), np.ones(9)), "as many columns as x"),
    "times": (
        lambda: mu.relative_entropy(pd.date_range("2020", periods=9), draws(0)),
        "column 'x': must hold numbers or labels here",
    ),
    "labels and numbers": (lambda: mu.relative_entropy(LABEL, Z), "must hold what that of x does"),
    "no row of x": (lambda: mu.relative_entropy([math.nan] * 9, Z), "x: must have a row"),
    "no row of y": (lambda: mu.relative_entropy(Z, [math.nan] * 9), "y: must have a row"),
    "labels as numbers": (
        lambda: mu.relative_entropy(LABEL, LABEL, discrete=False),
        "column 'x': must hold numbers",
    ),
    "base": (lambda: mu.relative_entropy(Z, W, base=1), "base: must be None"),
}


@pytest.mark.parametrize("name", DIVERGENCE_ERRORS)
def test_samples_that_cannot_be_compared(name):
    call, message = DIVERGENCE_ERRORS[name]
    with pytest.raises(MutuallyError, match=message):
        call()


@pytest.mark.parametrize("nothing", [[], [None] * 9])
def test_an_empty_sample_has_no_row(nothing):
    with pytest.raises(MutuallyError, match="x: must have a row that is known"):
        mu.relative_entropy(nothing, Z)


def test_columns_of_tables_are_matched_by_name():
    x = {"a": draws(0), "b": draws(1, shift=3)}
    y = {"b": draws(2, shift=3), "a": draws(3)}
    # Equal distributions, or an error, but not 9 nats.
    assert abs(mu.relative_entropy(x, y).value) < 0.2


def test_relative_entropy_of_infinities():
    """They could be the ends of the order, as elsewhere; or a clear error."""
    with pytest.raises(MutuallyError, match="finite"):
        mu.relative_entropy(np.r_[np.inf, Z], W)


@pytest.mark.parametrize("discrete", ["no", [True, False]])
def test_relative_entropy_refuses_other_kinds(discrete):
    with pytest.raises(MutuallyError, match="discrete: must be"):
        mu.relative_entropy(np.column_stack([Z, W]), np.column_stack([W, Z]), discrete=discrete)


# --- total correlation and interaction information


def test_copies_and_exclusive_or():
    bit, other = np.arange(N) % 2, np.arange(N) // 2 % 2
    xor = bit ^ other
    plain = {"estimator": "plugin", "base": 2}
    assert mu.total_correlation(bit, bit, bit, bit, **plain).value == pytest.approx(3)
    assert mu.total_correlation(bit, other, **plain).value == pytest.approx(0)
    assert mu.total_correlation(bit, other, xor, **plain).value == pytest.approx(1)
    assert mu.interaction_information(bit, other, xor, **plain).value == pytest.approx(1)
    assert mu.interaction_information(bit, bit, bit, **plain).value == pytest.approx(-1)
    # The default corrects for chance; at 300 rows it is within 2 / n of the table's value.
    assert mu.interaction_information(bit, other, xor).value == pytest.approx(math.log(2), abs=0.01)


def test_normal_variables_of_three():
    rng = np.random.default_rng(0)
    common = rng.normal(size=800)
    x, y, z = (common + rng.normal(size=800) for _ in range(3))
    covariance = np.eye(3) + 1
    total = 0.5 * (3 * math.log(2) - np.linalg.slogdet(covariance)[1])
    found = mu.total_correlation(x, y, z)
    # Two terms, each with a deviation of 1.2 / sqrt(n).
    assert found.value == pytest.approx(total, abs=5 * 1.7 / math.sqrt(800))
    assert found.local.mean() == pytest.approx(found.value, abs=1e-12)
    pair = -0.5 * math.log(1 - 0.25)
    interaction = (total - pair) - 2 * pair  # I(x,y;z) - I(x;z) - I(y;z)
    three = mu.interaction_information(x, y, z)
    assert three.value == pytest.approx(interaction, abs=5 * 1.7 / math.sqrt(800))


def test_of_two_variables_it_is_their_information():
    for x, y in ((Z, W), (Z, LABEL), (np.column_stack([Z, W]), LABEL)):
        assert mu.total_correlation(x, y).value == mu.mutual_information(x, y).value


def test_the_order_of_three_changes_no_more_than_rounding():
    columns = (Z, LABEL, np.arange(N) % 3)
    first = mu.interaction_information(*columns).value
    for order in ((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        found = mu.interaction_information(*(columns[at] for at in order)).value
        assert found == pytest.approx(first, abs=1e-14)


SEVERAL_ERRORS = {
    "one": (lambda: mu.total_correlation(Z), "variables: must be two at least; got 1"),
    "none": (lambda: mu.total_correlation(), "variables: must be two at least; got 0"),
    "lengths of two": (lambda: mu.total_correlation(Z, W[:-1]), "x2: must have as many rows as x1"),
    "lengths": (lambda: mu.total_correlation(Z, W, W[:-1]), "z: must have as many rows as x"),
    "no row": (lambda: mu.total_correlation(Z, [None] * N), "x1, x2: must have a row where all"),
    "no condition": (
        lambda: mu.interaction_information(Z, W, Z + W, estimator="ksg"),
        "given: must be None for estimator='ksg'",
    ),
    "kinds": (lambda: mu.total_correlation(Z, W, discrete=(True,)), "discrete: must be None"),
    "labels": (lambda: mu.total_correlation(LABEL, Z, estimator="ksg"), "column 'x1': must hold"),
}


@pytest.mark.parametrize("name", SEVERAL_ERRORS)
def test_several_that_cannot_be(name):
    call, message = SEVERAL_ERRORS[name]
    with pytest.raises(MutuallyError, match=message):
        call()


# --- bounds on results


def channel(error, n=2000):
    """A binary symmetric channel, its shares exact."""
    y = np.arange(n) % 2
    wrong = np.arange(n) // 2 % round(1 / error) == 0
    return np.where(wrong, 1 - y, y), y


@pytest.mark.parametrize("error", [0.1, 0.2, 0.25])
@pytest.mark.parametrize("base", [None, 2])
def test_the_error_bound_is_tight_for_a_binary_symmetric_channel(error, base):
    x, y = channel(error)
    bounds = mu.mutual_information(x, y, base=base, estimator="plugin").error_bounds()
    assert bounds.least == pytest.approx(error, abs=1e-9)
    assert bounds.least <= bounds.reachable <= 0.5
    corrected = mu.mutual_information(x, y, base=base).error_bounds()
    assert corrected.least == pytest.approx(error, abs=0.005)


def test_the_error_bound_is_given_the_condition():
    x, y = channel(0.2)
    other = np.random.default_rng(0).integers(0, 2, 2000)
    # y is known from x and the condition together, and from neither.
    bounds = mu.mutual_information(y ^ other, y, given=other, estimator="plugin").error_bounds()
    assert bounds == pytest.approx((0, 0), abs=1e-12)
    nothing = mu.mutual_information(other, y, given=x, estimator="plugin").error_bounds()
    assert nothing.least == pytest.approx(0.2, abs=0.01)


def test_the_squared_error_bound_is_tight_for_normal_noise():
    values = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=1000)
        y = 10 * (x + 0.5 * rng.normal(size=1000))
        values.append(mu.mutual_information(x, y).mean_squared_error_bound())
    # 2 h has a deviation of 2 * 0.03 nats at n = 1000, so the bound one of 6 %.
    assert np.mean(values) == pytest.approx(25, rel=5 * 0.06 / math.sqrt(5))
    bits = mu.mutual_information(x, y, base=2).mean_squared_error_bound()
    assert bits == pytest.approx(values[-1], rel=1e-12)


REFUSED = {
    "errors of numbers": (lambda: mu.mutual_information(LABEL, Z).error_bounds(), "a discrete y"),
    "errors of atoms": (lambda: mu.mutual_information(Z, INFLATED).error_bounds(), "a discrete y"),
    "errors of one value": (
        lambda: mu.mutual_information(Z, np.ones(N)).error_bounds(),
        "error_bounds: need a y of two levels at least; got one value",
    ),
    "errors of few rows": (
        lambda: mu.mutual_information(list("abcd") * 4, list("abcd") * 4).error_bounds(),
        "need 5 rows for each level of y; got 16 rows and 4 levels",
    ),
    "errors with warnings": (
        lambda: mu.mutual_information(Z, [*LABEL[:-1].tolist(), "once"]).error_bounds(),
        "error_bounds: cannot rest on an estimate with warnings; got 1 class has one row",
    ),
    "squares of labels": (
        lambda: mu.mutual_information(Z, LABEL).mean_squared_error_bound(),
        r"one continuous column y; got discrete.*\nHint: error_bounds\(\)",
    ),
    "squares of a vector": (
        lambda: mu.mutual_information(LABEL, {"z": Z, "w": W}).mean_squared_error_bound(),
        "one continuous column y; got continuous .2 columns",
    ),
    "squares given something": (
        lambda: mu.mutual_information(Z, W, given=LABEL).mean_squared_error_bound(),
        "is for no condition",
    ),
    "squares of ties": (
        lambda: mu.mutual_information(Z, np.round(W, 1)).mean_squared_error_bound(),
        "needs a y with a density",
    ),
    "squares of infinities": (
        lambda: mu.mutual_information(Z, np.where(W > 2, np.inf, W)).mean_squared_error_bound(),
        "needs a y with a density",
    ),
    "squares with warnings": (
        lambda: mu.mutual_information(Z, Z).mean_squared_error_bound(),
        "cannot rest on an estimate with warnings; got the value is close to",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bounds_that_cannot_be(name):
    call, message = REFUSED[name]
    with pytest.raises(MutuallyError, match=message):
        call()


def test_the_hint_for_a_vector_or_atoms_does_not_send_in_circles():
    with pytest.raises(MutuallyError) as caught:
        mu.mutual_information(Z, INFLATED).error_bounds()
    assert "mean_squared_error_bound" not in str(caught.value)
