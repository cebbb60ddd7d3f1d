"""All pairs of columns in shards: the same bits however they are cut, and those in memory."""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from sharded import compared, mixed_table, ranked, write
from stand_in_engine import Backwards

import mutually as mu
from mutually.engines import clusters, counting
from mutually.engines.coding import Coding
from mutually.engines.counting import DENSE, Tally
from mutually.engines.pair_tiles import bytes_to_read, pairs_in, tiles_in_room
from mutually.tables import shards

TABLE = mixed_table(6_000)
DISCRETE = ["level", "flag", "word", "word_gaps", "category", "class"]
SOME = ["x", "level", "zeros", "rounded", "word_gaps", "number_gaps"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("shards")


@pytest.fixture(scope="module")
def paths(folder) -> list[str]:
    return write(TABLE, folder / "as-one", [], 1_500)


@pytest.mark.parametrize("missing", ["drop", "category"])
def test_a_sample_of_all_rows_gives_the_matrix_of_a_table_in_memory(paths, missing):
    in_memory = mu.pairwise(paths[0], missing=missing)
    in_shards = compared(paths, sampled=10**6, missing=missing)
    assert list(in_shards) == list(in_memory)
    np.testing.assert_array_equal(in_shards.entropies, in_memory.entropies)
    for fact in ("names", "kinds", "skipped", "n_pairs", "n_rows", "alpha", "columns"):
        assert getattr(in_shards, fact) == getattr(in_memory, fact)
    assert "all rows are used" in in_shards.warnings[0]


@pytest.mark.parametrize("missing", ["drop", "category"])
@pytest.mark.parametrize("inference", [True, False])
def test_labels_are_counted_exactly_to_the_bit(paths, missing, inference):
    options = {"columns": DISCRETE, "missing": missing}
    in_memory = mu.pairwise(paths[0], inference=inference, **options)
    if not inference:
        options["testing"] = None
    in_shards = compared(paths, sampled=500, **options)
    assert list(in_shards) == list(in_memory)
    np.testing.assert_array_equal(in_shards.entropies, in_memory.entropies)
    assert in_shards.warnings == ("read in 4 row groups: counts of labels are exact",)


def test_few_levels_far_apart_and_many_levels_are_as_in_memory(folder):
    rng = np.random.default_rng(0)
    k = rng.integers(0, 3, 5_000)
    many = rng.integers(0, 40, k.size)
    table = pa.table({
        "far": np.array([-7, 5, 90])[k], "near": (k + rng.integers(0, 2, k.size)) % 3,
        "many": np.array([f"level {at}" for at in range(40)])[(many + k) % 40],
        "more": np.array([f"{at}" for at in range(40)])[many],
        "words": np.array(["b", "ä", "a"])[k], "yes": k > 0,
    })  # fmt: skip
    files = write(table, folder / "far", [2_000], 999)
    columns = list(table.column_names)
    in_memory = mu.pairwise({name: table[name].to_numpy() for name in columns})
    assert list(compared(files, sampled=300)) == list(in_memory)


def test_tables_too_large_for_an_array_have_the_same_bits(paths, monkeypatch):
    expected = compared(paths, sampled=500, columns=DISCRETE)
    monkeypatch.setattr(counting, "DENSE", 16)
    assert compared(paths, sampled=500, columns=DISCRETE) == expected


def test_numbers_are_as_in_a_ranking(paths):
    pairs = compared(paths, sampled=2_000, columns=SOME)
    for row in ranked(paths, "level", features=[n for n in SOME if n != "level"], sampled=2_000):
        own = pairs[row.feature, "level"]
        assert (own.n, own.estimator, own.warning) == (row.n, row.estimator, row.warning)
        # To rounding: a table and the same turned are added up in another order.
        numbers = ("mi", "standard_error", "low", "high", "pvalue")
        expected = pytest.approx([getattr(row, name) for name in numbers], rel=1e-9, abs=1e-12)
        assert [getattr(own, name) for name in numbers] == expected
    # Their orders are known: x tells of zeros and rounded, and gaps are those of the number.
    assert pairs["x", "zeros"].mi > 0.2
    assert pairs["number_gaps", "rounded"].mi > 2


# --- the same bits however the rows are cut, who counts them, and in which order


@pytest.fixture(scope="module")
def expected(paths) -> mu.results.paired.Pairwise:
    return compared(paths, sampled=2_000, columns=SOME)


@settings(max_examples=6)
@given(
    cuts=st.lists(st.integers(1, TABLE.num_rows - 1), max_size=4, unique=True),
    groups=st.sampled_from([64, 700, 2_048, 20_000]),
    per_task=st.sampled_from([1, 5_000, 10**9]),
    workers=st.integers(1, 4),
    memory=st.sampled_from([32 << 20, 90 << 20, 1 << 30]),
    order=st.randoms(use_true_random=False),
)
def test_no_bit_depends_on_shards_threads_memory_or_the_order_of_columns(
    folder, expected, cuts, groups, per_task, workers, memory, order
):
    paths = write(TABLE, folder / "cut", cuts, groups)
    columns = list(SOME)
    order.shuffle(paths)
    order.shuffle(columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "ROWS_PER_TASK", per_task)
        found = compared(paths, sampled=2_000, columns=columns, workers=workers, memory=memory)
    assert found.names == tuple(columns)
    for one, other in itertools.combinations(SOME, 2):
        assert found[one, other] == expected[one, other]
    own = dict(zip(found.names, found.entropies, strict=True))
    np.testing.assert_array_equal([own[name] for name in SOME], expected.entropies)


def test_an_engine_and_a_checkpoint(paths, expected, tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(clusters, "_kind_of", lambda engine: Backwards)
    monkeypatch.setattr(shards, "ROWS_PER_TASK", 1_500)
    kept = tmp_path / "kept"
    options = {"sampled": 2_000, "columns": SOME, "checkpoint": kept, "memory": 90 << 20}
    found = compared(paths, engine=done, **options)
    assert list(found) == list(expected)
    assert len(done) > 16  # a survey and several passes, of four tasks each, out and done
    # Of a tile that is finished its entries are kept, and not its counts.
    assert {path.name.partition("-")[0] for path in kept.glob("*-*.part")} == {"survey"}
    before = len(done)
    assert compared(paths, **options) == found
    assert len(done) == before


def tally_calls(monkeypatch) -> list[int]:
    """Note how many pairs each part of a pass counts."""
    calls: list[int] = []
    original = Tally.partial

    def partial(self, task, stopped=None):
        calls.append(len(self.pairs))
        return original(self, task, stopped)

    monkeypatch.setattr(Tally, "partial", partial)
    return calls


class Interrupted(Exception):
    pass


@pytest.mark.parametrize("first", [2, 9])
def test_a_run_goes_on_where_it_ended(paths, expected, first, tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "ROWS_PER_TASK", 3_000)
    options = {"sampled": 2_000, "columns": SOME, "memory": 90 << 20, "workers": 2}
    options["checkpoint"] = tmp_path / "kept"
    calls = tally_calls(monkeypatch)
    counted = Tally.partial

    def partial(self, task, stopped=None):
        if len(calls) == first:
            raise Interrupted
        return counted(self, task, stopped)

    with monkeypatch.context() as patch:
        patch.setattr(Tally, "partial", partial)
        with pytest.raises(Interrupted):
            compared(paths, **options)
    assert list(compared(paths, **options)) == list(expected)
    pairs = math.comb(len(SOME), 2)
    # Each of two tasks is done once; one that ended with another thread is done again.
    assert 2 * pairs <= sum(calls) <= 2 * pairs + max(calls)
    after = len(calls)
    assert list(compared(paths, **options)) == list(expected)
    assert len(calls) == after
    with pytest.raises(mu.MutuallyError, match=r"checkpoint: must be of the same call.*base=None"):
        compared(paths, base=2, **options)


# --- tiles


@settings(max_examples=60)
@given(
    sizes=st.lists(st.sampled_from([2, 6, 100, 1025, 5_000]), min_size=2, max_size=12),
    cells=st.sampled_from([1, 10_000, 2 << 20, 20 << 20]),
    most=st.sampled_from([0, 4 << 20, 10 << 20, 64 << 20]),
)
def test_each_pair_is_in_one_tile_and_tiles_have_room(sizes, cells, most):
    columns = [
        Coding(str(at), "number", "continuous", "", bins=size - 1) if size > 1_000
        else Coding(str(at), "label", "discrete", "", levels=tuple(range(size - 1)))
        for at, size in enumerate(sizes)
    ]  # fmt: skip
    tiles = [pairs_in(tile) for tile in tiles_in_room(columns, cells, most)]
    pairs = list(itertools.chain(*tiles))
    assert sorted(pairs) == list(itertools.combinations(range(len(sizes)), 2))
    for tile in tiles:
        held = sum(min(sizes[x] * sizes[y], DENSE) for x, y in tile)
        read = bytes_to_read([columns[at] for at in {*itertools.chain(*tile)}])
        assert len(tile) == 1 or (held <= cells and read <= most)


def test_tiles_of_equal_columns_are_nearly_full():
    columns = [Coding(str(at), "number", "continuous", "", bins=1_024) for at in range(40)]
    tiles = tiles_in_room(columns, 100 * 1_025**2, 256 << 20)
    assert len(tiles) <= 2 * math.ceil(math.comb(40, 2) / 100)


# --- what is held, said and refused


def test_only_what_is_asked_for_is_held(paths, expected):
    best = compared(paths, sampled=2_000, columns=SOME, top_k=1)
    assert 1 <= len(best) < len(expected)
    assert best.n_pairs == expected.n_pairs
    for row in best:
        assert row == expected[row.x, row.y]
    strong = compared(paths, sampled=2_000, columns=SOME, threshold=0.1)
    assert list(strong) == [row for row in expected if row.mi >= 0.1]


def test_columns_and_kinds_are_those_that_are_asked_for(paths):
    found = compared(paths, sampled=500, columns=["counter", "rounded"], discrete=["rounded"])
    assert dict(zip(found.names, found.kinds, strict=True))["rounded"] == "discrete"
    assert found.n_pairs == 1
    everything = compared(paths, sampled=500)
    assert set(everything.skipped) == {"counter", "name", "constant", "empty"}
    with pytest.raises(mu.MutuallyError, match=r"table: must have two columns or more.*1 of 2"):
        compared(paths, sampled=500, columns=["level", "constant"])


def test_pairs_that_share_no_row_are_unknown(folder):
    a, b = np.arange(4_000) % 7.0, np.arange(4_000) % 5.0
    a[::2], b[1::2] = np.nan, np.nan
    files = write(pa.table({"a": a, "b": b, "c": a + 1}), folder / "apart", [], 1_000)
    found = compared(files, sampled=500)
    assert (found["a", "b"].n, found["a", "b"].estimator) == (0, "none")
    assert math.isnan(found["a", "b"].mi)
    assert found["a", "c"].n == 2_000


def test_what_cannot_be_read_is_left_out_and_said(tmp_path):
    paths = write(TABLE, tmp_path, [2_000, 4_000], 500)
    Path(paths[2]).write_bytes(b"no Parquet")
    found = compared(paths, sampled=500, columns=DISCRETE, skip=True)
    assert "left out, since they cannot be read" in found.warnings[1]
    kept = compared(paths[:2], sampled=500, columns=DISCRETE)
    assert list(found) == list(kept)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": ["x", "clas"]}, "columns: must name a column.*did you mean 'class'"),
        ({"estimator": "ksg"}, "estimator: must be 'auto' for a table that is read in shards"),
        ({"pvalue_method": "permutations"}, "pvalue_method: must be 'auto' for a table"),
        ({"time": "when"}, "time: must be None for a table that is read in shards; got 'when'"),
        ({"blocks": "level"}, "blocks: must be None for a table that is read in shards"),
        ({"lags": [0, 1]}, "lags: must be None for a table that is read in shards"),
        ({"weights": "level"}, "weights: must be None for a table that is read in shards"),
        ({"circular": {"x": 1}}, "circular: must be None for a table that is read in shards"),
        ({"missing": "raise"}, "column 'word_gaps': must have no missing values"),
        ({"engine": "dask"}, "engine: must be None, a dask"),
        ({"top_k": 0}, "top_k: must be None or a whole number from 1 on"),
    ],
)
def test_what_shards_cannot_do_is_refused(paths, options, message):
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.pairwise(paths[0], on_error="skip", **options)


