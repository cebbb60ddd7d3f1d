"""Smaller problems that hold the information of a larger one (recipe A1's partition)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.models.canonical import canonical, correlations
from mutually.estimators.models.links import components, linked, modulators
from mutually.estimators.models.residual import shown
from mutually.estimators.models.rows import Array, Rows, split
from mutually.estimators.neighbours.transforms import normal_scores

_PAIRS_FOR_PRODUCTS = 12
_FEWEST_ROWS = 100
# A difference of KSG below so many times 1 / sqrt(n) is called chance.
_GATE = 2.0
_LEVEL = 0.01
_NONE = np.empty(0, dtype=np.intp)


class Partition(NamedTuple):
    """Problems that together hold what (x, y) does, if `shuffled` looks like the data.

    Attributes
    ----------
    problems : list of Rows
        Independent of one another.
    shuffled : Rows
        The data with everything else that might connect x and y destroyed.
    name : str
        For people.
    kept : pair of ndarray, optional
        Which columns of x and of y the one problem holds; behind the last is the length.
    """

    problems: list[Rows]
    shuffled: Rows
    name: str
    kept: tuple[NDArray[np.intp], NDArray[np.intp]] = (_NONE, _NONE)

    def columns_of(self, rows: Rows) -> Rows:
        """Return the same columns of other rows."""
        x, y = (_polar(part)[0][:, keep] for part, keep in zip(rows[:2], self.kept, strict=True))
        return _problem(x, y)


def partition_of(rows: Rows, seed: int, workers: int) -> Partition | None:
    """Return the smallest problems that neighbours and correlations do not refute, if any.

    Groups of columns come before the informative columns, which are more at a time. They have to
    stand the test in the informative columns too, where neighbours see more than among all.
    """
    if rows.size < 3 or rows.sizes[2] or rows.n < _FEWEST_ROWS:
        return None
    rng = np.random.default_rng([seed, 3])
    groups, informative = blocks(rows, rng), lengths(rows, rng)
    found = [one for one in (groups, informative) if one is not None]
    allowed = [one for one in found if _correlations_allow(rows, one)]
    if not allowed:
        return None
    data = float(shown(rows, workers).mean())
    for one in allowed:
        if not _alike(data, one.shuffled, workers):
            continue
        if one is groups and informative is not None:
            seen = float(shown(informative.problems[0], workers).mean())
            if not _alike(seen, informative.columns_of(groups.shuffled), workers):
                continue
        return one
    return None


def _alike(data: float, shuffled: Rows, workers: int) -> bool:
    return abs(data - float(shown(shuffled, workers).mean())) <= _GATE / math.sqrt(shuffled.n)


def blocks(rows: Rows, rng: np.random.Generator) -> Partition | None:
    """Return the groups of linked columns that hold columns of both vectors."""
    dx = rows.sizes[0]
    joint = rows.joint
    groups = components(linked(joint))
    if len(groups) == 1:
        return None
    problems = []
    for group in groups:
        x, y = group[group < dx], group[group >= dx]
        if len(x) and len(y):
            problems.append(_problem(joint[:, x], joint[:, y]))
    shuffled = np.empty_like(joint)
    for group in groups:
        shuffled[:, group] = joint[rng.permutation(rows.n)][:, group]
    name = f"{len(problems)} independent group{'s' * (len(problems) != 1)} of columns"
    return Partition(problems, split(shuffled, rows.sizes), name)


def lengths(rows: Rows, rng: np.random.Generator) -> Partition | None:
    """Return the columns that tell about the other vector, lengths of vectors among them.

    A column is kept if its share of its vector's length is linked with the other vector, or if it
    goes with a product of linked columns, as an angle that depends on the length does. Where only
    lengths matter these alone remain.
    """
    (x, shares_x), (y, shares_y) = _polar(rows.x), _polar(rows.y)
    dx = x.shape[1]
    cross = linked(np.hstack([shares_x, shares_y]))[:dx, dx:]
    strength = np.abs(shares_x.T @ shares_y) * cross
    strongest = np.argsort(-strength, axis=None, kind="stable")
    strongest = strongest[: min(_PAIRS_FOR_PRODUCTS, int(cross.sum()))]
    left, right = np.unravel_index(strongest, cross.shape)
    modulate = modulators(np.hstack([x, y]), left, right + dx)
    keep_x = np.flatnonzero(cross.any(axis=1) | modulate[:dx])
    keep_y = np.flatnonzero(cross.any(axis=0) | modulate[dx:])
    if not len(keep_x) or not len(keep_y) or len(keep_x) + len(keep_y) >= rows.size:
        return None
    problem = _problem(x[:, keep_x], y[:, keep_y])
    shuffled = Rows(_shuffle(rows.x, keep_x, rng), _shuffle(rows.y, keep_y, rng), rows.z)
    name = f"{len(keep_x)} + {len(keep_y)} informative columns"
    return Partition([problem], shuffled, name, (keep_x, keep_y))


def _problem(x: Array, y: Array) -> Rows:
    return Rows(np.ascontiguousarray(x), np.ascontiguousarray(y), np.empty((len(x), 0)))


def _polar(part: Array) -> tuple[Array, Array]:
    """Return columns and length, and each column's share of the length beside the length."""
    if part.shape[1] < 2:
        return part, part
    length = np.sqrt((part**2).sum(axis=1, keepdims=True))
    scores = normal_scores(length)
    return np.hstack([part, scores]), np.hstack([normal_scores(part / length), scores])


def _shuffle(part: Array, keep: NDArray[np.intp], rng: np.random.Generator) -> Array:
    """Take the columns that are not kept from other rows, stretched to the row's own length."""
    d = part.shape[1]
    rest = np.setdiff1d(np.arange(d), keep)
    if not len(rest):
        return part
    out = part.copy()
    moved = part[rng.permutation(len(part))][:, rest]
    if d in keep:
        own = np.sqrt((part[:, rest] ** 2).sum(axis=1, keepdims=True))
        moved = moved * (own / np.sqrt((moved**2).sum(axis=1, keepdims=True)))
    out[:, rest] = moved
    return out


def _correlations_allow(rows: Rows, found: Partition) -> bool:
    """Say whether the correlations that a partition leaves out could all be chance.

    Twice n times the difference of Gaussian informations is close to chi-square under that
    hypothesis (the likelihood ratio). It sees many weak correlations that single tests miss.
    """
    from scipy.special import chdtri

    def gaussian(part: Rows) -> tuple[float, int]:
        shape = canonical(correlations(part.joint), part.sizes)
        return shape.information, part.sizes[0] * part.sizes[1]

    whole, freedom = gaussian(rows)
    for problem in found.problems:
        held, inside = gaussian(problem)
        whole, freedom = whole - held, freedom - inside
    # Bartlett's factor makes the approximation good for few rows as well.
    factor = 2 * (rows.n - 1 - (rows.size + 1) / 2)
    return freedom <= 0 or factor * whole <= float(chdtri(freedom, _LEVEL))
