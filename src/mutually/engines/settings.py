"""How a table in shards is worked on: what may be held, by whom, and what cannot be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mutually.engines.limits import machine_memory
from mutually.errors import fail
from mutually.inference.testing import Testing
from mutually.progress import Progress

# Of the memory: a quarter for the sample, half for tables, a quarter for what is being read, and
# when all is read, for finishing: a table of 1024 x 1024 bins takes 55 MB of arrays to finish.
BATCH_BYTES = 2 << 20
_BYTES_TO_FINISH = 60_000_000
_BYTES_PER_CELL = 4
_BYTES_PER_SAMPLED_VALUE = 16
_LEAST_SAMPLE = 10_000
_BYTES_PER_LEVEL = 1 << 12


@dataclass(frozen=True)
class Settings:
    """How columns in shards are surveyed and counted; see :func:`mutually.rank`."""

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
    def as_level(self) -> bool:
        """Whether missing is a level."""
        return self.missing == "category"

    @property
    def columns_together(self) -> int:
        """How many columns are read together; a checkpoint depends on it, so threads do not."""
        return max(1, min(64, self.bytes // 32 // BATCH_BYTES))

    @property
    def bytes_read(self) -> int:
        """What a thread may hold of what is being read, where two of them have a quarter.

        A checkpoint depends on it, so threads do not.
        """
        return self.bytes // 8

    @property
    def readers(self) -> int:
        """How many threads there is room for that read so many columns together."""
        return self.readers_of(self.columns_together * BATCH_BYTES)

    def readers_of(self, bytes_read: int) -> int:
        """Return how many threads there is room for, each of which holds so much."""
        return max(1, min(self.workers, self.bytes // 4 // bytes_read))

    @property
    def shared(self) -> bool:
        """Whether threads add to one set of tables: where no parts are kept or sent."""
        return self.checkpoint is None and self.engine is None

    @property
    def cells(self) -> int:
        """How many cells of tables are counted at a time: there is one copy of them, or three."""
        tables = min(self.bytes // 2, max(3 * self.bytes // 4 - _BYTES_TO_FINISH, 0))
        return tables // _BYTES_PER_CELL // (1 if self.shared else 3)

    def counters(self, bytes_read: int, cells: int) -> int:
        """Return how many threads there is room for that count so many cells of tables."""
        readers = self.readers_of(bytes_read)
        if self.shared:
            return readers
        # Each has tables of its own, and one set is the whole.
        return max(1, min(readers, self.bytes // 2 // max(_BYTES_PER_CELL * cells, 1) - 1))

    @property
    def finishers(self) -> int:
        """How many threads there is room for that finish tables."""
        return max(1, min(self.workers, self.bytes // 4 // _BYTES_TO_FINISH))

    def sampled(self, columns: int, most: int) -> int:
        """Return how many rows of so many columns there is room for in the sample."""
        room = self.bytes // 4 // _BYTES_PER_SAMPLED_VALUE // columns
        return min(most, max(room, _LEAST_SAMPLE))

    def levels(self, columns: int) -> int:
        """Return how many levels of each of so many columns there is room for."""
        return max(1000, self.bytes // _BYTES_PER_LEVEL // columns)


# What shards cannot do, with the values that ask for nothing.
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
