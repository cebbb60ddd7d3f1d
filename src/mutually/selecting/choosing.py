"""A selection once each column is scored: the choice, and what is said of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from mutually.errors import fail
from mutually.inference.testing import Testing
from mutually.results.ranked import FrameMaker, RankedFeature
from mutually.results.result import normalize
from mutually.results.selected import Interaction, SelectedFeature, Selection
from mutually.selecting.conditional_greedy import choose_given_all
from mutually.selecting.criteria import GIVEN_ALL, MEANINGS, RATIOS
from mutually.selecting.greedy import Choice, choose
from mutually.selecting.synergy import Found, find_interactions
from mutually.selecting.term_estimates import Candidate, TermEstimates
from mutually.threads import map_in_order
from mutually.units import nats_per_unit
from mutually.vectors import AnyVariable
from mutually.wording import some


@dataclass(frozen=True)
class Plan:
    """What a selection is asked for; see :func:`mutually.select`."""

    k: int
    method: str
    beta: float = 1.0
    alpha: float = 0.05
    interactions: bool = False
    base: float | None = None


class Chosen(NamedTuple):
    """What was chosen.

    Attributes
    ----------
    features : list of SelectedFeature
        The columns, in order of choice.
    interactions : list of Interaction
        In the unit of the selection.
    notes : list of str
        Why it ended, and doubts about what the columns tell together.
    n_steps : int
        How many choices were made; one of them may be of two columns.
    """

    features: list[SelectedFeature]
    interactions: list[Interaction]
    notes: list[str]
    n_steps: int


def choose_columns(
    scored: Sequence[tuple[RankedFeature, AnyVariable]],
    plan: Plan,
    estimates: TermEstimates,
    testing: Testing,
    *,
    workers: int,
    after_each: Callable[[], None],
    of_rows: TermEstimates | None = None,
) -> Chosen:
    """Choose from columns, each given with its relevance in nats and its rows.

    ``of_rows`` serves what takes rows and not terms, "cmi" and interactions, where ``estimates``
    know more than the rows that are at hand.
    """
    candidates = [Candidate((row.feature,), variable, row.mi) for row, variable in scored]
    pairs: list[Found] = []
    if plan.interactions:
        pairs = _interactions(candidates, plan, estimates, of_rows, testing, workers)
        # After the columns, so that of equal scores a column wins.
        candidates += [pair.unit for pair in pairs]
    ended = ""
    if plan.method == GIVEN_ALL:
        choices, ended = choose_given_all(
            candidates, plan.k, of_rows or estimates, estimates.options, testing, alpha=plan.alpha,
            workers=workers, after_each=after_each,
        )  # fmt: skip
    else:
        choices = choose(
            candidates, plan.k, plan.method, estimates, beta=plan.beta, workers=workers,
            after_each=after_each,
        )  # fmt: skip
    rows = {row.feature: row for row, _ in scored}
    nats = nats_per_unit(plan.base)
    per_gain = 1.0 if plan.method in RATIOS else nats
    features, doubts = _describe(choices, rows, estimates, nats, per_gain, workers)
    found = [_in_unit(pair.interaction, nats) for pair in pairs]
    return Chosen(features, found, [ended, *doubts] if ended else doubts, len(choices))


def make_selection(
    chosen: Chosen, plan: Plan, *, target: Hashable, target_kind: str, n_rows: int,
    skipped: Mapping[Hashable, str], warnings: Sequence[str], source_kind: str,
) -> Selection:  # fmt: skip
    """Return the result."""
    return Selection(
        chosen.features,
        target=target,
        target_kind=target_kind,
        method=plan.method,
        meaning=MEANINGS[plan.method],
        n_rows=n_rows,
        base=plan.base,
        interactions=chosen.interactions,
        # In the order of the names, as the table's own order is to change nothing.
        skipped=skipped,
        warnings=tuple(warnings),
        make_frame=FrameMaker(source_kind),
    )


def _interactions(
    candidates: Sequence[Candidate], plan: Plan, estimates: TermEstimates,
    of_rows: TermEstimates | None, testing: Testing, workers: int,
) -> list[Found]:  # fmt: skip
    if of_rows is not None:
        # A synergy is a difference, of estimates from the same rows.
        variables = [candidate.variable for candidate in candidates]
        relevance = map_in_order(of_rows.relevance, variables, workers)
        candidates = [
            candidate._replace(relevance=value)
            for candidate, value in zip(candidates, relevance, strict=True)
        ]
    return find_interactions(
        candidates, of_rows or estimates, testing, alpha=plan.alpha, workers=workers
    )


def _in_unit(pair: Interaction, nats: float) -> Interaction:
    return replace(pair, synergy=pair.synergy / nats, together=pair.together / nats)


def _describe(
    choices: Sequence[Choice],
    rows: Mapping[Hashable, RankedFeature],
    estimates: TermEstimates,
    nats: float,
    per_gain: float,
    workers: int,
) -> tuple[list[SelectedFeature], list[str]]:
    """Add to the choices what they share with those before them, and what they tell together.

    The warnings of what they tell together are returned beside them, each once.
    """
    joints, shared = estimates.described([choice.candidate for choice in choices], workers)
    described = []
    # The numbers in a warning change from step to step; the last one is of all columns.
    warned = [step for step, joint in enumerate(joints) if step and joint.warnings]
    doubts = (
        [f"together, from step {warned[0] + 1} on: {text}" for text in joints[warned[-1]].warnings]
        if warned
        else []
    )
    for step, (choice, joint) in enumerate(zip(choices, joints, strict=True)):
        with_earlier = shared[step]
        mean = math.fsum(with_earlier) / len(with_earlier) if with_earlier else math.nan
        for name in choice.candidate.names:
            row = rows[name]
            described.append(
                SelectedFeature(
                    feature=name,
                    step=step + 1,
                    kind=row.kind,
                    # The first column is the most relevant one, by any method.
                    gain=choice.gain / (per_gain if step else nats),
                    relevance=row.mi / nats,
                    redundancy=mean / nats,
                    joint=joint.value / nats,
                    share=normalize(joint.value, estimates.entropy),
                    n=row.n,
                    warning=row.warning,
                    pvalue=choice.pvalue,
                )
            )
    return described, doubts


def enough(k: int, usable: int, skipped: Mapping[Hashable, str]) -> None:
    """Refuse to choose more columns than there are."""
    if k <= usable:
        return
    why = [f"{name} ({reason})" for name, reason in skipped.items()]
    aside = f"; set aside: {some(why, 4)}" if why else ""
    if not usable:
        fail("table", "must have a column that can be chosen", f"none{aside}")
    fail("k", "must be at most the number of columns that can be chosen",
         f"{k}, and {usable} can be{aside}", f"k={usable}")  # fmt: skip
