"""The peers, each called the way its documentation does, on one thread; absent ones are left out.

NPEET is not on PyPI: it takes part where its repository (gregversteeg/NPEET) is on the path.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

Peer = Callable[[np.ndarray, np.ndarray], object]


def scikit_learn(x: np.ndarray, y: np.ndarray) -> float:
    from sklearn.feature_selection import mutual_info_regression

    return float(mutual_info_regression(x[:, None], y, n_neighbors=3, random_state=0)[0])


def ennemi(x: np.ndarray, y: np.ndarray) -> object:
    from ennemi import estimate_mi

    return estimate_mi(y, x, k=3, max_threads=1)


def npeet(x: np.ndarray, y: np.ndarray) -> object:
    from npeet.entropy_estimators import mi

    return mi(x[:, None], y[:, None], k=3, base=np.e)


def infomeasure(x: np.ndarray, y: np.ndarray) -> object:
    from infomeasure import mutual_information

    return mutual_information(x, y, approach="ksg", k=3)


def present() -> dict[str, Peer]:
    """Peers for a pair of continuous scalars, besides scikit-learn, that are installed."""
    every = {"ennemi": ennemi, "NPEET": npeet, "infomeasure": infomeasure}
    return {name: call for name, call in every.items() if find_spec(name.lower()) is not None}
