"""The default for continuous vectors."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import directions, mixture_residual
from mutually.estimators.models.problems import Partition, partition_of
from mutually.estimators.models.rows import Array, arrange

_FEWEST_COLUMNS = 4


def partition(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) in nats of continuous vectors given as normal scores.

    1. Tests of pairs of columns look for smaller problems that hold all the information: groups
       of columns that are independent of one another, or the columns that tell about the other
       vector, with each vector's length among them. Neighbours and correlations have to agree
       that nothing else connects x and y (:mod:`mutually.estimators.models.problems`). Groups of
       columns, which are few at a time, come first where both hold: the larger of two values that
       should be equal would be too large on average.
    2. The same is tried with x and y turned to directions that tell about the other vector
       (:mod:`mutually.estimators.models.directions`). It is a lower bound too, and counts where
       it is larger by more than chance.
    3. In each problem the models are an elliptical copula and mixtures of 2, 4, 8, ... Gaussians.
       The estimate is the information of the model on whose draws KSG shows what it shows on the
       data (:mod:`mutually.estimators.models.mixture_residual`).

    Rows are assumed independent. The estimate has the same bits for x and y exchanged, for any
    order of the columns within a vector, and for any number of workers. It fails, towards too
    little, on relations in many dimensions that neither a mixture of Gaussians nor few columns
    come near, on near-functional relations of several columns, and on dependence of more than two
    columns at a time hidden among many others. With a condition there is no partition.
    """
    rows = arrange(x, y, z)
    found = partition_of(rows, seed, workers)
    if found is None:
        straight = mixture_residual.of_rows(rows, seed, workers)
    else:
        straight = _summed(found, rows.n, seed, workers)
    few = _FEWEST_COLUMNS <= rows.size <= mixture_residual.MOST_COLUMNS
    # An elliptical copula has no directions that it does not know itself.
    if not few or rows.sizes[2] or straight.method.endswith(mixture_residual.ALONE):
        return straight
    rotated = directions.turned(rows)
    apart = None if rotated is None else partition_of(rotated, seed, workers)
    if apart is None or _largest(apart) >= (rows.size if found is None else _largest(found)):
        return straight
    turned = _summed(apart, rows.n, seed, workers)
    gate = mixture_residual.GATE / math.sqrt(rows.n)
    if turned.value <= straight.value + gate:
        return straight
    return replace(turned, method=f"turned, {turned.method}")


def _largest(found: Partition) -> int:
    return max((problem.size for problem in found.problems), default=0)


def _summed(found: Partition, n: int, seed: int, workers: int) -> Estimate:
    parts = [mixture_residual.of_rows(problem, seed, workers) for problem in found.problems]
    local = np.zeros(n)
    for part in parts:
        local += part.rows()
    methods = "; ".join(dict.fromkeys(part.method for part in parts))
    warnings = tuple(dict.fromkeys(text for part in parts for text in part.warnings))
    method = f"{found.name}{': ' * bool(methods)}{methods}"
    return Estimate(sum(part.value for part in parts), local, method, warnings)
