"""The peers, each called the way its documentation does, on one thread; absent ones are left out.

NPEET is not on PyPI: it takes part where its repository (gregversteeg/NPEET) is on the path.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

Peer = Callable[..., object]


def scikit_learn(x: np.ndarray, y: np.ndarray) -> float:
    from sklearn.feature_selection import mutual_info_regression

    return float(mutual_info_regression(x[:, None], y, n_neighbors=3, random_state=0)[0])


def ennemi(x: np.ndarray, y: np.ndarray, given: np.ndarray | None = None) -> object:
    from ennemi import estimate_mi

    return estimate_mi(y, x, cond=given, k=3, max_threads=1)


def npeet(x: np.ndarray, y: np.ndarray, given: np.ndarray | None = None) -> float:
    """Of scalars or of vectors."""
    from npeet.entropy_estimators import mi

    return float(mi(x, y, given, k=3, base=np.e))


def infomeasure(x: np.ndarray, y: np.ndarray) -> object:
    from infomeasure import mutual_information

    return mutual_information(x, y, approach="ksg", k=3)


def present() -> dict[str, Peer]:
    """Peers for a pair of continuous scalars, besides scikit-learn, that are installed."""
    return installed({"ennemi": ennemi, "NPEET": npeet, "infomeasure": infomeasure})


def given_peers() -> dict[str, Peer]:
    """Peers for scalars given a scalar, called with the condition last, that are installed."""
    return installed({"ennemi": ennemi, "NPEET": npeet})


def installed(peers: dict[str, Peer]) -> dict[str, Peer]:
    """Those whose package is there, or on the path."""
    return {name: call for name, call in peers.items() if find_spec(name.lower()) is not None}
