"""Intervals of what docs/calibration.md leaves out: how many of them hold the truth."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import inference_cases
import numpy as np
from calibration_nulls import Job

ROWS = (300, 1000)
BLOCK = 100


def jobs(scale: float) -> Iterator[Job]:
    """Say what to simulate; scale multiplies the data sets."""
    # What takes long comes last.
    cases = sorted(inference_cases.all_cases().items(), key=lambda item: -item[1].blocks)
    for blocks in sorted({case.blocks for _, case in cases}, reverse=True):
        for block in range(max(1, round(scale * blocks))):
            for name, case in cases:
                for n in ROWS:
                    if case.blocks == blocks and n <= case.most_rows:
                        yield Job("coverage", f"{name} #{block}", n, BLOCK)


def simulate(job: Job, rng: np.random.Generator) -> dict[str, Any]:
    """Return estimate, standard error and limits of each data set, less the truth."""
    name, block = job.name.split(" #")
    case = inference_cases.all_cases()[name]
    rng = np.random.default_rng([*rng.integers(2**32, size=4), int(block)])
    columns = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(job.draws):
            value, error, low, high = case.draw(job.n, rng)
            columns.append([value - case.truth, error, low - case.truth, high - case.truth])
    return {"columns": np.round(np.array(columns).T, 6).tolist()}
