"""Mesner and Shalizi's conditional mutual information of mixtures of kinds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mutually import _core
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.points import Points, count_nearer, together
from mutually.estimators.neighbours.search import neighbour_radii


def mesner_shalizi(
    x: Points, y: Points, z: Points | None = None, *, n_neighbors: int = 3, workers: int = 1
) -> Estimate:
    """Estimate I(X; Y | Z), or I(X; Y) without z, in nats; any value may repeat.

    With rho the distance to the k-th neighbour and k' the number of rows within rho, which is more
    than k where values repeat, the pointwise value is psi(k') - psi(n_xz) - psi(n_yz) + psi(n_z),
    each count of the rows within rho, the very distance included, the row itself not. The paper
    cuts the mean at 0; here it is left as it is. Categories are infinitely far from each other; a
    row without a neighbour counts as 0.

    It assumes independent rows. For discrete variables alone it comes to the plug-in value (psi in
    the place of log), and has its bias. It fails, towards 0, in high dimension.

    References
    ----------
    Mesner & Shalizi, "Conditional mutual information estimation for mixed, discrete and continuous
    data", IEEE Transactions on Information Theory 67 (2021), doi:10.1109/TIT.2020.3024886.
    """
    joint = together(x, y) if z is None else together(x, y, z)
    radii, _ = neighbour_radii(joint, [n_neighbors], workers)
    with_x, with_y = (x, y) if z is None else (together(x, z), together(y, z))
    table = _core.digamma_table(joint.n)

    def psi(points: Points) -> NDArray[np.float64]:
        counts = count_nearer(points, radii, workers, strict=False)[0].astype(np.int64) - 1
        found: NDArray[np.float64] = table[np.maximum(counts, 1)]
        return found

    local = psi(joint) - psi(with_x) - psi(with_y)
    local += table[joint.n - 1] if z is None else psi(z)
    local[joint.sizes == 1] = 0.0
    return Estimate(float(local.mean()), local, "mesner_shalizi")
