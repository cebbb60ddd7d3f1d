"""Our default for conditional mutual information of any kinds and dimensions."""

from __future__ import annotations

from itertools import islice

import numpy as np

from mutually.estimators.chain import FEW_LEFT_OUT, chain
from mutually.estimators.continuous import continuous_information
from mutually.estimators.estimate import Estimate, add_parts, mean_of
from mutually.estimators.neighbours.points import separated
from mutually.estimators.neighbours.search import local_information
from mutually.estimators.neighbours.ties import ORDERS_FOR_MODELS, identity
from mutually.variables import Labels, Variable
from mutually.vectors import (
    AnyVariable,
    Rows,
    columns_of,
    free_parts,
    join,
    join_labels,
    numeric,
)


def conditional(
    x: AnyVariable,
    y: AnyVariable,
    given: AnyVariable,
    *,
    n_neighbors: int = 3,
    seed: int = 0,
    workers: int = 1,
    most_orders: int = ORDERS_FOR_MODELS,
    models: bool = True,
) -> Estimate:
    """Estimate I(X; Y | Z) in nats, of variables of any kinds and dimensions.

    Let C be the labels of Z: its categories, and which of its coordinates sit on which atoms. For
    each level of C, with its share of the rows as the weight:

    * where no coordinate of Z is free, the unconditional default (``chain``) within the level;
    * where x and y are continuous, ``continuous_information`` given the free coordinates;
    * else Frenzel and Pompe's estimator, in which rows of other categories, or on other atoms, of
      x and y are infinitely far.

    A column of x or y that z holds tells nothing more once z is known, and is left out, so that
    I(X; Y | X) = 0 exactly.

    Levels of C with few rows say little: their terms lean towards 0.

    ``models=False`` takes Frenzel and Pompe's estimator for continuous x and y too. It learns
    nothing, takes milliseconds where models take seconds, and is low where relations are strong.
    """
    one, other = without(x, given), without(y, given)
    if one is None or other is None:
        return Estimate(0.0, np.zeros(x.n), "0: z holds all of x or of y")
    options = {"n_neighbors": n_neighbors, "seed": seed, "workers": workers,
               "most_orders": most_orders}  # fmt: skip
    found: list[tuple[Estimate, Rows]] = []
    too_few = 0
    for rows, condition in levels_of_condition(given):
        x_part, y_part = (v if rows is None else v.take(rows) for v in (one, other))
        if condition is None:
            too_few += x_part.n if x_part.n < 2 else 0
            estimate = chain(x_part, y_part, **options)
        elif x_part.n <= 2 * n_neighbors + 1:
            too_few += x_part.n
            continue
        else:
            estimate = _given_numbers(x_part, y_part, condition, models=models, **options)
        found.append((estimate, rows))
    warnings: tuple[str, ...] = ()
    if too_few > FEW_LEFT_OUT * x.n:
        warnings = (f"{too_few / x.n:.0%} of the rows share their level of the condition with too "
                    "few others to compare, and count as 0",)  # fmt: skip
    if not found:
        return Estimate(0.0, np.zeros(x.n), "conditional", warnings)
    if len(found) == 1 and found[0][1] is None:
        return found[0][0]
    return add_parts(found, x.n, "within levels of the condition", warnings)


def levels_of_condition(given: AnyVariable) -> list[tuple[Rows, AnyVariable | None]]:
    """Return the rows of each level of the condition's labels, and its free coordinates there."""
    free = free_parts(given)
    if given.labels is None:
        return [(None, given)]
    levels: list[tuple[Rows, AnyVariable | None]] = []
    columns = {}
    for part in free:
        assert part.rows is not None
        columns[int(given.labels.codes[np.argmax(part.rows)])] = part
    for code in np.flatnonzero(given.labels.counts).tolist():
        rows = given.labels.codes == code
        if code in columns:
            numbers = [_as_continuous(c).take(rows) for c in columns[code].columns]
            levels.append((rows, join(given.name, numbers)))
        else:
            levels.append((rows, None))
    return levels


def _given_numbers(
    x: AnyVariable, y: AnyVariable, z: AnyVariable, *, n_neighbors: int, seed: int, workers: int,
    most_orders: int, models: bool,
) -> Estimate:  # fmt: skip
    if models and x.labels is None and y.labels is None:
        columns = ([column.sorted for column in numeric(v)] for v in (x, y, z))
        found = continuous_information(
            *columns,
            n_neighbors=n_neighbors,
            seed=seed,
            workers=workers,
            most_orders=most_orders,
        )
        return found or Estimate(0.0, np.zeros(x.n), "0: x or y does not vary")
    estimates = []
    draws = separated((x, y, z), "normal_scores", seed)
    for one, other, third in draws if models else islice(draws, most_orders):
        local = local_information(one, other, third, [n_neighbors], workers)[0]
        estimates.append(Estimate(float(local.mean()), local, "frenzel_pompe"))
    return mean_of(estimates)


def _as_continuous(column: Variable) -> Variable:
    """Return the numbers of a mixed column alone, for rows that are all off its atoms."""
    return Variable(
        column.name,
        "continuous",
        column.reason,
        column.n,
        values=column.values,
        presorted=column.sorted,
        period=column.period,
    )


def without(variable: AnyVariable, given: AnyVariable) -> AnyVariable | None:
    """Leave out the columns that the condition determines; None if none is left."""
    orders = {own for column in numeric(given) for own in _identities(column)}

    def determined(column: Variable) -> bool:
        if column.values is not None:
            return not orders.isdisjoint(_identities(column))
        return column.labels is not None and _is_function(column.labels, given.labels)

    columns = columns_of(variable)
    kept = [column for column in columns if not determined(column)]
    if len(kept) == len(columns):
        return variable
    return join(variable.name, kept) if kept else None


def _identities(column: Variable) -> set[int]:
    """Return what tells an order; a circular column is known from its values without a circle."""
    line = column.sorted._replace(circular=False)
    return {identity(line), identity(column.sorted)} if column.sorted.circular else {identity(line)}


def _is_function(labels: Labels, known: Labels | None) -> bool:
    """Say whether the known labels determine others; those of one level need not be known."""
    if known is None:
        return int(np.count_nonzero(labels.counts)) == 1
    if 2 * np.count_nonzero(known.counts) > len(known.codes):
        return False  # Levels of a row each determine everything, and tell nothing.
    both = join_labels([known, labels])
    assert both is not None
    return int(np.count_nonzero(both.counts)) == int(np.count_nonzero(known.counts))
