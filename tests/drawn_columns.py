"""Columns that several tests draw: of every kind, of few labels, and a few that never change."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
from hypothesis.extra.numpy import arrays

RNG = np.random.default_rng(0)
N = 300
Z, W = RNG.normal(size=(2, N))
LABEL = np.where(Z + RNG.normal(size=N) > 0, "high", "low")
INFLATED = np.where(np.arange(N) % 3 == 0, 0.0, RNG.normal(size=N))


@st.composite
def label_triples(draw):
    n = draw(st.integers(1, 80))
    columns = arrays(np.int64, n, elements=st.integers(0, draw(st.integers(1, 6))))
    return draw(columns), draw(columns), draw(columns)


def columns_of_all_kinds(n=400, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return {
        "continuous": x,
        "rounded": np.round(x + rng.normal(size=n), 1),
        "mixed": np.where(rng.random(n) < 0.3, 0.0, x + 0.5 * rng.normal(size=n)),
        "counts": rng.poisson(np.exp(x / 2)),
        "labels": np.where(x + rng.normal(size=n) > 0, "high", "low"),
        "many labels": rng.integers(0, 60, n).astype(str),
    }
