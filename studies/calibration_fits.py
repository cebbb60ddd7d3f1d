"""Fits the moments of the simulated nulls and writes them as constants of the package."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from calibration_nulls import NEIGHBOURS

from mutually.estimators.nulls import coefficients

ROOT = Path(__file__).parents[1]


class Moments(NamedTuple):
    """Of the estimate times sqrt(n), from so many draws, with their standard errors."""

    draws: float
    mean: float
    deviation: float
    skewness: float
    kurtosis: float

    @property
    def errors(self) -> tuple[float, float, float]:
        """Return the standard errors of mean, standard deviation and skewness."""
        r, excess = self.draws, self.kurtosis
        # That of the skewness is a normal variable's; the skewness is small.
        return (
            self.deviation / r**0.5,
            self.deviation * ((excess + 2) / (4 * r)) ** 0.5,
            (6 / r) ** 0.5,
        )


class Fit(NamedTuple):
    """Coefficients, chi-squared by its degrees of freedom, and relative errors of the target."""

    coefficients: np.ndarray
    chi_squared: float
    error: float  # root mean square
    worst: float


def moments(sums: np.ndarray) -> Moments:
    """Return the moments from sums of powers 0 to 4."""
    r, *raw = sums
    m1, m2, m3, m4 = (value / r for value in raw)
    variance = m2 - m1**2
    third = m3 - 3 * m1 * m2 + 2 * m1**3
    fourth = m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4
    return Moments(r, m1, variance**0.5, third / variance**1.5, fourth / variance**2 - 3)


def pooled(rows: list[dict[str, Any]], kind: str) -> dict[tuple[str, int, int], Moments]:
    """Return the moments of each (classes or "", n, k), of all jobs of a kind together."""
    sums: dict[tuple[str, int, int], np.ndarray] = {}
    for row in rows:
        if row["kind"] == kind:
            name = row["name"] if kind.startswith("ross") else ""
            for k, of in row["sums"].items():
                key = (name, row["n"], int(k))
                sums[key] = sums.get(key, 0) + np.asarray(of)
    return {key: moments(of) for key, of in sums.items()}


def least_squares(design: np.ndarray, target: np.ndarray, error: np.ndarray) -> Fit:
    """Return the weighted fit."""
    weight = 1 / error
    found = np.linalg.lstsq(design * weight[:, None], target * weight)[0]
    rest = target - design @ found
    freedom = max(1, len(target) - design.shape[1])
    relative = abs(rest / target)
    chi_squared = float(((rest * weight) ** 2).sum()) / freedom
    return Fit(found, chi_squared, float(np.mean(relative**2) ** 0.5), float(relative.max()))


def fit_ksg(rows: list[dict[str, Any]]) -> dict[str, dict[int, Fit]]:
    """Fit polynomials in x = n^-1/2 to deviation, mean and skewness, for each k."""
    found: dict[str, dict[int, Fit]] = {"deviation": {}, "mean": {}, "skewness": {}}
    of_all = pooled(rows, "ksg")
    for k in NEIGHBOURS:
        items = [(n, m) for (_, n, of_k), m in of_all.items() if of_k == k]
        x = np.array([n for n, _ in items]) ** -0.5
        errors = np.array([m.errors for _, m in items])
        for place, (name, first, terms) in enumerate(
            # The estimate times sqrt(n) has the deviation times sqrt(n), and so on.
            (("mean", 2, 3), ("deviation", 0, 4), ("skewness", 1, 4))
        ):
            design = np.stack([x ** (first + power) for power in range(terms)], axis=1)
            target = np.array([getattr(m, name) for _, m in items])
            found[name][k] = least_squares(design, target, errors[:, place])
    return found


def class_terms(counts: list[int], k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the terms of n times the variance, and of n^2 times the third moment.

    They were chosen among some thirty sums by the error on classes left out of the fit.
    """
    n = sum(counts)
    p = np.asarray(counts) / n
    h, second, third = (float((p * (1 - p) ** power).sum()) for power in (1, 2, 3))
    small = k / n * float((1 - p).sum())
    return (
        np.array([h, second, third, h**2, h**3, small, h * small]),
        np.array([h, second, third, h**2, h**3]),
    )


def fit_ross(rows: list[dict[str, Any]]) -> dict[str, dict[int, Fit]]:
    """Fit sums over the classes to variance and third moment, for each k."""
    found: dict[str, dict[int, Fit]] = {"variance": {}, "third": {}}
    of_all = pooled(rows, "ross")
    for k in NEIGHBOURS:
        items = [(name, n, m) for (name, n, of_k), m in of_all.items() if of_k == k]
        terms = [class_terms([int(w) for w in name.split(",")], k) for name, _, _ in items]
        of = [m for _, _, m in items]
        n = np.array([n for _, n, _ in items])
        sd, skew = np.array([m.deviation for m in of]), np.array([m.skewness for m in of])
        errors = np.array([m.errors for m in of])
        # The sums are no exact law, so no simulation counts as better than 0.4 %.
        error = 2 * sd * np.hypot(errors[:, 1], 0.004 * sd)
        fit = least_squares(np.array([v for v, _ in terms]), sd**2, error)
        # Of a variance twice the relative error of the deviation.
        found["variance"][k] = fit._replace(error=fit.error / 2, worst=fit.worst / 2)
        unit = sd**3 * n**0.5
        found["third"][k] = least_squares(
            np.array([t for _, t in terms]), skew * unit, errors[:, 2] * unit
        )
    return found


def write_coefficients(rows: list[dict[str, Any]]) -> None:
    """Write the module of constants."""
    ksg, ross = fit_ksg(rows), fit_ross(rows)
    draws = {
        kind: sum(row["draws"] for row in rows if row["kind"] == kind) for kind in ("ksg", "ross")
    }
    lines = [
        '"""Coefficients of neighbour estimates under independence; see neighbour_nulls.py.',
        "",
        f"Made by `make calibration` from {draws['ksg']:,} permutations of ranks and",
        f"{draws['ross']:,} of labels; do not edit. docs/calibration.md shows the fit.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "# For each k: ascending coefficients of polynomials in n^-1/2.",
        *_table("KSG_DEVIATION", ksg["deviation"]),
        *_table("KSG_MEAN", ksg["mean"]),
        *_table("KSG_SKEWNESS", ksg["skewness"]),
        "",
        "# For each k: coefficients of the sums over classes that neighbour_nulls.py names.",
        *_table("ROSS_VARIANCE", ross["variance"]),
        *_table("ROSS_THIRD", ross["third"]),
    ]
    publish(coefficients, lines)


def publish(module: ModuleType, lines: list[str]) -> None:
    """Write constants into the source of a module, and into the module that is loaded.

    The loaded one may be a copy that is installed, so that reading it again would change nothing.
    """
    text = "\n".join(lines) + "\n"
    path = Path("src", *module.__name__.split(".")).with_suffix(".py")
    (ROOT / path).write_text(text, encoding="utf-8")
    exec(compile(text, path, "exec"), vars(module))
    print(f"wrote {path}")


def _table(name: str, fits: dict[int, Fit]) -> list[str]:
    rows = [
        f"    {k}: ({', '.join(f'{c:.6g}' for c in fit.coefficients)})," for k, fit in fits.items()
    ]
    return [f"{name}: dict[int, tuple[float, ...]] = {{", *rows, "}"]
