"""Relative entropy of two samples: known answers, how columns and levels are matched, errors."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from drawn_columns import LABEL, W, Z

import mutually as mu
from mutually.errors import MutuallyError

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")


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


def test_columns_of_tables_are_matched_by_name():
    x = {"a": draws(0), "b": draws(1, shift=3)}
    y = {"b": draws(2, shift=3), "a": draws(3)}
    # Equal distributions, or an error, but not 9 nats.
    assert abs(mu.relative_entropy(x, y).value) < 0.2


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


def test_relative_entropy_of_infinities():
    """They could be the ends of the order, as elsewhere; or a clear error."""
    with pytest.raises(MutuallyError, match="finite"):
        mu.relative_entropy(np.r_[np.inf, Z], W)


@pytest.mark.parametrize("discrete", ["no", [True, False]])
def test_relative_entropy_refuses_other_kinds(discrete):
    with pytest.raises(MutuallyError, match="discrete: must be"):
        mu.relative_entropy(np.column_stack([Z, W]), np.column_stack([W, Z]), discrete=discrete)
