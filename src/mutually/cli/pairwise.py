"""The command ``mutually pairwise``."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Annotated

import typer

from mutually.cli.commands import app
from mutually.cli.endings import plain_endings
from mutually.cli.engine import Engine, connected
from mutually.cli.formats import pairwise_csv, pairwise_json
from mutually.cli.named import named, periods
from mutually.cli.options import (
    SURE,
    WHAT,
    Alpha,
    Base,
    Blocks,
    Checkpoint,
    Circular,
    Csv,
    Discrete,
    Estimator,
    File,
    HowTested,
    HowWeighted,
    Jobs,
    Json,
    Lags,
    Memory,
    Missing,
    MissingOption,
    Output,
    Permutations,
    Plot,
    PvalueMethod,
    Seed,
    SkipErrors,
    Time,
    Weights,
    WeightType,
    check_form,
    lags_of,
)
from mutually.cli.outputs import check_outputs, deliver
from mutually.cli.terminal import print_pairwise

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# A terminal shows so many pairs; JSON and CSV have all.
_SHOWN = 30


@app.command()
def pairwise(
    file: File,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COL",
            help="Compare these columns only. Commas or repeats for several.",
            rich_help_panel=WHAT,
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=f"Show this many of the best pairs only. Without it a terminal shows {_SHOWN},"
            " JSON and CSV have all.",
            rich_help_panel=WHAT,
            show_default=False,
        ),
    ] = None,
    top_k: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Hold only this many best partners of each column, for very wide tables.",
            rich_help_panel=WHAT,
            show_default=False,
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            help="Hold only pairs of this mutual information and more.",
            rich_help_panel=WHAT,
            show_default=False,
        ),
    ] = None,
    discrete: Discrete = None,
    circular: Circular = None,
    missing: MissingOption = Missing.drop,
    estimator: Estimator = "auto",
    base: Base = None,
    inference: Annotated[
        bool,
        typer.Option(
            "--inference/--no-inference",
            help="Add intervals, p- and q-values.",
            rich_help_panel=SURE,
        ),
    ] = True,
    alpha: Alpha = 0.05,
    pvalue_method: HowTested = PvalueMethod.auto,
    permutations: Permutations = 199,
    blocks: Blocks = None,
    time: Time = None,
    memory: Memory = None,
    checkpoint: Checkpoint = None,
    engine: Engine = None,
    skip_errors: SkipErrors = False,
    lags: Lags = None,
    weights: Weights = None,
    weight_type: HowWeighted = WeightType.importance,
    jobs: Jobs = None,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: Json = False,
    as_csv: Csv = False,
    output: Output = None,
) -> None:
    """Compare all columns with each other.

    Prints the pairs that tell each other most, and what was set aside with the reason. With --plot
    it draws a heat map of all pairs, columns that tell alike side by side.

    Exit code: 0 done, 1 the data cannot be used, 2 wrong usage.
    """
    check_form(as_json, as_csv)
    shifts = lags_of(lags)
    with plain_endings(), connected(engine) as cluster:
        check_outputs(file, plot, output)
        from mutually.engines.sources import open_table
        from mutually.pairing import pairwise as all_pairs

        on_error = "skip" if skip_errors else "raise"
        table = open_table(
            file, memory=memory, checkpoint=checkpoint, on_error=on_error, engine=cluster, hold=True
        )
        pairs = all_pairs(
            table,
            columns=named("--columns", columns, table.names),
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
            memory=memory,
            checkpoint=checkpoint,
            on_error=on_error,
            engine=cluster,
            lags=shifts,
            top_k=top_k,
            threshold=threshold,
            weights=weights,
            weight_type=weight_type.value,
            n_jobs=jobs,
            rng=seed,
        )

        def draw() -> Figure:
            from mutually.plots.common import figure_for_file
            from mutually.plots.pairwise import figure_size, plot_pairwise

            figure = figure_for_file(figure_size(len(pairs.names)))
            plot_pairwise(pairs, ax=figure.subplots())
            return figure

        def table_text(to: io.StringIO | None) -> None:
            print_pairwise(pairs, top=top or _SHOWN, file=to)

        text = None
        if as_json:
            text = pairwise_json(pairs, top)
        elif as_csv:
            text = pairwise_csv(pairs, top)
        deliver(text, table_text, output, plot, draw)
