"""Pairs of continuous columns without ties, many at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.continuous import STRONG
from mutually.estimators.errors.standard_errors import ksg_errors, missed_by_neighbours
from mutually.estimators.neighbours.ksg import ceiling
from mutually.estimators.neighbours.ties import tied_share
from mutually.estimators.neighbours.transforms import scores_of_ranks
from mutually.estimators.nulls.null import upper_tail
from mutually.estimators.nulls.rank_tests import ksg_independence
from mutually.inference.diagnostics import WIDE, depends_on_neighbours
from mutually.inference.testing import Testing
from mutually.variables import Variable

# Pointwise values that are held at a time: 2 MB.
_AT_ONCE = 1 << 18


class Untied:
    """The columns of a table that are continuous, have no ties and miss nothing.

    Their ranks are all that an estimate takes from them, and the moments of its distribution under
    independence are the same for all pairs. Values are those of single pairs, to the bit; strong
    relations, which take several numbers of neighbours, are left to them.
    """

    def __init__(
        self,
        columns: Sequence[Variable],
        estimator: str,
        n_neighbors: int,
        nats: float,
        testing: Testing | None,
    ) -> None:
        self.columns, self.n, self.k, self.nats = columns, columns[0].n, n_neighbors, nats
        self.auto, self.testing = estimator == "auto", testing
        served = estimator in ("auto", "ksg") and self.n > n_neighbors
        self.null = ksg_independence(0.0, self.n, n_neighbors) if served else None
        # Without a closed form each pair is permuted on its own.
        by_form = testing is not None and testing.by_closed_forms and self.null is not None
        served = served and (testing is None or by_form)
        self.ours = np.array([served and _is_one(column) for column in columns])
        self.scores = scores_of_ranks(self.n) if self.ours.any() else np.empty(0)

    def fill(self, entries: NDArray[Any]) -> NDArray[np.bool_]:
        """Fill in the entries of pairs that are both among them, and say which those are."""
        filled = np.zeros(len(entries), dtype=np.bool_)
        places = np.flatnonzero(self.ours[entries["x"]] & self.ours[entries["y"]])
        most = max(_AT_ONCE // max(self.n, 1), 1)
        for start in range(0, len(places), most):
            some = places[start : start + most]
            filled[some] = self._fill(entries, some)
        return filled

    def _local(self, entries: NDArray[Any], places: NDArray[Any], k: int) -> NDArray[np.float64]:
        """Return the pointwise values of some pairs, one row a pair."""
        used, ends = np.unique(
            np.concatenate([entries["x"][places], entries["y"][places]]), return_inverse=True
        )
        orders = [self.columns[at].sorted.order for at in used.tolist()]
        x, y = ends.astype(np.uint32).reshape(2, -1)
        return _core.ksg_pairs(self.scores, orders, x, y, k)

    def _fill(self, entries: NDArray[Any], places: NDArray[np.intp]) -> NDArray[np.bool_]:
        local = self._local(entries, places, self.k)
        values, spreads = local.mean(axis=1), local.var(axis=1, ddof=1)
        most = ceiling(self.n, self.k)
        weak: NDArray[np.bool_] = values < (
            most if not self.auto else min(most, np.nextafter(STRONG, 1))
        )
        places, values, spreads = places[weak], values[weak], spreads[weak]
        errors = [
            ksg_errors(spread, value, self.n, self.k)
            for spread, value in zip(spreads.tolist(), values.tolist(), strict=True)
        ]
        wide: dict[int, float] = {}
        if self.testing is not None and self.n > 2 * WIDE:
            clear = np.array([e.variance**0.5 for e in errors]) * 2 <= values
            strong = np.flatnonzero(clear)
            if len(strong):
                means = self._local(entries, places[strong], WIDE).mean(axis=1)
                wide = dict(zip(strong.tolist(), means.tolist(), strict=True))
        for at, (place, value, error) in enumerate(
            zip(places.tolist(), values.tolist(), errors, strict=True)
        ):
            warning = ""
            tested: tuple[float, ...] = (math.nan,) * 4
            if self.testing is not None:
                assert self.null is not None
                missed = missed_by_neighbours(value, wide[at], error) if at in wide else 0.0
                low, high = error.interval(value, 1 - self.testing.alpha, missed=missed)
                scaled = (part / self.nats for part in (math.sqrt(error.variance), low, high))
                tested = (*scaled, upper_tail(value, self.null.null))
                if self.auto and at in wide:
                    found = depends_on_neighbours(value, wide[at], error.variance**0.5, self.n)
                    warning = "; ".join(found)
            ends = int(entries["x"][place]), int(entries["y"][place])
            entries[place] = (
                *ends, value / self.nats, *tested, math.nan, self.n, "ksg", warning, 0
            )  # fmt: skip
        return weak


def _is_one(column: Variable) -> bool:
    # Circular columns have distances of their own.
    line = column.kind == "continuous" and column.period is None
    return line and column.known is None and tied_share(column.sorted) == 0
