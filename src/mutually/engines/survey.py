"""The first pass: what each column holds, and the rows of the sample.

A column's part is merged by sums, extremes and unions. Which values occur is kept while they are
few; a set that has grown beyond its limit is None from then on, in whatever order parts are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.engines import early_counts
from mutually.engines.early_counts import Coded, Early, EarlyCounts
from mutually.engines.work import Task
from mutually.tables.shards import Loss, RowGroup, unreadable

# Columns of a row group, so many rows at a time.
Read = Callable[[Sequence[str], int], Iterator[dict[str, Any]]]
_NONE = np.iinfo(np.int64).max
_FEW = 64
_EXACT = 1 << 53


class Seen(NamedTuple):
    """What some rows of a column hold.

    Attributes
    ----------
    rows, missing : int
        How many rows there are, and how many of them are missing.
    first_missing : int
        The place of the first of them; a number beyond all places where none is.
    levels : frozenset or None
        The values that occur, zero without a sign; None if they are too many.
    low, high : int, float or None
        The extremes of numbers.
    steps : tuple of float, or None
        The extremes of value - place and of value + place, which are equal where numbers count the
        rows; None where they do not.
    sample : tuple of (places, values, missing)
        Of the sampled rows, in parts that are in no order.
    """

    rows: int
    missing: int
    first_missing: int
    levels: frozenset[Any] | None
    low: Any
    high: Any
    steps: tuple[float, float, float, float] | None
    sample: tuple[Any, ...]


class Surveyed(NamedTuple):
    """What some shards hold, by column, what could not be read of them, and what is counted."""

    columns: dict[str, Seen]
    lost: tuple[tuple[RowGroup, Loss], ...]
    early: Early = {}  # noqa: RUF012  Of a tuple, which nothing is written to.


NOTHING = Seen(0, 0, _NONE, frozenset(), None, None, (np.inf, -np.inf, np.inf, -np.inf), ())


@dataclass(frozen=True)
class Survey:
    """The first pass over some columns.

    Attributes
    ----------
    families : dict of str to str
        The columns, and what their values mean.
    most_levels : dict of str to int
        How many different values of each are kept.
    places : ndarray of int
        The sample, ascending.
    block : int
        How many columns are read together.
    rows : int or None
        How many rows are read at a time; as many as is quick where it is None.
    skip : bool
        Whether a row group that cannot be read is left out.
    target : str or None
        The column that others are counted with on the way, where both have few values.
    most_cells : int
        How many cells such a table may have.
    """

    families: Mapping[str, str]
    most_levels: Mapping[str, int]
    places: NDArray[np.int64]
    block: int = 64
    rows: int | None = None
    skip: bool = False
    target: str | None = None
    most_cells: int = 0

    def partial(self, task: Task, stopped: Callable[[], None] | None = None) -> Surveyed:
        """Return what the row groups of a task hold."""
        found = Surveyed(dict.fromkeys(self.families, NOTHING), ())
        for group in task:
            found = self.merge(found, self._of_group(group, stopped))
        return found

    def _of_group(self, group: RowGroup, stopped: Callable[[], None] | None) -> Surveyed:
        from mutually.tables.readers.row_groups import UNREADABLE, open_group

        names = list(self.families)
        text = [name for name in names if self.families[name] == "label"]
        columns: dict[str, Seen] = {}
        early: Early = {}
        try:
            with open_group(group, names, text) as read:
                for at in range(0, len(names), self.block):
                    own = names[at : at + self.block]
                    seen, counted = self._of_columns(read, group, own, stopped)
                    columns.update(seen)
                    early.update(counted)
        except UNREADABLE as error:
            if not self.skip:
                unreadable(str(group), error)
            why = str(error).strip().partition("\n")[0][:200]
            return Surveyed({}, ((group, Loss(str(group), group.rows, why)),))
        return Surveyed(columns, (), early)

    def _of_columns(
        self, read: Read, group: RowGroup, names: Sequence[str], stopped: Callable[[], None] | None
    ) -> tuple[dict[str, Seen], Early]:
        from mutually.tables.readers.row_groups import BATCH

        every = names if self.target is None else list(dict.fromkeys((*names, self.target)))
        readers = {
            name: (_Text if self.families[name] == "label" else _Numbers)(self.most_levels[name])
            for name in every
        }
        early = EarlyCounts(self.most_cells)
        start = group.start
        for batch in read(every, min(BATCH, self.rows or BATCH)):
            if stopped is not None:
                stopped()
            rows = len(next(iter(batch.values())))
            ends = np.searchsorted(self.places, (start, start + rows))
            places = self.places[ends[0] : ends[1]]
            for name, reader in readers.items():
                reader.add(batch[name], start, places)
            if self.target is not None:
                y = readers[self.target].coded()
                for name in names:
                    if name != self.target:
                        early.add(name, None if y is None else readers[name].coded(), y)
            start += rows
        if start != group.start + group.rows:
            raise OSError(f"{start - group.start} rows where its end promises {group.rows}")
        return {name: readers[name].seen() for name in names}, early.counted()

    def merge(self, one: Surveyed, other: Surveyed) -> Surveyed:
        """Put together what two sets of shards hold."""
        columns = dict(one.columns)
        for name, seen in other.columns.items():
            mine = columns.get(name)
            columns[name] = seen if mine is None else merge(mine, seen, self.most_levels[name])
        lost = {loss[0][:2]: loss for loss in (*one.lost, *other.lost)}
        early = early_counts.merge(one.early, other.early, self.most_cells)
        return Surveyed(columns, tuple(lost[key] for key in sorted(lost)), early)


def merge(one: Seen, other: Seen, most: int) -> Seen:
    """Put together what two sets of rows of a column hold."""
    levels = None
    if one.levels is not None and other.levels is not None:
        levels = one.levels if other.levels <= one.levels else one.levels | other.levels
        levels = levels if len(levels) <= most else None
    lows = [low for low in (one.low, other.low) if low is not None]
    highs = [high for high in (one.high, other.high) if high is not None]
    return Seen(
        one.rows + other.rows,
        one.missing + other.missing,
        min(one.first_missing, other.first_missing),
        levels,
        min(lows, default=None),
        max(highs, default=None),
        _merged_steps(one.steps, other.steps),
        one.sample + other.sample,
    )


def _merged_steps(one: Any, other: Any) -> tuple[float, float, float, float] | None:
    if one is None or other is None:
        return None
    a, b = min(one[0], other[0]), max(one[1], other[1])
    c, d = min(one[2], other[2]), max(one[3], other[3])
    return (a, b, c, d) if a >= b or c >= d else None


class _Numbers:
    """Booleans, numbers and times of one row group."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.levels: set[Any] | None = set()
        self.known: NDArray[Any] | None = None
        self.found = NOTHING
        self.last: tuple[NDArray[Any], NDArray[np.bool_] | None] | None = None

    def add(self, array: Any, start: int, places: NDArray[np.int64]) -> None:
        from mutually.tables.readers.row_groups import as_numbers

        values, missing = self.last = as_numbers(array)
        first = _NONE if missing is None else start + int(np.argmax(missing))
        sample: tuple[Any, ...] = ()
        if len(places):
            at = places - start
            none = np.zeros(len(at), dtype=np.bool_) if missing is None else missing[at]
            sample = ((places, values[at], none),)
        present = values if missing is None else values[~missing]
        low = high = None
        if len(present):
            low, high = present.min().item(), present.max().item()
            self._see(present, low, high)
        steps = self.found.steps
        if steps is not None and len(present):
            rows = np.arange(start, start + len(values), dtype=np.float64)
            place = rows if missing is None else rows[~missing]
            # Two rows tell most columns apart from counters, and only the others are looked at.
            few = _steps(present[[0, -1]], place[[0, -1]])
            steps = _merged_steps(steps, few)
            if steps is not None:
                steps = _merged_steps(steps, _steps(present, place))
        sums = 0 if missing is None else int(np.count_nonzero(missing))
        part = Seen(len(values), sums, first, frozenset(), low, high, steps, sample)
        self.found = merge(self.found, part, self.most)._replace(steps=steps)

    def _see(self, present: NDArray[Any], low: Any, high: Any) -> None:
        if self.levels is None:
            return
        if self.known is None:
            self.known = np.unique(present[:_FEW])
        if len(self.known) > self.most:  # as of most columns of numbers, and no more is looked at
            self.levels = None
            return
        if self._holds_all_between(low, high):
            return
        for at in range(0, len(present), 1 << 14):
            part = present[at : at + (1 << 14)]
            place = np.minimum(np.searchsorted(self.known, part), len(self.known) - 1)
            new = part[self.known[place] != part]
            if len(new):
                self.known = np.union1d(self.known, new)
            if len(self.known) > self.most:
                self.levels = None
                return

    def _holds_all_between(self, low: Any, high: Any) -> bool:
        """Say whether there is nothing new: the known are all whole numbers of a range."""
        if self.known is None or self.known.dtype.kind == "f":
            return False
        first, last = int(self.known[0]), int(self.known[-1])
        return last - first == len(self.known) - 1 and first <= low and high <= last

    def coded(self) -> Coded | None:
        """Return the last rows as codes, None where they hold too many values."""
        last, self.last = self.last, None
        if self.levels is None or self.known is None or last is None:
            return None
        if self.known.dtype.kind != "f" and np.abs(self.known[[0, -1]]).max() > _EXACT:
            return None
        values, missing = last
        numbers = np.ascontiguousarray(values, dtype=np.float64)
        if missing is not None:
            numbers = np.where(missing, np.nan, numbers)
        edges = self.known.astype(np.float64)
        return Coded(_core.bin_codes(numbers, edges, len(edges)), self.known)

    def seen(self) -> Seen:
        if self.levels is None:
            return self.found._replace(levels=None)
        known = () if self.known is None else self.known.tolist()
        # Zero with a sign is zero.
        return self.found._replace(levels=frozenset(value + 0 for value in known))


