"""A ranking of a table that is read shard by shard."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutually.engines.checkpoint import Checkpoint
from mutually.engines.coding import BINS, Coding, decide
from mutually.engines.counting import Tally, blocks_of_columns
from mutually.engines.finish import Finish, variable_of
from mutually.engines.limits import machine_memory
from mutually.engines.passes import run
from mutually.engines.sampling import ROWS, sample_places
from mutually.engines.survey import Survey, Surveyed
from mutually.errors import MutuallyError, fail
from mutually.inference.testing import Testing
from mutually.kinds import FEW_LEVELS
from mutually.progress import Progress, track
from mutually.results.ranked import FrameMaker, RankedFeature, Ranking
from mutually.scoring.contest import Contest
from mutually.scoring.roles import no_such_column, read_features, read_kinds
from mutually.tables import Table
from mutually.tables.shards import RowGroups
from mutually.threads import map_in_order
from mutually.units import nats_per_unit
from mutually.variables import COUNTS_ROWS, MOST_ROWS
from mutually.wording import some

# Of the memory: a quarter for the sample, half for tables, a quarter for what is being read.
_BYTES_PER_SAMPLED_VALUE = 16
_LEAST_SAMPLE = 10_000
_BATCH_BYTES = 2 << 20
_BYTES_PER_LEVEL = 1 << 12


@dataclass(frozen=True)
class Settings:
    """How a ranking in shards is made; see :func:`mutually.rank`."""

    memory: int | None = None
    checkpoint: Any = None
    skip: bool = False
    missing: str = "drop"
    n_neighbors: int = 3
    seed: int = 0
    workers: int = 1
    base: float | None = None
    testing: Testing | None = None
    progress: Progress = "auto"
    engine: Any = None

    @property
    def bytes(self) -> int:
        """What may be held."""
        return machine_memory() // 2 if self.memory is None else self.memory

    @property
    def columns_together(self) -> int:
        """How many columns are read together; a checkpoint depends on it, so threads do not."""
        return max(1, min(64, self.bytes // 32 // _BATCH_BYTES))

    @property
    def readers(self) -> int:
        """How many threads there is room for, if a quarter of the memory is for reading."""
        return max(1, min(self.workers, self.bytes // 4 // _BATCH_BYTES // self.columns_together))


# What a ranking in shards cannot do, with the values that ask for nothing.
_ONLY_IN_MEMORY: dict[str, tuple[Any, ...]] = {
    "given": (None,),
    "estimator": ("auto",),
    "pvalue_method": ("auto", "closed_form"),
    "family_wise": (False,),
    "blocks": (None,),
    "time": (None, False),
    "weights": (None,),
    "circular": (None,),
    "lags": (None,),
}


def refuse_in_shards(**parameters: Any) -> None:
    """Refuse parameters that need all rows in memory.

    Raises
    ------
    MutuallyError
        If one of them asks for something.
    """
    hint = "memory= that holds the table, or a sample of its rows, serves all parameters"
    for name, value in parameters.items():
        allowed = _ONLY_IN_MEMORY[name]
        # Values of other types may be arrays, which equal nothing as a whole.
        if value is not None and not (isinstance(value, str | bool) and value in allowed):
            rule = f"must be {allowed[0]!r} for a table that is read in shards"
            fail(name, rule, repr(value)[:60], hint)


def rank_in_shards(
    rows: RowGroups,
    target: Any,
    features: Iterable[Any] | None,
    discrete: Any,
    settings: Settings,
    most_sampled: int = ROWS,
) -> Ranking:
    """Rank the columns of a table in row groups; parameters are those of :func:`mutually.rank`."""
    names = _names(rows, target, features)
    forced = read_kinds(discrete, set(rows.names))
    if rows.n_rows == 0:
        fail("table", "must have rows", "none", "check that the file or filter is the right one")
    if rows.n_rows > MOST_ROWS:
        fail("table", f"must have at most {MOST_ROWS:,} rows", rows.n_rows)
    aside = {name: _no_meaning(rows, name, features) for name in names if not rows.families[name]}
    used = [name for name in (*names, target) if name not in aside]
    room = settings.bytes // 4 // _BYTES_PER_SAMPLED_VALUE // len(used)
    places = sample_places(rows.n_rows, min(most_sampled, max(room, _LEAST_SAMPLE)), settings.seed)
    most = max(1000, settings.bytes // _BYTES_PER_LEVEL // len(used))
    survey = Survey(
        {name: rows.families[name] for name in used},
        {name: _most(rows, forced, name, most) for name in used},
        places,
        settings.columns_together,
        settings.skip,
    )
    checkpoint = None
    if settings.checkpoint is not None:
        about = {"target": target, "features": used, "discrete": forced, "seed": settings.seed,
                 "missing": settings.missing, "memory": settings.bytes, "sampled": len(places),
                 "on_error": "skip" if settings.skip else "raise"}  # fmt: skip
        checkpoint = Checkpoint.open(settings.checkpoint, rows, about)
    # Rows are counted once in either pass.
    with track(settings.progress, 2 * rows.n_rows, f"rows against {target}") as advance:
        found = _pass(survey, rows, settings, settings.readers, checkpoint, "survey", advance)
        work = _Ranked(rows, target, settings, survey, found, forced, most, aside)
        outcomes = work.outcomes(checkpoint, advance)
    return work.ranking(outcomes)


def _pass(
    work: Any, rows: RowGroups, settings: Settings, workers: int,
    checkpoint: Checkpoint | None, step: str, advance: Callable[[int], None],
) -> Any:  # fmt: skip
    kept = None if checkpoint is None else checkpoint.of(step)
    return run(work, rows.tasks(), workers=workers, engine=settings.engine, checkpoint=kept,
               advance=advance)  # fmt: skip


def _names(rows: RowGroups, target: Any, features: Any) -> list[str]:
    """Return the columns to rank."""
    source = Table(rows.names, rows.n_rows, "file", _not_read)
    if not isinstance(target, str):
        fail("target", "must name a column of a table that is read in shards", repr(target)[:60])
    if target not in rows.names:
        no_such_column("target", target, source)
    if not rows.families[target]:
        fail(f"target {target!r}", "must hold values of one kind", rows.words[target])
    asked_for = read_features(source, (target,), features, (target,))
    for feature in asked_for:
        if len(feature.columns) > 1:
            fail("features", "must be single columns of a table that is read in shards",
                 repr(feature.name))  # fmt: skip
    return [str(feature.name) for feature in asked_for]


def _not_read(place: int) -> Any:
    raise AssertionError("columns in shards are not read whole")


def _no_meaning(rows: RowGroups, name: str, features: Any) -> str:
    from mutually.tables.readers import column

    try:
        column.refuse(name, rows.words[name], "unnest it before")
    except MutuallyError as error:
        if features is not None:
            raise
        return str(error).partition("\n")[0]


def _most(rows: RowGroups, forced: Mapping[Hashable, bool], name: str, most: int) -> int:
    """Return how many values of a column are kept: of numbers as many as are few."""
    labels = rows.families[name] in ("label", "boolean") or forced.get(name) is True
    return most if labels else FEW_LEVELS


@dataclass(frozen=True)
class _Ranked:
    """What is known after the first pass."""

    rows: RowGroups
    target: str
    settings: Settings
    survey: Survey
    found: Surveyed
    forced: Mapping[Hashable, bool]
    most: int
    aside: Mapping[str, str]

    def outcomes(
        self, checkpoint: Checkpoint | None, advance: Callable[[int], None]
    ) -> dict[str, RankedFeature | str]:
        """Return the row of each column, or why there is none."""
        y = self._target()
        codings = {n: self._coding(n) for n in self.found.columns if n != self.target}
        outcomes: dict[str, RankedFeature | str] = dict(self.aside)
        ranked = []
        for name, coding in codings.items():
            if coding.set_aside is None:
                ranked.append(coding)
            else:
                outcomes[name] = coding.set_aside
        finish = Finish(y, self.found.columns, self._contest(y), self._as_level)
        finish.contest.prepare()
        if self.whole:
            found = map_in_order(finish.of_sample, ranked, self.settings.workers)
            outcomes |= {str(x.name): row for x, row in zip(ranked, found, strict=True)}
            advance(self.rows.n_rows)
            return outcomes
        # Three copies of a block's tables in half the memory, and no more columns than are read.
        blocks = blocks_of_columns(ranked, y, self.settings.bytes // 24, self.survey.block)
        for at, block in enumerate(blocks):
            tally = Tally(block, y, frozenset(loss[0][:2] for loss in self.found.lost))
            share = _Share(advance, at, len(blocks))
            workers = self._workers(tally)
            tables = _pass(tally, self.rows, self.settings, workers, checkpoint,
                           f"count{at:04d}", share)  # fmt: skip
            pairs = [(coding, tables[name]) for name, coding in block.items()]
            found = map_in_order(finish.of_pair, pairs, self._finishers())
            outcomes |= dict(zip(block, found, strict=True))
        return outcomes

    @property
    def whole(self) -> bool:
        """Whether the sample is the whole table."""
        return len(self.survey.places) == self.rows.n_rows

    @property
    def _as_level(self) -> bool:
        return self.settings.missing == "category"

    def _workers(self, tally: Tally) -> int:
        """Return how many threads there is room for, each with tables of its own."""
        own = sum(4 * int(np.prod(tally.shape(name))) for name in tally.columns)
        room = self.settings.bytes // 2 // max(own, 1) - 1
        return max(1, min(self.settings.readers, room))

    def _finishers(self) -> int:
        # A table of 1024 x 1024 bins takes 100 MB of arrays to finish.
        return max(1, min(self.settings.workers, self.settings.bytes // (1 << 28)))

    def _coding(self, name: str) -> Coding:
        return decide(
            name, self.rows.families[name], self.rows.words[name], self.found.columns[name],
            self.forced.get(name), missing=self.settings.missing, most=self.most,
        )  # fmt: skip

    def _target(self) -> Coding:
        y = self._coding(self.target)
        if y.set_aside is not None and y.set_aside != COUNTS_ROWS:
            fail(f"target {self.target!r}", "must vary over rows that share values", y.set_aside)
        return y

    def _contest(self, y: Coding) -> Contest:
        options = {"estimator": "auto", "n_neighbors": self.settings.n_neighbors,
                   "seed": self.settings.seed}  # fmt: skip
        variable = variable_of(y, self.found.columns, as_level=self._as_level)
        nats = nats_per_unit(self.settings.base)
        return Contest(variable, None, nats, options, self.settings.testing)

    def ranking(self, outcomes: Mapping[str, RankedFeature | str]) -> Ranking:
        """Return the result."""
        rows = [row for row in outcomes.values() if isinstance(row, RankedFeature)]
        rows.sort(key=lambda row: (-row.mi, str(row.feature)))
        y = self._target()
        testing = self.settings.testing
        if testing is not None:
            rows = self._contest(y).compared(rows)
        order = [name for name in self.rows.names if isinstance(outcomes.get(name), str)]
        return Ranking(
            rows,
            target=self.target,
            target_kind=y.kind,
            n_rows=self.rows.n_rows,
            base=self.settings.base,
            skipped={name: str(outcomes[name]) for name in order},
            warnings=self._notes(rows),
            make_frame=FrameMaker("file"),
            alpha=None if testing is None else testing.alpha,
        )

    def _notes(self, rows: list[RankedFeature]) -> tuple[str, ...]:
        """Say how the table was read, what is exact, and what was lost."""
        n = self.rows.n_rows
        notes = [f"read in {len(self.rows.groups):,} row groups: {self._exactness(rows)}"]
        missing = self.found.columns[self.target].missing
        if missing and not self._as_level:
            notes.append(f"{missing:,} of {n:,} rows are left out: the target is missing there")
        losses = [*self.rows.lost, *(loss for _, loss in self.found.lost)]
        if losses:
            count = sum(loss.rows for loss in losses)
            unknown = " and those of files whose end is lost" * bool(self.rows.lost)
            what = some((f"{loss.what} ({loss.why})" for loss in losses), 3)
            notes.append(f"left out, since they cannot be read: {count:,} rows{unknown}: {what}")
        return tuple(notes)

    def _exactness(self, rows: list[RankedFeature]) -> str:
        if self.whole:
            return "all rows are used, and the values are those of a table in memory"
        sampled = [row for row in rows if "bins" not in row.estimator and row.kind != "discrete"]
        binned = [row for row in rows if "bins" in row.estimator]
        said = ["counts of labels are exact"] if len(sampled) + len(binned) < len(rows) else []
        if binned:
            said.append(
                f"numbers are counted in up to {BINS:,} bins (edges from a sample of "
                f"{len(self.survey.places):,} rows), which is approximate"
            )
        if sampled:
            names = some(str(row.feature) for row in sampled)
            said.append(f"{names} by neighbours in the sample")
        return "; ".join(said) or "no column is ranked"


@dataclass
class _Share:
    """Counts rows as one block's part of a pass; the parts of all blocks add up to the rows."""

    advance: Callable[[int], None]
    at: int
    of: int

    def __call__(self, rows: int) -> None:
        self.advance(rows * (self.at + 1) // self.of - rows * self.at // self.of)
