"""Circular variables: KSG's distribution under independence, and what wrapping distances brings.

Writes `src/mutually/estimators/nulls/circular_coefficients.py` and `studies/circular.md`. Five
minutes on two cores.
"""

from __future__ import annotations

import math
import platform
import sys
from pathlib import Path

import numpy as np
from scipy.special import i0, i1
from scipy.stats import skew

import mutually as mu
from mutually.estimators.neighbours.circle import circular_class_local, circular_local
from mutually.estimators.neighbours.k_ensemble import NEIGHBOURS, weights
from mutually.estimators.nulls import coefficients
from mutually.estimators.nulls.neighbour_nulls import ross_null_moments
from mutually.variables import Sorted

K = 3
DRAWS = {20: 60_000, 24: 60_000, 30: 60_000, 40: 60_000, 60: 60_000, 100: 60_000, 200: 40_000,
         400: 20_000, 1000: 10_000, 3000: 3000}  # fmt: skip
CLASSES = ((50, 50), (33, 333), (200, 50, 35), (45,) * 8, (20,) * 8, (500, 500), (12,) * 15)
HOME = Path(__file__).parents[1] / "src/mutually/estimators/nulls/circular_coefficients.py"


def ranks(n: int, *, circular: bool, order: np.ndarray | None = None) -> Sorted:
    """Return a column without ties."""
    order = np.arange(n, dtype=np.uint32) if order is None else order
    return Sorted(np.arange(n, dtype=np.float64), order, circular)


def of_independent(n: int, draws: int, *, both: bool, random: np.random.Generator) -> np.ndarray:
    """Return estimates of random pairings of ranks."""
    y = ranks(n, circular=both)
    found = np.empty(draws)
    for at in range(draws):
        x = ranks(n, circular=True, order=random.permutation(n).astype(np.uint32))
        found[at] = circular_local(x, y, [K])[0].mean()
    return found


def fitted(x: np.ndarray, y: np.ndarray, errors: np.ndarray, powers: range) -> np.ndarray:
    """Return ascending coefficients of a weighted polynomial in x."""
    matrix = np.stack([x**power for power in powers], axis=1) / errors[:, None]
    return np.linalg.lstsq(matrix, y / errors, rcond=None)[0]


def null_laws() -> list[list[str]]:
    """Simulate, fit, write the coefficients, and return the rows of a table."""
    limit = coefficients.KSG_DEVIATION[K][0]
    laws: dict[str, dict[str, np.ndarray]] = {"DEVIATION": {}, "SKEWNESS": {}}
    rows = []
    for way in ("one", "both"):
        random = np.random.default_rng([7, way == "both"])
        found = {n: of_independent(n, draws, both=way == "both", random=random)
                 for n, draws in DRAWS.items()}  # fmt: skip
        x = np.array([n**-0.5 for n in found])
        draws = np.array([len(values) for values in found.values()])
        means = np.array([values.mean() for values in found.values()])
        deviations = np.array([values.std(ddof=1) for values in found.values()])
        skewness = np.array([skew(values) for values in found.values()])
        # The limit is that of normal scores, since a small part of a circle is a line.
        slopes = fitted(x, deviations / x - limit, deviations / x / np.sqrt(2 * draws), range(1, 4))
        laws["DEVIATION"][way] = np.r_[limit, slopes]
        laws["SKEWNESS"][way] = fitted(x, skewness / x, np.sqrt(6 / draws) / x, range(3))

        def value(name: str, at: float, way: str = way) -> float:
            return float(np.polyval(laws[name][way][::-1], at))

        for at, n in enumerate(found):
            h = n**-0.5
            rows.append([way, n, draws[at], f"{means[at]:.5f}",
                         f"{deviations[at]:.5f}", f"{value('DEVIATION', h) * h:.5f}",
                         f"{skewness[at]:.2f}", f"{value('SKEWNESS', h) * h:.2f}"])  # fmt: skip
    text = ['"""Coefficients of circular KSG under independence; see neighbour_nulls.py.', "",
            "Made by studies/circular.py; do not edit. studies/circular.md shows the fit.", '"""',
            "", "from __future__ import annotations", "",
            "Coefficients = dict[int, dict[str, tuple[float, ...]]]", "",
            "# For each k: ascending coefficients of polynomials in n^-1/2.", ""]  # fmt: skip
    for name, ways in laws.items():
        text.append(f"{name}: Coefficients = {{")
        text.append(f"    {K}: {{")
        for way, values in ways.items():
            numbers = ", ".join(f"{float(v):.6g}" for v in values)
            text.append(f'        "{way}": ({numbers}),')
        text += ["    },", "}"]
    HOME.write_text("\n".join(text).replace(",\n\n", ",\n") + "\n", encoding="utf-8")
    return rows


def classes_beside_the_line() -> list[list[str]]:
    """Compare Ross's estimate around the circle with the moments that were fitted on the line."""
    random = np.random.default_rng(8)
    rows = []
    for counts in CLASSES:
        n = sum(counts)
        codes = np.repeat(np.arange(len(counts)), counts).astype(np.uint32)
        values = np.array(
            [
                circular_class_local(
                    random.permutation(n).astype(np.uint32), codes, len(counts), K
                ).mean()
                for _ in range(10_000)
            ]
        )
        moments = ross_null_moments(counts, K)
        assert moments is not None
        deviation = math.sqrt(moments[1])
        rows.append([" + ".join(map(str, counts)) if len(counts) < 5 else
                     f"{len(counts)} of {counts[0]}", f"{values.mean():.5f}",
                     f"{values.std(ddof=1):.5f}", f"{deviation:.5f}",
                     f"{skew(values):.2f}", f"{moments[2] / deviation**3:.2f}"])  # fmt: skip
    return rows


