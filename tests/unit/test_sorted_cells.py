"""Cells beyond memory, sums of sorted values, and the table that they make: as in memory."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mutually as mu
from mutually.engines import runs
from mutually.engines.coding import Coding
from mutually.engines.patterns import KeyedTable
from mutually.engines.runs import Cells, SortedCells, whole_levels, with_totals
from mutually.engines.spilled import information_of_bins, levels_of
from mutually.engines.sums import sortable, sorted_sum, unsortable
from mutually.estimators.binned.chain import chain_of_bins
from mutually.estimators.discrete.chance_corrected import chance_corrected, chance_corrected_table
from mutually.variables import smallest_codes


@pytest.fixture
def few_at_a_time(monkeypatch):
    """Blocks of 16 cells, and runs that are merged four at a time."""
    monkeypatch.setattr(runs, "_FEWEST", 16)
    monkeypatch.setattr(runs, "_RUNS", 4)


def of_rows(x, y, *, cuts=(), block=16) -> SortedCells:
    """Cells of rows that come in these parts, so many in a block."""
    found = SortedCells(128 * block)
    for start, stop in pairwise([0, *sorted(cuts), len(x)]):
        found.add(Cells.of(x[start:stop].astype(np.uint64), y[start:stop].astype(np.uint64)))
    return found


def all_of(cells: SortedCells) -> np.ndarray:
    blocks = [np.stack([c.astype(object) for c in block], axis=1) for block in cells.blocks()]
    return np.concatenate([np.empty((0, 3), dtype=object), *blocks])


@settings(max_examples=40)
@given(
    n=st.integers(0, 1_500), levels=st.sampled_from([1, 30, 2**40]),
    cuts=st.lists(st.integers(0, 1_500), max_size=90), seed=st.integers(0, 99),
)  # fmt: skip
def test_cells_are_the_same_however_they_come(n, levels, cuts, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, levels, n), rng.integers(0, 9, n)
    pairs, times = np.unique(np.stack([x, y], axis=1), axis=0, return_counts=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "_FEWEST", 16)
        patch.setattr(runs, "_RUNS", 4)
        with of_rows(x, y, cuts=[min(cut, n) for cut in cuts]) as cells:
            for _ in range(2):  # they are read as often as one likes
                found = all_of(cells)
                assert np.array_equal(found[:, :2].astype(np.int64), pairs)
                assert np.array_equal(found[:, 2].astype(np.int64), times)
            found_levels = levels_of(cells)
            assert (found_levels.number, found_levels.rows) == (len(np.unique(x)), n)
            _totals_are_right(cells, x)
            whole = [np.unique(block.x) for block in whole_levels(cells)]
            assert sum(map(len, whole)) == len(np.unique(x))


def _totals_are_right(cells: SortedCells, x) -> None:
    levels, rows = np.unique(x, return_counts=True)
    begun = []
    for block, totals, own in with_totals(cells, lambda cells: cells.times):
        places = np.searchsorted(levels, block.x.astype(np.int64))
        assert np.array_equal(totals, rows[places])
        begun += own.tolist()
    assert begun == rows.tolist()


def test_files_have_no_names_and_go(few_at_a_time, tmp_path):
    cells = SortedCells(1, str(tmp_path))
    rng = np.random.default_rng(0)
    cells.add(Cells.of(rng.integers(0, 2**60, 5_000).astype(np.uint64), np.zeros(5_000, np.uint64)))
    assert len(all_of(cells)) == 5_000
    assert not list(tmp_path.iterdir())
    cells.close()
    assert len(all_of(cells)) == 0


def test_a_full_disk_is_said(few_at_a_time, monkeypatch, tmp_path):
    def full(**options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(mu.MutuallyError, match=r"(?s)memory: must hold.*No space left.*TMPDIR"):
        of_rows(np.arange(100), np.arange(100))


@pytest.mark.parametrize("n", [0, 1, 7, 8, 127, 128, 129, 1_000, 65_536, 65_537, 300_001])
def test_sums_have_the_bits_of_those_in_memory(n):
    rng = np.random.default_rng(n)
    values = np.sort(np.where(rng.random(n) < 0.5, rng.normal(size=n), rng.integers(-2, 9, n)))
    different, times = np.unique(values, return_counts=True)
    blocks = ((different[at : at + 999], times[at : at + 999]) for at in range(0, n, 999))
    assert sorted_sum(blocks, n) == values.sum()
    assert np.array_equal(unsortable(sortable(values)), values)
    assert np.array_equal(np.sort(sortable(values)), sortable(values))


# --- the table


def columns(kind: str, seed: int):
    """Two columns of codes; with pooled levels in their test where counts are skew."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 3_000))
    if kind == "skew":
        x, y = (np.minimum(rng.zipf(power, n), 10**6) for power in (1.4, 1.7))
    elif kind == "counts":
        x, y = rng.poisson(3, (2, n))
    else:
        x = rng.integers(0, max(2, n // 2), n)
        top = 4 if kind == "class" else max(2, n // 3)
        y = np.where(rng.random(n) < 0.3, x % top, rng.integers(0, top, n))
    return [np.unique(column, return_inverse=True)[1] for column in (x, y)]


@pytest.mark.parametrize("kind", ["class", "many", "skew", "counts"])
@pytest.mark.parametrize("seed", range(6))
def test_estimates_have_the_bits_of_those_in_memory(few_at_a_time, kind, seed):
    x, y = columns(kind, seed)
    expected = chance_corrected(*(smallest_codes(c, int(c.max()) + 1) for c in (x, y)))
    # As long as x and y are told apart, any keys do.
    with of_rows(x * 2**40 + 5, y * 12_345_678_912, cuts=range(0, len(x), 700), block=250) as cells:
        table = KeyedTable(cells)
        found = chance_corrected_table(table.patterns())
        table.close()
    assert found.value == expected.value
    assert found.errors == expected.errors
    assert found.independence == expected.independence
    assert found.warnings == expected.warnings


def test_the_tests_above_pool_levels():
    methods = set()
    for kind in ("skew", "counts"):
        for seed in range(6):
            x, y = (smallest_codes(c, int(c.max()) + 1) for c in columns(kind, seed))
            found = chance_corrected(x, y).independence
            levels = (np.count_nonzero(x.counts) - 1) * (np.count_nonzero(y.counts) - 1)
            if found is not None:
                methods.add(found.null.mean < levels / (2 * (x.n - 1)) * 0.99)
    assert methods == {True, False}


@pytest.mark.parametrize(
    ("levels", "bins", "atoms", "n", "as_level"),
    [(50, 40, 0, 2_000, False), (700, 60, 2, 5_000, False), (100, 1_024, 1, 5_000, True),
     (40, 7, 0, 300, False)],
)  # fmt: skip
def test_bins_tell_what_a_table_of_them_does(few_at_a_time, levels, bins, atoms, n, as_level):
    rng = np.random.default_rng(levels)
    x = rng.integers(0, levels, n)
    y = (3 * x + rng.integers(0, max(bins // 2, 1), n)) % (bins + atoms)
    counts = np.zeros((levels, bins + atoms + 1), dtype=np.int64)
    np.add.at(counts, (x, y), 1)
    dense = chain_of_bins(counts if as_level else counts[:, :-1], 0, bins)
    coding = Coding("y", "number", "mixed", "", levels=tuple(range(atoms)), bins=bins)
    with ExitStack() as kept:
        cells = kept.enter_context(of_rows(x * 2**45, y, cuts=range(0, n, 999), block=900))
        found = information_of_bins(cells, coding, kept, as_level=as_level)
    assert found.margin.n == n
    # Sums of floating-point numbers in another order.
    close = {"rel": 1e-9, "abs": 1e-12}
    for one, other in [
        (found.bins.estimate.value, dense.estimate.value),
        (found.bins.unresolved, dense.unresolved),
        (found.bins.estimate.errors.variance, dense.estimate.errors.variance),
    ]:
        assert one == pytest.approx(other, **close)
    assert found.bins.estimate.independence == dense.estimate.independence
    assert found.bins.estimate.method == dense.estimate.method
