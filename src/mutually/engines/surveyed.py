"""What the first pass leaves: the columns as they are counted, the sample, and what was lost."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mutually.engines import early_counts
from mutually.engines.checkpoint import Checkpoint
from mutually.engines.coding import BINS, Coding, decide, listed
from mutually.engines.passes import run
from mutually.engines.sampling import sample_places
from mutually.engines.settings import Settings
from mutually.engines.spooled import by_names
from mutually.engines.survey import Survey, Surveyed
from mutually.errors import MutuallyError, fail
from mutually.kinds import FEW_LEVELS
from mutually.tables import Table
from mutually.tables.shards import RowGroups
from mutually.variables import MOST_ROWS
from mutually.wording import some

Advance = Callable[[int], None]


@dataclass(frozen=True)
class Rows:
    """A table that is about to be surveyed.

    Attributes
    ----------
    groups : RowGroups
        Where the rows are.
    names : list of str
        The columns that are asked for.
    forced : dict of name to bool
        Which are discrete, or not, whatever their values look like.
    settings : Settings
        What may be held.
    survey : Survey
        The first pass.
    most : int
        How many levels are kept of a column.
    aside : dict of str to str
        Columns whose type has no meaning, and why.
    """

    groups: RowGroups
    names: Sequence[str]
    forced: Mapping[Hashable, bool]
    settings: Settings
    survey: Survey
    most: int
    aside: Mapping[str, str]

    @classmethod
    def of(
        cls, groups: RowGroups, names: Sequence[str], forced: Mapping[Hashable, bool],
        settings: Settings, most_sampled: int, *, asked: bool,
    ) -> Rows:  # fmt: skip
        """Prepare the first pass; ``asked`` says that the caller named the columns."""
        if groups.n_rows == 0:
            fail(
                "table", "must have rows", "none", "check that the file or filter is the right one"
            )
        if groups.n_rows > MOST_ROWS:
            fail("table", f"must have at most {MOST_ROWS:,} rows", groups.n_rows)
        aside = {n: _no_meaning(groups, n, asked) for n in names if not groups.families[n]}
        used = [name for name in names if name not in aside]
        sampled = settings.sampled(max(len(used), 1), most_sampled)
        most = settings.levels(max(len(used), 1))
        survey = Survey(
            {name: groups.families[name] for name in used},
            {name: _most(groups, forced, name, most) for name in used},
            sample_places(groups.n_rows, sampled, settings.seed),
            settings.columns_together,
            settings.skip,
        )
        return cls(groups, names, forced, settings, survey, most, aside)

    def counting_with(self, target: str) -> Rows:
        """Let the first pass count columns of few values with a target, unless it has all rows."""
        if len(self.survey.places) == self.groups.n_rows:
            return self
        room = self.settings.bytes // 64 // len(self.survey.families)
        cells = min(early_counts.MOST_CELLS, room)
        return replace(self, survey=replace(self.survey, target=target, most_cells=cells))

    def checkpoint(self, **about: Any) -> Checkpoint | None:
        """Open the checkpoint of a call, if there is to be one."""
        settings = self.settings
        if settings.checkpoint is None:
            return None
        shared = {"features": list(self.survey.families), "discrete": self.forced,
                  "seed": settings.seed, "missing": settings.missing, "memory": settings.bytes,
                  "sampled": len(self.survey.places),
                  "on_error": "skip" if settings.skip else "raise"}  # fmt: skip
        return Checkpoint.open(settings.checkpoint, self.groups, {**about, **shared})

    def surveyed(self, checkpoint: Checkpoint | None, advance: Advance) -> AfterSurvey:
        """Do the first pass."""
        settings = self.settings
        kept = None if checkpoint is None else checkpoint.of("survey")
        found = pass_over(self.survey, self.groups, settings, settings.readers, kept, advance)
        return AfterSurvey(self, found)


@dataclass(frozen=True)
class AfterSurvey:
    """What is known after the first pass."""

    rows: Rows
    found: Surveyed

    @property
    def whole(self) -> bool:
        """Whether the sample is the whole table."""
        return len(self.rows.survey.places) == self.rows.groups.n_rows

    @property
    def lost(self) -> frozenset[tuple[str, int]]:
        """The row groups that could not be read."""
        return frozenset(loss[0][:2] for loss in self.found.lost)

    def coding(self, name: str, *, of_sample: bool = False) -> Coding:
        """Return what a column is, and how its values are coded.

        ``of_sample`` lists the levels of the sample where those of all rows are too many.
        """
        rows, seen = self.rows, self.found.columns[name]
        family, forced = rows.groups.families[name], rows.forced.get(name)
        if seen.levels is None and (self.whole or of_sample) and (family == "label" or forced):
            seen = listed(seen)
        return decide(
            name, family, rows.groups.words[name], seen, forced,
            missing=rows.settings.missing, most=rows.most,
        )  # fmt: skip

    def how_read(self, *, exact: bool, binned: bool, sampled: str | None, otherwise: str) -> str:
        """Say how the table was read, and what is exact."""
        said = []
        if exact:
            said.append("counts of labels are exact")
        if binned:
            said.append(
                f"numbers are counted in up to {BINS:,} bins (edges from a sample of "
                f"{len(self.rows.survey.places):,} rows), which is approximate"
            )
        if sampled:
            said.append(f"{sampled} by neighbours in the sample")
        if self.whole:
            said = ["all rows are used, and the values are those of a table in memory"]
        how = "; ".join(said) or otherwise
        return f"read in {len(self.rows.groups.groups):,} row groups: {how}"

    def left_out(self) -> tuple[str, ...]:
        """Say what could not be read."""
        groups = self.rows.groups
        losses = [*groups.lost, *(loss for _, loss in self.found.lost)]
        if not losses:
            return ()
        count = sum(loss.rows for loss in losses)
        unknown = " and those of files whose end is lost" * bool(groups.lost)
        what = some((f"{loss.what} ({loss.why})" for loss in losses), 3)
        return (f"left out, since they cannot be read: {count:,} rows{unknown}: {what}",)


def pass_over(
    work: Any, groups: RowGroups, settings: Settings, workers: int,
    kept: Checkpoint | None, advance: Advance,
) -> Any:  # fmt: skip
    """Do a pass over the row groups, and return what they hold together."""
    from mutually.tables.readers.row_groups import release_unused

    found = run(work, groups.tasks(), workers=workers, engine=settings.engine, checkpoint=kept,
                advance=advance)  # fmt: skip
    release_unused()
    return found


@dataclass
class Share:
    """Counts rows as one part of a pass that is done in parts; all parts add up to the rows."""

    advance: Advance
    at: int
    of: int

    def __call__(self, rows: int) -> None:
        """Count so many rows as read."""
        self.advance(rows * (self.at + 1) // self.of - rows * self.at // self.of)


def without_rows(groups: RowGroups) -> Table:
    """Return the names of a table in shards as a table, for what looks at names alone."""
    return by_names(groups.names, groups.n_rows)


def _no_meaning(groups: RowGroups, name: str, asked: bool) -> str:
    from mutually.tables.readers import column

    try:
        column.refuse(name, groups.words[name], "unnest it before")
    except MutuallyError as error:
        if asked:
            raise
        return str(error).partition("\n")[0]


def _most(groups: RowGroups, forced: Mapping[Hashable, bool], name: str, most: int) -> int:
    """Return how many values of a column are kept: of numbers as many as are few."""
    labels = groups.families[name] in ("label", "boolean") or forced.get(name) is True
    return most if labels else FEW_LEVELS
