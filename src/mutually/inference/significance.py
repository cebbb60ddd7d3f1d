"""Whether x tells anything about y: p-values, and the noise floor that a value has to exceed."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.errors import fail
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.points import separated
from mutually.estimators.nulls.null import upper_quantile
from mutually.inference.permutations import SMALLEST, permutation_test
from mutually.inference.permuted import CONSTANT, statistic_for
from mutually.inference.shuffles import Shuffle, circular, nearby, within_blocks
from mutually.inference.shuffles import free as freely
from mutually.inference.testing import Testing
from mutually.vectors import AnyVariable, all_spelled_out, join_labels, numeric


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
    if found is None or not testing.by_closed_forms:
        return None
    of_estimate = found.null if found.chance is None else found.chance
    floor = upper_quantile(testing.alpha, of_estimate) - of_estimate.mean
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
    x, y, given = _spelled_out(x, y, given)
    seed, workers = options["seed"], options.get("workers", 1)
    way = way_to_pair(x.n, given, seed, workers, testing)
    statistic = statistic_for(x, y, given, **options, alike=not testing.in_time)
    if statistic.name == CONSTANT:
        return Significance(1.0, CONSTANT, 0.0)
    found = permutation_test(
        statistic.observed,
        lambda repetition: statistic.of_rows(way.shuffle(repetition)),
        most=testing.n_permutations,
        alpha=testing.alpha,
        workers=workers,
    )
    # Among so many pairings is that of the data itself.
    least = math.exp(-way.log_pairings)
    method = f"{found.permutations} {way.name} of {statistic.name}"
    if found.tail and found.pvalue >= least:
        method += ", Pearson III tail"
        if found.pvalue <= SMALLEST:
            method += f" (at most {SMALLEST:g})"
    floor = upper_quantile(testing.alpha, found.null) - found.null.mean
    return Significance(max(found.pvalue, least), method, floor)


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


def repetitions(
    x: AnyVariable,
    y: AnyVariable,
    given: AnyVariable | None,
    options: dict[str, Any],
    testing: Testing,
) -> tuple[float, NDArray[np.float64]]:
    """Return the statistic and all its repetitions, in deviations from their mean.

    For several y and one x with the same rows the pairings are the same, so that the repetitions
    depend on each other as the statistics do.
    """
    x, y, given = _spelled_out(x, y, given)
    seed = options["seed"]
    shuffle = way_to_pair(x.n, given, seed, options.get("workers", 1), testing).shuffle
    statistic = statistic_for(x, y, given, **options)
    values = np.array([statistic.of_rows(shuffle(b)) for b in range(testing.n_permutations)])
    deviation = float(values.std()) or 1.0
    return (statistic.observed - values.mean()) / deviation, (values - values.mean()) / deviation


def _spelled_out(
    x: AnyVariable, y: AnyVariable, given: AnyVariable | None
) -> tuple[AnyVariable, AnyVariable, AnyVariable | None]:
    """Return the variables with each row as often as it is repeated: rows are exchanged singly."""
    x, y, *condition = all_spelled_out([x, y] if given is None else [x, y, given])
    return x, y, condition[0] if condition else None


def refuse_shifts(given: AnyVariable | None, testing: Testing) -> None:
    """Refuse a test in the order of time beside a condition."""
    if given is not None and testing.in_time and not testing.own_past:
        fail("time", "must be None with a condition: shifts in time would also part x from it",
             "both", "a condition that holds the recent past can stand for time")  # fmt: skip


class Way(NamedTuple):
    """A way to pair rows anew, its name, and the logarithm of how many pairings there are."""

    shuffle: Shuffle
    name: str
    log_pairings: float


def way_to_pair(
    n: int, given: AnyVariable | None, seed: int, workers: int, testing: Testing
) -> Way:
    """Return a way to pair rows anew that leaves all as it is but what x tells about y."""
    blocks = testing.blocks
    refuse_shifts(given, testing)
    if testing.in_time:
        sizes = [n] if blocks is None else blocks.counts[blocks.counts > 0].tolist()
        shifts = math.fsum(math.log(size) for size in sizes)
        series = None if blocks is None else blocks.codes
        name = "circular shifts" if given is None else "circular shifts of x"
        return Way(circular(n, seed, series=series), name, shifts)
    if given is None and blocks is None:
        return Way(freely(n, seed), "permutations", math.lgamma(n + 1))
    of_given = None if given is None else given.labels
    levels = join_labels([labels for labels in (of_given, blocks) if labels is not None])
    if given is None or not numeric(given):
        assert levels is not None
        within = "blocks" if given is None else "levels of the condition"
        orders = math.fsum(math.lgamma(size + 1) for size in levels.counts.tolist())
        return Way(within_blocks(levels.codes, seed), f"permutations within {within}", orders)
    (z,) = next(separated([given], "normal_scores", seed))
    z = z._replace(labels=levels)
    return Way(nearby(z, seed, workers=workers), "local permutations", math.lgamma(n + 1))
