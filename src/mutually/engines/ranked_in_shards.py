"""A ranking of a table that is read shard by shard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from mutually.engines import early_counts
from mutually.engines.checkpoint import Checkpoint
from mutually.engines.coding import Coding
from mutually.engines.counted import variable_of
from mutually.engines.counting import Tally, blocks_of_columns, is_dense
from mutually.engines.finish import Finish
from mutually.engines.ranked_by_keys import ByKeys
from mutually.engines.sampling import ROWS
from mutually.engines.settings import BATCH_BYTES, Settings
from mutually.engines.surveyed import (
    Advance,
    AfterSurvey,
    Rows,
    Share,
    pass_over,
    without_rows,
)
from mutually.errors import fail
from mutually.progress import track
from mutually.results.ranked import FrameMaker, RankedFeature, Ranking
from mutually.scoring.contest import Contest
from mutually.scoring.roles import no_such_column, read_features, read_kinds
from mutually.tables import Table
from mutually.tables.shards import RowGroups
from mutually.threads import map_in_order
from mutually.units import nats_per_unit
from mutually.variables import COUNTS_ROWS, NAMES_ROWS
from mutually.wording import some


def rank_in_shards(
    rows: RowGroups,
    target: Any,
    features: Iterable[Any] | None,
    discrete: Any,
    settings: Settings,
    most_sampled: int = ROWS,
) -> Ranking:
    """Rank the columns of a table in row groups; parameters are those of :func:`mutually.rank`."""
    names = names_of(rows, target, features)
    forced = read_kinds(discrete, set(rows.names))
    asked = features is not None
    table = Rows.of(rows, [*names, target], forced, settings, most_sampled, asked=asked)
    table = table.counting_with(target)
    checkpoint = table.checkpoint(target=target)
    # Rows are counted once in either pass.
    with track(settings.progress, 2 * rows.n_rows, f"rows against {target}") as advance:
        work = AgainstTarget(table.surveyed(checkpoint, advance), target, settings, asked)
        outcomes = work.outcomes(checkpoint, advance)
    return work.ranking(outcomes)


def check_target(source: Table, target: Any) -> None:
    """Refuse what is no name of a column.

    Raises
    ------
    MutuallyError
        If it is given as values, or there is no such column.
    """
    if not isinstance(target, str):
        fail("target", "must name a column of a table that is read in shards", repr(target)[:60])
    if target not in source.names:
        no_such_column("target", target, source)


def names_of(rows: RowGroups, target: Any, features: Any) -> list[str]:
    """Return the columns to rank."""
    source = without_rows(rows)
    check_target(source, target)
    if not rows.families[target]:
        fail(f"target {target!r}", "must hold values of one kind", rows.words[target])
    asked_for = read_features(source, (target,), features, (target,))
    for feature in asked_for:
        if len(feature.columns) > 1:
            fail("features", "must be single columns of a table that is read in shards",
                 repr(feature.name))  # fmt: skip
    return [str(feature.name) for feature in asked_for]


@dataclass(frozen=True)
class AgainstTarget:
    """What is known of the columns and their target after the first pass.

    ``asked`` says that the caller named the columns.
    """

    table: AfterSurvey
    target: str
    settings: Settings
    asked: bool

    def outcomes(
        self, checkpoint: Checkpoint | None, advance: Advance
    ) -> dict[str, RankedFeature | str]:
        """Return the row of each column, or why there is none."""
        table, groups = self.table, self.table.rows.groups
        y, seen = self.target_coding(), table.found.columns
        outcomes: dict[str, RankedFeature | str] = dict(table.rows.aside)
        ranked = []
        for name in (name for name in seen if name != self.target):
            coding = table.coding(name)
            # A counter may be what one asks for.
            asked_for = self.asked and coding.set_aside == COUNTS_ROWS
            if coding.set_aside is None or coding.unlisted or asked_for:
                ranked.append(coding)
            else:
                outcomes[name] = coding.set_aside
        finish = Finish(y, seen, self.contest(y), self.settings.as_level)
        finish.contest.prepare()
        if table.whole:
            found = map_in_order(finish.of_sample, ranked, self.settings.workers)
            outcomes |= {str(x.name): row for x, row in zip(ranked, found, strict=True)}
            advance(groups.n_rows)
            return outcomes
        counted = early_counts.tables(table.found.early, ranked, y)
        early = [(x, counted[str(x.name)]) for x in ranked if str(x.name) in counted]
        found = map_in_order(finish.of_pair, early, self.settings.finishers)
        outcomes |= {str(x.name): row for (x, _), row in zip(early, found, strict=True)}
        ranked = [x for x in ranked if str(x.name) not in counted]
        if not ranked:
            advance(groups.n_rows)
        together = self.settings.columns_together
        keyed = [x for x in ranked if x.unlisted or y.unlisted or not is_dense(x, y)]
        dense = [x for x in ranked if x not in keyed]
        blocks = blocks_of_columns(dense, y, self.settings.cells, together)
        parts = len(blocks) + len(keyed)
        by_keys = ByKeys(groups, finish, table.lost, self.settings, checkpoint)
        if y.unlisted and by_keys.names_rows(y):
            self._refuse_target(NAMES_ROWS)
        for at, x in enumerate(keyed, len(blocks)):
            outcomes[str(x.name)] = by_keys.outcome(x, f"cells{at:04d}", Share(advance, at, parts))
        for at, block in enumerate(blocks):
            tally = Tally.against(block.values(), y, table.lost)
            workers = self.settings.counters(together * BATCH_BYTES, tally.cells)
            kept = None if checkpoint is None else checkpoint.of(f"count{at:04d}")
            share = Share(advance, at, parts)
            tables = pass_over(tally, groups, self.settings, workers, kept, share)
            pairs = [(coding, tables[name, self.target]) for name, coding in block.items()]
            found = map_in_order(finish.of_pair, pairs, self.settings.finishers)
            outcomes |= dict(zip(block, found, strict=True))
        return outcomes

    def target_coding(self) -> Coding:
        """Return what the target is, which has to vary."""
        y = self.table.coding(self.target)
        if y.set_aside is not None and y.set_aside != COUNTS_ROWS and not y.unlisted:
            self._refuse_target(y.set_aside)
        return y

    def _refuse_target(self, why: str) -> NoReturn:
        fail(f"target {self.target!r}", "must vary over rows that share values", why)

    def contest(self, y: Coding) -> Contest:
        """Return the target's sampled rows, and how estimates of them are made."""
        options = {"estimator": "auto", "n_neighbors": self.settings.n_neighbors,
                   "seed": self.settings.seed}  # fmt: skip
        if y.unlisted:  # what the sample shows of it is enough for what features share
            y = self.table.coding(self.target, of_sample=True)
        variable = variable_of(y, self.table.found.columns, as_level=self.settings.as_level)
        nats = nats_per_unit(self.settings.base)
        return Contest(variable, None, nats, options, self.settings.testing)

    def ranking(self, outcomes: Mapping[str, RankedFeature | str]) -> Ranking:
        """Return the result."""
        groups = self.table.rows.groups
        rows = [row for row in outcomes.values() if isinstance(row, RankedFeature)]
        rows.sort(key=lambda row: (-row.mi, str(row.feature)))
        y = self.target_coding()
        testing = self.settings.testing
        if testing is not None:
            rows = self.contest(y).compared(rows)
        order = [name for name in groups.names if isinstance(outcomes.get(name), str)]
        return Ranking(
            rows,
            target=self.target,
            target_kind=y.kind,
            n_rows=groups.n_rows,
            base=self.settings.base,
            skipped={name: str(outcomes[name]) for name in order},
            warnings=self.notes(rows),
            make_frame=FrameMaker("file"),
            alpha=None if testing is None else testing.alpha,
        )

    def notes(self, rows: list[RankedFeature]) -> tuple[str, ...]:
        """Say how the table was read, what is exact, and what was lost."""
        n = self.table.rows.groups.n_rows
        sampled = [row for row in rows if "bins" not in row.estimator and row.kind != "discrete"]
        binned = [row for row in rows if "bins" in row.estimator]
        notes = [
            self.table.how_read(
                exact=len(sampled) + len(binned) < len(rows),
                binned=bool(binned),
                sampled=some(str(row.feature) for row in sampled) if sampled else None,
                otherwise="no column is ranked",
            )
        ]
        missing = self.table.found.columns[self.target].missing
        if missing and not self.settings.as_level:
            notes.append(f"{missing:,} of {n:,} rows are left out: the target is missing there")
        return (*notes, *self.table.left_out())
