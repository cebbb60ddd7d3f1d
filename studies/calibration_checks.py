"""Holds fresh simulations against the package's null distributions, and counts false positives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from calibration_nulls import BINS, unevenness

from mutually.estimators.nulls.neighbour_nulls import ksg_null_moments, ross_null_moments

LEVELS = (0.05, 0.01, 0.001)


class Check(NamedTuple):
    """One size: how often the p-value is below each level, and how far the laws are apart."""

    name: str
    n: int
    k: int
    draws: int
    rates: tuple[float, ...]
    distance: float  # Kolmogorov's
    places: np.ndarray  # chances by the package at the edges of the bins,
    differences: np.ndarray  # and by how much the simulated ones are larger


def checks(rows: list[dict[str, Any]], kind: str) -> Iterator[Check]:
    """Compare each simulation of a kind, "ksg check" or "ross check"."""
    from scipy.stats import pearson3

    for row in rows:
        if row["kind"] != kind:
            continue
        counts = [int(word) for word in row["name"].split(",")] if kind == "ross check" else []
        for k, (first, *histogram) in row["histograms"].items():
            k, n = int(k), row["n"]
            moments = ross_null_moments(counts, k) if counts else ksg_null_moments(n, k)
            if moments is None:
                continue
            mean, variance, third = moments
            law = pearson3(third / variance**1.5, mean, variance**0.5)
            unit = ((unevenness(counts) if counts else 1.0) / (k * n)) ** 0.5
            edges = BINS[first : first + len(histogram) + 1] * unit
            below = np.concatenate([[0], np.cumsum(histogram)]) / sum(histogram)
            places = law.cdf(edges)
            rates = tuple(1 - np.interp(law.isf(level), edges, below) for level in LEVELS)
            name = row["name"] if counts else ""
            yield Check(name, n, k, sum(histogram), rates, float(abs(below - places).max()),
                        places, below - places)  # fmt: skip


# Marginals of the study of false positives: what a column may look like.
MARGINALS: dict[str, Callable[[int, np.random.Generator], np.ndarray]] = {
    "normal": lambda n, rng: rng.normal(size=n),
    "Cauchy": lambda n, rng: rng.standard_cauchy(n),
    "lognormal": lambda n, rng: np.exp(3 * rng.normal(size=n)),
    "counts": lambda n, rng: rng.poisson(3, n).astype(float),
    "zero-inflated": lambda n, rng: np.where(rng.random(n) < 0.4, 0, np.exp(rng.normal(size=n))),
    "rounded": lambda n, rng: np.round(rng.normal(size=n), 1),
    **{
        f"{levels} levels": lambda n, rng, levels=levels: rng.integers(0, levels, n).astype(str)
        for levels in (2, 5, 20, 100, 500)
    },
}
ROWS = (30, 100, 300, 1000, 3000, 10_000)


class Cell(NamedTuple):
    """False positives of a pair of marginals at one number of rows."""

    x: str
    y: str
    n: int
    draws: int
    rate: float  # of p <= 0.05
    uniform: float  # p-value of Kolmogorov and Smirnov's test of the p-values


def false_positives(
    pvalue: Callable[[np.ndarray, np.ndarray], float], draws: int = 400
) -> Iterator[Cell]:
    """Count p <= 0.05 of independent columns, for each pair of marginals and number of rows.

    ``pvalue(x, y)`` takes two columns; strings are labels. Where one column is all one value, or
    all different, there is nothing to test, and its p-value may be 1.
    """
    from scipy.stats import kstest

    names = list(MARGINALS)
    for n in ROWS:
        for i, one in enumerate(names):
            for other in names[i:]:
                rng = np.random.default_rng([n, i, names.index(other)])
                found = np.array([pvalue(MARGINALS[one](n, rng), MARGINALS[other](n, rng))
                                  for _ in range(draws)])  # fmt: skip
                rate = float(np.mean(found <= 0.05))
                yield Cell(one, other, n, draws, rate, float(kstest(found, "uniform").pvalue))
