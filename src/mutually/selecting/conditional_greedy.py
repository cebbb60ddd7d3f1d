"""The selection by I(X;Y | all chosen), which ends where chance would show as much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mutually.inference.significance import by_permutations, significance
from mutually.inference.testing import Testing
from mutually.pairs import estimate_pair
from mutually.selecting.greedy import Choice, without_columns
from mutually.selecting.term_estimates import Candidate, TermEstimates
from mutually.threads import map_in_order
from mutually.vectors import AnyVariable, all_known, join
from mutually.wording import probability

# A tail can be read off so many repetitions, which a correction for many candidates needs.
_REPETITIONS = 1000


def choose_given_all(
    candidates: Sequence[Candidate],
    k: int,
    estimates: TermEstimates,
    options: dict[str, Any],
    testing: Testing,
    *,
    alpha: float,
    workers: int,
    after_each: Callable[[], None],
) -> tuple[list[Choice], str]:
    """Choose by I(X; Y | S), S all that is chosen, and say why it ended before k columns.

    The best of the m candidates left is tested: by the closed form with nothing chosen, else by
    local permutations given S. Its p-value is multiplied by m, since it is the best of m
    (Bonferroni); the selection ends with the first one above alpha. ``testing`` says which rows may
    be exchanged.

    References
    ----------
    Runge, Nowack, Kretschmer, Flaxman & Sejdinovic, "Detecting and quantifying causal associations
    in large nonlinear time series datasets", Science Advances 5 (2019),
    doi:10.1126/sciadv.aau4996, select conditions so; the correction for m is ours.
    """
    size = np.array([len(c.names) for c in candidates])
    left = np.arange(len(candidates), dtype=np.intp)
    chosen: list[Choice] = []
    places = k
    while places and len(left := left[size[left] <= places]):
        given = join("chosen", [c.candidate.variable for c in chosen]) if chosen else None

        def gain(i: int, given: AnyVariable | None = given) -> float:
            x = candidates[i].variable
            if given is None:
                return candidates[i].relevance
            return -np.inf if estimates.determined(x, given) else estimates.beyond(x, given)

        gains = np.array(map_in_order(gain, left.tolist(), workers))
        best = int(np.argmax(gains / size[left]))
        taken = candidates[left[best]]
        m = int(np.count_nonzero(gains > -np.inf))
        if m == 0:
            return chosen, f"ended after {_columns(k - places)}: they determine all others"
        testing = replace(testing, n_permutations=_REPETITIONS, alpha=alpha / m)
        tested = {**options, "workers": workers}
        pvalue = min(1.0, m * _pvalue(taken.variable, estimates, given, tested, testing))
        if pvalue > alpha:
            return chosen, (
                f"ended after {_columns(k - places)}: none of the {m} left tells more beyond them "
                f"than chance shows (p = {probability(pvalue)} with all {m} counted)"
            )
        chosen.append(Choice(taken, float(gains[best] / size[left[best]]), pvalue))
        places -= len(taken.names)
        left = without_columns(left, candidates, taken)
        after_each()
    return chosen, ""


def _columns(n: int) -> str:
    return f"{n} column" if n == 1 else f"{n} columns"


def _pvalue(
    x: AnyVariable,
    estimates: TermEstimates,
    given: AnyVariable | None,
    options: dict[str, Any],
    testing: Testing,
) -> float:
    variables = [v for v in (x, estimates.target, given) if v is not None]
    keep = all_known(variables)
    if keep is not None:
        variables = [v.take(keep) for v in variables]
        testing = testing.take(keep)
    one, y, *rest = variables
    if one.n <= 2 * options["n_neighbors"] + 1:
        return 1.0
    # With a condition there is no closed form but of tables, and tables are quick to permute.
    if rest:
        return by_permutations(one, y, rest[0], options, testing).pvalue
    estimate = estimate_pair(one, y, **options)
    return significance(estimate, one, y, None, options, testing).pvalue
