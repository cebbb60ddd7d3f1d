"""The command line: ``mutually rank``, ``info`` and ``examples``; the others have their files."""

from __future__ import annotations

import io
import sys
from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mutually.cli.endings import plain_endings
from mutually.cli.engine import Engine, connected
from mutually.cli.formats import VERSION, information_json, ranking_csv, ranking_json
from mutually.cli.named import named, near, periods
from mutually.cli.options import (
    WHAT,
    Alpha,
    Base,
    Blocks,
    Checkpoint,
    Circular,
    Csv,
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
    Json,
    Lags,
    Memory,
    Missing,
    MissingOption,
    Output,
    Permutations,
    Plot,
    PvalueMethod,
    Report,
    Seed,
    SkipErrors,
    Target,
    Time,
    Weights,
    WeightType,
    check_form,
    lags_of,
)
from mutually.cli.outputs import check_outputs, deliver
from mutually.cli.terminal import print_information, print_ranking
from mutually.errors import fail

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mutually.tables import Table
    from mutually.tables.columns import Column

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Paragraphs are filled to the width of the terminal, and lists stay lists.
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    """Print the version and end, before anything else is asked for."""
    if asked:
        typer.echo(f"mutually {VERSION}")
        raise typer.Exit


@app.callback(epilog="Each command has a page of its own: **mutually rank --help**")
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Say how much less uncertain you are about one column of a table when you know another.

    Mutual information answers that for columns of any type and for relations of any shape. It is
    zero where one column says nothing about the other.

    Start with one of these:

    - mutually rank penguins --target species
    - mutually rank flights.parquet --target arr_delay --plot ranking.png
    - mutually report penguins --target species
    - mutually info penguins island species
    - mutually pairwise penguins
    - mutually select penguins --target species -k 3

    FILE is a CSV or Parquet file, a pattern in quotes ('part-*.parquet'), either also by URL
    (s3://bucket/t.parquet), or an example such as penguins. With --json or --csv a command writes
    for other programs.
    """


@app.command()
def rank(
    file: File,
    target: Target,
    features: Features = None,
    joint: Joint = None,
    given: Given = None,
    top: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Show this many of the best only, in whatever is written.",
            rich_help_panel=WHAT,
            show_default=False,
        ),
    ] = None,
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
    report: Report = None,
    as_json: Json = False,
    as_csv: Csv = False,
    output: Output = None,
) -> None:
    """Rank all columns by how much each tells about the target.

    Prints a table with bars, best first, and what was set aside with the reason. Warnings and
    progress go to stderr, so that --json and --csv can be piped.

    Exit code: 0 done, 1 the data cannot be used, 2 wrong usage.
    """
    check_form(as_json, as_csv)
    shifts = lags_of(lags)
    with plain_endings(), connected(engine) as cluster:
        check_outputs(file, plot, output, report)
        from mutually.engines.sources import open_table
        from mutually.ranking import rank as rank_columns

        on_error = "skip" if skip_errors else "raise"
        table = open_table(
            file, memory=memory, checkpoint=checkpoint, on_error=on_error, engine=cluster
        )
        ranking = rank_columns(
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
            memory=memory,
            checkpoint=checkpoint,
            on_error=on_error,
            engine=cluster,
            lags=shifts,
            weights=weights,
            weight_type=weight_type.value,
            n_jobs=jobs,
            rng=seed,
        )

        def draw() -> Figure:
            from mutually.plots.common import figure_for_file
            from mutually.plots.ranking import figure_size, plot_ranking

            figure = figure_for_file(figure_size(min(len(ranking), top or len(ranking))))
            plot_ranking(ranking, ax=figure.subplots(), top=top)
            return figure

        def page() -> str:
            from mutually.report import report_html

            # Of a table in shards no rows are there to draw.
            return report_html(ranking, pictures=ranking.origin is not None)

        def table_text(to: io.StringIO | None) -> None:
            print_ranking(ranking, top=top, file=to)

        text = None
        if as_json:
            text = ranking_json(ranking, top)
        elif as_csv:
            text = ranking_csv(ranking, top)
        deliver(text, table_text, output, plot, draw, report, page)


@app.command()
def info(
    file: File,
    x: Annotated[str, typer.Argument(metavar="X", help="A column.", show_default=False)],
    y: Annotated[str, typer.Argument(metavar="Y", help="Another.", show_default=False)],
    given: Given = None,
    discrete: Discrete = None,
    circular: Circular = None,
    missing: MissingOption = Missing.drop,
    estimator: Estimator = "auto",
    base: Base = None,
    alpha: Alpha = 0.05,
    pvalue_method: HowTested = PvalueMethod.auto,
    permutations: Permutations = 1000,
    blocks: Blocks = None,
    time: Time = None,
    lags: Lags = None,
    weights: Weights = None,
    weight_type: HowWeighted = WeightType.importance,
    jobs: Jobs = None,
    seed: Seed = 0,
    plot: Plot = None,
    as_json: Json = False,
    output: Output = None,
) -> None:
    """Show what two columns share: their entropies and their mutual information.

    With --plot it draws the entropy diagram: H(X|Y), I(X;Y) and H(Y|X), true to scale. With --lags
    it looks at X so many rows before Y, and draws what X tells at each lag.

    Exit code: 0 done, 1 the data cannot be used, 2 wrong usage.
    """
    shifts = lags_of(lags)
    with plain_endings():
        check_outputs(file, plot, output)
        from mutually.information import mutual_information
        from mutually.series.lagged import LaggedInformation
        from mutually.tables import read_table

        table = read_table(file)
        first, second = _column(table, x), _column(table, y)
        third = named("--given", given, table.names) or []
        if x in third or y in third:
            fail("--given", "must not hold X or Y", repr(x if x in third else y))
        labels = named("--discrete", discrete, (x, y, *third)) or []
        kinds = [x in labels or None, y in labels or None, [z in labels or None for z in third]]
        wraps = periods(circular, (x, y, *third)) or {}
        around = [wraps.get(x), wraps.get(y), [wraps.get(z) for z in third]]
        result = mutual_information(
            first,
            second,
            given=[table.column(name) for name in third] or None,
            discrete=kinds if third else kinds[:2],
            circular=around if third else around[:2],
            missing=missing.value,
            estimator=estimator,
            base=base,
            alpha=alpha,
            pvalue_method=pvalue_method.value,
            n_permutations=permutations,
            blocks=None if blocks is None else _column(table, blocks),
            time=None if time is None else _column(table, time),
            lags=shifts,
            weights=None if weights is None else _column(table, weights),
            weight_type=weight_type.value,
            n_jobs=jobs,
            rng=seed,
        )

        def draw() -> Figure:
            from mutually.plots.common import figure_for_file
            from mutually.plots.information import SIZE, plot_information
            from mutually.plots.lags import plot_lags

            figure = figure_for_file(SIZE)
            if isinstance(result, LaggedInformation):
                plot_lags(result, ax=figure.subplots(), names=(x, y))
            else:
                plot_information(result, ax=figure.subplots(), names=(x, y))
            return figure

        def table_text(to: io.StringIO | None) -> None:
            print_information(result, (x, y), given=third, file=to)

        text = information_json(result, (x, y), third) if as_json else None
        deliver(text, table_text, output, plot, draw)


@app.command()
def examples() -> None:
    """List the tables that come with the package; each works as FILE."""
    from mutually.datasets import EXAMPLES

    with plain_endings():
        for name, description in EXAMPLES.items():
            typer.echo(f"{name}  {description}")


def features_asked(
    columns: Sequence[Hashable],
    target: str,
    features: list[str] | None,
    joint: list[str] | None,
    given: list[str] | None,
    others: Collection[str | None],
) -> list[str | list[str]] | None:
    """Return what to rank: columns asked for or all without another role, and joint features."""
    single = named("--features", features, columns)
    if not joint:
        return None if single is None else list(single)
    together = [list(dict.fromkeys(named("--joint", [names], columns) or [])) for names in joint]
    for names in together:
        if len(names) < 2:
            fail("--joint", "must name two columns at least", repr(names[0]), "--joint a,b")
    if single is None:
        taken = {target, *others, *(named("--given", given, columns) or [])}
        single = [str(name) for name in columns if name not in taken]
    return [*single, *together]


def _column(table: Table, name: str) -> Column:
    """Read a column, or say which ones are there."""
    if name not in table.names:
        hint = near(name, table.names)
        fail(f"column {name!r}", "must be in the table", "no column of this name", hint)
    return table.column(name)


def run() -> None:
    """Run the ``mutually`` command on the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        # Where a terminal cannot write a character of a name, the rest of the table still stands.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="mutually")
