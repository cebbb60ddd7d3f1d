"""p-values, standard errors and intervals of single results: what they say, and that they stay."""

from __future__ import annotations

import copy
import math
import pickle
from itertools import pairwise

import numpy as np
import pytest

import mutually as mu

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")

RNG = np.random.default_rng(0)
N = 300
X = RNG.normal(size=N)
Y = 0.5 * X + RNG.normal(size=N)
CLASS = np.digitize(X + RNG.normal(size=N), [-1, 0.5])
LABEL = np.where(Y + RNG.normal(size=N) > 0, "high", "low")
ZEROS = np.where(np.arange(N) % 3 == 0, 0.0, Y + RNG.normal(size=N))
NOISE = RNG.normal(size=N)
COLUMNS = {"continuous": X, "label": LABEL, "class": CLASS, "mixed": ZEROS,
           "other mixed": np.where(NOISE > 1, 1.0, ZEROS + NOISE)}  # fmt: skip
CLOSED = [
    ("continuous", "label"),
    ("continuous", "mixed"),
    ("class", "label"),
    ("mixed", "other mixed"),
    ("mixed", "label"),
    ("continuous", "class"),
]


def information(*names, **options):
    return mu.mutual_information(*(COLUMNS.get(n, n) for n in names), **options)


# --- p-values


@pytest.mark.parametrize("names", CLOSED, ids=" and ".join)
def test_scalars_and_tables_have_a_closed_form(names):
    found = information(*names)
    assert found.pvalue_method.startswith("closed form: ")
    assert 0 <= found.pvalue <= 1
    assert 0 < found.noise_floor < 0.2


@pytest.mark.parametrize("names", [("continuous", "mixed"), ("continuous", "label"),
                                   ("class", "label")], ids=" and ".join)  # fmt: skip
def test_permutations_agree_with_the_closed_form(names):
    """Of 999 permutations p has a standard error of sqrt(p (1 - p) / 999); the statistic of mixed
    columns is another, so theirs agree within a factor."""
    columns = [COLUMNS[name] for name in names]
    columns[1] = np.roll(columns[1], 7)  # nothing is left of the relation
    closed = mu.mutual_information(*columns, pvalue_method="closed_form")
    permuted = mu.mutual_information(*columns, pvalue_method="permutations", n_permutations=999)
    assert "permutations" in permuted.pvalue_method
    assert permuted.value == closed.value
    if "mixed" not in names:
        error = math.sqrt(closed.pvalue * (1 - closed.pvalue) / 100)  # it ends after about 100
        assert permuted.pvalue == pytest.approx(closed.pvalue, abs=4 * error + 0.02)
        assert permuted.noise_floor == pytest.approx(closed.noise_floor, rel=0.5)
    else:
        assert min(closed.pvalue, permuted.pvalue) > 0.01


def test_strong_relations_have_small_p_and_weak_ones_are_above_their_floor_by_chance():
    strong = mu.mutual_information(X, X + 0.1 * NOISE)
    assert strong.pvalue < 1e-12
    assert strong.value > strong.noise_floor
    nothing = mu.mutual_information(NOISE, X)
    assert nothing.pvalue > 0.05
    assert nothing.value < nothing.noise_floor


@pytest.mark.parametrize("alpha", [0.2, 0.05, 0.001])
def test_a_value_above_the_noise_floor_is_a_p_below_alpha(alpha):
    """The floor is the quantile of the same curve: one decision, said in two ways."""
    rng = np.random.default_rng(1)
    for share in np.linspace(0, 0.4, 9):
        x, noise = rng.normal(size=(2, 200))
        found = mu.mutual_information(x, share * x + noise, alpha=alpha)
        # The floor is in units of what is beyond the mean by chance, which is 1e-4 here.
        assert (found.pvalue <= alpha) == (found.value >= found.noise_floor) or (
            abs(found.value - found.noise_floor) < 1e-3
        )


@pytest.mark.parametrize(
    ("x", "given", "way"),
    [
        (np.column_stack([X, NOISE]), None, "permutations"),
        (X, {"a": CLASS, "b": X - NOISE}, "local permutations"),
        (X, NOISE, "local permutations"),
        (np.column_stack([X, NOISE]), CLASS, "permutations within levels"),
        (X, {"a": CLASS, "b": NOISE}, "local permutations"),
    ],
)
def test_vectors_and_conditions_are_tested_by_permutations(x, given, way):
    y = X + 0.5 * np.roll(NOISE, 3)
    found = mu.mutual_information(x, y, given=given, n_permutations=99)
    assert way in found.pvalue_method
    assert found.pvalue == 0.01, "99 permutations, none as large"
    shuffled = mu.mutual_information(np.roll(NOISE, 9), y, given=given, n_permutations=99)
    assert shuffled.pvalue > 0.01


@pytest.mark.parametrize(("x", "given"), [(NOISE + ZEROS, CLASS), ({"a": X, "b": LABEL}, None)])
def test_what_falls_into_scalars_has_a_closed_form(x, given):
    """A number within levels, and a number and a label, are sums of terms that have one."""
    found = mu.mutual_information(x, ZEROS, given=given)
    assert found.pvalue_method.startswith("closed form")
    assert 0 < found.pvalue < 0.05


# --- standard errors and intervals


