"""One pair of continuous scalars: KSG with k = 3, the same values as scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

import mutually as mu
from benchmarks.peers import present, scikit_learn
from benchmarks.rows import Row
from benchmarks.timing import alternate, glance

GOALS = {1_000: (30, 60), 10_000: (20, 40), 100_000: (20, 40), 1_000_000: (40, 90)}


def pair(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Two normal variables with correlation 0.6."""
    rng = np.random.default_rng(n)
    x = rng.standard_normal(n)
    return x, 0.6 * x + 0.8 * rng.standard_normal(n)


def one_size(n: int) -> Row:
    x, y = pair(n)
    ours = partial(mu.mutual_information, x, y, estimator="ksg", transform="standardize", n_jobs=1)
    theirs = partial(scikit_learn, x, y)
    gap = abs(float(ours()) - theirs())
    if gap > 1e-5:
        raise AssertionError(f"n = {n}: the values differ by {gap}")
    median = alternate({"ours": ours, "scikit-learn": theirs})
    beside = {"ours by default": partial(mu.mutual_information, x, y, n_jobs=1)}
    beside |= {name: partial(peer, x, y) for name, peer in present().items()}
    at_least, aim = GOALS.get(n, ("", ""))
    return Row(
        workload=f"scalar KSG pair, n = {n:.0e}".replace("e+0", "e"),
        ours=median["ours"],
        peer="scikit-learn, same value",
        theirs=median["scikit-learn"],
        at_least=at_least,
        aim=aim,
        beside=glance(beside),
        note=f"values differ by {gap:.0e}",
    )


def rows(*, quick: bool = False) -> Iterator[Row]:
    """One row per size."""
    for n in GOALS:
        if not quick or n <= 10_000:
            yield one_size(n)
