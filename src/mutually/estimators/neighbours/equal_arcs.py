"""Rows that are equally far around a circle: which of them comes first, as chances.

At a radius of r steps stand two rows of a circular x, one to either side, and two of a circular y:
four *lines* of one row each, which a growing square passes one after another. Their order is drawn
by chance, and an estimate is the mean over all 4! orders. What KSG's formula needs of an order is
how many lines of x and of y were passed before the one that brought the k-th neighbour.

A line's row is in one of four states: 0, outside of the square; 1, on the line, within the square
in the other variable; 2 or 3, at a corner, where it enters once the upper (2) or lower (3) line of
the other variable is passed as well.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]

OUTSIDE, WITHIN, UPPER, LOWER = range(4)
_STATES = 4
# The lines of x, then those of y; the upper ones first.
_LINES = 4


@cache
def passed_before(opposite: bool) -> tuple[Array, Array]:
    """Return the chances of 0, 1, 2 lines of x, and of y, before the one that brought the j-th row.

    Both have the shape (256, 5, 3): states of the lines, as :func:`code` writes them, then j, then
    the number of lines. ``opposite`` says that the radius is half the circle, where each variable
    has one line alone.
    """
    codes = np.arange(_STATES**_LINES)
    states = [codes // _STATES**line % _STATES for line in range(_LINES)]
    found = [np.zeros((len(codes), _LINES + 1, 3)) for _ in range(2)]
    lines = (0, 2) if opposite else range(_LINES)
    orders = list(permutations(lines))
    for order in orders:
        before = np.zeros(len(codes), dtype=np.int64)
        for at in range(len(order)):
            passed = set(order[: at + 1])
            inside = np.zeros(len(codes), dtype=np.int64)
            for line in passed:
                inside += states[line] == WITHIN
            for line in passed & {0, 1}:
                for corner, other in ((UPPER, 2), (LOWER, 3)):
                    if other in passed:
                        inside += states[line] == corner
            of_x = sum(line < 2 for line in order[:at])
            for j in range(1, _LINES + 1):
                here = (before < j) & (inside >= j)
                found[0][here, j, of_x] += 1 / len(orders)
                found[1][here, j, at - of_x] += 1 / len(orders)
            before = inside
    return found[0], found[1]


def code(states: list[Numbers]) -> Numbers:
    """Return one number for the states of x's upper and lower line and y's."""
    number = np.zeros_like(states[0])
    for line, state in enumerate(states):
        number += state * _STATES**line
    return number


def state_of(beside: Numbers, n: int, radii: Numbers) -> Numbers:
    """Return the state of a line's row that is so many steps ahead in the other variable."""
    distance = np.minimum(beside, n - beside)
    at_a_corner = np.where(beside == radii, UPPER, LOWER)
    return np.where(distance < radii, WITHIN, np.where(distance == radii, at_a_corner, OUTSIDE))


def mean_psi(psi: Array, first: Numbers, chances: Array) -> Array:
    """Return the mean of psi(first + passed) with the chances of 0, 1 and 2."""
    n = len(psi) - 1
    total = np.zeros(first.shape)
    for passed in range(3):
        # Beyond n there is no line to pass, and the chance is 0.
        total += chances[..., passed] * psi[np.minimum(first + passed, n)]
    return total
