"""The options of the command line that several commands share: their types and their help."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mutually.estimators import INFORMATION

WHAT, HOW, SURE, OUT = "What to rank", "How to estimate", "How sure to be", "What to write"


def _not_zero(jobs: int | None) -> int | None:
    if jobs == 0:
        raise typer.BadParameter("must be 1 or more, or below zero: -1 for all cores")
    return jobs


def _above_one(base: float | None) -> float | None:
    if base is not None and not 1 < base < math.inf:
        raise typer.BadParameter("must be above 1, as 2 for bits")
    return base


def check_form(as_json: bool, as_csv: bool) -> None:
    """Refuse both forms at once."""
    if as_json and as_csv:
        raise typer.BadParameter("choose one of --json and --csv")


def lags_of(texts: list[str] | None) -> list[int] | None:
    """Read lags: 0:24 for 0 to 24, 0,1,7, or several of these.

    Examples
    --------
    >>> lags_of(["-1:1", "7,30"])
    [-1, 0, 1, 7, 30]
    """
    if not texts:
        return None
    found: list[int] = []
    for part in (part for text in texts for part in text.split(",")):
        first, colon, last = part.partition(":")
        try:
            one, other = int(first), int(last if colon else first)
        except ValueError:
            raise typer.BadParameter(
                f"{part!r} is no lag: 0:24 or 0,1,7", param_hint="--lags"
            ) from None
        if one > other:
            raise typer.BadParameter(
                f"{part!r} goes back: the smaller lag first", param_hint="--lags"
            )
        found += range(one, other + 1)
    return found


class Missing(StrEnum):
    """What to do with missing values."""

    drop = "drop"
    category = "category"
    refuse = "raise"


class WeightType(StrEnum):
    """What weights mean."""

    importance = "importance"
    frequency = "frequency"


class PvalueMethod(StrEnum):
    """How p-values are found."""

    auto = "auto"
    closed_form = "closed_form"
    permutations = "permutations"


def _level(alpha: float) -> float:
    if not 0 < alpha < 1:
        raise typer.BadParameter("must be between 0 and 1")
    return alpha


File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A CSV or Parquet file, a pattern of files ('part-*.parquet', in quotes), either also"
        " by URL (s3://bucket/t.parquet), or the name of an example such as penguins.",
        show_default=False,
    ),
]
Target = Annotated[
    str, typer.Option(metavar="COL", help="The column to explain.", rich_help_panel=WHAT)
]
Features = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COL",
        help="Rank these columns only. Commas or repeats for several.",
        rich_help_panel=WHAT,
        show_default=False,
    ),
]
Joint = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COL,COL",
        help="Rank these columns as one more feature, known together. Repeats for several.",
        rich_help_panel=WHAT,
        show_default=False,
    ),
]
Inference = Annotated[
    bool,
    typer.Option(
        "--inference/--no-inference", help="Add intervals, p- and q-values.", rich_help_panel=SURE
    ),
]
Report = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="Write a page that explains the ranking into this file, report.html.",
        rich_help_panel=OUT,
        show_default=False,
    ),
]
Discrete = Annotated[
    list[str] | None,
    typer.Option(
        "--discrete",
        metavar="COL",
        help="Take this column's numbers for labels. Commas or repeats for several.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]
Circular = Annotated[
    list[str] | None,
    typer.Option(
        "--circular",
        metavar="COL=PERIOD",
        help="Distances in this column wrap: hour=24, angle=360. Commas or repeats for several.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]
Given = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COL",
        help="What is known already: count only what is told beyond this column. Commas or repeats"
        " for several.",
        rich_help_panel=WHAT,
        show_default=False,
    ),
]
MissingOption = Annotated[
    Missing,
    typer.Option(
        "--missing",
        help="drop: leave out a feature's rows without a value; category: take missing for a"
        " value of its own; raise: refuse.",
        rich_help_panel=HOW,
    ),
]
Estimator = Annotated[
    str,
    typer.Option(
        help="auto chooses by the kinds of the columns; by name: "
        + ", ".join(name for name in INFORMATION if name != "auto")
        + ".",
        rich_help_panel=HOW,
    ),
]
Base = Annotated[
    float | None,
    typer.Option(
        callback=_above_one,
        help="Unit: 2 for bits, 10 for hartleys; nats without it.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        callback=_not_zero,
        help="Threads; all that the machine grants without it. -1 for all cores.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of all random choices.", rich_help_panel=HOW)]
Alpha = Annotated[
    float,
    typer.Option(
        callback=_level,
        help="Level of intervals, noise floors and discoveries.",
        rich_help_panel=SURE,
    ),
]
HowTested = Annotated[
    PvalueMethod,
    typer.Option(
        "--pvalue-method",
        help="auto: the closed form where there is one; permutations: always those.",
        rich_help_panel=SURE,
    ),
]
Permutations = Annotated[
    int, typer.Option(min=1, help="The most that are made for a p-value.", rich_help_panel=SURE)
]
Blocks = Annotated[
    str | None,
    typer.Option(
        metavar="COL",
        help="Rows with the same value here belong together (a patient, a day).",
        rich_help_panel=SURE,
        show_default=False,
    ),
]
Time = Annotated[
    str | None,
    typer.Option(
        metavar="COL",
        help="Rows are in the order of this column and depend on those before.",
        rich_help_panel=SURE,
        show_default=False,
    ),
]
Lags = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FROM:TO",
        help="Look so many rows back, 0:24 for 0 to 24 or 0,1,7; below zero ahead. The best lag is"
        " shown, and p allows for all.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]
Weights = Annotated[
    str | None,
    typer.Option(
        "--weights",
        metavar="COL",
        help="What each row counts. The column is not ranked.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]
HowWeighted = Annotated[
    WeightType,
    typer.Option(
        "--weight-type",
        help="importance: only ratios of weights matter; frequency: a row of weight w is w rows.",
        rich_help_panel=HOW,
    ),
]
Memory = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="How much to hold beside the program, 1GB: Parquet and CSV files that need more are"
        " read in shards. Half of the machine's without it.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]
Checkpoint = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Keep what is done of a Parquet table in this folder; the same command goes on there.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]
SkipErrors = Annotated[
    bool,
    typer.Option(
        "--skip-errors",
        help="Leave out Parquet files and row groups that cannot be read, and say so.",
        rich_help_panel=HOW,
    ),
]
Plot = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="Draw into this file; its ending decides the format (.png, .svg, .pdf, ...).",
        rich_help_panel=OUT,
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.", rich_help_panel=OUT)]
Csv = Annotated[bool, typer.Option("--csv", help="Write CSV.", rich_help_panel=OUT)]
Output = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="Write the table, JSON or CSV into this file.",
        rich_help_panel=OUT,
        show_default=False,
    ),
]
