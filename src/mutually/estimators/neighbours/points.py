"""KSG's pointwise values for vectors, with or without a condition, for several k in one pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mutually import _core

Rows = NDArray[np.float64]


def ksg_curve(x: Rows, y: Rows, z: Rows | None, ks: Sequence[int], workers: int) -> Rows:
    """Return the pointwise values, one row for each number of neighbours, of I(X;Y|Z) in nats.

    psi(k) + psi(n_z + 1) - psi(n_xz + 1) - psi(n_yz + 1), where the counts are of other rows
    strictly nearer than the k-th neighbour in the joint maximum norm; without z, n_z + 1 is n.

    References
    ----------
    Kraskov, Stögbauer & Grassberger (2004), doi:10.1103/PhysRevE.69.066138, first algorithm;
    Frenzel & Pompe, "Partial mutual information for coupling analysis of multivariate time
    series", Physical Review Letters 99 (2007), doi:10.1103/PhysRevLett.99.204101.
    """
    n = len(x)
    if z is not None and z.shape[1] == 0:
        z = None
    if z is None and x.shape[1] == y.shape[1] == 1:
        one, one_order = _core.sort_column(np.ascontiguousarray(x[:, 0]))
        two, two_order = _core.sort_column(np.ascontiguousarray(y[:, 0]))
        # Equal arrays are handed over as one, whose look-up tables the kernel then makes once.
        two = one if np.array_equal(one, two) else two
        return _core.ksg_local(one, one_order, two, two_order, list(ks), workers).reshape(-1, n)
    parts = [x, y] if z is None else [x, y, z]
    radii = _core.nearest_distances(np.hstack(parts), None, 1, list(ks), workers)
    shared = [] if z is None else [z]
    psi = _core.digamma_table(n)
    n_x = _counts(np.hstack([x, *shared]), radii, workers)
    n_y = _counts(np.hstack([y, *shared]), radii, workers)
    n_z = n if z is None else _counts(z, radii, workers)
    local: Rows = psi[np.asarray(ks)][:, None] + psi[n_z] - psi[n_x] - psi[n_y]
    return local


def _counts(points: Rows, radii: Rows, workers: int) -> NDArray[np.uint32]:
    return _core.count_within(points, None, 1, radii, True, workers)
