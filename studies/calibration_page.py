"""Writes docs/calibration.md: how well the null distributions, errors and intervals hold."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

import calibration_picture
import numpy as np
import scipy
from calibration_checks import LEVELS, Cell, Check, checks
from calibration_coverage import Covered, coverage
from calibration_errors import DRAWS
from calibration_fits import Fit, fit_ksg, fit_ross

import mutually

DOCS = Path(__file__).parents[1] / "docs"
INTRODUCTION = """# Calibration

How p-values, standard errors and intervals hold up in simulations. Informations are in nats.
`make calibration` simulates, fits, writes the constants
(`coefficients.py` in `src/mutually/estimators/nulls/` and in `errors/` beside it) and this
page. Checks are other simulations than those that were fitted, with other numbers of rows.

"""
KSG = """## KSG of independent scalars

On normal scores the estimate is a function of ranks, so under independence its distribution
depends on n and k alone. With x = n^-1/2 the standard deviation is x, the mean x^3 and the skewness
x times a polynomial in x, for 3 <= k <= 10 and n >= max(20, 8 k), fitted from n = 24 to 40,000. The
shape is Pearson III. "Error" is the root mean square error of the fitted standard deviation, with
the noise of the simulations in it; chi^2 is by degree of freedom.

"""
KSG_CHECK = """
False positives in percent at nominal 5, 1 and 0.1 % in fresh simulations, with the standard error
that the number of draws leaves, and Kolmogorov's distance D in percent (5 % of such D are above the
last column where the law is exact).

"""
ROSS = """
## Ross's estimate of independent scalars and classes

The mean is exactly 0. Variance and third moment are sums over the classes, for classes of 3 k rows
or more. "Error" is of the standard deviation, as above.

"""
PICTURE = """
![Simulated chances less those of the package](calibration.png)

Chances simulated in the checks less those of the package's law. The grey band is where 95 % of
single points of an exact law are, with the fewest draws in its frame.
"""
COVERAGE = """
## Standard errors and 95 % intervals

Each relation is drawn anew {draws} times
for n = {rows}.
"Covered": the percentage of 95 % intervals that hold the truth (its standard error is {least:.1f}
to {most:.1f}). Under independence the truth, 0, is the least value that there is, and no interval
misses it from above: 97.5 % is nominal there. "SE / sd": the root mean square standard error over
the standard deviation of the estimates. "Bias" is in standard deviations. Relations with a star
were used in the fit, the others only here.

"""
KINDS = {
    "scalars": """### Two scalars

The default: KSG with k = 3, from 0.7 nats on with several numbers of neighbours. The "edged
sawtooth" has uniform noise of 0.1 to each side of three teeth, the "sawtooth" normal noise of 0.15;
"rounded" and "counts" have ties. The upper limit is raised where KSG with k = 10 is lower.
""",
    "classes": "### A scalar and a class: Ross's estimate with k = 3\n",
    "tables": """### Two discrete variables: chance_corrected

No interval is given for fewer than 8 rows for each degree of freedom of the table.
""",
}


def write(rows: list[dict[str, Any]], scale: float, cells: list[Cell] | None = None) -> None:
    """Write the page and its picture; cells are of the study of false positives."""
    ksg, ross = list(checks(rows, "ksg check")), list(checks(rows, "ross check"))
    calibration_picture.draw(ksg, ross, DOCS / "calibration.png")
    parts = [
        INTRODUCTION, KSG, _ksg_fit(fit_ksg(rows)), KSG_CHECK, _checks(ksg),
        ROSS, _ross_fit(fit_ross(rows)), "\n", _checks(ross), PICTURE, _coverage(rows),
        _false_positives(cells or []), _made(rows, scale),
    ]  # fmt: skip
    (DOCS / "calibration.md").write_text("".join(parts), encoding="utf-8")
    print("wrote docs/calibration.md")


def table(header: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown; all columns but the first hold numbers."""
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _ksg_fit(fits: dict[str, dict[int, Fit]]) -> str:
    header = ["k", "error, %", "largest", "chi^2, deviation", "mean", "skewness"]
    return table(header, [
        [f"{k}", *_errors(fits["deviation"][k]),
         *(f"{fits[name][k].chi_squared:.1f}" for name in ("deviation", "mean", "skewness"))]
        for k in fits["deviation"]
    ])  # fmt: skip


def _ross_fit(fits: dict[str, dict[int, Fit]]) -> str:
    header = ["k", "error, %", "largest", "chi^2, third moment"]
    return table(header, [
        [f"{k}", *_errors(fits["variance"][k]), f"{fits['third'][k].chi_squared:.1f}"]
        for k in fits["variance"]
    ])  # fmt: skip


