"""From the counts of a column and the target to its row in the ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually.engines.coding import Coding
from mutually.engines.counted import Counted, from_counts, variable_of
from mutually.engines.counting import Cells
from mutually.engines.survey import Seen
from mutually.estimators.discrete.discrete_entropy import entropy_of_counts
from mutually.results.ranked import RankedFeature
from mutually.results.result import normalize
from mutually.scoring.contest import Contest

NONE_KNOWN = "no row in which both it and the target are known"


@dataclass(frozen=True)
class Finish:
    """What all features share.

    Attributes
    ----------
    target : Coding
        Of the target.
    seen : dict of str to Seen
        The survey, with the sample.
    contest : Contest
        The target's sampled rows, and how estimates of them are made.
    as_level : bool
        Whether missing is a level.
    """

    target: Coding
    seen: Mapping[str, Seen]
    contest: Contest
    as_level: bool

    def of_sample(self, x: Coding) -> RankedFeature | str:
        """Return the row of a feature from the sampled rows alone."""
        return self.contest.score(variable_of(x, self.seen, as_level=self.as_level), 1)

    def of_pair(self, pair: tuple[Coding, NDArray[np.uint32] | Cells]) -> RankedFeature | str:
        """Return the row of a feature, given with its counts."""
        return self.of_counts(*pair)

    def of_counts(self, x: Coding, table: NDArray[np.uint32] | Cells) -> RankedFeature | str:
        """Return the row of a feature from its counts with the target, or why there is none."""
        found = from_counts(x, self.target, table, as_level=self.as_level)
        if found is None:
            return NONE_KNOWN
        if isinstance(found, str):
            return found
        if found.narrow:
            row, nats = self.of_sample(x), self.contest.nats
            if isinstance(row, RankedFeature) and found.is_clearly_less(
                row.mi * nats, row.standard_error * nats
            ):
                return row
        return self.row(x, found)

    def row(self, x: Coding, found: Counted) -> RankedFeature:
        """Return the row of a feature from an estimate."""
        nats, testing = self.contest.nats, self.contest.testing
        estimate = found.estimate
        inferred: dict[str, Any] = {}
        tested = None if testing is None else found.significance(testing)
        if testing is not None:
            low, high = found.interval(1 - testing.alpha)
            inferred = {
                "standard_error": found.standard_error / nats,
                "low": low / nats,
                "high": high / nats,
            }
        if tested is not None:
            inferred |= {
                "pvalue": tested.pvalue,
                "noise_floor": tested.floor / nats,
                "pvalue_method": tested.method,
            }
        notes = found.notes(nats, tested, testing)
        entropy = None
        if found.y_margin is not None:
            entropy = entropy_of_counts(found.y_margin, "auto")
            if found.y_margin.levels < 2:
                notes.append("the target has one value in the rows where the feature is known")
        return RankedFeature(
            feature=x.name,
            kind=x.kind,
            mi=estimate.value / nats,
            normalized=normalize(estimate.value, entropy),
            n=found.n,
            estimator=estimate.method,
            warning="; ".join(notes),
            reason=x.reason,
            **inferred,
        )
