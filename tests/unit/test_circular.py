"""Circular kernels beside plain twins, and what circular columns are to the rest."""

from __future__ import annotations

import numpy as np
import pytest
from twins_circular import (
    arcs,
    circular_classes,
    circular_ksg,
    ranks_of,
    steps,
)

import mutually as mu
from mutually import _core
from mutually.errors import MutuallyError
from mutually.estimators.neighbours.circle import (
    circular_class_local,
    circular_local,
    from_first_row,
    places,
    tents,
)
from mutually.estimators.neighbours.ties import identity
from mutually.variables import Sorted


def column(values, *, circular=True):
    values = np.asarray(values, dtype=np.float64)
    return Sorted(*_core.sort_column(values), circular)


@pytest.mark.parametrize("n", [8, 9, 31, 100, 250])
def test_tents_are_arcs_below_a_quarter_and_far_beyond(n):
    place = np.random.default_rng(n).permutation(n)
    points = np.stack(tents(place), axis=1)
    found = np.abs(points[:, None] - points[None, :]).max(axis=2)
    truth = arcs(place)
    near = truth <= n // 4
    assert np.array_equal(found[near], truth[near])
    assert (found[~near] >= n // 4).all()


DRAWS = 400


def bound(draws):
    """Five standard errors of a mean over drawn orders, whose terms differ by 3 at most.

    By psi(3) - psi(1) = 1.5 in each variable, where all lines are one step away.
    """
    return 5 * 1.5 / np.sqrt(draws)


@pytest.mark.parametrize("n", [8, 9, 25, 40])
@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("scale", [0.01, 0.2, 3.0])
@pytest.mark.parametrize("circles", [1, 2])
def test_ksg_beside_the_twin(n, k, scale, circles):
    random = np.random.default_rng([n, k, circles])
    x = random.uniform(size=n)
    y = np.mod(x + random.normal(scale=scale, size=n), 1)
    both = circles == 2
    (found,) = circular_local(column(x), column(y, circular=both), [k])
    other = arcs(ranks_of(y)) if both else steps(y)
    expected = circular_ksg(arcs(ranks_of(x)), other, k, random, DRAWS)
    assert np.abs(found - expected).max() < bound(DRAWS)
    assert abs(found.mean() - expected.mean()) < bound(DRAWS * n / 5)
    (turned,) = circular_local(column(y, circular=both), column(x), [k])
    assert np.array_equal(found, turned)


@pytest.mark.parametrize("n", [40, 41])
@pytest.mark.parametrize("k", [1, 3])
def test_classes_beside_the_twin(n, k):
    random = np.random.default_rng(n + k)
    x = random.uniform(size=n)
    classes = np.where(x < 0.3, 0, random.integers(1, 4, n)).astype(np.uint32)
    classes[0] = 4  # alone
    found = circular_class_local(column(x).order, classes, 5, k)
    expected = circular_classes(x, classes, k, random, DRAWS)
    assert np.abs(found - expected).max() < bound(DRAWS)
    assert abs(found.mean() - expected.mean()) < bound(DRAWS * n / 5)
    assert found[0] == 0


def test_several_numbers_of_neighbours_and_threads_change_no_bit():
    random = np.random.default_rng(0)
    x, y = column(random.uniform(size=3000)), column(random.uniform(size=3000))
    together = circular_local(x, y, [1, 3, 10], 1)
    for at, k in enumerate([1, 3, 10]):
        assert np.array_equal(together[at], circular_local(x, y, [k], 4)[0])


def test_a_column_begins_at_its_first_row():
    values = np.array([5.0, 1.0, 7.0, 5.0, 0.0])
    found = from_first_row(column(values))
    assert found.values.tolist() == [5.0, 5.0, 7.0, 0.0, 1.0]
    assert found.order.tolist() == [0, 3, 2, 4, 1]
    assert places(column(values)).tolist() == [2, 1, 4, 3, 0]


def test_a_turned_or_mirrored_circle_is_the_same_column():
    random = np.random.default_rng(1)
    hour = np.floor(random.uniform(0, 24, 200) * 4) / 4
    own = identity(column(hour))
    assert identity(column(np.mod(hour + 7, 24))) == own
    assert identity(column(np.mod(-hour, 24))) == own
    assert identity(column(random.permutation(hour))) != own


def test_what_a_circular_column_is():
    hour = np.random.default_rng(2).uniform(-24, 48, 300)
    noise = np.random.default_rng(3).normal(size=300)
    result = mu.mutual_information(hour, noise, circular=(24, None))
    assert result.x_kind == "continuous"
    assert result.x_reason == "float64, circular with period 24"
    assert result.estimator == "circular ksg"
    assert result.value == mu.mutual_information(np.mod(hour, 24), noise, circular=(24, None)).value


def test_few_levels_are_labels_and_say_that_they_have_no_distances():
    month = np.tile(np.arange(12), 20)
    result = mu.mutual_information(month, np.random.default_rng(0).normal(size=240),
                                   circular=(12, None))  # fmt: skip
    assert result.x_kind == "discrete"
    assert result.x_reason == "12 different whole numbers; as levels they have no distances"
    forced = mu.mutual_information(month, np.random.default_rng(0).normal(size=240),
                                   circular=(12, None), discrete=(False, None))  # fmt: skip
    assert forced.x_kind == "continuous"
    assert forced.estimator.startswith("circular ksg, mean of")


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "uint64", "int64", "float32"])
def test_numbers_of_any_type_wrap(dtype):
    day = np.random.default_rng(4).integers(0, 127, 400)
    y = np.cos(2 * np.pi * day / 90) + np.random.default_rng(5).normal(size=400)
    wide = mu.mutual_information(day, y, circular=(90, None))
    assert mu.mutual_information(day.astype(dtype), y, circular=(90, None)).value == wide.value


