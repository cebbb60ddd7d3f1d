"""Circular columns by their ranks: n equally spaced places on a circle of n steps.

A rank around the circle can be counted from any row: distances are the same, as is the mutual
information. The step is what normal scores are measured in beside it, so that a standard normal
variable is compared with a circle of length 2 sqrt(pi), whose density is the mean density of the
normal one.

*Tents.* The kernels know the maximum norm alone. With T(p) = min(p, n - p), the distance from place
0, and q = n // 4, the places p and p' differ by max(|T(p) - T(p')|, |T(p - q) - T(p' - q)|), which
is their distance on the circle as far as it is below q, and q or more beyond: a tent is straight
between its foot and its top, and two places less than q apart are on one such stretch of one of the
tents. So two coordinates stand for a circle, to the bit.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.errors import fail
from mutually.estimators.neighbours.equal_arcs import (
    OUTSIDE,
    WITHIN,
    code,
    mean_psi,
    passed_before,
    state_of,
)
from mutually.estimators.neighbours.transforms import scores_of_ranks
from mutually.variables import Sorted

Array = NDArray[np.float64]

LENGTH = 2 * math.sqrt(math.pi)
# How far places in vectors are from equal spaces; see :func:`uneven_tents`.
_UNEVEN = 0.1


def from_first_row(column: Sorted) -> Sorted:
    """Return a circular column in an order that begins at the value of row 0.

    What is drawn from it, as the order of ties, then does not depend on where the circle was cut.
    The values no longer ascend where the old beginning is passed.
    """
    if len(column.order) == 0:
        return column
    own = column.values[int(np.flatnonzero(column.order == 0)[0])]
    start = int(np.searchsorted(column.values, own))
    return Sorted(np.roll(column.values, -start), np.roll(column.order, -start), True)


def places(column: Sorted) -> NDArray[np.int64]:
    """Return the rank of each row around the circle, from 0 on."""
    by_row = np.empty(len(column.order), dtype=np.int64)
    by_row[column.order] = np.arange(len(column.order))
    return by_row


def steps_of_scores(column: Sorted) -> Array:
    """Return the normal score of each row in steps of a circle of as many rows."""
    n = len(column.order)
    by_row = np.empty(n)
    by_row[column.order] = scores_of_ranks(n) * (n / LENGTH)
    return by_row


def tents(place: NDArray[np.int64]) -> list[Array]:
    """Return two coordinates of places whose maximum norm is the distance below n // 4."""
    n = len(place)
    return [np.minimum(at, n - at).astype(np.float64) for at in (place, np.mod(place - n // 4, n))]


def uneven_tents(column: Sorted) -> list[Array]:
    """Return two such coordinates of each row, in the unit of normal scores, for vectors.

    Neighbours to the left and to the right of a place are at equal distances, which KSG's formula
    does not allow for; where it is applied as it is, an increasing map of the circle makes the
    distances differ, as they do between normal scores.
    """
    n = len(column.order)
    angle = 2 * math.pi * np.arange(n) / n
    along = np.empty(n)
    along[column.order] = (angle + _UNEVEN * np.sin(angle)) * (LENGTH / (2 * math.pi))
    quarter = np.mod(along - LENGTH / 4, LENGTH)
    return [np.minimum(at, LENGTH - at) for at in (along, quarter)]


def on_unit_circle(column: Sorted) -> list[Array]:
    """Return sine and cosine of each row's place, of deviation 1: what models take of a circle."""
    angle = 2 * math.pi * places(column) / max(len(column.order), 1)
    return [math.sqrt(2) * np.cos(angle), math.sqrt(2) * np.sin(angle)]


def check_ranks(transform: str | None) -> None:
    """Refuse what takes distances between values instead of ranks."""
    if transform != "normal_scores":
        fail("transform", "must be 'normal_scores' with circular variables", repr(transform))


def circular_local(
    x: Sorted, y: Sorted, neighbours: list[int], workers: int = 1
) -> NDArray[np.float64]:
    """Return KSG's pointwise values of two columns, one or both circular, a row for each k.

    Each column's ties have an order. Rows to the left and to the right of a place are equally far;
    the values are means over all orders of such rows (``equal_arcs.py``). In any one order, of any
    distances that grow with the difference of ranks, the mean of KSG's estimate over all pairings
    of the rows is exactly 0 (tests/theory/test_circular.py), and so it is here.
    """
    if not x.circular:
        x, y = y, x
    return (_two_circles if y.circular else _circle_and_line)(x, y, neighbours, workers)


def _circle_and_line(x: Sorted, y: Sorted, neighbours: list[int], workers: int) -> Array:
    n = len(x.order)
    place, scores = places(x), steps_of_scores(y)
    radii, nearer = _radii(place, scores, [scores], neighbours, workers)
    psi = _core.digamma_table(n)
    wanted = np.asarray(neighbours)[:, None]
    steps = np.floor(radii).astype(np.int64)
    at_a_line = steps == radii
    states = [
        np.where(np.abs(scores[row] - scores) < radii, WITHIN, OUTSIDE)
        for row in (x.order[(place + steps) % n], x.order[(place - steps) % n])
    ]
    nothing = np.zeros_like(steps)
    numbers = code([*states, nothing, nothing])
    chances = np.zeros((*radii.shape, 3))
    chances[..., 0] = 1.0
    for opposite in (False, True):
        here = at_a_line & ((2 * steps == n) == opposite)
        table = passed_before(opposite)[0]
        chances[here] = table[numbers[here], (wanted - nearer)[here]]
    inside = np.minimum(2 * steps + np.where(at_a_line, -1, 1), n)
    count = _core.count_within(scores[:, None].copy(), None, 1, radii, True, workers)
    found: Array = psi[wanted] + psi[n] - (psi[count] + mean_psi(psi, inside, chances))
    return found


def _two_circles(x: Sorted, y: Sorted, neighbours: list[int], workers: int) -> Array:
    n = len(x.order)
    place, other = places(x), places(y)
    radii, nearer = _radii(place, other, tents(other), neighbours, workers)
    psi = _core.digamma_table(n)
    wanted = np.asarray(neighbours)[:, None]
    steps = radii.astype(np.int64)
    states = []
    for own, order, beside in ((place, x.order, other), (other, y.order, place)):
        for sign in (1, -1):
            row = order[(own + sign * steps) % n]
            states.append(state_of(np.mod(beside[row] - beside, n), n, steps))
    numbers = code(states)
    parts = []
    for of_x_or_y in range(2):
        usual, halfway = (passed_before(opposite)[of_x_or_y] for opposite in (False, True))
        chances = usual[numbers, wanted - nearer]
        opposite = 2 * steps == n
        chances[opposite] = halfway[numbers[opposite], (wanted - nearer)[opposite]]
        parts.append(mean_psi(psi, 2 * steps - 1, chances))
    found: Array = psi[wanted] + psi[n] - (parts[0] + parts[1])
    return found


def _radii(
    place: NDArray[np.int64],
    other: NDArray[np.int64] | Array,
    coordinates: list[Array],
    neighbours: list[int],
    workers: int,
) -> tuple[Array, NDArray[np.int64]]:
    """Return the distance of each row to its k-th neighbour and how many are nearer, for each k.

    ``other`` is circular if there are two coordinates of it.
    """
    n = len(place)
    points = np.ascontiguousarray(np.stack([*tents(place), *coordinates], axis=1))
    radii = _core.nearest_distances(points, None, 1, neighbours, workers)
    nearer = _core.count_within(points, None, 1, radii, True, workers).astype(np.int64) - 1
    # A quarter of the circle and beyond, tents say only that it is far.
    for row in np.flatnonzero((radii >= n // 4).any(axis=0)).tolist():
        along = np.abs(place - place[row])
        distances = np.minimum(along, n - along).astype(np.float64)
        beside = np.abs(other - other[row]).astype(np.float64)
        if len(coordinates) == 2:
            beside = np.minimum(beside, n - beside)
        distances = np.maximum(distances, beside)
        distances[row] = np.inf
        ascending = np.sort(distances)
        radii[:, row] = ascending[np.asarray(neighbours) - 1]
        nearer[:, row] = np.searchsorted(ascending, radii[:, row])
    return radii, nearer


def circular_class_local(
    order: NDArray[np.uint32], codes: NDArray[np.uint32], classes: int, k: int
) -> NDArray[np.float64]:
    """Return Ross's pointwise values of a circular column and classes.

    Of the rows before a row's k-th neighbour in its class all but the row itself count, those at
    the neighbour's distance on the other side with chance 1/2, unless they are of the class: the
    mean over the orders of rows that are equally far. Under independence its mean is exactly 0.
    """
    n = len(order)
    psi = _core.digamma_table(n)
    along = codes[order]
    by_class = np.argsort(along, kind="stable")
    ends = np.cumsum(np.bincount(along, minlength=classes))[:-1]
    local = np.zeros(n)
    for place in np.split(by_class, ends):
        size = len(place)
        if size < 2:
            continue
        used = min(k, size - 1)
        radii, nearer, at_it = _in_class(place, n, used)
        # One place stands opposite, alone at its distance.
        lines = np.where(2 * radii == n, 1, 2)
        first, last = psi[2 * radii - 1], psi[np.minimum(2 * radii, n)]
        passed = np.where(used - nearer == 1, first, last)
        passed = np.where((at_it == 1) & (lines == 2), (first + last) / 2, passed)
        local[order[place]] = psi[n] - psi[size] + psi[used] - passed
    return local


def _in_class(
    place: NDArray[np.intp], n: int, k: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the distance to the k-th of a class, how many are nearer, and how many as near."""
    size = len(place)
    # All others once, or as many to either side.
    shifts = np.arange(1, size) if size - 1 <= 2 * k else np.r_[1 : k + 1, size - k : size]
    others = place[(np.arange(size)[:, None] + shifts) % size]
    along = np.abs(others - place[:, None])
    distances = np.minimum(along, n - along)
    radii = np.partition(distances, k - 1, axis=1)[:, k - 1]
    nearer = np.count_nonzero(distances < radii[:, None], axis=1)
    at_it = np.count_nonzero(distances == radii[:, None], axis=1)
    return radii, nearer, at_it