def truth_of_von_mises(kappa: float) -> float:
    """Return I(X; X + E) for X uniform and E von Mises: log 2 pi less the entropy of E."""
    entropy = -kappa * i1(kappa) / i0(kappa) + math.log(2 * math.pi * i0(kappa))
    return math.log(2 * math.pi) - entropy


def several_k(x: np.ndarray, y: np.ndarray) -> float:
    """Return the estimate from several k, as the default takes it of strong relations on lines."""
    columns = [Sorted(np.sort(v), np.argsort(v).astype(np.uint32), True) for v in (x, y)]
    values = circular_local(*columns, list(NEIGHBOURS)).mean(axis=1)
    return float(weights(NEIGHBOURS, len(x), 2) @ values)


def known_answers() -> list[list[str]]:
    """Estimate relations of known information with wrapped distances and without."""
    random = np.random.default_rng(9)
    rows = []
    for kappa in (0.5, 2.0, 8.0, 50.0):
        truth = truth_of_von_mises(kappa)
        for n, repeats in ((100, 400), (300, 400), (1000, 200), (5000, 40)):
            found = np.empty((repeats, 4))
            for at in range(repeats):
                x = random.uniform(0, 2 * math.pi, n)
                y = np.mod(x + random.vonmises(0, kappa, n), 2 * math.pi)
                result = mu.mutual_information(x, y, circular=2 * math.pi)
                low, high = result.confidence_interval(0.95)
                found[at] = result.value, low <= truth <= high, 0.0, several_k(x, y)
                found[at, 2] = mu.mutual_information(x, y).value
            wrapped, line = found[:, 0] - truth, found[:, 2] - truth
            rows.append([f"{kappa:g}", f"{truth:.3f}", n, repeats, f"{wrapped.mean():+.4f}",
                         f"{np.sqrt((wrapped**2).mean()):.4f}", f"{found[:, 1].mean():.0%}",
                         f"{np.sqrt(((found[:, 3] - truth) ** 2).mean()):.4f}",
                         f"{line.mean():+.4f}", f"{np.sqrt((line**2).mean()):.4f}"])  # fmt: skip
    return rows


def false_positives() -> list[list[str]]:
    """Count p-values of at most 0.05 where x tells nothing about y."""
    random = np.random.default_rng(10)
    rows = []
    for n, repeats in ((25, 4000), (80, 4000), (500, 3000), (2000, 1000)):
        counts = dict.fromkeys(("circle, circle", "circle, line", "circle, three classes"), 0)
        for _ in range(repeats):
            hour = random.uniform(0, 24, n)
            others = {
                "circle, circle": (random.vonmises(0, 1, n), (24, 2 * math.pi)),
                "circle, line": (random.standard_t(3, n), (24, None)),
                "circle, three classes": (random.choice(["a", "b", "c"], n), (24, None)),
            }
            for name, (y, circular) in others.items():
                result = mu.mutual_information(hour, y, circular=circular)
                counts[name] += result.pvalue <= 0.05
        rows.append([n, repeats, *(f"{count / repeats:.1%}" for count in counts.values())])
    return rows


TABLES = {
    null_laws: (
        "KSG of ranks under independence, k = 3, and the fit of its moments",
        ("circular", "n", "draws", "mean", "deviation", "fit", "skewness", "fit"),
    ),
    classes_beside_the_line: (
        "Ross around the circle under independence, 10,000 draws, beside the line's fitted moments",
        ("rows of classes", "mean", "deviation", "of the line", "skewness", "of the line"),
    ),
    known_answers: (
        "X a uniform angle, Y = X + von Mises noise of concentration kappa",
        ("kappa", "truth", "n", "repeats", "bias", "RMSE", "95 % intervals that hold",
         "RMSE of several k",
         "bias without circular=", "RMSE without"),
    ),
    false_positives: (
        "Share of p-values of at most 0.05 under independence",
        ("n", "repeats", "circle, circle", "circle, line", "circle, three classes"),
    ),
}  # fmt: skip


def main() -> None:
    """Run all parts, or those that are named, and put their tables into the page."""
    page = Path(__file__).with_suffix(".md")
    old = page.read_text(encoding="utf-8").split("## ")[1:] if page.exists() else []
    parts = {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in old}
    for make, (title, header) in TABLES.items():
        if len(sys.argv) > 1 and make.__name__ not in sys.argv[1:]:
            continue
        lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
        lines += ["| " + " | ".join(map(str, row)) + " |" for row in make()]
        parts[title] = "\n".join(lines)
    made = f"mutually {mu.__version__}, Python {platform.python_version()}; nats, seeds fixed."
    text = ["# Circular variables", "", f"Made by `python studies/circular.py`, {made}", ""]
    for title, _ in TABLES.values():
        text += [f"## {title}", "", parts.get(title, "").strip(), ""]
    page.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main()
