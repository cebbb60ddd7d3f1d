"""What p-values, intervals and q-values cost: beside the scores alone, and beside permutations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from sklearn.feature_selection import mutual_info_regression

import mutually as mu
from benchmarks.rows import Row
from benchmarks.tables import features
from benchmarks.timing import alternate

THREADS = 2
PERMUTATIONS = 1000


def with_and_without(n: int, d: int) -> Row:
    """A ranking with inference beside the same without; half of the features tell something."""
    X, y = features(n, d)
    rank = partial(mu.rank, np.column_stack([X, y]), target=d, n_jobs=1, progress=False)
    median = alternate({"with": rank, "without": partial(rank, inference=False)}, budget=10)
    return Row(
        workload=f"{d} continuous features with inference, n = {n}",
        ours=median["with"],
        peer="ours with inference=False",
        theirs=median["without"],
        at_least=0.25,
        aim=1 / 1.3,
        note="1 thread; p- and q-values, intervals, noise floors",
    )


def permutations(n: int) -> Row:
    """A permutation test of one pair, beside the usual loop around scikit-learn."""
    rng = np.random.default_rng(n)
    x, y = rng.standard_normal((2, n))
    y += 2 * x  # so strong that no permutation comes near, and none is spared

    def ours() -> float:
        found = mu.mutual_information(
            x, y, pvalue_method="permutations", n_permutations=PERMUTATIONS, n_jobs=1
        )
        return found.pvalue

    def loop() -> list[float]:
        return [
            mutual_info_regression(rng.permutation(x)[:, None], y, random_state=0)[0]
            for _ in range(PERMUTATIONS)
        ]

    median = alternate({"ours": ours, "scikit-learn": loop}, budget=20)
    return Row(
        workload=f"{PERMUTATIONS} permutations of one pair, n = {n}",
        ours=median["ours"],
        peer="scikit-learn in a loop",
        theirs=median["scikit-learn"],
        at_least="under 178 ms",
        aim="under 71 ms",
    )


def wide(n: int, d: int) -> Row:
    """Many features of noise, with all that inference adds."""
    rng = np.random.default_rng(d)
    table = rng.standard_normal((n, d + 1))
    call = partial(mu.rank, table, target=d, n_jobs=THREADS, progress=False)
    return Row(
        workload=f"{d} continuous features with inference, n = {n}",
        ours=alternate({"ours": call}, budget=10)["ours"],
        at_least="under 2 s",
        aim="under 0.4 s",
        note=f"{THREADS} threads",
    )


def rows(*, quick: bool = False) -> Iterator[Row]:
    """The cost beside the scores, then of permutations, then of a wide table."""
    yield with_and_without(*((1000, 10) if quick else (10_000, 100)))
    yield permutations(100 if quick else 1000)
    yield wide(*((100, 20) if quick else (1000, 1000)))
