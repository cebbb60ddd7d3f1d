"""The command ``mutually report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mutually.cli.commands import app, features_asked
from mutually.cli.endings import plain_endings
from mutually.cli.named import named, periods
from mutually.cli.options import (
    OUT,
    Alpha,
    Base,
    Blocks,
    Circular,
    Discrete,
    Estimator,
    Features,
    File,
    Given,
    HowTested,
    HowWeighted,
    Inference,
    Jobs,
    Joint,
    Missing,
    MissingOption,
    Permutations,
    PvalueMethod,
    Seed,
    Target,
    Time,
    Weights,
    WeightType,
)
from mutually.cli.outputs import check_outputs, written_together
from mutually.errors import require


@app.command()
def report(
    file: File,
    target: Target,
    features: Features = None,
    joint: Joint = None,
    given: Given = None,
    discrete: Discrete = None,
    circular: Circular = None,
    missing: MissingOption = Missing.drop,
    estimator: Estimator = "auto",
    base: Base = None,
    inference: Inference = True,
    alpha: Alpha = 0.05,
    pvalue_method: HowTested = PvalueMethod.auto,
    permutations: Permutations = 199,
    blocks: Blocks = None,
    time: Time = None,
    weights: Weights = None,
    weight_type: HowWeighted = WeightType.importance,
    jobs: Jobs = None,
    seed: Seed = 0,
    panels: Annotated[
        int,
        typer.Option(
            min=0,
            help="So many columns, the best, have a bar and a panel; all are in the table.",
            rich_help_panel=OUT,
        ),
    ] = 50,
    pictures: Annotated[
        bool,
        typer.Option(
            "--pictures/--no-pictures",
            help="Show distributions and relations; without them no value of the table is shown.",
            rich_help_panel=OUT,
        ),
    ] = True,
    title: Annotated[
        str | None,
        typer.Option(help="The heading of the page.", rich_help_panel=OUT, show_default=False),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            help="What to write as the date; none without it, and the same data gives the same"
            " file.",
            rich_help_panel=OUT,
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option(metavar="PATH", help="The file to write.", rich_help_panel=OUT)
    ] = Path("report.html"),
) -> None:
    """Write a page that explains what each column tells about the target.

    The page is one file, opens without a network in any browser, and prints. It has the answer in
    words, bars, a table that sorts and filters, a picture and an explanation of each column, which
    columns repeat each other, and how it was made.

    Exit code: 0 done, 1 the data cannot be used, 2 wrong usage.
    """
    with plain_endings():
        require("jinja2", "report")
        check_outputs(file, None, output)
        from mutually.ranking import rank
        from mutually.report import in_words, report_html
        from mutually.tables import read_table

        table = read_table(file)
        ranking = rank(
            table,
            target,
            features=features_asked(
                table.names, target, features, joint, given, {blocks, time, weights}
            ),
            given=named("--given", given, table.names),
            discrete=named("--discrete", discrete, table.names),
            circular=periods(circular, table.names),
            missing=missing.value,
            estimator=estimator,
            base=base,
            inference=inference,
            alpha=alpha,
            pvalue_method=pvalue_method.value,
            n_permutations=permutations,
            blocks=blocks,
            time=time,
            weights=weights,
            weight_type=weight_type.value,
            n_jobs=jobs,
            rng=seed,
        )
        page = report_html(ranking, panels=panels, pictures=pictures, title=title, date=date)
        with written_together() as stage:
            stage(output).write_bytes(page.encode("utf-8"))
        for sentence in in_words(ranking):
            typer.echo(sentence)
        typer.echo(f"The report is {output.resolve()}")
