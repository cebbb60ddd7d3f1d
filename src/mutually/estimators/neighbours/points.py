"""Variables as points: coordinates for distances, codes that keep categories apart.

Rows of different codes are infinitely far from each other, so the kernels search within a code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.neighbours.circle import check_ranks, on_unit_circle, uneven_tents
from mutually.estimators.neighbours.ties import orders
from mutually.estimators.neighbours.transforms import transform_sorted
from mutually.variables import Labels, Sorted, Variable
from mutually.vectors import AnyVariable, columns_of, join_labels, numeric

Array: TypeAlias = NDArray[np.float64]


class Points(NamedTuple):
    """A matrix of coordinates, (n, d) with d from 0 on, and a code for each row or None."""

    values: Array
    labels: Labels | None

    @property
    def n(self) -> int:
        """The number of points."""
        return len(self.values)

    @property
    def dimension(self) -> int:
        """The number of coordinates."""
        return int(self.values.shape[1])

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many rows have the code of each row."""
        if self.labels is None:
            return np.full(self.n, self.n)
        sizes: NDArray[np.int64] = self.labels.counts[self.labels.codes]
        return sizes


def together(*points: Points) -> Points:
    """Return the points of the joint space."""
    values = np.ascontiguousarray(np.concatenate([p.values for p in points], axis=1))
    return Points(values, join_labels([p.labels for p in points if p.labels is not None]))


def nearest(points: Points, neighbours: Sequence[int], workers: int) -> Array:
    """Return the distance of each row to its k-th neighbour of the same code, a row for each k."""
    if points.dimension == 0:
        enough = points.sizes > np.asarray(neighbours)[:, None]
        return np.where(enough, 0.0, np.inf)
    codes, groups = _codes(points)
    return _core.nearest_distances(points.values, codes, groups, list(neighbours), workers)


def count_nearer(
    points: Points, radii: Array, workers: int, *, strict: bool = True
) -> NDArray[np.uint32] | NDArray[np.int64]:
    """Count the rows of the same code that are nearer than a radius, the row itself included.

    ``strict=False`` counts those at the very radius as well.
    """
    if points.dimension == 0:
        return np.broadcast_to(points.sizes, radii.shape)
    codes, groups = _codes(points)
    return _core.count_within(points.values, codes, groups, radii, strict, workers)


def _codes(points: Points) -> tuple[NDArray[np.uint32] | None, int]:
    if points.labels is None:
        return None, 1
    return points.labels.codes.astype(np.uint32), points.labels.size


def separated(
    variables: Sequence[AnyVariable], transform: str | None, seed: int
) -> Iterator[tuple[Points, ...]]:
    """Yield the variables as points, atoms kept apart like categories.

    A coordinate is 0 where its row sits on an atom, so that it is a distance among the rows off
    the atoms alone. With normal scores there is one item for each random order of the ties.
    """
    labels = [variable.labels for variable in variables]
    for matrices in _draws(variables, transform, seed, atoms_apart=True):
        yield tuple(Points(m, own) for m, own in zip(matrices, labels, strict=True))


def continuous_points(
    variables: Sequence[AnyVariable], transform: str | None, seed: int
) -> Iterator[tuple[Points, ...]]:
    """Yield the numbers of the variables as points, whatever labels there are.

    With normal scores there is one item for each random order of the ties, those of atoms too.
    """
    for matrices in _draws(variables, transform, seed, atoms_apart=False):
        yield tuple(Points(matrix, None) for matrix in matrices)


def _draws(
    variables: Sequence[AnyVariable], transform: str | None, seed: int, *, atoms_apart: bool
) -> Iterator[list[Array]]:
    columns = [column for variable in variables for column in numeric(variable)]
    rows = [_off_atoms(column) if atoms_apart else None for column in columns]
    free = tuple(
        column.sorted if keep is None else column.sorted.take(keep)
        for column, keep in zip(columns, rows, strict=True)
    )
    # Where nothing is drawn there is one item; no columns have no ties.
    draws = orders(free, seed) if transform == "normal_scores" and free else iter([free])
    for draw in draws:
        coordinates = iter(
            [
                _coordinates(one, transform, keep, column.n, str(column.name))
                for one, keep, column in zip(draw, rows, columns, strict=True)
            ]
        )
        yield [_matrix([c for _ in numeric(v) for c in next(coordinates)], v.n) for v in variables]


def as_numbers(variable: AnyVariable, transform: str | None) -> Points:
    """Return a variable as points whose atoms are numbers like any others.

    With normal scores equal values share the mean of their scores, so that they stay at distance
    0, which the estimators for mixtures of kinds look for.
    """
    values = _matrix(
        [
            _by_row(c.sorted, transform, None, c.n, str(c.name), share=True)
            for c in numeric(variable)
        ],
        variable.n,
    )
    labels = [c.labels for c in columns_of(variable) if c.values is None and c.labels is not None]
    return Points(values, join_labels(labels))


def score_matrix(columns: Sequence[Sorted]) -> Array:
    """Return the normal scores of columns, a row for each row, ties in the order that they have.

    Of a circular column sine and cosine of its ranks around the circle.
    """
    n = len(columns[0].values)
    parts = [
        on_unit_circle(column) if column.circular else [_by_row(column, "normal_scores", None, n)]
        for column in columns
    ]
    return _matrix([coordinate for part in parts for coordinate in part], n)


def distance_points(columns: Sequence[Sorted], n: int) -> Points:
    """Return points whose distances are those of normal scores, and wrap in circular columns."""
    parts = [_coordinates(column, "normal_scores", None, n) for column in columns]
    return Points(_matrix([coordinate for part in parts for coordinate in part], n), None)


def _off_atoms(column: Variable) -> NDArray[np.bool_] | None:
    return None if column.labels is None else column.labels.codes == 0


def _coordinates(
    column: Sorted,
    transform: str | None,
    rows: NDArray[np.bool_] | None,
    n: int,
    name: str = "x, y or given",
) -> list[Array]:
    """Return one coordinate of each row, or two of a circular column; 0 in rows left out."""
    if not column.circular:
        return [_by_row(column, transform, rows, n, name)]
    check_ranks(transform)
    by_row = uneven_tents(column)
    return by_row if rows is None else [_among(n, rows, part) for part in by_row]


def _among(n: int, rows: NDArray[np.bool_], values: Array) -> Array:
    spread = np.zeros(n)
    spread[rows] = values
    return spread


def _by_row(
    column: Sorted,
    transform: str | None,
    rows: NDArray[np.bool_] | None,
    n: int,
    name: str = "x, y or given",
    *,
    share: bool = False,
) -> Array:
    if len(column.values) == 0:
        return np.zeros(n)
    ascending = transform_sorted(column, transform, name)
    if share and transform == "normal_scores":
        starts = np.flatnonzero(np.r_[True, column.values[1:] != column.values[:-1]])
        sizes = np.diff(starts, append=len(ascending))
        ascending = np.repeat(np.add.reduceat(ascending, starts) / sizes, sizes)
    by_row = np.empty(len(ascending))
    by_row[column.order] = ascending
    return by_row if rows is None else _among(n, rows, by_row)


def _matrix(columns: Sequence[Array], n: int) -> Array:
    if not columns:
        return np.empty((n, 0))
    return np.ascontiguousarray(np.stack(columns, axis=1))
