"""The sample of rows by their place."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from mutually.engines.sampling import sample_places


@given(st.integers(1, 10**12), st.integers(1, 500), st.integers(0, 2**63))
def test_so_many_different_places_in_order(n, most, seed):
    places = sample_places(n, most, seed)
    assert len(places) == min(n, most)
    assert (np.diff(places) > 0).all()
    assert places[0] >= 0
    assert places[-1] < n


@given(st.integers(0, 50))
def test_places_are_spread_over_the_table(seed):
    places = sample_places(10**7 + 12345, 10_000, seed)
    counts, _ = np.histogram(places, bins=50, range=(0, 10**7 + 12345))
    assert chisquare(counts).pvalue > 1e-5  # 51 seeds, of which one in 2000 fails by chance


def test_other_seeds_give_other_rows():
    one, other = (set(sample_places(10**6, 1000, seed).tolist()) for seed in (0, 1))
    assert len(one & other) < 20
