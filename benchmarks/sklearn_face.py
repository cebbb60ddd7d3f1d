"""scikit-learn's functions and ours of the same names and values, on the same arrays.

Ours run on two threads, as they do by default on two cores, and scikit-learn with n_jobs=1, its
default; ours on one thread stand beside. The values are compared before the times are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sklearn import feature_selection
from sklearn.datasets import load_breast_cancer

import mutually.sklearn as ours
from benchmarks.rows import Row
from benchmarks.tables import features
from benchmarks.timing import alternate

THREADS = 2


def same_name(name: str, X: np.ndarray, y: np.ndarray, what: str, at_least: float) -> Row:
    our_own, theirs = getattr(ours, name), getattr(feature_selection, name)
    found, expected = (function(X, y, random_state=0) for function in (our_own, theirs))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
    median = alternate(
        {
            "ours": lambda: our_own(X, y, random_state=0, n_jobs=THREADS),
            "one": lambda: our_own(X, y, random_state=0, n_jobs=1),
            "scikit-learn": lambda: theirs(X, y, random_state=0),
        },
        budget=40,
    )
    return Row(
        workload=f"`{name}`, {what}",
        ours=median["ours"],
        peer="scikit-learn's of that name",
        theirs=median["scikit-learn"],
        at_least=at_least,
        aim=2 * at_least,
        beside={"ours on one thread": median["one"]},
        note=f"{THREADS} threads; values differ by {abs(found - expected).max():.0e} at most",
    )


def regression(n: int, d: int) -> Row:
    X, y = features(n, d)
    return same_name("mutual_info_regression", X, y, f"{d} columns, n = {n}", 20)


def classes(n: int, d: int, levels: int = 5) -> Row:
    X, y = features(n, d)
    label = np.digitize(y, np.quantile(y, np.linspace(0, 1, levels + 1)[1:-1]))
    what = f"{d} columns, {levels} classes, n = {n}"
    return same_name("mutual_info_classif", X, label, what, 20)


def small() -> Row:
    X, y = load_breast_cancer(return_X_y=True)
    return same_name("mutual_info_classif", X, y, "breast cancer (30 columns, n = 569)", 5)


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Large arrays, then a small real one."""
    n, d = (1000, 10) if quick else (10_000, 100)
    yield regression(n, d)
    yield classes(n, d)
    yield small()
