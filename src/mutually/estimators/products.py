"""Products of matrices with many rows, in blocks that linear algebra libraries leave to one thread.

A library that shares a small product among threads can spend more on waking them than on the
product, and may add in another order for another number of them: the product of two matrices of
10,000 rows and 50 columns took 8.8 ms with two threads of OpenBLAS beside other work, and 1.9 in
blocks (3.0 and 1.9 with one). Blocks of so many products are left undivided, and are added in their
order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_PRODUCTS = 100_000
_FEWEST_ROWS = 16


def cross(one: Matrix, other: Matrix) -> Matrix:
    """Return one' other for matrices of n rows each."""
    rows = _rows_of_a_block(one.shape[1] * other.shape[1])
    total = one[:rows].T @ other[:rows]
    for start in range(rows, len(one), rows):
        total += one[start : start + rows].T @ other[start : start + rows]
    return np.asarray(total)


def times(rows: Matrix, matrix: Matrix) -> Matrix:
    """Return rows matrix for a matrix of many rows and a small one."""
    block = _rows_of_a_block(matrix.shape[0] * matrix.shape[1])
    out = np.empty((len(rows), matrix.shape[1]))
    for start in range(0, len(rows), block):
        np.matmul(rows[start : start + block], matrix, out=out[start : start + block])
    return out


def _rows_of_a_block(products: int) -> int:
    return max(_FEWEST_ROWS, _PRODUCTS // max(products, 1))
