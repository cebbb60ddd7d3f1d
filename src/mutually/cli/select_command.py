"""The command ``mutually select``."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Annotated

import typer

from mutually.cli.commands import app
from mutually.cli.endings import plain_endings
from mutually.cli.engine import Engine, connected
from mutually.cli.formats import selection_csv, selection_json
from mutually.cli.named import named, periods
from mutually.cli.options import (
    SURE,
    WHAT,
    Base,
    Blocks,
    Checkpoint,
    Circular,
    Csv,
    Discrete,
    Estimator,
    File,
    HowWeighted,
    Jobs,
    Json,
    Memory,
    Missing,
    MissingOption,
    Output,
    Plot,
    Seed,
    SkipErrors,
    Time,
    Weights,
    WeightType,
    check_form,
)
from mutually.cli.outputs import check_outputs, deliver
from mutually.cli.terminal import print_selection
from mutually.selecting.criteria import MEANINGS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@app.command()
def select(
    file: File,
    target: Annotated[
        str, typer.Option(metavar="COL", help="The column to explain.", rich_help_panel=WHAT)
    ],
    k: Annotated[
        int, typer.Option("--k", "-k", min=1, help="How many columns.", rich_help_panel=WHAT)
    ] = 10,
    method: Annotated[
        str,
        typer.Option(
            help="The criterion: " + ", ".join(sorted(MEANINGS)) + ".", rich_help_panel=WHAT
        ),
    ] = "jmi",
    features: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COL",
            help="Choose from these columns only. Commas or repeats for several.",
            rich_help_panel=WHAT,
            show_default=False,
        ),
    ] = None,
    interactions: Annotated[
        bool,
        typer.Option(
            "--interactions",
            help="Look for pairs that tell together what neither tells alone.",
            rich_help_panel=WHAT,
        ),
    ] = False,
    discrete: Discrete = None,
    circular: Circular = None,
    missing: MissingOption = Missing.drop,
    alpha: Annotated[
        float | None,
        typer.Option(
            help="Level at which cmi goes on, and pairs are interactions; 0.05 without it.",
            rich_help_panel=SURE,
            show_default=False,
        ),
    ] = None,
    beta: Annotated[
        float | None,
        typer.Option(
            help="Weight of redundancy in mifs; 1 without it.",
            rich_help_panel=WHAT,
            show_default=False,
        ),
    ] = None,
    blocks: Blocks = None,
    time: Time = None,
    memory: Memory = None,
    checkpoint: Checkpoint = None,
    engine: Engine = None,
    skip_errors: SkipErrors = False,
    estimator: Estimator = "auto",
    base: Base = None,
    weights: Weights = None,
    weight_type: HowWeighted = WeightType.importance,
    jobs: Jobs = None,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: Json = False,
    as_csv: Csv = False,
    output: Output = None,
) -> None:
    """Choose the columns that together tell most about the target, without repeating each other.

    Prints a table in order of choice, with what each column adds and what all so far tell together.
    Warnings and progress go to stderr, so that --json and --csv can be piped.

    Exit code: 0 done, 1 the data cannot be used, 2 wrong usage.
    """
    check_form(as_json, as_csv)
    if method not in MEANINGS:
        raise typer.BadParameter(f"--method must be one of {', '.join(sorted(MEANINGS))}")
    with plain_endings(), connected(engine) as cluster:
        check_outputs(file, plot, output)
        from mutually.engines.sources import open_table
        from mutually.selection import select as select_columns

        on_error = "skip" if skip_errors else "raise"
        table = open_table(
            file, memory=memory, checkpoint=checkpoint, on_error=on_error, engine=cluster
        )
        selection = select_columns(
            table,
            target,
            k=k,
            method=method,
            features=named("--features", features, table.names),
            discrete=named("--discrete", discrete, table.names),
            circular=periods(circular, table.names),
            missing=missing.value,
            alpha=alpha,
            beta=beta,
            interactions=interactions,
            blocks=blocks,
            time=time,
            memory=memory,
            checkpoint=checkpoint,
            on_error=on_error,
            engine=cluster,
            weights=weights,
            weight_type=weight_type.value,
            estimator=estimator,
            base=base,
            n_jobs=jobs,
            rng=seed,
        )

        def draw() -> Figure:
            from mutually.plots.common import figure_for_file
            from mutually.plots.selection import plot_selection, selection_size

            figure = figure_for_file(selection_size(len(selection)))
            plot_selection(selection, ax=figure.subplots())
            return figure

        def table_text(to: io.StringIO | None) -> None:
            print_selection(selection, file=to)

        text = None
        if as_json:
            text = selection_json(selection)
        elif as_csv:
            text = selection_csv(selection)
        deliver(text, table_text, output, plot, draw)
