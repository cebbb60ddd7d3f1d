"""The one formula behind Kraskov's, Ross's, and Frenzel and Pompe's estimators.

With eps the distance of a row to its k-th neighbour in the joint space of x, y and z, maximum norm,
and N_xz, N_yz, N_z the numbers of rows strictly nearer than eps in the spaces of (x, z), (y, z) and
z, the row itself included, the pointwise value is

    psi(k) - psi(N_xz) - psi(N_yz) + psi(N_z).

Rows of another category are infinitely far. Without z, N_z is n. The same eps in all spaces makes
the errors of the four terms cancel in large part.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.neighbours.points import Points, count_nearer, nearest, together


def local_information(
    x: Points, y: Points, z: Points | None, neighbours: Sequence[int], workers: int
) -> NDArray[np.float64]:
    """Return the pointwise values, a row for each number of neighbours.

    A row that is alone in its joint category has no neighbour, and counts as 0.
    """
    joint = together(x, y) if z is None else together(x, y, z)
    radii, k = neighbour_radii(joint, neighbours, workers)
    with_x, with_y = (x, y) if z is None else (together(x, z), together(y, z))
    psi = _core.digamma_table(joint.n)
    local = psi[k] - (
        psi[count_nearer(with_x, radii, workers)] + psi[count_nearer(with_y, radii, workers)]
    )
    local += psi[joint.n] if z is None else psi[count_nearer(z, radii, workers)]
    local[:, joint.sizes == 1] = 0.0
    return local


def neighbour_radii(
    joint: Points, neighbours: Sequence[int], workers: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distance to the neighbour that is used, and which one it is, for each k and row.

    In a joint category of s rows with s <= k the s - 1 others are the neighbours. Where the
    distance is 0, since values repeat, all others at the place are. The radius of a row without
    another of its category is 0.
    """
    wanted = np.asarray(neighbours, dtype=np.int64)[:, None]
    k = np.minimum(wanted, np.maximum(joint.sizes - 1, 1)[None, :])
    needed = np.unique(k)
    distances = nearest(joint, needed.tolist(), workers)
    place = np.searchsorted(needed, k)
    radii = np.take_along_axis(distances, place, axis=0)
    radii[~np.isfinite(radii)] = 0.0
    if (radii == 0).any():
        at_the_place = count_nearer(joint, np.zeros_like(radii), workers, strict=False)
        others = np.maximum(at_the_place.astype(np.int64) - 1, 1)
        k = np.where(radii == 0, others, k)
    return radii, k