@pytest.mark.parametrize("names", CLOSED, ids=" and ".join)
def test_intervals_of_higher_levels_hold_the_others(names):
    found = information(*names)
    intervals = [found.confidence_interval(level) for level in (0.5, 0.8, 0.95, 0.999)]
    for inner, outer in pairwise(intervals):
        assert 0 <= outer.low <= inner.low <= inner.high < outer.high
    assert found.confidence_interval() == found.confidence_interval(0.95)


@pytest.mark.parametrize("names", CLOSED, ids=" and ".join)
def test_subsampling_agrees_with_the_formula(names):
    """Of 12 draws a standard deviation is known to a factor of about 1.2, so 2.5 is four errors."""
    found = information(*names)
    low, high = found.confidence_interval()
    drawn = found.confidence_interval(method="subsampling")
    assert drawn != (low, high)
    if drawn.low > 0 and low > 0:
        assert 1 / 2.5 < (drawn.high - drawn.low) / (high - low) < 2.5
    assert drawn.low < found.value < drawn.high


@pytest.mark.parametrize("names", [("continuous", "mixed"), ("class", "label")], ids=" and ".join)
def test_all_but_p_is_in_the_unit_of_the_value(names):
    nats, bits = information(*names), information(*names, base=2)
    assert bits.pvalue == nats.pvalue
    assert bits.standard_error == pytest.approx(nats.standard_error / math.log(2))
    assert bits.noise_floor == pytest.approx(nats.noise_floor / math.log(2))
    for one, other in zip(bits.confidence_interval(), nats.confidence_interval(), strict=True):
        assert one == pytest.approx(other / math.log(2))


def test_other_results_have_errors_by_subsampling():
    for found in (
        mu.entropy(X),
        mu.entropy(LABEL),
        mu.relative_entropy(X, Y),
        mu.total_correlation(X, Y, NOISE),
        mu.interaction_information(X, Y, NOISE),
    ):
        low, high = found.confidence_interval()
        assert low < found.value < high
        assert 0 < found.standard_error < 0.5
        assert {"standard_error", "low", "high"} <= set(found.to_dict())
        assert pickle.loads(pickle.dumps(found)).confidence_interval() == (low, high)


def test_the_entropy_of_a_normal_variable_is_within_its_interval():
    truth = 0.5 * math.log(2 * math.pi * math.e)
    rng = np.random.default_rng(4)
    found = [mu.entropy(rng.normal(size=200)).confidence_interval() for _ in range(60)]
    covered = sum(low <= truth <= high for low, high in found)
    # 57 are expected, with a standard error of 1.7; t of 11 degrees is an approximation.
    assert covered >= 57 - 4 * 1.7


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, "0.95", math.nan, None])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(mu.MutuallyError, match="level: must be between 0 and 1"):
        information("class", "label").confidence_interval(level)
    with pytest.raises(mu.MutuallyError, match="method: must be 'auto' or 'subsampling'"):
        information("class", "label").confidence_interval(method="bootstrap")


# --- results as values


@pytest.mark.parametrize("given", [None, CLASS, NOISE])
def test_a_result_pickles_before_and_after_it_was_asked(given):
    found = information("continuous", "label", given=given, n_permutations=19)
    early = pickle.loads(pickle.dumps(found))
    asked = (found.pvalue, found.standard_error, found.noise_floor, found.confidence_interval(0.8))
    for again in (early, pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert again == found
        assert asked == (again.pvalue, again.standard_error, again.noise_floor,
                         again.confidence_interval(0.8))  # fmt: skip


def test_dictionaries_hold_what_was_inferred():
    found = information("continuous", "mixed")
    known = found.to_dict()
    assert {"pvalue", "pvalue_method", "noise_floor", "standard_error", "low", "high"} <= set(known)
    assert "uncertainty" not in known
    assert (known["low"], known["high"]) == found.confidence_interval()


def test_the_text_says_what_costs_nothing():
    closed = information("continuous", "mixed")
    assert f"({closed.pvalue_method})" in repr(closed)
    assert "95 % interval" in repr(closed)
    costly = mu.mutual_information(np.column_stack([X, NOISE]), Y)
    text = repr(costly)
    assert "p = " not in text
    assert "interval" not in text


# --- the same bits


def facts(found):
    return (found.value, found.pvalue, found.standard_error, found.noise_floor,
            found.confidence_interval(), found.warnings)  # fmt: skip


@pytest.mark.parametrize("names", CLOSED, ids=" and ".join)
def test_threads_change_no_bit(names):
    assert facts(information(*names, n_jobs=1)) == facts(information(*names, n_jobs=4))


def test_threads_change_no_bit_of_permutations_and_subsamples():
    points = np.column_stack([X, NOISE])
    one, four = (
        mu.mutual_information(points, Y, given=CLASS, n_permutations=49, n_jobs=jobs)
        for jobs in (1, 4)
    )
    assert facts(one) == facts(four)


@pytest.mark.parametrize("names", CLOSED, ids=" and ".join)
def test_x_and_y_can_be_exchanged(names):
    assert facts(information(*names)) == facts(information(*names[::-1]))


@pytest.mark.parametrize("names", [("continuous", "class"), ("class", "label"), ("mixed", "class")])
def test_names_of_levels_change_no_bit(names):
    x, y = (COLUMNS[name] for name in names)
    renamed = np.array(["b", "c", "a"])[y] if names[1] == "class" else np.where(y < "l", "z", "a")
    one = mu.mutual_information(x, y)
    other = mu.mutual_information(x, renamed)
    assert facts(one) == facts(other)
