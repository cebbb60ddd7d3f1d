"""Rankings of tables of noise, and of noise with some features that tell something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from calibration_checks import MARGINALS
from calibration_nulls import Job

import mutually as mu

ROWS = 1000
FEATURES = 1000
NOISE_TABLES, TABLES = 100, 60
# How many of the features tell something about the target, and how.
REAL = {"correlated": 20, "sine": 15, "classes": 15}
Columns = dict[str, np.ndarray]


def jobs(scale: float) -> Iterator[Job]:
    """Say what to simulate; scale multiplies the tables."""
    for seed in range(round(scale * NOISE_TABLES)):
        yield Job("tables", f"noise {seed}", ROWS, 1)
    for seed in range(round(scale * TABLES)):
        yield Job("tables", f"real {seed}", ROWS, 1)


def simulate(job: Job, _: np.random.Generator) -> dict[str, Any]:
    """Return how many features were found, and how many of each sort."""
    what, seed = job.name.split()
    rng = np.random.default_rng([len(what), int(seed)])
    if what == "real" or int(seed) % 2:
        target = rng.normal(size=job.n)
    else:
        target = rng.integers(0, 5, job.n).astype(str)
    columns = real_features(target, rng) if what == "real" else {}
    columns |= noise(FEATURES - len(columns), job.n, rng)
    found = mu.rank(columns, target, n_jobs=1, progress=False)
    discovered = [row.feature for row in found if row.qvalue <= 0.05]
    sorts = [str(name).split()[0] for name in discovered]
    return {
        "target": str(found.target_kind),
        "discovered": len(discovered),
        "of": {sort: sorts.count(sort) for sort in ("noise", *REAL)},
        "least_q": min(row.qvalue for row in found),
        "below": sum(row.pvalue <= 0.05 for row in found),
    }


def noise(count: int, n: int, rng: np.random.Generator) -> Columns:
    """Draw columns of all kinds in turn."""
    names = list(MARGINALS)
    return {
        f"noise {i} {names[i % len(names)]}": MARGINALS[names[i % len(names)]](n, rng)
        for i in range(count)
    }


def real_features(target: np.ndarray, rng: np.random.Generator) -> Columns:
    """Draw columns that tell something about a normal target."""
    n = len(target)
    found: Columns = {}
    for i, rho in enumerate(np.linspace(0.25, 0.4, REAL["correlated"])):
        found[f"correlated {i}"] = rho * target + (1 - rho**2) ** 0.5 * rng.normal(size=n)
    for i in range(REAL["sine"]):
        found[f"sine {i}"] = np.sin(3 * target) + rng.normal(size=n)
    for i in range(REAL["classes"]):
        level = np.searchsorted([-1.0, 1.0], target + 2 * rng.normal(size=n))
        found[f"classes {i}"] = level.astype(str)
    return found