def _steps(values: NDArray[Any], places: NDArray[np.float64]) -> tuple[float, float, float, float]:
    down, up = values - places, values + places
    return float(down.min()), float(down.max()), float(up.min()), float(up.max())


class _Text:
    """Strings of one row group."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.levels: set[Any] | None = set()
        self.dictionary: Any = None
        self.occurs = np.zeros(0, dtype=np.bool_)
        self.found = NOTHING._replace(steps=None)
        self.codes: NDArray[Any] = np.zeros(0, dtype=np.int32)

    def add(self, array: Any, start: int, places: NDArray[np.int64]) -> None:
        from mutually.tables.readers.row_groups import as_codes, values_at

        codes, dictionary = as_codes(array)
        self.codes = codes
        missing = int(np.count_nonzero(codes < 0)) if codes.min(initial=0) < 0 else 0
        first = start + int(np.argmax(codes < 0)) if missing else _NONE
        sample: tuple[Any, ...] = ()
        if len(places):
            chosen = codes[places - start]
            # Of the dictionary those that occur are taken; a code of -1 marks the place behind it.
            texts = np.empty(len(dictionary) + 1, dtype=object)
            occurs = np.zeros(len(texts), dtype=np.bool_)
            occurs[chosen] = True
            kept = np.flatnonzero(occurs[:-1])
            texts[kept] = values_at(dictionary, kept)
            sample = ((places, texts[chosen], chosen < 0),)
        part = Seen(len(codes), missing, first, frozenset(), None, None, None, sample)
        self.found = merge(self.found, part, self.most)
        if self.levels is None:
            return
        if self.dictionary is None or not dictionary.equals(self.dictionary):
            self._flush()
            self.dictionary = dictionary
            self.occurs = np.zeros(len(dictionary) + 1, dtype=np.bool_)
        # Most dictionaries hold what occurs alone, and some thousand rows show it. A code of -1
        # marks the last place, which is dropped again.
        for at in range(0, len(codes), 1 << 14):
            self.occurs[codes[at : at + (1 << 14)]] = True
            if self.occurs[:-1].all():
                break

    def coded(self) -> Coded | None:
        """Return the last rows as codes, None where they hold too many values."""
        if self.levels is None or self.dictionary is None:
            return None
        codes = self.codes.astype(np.int32, copy=False).view(np.uint32)
        if self.codes.min(initial=0) < 0:
            codes = np.minimum(codes, np.uint32(len(self.dictionary)))
        return Coded(codes, self.dictionary)

    def _flush(self) -> None:
        """Add the values of the dictionary that occurred."""
        if self.dictionary is None or self.levels is None:
            return
        from mutually.tables.readers.row_groups import values_at

        places = np.flatnonzero(self.occurs[:-1])
        # No more at a time than are kept: a dictionary may be as long as its row group.
        for start in range(0, len(places), self.most + 1):
            self.levels.update(values_at(self.dictionary, places[start : start + self.most + 1]))
            if len(self.levels) > self.most:
                self.levels = None
                break
        self.dictionary = None

    def seen(self) -> Seen:
        self._flush()
        levels = None if self.levels is None else frozenset(self.levels)
        return self.found._replace(levels=levels)
