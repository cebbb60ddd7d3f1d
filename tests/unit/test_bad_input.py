"""Each bad input gets one clear error, or the right limit."""

from __future__ import annotations

import numpy as np
import pytest

import mutually as mu

X = np.random.default_rng(0).normal(size=50)
LABELS = ["a", "b"] * 25


def information(*args, **kw):
    return lambda: mu.mutual_information(*args, **kw)


ERRORS = {
    "no rows": (information([], []), "x, y: must have a row where both are known"),
    "three rows": (information([1.5, 2.5, 0.5], [2.5, 1.0, 7.0]), "3 neighbours and 3 rows"),
    "all missing": (information([None] * 9, X[:9]), "x, y: must have a row where both"),
    "never both": (information([None, 1.0], [1.0, None]), "x, y: must have a row where both"),
    "lengths": (information(X, X[:-1]), "y: must have as many rows as x; got 50 rows of x and 49"),
    "complex": (information(X + 1j, X), "column 'x': must hold"),
    "nested": (information([[1], [2, 3]], [1, 2]), "column 'x': must"),
    "a string": (information("abc", "abc"), "column 'x': must be a list"),
    "missing": (information([1.0, np.nan], [1.0, 2.0], missing="raise"), "column 'x'.*row 1"),
    "estimator": (information(X, X, estimator="ksg9"), "estimator: must be one of 'auto'"),
    "missing word": (information(X, X, missing="ignore"), "missing: must be one of 'drop'"),
    "transform": (information(X, X, transform="log"), "transform: must be one of"),
    "k of 0": (information(X, X, n_neighbors=0), "n_neighbors: must be a whole number from 1"),
    "k of 65": (information(X, X, n_neighbors=65), "n_neighbors: must be a whole number"),
    "k of True": (information(X, X, n_neighbors=True), "n_neighbors: must be a whole number"),
    "base 1": (information(X, X, base=1), "base: must be None .nats. or a number above 1"),
    "base nan": (information(X, X, base=float("nan")), "base: must be None"),
    "rng": (information(X, X, rng=-1), "rng: must be a whole number"),
    "n_jobs": (information(X, X, n_jobs=0), "n_jobs: must be None or a whole number"),
    "discrete": (information(X, X, discrete=(True, False, True)), "discrete: must be None, a bool"),
    "discrete as a word": (information(X, X, discrete="x"), "discrete: must be None, a bool, or a"),
    "estimators": (information(X, X, estimator=["ksg"]), "estimator: must be one of"),
    "transform as an array": (information(X, X, transform=X), "transform: must be one of"),
    "entropy of an atom": (
        lambda: mu.entropy(np.r_[np.sin(np.arange(960)), np.repeat(0.1, 40)]),
        "must have a density",
    ),
    "plugin of a density": (
        lambda: mu.entropy(X, estimator="plugin", discrete=False),
        "estimator: must serve what discrete=False says",
    ),
    "ksg of labels": (information(LABELS, X, estimator="ksg"), "column 'x': must hold numbers"),
    "ross of numbers": (information(X, -X, estimator="ross"), "must be discrete for est"),
    "ross of labels": (information(LABELS, LABELS, estimator="ross"), "one of the two"),
    "infinite distances": (
        information(np.r_[np.inf, X[1:]], X, estimator="ksg", transform=None),
        "x: must be finite with transform=None",
    ),
    "entropy of a mixed": (
        lambda: mu.entropy(np.clip(np.tile(X, 9), -1, 1) + 0.0),
        "x: must have a density",
    ),
    "entropy of ties": (lambda: mu.entropy(np.round(np.tile(X, 3), 1), discrete=False), "density"),
    "entropy of infinity": (lambda: mu.entropy(np.r_[np.inf, X]), "x: must be finite"),
    "entropy of nothing": (lambda: mu.entropy([]), "x: must have a row that is known"),
    "entropy of one": (lambda: mu.entropy([1.5], discrete=False), "x: must have a density"),
    "entropy by ksg": (lambda: mu.entropy(X, estimator="ksg"), "estimator: must be one of"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_one_clear_error(name):
    call, message = ERRORS[name]
    with pytest.raises(mu.MutuallyError, match=message) as caught:
        call()
    first, *rest = str(caught.value).splitlines()
    assert first.endswith(".")
    assert len(rest) <= 1
    assert all(line.startswith("Hint: ") for line in rest)


LIMITS = {
    "one row of labels": (["a"], ["b"]),
    "one row of numbers": ([1.5], [2.5]),
    "one class": (X, ["same"] * 50),
    "all equal": (np.ones(50), np.ones(50)),
    "two rows of labels": (["a", "b"], ["b", "b"]),
    "two rows of different labels": (["a", "b"], ["b", "a"]),
    "three rows of different labels": (["a", "b", "c"], ["b", "a", "c"]),
    "a number each class": (X, [f"{i}" for i in range(50)]),
}


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
@pytest.mark.parametrize("name", LIMITS)
def test_nothing_to_tell_is_zero(name):
    assert mu.mutual_information(*LIMITS[name]).value == pytest.approx(0, abs=1e-12)


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_two_rows_in_each_class():
    x = np.random.default_rng(0).normal(size=1000)
    found = mu.mutual_information(x, np.repeat(np.arange(500), 2).astype(str))
    # One neighbour each: unbiased, with a standard deviation below 0.05 at n = 1000.
    assert abs(found.value) < 0.2
    assert "500 classes have 3 rows or fewer" in found.warnings[0]


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_a_hundred_thousand_levels():
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 10**5, (2, 200_000))
    assert abs(mu.mutual_information(x, y % 3, discrete=True).value) < 0.02
    assert np.isfinite(mu.mutual_information(x, y, discrete=True).value)


LAYOUTS = {
    "list": lambda v: v.tolist(),
    "tuple": lambda v: tuple(v.tolist()),
    "strided": lambda v: np.repeat(v, 2)[::2],
    "reversed": lambda v: v[::-1].copy()[::-1],
    "column of a matrix": lambda v: np.column_stack([v, v])[:, 1],
    "big-endian": lambda v: v.astype(">f8"),
    "masked": lambda v: np.ma.masked_array(v, mask=np.zeros(len(v), bool)),
    "object": lambda v: v.astype(object),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_of_the_input_does_not_matter(name):
    y = X + np.random.default_rng(1).normal(size=50)
    expected = mu.mutual_information(X, y).value
    assert mu.mutual_information(LAYOUTS[name](X), LAYOUTS[name](y)).value == expected


def test_kinds_may_be_given_as_a_list_and_bases_as_any_number():
    codes = np.arange(50) % 5
    pair = mu.mutual_information(X, codes, discrete=(False, True), base=2)
    assert mu.mutual_information(X, codes, discrete=[False, np.True_], base=np.int64(2)) == pair


def test_read_only_input_is_used_and_left_as_it_is():
    x, y = X.copy(), X[::-1].copy()
    before = x.copy(), y.copy()
    x.flags.writeable = y.flags.writeable = False
    mu.mutual_information(x, y)
    np.testing.assert_array_equal((x, y), before)


def test_float32_is_taken_at_its_own_precision():
    single = X.astype(np.float32)
    y = X[::-1].copy()
    expected = mu.mutual_information(single.astype(float), y).value
    assert mu.mutual_information(single, y).value == expected


def test_masked_and_nan_rows_are_left_out_alike():
    y = X[::-1].copy()
    hidden = np.arange(50) % 7 == 0
    masked = np.ma.masked_array(X, mask=hidden)
    found = mu.mutual_information(masked, y)
    assert (found.n, found.n_missing) == (42, 8)
    assert found == mu.mutual_information(np.where(hidden, np.nan, X), y)
    assert found.value == mu.mutual_information(X[~hidden], y[~hidden]).value


def test_tied_values_without_ranks_are_warned_of():
    x, y = np.round(X, 1), X + np.random.default_rng(2).normal(size=50)
    with pytest.warns(mu.MutuallyWarning, match="of the rows are tied, which spoils"):
        mu.mutual_information(x, y, estimator="ksg", transform="standardize")
    assert mu.mutual_information(x, y, estimator="ksg").warnings == ()


def test_warnings_come_once_and_stand_on_the_result():
    line = np.linspace(0, 1, 500)
    with pytest.warns(mu.MutuallyWarning) as caught:
        found = mu.mutual_information(line, line**3)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert str(caught[0].message) == "; ".join(found.warnings)
    assert "the true one may be far larger" in found.warnings[0]
