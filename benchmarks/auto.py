"""The default on scalars and vectors, two threads: normal ones, and the dearest that are not.

There is no peer: none corrects the error that neighbours make in several dimensions. The tasks are
public or of the tuning half, with a known value; what is estimated stands beside the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import mutually as mu
from benchmarks.rows import Row, seconds
from benchmarks.timing import alternate
from mutually.datasets import tasks

THREADS = 2
# Seconds that we hold ourselves to: at least, and aim.
GOALS = {1: (0.3, 0.1), 5: (2.0, 0.7), 25: (6.0, 2.0)}
# By dimension. The spirals are neither an elliptical copula nor a small mixture, so that the whole
# of the recipe runs.
TASKS = {
    1: ("normal-1x1", "clayton-1x1"),
    5: ("normal-dense-5x5", "equal-means-5x5", "spiral-two-pairs-5x5"),
    25: ("normal-dense-25x25", "spiral-two-pairs-25x25"),
}


def one_task(name: str, n: int) -> Row:
    """A row for a task; the first call, which is not counted, gives the value."""
    task = tasks.get(name)
    x, y = task.sample(n, rng=0)
    call = partial(mu.mutual_information, x, y, n_jobs=THREADS)
    value = float(call())
    at_least, aim = GOALS[task.x_dim]
    return Row(
        workload=f"auto {task.x_dim}+{task.y_dim}, {name}, n = {n:.0e}".replace("e+0", "e"),
        ours=alternate({"ours": call}, budget=20)["ours"],
        at_least=f"under {seconds(at_least)}",
        aim=f"under {seconds(aim)}",
        note=f"{THREADS} threads; {value:.3f} nats, true {task.mutual_information:.3f}",
    )


def rows(*, quick: bool = False) -> Iterator[Row]:
    """From one dimension to many."""
    for names in TASKS.values():
        for name in names:
            yield one_task(name, 1000 if quick else 10_000)
