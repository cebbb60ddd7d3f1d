"""The greedy loop of a selection: score what is left, choose the best, look at it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.selecting.criteria import METHODS, Criterion, Terms
from mutually.selecting.term_estimates import Candidate, TermEstimates


class Choice(NamedTuple):
    """What was chosen at a step, and why."""

    candidate: Candidate
    gain: float
    pvalue: float = float("nan")


def choose(
    candidates: Sequence[Candidate],
    k: int,
    method: str,
    estimates: TermEstimates,
    *,
    beta: float,
    workers: int,
    after_each: Callable[[], None],
) -> list[Choice]:
    """Choose k columns one by one, or unit by unit, by a criterion made of pairs.

    A term is estimated once, when its second column is chosen: k times m estimates for m
    candidates. Of equal scores the first candidate wins, so that their order should not be that of
    the table. A unit of two columns is worth half its score for each of its two places.

    What a chosen column determines adds nothing to it, whatever a criterion says that looks at
    pairs alone: it waits until no other column is left, or none that shows more than noise (but in
    "mim", which looks at no chosen one).
    """
    criterion = METHODS[method]
    needs = sorted(criterion.needs)
    found = {need: np.empty((len(candidates), k)) for need in needs}
    relevance = np.array([c.relevance for c in candidates])
    size = np.array([len(c.names) for c in candidates])
    left = np.arange(len(candidates), dtype=np.intp)
    chosen: list[Choice] = []
    determined = np.zeros(len(candidates), dtype=bool)
    places = k
    while places and len(left := left[size[left] <= places]):
        step = len(chosen)
        if step and found:
            others = [candidates[i] for i in left.tolist()]
            columns = estimates.beside(chosen[-1].candidate, others, needs, workers)
            determined[left] |= columns[:, 0] == 1.0
            for column, table in zip(columns.T[1:], found.values(), strict=True):
                table[left, step - 1] = column
        scores = relevance[left]
        if step:
            known = {need: table[left, :step] for need, table in found.items()}
            scores = criterion.score(
                Terms(
                    relevance[left],
                    known.get("redundancy"),
                    known.get("beyond"),
                    np.array([c.candidate.relevance for c in chosen]),
                    known.get("entropy"),
                    beta,
                )
            )
        scores = scores / size[left]
        waits = _waits(scores, determined[left], criterion)
        best = int(np.argmax(np.where(waits, -np.inf, scores)))
        taken = candidates[left[best]]
        chosen.append(Choice(taken, float(scores[best])))
        places -= len(taken.names)
        left = without_columns(left, candidates, taken)
        after_each()
    return chosen


def _waits(
    scores: NDArray[np.float64], determined: NDArray[np.bool_], criterion: Criterion
) -> NDArray[np.bool_]:
    """Say which candidates wait: those that are determined, while another one shows something.

    Where noise scores as often below zero as above, the lowest score says how high noise gets. A
    copy does less harm to a predictor than noise does (studies/selection.md).
    """
    others = scores[~determined]
    if not len(others) or (criterion.centred and others.max() <= -others.min()):
        return np.zeros_like(determined)
    return determined


def without_columns(
    left: NDArray[np.intp], candidates: Sequence[Candidate], taken: Candidate
) -> NDArray[np.intp]:
    """Leave out of the candidates that are left those that hold a column that is taken."""
    keep = [i for i in left.tolist() if not set(candidates[i].names) & set(taken.names)]
    return np.array(keep, dtype=np.intp)
