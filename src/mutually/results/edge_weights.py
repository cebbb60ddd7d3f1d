"""What makes an edge of a pair: matrices in, a matrix of weights out; 0 is no edge.

Each function takes the information of all pairs (symmetric, 0 where it is not known), which pairs
may be edges, and the tolerance of ARACNE. The papers are named in ``networks.network``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Weights = Callable[[NDArray[np.float64], NDArray[np.bool_], float], NDArray[np.float64]]


def relevance(
    information: NDArray[np.float64], enters: NDArray[np.bool_], eps: float
) -> NDArray[np.float64]:
    """Return the information of the pairs that enter."""
    return np.where(enters, information, 0.0)


def aracne(
    information: NDArray[np.float64], enters: NDArray[np.bool_], eps: float
) -> NDArray[np.float64]:
    """Mark in each triangle the weakest side; all triangles see the same matrix."""
    weights = np.where(enters, information, 0.0)
    dropped = np.zeros_like(enters)
    for middle in range(len(weights)):
        others = np.flatnonzero(enters[middle])
        to_middle = weights[middle, others]
        least = (1 - eps) * np.minimum.outer(to_middle, to_middle)
        block = np.ix_(others, others)
        dropped[block] |= weights[block] < least
    return np.where(dropped, 0.0, weights)


def clr(
    information: NDArray[np.float64], enters: NDArray[np.bool_], eps: float
) -> NDArray[np.float64]:
    """Compare each pair with all pairs of either column, the diagonal left out."""
    size = len(information)
    others = information[~np.eye(size, dtype=np.bool_)].reshape(size, size - 1)
    mean, deviation = others.mean(axis=1), others.std(axis=1, ddof=1 if size > 2 else 0)
    deviation[deviation == 0] = np.inf
    z = np.maximum((information - mean[:, None]) / deviation[:, None], 0.0)
    return np.where(enters, np.hypot(z, z.T), 0.0)


def mrnet(
    information: NDArray[np.float64], enters: NDArray[np.bool_], eps: float
) -> NDArray[np.float64]:
    """Choose for each column others of most relevance and least redundancy."""
    scores = np.zeros_like(information)
    for target in range(len(information)):
        candidates = np.flatnonzero(enters[target])
        relevance = information[target, candidates]
        redundancy = np.zeros(len(candidates))
        for chosen in range(len(candidates)):
            score = relevance - redundancy / max(chosen, 1)
            best = int(np.argmax(score))
            if score[best] <= 0:
                break
            scores[target, candidates[best]] = score[best]
            redundancy += information[candidates[best], candidates]
            relevance = relevance.copy()
            relevance[best] = -np.inf
    return np.maximum(scores, scores.T)


WEIGHTS: dict[str, Weights] = {
    "aracne": aracne,
    "clr": clr,
    "mrnet": mrnet,
    "relevance": relevance,
}