def test_files_that_need_more_than_the_memory_go_through_shards(tmp_path):
    n = 110_000  # times 256 bytes and 24 for each column is more than 32 MiB
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, n)
    table = pa.table({"y": y, "x": rng.normal(size=n) + y, "k": (y + rng.integers(0, 2, n)) % 3})
    write(table, tmp_path, [50_000], 30_000)
    steps = []
    options = {"memory": "32MiB", "progress": lambda done, total: steps.append((done, total))}
    found = mu.pairwise(tmp_path, **options)
    assert "read in 4 row groups" in found.warnings[0]
    assert mu.rank(tmp_path, "y", memory="32MiB").origin is not None  # holds a column at a time
    assert steps[-1] == (2 * n, 2 * n)
    in_memory = mu.pairwise(tmp_path)
    assert found["k", "y"].mi == in_memory["k", "y"].mi
    gap = found["x", "y"].mi - in_memory["x", "y"].mi
    error = math.hypot(found["x", "y"].standard_error, in_memory["x", "y"].standard_error)
    assert abs(gap) < 4 * error
    assert set(found.network("relevance").names) == {"x", "y", "k"}


CHILD = """
import json, sys
import mutually as mu
import pyarrow.parquet, scipy.special
path, memory = sys.argv[1:]
def peak():  # ru_maxrss would count the parent of a forked process as well
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000
mu.pairwise(path, memory="32MiB", columns=["k", "l"])  # all code is loaded
before = peak()
found = mu.pairwise(path, memory=memory, n_jobs=2)
print(json.dumps([before, peak(), len(found)]))
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the peak is read there")
def test_the_memory_is_kept(tmp_path):
    path = tmp_path / "table.parquet"
    rng = np.random.default_rng(0)
    with parquet.ParquetWriter(path, pa.schema([
        *((name, pa.int64()) for name in "kl"),
        *((f"x{at}", pa.float64()) for at in range(8)),
    ])) as writer:  # fmt: skip
        for _ in range(4):
            k = rng.integers(0, 9, 150_000)
            columns = {"k": k, "l": (k + rng.integers(0, 5, k.size)) % 9}
            columns |= {f"x{at}": at * k + rng.normal(size=k.size) for at in range(8)}
            writer.write_table(pa.table(columns))
    # The tables of all pairs at once would take 117 MB, and the columns 48 MB.
    run = subprocess.run([sys.executable, "-c", CHILD, str(path), "110MB"],
                         capture_output=True, text=True, check=True, timeout=300)  # fmt: skip
    before, after, pairs = json.loads(run.stdout.splitlines()[-1])
    assert pairs == 45
    assert after - before < 110
