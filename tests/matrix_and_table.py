"""A matrix, a table with labels, and a column that depends on both, for the tests of arguments."""

from __future__ import annotations

import numpy as np

RNG = np.random.default_rng(0)
N = 200
A, B = RNG.normal(size=(2, N))
Y = A + B + RNG.normal(size=N)
LABEL = np.where(B > 0, "high", "low")
TABLE = {"a": A, "label": LABEL}
MATRIX = np.column_stack([A, B])
# More columns than rows, and a column beside them.
WIDE, BESIDE_WIDE = RNG.normal(size=(10, 20)), RNG.normal(size=10)
