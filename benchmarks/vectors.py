"""Neighbours given a scalar, and of vectors: the values of NPEET, k = 3, numbers as they are.

NPEET adds noise of 1e-10 to x and y, which now and then moves a row across a radius. But for that
the values agree to the last digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

import mutually as mu
from benchmarks.peers import given_peers, npeet
from benchmarks.rows import Row
from benchmarks.timing import alternate, glance

SIZES = (10_000, 100_000)
DIMENSIONS = (5, 10)
# A row across a radius that held m of n rows moves a value by 1 / (m n).
CLOSE = 1e-5
NPEET = "NPEET"


def triple(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three normal variables; x and y follow z, and y follows x beyond it, by 0.14 nats."""
    rng = np.random.default_rng(n)
    z, x, y = rng.standard_normal((3, n))
    x = 0.6 * z + 0.8 * x
    return x, 0.5 * z + 0.5 * x + 0.7 * y, z


def vectors(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Two normal vectors; each coordinate has correlation 0.6 with its fellow."""
    rng = np.random.default_rng(d)
    x, noise = rng.standard_normal((2, n, d))
    return x, 0.6 * x + 0.8 * noise


def against_npeet(
    workload: str,
    data: tuple[np.ndarray, ...],
    estimator: str,
    goals: tuple[float, float],
    *,
    budget: float = 60.0,
) -> Row:
    """Ours by name beside NPEET; ours by default, and other peers of a condition, as a glance."""
    x, y, *given = data
    condition = given[0] if given else None
    default = partial(mu.mutual_information, x, y, given=condition, n_jobs=1)
    calls = {"ours": partial(default, estimator=estimator, transform=None)}
    peers = given_peers()
    note = f"{NPEET} is not on the path"
    if NPEET in peers:
        calls[NPEET] = partial(npeet, x, y, condition)
        gap = abs(float(calls["ours"]()) - float(calls[NPEET]()))
        if gap > CLOSE:
            raise AssertionError(f"{workload}: the values differ by {gap}")
        note = f"values differ by {gap:.0e}"
    median = alternate(calls, budget=budget)
    beside = {"ours by default": default}
    if condition is not None:
        others = {name: call for name, call in peers.items() if name != NPEET}
        beside |= {name: partial(call, x, y, condition) for name, call in others.items()}
    return Row(
        workload=workload,
        ours=median["ours"],
        peer=f"{NPEET}, same value" if NPEET in median else "",
        theirs=median.get(NPEET),
        at_least=goals[0],
        aim=goals[1],
        beside=glance(beside),
        note=note,
    )


def given_scalar(n: int) -> Row:
    workload = f"scalars given a scalar, n = {n:.0e}".replace("e+0", "e")
    return against_npeet(workload, triple(n), "frenzel_pompe", (10, 20))


def of_vectors(n: int, d: int) -> Row:
    workload = f"KSG of vectors {d}+{d}, n = {n:.0e}".replace("e+0", "e")
    return against_npeet(workload, vectors(n, d), "ksg", (6, 12))


def rows(*, quick: bool = False) -> Iterator[Row]:
    """With a condition by size, then vectors by dimension."""
    for n in SIZES:
        if not quick or n <= 10_000:
            yield given_scalar(n)
    for d in DIMENSIONS:
        yield of_vectors(1000 if quick else 10_000, d)
