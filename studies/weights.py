"""Estimates, intervals and tests from rows of unequal weight, where the answer is known.

    python studies/weights.py [--quick]

Rows are drawn from a known distribution and kept with a probability s(x, y); the weight of a row
that is kept is 1 / s, times noise that tells nothing in some designs. What the weighted rows stand
for is the known distribution again.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from report import write
from scipy import integrate, stats

import mutually as mu
from mutually.estimators.weighted import neighbours
from mutually.estimators.weighted.masses import effective

REPEATS = 200
ROWS = (200, 1000)
FIXED = (3, 10, 30)
TABLE = 0.6 * np.outer([0.1, 0.15, 0.2, 0.25, 0.3], [0.1, 0.2, 0.3, 0.4])
TABLE[range(4), range(4)] += 0.1


class Design(NamedTuple):
    """The chance that a row is kept, of x and y in standard units, and noise of the weights."""

    kept: Callable[[Any, Any], Any]
    noise: float = 0.0


def _logistic(t: Any) -> Any:
    return 0.1 + 0.9 / (1 + np.exp(-2 * t))


DESIGNS = {
    "noise, 0.5": Design(lambda x, y: np.ones(len(x)), 0.5),
    "noise, 1": Design(lambda x, y: np.ones(len(x)), 1.0),
    "by x": Design(lambda x, y: _logistic(x)),
    "by x, noise 0.5": Design(lambda x, y: _logistic(x), 0.5),
    "by x + y": Design(lambda x, y: _logistic((x + y) / 1.4)),
    "by sign of xy": Design(lambda x, y: np.where(x * y > 0, 1.0, 0.3)),
}


class Pair(NamedTuple):
    """Draws of two variables, and what they tell about each other."""

    draw: Callable[[np.random.Generator, int], tuple[Any, Any]]
    truth: float
    neighbours: bool = True


def normal(rho: float) -> Pair:
    def draw(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
        x = rng.normal(size=n)
        return x, rho * x + np.sqrt(1 - rho**2) * rng.normal(size=n)

    return Pair(draw, -0.5 * np.log(1 - rho**2))


def classes(distance: float) -> Pair:
    def draw(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
        code = rng.integers(3, size=n)
        return code, distance * code + rng.normal(size=n)

    def entropy_term(y: float) -> float:
        p = np.mean([stats.norm.pdf(y, distance * code) for code in range(3)])
        return float(-p * np.log(p)) if p > 0 else 0.0

    whole = integrate.quad(entropy_term, -10, 10 + 2 * distance, limit=200)[0]
    return Pair(draw, whole - stats.norm.entropy())


def table(cells: Any) -> Pair:
    cells = cells / cells.sum()
    ratio = cells / np.outer(cells.sum(axis=1), cells.sum(axis=0))

    def draw(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
        return np.divmod(rng.choice(cells.size, n, p=cells.ravel()), cells.shape[1])

    truth = float((cells[cells > 0] * np.log(ratio[cells > 0])).sum())
    return Pair(draw, truth, neighbours=False)


PAIRS = {
    "normal, 0": normal(0.0),
    "normal, 0.6": normal(0.6),
    "normal, 0.9": normal(0.9),
    "class and number, 0": classes(0.0),
    "class and number, 1": classes(1.0),
    "5 x 4 levels, independent": table(np.outer(TABLE.sum(axis=1), TABLE.sum(axis=0))),
    "5 x 4 levels, related": table(TABLE),
}


def sample(pair: Pair, design: Design, n: int, seed: int) -> tuple[Any, Any, Any]:
    """Return n rows that were kept, with their weights."""
    rng = np.random.default_rng([seed, n])
    pool = 12 * n
    x, y = pair.draw(rng, pool)
    standard = [(v - v.mean()) / v.std() for v in (x, y)]
    s = design.kept(*standard)
    kept = np.flatnonzero(rng.random(pool) < s)[:n]
    assert len(kept) == n
    return x[kept], y[kept], rng.lognormal(0, design.noise, n) / s[kept]


def with_fixed(k: int, x: Any, y: Any, w: Any, *, corrected: bool) -> float:
    """Return the estimate with weights averaged over k neighbours, or counted among three."""
    chosen, mean = neighbours._neighbours, neighbours.log_mean
    neighbours._neighbours = lambda *args: k
    if not corrected:
        neighbours.log_mean = lambda total, squares, count: np.log(total / count)
    try:
        return mu.mutual_information(x, y, weights=w).value
    finally:
        neighbours._neighbours, neighbours.log_mean = chosen, mean


def study(pair: Pair, design: Design, n: int, repeats: int) -> list[str]:
    rows = []
    for seed in range(repeats):
        x, y, w = sample(pair, design, n, seed)
        found = mu.mutual_information(x, y, weights=w)
        low, high = found.confidence_interval()
        if pair.neighbours:
            others = [with_fixed(3, x, y, w, corrected=False)]
            others += [with_fixed(k, x, y, w, corrected=True) for k in FIXED]
        else:
            others = [mu.mutual_information(x, y, weights=w, estimator="plugin").value]
            others += [np.nan] * len(FIXED)
        known = np.isfinite(low) and np.isfinite(high)
        held = float(low - 1e-9 <= pair.truth <= high) if known else np.nan
        without = mu.mutual_information(x, y).value
        values = np.array([without, *others, found.value]) - pair.truth
        rows.append([*values, found.standard_error, held, found.pvalue < 0.05, effective(w)])
    mean = np.nanmean(rows, axis=0)
    *biases, error, held, positive, worth = mean
    spread = np.std([row[len(biases) - 1] for row in rows])
    shown = [f"{b:+.3f}" if np.isfinite(b) else "" for b in biases]
    holds = f"{held:.0%}" if np.isfinite(held) else ""
    positives = f"{positive:.1%}" if pair.truth < 1e-9 else ""
    return [f"{worth:.0f}", *shown, f"{spread:.3f}", f"{error:.3f}", holds, positives]


def main():
    warnings.simplefilter("ignore")
    repeats = 20 if "--quick" in sys.argv else REPEATS
    rows = [
        [name, weights, str(n), *study(pair, design, n, repeats)]
        for name, pair in PAIRS.items()
        for weights, design in DESIGNS.items()
        for n in ROWS
    ]
    write(
        __file__,
        "Weighted rows",
        f"""
Biases over {repeats} samples: without the weights; with sums of weights in the place of counts (of
tables: plug-in); with mean weights of 3, 10 and 30 neighbours; and of the default, which takes 3 to
30 by how much weights differ among neighbours. Then the default's standard deviation and mean
standard error, how often its 95 % interval, where there is one, holds the truth, and for
independent variables how often p < 0.05.
""",
        ["variables", "weights", "n", "worth", "no weights", "counts", *(f"K = {k}" for k in FIXED),
         "default", "deviation", "error", "holds", "p < 0.05"],
        rows,
    )  # fmt: skip


if __name__ == "__main__":
    main()
