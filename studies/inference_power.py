"""How often a relation is found: the package's test beside permutations of other statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from calibration_nulls import Job

from mutually.inference.shuffles import free
from mutually.inference.significance import significance
from mutually.inference.testing import Testing
from mutually.pairs import estimate_pair
from mutually.reading import read_variable

Data = tuple[np.ndarray, np.ndarray]
PERMUTATIONS = 199
BLOCK, BLOCKS = 100, 3
CLASSES = "2 classes, shift 0.6"
OPTIONS: dict[str, Any] = {"seed": 0}


def normal(n: int, rng: np.random.Generator) -> Data:
    x, noise = rng.normal(size=(2, n))
    return x, 0.2 * x + (1 - 0.2**2) ** 0.5 * noise


def sine(n: int, rng: np.random.Generator) -> Data:
    x = rng.random(n)
    return x, np.sin(4 * np.pi * x) + 1.0 * rng.normal(size=n)


def classes(n: int, rng: np.random.Generator) -> Data:
    label = rng.integers(0, 2, n)
    return label + 0.0, 0.6 * label + rng.normal(size=n)


def circle(n: int, rng: np.random.Generator) -> Data:
    angle, noise = 2 * np.pi * rng.random(n), 0.3 * rng.normal(size=(2, n))
    return np.cos(angle) + noise[0], np.sin(angle) + noise[1]


RELATIONS: dict[str, tuple[int, Callable[[int, np.random.Generator], Data]]] = {
    "normal, correlation 0.2": (200, normal),
    "sine of two turns": (100, sine),
    CLASSES: (100, classes),
    "circle": (100, circle),
}


def jobs(scale: float) -> Iterator[Job]:
    """Say what to simulate; scale multiplies the data sets."""
    for block in range(max(1, round(scale * BLOCKS))):
        for name, (n, _) in RELATIONS.items():
            yield Job("power", f"{name} #{block}", n, BLOCK)


def simulate(job: Job, rng: np.random.Generator) -> dict[str, Any]:
    """Return how many p-values of each method are at most 0.05."""
    name = job.name.split(" #")[0]
    _, draw = RELATIONS[name]
    found: dict[str, int] = {}
    for seed in range(job.draws):
        x, y = draw(job.n, rng)
        for method, pvalue in pvalues(x, y, name == CLASSES, seed):
            found[method] = found.get(method, 0) + int(pvalue <= 0.05)
    return {"found": found}


def pvalues(x: np.ndarray, y: np.ndarray, labels: bool, seed: int) -> Iterator[tuple[str, float]]:
    """Yield the p-value of each method."""
    one, other = read_variable(x, "x", labels or None), read_variable(y, "y")
    estimate = estimate_pair(one, other, **OPTIONS)
    for method in ("closed_form", "permutations"):
        testing = Testing(method, PERMUTATIONS)
        yield method, significance(estimate, one, other, None, OPTIONS, testing).pvalue
    shuffle = free(len(x), seed)
    moved = np.column_stack([y, *(y[shuffle(b)] for b in range(PERMUTATIONS))])
    for method, statistics in (
        ("scikit-learn", neighbours_of_sklearn),
        ("distance correlation", distance_covariances),
    ):
        values = statistics(moved, x, labels)
        yield method, np.count_nonzero(values >= values[0] - 1e-12) / len(values)


def neighbours_of_sklearn(moved: np.ndarray, x: np.ndarray, labels: bool) -> np.ndarray:
    """Return scikit-learn's mutual information of each column and x."""
    from sklearn import config_context
    from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

    # Checks of the arguments would take a third of the time.
    with config_context(skip_parameter_validation=True, assume_finite=True):
        estimate = mutual_info_classif if labels else mutual_info_regression
        return estimate(moved, x.astype(int) if labels else x, random_state=0)


def distance_covariances(moved: np.ndarray, x: np.ndarray, _: bool) -> np.ndarray:
    """Return squared distance covariances, which permutations order as the correlations.

    Szekely, Rizzo & Bakirov, "Measuring and testing dependence by correlation of distances",
    Annals of Statistics 35 (2007), doi:10.1214/009053607000000505. Two labels are 1 apart.
    """
    of_x = centred(np.abs(x[:, None] - x))
    # As the distances of x are centred, those of y need not be.
    return np.array([np.mean(np.abs(y[:, None] - y) * of_x) for y in moved.T])


def centred(distances: np.ndarray) -> np.ndarray:
    """Return distances less the means of their rows and columns."""
    rows = distances.mean(axis=0)
    return distances - rows - rows[:, None] + rows.mean()
