"""Passes that count sets of columns, one after another, and make something of each table."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mutually.engines.checkpoint import Checkpoint
from mutually.engines.joint_counts import (
    Coded,
    JointTally,
    Keys,
    Tables,
    blocks_of_sets,
    cells,
)
from mutually.engines.settings import BATCH_BYTES, Settings
from mutually.engines.surveyed import Advance, AfterSurvey, Share, pass_over
from mutually.threads import map_in_order

Finished = TypeVar("Finished")


@dataclass(frozen=True)
class JointPasses:
    """All passes of a call after the first ones.

    Their order follows from the call and the table alone, so that the number of a pass says in a
    checkpoint which one it is.
    """

    table: AfterSurvey
    settings: Settings
    checkpoint: Checkpoint | None
    advance: Advance
    numbers: count[int] = field(default_factory=count)

    def __call__(
        self,
        columns: Mapping[Hashable, Coded],
        sets: Sequence[Keys],
        finish: Callable[[Keys, NDArray[np.uint32]], Finished],
    ) -> dict[Keys, Finished]:
        """Count sets of columns in all rows, and return of each what is made of its table."""
        together, groups = self.settings.columns_together, self.table.rows.groups
        number, found = next(self.numbers), dict[Keys, Finished]()
        blocks = list(blocks_of_sets(columns, sets, self.settings.cells, together))
        for at, block in enumerate(blocks):
            own = {key: columns[key] for keys in block for key in keys}
            tally = JointTally(own, block, self.table.lost)
            held = sum(cells(columns, keys) for keys in block)
            workers = self.settings.counters(together * BATCH_BYTES, held)
            step = f"joint{number:04d}-{at:04d}"
            kept = None if self.checkpoint is None else self.checkpoint.of(step)
            share = Share(self.advance, at, len(blocks))
            tables = pass_over(tally, groups, self.settings, workers, kept, share)

            def of(keys: Keys, tables: Tables = tables) -> Finished:
                return finish(keys, tables[keys])

            made = map_in_order(of, block, self.settings.finishers)
            found |= dict(zip(block, made, strict=True))
        if not blocks:
            self.advance(groups.n_rows)
        return found
