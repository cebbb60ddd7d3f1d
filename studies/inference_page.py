"""Writes docs/inference.md: what is found where nothing is, and where something is."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import inference_picture
import numpy as np
import scipy
from accuracy_page import _processor as processor
from calibration_checks import ROWS
from calibration_page import table
from inference_counts import GROUPS, Cell, Row, cells, coverage, group, pooled
from inference_tables import REAL

import mutually

DOCS = Path(__file__).parents[1] / "docs"
INTRODUCTION = """# Inference

How often the package finds something where nothing is, how much it finds where something is, and
how often its intervals hold the truth. `python studies/inference.py` (the second half of
`make calibration`) simulates and writes this page; all is through the defaults of the package. That
the closed forms hold by themselves, and the intervals of two scalars, is in
[calibration.md](calibration.md); conditional tests and series are in
[../studies/false_positives.md](../studies/false_positives.md).

"""
NULLS = """## False positives

Percent of p-values at or below 5 % / 1 % for independent columns. "continuous" is normal, Cauchy or
lognormal by turns, which the test sees by rank alone; "counts" are Poisson of mean 3;
"zero-inflated" is 0 in 40 % of the rows; "rounded" is normal to one decimal; levels are equally
likely. Whether counts are labels or numbers the package infers from each draw. In brackets: most
draws have no closed form, and are tested by up to 199 permutations. An asterisk: outside of 4 to
6 % by more than two standard errors.

"""
REPETITIONS = """
Repetitions, and the standard error of an exact 5 % and 1 %: """
POOLED = """
All cells of a group together, in percent at 5 / 1 / 0.1 %, and in brackets the standard error of an
exact 5 %. (Pearson III curves of rank tests and of tables are fits and approximations: what is left
of their error shows here.)

"""
KS = """
Kolmogorov and Smirnov's test of the p-values of each cell (on a grid of 1/200) against the uniform
distribution. D is the largest distance, in percent.

"""
PICTURE = """
![Shares of p-values below p, less p](inference.png)

Shares of p-values at or below p, less p, all closed-form cells of a group together, but for 500
levels in 30 rows: often no two rows have the same level, and p is 1. The grey band is where 95 % of
single points of uniform p-values are, with the fewest repetitions of the frame.

"""
TABLES = """## Tables of 1000 features

`mu.rank` of 1000 features of all kinds (the eleven marginals of the study, with 2 to 500 levels),
1000 rows. A discovery has q <= 5 %. The target of noise is normal in every other table, and one of
5 classes in the rest.

"""
POWER = """## Power

Percent of {sets} data sets with p <= 5 %: the default (closed form), the same statistic with 199
permutations, 199 permutations of scikit-learn's `mutual_info_regression` or `mutual_info_classif`
(3 neighbours as well), and of the distance correlation. Standard errors are {error:.0f} at most.
A neighbour estimate sees relations of any form, and for that finds weak monotone ones more rarely
than a correlation does.

"""
COVERAGE = """## Intervals

Percent of 95 % intervals that hold the truth, for n = 300 / 1000, with the standard error of an
exact 95 %; "SE / sd" is the root mean square standard error over the standard deviation of the
estimates, and "bias" is in standard deviations.

