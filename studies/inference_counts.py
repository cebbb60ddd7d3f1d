"""What the page of the inference study counts: false positives by cell, group and rows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from inference_nulls import BINS, LEVELS

Row = dict[str, Any]
GROUPS = ("numbers", "a number and labels", "labels", "zeros or counts")


class Cell(NamedTuple):
    """P-values of independent columns, of one pair of marginals or of several pooled."""

    name: str
    n: int
    repetitions: int
    permuted: int
    below: np.ndarray
    histogram: np.ndarray

    @property
    def rates(self) -> np.ndarray:
        """Return the share of p-values at or below each level."""
        return self.below / max(self.repetitions, 1)

    @property
    def errors(self) -> np.ndarray:
        """Return what the standard error of each rate is where the level is exact."""
        levels = np.array(LEVELS)
        return (levels * (1 - levels) / max(self.repetitions, 1)) ** 0.5

    @property
    def by_permutations(self) -> bool:
        """Say whether most have no closed form."""
        return self.permuted > self.repetitions / 2

    @property
    def differences(self) -> np.ndarray:
        """Return by how much shares of p-values exceed p, at the edges of the bins."""
        below = np.concatenate([[0], np.cumsum(self.histogram)]) / max(self.repetitions, 1)
        return below - np.linspace(0, 1, BINS + 1)

    @property
    def uniform(self) -> float:
        """Return the p-value of Kolmogorov and Smirnov's test, on the edges of the bins."""
        from scipy.special import kolmogorov

        distance = abs(self.differences).max()
        return float(kolmogorov(distance * self.repetitions**0.5))

    def outside(self, least: float = 0.04, most: float = 0.06) -> bool:
        """Say whether the rate at 5 % is surely, by two standard errors, outside of 4 to 6 %."""
        error = 2 * (self.rates[0] * (1 - self.rates[0]) / max(self.repetitions, 1)) ** 0.5
        return bool(self.rates[0] - error > most or self.rates[0] + error < least)


def cells(rows: list[Row]) -> dict[tuple[str, int], Cell]:
    """Return the cells by pair of marginals and rows, blocks pooled."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        if row["kind"] == "nulls" and row["repetitions"]:
            name = row["name"].rpartition(", ")[0]
            found.setdefault((name, row["n"]), []).append(row)
    return {(name, n): _sum(name, n, of) for (name, n), of in found.items()}


def _sum(name: str, n: int, rows: list[Row]) -> Cell:
    return Cell(
        name, n, sum(r["repetitions"] for r in rows), sum(r["permuted"] for r in rows),
        sum(np.array(r["below"]) for r in rows), sum(np.array(r["histogram"]) for r in rows),
    )  # fmt: skip


def pooled(name: str, n: int, of: list[Cell]) -> Cell:
    """Return several cells as one."""
    return _sum(name, n, [c._asdict() for c in of])


def group(name: str) -> str:
    """Return which test a pair of marginals has, by its name."""
    one, other = name.split(", ")
    labels = sum("levels" in part for part in (one, other))
    if {one, other} & {"counts", "zero-inflated"}:
        return GROUPS[3]
    return GROUPS[labels]


def coverage(rows: list[Row]) -> dict[str, dict[int, np.ndarray]]:
    """Return value, error and limits less the truth, by case and rows; blocks together."""
    found: dict[str, dict[int, list[np.ndarray]]] = {}
    for row in rows:
        if row["kind"] == "coverage":
            name = row["name"].rpartition(" #")[0]
            found.setdefault(name, {}).setdefault(row["n"], []).append(np.array(row["columns"]))
    return {
        name: {n: np.hstack(blocks) for n, blocks in by_rows.items()}
        for name, by_rows in found.items()
    }
