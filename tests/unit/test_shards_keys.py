"""Columns of more levels than memory lists: the same bits as in memory, in bounded memory."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from sharded import ranked, write
from stand_in_engine import Backwards

import mutually as mu
from mutually.engines import clusters, counting
from mutually.engines.keyed_cells import KeyedCells
from mutually.engines.keys import MISSING, KeysOfValues
from mutually.engines.survey import NOTHING
from mutually.tables import shards
from mutually.tables.readers import row_groups


def wide_table(n: int = 12_000, seed: int = 0) -> pa.Table:
    """Columns of some thousand levels, as strings, bytes and numbers, and of a few."""
    rng = np.random.default_rng(seed)
    user = rng.integers(0, 3_000, n)
    item = np.where(rng.random(n) < 0.4, user * 7 % 3_000, rng.integers(0, 3_000, n))
    names = np.array([f"user {code}" for code in range(3_000)], dtype=object)[user]
    with_gaps = names.copy()
    with_gaps[::9] = None
    kind = np.array(list("abc"), dtype=object)[np.where(rng.random(n) < 0.7, user, item) % 3]
    kind_with_gaps = kind.copy()
    kind_with_gaps[::11] = None
    number = rng.normal(size=n) + user % 4
    columns = {
        "user": names,
        "user_gaps": with_gaps,
        "bytes": [name.encode() for name in names],
        "uid": user * 10**12 - 5,
        "price": np.where(user == 0, -0.0, user * 0.1),
        "item": pa.array([None if at % 13 == 0 else int(code) for at, code in enumerate(item)]),
        "skew": np.minimum(rng.zipf(1.2, n), 4_000),
        "class": kind,
        "class_gaps": kind_with_gaps,
        "few": user % 7,
        "number": number,
        "zeros": np.where(rng.random(n) < 0.3, 0.0, number),
        "name": [f"row {at}" for at in range(n)],
    }
    table = pa.table(columns)
    return table.append_column("category", table["user"].dictionary_encode())


TABLE = wide_table()
LEVELS = ["uid", "price", "item", "skew", "name"]
DISCRETE = [name for name in TABLE.schema.names if name not in ("number", "zeros")]
# At 4 kB a level and column there is room for 1,000 levels each.
LITTLE = {"memory": 32 << 20, "discrete": LEVELS, "sampled": 500}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def paths(folder) -> list[str]:
    return write(TABLE, folder / "as-one", [], 3_000)


def features(target: str) -> list[str]:
    return [name for name in DISCRETE if name != target]


@pytest.mark.parametrize("target", ["class", "class_gaps", "user_gaps", "item", "skew", "few"])
@pytest.mark.parametrize("missing", ["drop", "category"])
def test_labels_have_the_bits_of_those_in_memory(paths, target, missing):
    options = {"features": features(target), "missing": missing}
    in_memory = mu.rank(paths[0], target, discrete=LEVELS, **options)
    in_shards = ranked(paths, target, **LITTLE, **options)
    assert list(in_shards) == list(in_memory)
    assert in_shards.skipped == in_memory.skipped
    assert "name" in in_shards.skipped
    assert "counts of labels are exact" in in_shards.warnings[0]


@settings(max_examples=8)
@given(
    cuts=st.lists(st.integers(1, TABLE.num_rows - 1), max_size=3, unique=True),
    groups=st.sampled_from([700, 2_048, 20_000]),
    per_task=st.sampled_from([1, 5_000, 10**9]),
    workers=st.integers(1, 3),
    memory=st.sampled_from([32 << 20, 40 << 20]),
    target=st.sampled_from(["class", "user", "number"]),
)
def test_no_bit_depends_on_the_shards(
    folder, paths, cuts, groups, per_task, workers, memory, target
):
    chosen = {"features": ["user_gaps", "item", "few"], **LITTLE}
    expected = ranked(paths, target, **chosen)
    cut = write(TABLE, folder / "cut", cuts, groups)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "ROWS_PER_TASK", per_task)
        found = ranked(cut, target, **{**chosen, "workers": workers, "memory": memory})
    for path in cut:
        Path(path).unlink()
    assert list(found) == list(expected)


def test_codes_of_too_many_cells_have_the_same_bits(paths, monkeypatch):
    options = {"features": ["class", "few", "zeros"], "sampled": 500}
    expected = list(ranked(paths, "class_gaps", **options))
    monkeypatch.setattr(counting, "DENSE", 2)
    found = list(ranked(paths, "class_gaps", **options))
    assert found[:2] == expected[:2]
    # Sums of the logarithms of bins are taken in another order.
    assert found[2].mi == pytest.approx(expected[2].mi, rel=1e-9)
    assert found[2].pvalue == expected[2].pvalue


def test_texts_that_are_written_out_have_the_same_bits(paths, monkeypatch):
    options = {"features": ["user", "class_gaps"], "sampled": 500, "missing": "category"}
    expected = list(ranked(paths, "class", **options))
    monkeypatch.setattr(row_groups, "_DICTIONARY", -(10**9))
    assert list(ranked(paths, "class", **options)) == expected


def test_rows_are_said_to_be_read_twice(paths):
    steps = []
    told = {"progress": lambda done, total: steps.append((done, total))}
    ranked(paths, "class", features=["user", "few", "item"], **LITTLE, **told)
    assert steps[-1] == (2 * TABLE.num_rows, 2 * TABLE.num_rows)
    assert steps == sorted(steps)


@pytest.mark.parametrize("number", ["number", "zeros"])
def test_numbers_and_many_levels_tell_the_same_of_each_other(paths, number):
    forth = ranked(paths, number, features=["user"], **LITTLE)[0]
    back = ranked(paths, "user", features=[number], **LITTLE)[0]
    assert "halves of" in forth.estimator
    same = ("mi", "standard_error", "low", "high", "pvalue", "n", "estimator", "warning")
    for name in same:
        assert getattr(forth, name) == getattr(back, name)
    in_memory = mu.rank(paths[0], number, features=["user"])[0]
    # Levels of four rows leave much to chance: the warning says how much may be missing.
    assert forth.mi < in_memory.mi + 4 * in_memory.standard_error
    assert forth.high > in_memory.mi
    assert "may be larger" in forth.warning


def test_noise_of_many_levels_is_near_zero(folder):
    rng = np.random.default_rng(3)
    n = 9_000
    columns = {name: rng.integers(0, 3_000, n) for name in ("a", "b")}
    table = pa.table({**columns, "class": rng.integers(0, 3, n), "number": rng.normal(size=n)})
    written = write(table, folder / "noise", [], 3_000)
    for target in ("class", "number", "b"):
        (row,) = ranked(written, target, features=["a"], memory=32 << 20, sampled=500,
                        discrete=["a", "b"])  # fmt: skip
        assert abs(row.mi) < 4 * row.standard_error
        assert row.pvalue > 0.001


def test_a_target_that_names_the_rows_is_refused(paths):
    for features in (["class"], ["user"]):
        with pytest.raises(mu.MutuallyError, match="target 'name': must vary over rows that share"):
            ranked(paths, "name", features=features, **LITTLE)


def test_a_sample_of_all_rows_lists_all_levels(paths):
    options = {**LITTLE, "sampled": 10**6, "features": ["user", "item", "name", "number"]}
    found = ranked(paths, "class", **options)
    assert "all rows are used" in found.warnings[0]
    in_memory = mu.rank(paths[0], "class", features=options["features"], discrete=LEVELS)
    assert list(found) == list(in_memory)
    assert found.skipped == in_memory.skipped


def test_whole_numbers_of_all_64_bits_are_told_apart(folder):
    rng = np.random.default_rng(0)
    x = rng.choice(rng.integers(-(2**63), 2**63 - 1, 3_000), 9_000)
    x[:9] = [-(2**63), 2**63 - 1, 0] * 3
    table = pa.table({"x": x, "y": np.where(x % 3 == 0, rng.integers(0, 2, x.size), x % 3)})
    written = write(table, folder / "bits", [4_000], 2_000)
    options = {"discrete": ["x"]}
    found = ranked(written, "y", memory=32 << 20, sampled=500, **options)
    assert list(found) == list(mu.rank(str(folder / "bits" / "*.parquet"), "y", **options))


# --- keys


def test_a_value_has_one_key_however_it_is_stored():
    texts = ["a", None, "", "longer than eight bytes, é", "a"]
    keys = KeysOfValues("x", "label", None, 7)
    expected = keys.keys(pa.array(texts))
    assert expected[1] == MISSING
    assert expected[0] == expected[4]
    assert len(set(expected.tolist())) == 4
    encoded = [None if text is None else text.encode() for text in texts]
    for array in (
        pa.array(texts, pa.large_string()),
        pa.array(texts, pa.string_view()),
        pa.array(encoded),
        pa.array(encoded, pa.binary_view()),
        pa.array(texts).dictionary_encode(),
        pa.array(["b", *texts, "c"]).slice(1, 5),
        pa.array(["b", *texts]).dictionary_encode().slice(1),
    ):
        assert np.array_equal(keys.keys(array), expected), array.type
    assert not np.array_equal(KeysOfValues("x", "label", None, 8).keys(pa.array(texts)), expected)
    assert (keys.keys(pa.nulls(3)) == MISSING).all()
    fixed = pa.array([b"abc", None], pa.binary(3))
    assert keys.keys(fixed).tolist() == keys.keys(pa.array(["abc", None])).tolist()


def test_numbers_have_the_keys_of_their_doubles():
    keys = KeysOfValues.of("x", "number", NOTHING, 0)
    of = keys.keys(pa.array([0.0, -0.0, math.nan, None, 0.5, math.inf], from_pandas=False)).tolist()
    assert of[0] == of[1] == 0
    assert of[2] == of[3] == MISSING
    assert len(set(of)) == 4
    assert keys.keys(pa.array([0.5], pa.float32())).tolist() == [of[4]]


def test_whole_numbers_have_their_distance_from_the_smallest():
    seen = NOTHING._replace(low=-5, high=2**62)
    keys = KeysOfValues.of("x", "integer", seen, 0)
    found = keys.keys(pa.array([-5, None, 2**62, 3])).tolist()
    assert found == [0, MISSING, 2**62 + 5, 8]
    assert keys.keys(pa.array([3, -5], pa.int32())).tolist() == [8, 0]


# --- faults


def test_what_is_kept_of_cells_is_not_counted_again(paths, tmp_path, monkeypatch):
    done = []
    partial = KeyedCells.partial

    def counted(self, task, stopped=None):
        done.append(task[0].start)
        return partial(self, task, stopped)

    monkeypatch.setattr(shards, "ROWS_PER_TASK", 3_000)
    monkeypatch.setattr(KeyedCells, "partial", counted)
    options = {**LITTLE, "features": ["user", "number"], "checkpoint": tmp_path / "kept"}
    expected = list(ranked(paths, "class", **options))
    assert sorted(done) == [0, 3_000, 6_000, 9_000]
    first = sorted((tmp_path / "kept").glob("cells*.part"))
    first[0].unlink()
    assert list(ranked(paths, "class", **options)) == expected
    assert len(done) == 5


def test_another_engine_counts_the_same_cells(paths, monkeypatch):
    options = {**LITTLE, "features": ["user", "number"]}
    expected = list(ranked(paths, "item", **options))
    monkeypatch.setattr(shards, "ROWS_PER_TASK", 3_000)
    monkeypatch.setattr(clusters, "_kind_of", lambda engine: Backwards)
    assert list(ranked(paths, "item", engine=[], **options)) == expected


CHILD = """
import json, sys
import mutually as mu
import pyarrow.compute, pyarrow.parquet, scipy.special
path, target, memory, checkpoint = sys.argv[1:]
def peak():  # ru_maxrss would count the parent of a forked process as well
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000
small = mu.rank(path, "class", memory="32MiB", features=["few"])  # all code is loaded
before = peak()
print("begun", flush=True)
found = mu.rank(path, target, memory=memory, features=["user"], discrete=["item"], n_jobs=2,
                checkpoint=checkpoint or None)