def _errors(fit: Fit) -> tuple[str, str]:
    return f"{100 * fit.error:.2f}", f"{100 * fit.worst:.2f}"


def _checks(found: list[Check]) -> str:
    shown = [c for c in found if c.k in (3, 5, 10)]
    rows = []
    for c in shown:
        errors = [100 * (level * (1 - level) / c.draws) ** 0.5 for level in LEVELS]
        rates = " / ".join(f"{100 * rate:.3g}" for rate in c.rates)
        rows.append([
            _classes(c.name) or f"{c.n}", f"{c.k}", f"{c.draws}", rates,
            " / ".join(f"{error:.2g}" for error in errors),
            f"{100 * c.distance:.2f}", f"{136 / c.draws**0.5:.2f}",
        ])  # fmt: skip
    size = "rows of the classes" if found and found[0].name else "n"
    header = [size, "k", "draws", "5 / 1 / 0.1 %", "standard error", "D", "exact law"]
    rates = np.array([c.rates for c in found]) * 100
    ranges = ", ".join(
        f"{low:.2f} to {high:.2f}" for low, high in zip(rates.min(0), rates.max(0), strict=True)
    )
    return table(header, rows) + (
        f"\nOver all {len(found)} checks (k = 3 to 10): {ranges} %.\n" if found else ""
    )


def _classes(name: str) -> str:
    """Write "20,20,20" as "3 x 20"."""
    words = name.split(",")
    return f"{len(words)} x {words[0]}" if len(set(words)) == 1 < len(words) else ", ".join(words)


def _coverage(rows: list[dict[str, Any]]) -> str:
    errors = [100 * (0.95 * 0.05 / draws) ** 0.5 for draws in DRAWS.values()]
    parts = [COVERAGE.format(
        draws=" / ".join(map(str, DRAWS.values())), rows=" / ".join(map(str, DRAWS)),
        least=min(errors), most=max(errors),
    )]  # fmt: skip
    for kind, title in KINDS.items():
        of: dict[str, list[Covered]] = {}
        for covered in coverage(rows, kind):
            of.setdefault(covered.draws.name, []).append(covered)
        lines = []
        for name, found in of.items():
            first = found[0].draws
            shares = ["-" if c.share is None else f"{100 * c.share:.1f}" for c in found]
            lines.append([
                name + " \\*" * first.fitted, f"{first.truth:.3f}", " / ".join(shares),
                " / ".join(f"{c.error:.2f}" for c in found),
                " / ".join(f"{c.bias:+.2f}" for c in found),
            ])  # fmt: skip
        parts += [title, "\n", table(["relation", "truth", "covered", "SE / sd", "bias"], lines),
                  _outside([c for found in of.values() for c in found])]  # fmt: skip
    return "".join(parts)


def _outside(found: list[Covered]) -> str:
    """Name what is covered in less than 92 or more than 98 %."""
    shown = [
        f"{c.draws.name}, n = {c.draws.n}: {100 * c.share:.1f}"
        for c in found
        if c.share is not None and not 0.92 <= c.share <= 0.98
    ]
    count = sum(c.share is not None for c in found)
    rest = f": {'; '.join(shown)}" if shown else ""
    return f"\nOutside of 92 to 98 %, {len(shown)} of {count}{rest}.\n\n"


def _false_positives(cells: list[Cell]) -> str:
    if not cells:
        return ""
    lines = [
        [f"{c.x}, {c.y}", f"{c.n}", f"{c.draws}", f"{100 * c.rate:.1f}", f"{c.uniform:.2g}"]
        for c in cells
    ]
    for n in sorted({c.n for c in cells}):
        of = [c for c in cells if c.n == n]
        total = sum(c.draws for c in of)
        rate = sum(c.rate * c.draws for c in of) / total
        lines.append(["all", f"{n}", f"{total}", f"{100 * rate:.2f}", ""])
    header = ["marginals", "n", "draws", "p <= 0.05, %", "Kolmogorov-Smirnov p"]
    return f"## False positives by marginals\n\n{table(header, lines)}\n"


def _made(rows: list[dict[str, Any]], scale: float) -> str:
    minutes = sum(row["seconds"] for row in rows) / 60
    versions = (f"mutually {mutually.__version__}, Python {platform.python_version()}, NumPy "
                f"{np.__version__}, SciPy {scipy.__version__}")  # fmt: skip
    option = "" if scale == 1 else f" --repetitions {scale:g}"
    return (
        f"Made by `python studies/calibration.py{option}` with {versions}; the simulations took "
        f"{minutes:.0f} minutes of one core.\n"
    )
