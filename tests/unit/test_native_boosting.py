"""Boosted trees: the kernel against its twin, and where there is nothing to split."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
import twins_boosting as twin
from hypothesis import given, settings

from mutually import _core


def made(seed, n, m, d, classes):
    rng = np.random.default_rng(seed)
    learnt = rng.integers(_core.BINS, size=(d, n), dtype=np.uint8)
    judged = rng.integers(_core.BINS, size=(d, m), dtype=np.uint8)
    noisy = learnt[0] / _core.BINS + 0.3 * rng.standard_normal(n)
    codes = np.clip((noisy * classes).astype(int), 0, classes - 1).astype(np.uint32)
    return learnt, codes, judged, rng.normal(size=classes)


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(2, 90),
    st.integers(1, 3),
    st.integers(2, 4),
    st.integers(1, 5),
)
def test_trees_equal_their_twin(seed, n, d, classes, leaves):
    learnt, codes, judged, starts = made(seed, n, 20, d, classes)
    task = (learnt, codes, judged, starts, leaves, 0.3, 1.0, 0.5)
    found = _core.boosted_scores(*task, [1, 3]).reshape(2, 20, classes)
    np.testing.assert_allclose(found[0], twin.boosted_scores(*task, 1), atol=1e-9)
    np.testing.assert_allclose(found[1], twin.boosted_scores(*task, 3), atol=1e-9)


def test_one_leaf_learns_the_shares():
    learnt, _, judged, _ = made(0, 400, 5, 2, 2)
    codes = np.repeat([0, 1], [100, 300]).astype(np.uint32)
    starts = np.zeros(2)
    found = _core.boosted_scores(learnt, codes, judged, starts, 1, 0.5, 0.0, 1.0, [60])
    assert found[:, 1] == pytest.approx(np.log(3))


def test_no_rows_to_judge_and_no_rounds():
    learnt, codes, judged, starts = made(0, 50, 0, 2, 3)
    task = (learnt, codes, judged, starts, 4, 0.1, 1.0, 2.0)
    assert _core.boosted_scores(*task, [5]).shape == (0, 3)
    assert _core.boosted_scores(*task, []).shape == (0, 3)