"""
# Titles, and what to know beside the numbers.
PARTS = {
    "entropy": (
        "Entropies, by subsampling",
        "Subsamples take the variance for one that falls as 1/n. Where all values are equally "
        "likely it falls faster (as 1/n^2 for levels), and intervals are too wide. Of 100 levels "
        "some are not among 300 rows, and what is estimated for them varies more than subsamples "
        "show.",
    ),
    "kinds": (
        "Scalars of several kinds, by formula",
        'Densities with edges (steps) are estimated too low from few rows. "-": no interval, for '
        "fewer than 8 rows for each degree of freedom of the table.",
    ),
    "compare": ("Differences of two features (`mu.compare`), by formula", ""),
    "ranks": (
        "Rank intervals: tables of ten features of which all true places are inside",
        "Owed are 95 % or more: whose places overlap is left open, so they hold in more.",
    ),
    "given": (
        "Given a condition, by subsampling",
        "An interval is not below 0, and that of a negative estimate has the upper limit of one of "
        "0: where x tells nothing beyond z (given-chain) none misses the truth.",
    ),
    "vectors": ("Vectors, by subsampling", ""),
}


def write(rows: list[Row]) -> None:
    """Write the page and its picture from what was simulated."""
    found = list(cells(rows).values())
    text = [INTRODUCTION]
    if found:
        text += [NULLS, _nulls(found), _repetitions(found), _outside(found), POOLED, _pooled(found),
                 KS, _uniform(found), PICTURE]  # fmt: skip
        inference_picture.draw(found, DOCS / "inference.png")
    text += [_tables(rows), _power(rows), _coverage(rows), _made(rows)]
    (DOCS / "inference.md").write_text("".join(text), encoding="utf-8")


def _nulls(found: list[Cell]) -> str:
    by_name: dict[str, dict[int, Cell]] = {}
    for c in found:
        by_name.setdefault(c.name, {})[c.n] = c
    lines = [
        [name, *(_shown(of[n]) if n in of else "" for n in ROWS)] for name, of in by_name.items()
    ]
    return table(["columns", *(f"n = {n:,}" for n in ROWS)], lines)


def _shown(c: Cell) -> str:
    five, one, _ = 100 * c.rates
    shown = f"{five:.1f} / {one:.1f}"
    return (f"({shown})" if c.by_permutations else shown) + " \\*" * c.outside()


def _repetitions(found: list[Cell]) -> str:
    words = []
    for n in ROWS:
        most = max((c for c in found if c.n == n), key=lambda c: c.repetitions, default=None)
        if most is not None:
            five, one, _ = 100 * most.errors
            words.append(f"{most.repetitions:,} at n = {n:,} ({five:.2f}, {one:.2f})")
    fewest = [c for c in found if c.by_permutations]
    if fewest:
        five, one, _ = 100 * fewest[0].errors
        words.append(f"{fewest[0].repetitions} by permutations ({five:.1f}, {one:.1f})")
    return f"{REPETITIONS}{'; '.join(words)}.\n"


def _outside(found: list[Cell]) -> str:
    closed = [c for c in found if not c.by_permutations]
    inside = sum(0.04 <= c.rates[0] <= 0.06 for c in closed)
    shown = [f"{c.name}, n = {c.n:,}: {100 * c.rates[0]:.2f}" for c in found if c.outside()]
    rest = f": {'; '.join(shown)}" if shown else ""
    return (
        f"Of {len(closed)} cells with a closed form, {inside} are from 4 to 6 %. Outside of that "
        f"by more than two standard errors, {len(shown)} of {len(found)}{rest}. Of 30 rows with "
        "500 levels hardly two have the same, so that there is little to test, and permutations "
        "give few different values: fewer than 5 % are found, as with any small table.\n"
    )


def _pooled(found: list[Cell]) -> str:
    lines = []
    for by_permutations in (False, True):
        of = [c for c in found if c.by_permutations == by_permutations]
        for name in GROUPS:
            parts = [[c for c in of if group(c.name) == name and c.n == n] for n in ROWS]
            if any(parts):
                what = f"{name}, permutations" if by_permutations else name
                lines.append([what, *(_rates(pooled(name, 0, part)) if part else ""
                                      for part in parts)])  # fmt: skip
    return table(["", *(f"n = {n:,}" for n in ROWS)], lines)


def _rates(c: Cell) -> str:
    shown = " / ".join(f"{100 * rate:.2f}" for rate in c.rates)
    return f"{shown} ({100 * c.errors[0]:.2f})"


def _uniform(found: list[Cell]) -> str:
    lines = []
    for name in GROUPS:
        of = [c for c in found if group(c.name) == name and not c.by_permutations]
        if not of:
            continue
        below = [sum(c.uniform < level for c in of) for level in (0.05, 0.001)]
        worst = max(of, key=lambda c: abs(c.differences).max())
        lines.append([
            name, f"{len(of)}", f"{below[0]}", f"{below[1]}",
            f"{100 * np.median([abs(c.differences).max() for c in of]):.1f}",
            f"{100 * abs(worst.differences).max():.1f} ({worst.name}, n = {worst.n:,})",
        ])  # fmt: skip
    return table(["cells", "number", "p < 0.05", "p < 0.001", "median D", "largest D"], lines)


def _tables(rows: list[Row]) -> str:
    of = {what: [row for row in rows if row["kind"] == "tables" and row["name"].startswith(what)]
          for what in ("noise", "real")}  # fmt: skip
    if not of["noise"] and not of["real"]:
        return ""
    text = [TABLES]
    if noise := of["noise"]:
        none = sum(row["discovered"] == 0 for row in noise)
        below = 100 * np.mean([row["below"] for row in noise]) / 1000
        most = max(row["discovered"] for row in noise)
        text.append(
            f"Noise alone: no discovery in {none} of {len(noise)} tables ("
            f"{100 * none / len(noise):.1f} %; 95 % are expected of an exact test, with a standard "
            f"error of {100 * (0.05 * 0.95 / len(noise)) ** 0.5:.1f}), and at most {most}; "
            f"{below:.2f} % of the p-values are at or below 5 %.\n\n"
        )
    if real := of["real"]:
        shares = np.array([row["of"]["noise"] / max(row["discovered"], 1) for row in real])
        error = shares.std(ddof=1) / len(shares) ** 0.5 if len(shares) > 1 else np.nan
        sorts = ", ".join(
            f"{np.mean([row['of'][sort] for row in real]):.1f} of {count} {sort}"
            for sort, count in REAL.items()
        )
        every = np.mean([row["discovered"] - row["of"]["noise"] for row in real])
        text.append(
            f"50 features of 1000 tell something about a normal target (correlations of 0.25 to "
            f"0.4; a sine of 3y with as much noise again; 3 classes cut from y with twice its "
            f"noise), {len(real)} tables: the share of false discoveries is "
            f"{100 * shares.mean():.1f} % on average (standard error {100 * error:.1f}; exact: at "
            f"most 5), and {every:.1f} of the 50 are found: {sorts}.\n\n"
        )
    return "".join(text)


def _power(rows: list[Row]) -> str:
    found: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        if row["kind"] == "power":
            found.setdefault((row["name"].rpartition(" #")[0], row["n"]), []).append(row)
    if not found:
        return ""
    names = list(next(iter(found.values()))[0]["found"])
    sets = sorted({sum(row["draws"] for row in of) for of in found.values()})
    lines = []
    for (name, n), of in found.items():
        total = sum(row["draws"] for row in of)
        shares = [100 * sum(row["found"][method] for row in of) / total for method in names]
        lines.append([name, f"{n}", *(f"{share:.0f}" for share in shares)])
    header = ["relation", "n", *(name.replace("_", " ") for name in names)]
    text = POWER.format(sets=" to ".join(map(str, sets)), error=50 / sets[0] ** 0.5)
    return f"{text}{table(header, lines)}\n"


def _coverage(rows: list[Row]) -> str:
    found = coverage(rows)
    if not found:
        return ""
    text = [COVERAGE]
    for part, (title, note) in PARTS.items():
        lines, outside = [], []
        least, most = (0.95, 1.0) if part == "ranks" else (0.92, 0.98)
        for name, by_rows in found.items():
            if not name.startswith(f"{part}: "):
                continue
            short = name.partition(": ")[2]
            covered = [_covered(columns) for columns in by_rows.values()]
            outside += [f"{short}, n = {n}: {100 * share:.1f}"
                        for n, (share, count) in zip(by_rows, covered, strict=True)
                        if count and not least <= share <= most]  # fmt: skip
            lines.append([
                short,
                " / ".join(f"{100 * share:.1f}" if count else "-" for share, count in covered),
                " / ".join(f"{100 * (0.95 * 0.05 / count) ** 0.5:.1f}" if count else "-"
                           for _, count in covered),
                *([] if part == "ranks" else map(" / ".join, zip(
                    *(_spread(columns) for columns in by_rows.values()), strict=True))),
            ])  # fmt: skip
        if lines:
            header = ["", "covered", "standard error"]
            header += [] if part == "ranks" else ["SE / sd", "bias"]
            shown = "; ".join(outside) or "none"
            said = f"Outside of {100 * least:.0f} to {100 * most:.0f} %: {shown}. {note}".rstrip()
            text.append(f"### {title}\n\n{table(header, lines)}\n{said}\n\n")
    return "".join(text)


def _covered(columns: np.ndarray) -> tuple[float, int]:
    """Return the share of intervals that hold the truth, of those that there are."""
    low, high = columns[2:]
    given = ~(np.isnan(low) | np.isnan(high))
    # Limits are kept to six digits.
    inside = (low[given] <= 1e-6) & (high[given] >= -1e-6)
    return (float(inside.mean()) if given.any() else np.nan), int(given.sum())


def _spread(columns: np.ndarray) -> tuple[str, str]:
    miss, error = columns[:2]
    deviation = miss.std(ddof=1)
    return f"{np.mean(error**2) ** 0.5 / deviation:.2f}", f"{miss.mean() / deviation:+.2f}"


def _made(rows: list[Row]) -> str:
    minutes = sum(row["seconds"] for row in rows) / 60
    versions = (f"mutually {mutually.__version__}, Python {platform.python_version()}, NumPy "
                f"{np.__version__}, SciPy {scipy.__version__}")  # fmt: skip
    return (
        f"Made by `python studies/inference.py` with {versions}, on one of {os.cpu_count()} cores "
        f"of {processor()}, in {minutes:.0f} minutes of processor time.\n"
    )
