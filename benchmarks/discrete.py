"""A pair of discrete columns of 1e7 rows, as integer codes and as strings.

The peers only count (no entropy, no bias correction); ours is the whole call by default.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

import mutually as mu
from benchmarks.rows import Row
from benchmarks.timing import alternate


def codes(n: int, levels: int) -> tuple[np.ndarray, np.ndarray]:
    """Two columns of `levels` integers; the second equals the first in a third of the rows."""
    rng = np.random.default_rng(levels)
    x, y = rng.integers(0, levels, (2, n))
    return x, np.where(rng.random(n) < 1 / 3, x, y)


def integers(n: int, levels: int) -> Row:
    x, y = codes(n, levels)
    median = alternate(
        {
            "ours": lambda: mu.mutual_information(x, y, discrete=True, n_jobs=1),
            "numpy.bincount": lambda: np.bincount(x * levels + y, minlength=levels**2),
        },
        budget=30,
    )
    named = levels == 10
    return Row(
        workload=f"discrete pair, {n:.0e} rows, int64 codes {levels} x {levels}".replace(
            "e+0", "e"
        ),
        ours=median["ours"],
        peer="numpy.bincount",
        theirs=median["numpy.bincount"],
        at_least=1 if named else "",
        aim=4 if named else "",
    )


def strings(n: int, levels: int) -> Row:
    x, y = (pd.Series(codes_).map("level {:d}".format) for codes_ in codes(n, levels))
    frame = pd.DataFrame({"x": x, "y": y})
    median = alternate(
        {
            "ours": lambda: mu.mutual_information(x, y, n_jobs=1),
            "pandas groupby": lambda: frame.groupby(["x", "y"], sort=False).size(),
        },
        budget=60,
    )
    return Row(
        workload=f"discrete pair, {n:.0e} rows, strings ({x.dtype!r}) {levels} x {levels}".replace(
            "e+0", "e"
        ),
        ours=median["ours"],
        peer="pandas groupby",
        theirs=median["pandas groupby"],
        at_least=2,
        aim=5,
    )


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Codes of few and of many levels, then strings."""
    n = 100_000 if quick else 10_000_000
    yield integers(n, 10)
    yield integers(n, 1000)
    yield strings(n, 10)
