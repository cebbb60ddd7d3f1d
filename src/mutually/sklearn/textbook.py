"""The estimates of scikit-learn, value for value, by our kernels.

What scikit-learn does to the data first, it does here too: columns are divided by their standard
deviation, and noise of 1e-10 from ``random_state`` parts equal values. The neighbours are then the
same, and so are the values but for rounding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse
from sklearn.preprocessing import scale
from sklearn.utils import check_random_state

from mutually import _core
from mutually.errors import fail
from mutually.estimators.discrete.plugin import plugin
from mutually.estimators.neighbours.ksg import ksg
from mutually.estimators.neighbours.ross import ross
from mutually.pairs import need_neighbours
from mutually.threads import map_in_order
from mutually.variables import Labels, Sorted, smallest_codes

_NOISE = 1e-10
# Of fewer values than this threads take longer to start than they save.
_VALUES_FOR_THREADS = 50_000


def textbook_scores(
    X: Any,
    y: NDArray[Any],
    discrete: NDArray[np.bool_],
    *,
    classes: bool,
    n_neighbors: int,
    random_state: Any,
    workers: int,
) -> NDArray[np.float64]:
    """Return the information of each column of checked data about the target, in nats, 0 or more.

    Parameters
    ----------
    X : ndarray or sparse array in CSC form of shape (n, d)
        Sparse with discrete columns alone.
    y : ndarray of shape (n,)
        Numbers, or labels where ``classes`` says so.
    discrete : ndarray of bool, shape (d,)
        Which columns are labels; the others are continuous.
    """
    n, d = X.shape
    places = np.flatnonzero(~discrete)
    rng = check_random_state(random_state)
    numbers = (
        _parted(np.asarray(X[:, places], np.float64), rng) if len(places) else np.empty((n, 0))
    )
    # One column after another in memory: they are read one at a time.
    columns = dict(zip(places.tolist(), np.ascontiguousarray(numbers.T), strict=True))
    target: Labels | Sorted
    target = _labels(y) if classes else _sorted(_parted(np.asarray(y)[:, None], rng)[:, 0])
    if n * d < _VALUES_FOR_THREADS:
        workers = 1
    inner = max(1, workers // d)

    def score(place: int) -> float:
        x: Labels | Sorted
        x = _sorted(columns[place]) if place in columns else _labels(_dense(X, place))
        return information(x, target, n_neighbors, inner)

    return np.array(map_in_order(score, range(d), workers))


def information(
    x: Labels | Sorted, y: Labels | Sorted, n_neighbors: int, workers: int = 1
) -> float:
    """Return the textbook estimate of each pair of kinds, in nats, 0 where it is below.

    Two labels: the plug-in estimate. Labels and numbers: Ross, without the rows whose label no
    other row has. Two numbers: Kraskov, Stögbauer and Grassberger's first.
    """
    if isinstance(x, Labels):
        if isinstance(y, Labels):
            return max(0.0, plugin(x, y, workers=workers).value)
        x, y = y, x
    if isinstance(y, Labels):
        shared = y.counts[y.codes] > 1
        if not shared.any():
            fail("y", "must have a class, or X a level, of two rows or more", "none")
        if not shared.all():
            x, y = x.take(shared), Labels(y.codes[shared], y.size)
        value = ross(x, y, n_neighbors=n_neighbors, transform=None).value
    else:
        need_neighbours(len(x.values), n_neighbors)
        value = ksg(x, y, n_neighbors=n_neighbors, transform=None, workers=workers).value
    return max(0.0, value)


def as_labels_or_numbers(values: NDArray[Any], discrete: bool) -> Labels | Sorted:
    """Return what :func:`information` takes."""
    return _labels(values) if discrete else _sorted(np.asarray(values, np.float64))


def _parted(values: NDArray[Any], rng: np.random.RandomState) -> NDArray[np.float64]:
    """Divide columns by their standard deviation and part equal values by noise."""
    scaled: NDArray[np.float64] = scale(values, with_mean=False)
    sizes = _NOISE * np.maximum(1, np.abs(scaled).mean(axis=0))
    scaled += sizes * rng.standard_normal(size=scaled.shape)
    return scaled


def _sorted(values: NDArray[Any]) -> Sorted:
    return Sorted(*_core.sort_column(np.ascontiguousarray(values, np.float64)))


def _labels(values: NDArray[Any]) -> Labels:
    levels, places = np.unique(values, return_inverse=True)
    return smallest_codes(places, len(levels))


def _dense(X: Any, place: int) -> NDArray[Any]:
    if not issparse(X):
        column: NDArray[Any] = X[:, place]
        return column
    column = np.zeros(X.shape[0], X.dtype)
    stored = slice(X.indptr[place], X.indptr[place + 1])
    column[X.indices[stored]] = X.data[stored]
    return column