print(json.dumps([before, peak(), len(found), found[0].reason]))
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> str:
    """Two million rows in row groups of 250,000, with 734,015 levels."""
    path = tmp_path_factory.mktemp("large") / "table.parquet"
    rng = np.random.default_rng(0)
    writer = None
    for _ in range(8):
        user = rng.integers(0, 800_000, 250_000)
        item = np.where(rng.random(user.size) < 0.3, user, rng.integers(0, 800_000, user.size))
        text = pa.array(user).cast(pa.string())
        table = pa.table({"user": text, "item": item, "class": user % 3, "few": item % 9})
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()
    return str(path)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the peak is read there")
def test_the_memory_is_kept(large):
    # Sorted at once, the cells alone would take 128 bytes each.
    run = subprocess.run([sys.executable, "-c", CHILD, large, "item", "150MB", ""],
                         capture_output=True, text=True, check=True, timeout=300)  # fmt: skip
    before, after, columns, reason = json.loads(run.stdout.splitlines()[-1])
    assert columns == 1
    assert reason == "VARCHAR, 734015 levels"
    assert after - before < 150


def test_ctrl_c_leaves_nothing_but_whole_parts(large, tmp_path):
    kept, temporary = tmp_path / "kept", tmp_path / "temporary"
    temporary.mkdir()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, large, "item", "32MiB", str(kept)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert child.stdout.readline() == "begun\n"
    while not list(kept.glob("cells*.part")) and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in said
    assert not list(temporary.iterdir())
    assert {path.suffix for path in kept.iterdir()} == {".part", ".json"}
