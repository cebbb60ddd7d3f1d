"""The page and the picture of the accuracy study."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from accuracy_numbers import GOALS, Cell, Cells, Totals, cells, totals
from accuracy_picture import draw

import mutually
from mutually.datasets import tasks

DOCS = Path(__file__).parents[1] / "docs"
TITLES = {
    "public": 'The 40 public tasks of "Beyond Normal"',
    "tuning": "Own tasks, the half for tuning",
    "final": "Own tasks, the final half",
    "tails": "Scalars with tails, gaps and offsets",
    "gaussian_copulas": "Normal copulas of 50 and 100 coordinates",
    "kinds": "Atoms, rounding, counts, classes",
    "conditional": "Conditional information",
    "classes": "A class, and 10 to 20 features",
    "independent": "Independence",
}
ABOUT = """\
Known-answer tasks are joint distributions with known mutual information: `mutually.datasets.tasks`
holds them, each with a sampler and the way in which its truth is known. The public ones are re-made
from the definitions of Czyż, Grabowski, Vogt, Beerenwinkel and Marx (2023), *Beyond normal: on the
evaluation of mutual information estimators*, [arXiv:2306.11078](https://arxiv.org/abs/2306.11078).
Defaults were tuned on the half for tuning; the final half holds structure that the other lacks. It
was looked at once before the last change, and that change is one rule: a mixture has no more
parameters than there are rows. Without it `twist-10x10` came out 1.8 nats too high at 10,000 rows,
and the mean absolute error of the final half was 0.102 there. A later step (turning vectors to the
directions that are related, `directions.py`) was tuned on other tasks, made up with a wave, a
square or an absolute value of a hidden direction, but with the definition of `turned-cosine-10x10`,
of the final half, known; its averages were looked at once, after the last change.

All figures are in nats. The error of a task is the mean of |estimate - truth| over its samples; MAE
is the mean of that over the tasks of a list, RMSE the root of the mean of the squared errors, and a
task is within 0.1, or within 10 % of the truth, where its error is. An estimator that does not
serve a task is counted on those that it serves.
"""

MISSES = """\
What is known of the goal that is missed, and of what is left:

- **Scalars with tails.** The worst, `tails-cauchy-sum` and `tails-gamma-sum`, have most of their
  information in the tails. At 1,000 rows, 20 samples, the worst RMSE of `ksg` with 3, 5, 7 and 10
  neighbours was 0.061, 0.068, 0.071 and 0.080, of `k_ensemble` 0.055, of models matched to
  neighbours 0.070.
- **Near-functional relations of several columns**: at 10,000 rows `ratio-2x1` and `saddle-2x1` are
  29 % of the error of the final half, `volume-3x1` 24 % of that of the tuning half; at 1,000 rows
  `twist-10x10`, whose structure is spread over all of twenty columns, is as bad (15 % of the final
  half). Weights over numbers of neighbours gain 0.05 to 0.1 on such functions and lose as much on
  manifolds; two and four times the parameters of mixtures gained nothing but on one spiral.
"""


def write(rows: list[dict[str, Any]], command: str) -> None:
    """Write docs/accuracy.md and docs/accuracy.png."""
    found = cells(rows)
    parts = [f"# Accuracy\n\n{ABOUT}", _picture(found), _goals(found), MISSES]
    parts += [_suite(name, found[name]) for name in tasks.SUITES if name in found]
    parts += [_made(command, {row["code"] for row in rows})]
    page = DOCS / "accuracy.md"
    page.write_text("\n".join(part for part in parts if part), encoding="utf-8")
    print(f"wrote {page.name}: {len(rows)} estimates")


def table(header: Sequence[str], rows: list[Sequence[str]]) -> str:
    """Return a table in Markdown; all columns but the first hold numbers."""
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def totals_row(name: str, n: int, t: Totals) -> list[str]:
    """Return one row of the table of totals."""
    worst = f"{t.worst:.3f} ({t.worst_task})"
    odd = f", {t.not_finite} not finite" if t.not_finite else ""
    percent = "" if t.within_percent is None else f"{t.within_percent}"
    return [name, f"{n}", f"{t.tasks}{odd}", f"{t.mae:.4f}", f"{t.rmse:.4f}", worst,
            f"{t.mean_bias:.4f}", f"{t.within_tenth}", percent,
            f"{t.seconds:.2f}"]  # fmt: skip


TOTALS = ["estimator", "n", "tasks", "MAE", "RMSE", "worst", "mean of bias sizes", "within 0.1",
          "within 10 %", "seconds"]  # fmt: skip


def all_totals(of: dict[tuple[int, str], dict[str, Cell]]) -> list[list[str]]:
    """Return the rows of a list of tasks, by rows and estimator."""
    return [totals_row(e, n, totals(of[n, e])) for n, e in sorted(of)]


def totals_lines(rows: list[dict[str, Any]]) -> list[str]:
    """Return the totals of all lists as lines for a terminal."""
    lines = []
    for suite, of in cells(rows).items():
        lines += [f"{suite}:", table(TOTALS, all_totals(of))]
    return lines


def _goals(found: Cells) -> str:
    rows = []
    for goal in GOALS:
        value = goal.value(found)
        if value is None:
            continue
        if not goal.reached(value, goal.least):
            verdict = "**missed**"
        else:
            verdict = "aim reached" if goal.reached(value, goal.aim) else "reached"
        shown = [f"{v:.4g}" for v in (goal.least, goal.aim, value)]
        rows.append([goal.text, f"{goal.n}", *shown, verdict])
    if not rows:
        return ""
    header = ["goal for `auto`", "n", "at least", "aim", "found", ""]
    return f"## Goals\n\n{table(header, rows)}"


def _suite(name: str, of: dict[tuple[int, str], dict[str, Cell]]) -> str:
    shown = [key for key in sorted(of) if key[1] in ("auto", "ksg")] or sorted(of)
    header = ["task", "dimensions", "truth"]
    for n, estimator in shown:
        header += [f"{estimator}, n = {n}", "error"]
    rows = []
    for task in tasks.suite(name):
        dims = f"{task.x_dim}+{task.y_dim}" + f" given {task.given_dim}" * bool(task.given_dim)
        row = [task.name, dims, f"{task.mutual_information:.4f}"]
        for key in shown:
            cell = of[key].get(task.name)
            row += ["", ""] if cell is None else [f"{cell.mean:.4f}", f"{cell.absolute:.4f}"]
        rows.append(row)
    families = _families(name, of)
    return (
        f"## {TITLES[name]}\n\n{table(TOTALS, all_totals(of))}\n{families}"
        f"<details><summary>Each task: mean estimate and error</summary>\n\n"
        f"{table(header, rows)}\n</details>\n"
    )


def _families(name: str, of: dict[tuple[int, str], dict[str, Cell]]) -> str:
    """Return the MAE of each family, where a list holds more than one."""
    families: dict[str, list[str]] = {}
    for task in tasks.suite(name):
        families.setdefault(task.family, []).append(task.name)
    if len(families) < 2:
        return ""
    rows = []
    for family, names in families.items():
        row = [family, f"{len(names)}"]
        for key in sorted(of):
            errors = [of[key][n].absolute for n in names if n in of[key]]
            row.append(f"{np.mean(errors):.4f}" if errors else "")
        rows.append(row)
    header = ["MAE by family", "tasks", *(f"{e}, n = {n}" for n, e in sorted(of))]
    return table(header, rows) + "\n"


def _picture(found: Cells) -> str:
    if not draw(found, DOCS / "accuracy.png"):
        return ""
    return (
        "![Estimate less truth, for each task of continuous vectors](accuracy.png)\n\n"
        "Mean of the estimates less the truth, with a line of one standard deviation to each side; "
        "an arrow marks a mean beyond the frame.\n"
    )


def _made(command: str, codes: set[str]) -> str:
    versions = ", ".join(
        f"{name} {version}"
        for name, version in (
            ("mutually", mutually.__version__),
            ("Python", platform.python_version()),
            ("NumPy", np.__version__),
            ("SciPy", scipy.__version__),
        )
    )
    mixed = "" if len(codes) < 2 else " The results are of more than one state of the code."
    return (
        f"Made by `{command}` with {versions}, on {os.cpu_count()} cores of {_processor()}; "
        f"seconds are of one call, while other work ran on the machine.{mixed}\n"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
