"""What the accuracy study counts: errors of a task, totals of a list, and the goals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from mutually.datasets import tasks


class Cell(NamedTuple):
    """One task, number of rows and estimator."""

    truth: float
    values: np.ndarray
    seconds: float

    @property
    def mean(self) -> float:
        return float(self.values.mean())

    @property
    def spread(self) -> float:
        return float(self.values.std())

    @property
    def bias(self) -> float:
        return self.mean - self.truth

    @property
    def absolute(self) -> float:
        """The mean size of the error of a single estimate."""
        return float(np.abs(self.values - self.truth).mean())

    @property
    def squared(self) -> float:
        return float(np.square(self.values - self.truth).mean())


# suite -> (n, estimator) -> task -> cell
Cells = dict[str, dict[tuple[int, str], dict[str, Cell]]]


def cells(rows: list[dict[str, Any]]) -> Cells:
    """Gather lines of the cache."""
    gathered: dict[tuple[str, int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["value"] is not None:
            gathered[row["task"], row["n"], row["estimator"]].append(row)
    found: Cells = {}
    for suite in tasks.SUITES:
        for task in tasks.suite(suite):
            for (name, n, estimator), lines in gathered.items():
                if name == task.name:
                    values = np.array([float(line["value"]) for line in lines])
                    seconds = float(np.mean([line["seconds"] for line in lines]))
                    cell = Cell(task.mutual_information, values, seconds)
                    found.setdefault(suite, {}).setdefault((n, estimator), {})[name] = cell
    return found


class Totals(NamedTuple):
    """A list of tasks at one number of rows with one estimator."""

    tasks: int
    mae: float
    rmse: float
    worst: float
    worst_task: str
    mean_bias: float
    worst_bias: float
    worst_rmse: float
    within_tenth: int
    within_percent: int | None
    not_finite: int
    seconds: float


def totals(of: dict[str, Cell]) -> Totals:
    """Return the totals; each task counts the same, however many samples it has.

    A task is within 0.1, or within 10 %, where the mean size of its error is.
    """
    finite = {name: cell for name, cell in of.items() if np.isfinite(cell.values).all()}
    if not finite:
        return Totals(len(of), *[math.nan] * 3, "", *[math.nan] * 3, 0, 0, len(of), math.nan)
    worst = max(finite, key=lambda name: finite[name].absolute)
    every = list(finite.values())
    return Totals(
        tasks=len(of),
        mae=float(np.mean([c.absolute for c in every])),
        rmse=math.sqrt(np.mean([c.squared for c in every])),
        worst=finite[worst].absolute,
        worst_task=worst,
        mean_bias=float(np.mean([abs(c.bias) for c in every])),
        worst_bias=max(abs(c.bias) for c in every),
        worst_rmse=max(math.sqrt(c.squared) for c in every),
        within_tenth=sum(c.absolute <= 0.1 for c in every),
        within_percent=_within_percent([c for c in every if c.truth > 0]),
        not_finite=len(of) - len(finite),
        seconds=float(np.mean([c.seconds for c in every])),
    )


def _within_percent(every: list[Cell]) -> int | None:
    """Return how many are within 10 %; None where all truths are 0."""
    return sum(c.absolute <= 0.1 * c.truth for c in every) if every else None


class Goal(NamedTuple):
    """A figure of "auto" to reach: at most, or at least where more is better."""

    text: str
    suite: str
    n: int
    of: Callable[[Totals], float | None]
    least: float
    aim: float
    more: bool = False
    over_ksg: bool = False

    def value(self, found: Cells) -> float | None:
        """Return the figure, or None where the estimates are not there."""
        of = found.get(self.suite, {})
        ours, ksg = of.get((self.n, "auto")), of.get((self.n, "ksg"))
        if ours is None or (self.over_ksg and ksg is None):
            return None
        if len(ours) < len(tasks.suite(self.suite)):
            return None
        value = self.of(totals(ours))
        other = self.of(totals(ksg)) if self.over_ksg and ksg else None
        return value / other if value is not None and other else value

    def reached(self, value: float, bound: float) -> bool:
        return value >= bound if self.more else value <= bound


GOALS = [
    Goal("40 public tasks, MAE", "public", 10_000, lambda t: t.mae, 0.019, 0.013),
    Goal("40 public tasks, within 0.1", "public", 10_000, lambda t: t.within_tenth, 38, 40, True),
    Goal("40 public tasks, within 10 %", "public", 10_000, lambda t: t.within_percent, 38, 39,
         True),
    Goal("40 public tasks, MAE", "public", 1000, lambda t: t.mae, 0.042, 0.034),
    Goal("40 public tasks, within 0.1", "public", 1000, lambda t: t.within_tenth, 36, 36, True),
    Goal("final half, MAE over that of KSG", "final", 10_000, lambda t: t.mae, 0.25, 0.125,
         over_ksg=True),
    Goal("final half, MAE over that of KSG", "final", 1000, lambda t: t.mae, 1 / 3, 1 / 6,
         over_ksg=True),
    Goal("25 to 50 dimensional normal copulas, MAE", "gaussian_copulas", 10_000,
         lambda t: t.mae, 0.02, 0.01),
    *(Goal("scalars with any tails, worst RMSE", "tails", n, lambda t: t.worst_rmse, *bounds)
      for n, bounds in ((1000, (0.05, 0.04)), (10_000, (0.02, 0.015)))),
    *(Goal("zero-inflated, rounded, counts, classes: worst bias", "kinds", n,
           lambda t: t.worst_bias, *bounds)
      for n, bounds in ((1000, (0.05, 0.03)), (10_000, (0.02, 0.01)))),
    *(Goal("the same, values not finite", "kinds", n, lambda t: t.not_finite, 0, 0)
      for n in (1000, 10_000)),
    *(Goal("independence of any kinds, mean size of the bias", "independent", n,
           lambda t: t.mean_bias, 0.02, 0.01) for n in (100, 1000, 10_000)),
    Goal("conditional, mean size of the bias", "conditional", 1000, lambda t: t.mean_bias, 0.03,
         0.02),
    *(Goal("class of 10 to 20 features, RMSE", "classes", n, lambda t: t.rmse, *bounds)
      for n, bounds in ((1000, (0.03, 0.02)), (5000, (0.015, 0.01)))),
]  # fmt: skip
