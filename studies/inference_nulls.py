"""P-values of independent columns of all kinds: which, and what is kept of them.

The default test sees continuous columns without ties by rank alone, so that normal, Cauchy and
lognormal ones stand as one, "continuous", which takes turns among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from calibration_checks import MARGINALS, ROWS
from calibration_nulls import Job

from mutually.inference.significance import significance
from mutually.inference.testing import Testing
from mutually.pairs import estimate_pair
from mutually.reading import read_variable

LEVELS = (0.05, 0.01, 0.001)
BINS = 200
WITHOUT_TIES = ("normal", "Cauchy", "lognormal")
NAMES = ("continuous", *(name for name in MARGINALS if name not in WITHOUT_TIES))
# Repetitions come in blocks: all cells have their first before any has its second.
BLOCK = 1000
BLOCKS = {30: 10, 100: 10, 300: 10, 1000: 4, 3000: 2, 10_000: 1}
# A cell whose draws have no closed form is tested by permutations, in so many blocks.
PERMUTED = 300
TESTING = Testing(n_permutations=199)
OPTIONS: dict[str, Any] = {"seed": 0}


def jobs(scale: float) -> Iterator[Job]:
    """Say what to simulate; scale multiplies the repetitions."""
    most = {n: max(1, round(scale * blocks)) for n, blocks in BLOCKS.items()}
    for block in range(max(most.values())):
        for n in ROWS:
            for i, one in enumerate(NAMES):
                for other in NAMES[i:]:
                    if block < most[n]:
                        yield Job("nulls", f"{one}, {other}, {block}", n, BLOCK)


def column(name: str, n: int, rng: np.random.Generator):
    """Draw a column and read it as the package does."""
    if name == "continuous":
        name = str(rng.choice(WITHOUT_TIES))
    if name.endswith("levels"):
        # As the strings of MARGINALS, which take longer to read.
        return read_variable(rng.integers(0, int(name.split()[0]), n), name, True)
    return read_variable(MARGINALS[name](n, rng), name)


def simulate(job: Job, rng: np.random.Generator) -> dict[str, Any]:
    """Return how many p-values are at or below each level, and their histogram.

    Where most of the first 20 draws have no closed form there are fewer draws, and none but those
    of block 0.
    """
    one, other, block = job.name.split(", ")
    rng = np.random.default_rng([job.n, NAMES.index(one), NAMES.index(other), int(block)])
    pvalues: list[float] = []
    permuted = 0
    draws = job.draws
    while len(pvalues) < draws:
        x, y = column(one, job.n, rng), column(other, job.n, rng)
        found = estimate_pair(x, y, **OPTIONS)
        test = significance(found, x, y, None, OPTIONS, TESTING)
        pvalues.append(test.pvalue)
        permuted += not test.method.startswith("closed form")
        if len(pvalues) == 20 and permuted > 10:
            draws = PERMUTED if block == "0" else 0
    values = np.array(pvalues if draws else [])
    return {
        "repetitions": len(values),
        "permuted": permuted if draws else 0,
        "below": [int(np.count_nonzero(values <= level + 1e-12)) for level in LEVELS],
        "histogram": np.histogram(values, np.linspace(0, 1, BINS + 1))[0].tolist(),
    }
