"""Pairs of columns that tell together what neither tells alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.inference.false_discovery import q_values
from mutually.inference.permutations import permutation_test
from mutually.inference.permuted import paired_anew
from mutually.inference.significance import way_to_pair
from mutually.inference.testing import Testing
from mutually.results.selected import Interaction
from mutually.selecting.term_estimates import Candidate, TermEstimates, on_rows
from mutually.threads import map_in_order
from mutually.vectors import AnyVariable, all_known, join, numeric

# All pairs of so many columns are tested in all rows; of more, in half of the rows, those pairs
# that are best in at most so many of the others.
MOST_IN_ALL_ROWS = 60
_SCREENING_ROWS = 1000
_AFTER_SCREENING = 100
# The pairs of the largest synergies that are permuted; all others count as p = 1. It ends earlier
# once so many in a row are not significant.
_PERMUTED, _IN_A_ROW = 20, 3
_REPETITIONS = 1000


class Found(NamedTuple):
    """A pair, and the unit that it can be chosen as."""

    interaction: Interaction
    unit: Candidate


def find_interactions(
    candidates: Sequence[Candidate],
    estimates: TermEstimates,
    testing: Testing,
    *,
    alpha: float,
    workers: int,
) -> list[Found]:
    """Return the pairs with a synergy that is more than chance, the largest first.

    The synergy is I(X1,X2;Y) - I(X1;Y) - I(X2;Y) = I(X1;Y|X2) - I(X1;Y). Under the null hypothesis
    X2 says nothing about X1 and Y: I(X1;Y|X2) with the rows of X2 paired anew then has the same
    bias as the estimate itself; ``testing`` says which rows may be exchanged. q-values are those of
    Benjamini and Hochberg over all pairs that could have been tested.

    Of more than 60 columns the pairs are screened in at most half of the rows, and the best 100
    are tested in the others, so that the choice does not flatter the test.
    """
    pairs = list(combinations(range(len(candidates)), 2))
    tested_in, variables = estimates, [c.variable for c in candidates]
    if len(candidates) > MOST_IN_ALL_ROWS:
        n = estimates.target.n
        rows = _in_order_of_use(n, estimates.options["seed"], testing)
        screen = rows[: min(n // 2, _SCREENING_ROWS)]
        inside, outside = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
        inside[screen], outside[rows[n // 2 :]] = True, True
        screened, few = _on(estimates, inside), [on_rows(v, inside) for v in variables]
        relevance = map_in_order(screened.relevance, few, workers)
        first = map_in_order(lambda p: _synergy(screened, few, relevance, p), pairs, workers)
        best = np.argsort(-np.array(first), kind="stable")[:_AFTER_SCREENING]
        pairs = [pairs[i] for i in best.tolist()]
        tested_in, variables = _on(estimates, outside), [on_rows(v, outside) for v in variables]
        testing = testing.take(outside)
    relevance = [c.relevance for c in candidates]
    if tested_in is not estimates:
        relevance = map_in_order(tested_in.relevance, variables, workers)
    synergy = np.array(
        map_in_order(lambda p: _synergy(tested_in, variables, relevance, p), pairs, workers)
    )
    pvalues = np.ones(len(pairs))
    failed = 0
    for place in np.argsort(-synergy, kind="stable")[:_PERMUTED].tolist():
        x, z = (variables[i] for i in _roles(variables, pairs[place]))
        pvalues[place] = _pvalue(tested_in, x, z, testing, alpha / len(pairs), workers)
        failed = failed + 1 if pvalues[place] > alpha else 0
        if failed == _IN_A_ROW or synergy[place] <= 0:
            break
    found = []
    for place, (pvalue, q) in enumerate(zip(pvalues, q_values(pvalues), strict=True)):
        if q <= alpha:
            found.append(_found(candidates, estimates, pairs[place], float(pvalue), float(q)))
    return sorted(found, key=lambda pair: -pair.interaction.synergy)


def _found(
    candidates: Sequence[Candidate], estimates: TermEstimates, pair: tuple[int, int],
    pvalue: float, q: float,
) -> Found:  # fmt: skip
    i, j = _roles([c.variable for c in candidates], pair)
    x, z = candidates[i], candidates[j]
    beyond = estimates.beyond(x.variable, z.variable)
    one, other = (candidates[place] for place in pair)
    names = (*one.names, *other.names)
    together = z.relevance + beyond
    unit = Candidate(names, join(" & ".join(map(str, names)), [one.variable, other.variable]),
                     together)  # fmt: skip
    return Found(Interaction((names[0], names[1]), beyond - x.relevance, together, pvalue, q), unit)


def _roles(variables: Sequence[AnyVariable], pair: tuple[int, int]) -> tuple[int, int]:
    """Return which one tells and which one is the condition: labels are the better condition."""
    i, j = pair
    return (j, i) if numeric(variables[j]) and not numeric(variables[i]) else (i, j)


def _synergy(
    estimates: TermEstimates, variables: Sequence[AnyVariable], relevance: Sequence[float],
    pair: tuple[int, int],
) -> float:  # fmt: skip
    x, z = _roles(variables, pair)
    return estimates.beyond(variables[x], variables[z]) - relevance[x]


def _in_order_of_use(n: int, seed: int, testing: Testing) -> NDArray[np.intp]:
    """Return the rows, those first in which pairs are screened, and last those that test them.

    Rows that depend on each other are on one side, so that the test is of rows of its own: blocks
    stay together, and a series is cut in two.
    """
    if testing.in_time:
        return np.arange(n)
    rng = np.random.default_rng(seed)
    if testing.blocks is None:
        return rng.permutation(n)
    return np.argsort(rng.permutation(testing.blocks.size)[testing.blocks.codes], kind="stable")


def _pvalue(
    estimates: TermEstimates, x: AnyVariable, z: AnyVariable, testing: Testing, alpha: float,
    workers: int,
) -> float:  # fmt: skip
    """Test whether I(X;Y|Z) is larger than it would be if Z had nothing to do with X and Y."""
    keep = all_known((x, z))
    if keep is not None:
        estimates, x, z = _on(estimates, keep), x.take(keep), z.take(keep)
        testing = testing.take(keep)
    way = way_to_pair(x.n, None, estimates.options["seed"], workers, testing)
    estimates = replace(estimates, most_orders=1)  # The order of ties then belongs to the data.
    found = permutation_test(
        estimates.beyond(x, z),
        lambda repetition: estimates.beyond(x, paired_anew(z, way.shuffle(repetition))),
        most=_REPETITIONS,
        alpha=alpha,
        workers=workers,
    )
    return max(found.pvalue, math.exp(-way.log_pairings))


def _on(estimates: TermEstimates, rows: np.ndarray) -> TermEstimates:
    return replace(estimates, target=estimates.target.take(rows), thin=set())