def test_atoms_stay_apart():
    random = np.random.default_rng(6)
    angle = np.where(random.random(600) < 0.3, 0.0, random.uniform(0, 360, 600))
    y = np.cos(np.radians(angle)) + 0.3 * random.normal(size=600)
    result = mu.mutual_information(angle, y, circular=(360, None))
    assert result.x_kind == "mixed"
    assert "circular" in result.estimator
    assert result.value > 0.5


def test_missing_values_may_be_a_level():
    random = np.random.default_rng(7)
    hour = random.uniform(0, 24, 400)
    y = np.cos(2 * np.pi * hour / 24) + 0.3 * random.normal(size=400)
    hour[:100] = np.nan
    dropped = mu.mutual_information(hour, y, circular=(24, None))
    assert dropped.n == 300
    assert dropped.value == mu.mutual_information(hour[100:], y[100:], circular=(24, None)).value
    kept = mu.mutual_information(hour, y, circular=(24, None), missing="category")
    assert kept.x_kind == "mixed"
    assert kept.n == 400


X = np.random.default_rng(8).uniform(0, 24, 50)
Y = np.random.default_rng(9).normal(size=50)
LABEL = ["a", "b"] * 25
TABLE = {"hour": X, "y": Y, "label": LABEL}
TIMES = np.datetime64("2024-01-01T00", "s") + (X * 3600).astype("timedelta64[s]")
REFUSED = {
    "zero": (lambda: mu.mutual_information(X, Y, circular=(0, None)), "circular, for x: must be a"),
    "negative": (lambda: mu.mutual_information(X, Y, circular=-24), "circular: must be a period"),
    "nan": (lambda: mu.mutual_information(X, Y, circular=float("nan")), "circular: must be a per"),
    "infinite": (lambda: mu.mutual_information(X, Y, circular=float("inf")), "must be a period"),
    "True": (lambda: mu.mutual_information(X, Y, circular=True), "must be a period.*got True"),
    "a word": (lambda: mu.mutual_information(X, Y, circular="day"), "must be a period.*got 'day'"),
    "one of two": (
        lambda: mu.mutual_information(X, Y, circular=(24,)),
        "circular: must be a period or None, or a tuple",
    ),
    "names without a table": (
        lambda: mu.mutual_information(X, Y, circular={"x": 24}),
        r"circular: must be a period, or a tuple .*\nHint: circular=\(24, None\)",
    ),
    "columns of a vector": (
        lambda: mu.mutual_information(np.stack([X, Y], 1), Y, circular=([24], None)),
        "circular: must have one entry for each column of x, 2 in all",
    ),
    "labels": (
        lambda: mu.mutual_information(X, LABEL, circular=24),
        "column 'y': must hold numbers to be circular",
    ),
    "times": (
        lambda: mu.mutual_information(TIMES, Y, circular=(24, None)),
        r"column 'x': must hold numbers to be circular(.|\n)*dt.hour",
    ),
    "infinite values": (
        lambda: mu.mutual_information(np.r_[X, np.inf], np.r_[Y, 0], circular=(24, None)),
        "column 'x': must be finite to be circular",
    ),
    "an unknown name": (
        lambda: mu.rank(TABLE, "y", circular={"hours": 24}),
        r"circular: must hold names of columns; got 'hours'.\nHint: did you mean 'hour'",
    ),
    "no dict": (lambda: mu.rank(TABLE, "y", circular=24), "circular: must be a dict of name to"),
    "a period of a name": (
        lambda: mu.pairwise(TABLE, circular={"hour": -1}),
        r"circular\['hour'\]: must be a period above 0",
    ),
    "an estimator on a line": (
        lambda: mu.mutual_information(X, Y, circular=(24, None), estimator="gaussian"),
        "column 'x': must not be circular for estimator='gaussian'; those that wrap are 'auto', "
        "'ksg', 'ross', 'frenzel_pompe'",
    ),
    "a transform": (
        lambda: mu.mutual_information(X, Y, circular=(24, None), estimator="ksg", transform=None),
        "transform: must be 'normal_scores' with circular variables; got None",
    ),
    "entropy of a vector": (
        lambda: mu.entropy(np.stack([X, Y], 1), circular=([24, None],)),
        r"column 'x\[0\]': must not be circular for this entropy",
    ),
    "entropy by neighbours": (
        lambda: mu.entropy(X, circular=24, estimator="kozachenko_leonenko"),
        "column 'x': must not be circular for this entropy",
    ),
    "squared errors": (
        lambda: mu.mutual_information(Y, X, circular=(None, 24)).mean_squared_error_bound(),
        "mean_squared_error_bound: is for one continuous column y",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_circular_is_refused(name):
    call, message = REFUSED[name]
    with pytest.raises(MutuallyError, match=message):
        call()


def test_false_and_none_are_not_circular():
    plain = mu.mutual_information(X, Y)
    assert mu.mutual_information(X, Y, circular=(False, None)).value == plain.value
    assert mu.rank(TABLE, "y", circular={})[0].mi == mu.rank(TABLE, "y")[0].mi


@pytest.mark.parametrize("n", [4, 5, 6, 8, 12])
def test_a_few_rows_are_enough(n):
    line = mu.mutual_information(X[:n], Y[:n], circular=(24, None)).value
    pair = mu.mutual_information(X[:n], X[n : 2 * n], circular=24).value
    assert abs(line) < np.log(n)
    assert abs(pair) < np.log(n)
    if n == 4:  # every row is a neighbour of every other
        assert line == pair == 0
    # The mean is log 24, and a mean of 4 log spacings of deviation 0.6 varies by 0.3.
    assert abs(mu.entropy(X[:n], circular=24).value - np.log(24)) < 4 * 0.3
