"""A table of 100 continuous columns against a continuous target, and against five classes.

Ours runs on two threads, scikit-learn with n_jobs=1. Half of the columns follow the target more or
less closely, the others are noise. Ours are the scores alone, as theirs are; what inference adds is
measured in `inference.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

import mutually as mu
from benchmarks.peers import present
from benchmarks.rows import Row
from benchmarks.timing import alternate, glance

THREADS = 2


def features(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """A target and d columns whose correlation with it falls from 0.9 to 0."""
    rng = np.random.default_rng(d)
    y = rng.standard_normal(n)
    rho = np.linspace(0.9, -0.9, d).clip(0)
    return rho * y[:, None] + np.sqrt(1 - rho**2) * rng.standard_normal((n, d)), y


def continuous(n: int, d: int) -> Row:
    X, y = features(n, d)
    table = np.column_stack([X, y])
    median = alternate(
        {
            "ours": lambda: mu.rank(
                table, target=d, inference=False, n_jobs=THREADS, progress=False
            ),
            "scikit-learn": lambda: mutual_info_regression(X, y, random_state=0, n_jobs=1),
        },
        budget=40,
    )
    peers = present().items()
    beside = {
        name: lambda peer=peer: [peer(np.ascontiguousarray(x), y) for x in X.T]
        for name, peer in peers
    }
    return Row(
        workload=f"{d} continuous features x continuous target, n = {n}",
        ours=median["ours"],
        peer="scikit-learn, n_jobs=1",
        theirs=median["scikit-learn"],
        at_least=50,
        aim=100,
        beside=glance(beside),
        note=f"ours {THREADS} threads",
    )


def classes(n: int, d: int, levels: int = 5) -> Row:
    X, y = features(n, d)
    label = np.digitize(y, np.quantile(y, np.linspace(0, 1, levels + 1)[1:-1]))
    table = np.column_stack([X, label])
    median = alternate(
        {
            "ours": lambda: mu.rank(
                table,
                target=d,
                discrete={d: True},
                inference=False,
                n_jobs=THREADS,
                progress=False,
            ),
            "scikit-learn": lambda: mutual_info_classif(X, label, random_state=0, n_jobs=1),
        },
        budget=40,
    )
    return Row(
        workload=f"{d} continuous features x {levels} classes, n = {n}",
        ours=median["ours"],
        peer="scikit-learn, n_jobs=1",
        theirs=median["scikit-learn"],
        at_least=40,
        aim=100,
        note=f"ours {THREADS} threads",
    )


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Continuous target, then classes."""
    n, d = (1000, 10) if quick else (10_000, 100)
    yield continuous(n, d)
    yield classes(n, d)
