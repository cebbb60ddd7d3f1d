"""All pairs of columns: beside scikit-learn in a loop, and beside a product of one-hot matrices."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import perf_counter

import numpy as np
from sklearn.feature_selection import mutual_info_regression

import mutually as mu
from benchmarks.fresh import run
from benchmarks.rows import Row
from benchmarks.timing import alternate
from mutually.estimators.discrete.many_tables import Columns
from mutually.variables import Labels

THREADS = 2
LEVELS = 5


def correlated(n: int, d: int) -> np.ndarray:
    """Columns of which each tells something about the few that share its hidden one."""
    rng = np.random.default_rng(d)
    hidden = rng.standard_normal((n, max(d // 10, 1)))
    return hidden[:, np.arange(d) % hidden.shape[1]] + 2 * rng.standard_normal((n, d))


def continuous(n: int, d: int, sampled: int) -> Row:
    """The loop is timed on the pairs of a few columns with all others, and scaled to all pairs."""
    X = correlated(n, d)

    def loop() -> None:
        for column in range(sampled):
            mutual_info_regression(X[:, column + 1 :], X[:, column], random_state=0)

    pairs = d * (d - 1) / 2
    share = sum(d - 1 - column for column in range(sampled)) / pairs
    quick = partial(mu.pairwise, X, n_jobs=THREADS, progress=False)
    ours = alternate({"ours": quick, "scores": partial(quick, inference=False)}, budget=60)
    start = perf_counter()
    loop()
    return Row(
        workload=f"all pairs of {d} continuous columns, n = {n}",
        ours=ours["ours"],
        peer="scikit-learn in a loop",
        theirs=(perf_counter() - start) / share,
        at_least=40,
        beside={"inference=False": ours["scores"]},
        note=f"{THREADS} threads, theirs 1; theirs from {share:.1%} of the pairs",
    )


def discrete(n: int, d: int) -> Row:
    """The product counts and does no more; ours is the whole call."""
    rng = np.random.default_rng(d)
    X = rng.integers(0, LEVELS, (n, d)).astype(np.uint8)

    def one_hot() -> np.ndarray:
        hot = np.concatenate([level == X for level in range(LEVELS)], axis=1).astype(np.float32)
        return hot.T @ hot

    def counts() -> np.ndarray:
        columns = Columns([Labels(np.ascontiguousarray(codes), LEVELS) for codes in X.T])
        x, y = np.triu_indices(d, 1)
        return columns.counts(x.astype(np.uint32), y.astype(np.uint32))

    whole = partial(mu.pairwise, X, n_jobs=THREADS, progress=False)
    median = alternate(
        {
            "ours": partial(whole, inference=False),
            "one-hot": one_hot,
            "tested": whole,
            "counts": counts,
        },
        budget=60,
    )
    return Row(
        workload=f"all pairs of {d} columns of {LEVELS} levels, n = {n}",
        ours=median["ours"],
        peer="float32 one-hot product",
        theirs=median["one-hot"],
        at_least=1,
        aim=5,
        beside={"with inference": median["tested"], "counts alone, 1 thread": median["counts"]},
        note=f"{THREADS} threads, without inference; the product only counts",
    )


HELD = """
import numpy as np
import mutually as mu
table = np.random.default_rng(0).standard_normal(({n}, {d}))
mu.pairwise(table[:, :3], top_k=1)
forget_the_peak()
start = time.perf_counter()
mu.pairwise(table, top_k=10, n_jobs=2, progress=False)
print(json.dumps([memory("VmHWM") / 1e6, time.perf_counter() - start]))
"""


def held(n: int, d: int) -> Row:
    """The peak of the whole process where only the best partners are held."""
    peak, seconds = run(HELD.format(n=n, d=d))
    return Row(
        workload=f"peak memory, 10 best partners of each of {d} columns, n = {n}",
        unit="MB",
        ours=peak,
        at_least="under 1000 MB",
        aim="under 500 MB",
        note=f"whole process, with inference, {THREADS} threads, {seconds:.0f} s",
    )


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Numbers, then labels, then many columns of which little is held."""
    yield continuous(*((100, 6, 2) if quick else (5000, 200, 1)))
    yield discrete(*((500, 8) if quick else (20_000, 500)))
    yield held(*((100, 30) if quick else (1000, 5000)))
