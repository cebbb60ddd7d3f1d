"""Ways to pair rows anew: what each keeps, and that it follows from the seed and the number."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import chisquare

from mutually import _core
from mutually.estimators.neighbours.points import Points
from mutually.inference import shuffles
from mutually.variables import smallest_codes

N = 60
BLOCKS = np.random.default_rng(0).integers(0, 4, N)


def scattered(n=N, dimension=1, labels=None):
    values = np.random.default_rng(1).normal(size=(n, dimension))
    return Points(values, None if labels is None else smallest_codes(labels, labels.max() + 1))


MAKERS = {
    "free": lambda seed: shuffles.free(N, seed),
    "blocks": lambda seed: shuffles.within_blocks(BLOCKS, seed),
    "circular": lambda seed: shuffles.circular(N, seed),
    "series": lambda seed: shuffles.circular(N, seed, series=BLOCKS),
    "nearby": lambda seed: shuffles.nearby(scattered(), seed),
    "nearby in blocks": lambda seed: shuffles.nearby(scattered(labels=BLOCKS), seed),
    "nearby, numbers that repeat": lambda seed: shuffles.nearby(
        Points(BLOCKS[:, None].astype(float), None), seed
    ),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_rows_follow_from_seed_and_repetition(make):
    one, again, other = make(3), make(3), make(4)
    backwards = [again(b) for b in reversed(range(20))][::-1]
    for b in range(20):
        rows = one(b)
        assert rows.dtype == np.uint32
        np.testing.assert_array_equal(rows, backwards[b])
    assert len({one(b).tobytes() for b in range(20)}) > 10
    assert any((one(b) != other(b)).any() for b in range(20))


@pytest.mark.parametrize("make", [m for k, m in MAKERS.items() if not k.startswith("nearby")])
def test_each_row_is_used_once(make):
    for b in range(20):
        np.testing.assert_array_equal(np.sort(make(0)(b)), np.arange(N))


def test_all_permutations_are_equally_likely():
    shuffle = shuffles.free(4, 0)
    times = Counter(tuple(shuffle(b).tolist()) for b in range(24_000))
    assert len(times) == 24
    assert chisquare(list(times.values())).pvalue > 1e-3


def test_blocks_keep_their_rows_and_shuffle_them_all():
    shuffle = shuffles.within_blocks(BLOCKS, 0)
    drawn = np.array([shuffle(b) for b in range(300)])
    np.testing.assert_array_equal(BLOCKS[drawn], np.broadcast_to(BLOCKS, drawn.shape))
    for row in range(N):
        assert set(drawn[:, row]) == set(np.flatnonzero(BLOCKS[row] == BLOCKS))


def test_a_block_of_one_row_stays():
    np.testing.assert_array_equal(shuffles.within_blocks(np.arange(5), 0)(0), np.arange(5))


def test_no_rows_give_no_rows():
    assert len(shuffles.free(0, 0)(0)) == 0


def test_circular_shifts_keep_the_order_and_the_least_shift():
    shuffle = shuffles.circular(50, 0, least=7)
    first = [int(shuffle(b)[0]) for b in range(2000)]
    assert set(first) == set(range(7, 44))
    for b in range(20):
        np.testing.assert_array_equal(shuffle(b), (np.arange(50) + first[b]) % 50)


def test_each_series_is_shifted_by_its_own_number():
    shuffle = shuffles.circular(N, 0, series=BLOCKS, least=2)
    shifts = set()
    for b in range(50):
        rows = shuffle(b)
        found = []
        for block in range(4):
            own = np.flatnonzero(block == BLOCKS)
            shift = int(np.searchsorted(own, rows[own[0]]))
            assert 2 <= shift <= len(own) - 2
            np.testing.assert_array_equal(rows[own], np.roll(own, -shift))
            found.append(shift)
        shifts.add(tuple(found))
    assert len(shifts) > 30


def test_short_series_are_never_shifted_by_nothing():
    series = np.array([0, 1, 1, 2, 2, 2])
    shuffle = shuffles.circular(6, 0, series=series, least=100)
    for b in range(30):
        rows = shuffle(b)
        assert rows[0] == 0
        assert (rows[1:] != np.arange(1, 6)).all()


@pytest.mark.parametrize("dimension", [1, 3])
def test_nearby_takes_candidates_alone_and_rarely_twice(dimension):
    z = scattered(500, dimension)
    shuffle = shuffles.nearby(z, 0, k_perm=7)
    near = _core.nearest_rows(z.values, None, 1, 6, 1)
    allowed = np.concatenate([np.arange(500)[:, None], near], axis=1)
    for b in range(20):
        rows = shuffle(b)
        assert (rows[:, None] == allowed).any(axis=1).all()
        # Without the rule that rows are used once, 1 - 1/e of them would be used.
        assert len(np.unique(rows)) > 0.85 * 500


def test_nearby_stays_within_categories():
    labels = np.repeat([0, 1, 2], [55, 4, 1])
    shuffle = shuffles.nearby(scattered(labels=labels), 0)
    for b in range(50):
        np.testing.assert_array_equal(labels[shuffle(b)], labels)


def test_equal_conditions_are_exchanged_exactly():
    # As a condition of labels alone would be, and none is used twice.
    values = np.r_[np.zeros(30), np.ones(20), np.arange(2.0, 12)]
    shuffle = shuffles.nearby(Points(values[:, None], None), 0, k_perm=5)
    drawn = np.array([shuffle(b) for b in range(1000)])
    assert set(drawn[:, 0]) == set(range(30))
    assert set(drawn[:, 30]) == set(range(30, 50))
    for rows in drawn[:20]:
        np.testing.assert_array_equal(np.sort(rows[:50]), np.arange(50))
    assert (drawn[:, 50:] >= 50).all()


def test_a_condition_without_numbers_is_blocks():
    z = Points(np.empty((N, 0)), smallest_codes(BLOCKS, 4))
    np.testing.assert_array_equal(shuffles.nearby(z, 5)(3), shuffles.within_blocks(BLOCKS, 5)(3))


def test_more_candidates_than_rows_are_all_rows():
    shuffle = shuffles.nearby(scattered(5), 0, k_perm=50)
    assert {row for b in range(200) for row in shuffle(b).tolist()} == set(range(5))
    np.testing.assert_array_equal(shuffles.nearby(scattered(1), 0)(0), [0])


def test_streams_of_neighbouring_seeds_differ():
    drawn = [shuffles.free(N, seed)(b).tobytes() for seed in range(10) for b in range(10)]
    assert all(one != other for one, other in pairwise(sorted(drawn)))
