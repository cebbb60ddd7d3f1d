"""KSG's pointwise values for vectors, with or without a condition, for several k in one pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mutually import _core
from mutually.estimators.neighbours.points import Array, Points
from mutually.estimators.neighbours.search import local_information


def ksg_curve(x: Array, y: Array, z: Array | None, ks: Sequence[int], workers: int) -> Array:
    """Return the pointwise values of I(X;Y|Z) in nats, one row for each number of neighbours.

    See :func:`mutually.estimators.neighbours.search.local_information`; two scalars have a kernel
    of their own.
    """
    if z is not None and z.shape[1] == 0:
        z = None
    if z is None and x.shape[1] == y.shape[1] == 1:
        one, one_order = _core.sort_column(np.ascontiguousarray(x[:, 0]))
        two, two_order = _core.sort_column(np.ascontiguousarray(y[:, 0]))
        # Equal arrays are handed over as one, whose look-up tables the kernel then makes once.
        two = one if np.array_equal(one, two) else two
        local = _core.ksg_local(one, one_order, two, two_order, list(ks), workers)
        return local.reshape(-1, len(x))
    one_point, two_point = (Points(np.ascontiguousarray(values), None) for values in (x, y))
    condition = None if z is None else Points(np.ascontiguousarray(z), None)
    return local_information(one_point, two_point, condition, ks, workers)
