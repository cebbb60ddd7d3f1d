"""The moments under independence beside simulations, and where none are given.

Tolerances: four standard errors of the simulation, plus 2 % of the standard deviation for the fit
(docs/calibration.md has its error, which is less).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mutually import _core
from mutually.estimators.nulls.neighbour_nulls import ksg_null_moments, ross_null_moments

DRAWS = 4000


def check(values: np.ndarray, moments: tuple[float, float, float] | None) -> None:
    assert moments is not None
    mean, variance, third = moments
    deviation = variance**0.5
    assert abs(values.mean() - mean) < 4 * deviation / DRAWS**0.5 + 0.005 * deviation
    assert abs(values.std() / deviation - 1) < 4 * 0.75 / DRAWS**0.5 + 0.02
    skewness = ((values - values.mean()) ** 3).mean() / values.std() ** 3
    assert abs(skewness - third / deviation**3) < 4 * (6 / DRAWS) ** 0.5 + 0.05


@pytest.mark.parametrize(("n", "k"), [(24, 3), (60, 3), (60, 7), (300, 5), (300, 10)])
def test_ksg_moments_are_those_of_random_permutations(n: int, k: int) -> None:
    rng = np.random.default_rng(n * k)
    scores, rows = _core.normal_scores(n), np.arange(n, dtype=np.uint32)
    values = np.array(
        [
            _core.ksg_local(scores, rows, scores, rng.permutation(rows), [k], 1).mean()
            for _ in range(DRAWS)
        ]
    )
    check(values, ksg_null_moments(n, k))


@pytest.mark.parametrize(
    ("counts", "k"),
    [((50, 50), 3), ((90, 10), 3), ((12,) * 6, 3), ((100, 40, 20), 5), ((60, 40), 10)],
)
def test_ross_moments_are_those_of_random_labels(counts: tuple[int, ...], k: int) -> None:
    n = sum(counts)
    rng = np.random.default_rng(n * k)
    scores, rows = _core.normal_scores(n), np.arange(n, dtype=np.uint32)
    labels = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    values = np.array(
        [
            _core.ross_local(scores, rows, rng.permutation(labels), len(counts), k).mean()
            for _ in range(DRAWS)
        ]
    )
    check(values, ross_null_moments(counts, k))


def test_ksg_moments_change_smoothly_to_large_n() -> None:
    # The standard deviation falls as n^-1/2, the mean as n^-3/2 and the skewness as n^-1/2.
    found = [ksg_null_moments(n, 3) for n in (10**4, 10**6, 10**8)]
    for one, other in pairwise(found):
        assert one is not None
        assert other is not None
        assert one[1] / other[1] == pytest.approx(100, rel=0.05)
        assert abs(other[0]) < 1e-2 * abs(one[0])


def test_ross_moments_do_not_see_empty_classes_or_their_order() -> None:
    one = ross_null_moments([30, 40, 50], 3)
    assert one is not None
    other = ross_null_moments(np.array([50, 0, 30, 40]), 3)
    assert other == pytest.approx(one, rel=1e-12)
    assert one[0] == 0


@pytest.mark.parametrize(("n", "k"), [(23, 3), (79, 10), (1000, 2), (1000, 11), (10, 3)])
def test_no_ksg_moments_where_nothing_was_calibrated(n: int, k: int) -> None:
    assert ksg_null_moments(n, k) is None


@pytest.mark.parametrize(
    ("counts", "k"), [([100, 8], 3), ([100], 3), ([100, 0], 3), ([], 3), ([100, 100], 30)]
)
def test_no_ross_moments_where_nothing_was_calibrated(counts: list[int], k: int) -> None:
    assert ross_null_moments(counts, k) is None
