"""Our default for any two variables: the chain rule over labels, atoms and continuous parts."""

from __future__ import annotations

import numpy as np

from mutually.estimators.classes import class_information
from mutually.estimators.continuous import continuous_information
from mutually.estimators.discrete.chance_corrected import chance_corrected
from mutually.estimators.estimate import Estimate, add_parts
from mutually.estimators.neighbours.ties import ORDERS_FOR_MODELS
from mutually.variables import Labels, Sorted
from mutually.vectors import AnyVariable, Part, Rows, free_parts

# Beyond this share of rows that no part could use, the value is said to leave them out.
FEW_LEFT_OUT = 0.02


def chain(
    x: AnyVariable,
    y: AnyVariable,
    *,
    n_neighbors: int = 3,
    seed: int = 0,
    workers: int = 1,
    most_orders: int = ORDERS_FOR_MODELS,
) -> Estimate:
    """Estimate the mutual information of two variables of any kinds and dimensions, in nats.

    Let A be the labels of X: its categories, and which of its coordinates sit on which atoms; and B
    those of Y. A is a function of X and B of Y, so the chain rule gives, exactly,

        I(X;Y) = I(A;B) + I(A;Y|B) + I(X;B|A) + I(X;Y|A,B).

    An atom has one value, so only the coordinates that are on none add to the conditional terms:
    for each level of B, what the continuous part of Y tells about A (``class_information``), the
    same of X for each level of A, and for each pair of levels the information of two continuous
    vectors (``continuous_information``), each weighted with its share of the rows. The first term
    is a table. Two discrete, one discrete and two continuous variables are special cases.

    A term with too few rows for a neighbour counts as 0, with a warning where they are many.

    References
    ----------
    Gao, Kannan, Oh & Viswanath, "Estimating mutual information for discrete-continuous mixtures"
    (2017), arXiv:1709.06212, treat the same case by one neighbour search; the atoms' part of it is
    biased where few rows are continuous.
    """
    x_parts, y_parts = free_parts(x), free_parts(y)
    found: list[tuple[Estimate, Rows]] = []
    left_out = 0
    if x.labels is not None and y.labels is not None:
        found.append((chance_corrected(x.labels, y.labels, workers=workers), None))
    for parts, other in ((y_parts, x), (x_parts, y)):
        for part in parts if other.labels is not None else []:
            assert other.labels is not None
            if how_many(part.rows, x.n) < 2:
                continue
            columns, labels = restrict(part, part.rows), restrict_labels(other.labels, part.rows)
            estimate = class_information(
                columns,
                labels,
                n_neighbors=n_neighbors,
                seed=seed,
                workers=workers,
                most_orders=most_orders,
            )
            found.append((estimate, part.rows))
    for one in x_parts:
        for other_part in y_parts:
            rows = both(one.rows, other_part.rows)
            shared = how_many(rows, x.n)
            # Of a few rows beside atoms KSG is biased upward, by 0.1 nats at five.
            if not (shared > n_neighbors if rows is None else shared > 2 * n_neighbors + 1):
                left_out += shared
                continue
            joint = continuous_information(
                restrict(one, rows),
                restrict(other_part, rows),
                n_neighbors=n_neighbors,
                seed=seed,
                workers=workers,
                most_orders=most_orders,
            )
            if joint is not None:
                found.append((joint, rows))
    warnings: tuple[str, ...] = ()
    if left_out > FEW_LEFT_OUT * x.n and len(x_parts) * len(y_parts) > 1:
        warnings = (
            f"{left_out / x.n:.0%} of the rows share their combination of labels with too few "
            "others for neighbours: what x and y tell about each other within it counts as 0 there",
        )
    if not found:
        warnings = warnings or ("too few rows for any neighbour",) * bool(left_out)
        return Estimate(0.0, np.zeros(x.n), "chain", warnings)
    if len(found) == 1 and found[0][1] is None:
        return found[0][0]
    return add_parts(found, x.n, "chain", warnings)


def how_many(rows: Rows, n: int) -> int:
    """Return how many of n rows are meant."""
    return n if rows is None else int(np.count_nonzero(rows))


def both(one: Rows, other: Rows) -> Rows:
    """Return the rows of both."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def restrict(part: Part, rows: Rows) -> list[Sorted]:
    """Return the columns of a part, sorted, on some of the rows."""
    return [c.sorted if rows is None else c.sorted.take(rows) for c in part.columns]


def restrict_labels(labels: Labels, rows: Rows) -> Labels:
    """Return labels on some of the rows."""
    return labels if rows is None else labels.take(rows)
