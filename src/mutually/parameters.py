"""Checks of the parameters that several public functions share."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from mutually import _core, estimators
from mutually.errors import fail
from mutually.variables import MISSING


def forced_kind(estimator: str, discrete: bool | None) -> bool | None:
    """Let an estimator that serves one kind alone say the kind, where the caller does not."""
    entry = estimators.INFORMATION.get(estimator)
    if discrete is None and entry is not None and entry.serves in ("discrete", "continuous"):
        return entry.serves == "discrete"
    return discrete


def check_parameters(
    estimator: str, names: Collection[str], missing: str, n_neighbors: int
) -> None:
    """Refuse parameters out of range."""
    if not isinstance(estimator, str) or estimator not in names:
        fail("estimator", f"must be one of {', '.join(map(repr, names))}", repr(estimator))
    if missing not in MISSING:
        fail("missing", f"must be one of {', '.join(map(repr, MISSING))}", repr(missing))
    whole = isinstance(n_neighbors, int | np.integer) and not isinstance(n_neighbors, bool)
    if not whole or not 1 <= n_neighbors <= _core.MAX_NEIGHBOURS:
        fail(
            "n_neighbors",
            f"must be a whole number from 1 to {_core.MAX_NEIGHBOURS}",
            repr(n_neighbors),
            "n_neighbors=3",
        )


def resolve_seed(rng: int | np.random.Generator | None) -> int:
    """Turn ``rng`` into a number; None is 0, so that the same call gives the same answer."""
    if rng is None:
        return 0
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        fail("rng", "must be a whole number from 0 on, or a numpy Generator", repr(rng), "rng=0")
    return int(rng)


def is_name(value: Any) -> bool:
    """Say whether what was given can be the name of a column, and is not one value a row."""
    # A tuple can be a name (pandas has several levels of them); a string is one.
    try:
        hash(value)
    except TypeError:
        return False
    return isinstance(value, str | bytes | tuple) or not hasattr(value, "__len__")
