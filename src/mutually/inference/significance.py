"""Whether x tells anything about y: p-values, and the noise floor that a value has to exceed."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from mutually.errors import fail
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.points import separated
from mutually.estimators.nulls.null import upper_quantile
from mutually.inference.permutations import SMALLEST, permutation_test
from mutually.inference.permuted import statistic_for
from mutually.inference.shuffles import Shuffle, circular, nearby, within_blocks
from mutually.inference.shuffles import free as freely
from mutually.inference.testing import Testing
from mutually.vectors import AnyVariable, join_labels, numeric


class Significance(NamedTuple):
    """What a test of independence found.

    Attributes
    ----------
    pvalue : float
        The probability of as large a statistic where x tells nothing about y.
    method : str
        How it was found.
    floor : float
        What an estimate reaches by chance with probability alpha, in nats.
    """

    pvalue: float
    method: str
    floor: float


def closed_form(estimate: Estimate, testing: Testing) -> Significance | None:
    """Return what the closed form says; None where there is none, or rows are not independent."""
    found = estimate.independence
    if found is None or not testing.independent_rows or testing.method == "permutations":
        return None
    floor = upper_quantile(testing.alpha, found.null) - found.null.mean
    return Significance(found.pvalue, f"closed form: {found.method}", floor)


def by_permutations(
    x: AnyVariable,
    y: AnyVariable,
    given: AnyVariable | None,
    options: dict[str, Any],
    testing: Testing,
) -> Significance:
    """Return what permutations of the rows of x say.

    ``options`` are of :func:`mutually.pairs.estimate_pair`.
    """
    seed, workers = options["seed"], options.get("workers", 1)
    shuffle, way = _shuffle(x.n, given, seed, workers, testing)
    statistic = statistic_for(x, y, given, **options)
    found = permutation_test(
        statistic.observed,
        lambda repetition: statistic.of_rows(shuffle(repetition)),
        most=testing.n_permutations,
        alpha=testing.alpha,
        workers=workers,
    )
    method = f"{found.permutations} {way} of {statistic.name}"
    if found.tail:
        method += ", Pearson III tail"
        if found.pvalue <= SMALLEST:
            method += f" (at most {SMALLEST:g})"
    floor = upper_quantile(testing.alpha, found.null) - found.null.mean
    return Significance(found.pvalue, method, floor)


def too_few(testing: Testing) -> tuple[str, ...]:
    """Say whether there are too few permutations for any p-value as small as alpha."""
    if 1 / (testing.n_permutations + 1) <= testing.alpha:
        return ()
    return (
        f"{testing.n_permutations} permutations cannot show a p-value of {testing.alpha:g} or "
        f"less: it takes {math.ceil(1 / testing.alpha - 1e-9) - 1} at least",
    )


def significance(
    estimate: Estimate,
    x: AnyVariable,
    y: AnyVariable,
    given: AnyVariable | None,
    options: dict[str, Any],
    testing: Testing,
) -> Significance:
    """Test whether x tells anything about y, by the closed form or else by permutations."""
    found = closed_form(estimate, testing)
    if found is not None:
        return found
    if testing.method == "closed_form":
        why = (
            f"{x.n} rows, estimated by {estimate.method}"
            if testing.independent_rows
            else "blocks or an order in time"
        )
        fail("pvalue_method", "has a closed form for independent rows of tables, classes of "
             "enough rows and pairs of numbers by rank alone", why,
             'pvalue_method="auto" permutes rows where there is none')  # fmt: skip
    return by_permutations(x, y, given, options, testing)


def _shuffle(
    n: int, given: AnyVariable | None, seed: int, workers: int, testing: Testing
) -> tuple[Shuffle, str]:
    """Return a way to pair rows anew that leaves all as it is but what x tells about y."""
    blocks = testing.blocks
    if given is not None and testing.in_time:
        fail("time", "must be None with a condition: shifts in time would also part x from it",
             "both", "a condition that holds the recent past can stand for time")  # fmt: skip
    if testing.in_time:
        series = None if blocks is None else blocks.codes
        return circular(n, seed, series=series), "circular shifts"
    if given is None:
        if blocks is None:
            return freely(n, seed), "permutations"
        return within_blocks(blocks.codes, seed), "permutations within blocks"
    levels = join_labels([labels for labels in (given.labels, blocks) if labels is not None])
    if not numeric(given):
        assert levels is not None
        return within_blocks(levels.codes, seed), "permutations within levels of the condition"
    (z,) = next(separated([given], "normal_scores", seed))
    return nearby(z._replace(labels=levels), seed, workers=workers), "local permutations"
