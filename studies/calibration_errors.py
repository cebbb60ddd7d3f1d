"""Draws from known relations: the default's estimate, and what its standard error is made from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from calibration_nulls import Job
from calibration_relations import Relation, all_relations

from mutually import _core
from mutually.estimators.continuous import continuous_information
from mutually.estimators.discrete.chance_corrected import chance_corrected
from mutually.estimators.discrete.table import Table
from mutually.estimators.neighbours.ksg import ksg
from mutually.estimators.neighbours.ross import ross
from mutually.variables import Labels, Sorted

MOST_CLASSES = 10
DRAWS = {200: 2000, 500: 2000, 1000: 1500, 2000: 1200, 5000: 1000}


@cache
def relations() -> dict[str, Relation]:
    """Return the relations; their truths are computed when asked for."""
    return all_relations()


def jobs(scale: float) -> Iterator[Job]:
    """Say what to draw: each relation with each number of rows."""
    for n, draws in DRAWS.items():
        for name in relations():
            yield Job("errors", name, n, max(50, round(scale * draws)))


def simulate(job: Job, rng: np.random.Generator) -> dict[str, Any]:
    """Return the truth and, of each draw, the estimate and the numbers of its formula."""
    relation = relations()[job.name]
    of = {"scalars": of_scalars, "classes": of_classes, "tables": of_table}[relation.kind]
    found = [of(*relation.draw(job.n, rng), seed) for seed in range(job.draws)]
    columns = [[round(float(v), 7) for v in column] for column in zip(*found, strict=True)]
    return {"of": relation.kind, "fitted": relation.fitted, "truth": relation.truth(),
            "columns": columns}  # fmt: skip


def of_scalars(x: np.ndarray, y: np.ndarray, seed: int) -> tuple[float, ...]:
    """Return the estimate and the variance of its local values, and both of KSG with k = 10."""
    one, other = sort(x), sort(y)
    found = continuous_information([one], [other], seed=seed)
    assert found is not None
    wide = ksg(one, other, n_neighbors=10, seed=seed)
    return (
        found.value,
        float(found.rows().var(ddof=1)),
        wide.value,
        float(wide.rows().var(ddof=1)),
    )


def of_classes(x: np.ndarray, y: np.ndarray, seed: int) -> tuple[float, ...]:
    """Return the estimate, the variance of its local values, and the rows of each class."""
    found = ross(sort(x), label(y), seed=seed)
    return found.value, float(found.rows().var(ddof=1)), *np.bincount(y, minlength=MOST_CLASSES)


def of_table(x: np.ndarray, y: np.ndarray, _: int) -> tuple[float, ...]:
    """Return the estimate, the variance of its local values, the plug-in value and df."""
    table = Table.of(label(x), label(y))
    logs = np.log(table.ratios())
    mean = float(table.counts @ logs) / table.n
    variance = float(table.counts @ (logs - mean) ** 2) / (table.n - 1)
    levels = [int(np.count_nonzero(c)) for c in (table.x_totals, table.y_totals)]
    value = chance_corrected(table.x, table.y).value
    return value, variance, mean, (levels[0] - 1) * (levels[1] - 1)


def sort(values: np.ndarray) -> Sorted:
    """Return a column as the estimators take it."""
    return Sorted(*_core.sort_column(np.ascontiguousarray(values, dtype=np.float64)))


def label(values: np.ndarray) -> Labels:
    """Return whole numbers from 0 on as labels."""
    return Labels(values.astype(np.uint32), int(values.max()) + 1)
