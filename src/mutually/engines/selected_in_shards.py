"""A selection from a table that is read shard by shard."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.engines.checkpoint import Checkpoint
from mutually.engines.coding import Coding
from mutually.engines.counted import variable_of
from mutually.engines.counted_terms import MOST_CELLS, CountedTerms
from mutually.engines.joint_counts import Keys
from mutually.engines.joint_passes import JointPasses
from mutually.engines.ranked_in_shards import AgainstTarget, names_of
from mutually.engines.sampling import ROWS
from mutually.engines.settings import Settings
from mutually.engines.surveyed import Advance, Rows
from mutually.errors import fail
from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.inference.testing import Testing
from mutually.progress import track
from mutually.results.ranked import RankedFeature
from mutually.results.selected import Selection
from mutually.scoring.roles import read_kinds
from mutually.selecting.choosing import Plan, choose_columns, enough, make_selection
from mutually.selecting.criteria import GIVEN_ALL
from mutually.selecting.term_estimates import TOO_FEW, TermEstimates, on_rows
from mutually.tables.shards import RowGroups
from mutually.variables import COUNTS_ROWS
from mutually.vectors import AnyVariable
from mutually.wording import some

# Sampled rows are read, sorted and kept, 48 bytes a value, and estimated from: a kilobyte a row
# where numbers tell together about a number. Either is to take a quarter of the memory.
_BYTES_PER_VALUE, _BYTES_PER_ROW, _LEAST_SAMPLE = 48, 1024, 10_000
# Of a table: the whole, a part in a thread, and the arrays that finish it, in half of the memory.
_BYTES_PER_CELL = 24


def select_in_shards(
    groups: RowGroups,
    target: Any,
    features: Iterable[Any] | None,
    discrete: Any,
    plan: Plan,
    settings: Settings,
    most_sampled: int = ROWS,
) -> Selection:
    """Choose columns of a table in row groups; parameters are those of :func:`mutually.select`."""
    # Of equal scores the first name wins, so that the order of the columns changes nothing.
    names = sorted(names_of(groups, target, features))
    forced = read_kinds(discrete, set(groups.names))
    asked = features is not None
    room = settings.bytes // 4 // max(_BYTES_PER_VALUE * (len(names) + 1), _BYTES_PER_ROW)
    rows = Rows.of(groups, [*names, target], forced, settings,
                   min(most_sampled, max(room, _LEAST_SAMPLE)), asked=asked)  # fmt: skip
    checkpoint = rows.checkpoint(
        target=target, select=[plan.k, plan.method, plan.beta, plan.alpha, plan.interactions]
    )
    # A survey, the relevance and the entropy of the target, a pass a step, and what is chosen.
    total = (3 + plan.k) * groups.n_rows
    with track(settings.progress, total, f"rows for {target}") as advance:
        bar = _Bar(advance, total)
        table = rows.surveyed(checkpoint, bar)
        work = _Selected(AgainstTarget(table, target, settings, asked), plan, checkpoint, bar)
        selection = work.selection()
        bar(total)
    return selection


@dataclass(frozen=True)
class _Selected:
    """What is known after the first pass, and what is asked for."""

    against: AgainstTarget
    plan: Plan
    checkpoint: Checkpoint | None
    advance: Advance

    def selection(self) -> Selection:
        """Return the result."""
        table, y = self.against.table, self.against.target_coding()
        if y.unlisted:
            fail(f"target {self.against.target!r}", "must have levels that memory= has room for",
                 y.set_aside, "rank serves it, and so does select with more memory")  # fmt: skip
        rows, codings, skipped = self._ranked()
        enough(self.plan.k, len(rows), skipped)
        contest = self.against.contest(y)
        contest.prepare()
        keep = contest.keep
        target = contest.target if keep is None else contest.target.take(keep)
        sample = TermEstimates(target, contest.options, contest.entropy)
        estimates = sample if table.whole else self._counted(y, sample, codings)
        of_rows = table.whole or self.plan.method == GIVEN_ALL
        n_rows = table.rows.groups.n_rows
        chosen = choose_columns(
            [(row, self._sampled(codings[row.feature], keep)) for row in rows],
            self.plan, estimates, Testing(), workers=self._estimators,
            # Steps that count say themselves how far they are.
            after_each=lambda: self.advance(n_rows if of_rows else 0),
            of_rows=None if table.whole else sample,
        )  # fmt: skip
        return make_selection(
            chosen, self.plan, target=self.against.target, target_kind=y.kind, n_rows=n_rows,
            skipped=skipped, warnings=[*self._notes(rows, estimates), *chosen.notes],
            source_kind="file",
        )  # fmt: skip

    def _ranked(
        self,
    ) -> tuple[list[RankedFeature], dict[Hashable, Coding], dict[Hashable, str]]:
        """Return the columns with their relevance, how they are coded, and why others are not."""
        rows: list[RankedFeature] = []
        codings: dict[Hashable, Coding] = {}
        skipped: dict[Hashable, str] = {}
        for name, found in sorted(self.against.outcomes(self.checkpoint, self.advance).items()):
            if isinstance(found, str):
                skipped[name] = found
                continue
            coding = self.against.table.coding(name)
            if coding.set_aside is not None and coding.set_aside != COUNTS_ROWS:
                skipped[name] = coding.set_aside  # Without codes it is counted with no others.
                continue
            rows.append(found)
            codings[name] = coding
        return rows, codings, skipped

    def _notes(self, rows: list[RankedFeature], estimates: TermEstimates) -> list[str]:
        """Say how the table was read, and what is estimated from what."""
        read, *others = self.against.notes(rows)
        if isinstance(estimates, CountedTerms):
            others.insert(0, self._how_estimated(estimates))
        if estimates.thin:
            others.append(f"{some(sorted(estimates.thin), 4)} {TOO_FEW}")
        return [read, *others]

    @property
    def _estimators(self) -> int:
        """How many threads there is room for that estimate from the sample."""
        own = _BYTES_PER_ROW * len(self.against.table.rows.survey.places)
        settings = self.against.settings
        return max(1, min(settings.workers, settings.bytes // 4 // own))

    def _sampled(self, coding: Coding, keep: NDArray[np.bool_] | None) -> AnyVariable:
        """Return the sampled rows of a column in which the target is known."""
        as_level = self.against.settings.as_level
        found = variable_of(coding, self.against.table.found.columns, as_level=as_level)
        return found if keep is None else on_rows(found, keep)

    def _counted(
        self, y: Coding, sample: TermEstimates, codings: Mapping[Hashable, Coding]
    ) -> CountedTerms:
        """Return terms that are counted where they are of labels alone."""
        table, settings = self.against.table, self.against.settings
        passes = JointPasses(table, settings, self.checkpoint, self.advance)
        entropy = None
        if not y.bins:
            (entropy,) = passes({y.name: y}, [(y.name,)], self._entropy).values()
        return CountedTerms(
            sample.target,
            sample.options,
            entropy,
            sample.thin,
            labels={name: coding for name, coding in codings.items() if not coding.bins},
            target_coding=y,
            as_level=settings.as_level,
            most_cells=min(MOST_CELLS, settings.bytes // _BYTES_PER_CELL),
            passes=passes,
        )

    def _entropy(self, _: Keys, counts: NDArray[np.uint32]) -> float:
        known = counts if self.against.settings.as_level else counts[:-1]
        return entropy_of_counts(CountsOfCounts.of(known.astype(np.int64)), "auto")

    def _how_estimated(self, estimates: CountedTerms) -> str:
        """Say what is estimated in the sample."""
        said = estimates.in_words()
        if self.plan.method == GIVEN_ALL:
            said.insert(0, "I(X;Y | all chosen) with its tests")
        if self.plan.interactions:
            said.insert(0, "interactions")
        if not said:
            return "all terms are counted in all rows"
        sampled = len(self.against.table.rows.survey.places)
        return f"estimated in a sample of {sampled:,} rows: {', '.join(said)}; all else in all rows"


@dataclass
class _Bar:
    """Counts rows up to the total, as far as steps need a pass or not."""

    advance: Advance
    left: int
    lock: Any = field(default_factory=Lock)

    def __call__(self, rows: int) -> None:
        with self.lock:
            rows = min(rows, self.left)
            self.left -= rows
        self.advance(rows)
