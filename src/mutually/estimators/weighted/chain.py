"""The defaults for weighted rows: the chain rule over labels, atoms and continuous parts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mutually.estimators.chain import FEW_LEFT_OUT, both, how_many, restrict, restrict_labels
from mutually.estimators.conditional import levels_of_condition, without
from mutually.estimators.continuous import continuous_information, distinct
from mutually.estimators.errors.errors import Errors
from mutually.estimators.errors.standard_errors import ksg_errors, ross_errors
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.points import Points, score_matrix, separated
from mutually.estimators.neighbours.ross import ross, ross_vector
from mutually.estimators.neighbours.search import local_information
from mutually.estimators.neighbours.ties import orders
from mutually.estimators.nulls.null import Independence, Null, add
from mutually.estimators.weighted.levels import independence
from mutually.estimators.weighted.masses import Array, added, effective, mean, shares, spread_of
from mutually.estimators.weighted.neighbours import tilt
from mutually.estimators.weighted.tables import weighted_table
from mutually.variables import Labels, Sorted
from mutually.vectors import AnyVariable, Rows, free_parts

# A test may leave out so much mass whose part of the statistic has no closed form.
_MOST_UNTESTED = 0.2


def weighted_chain(
    x: AnyVariable, y: AnyVariable, own: Array, *, n_neighbors: int = 3, seed: int = 0,
    workers: int = 1,
) -> Estimate:  # fmt: skip
    """Estimate the mutual information of two variables of any kinds from weighted rows, in nats.

    As :func:`mutually.estimators.chain.chain`, each term of its rows with their weights and with
    their share of the mass. Of vectors no models are made: the terms are KSG's and Ross's.

    Parameters
    ----------
    own : ndarray
        The share of each row; their sum is 1.
    """
    x_parts, y_parts = free_parts(x), free_parts(y)
    found: list[tuple[Estimate, Rows]] = []
    left_out = 0.0
    options = {"n_neighbors": n_neighbors, "seed": seed, "workers": workers}
    if x.labels is not None and y.labels is not None:
        found.append((weighted_table(x.labels, y.labels, own, workers=workers), None))
    for parts, other in ((y_parts, x), (x_parts, y)):
        for part in parts if other.labels is not None else []:
            if how_many(part.rows, x.n) < 2:
                continue
            assert other.labels is not None
            classes = restrict_labels(other.labels, part.rows)
            mass = _of(own, part.rows)
            term = _of_classes(restrict(part, part.rows), classes, mass, **options)
            found.append((term, part.rows))
    for one in x_parts:
        for other_part in y_parts:
            rows = both(one.rows, other_part.rows)
            if how_many(rows, x.n) <= (n_neighbors if rows is None else 2 * n_neighbors + 1):
                left_out += float(own.sum() if rows is None else own[rows].sum())
                continue
            joint = _of_numbers(
                restrict(one, rows), restrict(other_part, rows), _of(own, rows), **options
            )
            if joint is not None:
                found.append((joint, rows))
    warnings: tuple[str, ...] = ()
    if left_out > FEW_LEFT_OUT and len(x_parts) * len(y_parts) > 1:
        warnings = (
            f"{left_out:.0%} of the mass shares its combination of labels with too few rows for "
            "neighbours: what x and y tell about each other within it counts as 0 there",
        )
    if not found:
        warnings = warnings or ("too few rows for any neighbour",) * bool(left_out)
        return Estimate(0.0, np.zeros(x.n), "chain, weighted", warnings)
    alone = len(found) == 1 and found[0][1] is None
    whole = found[0][0] if alone else _added(found, own, "chain", warnings)
    if not x_parts and not y_parts:
        return whole
    return _tested(whole, independence(x, y, own))


def weighted_conditional(
    x: AnyVariable, y: AnyVariable, given: AnyVariable, own: Array, *, n_neighbors: int = 3,
    seed: int = 0, workers: int = 1,
) -> Estimate:  # fmt: skip
    """Estimate I(X; Y | Z) from weighted rows, in nats.

    As :func:`mutually.estimators.conditional.conditional`: :func:`weighted_chain` within the levels
    of the labels of z, with their share of the mass, and where z has numbers Frenzel and Pompe's
    estimator there. Given numbers there is no test.
    """
    one, other = without(x, given), without(y, given)
    if one is None or other is None:
        return Estimate(0.0, np.zeros(x.n), "0: z holds all of x or of y")
    options = {"n_neighbors": n_neighbors, "seed": seed, "workers": workers}
    found: list[tuple[Estimate, Rows]] = []
    too_few = 0.0
    for rows, condition in levels_of_condition(given):
        x_part, y_part = (v if rows is None else v.take(rows) for v in (one, other))
        mass = _of(own, rows)
        too_few += (x_part.n < 2) * (1.0 if rows is None else float(own[rows].sum()))
        if condition is None:
            found.append((weighted_chain(x_part, y_part, mass, **options), rows))
        elif x_part.n <= 2 * n_neighbors + 1:
            too_few += (x_part.n >= 2) * (1.0 if rows is None else float(own[rows].sum()))
        else:
            found.append((_given_numbers(x_part, y_part, condition, mass, **options), rows))
    warnings: tuple[str, ...] = ()
    if too_few > FEW_LEFT_OUT:
        warnings = (
            f"{too_few:.0%} of the mass shares its level of the condition with too few rows to "
            "compare, and counts as 0",
        )
    if not found:
        return Estimate(0.0, np.zeros(x.n), "conditional, weighted", warnings)
    if len(found) == 1 and found[0][1] is None:
        return found[0][0]
    return _added(found, own, "within levels of the condition", warnings)


def weighted_points(
    variables: Sequence[AnyVariable], own: Array, method: str, *, n_neighbors: int, seed: int,
    workers: int,
) -> Estimate:  # fmt: skip
    """Estimate by Frenzel and Pompe's formula, which without a condition is KSG's."""
    locals_ = []
    for points in separated(variables, "normal_scores", seed):
        x, y, *given = points
        z = given[0] if given else None
        local = local_information(x, y, z, [n_neighbors], workers)[0]
        locals_.append(local + tilt(x, y, z, own, workers))
    local = np.mean(locals_, axis=0)
    return Estimate(mean(local, own), local, f"{method}, weighted")


def _given_numbers(
    x: AnyVariable, y: AnyVariable, z: AnyVariable, own: Array, **options: int
) -> Estimate:
    return weighted_points((x, y, z), own, "frenzel_pompe", **options)


def _of(own: Array, rows: Rows) -> Array:
    return own if rows is None else shares(own[rows])


def _of_classes(
    columns: Sequence[Sorted], classes: Labels, own: Array, *, n_neighbors: int, seed: int,
    workers: int,
) -> Estimate:  # fmt: skip
    """Estimate what numbers tell about classes."""
    known = distinct(columns)
    columns = [known[key] for key in sorted(known)] or list(columns[:1])
    labels = Points(np.empty((len(own), 0)), classes)
    tilts, raws = [], []
    for draw in orders(tuple(columns), seed):
        points = Points(score_matrix(draw), None)
        tilts.append(tilt(points, labels, None, own, workers))
        if len(columns) > 1:
            raws.append(ross_vector(points, classes, n_neighbors=n_neighbors, workers=workers))
    if len(columns) == 1:
        raws = [ross(columns[0], classes, n_neighbors=n_neighbors, seed=seed)]
    local = np.mean([raw.rows() for raw in raws], axis=0) + np.mean(tilts, axis=0)
    value = mean(local, own)
    if len(columns) > 1:
        return Estimate(value, local, "ross, weighted", raws[0].warnings)
    worth = effective(own)
    rows = added(classes.codes, own, classes.size) * worth
    errors = ross_errors(spread_of(local, value, own), value, rows)
    chance = _widened(raws[0].independence, len(own) / worth)
    return Estimate(value, local, f"{raws[0].method}, weighted", raws[0].warnings, chance, errors)


def _of_numbers(
    x: Sequence[Sorted], y: Sequence[Sorted], own: Array, *, n_neighbors: int, seed: int,
    workers: int,
) -> Estimate | None:  # fmt: skip
    """Estimate what numbers tell about numbers; None where either does not vary."""
    one, other = distinct(x), distinct(y)
    if not one or not other:
        return None
    first, second = list(one.values()), list(other.values())
    single = len(first) == len(second) == 1
    tilts, raws = [], []
    for draw in orders((*first, *second), seed):
        scores = np.split(score_matrix(draw), [len(first)], axis=1)
        one_point, other_point = (Points(np.ascontiguousarray(m), None) for m in scores)
        tilts.append(tilt(one_point, other_point, None, own, workers))
        if not single:
            raw_local = local_information(one_point, other_point, None, [n_neighbors], workers)
            raws.append(raw_local[0])
    worth = effective(own)
    if not single:
        local = np.mean(raws, axis=0) + np.mean(tilts, axis=0)
        return Estimate(mean(local, own), local, "ksg, weighted")
    raw = continuous_information(first, second, n_neighbors=n_neighbors, seed=seed, workers=workers)
    assert raw is not None
    local = raw.rows() + np.mean(tilts, axis=0)
    value = mean(local, own)
    errors = ksg_errors(spread_of(local, value, own), value, worth, n_neighbors)
    chance = _widened(raw.independence, len(own) / worth)
    return Estimate(value, local, f"{raw.method}, weighted", raw.warnings, chance, errors)


def _widened(of_rows: Independence | None, times: float) -> Independence | None:
    """Return the law by chance of rows with weights, from that of as many equal ones."""
    if of_rows is None:
        return None
    null = Null(of_rows.null.mean, of_rows.null.variance * times, of_rows.null.third * times**1.5)
    return of_rows._replace(null=null, exact=None)


def _added(
    parts: Sequence[tuple[Estimate, Rows]], own: Array, method: str, warnings: tuple[str, ...]
) -> Estimate:
    """Add estimates from parts of the rows, each with its share of the mass."""
    local = np.zeros(len(own))
    masses = [1.0 if rows is None else float(own[rows].sum()) for _, rows in parts]
    for part, rows in parts:
        local[slice(None) if rows is None else rows] += part.rows()
    value = math.fsum(part.value * mass for (part, _), mass in zip(parts, masses, strict=True))
    methods = " + ".join(dict.fromkeys(part.method for part, _ in parts))
    notes = dict.fromkeys([*warnings, *(w for part, _ in parts for w in part.warnings)])
    tests = [(p.independence, m) for (p, _), m in zip(parts, masses, strict=True) if p.independence]
    return Estimate(
        value,
        local,
        f"{method}: {methods}",
        tuple(notes),
        _sum_of_tests(tests),
        _errors(parts, masses, local, value, own),
    )


def _sum_of_tests(tests: Sequence[tuple[Independence, float]]) -> Independence | None:
    """Add tests of parts with their shares of the mass, and the laws by chance of the estimates."""
    if sum(mass for _, mass in tests) <= 1 - _MOST_UNTESTED:
        return None
    by_chance = add((t._replace(null=t.chance or t.null), mass) for t, mass in tests)
    return add(tests)._replace(chance=by_chance.null)


def _errors(
    parts: Sequence[tuple[Estimate, Rows]], masses: Sequence[float], local: Array, value: float,
    own: Array,
) -> Errors | None:  # fmt: skip
    """Return the variance of the whole: that of its local values, and what parts vary beyond."""
    terms, shifts, widening = [spread_of(local, value, own) / effective(own)], [], 1.0
    for (part, rows), mass in zip(parts, masses, strict=True):
        if part.errors is None:
            return None
        mine = _of(own, rows)
        beyond = part.errors.variance - spread_of(part.rows(), part.value, mine) / effective(mine)
        terms.append(mass * mass * beyond)
        shifts.append(mass * part.errors.shift)
        widening = max(widening, part.errors.widening)
    return Errors(max(math.fsum(terms), 0.0), math.fsum(shifts), widening)


def _tested(whole: Estimate, test: Independence | None) -> Estimate:
    """Put the test of the variables in the place of those of the parts, which give the floor."""
    chance = None if whole.independence is None else whole.independence.null
    if test is not None:
        test = test._replace(chance=chance)
    return Estimate(whole.value, whole.local, whole.method, whole.warnings, test, whole.errors)
