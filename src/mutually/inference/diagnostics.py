"""What is wrong with rows or an estimate, in plain words, each with what to do about it."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.continuous import SHARED
from mutually.estimators.discrete.chance_corrected import chance_corrected
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.circle import circular_local, places
from mutually.estimators.neighbours.ties import orders, tied_share
from mutually.inference.subsampling import Subsampled
from mutually.variables import Labels, Sorted, Variable
from mutually.vectors import AnyVariable

Apart: TypeAlias = "tuple[float, float]"

# Fewer rows say little of how they follow each other.
ROWS_FOR_AN_ORDER = 100
# Rows that are worth less than this share of as many independent ones are worth a word.
LEAST_WORTH = 0.7
_FEWEST_COPIES = 0.02
_MANY_TIES = 0.9
WIDE = 10
# A difference by so much of the value, and by so many of its standard errors, is no chance.
_CHANGE, _ERRORS = 0.1, 3.0


def of_pair(
    estimate: Estimate, x: AnyVariable, y: AnyVariable, apart: Apart | None
) -> tuple[str, ...]:
    """Say what speaks against an estimate; empty where nothing does.

    ``apart`` is from :func:`few_and_many`.
    """
    if not isinstance(x, Variable) or not isinstance(y, Variable):
        return ()
    if (x.kind, y.kind) != ("continuous", "continuous"):
        return ()
    of_rows = _copies(x, y) or _lattices(estimate, x, y)
    if of_rows or apart is None or estimate.errors is None:
        return of_rows
    return depends_on_neighbours(*apart, estimate.errors.variance**0.5, x.n)


def of_order(worth: float, n: int, where: str = "x and in y") -> tuple[str, ...]:
    """Say whether rows depend on the rows before them."""
    if worth >= LEAST_WORTH:
        return ()
    return (
        f"rows resemble the rows before them in {where}: in an order of time {n:,} of them are "
        f"worth about {round(worth * n):,} independent ones, and time=True gives p-values and "
        "errors that allow for it, as blocks= does for groups; a table that was only sorted needs "
        "neither",
    )


def worth_of_rows(x: AnyVariable, y: AnyVariable) -> float:
    """Return the share of so many independent rows that these rows are worth, at most 1.

    (1 - a b) / (1 + a b), with a and b the correlations of x and of y with their own previous row
    (Bartlett, "Some aspects of the time-correlation problem in regard to tests of significance",
    Journal of the Royal Statistical Society 98 (1935), doi:10.2307/2342284). Rows that are sorted
    by x or by y are no series, and count as independent.
    """
    if not isinstance(x, Variable) or not isinstance(y, Variable) or x.n < ROWS_FOR_AN_ORDER:
        return 1.0
    together = 1.0
    for variable in (x, y):
        own = resemblance(variable)
        if own is None or own <= 0:
            return 1.0
        together *= own
    return (1 - together) / (1 + together)


def resemblance(variable: Variable) -> float | None:
    """Return how much a row resembles the one before, from 0 to 1; None where rows are sorted."""
    if variable.values is None:
        assert variable.labels is not None
        return _same_level(variable.labels)
    values = variable.values
    steps = np.diff(values)
    if (steps >= 0).all() or (steps <= 0).all():
        return None
    if variable.period is not None:
        # The mean cosine of the steps between ranks: 0 of independent rows.
        steps = np.diff(places(variable.sorted))
        return float(np.cos(steps * (2 * math.pi / variable.n)).mean())
    by_row = np.empty(variable.n)
    by_row[variable.sorted.order] = _core.normal_scores(variable.n)
    # Sums, and not products of vectors, whose bits depend on the threads of linear algebra.
    return float((by_row[1:] * by_row[:-1]).sum()) / float((by_row * by_row).sum())


def _same_level(labels: Labels) -> float | None:
    shares = labels.counts[labels.counts > 0] / len(labels.codes)
    changes = int(np.count_nonzero(labels.codes[1:] != labels.codes[:-1]))
    if len(shares) < 2 or changes == len(shares) - 1:
        return None
    alike = float((shares**2).sum())
    return (1 - changes / (len(labels.codes) - 1) - alike) / (1 - alike)


def _copies(x: Variable, y: Variable) -> tuple[str, ...]:
    """Say whether rows occur twice that no chance makes equal.

    Where rows are copied each value of x comes with one value of y, and the reverse; where values
    are rounded, with several. One column in two units (degrees of Celsius and of Fahrenheit) has
    such pairs too, and is told by its order.
    """
    values = [_distinct(v.sorted) for v in (x, y)]
    most = (1 - _FEWEST_COPIES) * x.n
    if max(values) > most or min(values) < 2:
        return ()
    ranks = [_ranks(v.sorted) for v in (x, y)]
    pairs = len(np.unique(ranks[0] * np.int64(x.n) + ranks[1]))
    if pairs > 1.05 * min(values) or pairs > most:
        return ()
    if any(np.array_equal(ranks[0], other) for other in (ranks[1], ranks[1].max() - ranks[1])):
        return (SHARED,)
    return (
        f"{x.n - pairs} of {x.n} rows are copies of others in x and in y: a copy is a nearest "
        "neighbour of its own, so the value is too high; table.drop_duplicates() leaves one of "
        "each, if they are no observations of their own",
    )


def _distinct(column: Sorted) -> int:
    return 1 + int(np.count_nonzero(column.values[1:] != column.values[:-1]))


def _ranks(column: Sorted) -> NDArray[np.int64]:
    ranks = np.empty(len(column.values), dtype=np.int64)
    steps = np.concatenate([[False], column.values[1:] != column.values[:-1]])
    ranks[column.order] = np.cumsum(steps)
    return ranks


def _lattices(estimate: Estimate, x: Variable, y: Variable) -> tuple[str, ...]:
    """Say whether single values tell what their order does not, as the parity of numbers.

    Values that are merely rounded tell the same by their order, and more surely.
    """
    if min(tied_share(x.sorted), tied_share(y.sorted)) < _MANY_TIES:
        return ()
    levels = [_distinct(v.sorted) for v in (x, y)]
    if max(levels) > x.n / 20 or min(levels) < 2:
        return ()
    labels = (
        Labels(_ranks(v.sorted).astype(np.uint32), size)
        for v, size in zip((x, y), levels, strict=True)
    )
    told = chance_corrected(*labels)
    variances = [found.errors.variance for found in (told, estimate) if found.errors is not None]
    if told.value - estimate.value < max(_CHANGE * told.value, _ERRORS * sum(variances) ** 0.5):
        return ()
    return (
        f"x and y are both strongly tied ({levels[0]} and {levels[1]} values in {x.n} rows), and "
        f"as labels they tell more ({told.value:.2f} nats) than by their order "
        f"({estimate.value:.2f}): discrete=True takes them as labels",
    )


def depends_on_neighbours(few: float, many: float, error: float, n: int) -> tuple[str, ...]:
    """Say whether fewer neighbours show more than many."""
    if few - many < max(_CHANGE * few, _ERRORS * error):
        return ()
    return (
        f"the value depends on the number of neighbours ({few:.2f} nats with few, {many:.2f} with "
        f"{WIDE}): the relation is finer than {n} rows show, and the true value is larger",
    )


def of_subsamples(value: float, found: Subsampled) -> tuple[str, ...]:
    """Say whether an estimate still changes with the number of rows."""
    change = value - found.mean
    error = math.hypot(found.mean_error, found.standard_error)
    # Without subsamples the comparison is one with nan, and says nothing.
    if not abs(change) > max(_CHANGE * abs(value), _ERRORS * error):
        return ()
    more = "more" if change > 0 else "less"
    return (
        f"the value depends on the number of rows: {found.share:.0%} of them give {found.mean:.2f} "
        f"nats, all of them {value:.2f}, so more rows would probably give {more}",
    )


def few_and_many(estimate: Estimate, x: AnyVariable, y: AnyVariable, seed: int) -> Apart | None:
    """Return KSG with few and with many neighbours, for two continuous scalars.

    None for others, and for an estimate within two standard errors of nothing, which no number of
    neighbours changes much.
    """
    if estimate.errors is None or estimate.independence is None:
        return None
    if not (isinstance(x, Variable) and isinstance(y, Variable)):
        return None
    if (x.kind, y.kind) != ("continuous", "continuous") or x.n <= 2 * WIDE:
        return None
    if estimate.value < 2 * estimate.errors.variance**0.5:
        return None
    one, other = next(orders((x.sorted, y.sorted), seed))
    if one.circular or other.circular:
        many = circular_local(one, other, [WIDE])
    else:
        scores = _core.normal_scores(x.n)
        many = _core.ksg_local(scores, one.order, scores, other.order, [WIDE], 1)
    return estimate.independence.statistic, float(many.mean())
