"""From the counts of pairs of columns to their entries in the matrix."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding
from mutually.engines.counted import Counted, from_counts, level_counts, variable_of
from mutually.engines.counting import Counts, Pair
from mutually.engines.survey import Seen
from mutually.estimators.discrete.many_tables import MOST_LEVELS, CountedColumns
from mutually.matching.few_levels import FewLevels, places_of, serves
from mutually.matching.matcher import NONE_KNOWN, Matcher
from mutually.results.paired import ENTRY
from mutually.threads import map_in_order
from mutually.variables import Variable


def as_counted(one: Coding, other: Coding) -> tuple[Coding, Coding]:
    """Return two columns as x and y: labels are x, since bins of y can be put together."""
    return (other, one) if one.bins and not other.bins else (one, other)


def pair_of(one: Coding, other: Coding) -> Pair:
    """Return the names of two columns, as x and y."""
    x, y = as_counted(one, other)
    return str(x.name), str(y.name)


@dataclass(frozen=True)
class FinishPairs:
    """What all pairs share.

    Attributes
    ----------
    columns : sequence of Coding
        All that are compared, in the order of their names.
    seen : dict of str to Seen
        The survey, with the sample.
    matcher : Matcher
        How pairs of the sampled rows are estimated.
    as_level : bool
        Whether missing is a level.
    """

    columns: Sequence[Coding]
    seen: Mapping[str, Seen]
    matcher: Matcher
    as_level: bool

    def entries(
        self, pairs: Sequence[tuple[int, int]], tables: Counts, workers: int
    ) -> NDArray[Any]:
        """Return the entries of a tile, x and y places in ``columns``."""
        entries = np.zeros(len(pairs), dtype=ENTRY)
        entries["x"], entries["y"] = np.array(pairs, dtype=np.int32).T
        left = np.flatnonzero(~self._fill(entries, tables))
        sampled = _Sampled(self)

        def entry(at: int) -> tuple[Any, ...]:
            x, y = pairs[at]
            return (x, y, *self._entry(x, y, tables, sampled))

        found = map_in_order(entry, left.tolist(), workers)
        for at, own in zip(left.tolist(), found, strict=True):
            entries[at] = own
        return entries

    def _fill(self, entries: NDArray[Any], tables: Counts) -> NDArray[np.bool_]:
        """Fill in pairs of columns of few levels, as in memory, and say which those are."""
        testing, estimator = self.matcher.testing, self.matcher.options["estimator"]
        of_tile = np.unique([entries["x"], entries["y"]]).tolist()
        few = [False] * len(self.columns)
        for at in of_tile:
            few[at] = self._is_few(self.columns[at]) and serves(estimator, self._rows(at), testing)
        filled: NDArray[np.bool_] = np.array(few)[entries["x"]] & np.array(few)[entries["y"]]
        place = places_of(few)
        counts: dict[tuple[int, int], NDArray[np.int64]] = {}
        totals: dict[int, NDArray[np.int64]] = {}
        for x, y in zip(entries["x"][filled].tolist(), entries["y"][filled].tolist(), strict=True):
            one, other = self.columns[x], self.columns[y]
            table = level_counts(one, other, tables[pair_of(one, other)])
            table = table[: self._levels(one), : self._levels(other)]
            counts[int(place[x]), int(place[y])] = table
            totals[int(place[x])], totals[int(place[y])] = table.sum(axis=1), table.sum(axis=0)
        if counts:
            # A column of which no pair is among them has no totals, and needs none.
            own = [totals.get(at, np.ones(2, dtype=np.int64)) for at in range(sum(few))]
            columns = CountedColumns.of(own, counts)
            FewLevels(place, columns, estimator, self.matcher.nats, testing).fill(entries)
        return filled

    def _is_few(self, column: Coding) -> bool:
        missing = self.seen[str(column.name)].missing and not self.as_level
        return not column.bins and not missing and 1 < self._levels(column) <= MOST_LEVELS

    def _levels(self, column: Coding) -> int:
        missing = self.as_level and self.seen[str(column.name)].missing
        return len(column.levels) + (1 if missing else 0)

    def _rows(self, at: int) -> int:
        return self.seen[str(self.columns[at].name)].rows

    def _entry(self, one: int, other: int, tables: Counts, sampled: _Sampled) -> tuple[Any, ...]:
        """Return the fields of an entry from "mi" on."""
        x, y = as_counted(self.columns[one], self.columns[other])
        table = tables[str(x.name), str(y.name)]
        found = from_counts(x, y, table, as_level=self.as_level)
        if found is None:
            return self.matcher.unknown(0, NONE_KNOWN)
        if isinstance(found, str):
            return self.matcher.unknown(0, found)
        if found.narrow:
            entry = self.of_sample(sampled[one], sampled[other])
            nats = self.matcher.nats
            if found.is_clearly_less(entry[0] * nats, entry[1] * nats):
                return entry
        return self._of_counts(found)

    def of_sample(self, x: Variable, y: Variable) -> tuple[Any, ...]:
        """Return the same from the sampled rows alone."""
        return self.matcher.match(x, y)

    def _of_counts(self, found: Counted) -> tuple[Any, ...]:
        nats, testing = self.matcher.nats, self.matcher.testing
        values, tested = [math.nan] * 3, None
        if testing is not None:
            tested = found.significance(testing)
            values = [found.standard_error, *found.interval(1 - testing.alpha)]
        pvalue = math.nan if tested is None else tested.pvalue
        notes = found.notes(nats, tested, testing)
        numbers = (value / nats for value in (found.estimate.value, *values))
        return (*numbers, pvalue, math.nan, found.n, found.estimate.method, "; ".join(notes), 0)


@dataclass
class _Sampled:
    """The sampled rows of the columns of a tile, each made when it is first asked for."""

    finish: FinishPairs
    made: dict[int, Variable] = field(default_factory=dict)
    lock: Any = field(default_factory=Lock)

    def __getitem__(self, place: int) -> Variable:
        with self.lock:
            if place not in self.made:
                finish = self.finish
                coding = finish.columns[place]
                found = variable_of(coding, finish.seen, as_level=finish.as_level)
                if found.values is not None:
                    found.sorted  # noqa: B018  It is kept once it is sorted.
                self.made[place] = found
            return self.made[place]
