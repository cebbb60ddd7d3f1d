"""All pairs of the columns of a table that is read shard by shard."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.engines.checkpoint import Checkpoint
from mutually.engines.coding import Coding
from mutually.engines.counted import totals_of_labels, variable_of
from mutually.engines.counting import Counts, Tally
from mutually.engines.finish_pairs import FinishPairs, pair_of
from mutually.engines.pair_tiles import bytes_to_read, pairs_in, tiles_in_room
from mutually.engines.sampling import ROWS
from mutually.engines.settings import Settings
from mutually.engines.surveyed import Advance, AfterSurvey, Rows, Share, pass_over
from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.estimators.discrete.table import CountsOfCounts
from mutually.matching.matcher import Holder, Matcher
from mutually.matching.order_notes import order_notes
from mutually.matching.tiles import match_columns, need_two, order_of_names
from mutually.pairs import entropy_of_labels, need_neighbours
from mutually.progress import track
from mutually.results.paired import ENTRY, Pairwise
from mutually.results.ranked import FrameMaker
from mutually.tables.shards import RowGroups
from mutually.units import nats_per_unit
from mutually.variables import COUNTS_ROWS, Variable


def pairwise_in_shards(
    rows: RowGroups,
    names: Sequence[str],
    forced: Mapping[Hashable, bool],
    settings: Settings,
    *,
    asked: bool = False,
    top_k: int | None = None,
    threshold: float | None = None,
    most_sampled: int = ROWS,
) -> Pairwise:
    """Compare columns of a table in row groups; parameters are those of :func:`mutually.pairwise`.

    ``asked`` says that the caller named the columns.
    """
    table = Rows.of(rows, names, forced, settings, most_sampled, asked=asked)
    checkpoint = table.checkpoint(pairs_of=list(names), **_about(settings))
    # Rows are counted once in either pass.
    with track(settings.progress, 2 * rows.n_rows, "rows, all pairs of columns") as advance:
        work = _Paired.of(table.surveyed(checkpoint, advance), asked, top_k, threshold)
        held = work.in_memory(advance) if work.whole else work.by_tiles(checkpoint, advance)
    return work.result(held)


@dataclass
class _Paired:
    """What is known after the first pass, and what the tiles leave.

    Attributes
    ----------
    table : AfterSurvey
        The survey.
    columns : list of Coding
        Those that are compared, in the table's order.
    skipped : dict
        Name -> why a column is set aside.
    top_k, threshold
        Which pairs are held.
    totals : dict of str to ndarray
        How often each level of a discrete column occurs.
    ways : ndarray of int
        How many pairs are of labels, of bins, and by the sample.
    """

    table: AfterSurvey
    columns: list[Coding]
    skipped: dict[Hashable, str]
    top_k: int | None
    threshold: float | None
    totals: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    ways: NDArray[np.int64] = field(default_factory=lambda: np.zeros(3, dtype=np.int64))

    @classmethod
    def of(
        cls, table: AfterSurvey, asked: bool, top_k: int | None, threshold: float | None
    ) -> _Paired:
        """Decide what the columns are."""
        columns, aside = [], dict(table.rows.aside)
        for name in table.found.columns:
            coding = table.coding(name)
            # A counter may be what one asks for: the year of a yearly series counts its rows.
            if coding.set_aside is None or (asked and coding.set_aside == COUNTS_ROWS):
                columns.append(coding)
            else:
                aside[name] = coding.set_aside
        names = table.rows.names
        skipped: dict[Hashable, str] = {name: aside[name] for name in names if name in aside}
        need_two(len(columns), len(names), skipped)
        in_order = {name: at for at, name in enumerate(names)}
        columns.sort(key=lambda coding: in_order[str(coding.name)])
        if any(coding.bins for coding in columns):
            need_neighbours(len(table.rows.survey.places), table.rows.settings.n_neighbors)
        return cls(table, columns, skipped, top_k, threshold)

    @property
    def whole(self) -> bool:
        """Whether the sample is the whole table."""
        return self.table.whole

    @property
    def settings(self) -> Settings:
        """How the table is worked on."""
        return self.table.rows.settings

    @cached_property
    def matcher(self) -> Matcher:
        """How pairs of sampled rows are estimated."""
        options = {"estimator": "auto", "n_neighbors": self.settings.n_neighbors,
                   "seed": self.settings.seed}  # fmt: skip
        return Matcher(nats_per_unit(self.settings.base), options, self.settings.testing)

    @cached_property
    def variables(self) -> list[Variable]:
        """The columns in memory."""
        seen, as_level = self.table.found.columns, self.settings.as_level
        return [variable_of(coding, seen, as_level=as_level) for coding in self.columns]

    def in_memory(self, advance: Advance) -> NDArray[Any]:
        """Return the pairs that are held, from a sample that is the whole table."""
        for variable in self.variables:
            if variable.values is not None:
                variable.sorted  # noqa: B018  It is kept once it is sorted.
        held = match_columns(
            self.variables, self.matcher, self.top_k, self.threshold, self.settings.workers,
            lambda n=1: None,
        )  # fmt: skip
        advance(self.table.rows.groups.n_rows)
        return held

    def by_tiles(self, checkpoint: Checkpoint | None, advance: Advance) -> NDArray[Any]:
        """Return the pairs that are held, from counts."""
        settings, inference = self.settings, self.settings.testing is not None
        order = order_of_names([coding.name for coding in self.columns])
        columns = [self.columns[at] for at in order]
        finish = FinishPairs(columns, self.table.found.columns, self.matcher, settings.as_level)
        holder = Holder.of(len(columns), self.top_k, self.threshold, inference=inference)
        tiles = tiles_in_room(columns, settings.cells, settings.bytes_read)
        for at, tile in enumerate(tiles):
            share = Share(advance, at, len(tiles))
            kept = None if checkpoint is None else checkpoint.of(f"pairs{at:06d}")
            entries = self._of_tile(finish, pairs_in(tile), kept, share)
            self._add_ways(columns, entries)
            holder.add(entries)
        return holder.finish(order)

    def _of_tile(
        self, finish: FinishPairs, pairs: Sequence[tuple[int, int]],
        kept: Checkpoint | None, advance: Advance,
    ) -> NDArray[Any]:  # fmt: skip
        """Return the entries of a tile, and keep them instead of its counts."""
        done = None if kept is None else kept.load_result()
        if done is not None:
            entries, totals = done
            self.totals |= {name: np.array(own, dtype=np.int64) for name, own in totals.items()}
            advance(self.table.rows.groups.n_rows)
            return np.array(entries, dtype=ENTRY)
        columns, groups = finish.columns, self.table.rows.groups
        read = {str(columns[at].name): columns[at] for at in sorted({*chain(*pairs)})}
        named = tuple(pair_of(columns[x], columns[y]) for x, y in pairs)
        tally = Tally(read, named, self.table.lost)
        workers = self.settings.counters(bytes_to_read(list(read.values())), tally.cells)
        tables: Counts = pass_over(tally, groups, self.settings, workers, kept, advance)
        totals = totals_of_labels(tally, tables)
        found = finish.entries(pairs, tables, self.settings.finishers)
        self.totals |= totals
        if kept is not None:
            kept.save_result((found.tolist(), {n: own.tolist() for n, own in totals.items()}))
        return found

    def _add_ways(self, columns: Sequence[Coding], entries: NDArray[Any]) -> None:
        labels = np.array([not coding.bins for coding in columns])
        exact = labels[entries["x"]] & labels[entries["y"]]
        said = entries["estimator"].astype(str)
        binned = ~exact & (np.char.find(said, "bins") >= 0)
        sampled = ~exact & ~binned & (said != "none")
        self.ways += [np.count_nonzero(way) for way in (exact, binned, sampled)]

    def result(self, held: NDArray[Any]) -> Pairwise:
        """Return the matrix."""
        settings, groups = self.settings, self.table.rows.groups
        testing = settings.testing
        n_pairs = math.comb(len(self.columns), 2)
        nats = nats_per_unit(settings.base)
        exact, binned, sampled = self.ways.tolist()
        notes = [
            self.table.how_read(
                exact=exact > 0,
                binned=binned > 0,
                sampled=f"{sampled:,} of {n_pairs:,} pairs" if sampled else None,
                otherwise="no pair is known",
            ),
            *self.table.left_out(),
        ]
        if self.whole and testing is not None:
            notes += order_notes(self.variables)
        return Pairwise(
            [coding.name for coding in self.columns],
            [coding.kind for coding in self.columns],
            np.array([self._entropy(at) / nats for at in range(len(self.columns))]),
            held,
            n_rows=groups.n_rows,
            n_pairs=n_pairs,
            base=settings.base,
            alpha=None if testing is None else testing.alpha,
            skipped=self.skipped,
            warnings=tuple(notes),
            make_frame=FrameMaker("file"),
            kind_of_frame="file",
            top_k=self.top_k,
            threshold=self.threshold,
        )

    def _entropy(self, at: int) -> float:
        """Return the entropy of a discrete column in nats, nan of others."""
        if self.whole:
            variable = self.variables[at]
            known = variable if variable.known is None else variable.take(variable.known)
            nats = entropy_of_labels(known)
            return math.nan if nats is None else nats
        coding = self.columns[at]
        if coding.kind != "discrete":
            return math.nan
        totals = self.totals[str(coding.name)]
        of_known = totals if self.settings.as_level else totals[:-1]
        return entropy_of_counts(CountsOfCounts.of(of_known), "auto")


def _about(settings: Settings) -> dict[str, Any]:
    """Say what the entries of a tile depend on, beside what counts do."""
    testing = settings.testing
    how = None if testing is None else [testing.method, testing.n_permutations, testing.alpha]
    return {"base": settings.base, "n_neighbors": settings.n_neighbors, "inference": how}
