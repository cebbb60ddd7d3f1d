"""Tables in shards: the same bits however they are cut, and those of a table in memory."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from sharded import mixed_table, ranked, write

import mutually as mu
from mutually.engines import counting, early_counts
from mutually.tables import shards

TABLE = mixed_table()
DISCRETE = ("level", "flag", "word", "word_gaps", "category")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("shards")


@pytest.fixture(scope="module")
def paths(folder) -> list[str]:
    return write(TABLE, folder / "as-one", [], 3_000)


@pytest.mark.parametrize("target", ["class", "number", "zeros", "number_gaps", "word_gaps"])
@pytest.mark.parametrize("missing", ["drop", "category"])
def test_a_sample_of_all_rows_gives_the_ranking_of_a_table_in_memory(paths, target, missing):
    in_memory = mu.rank(paths[0], target, missing=missing)
    in_shards = ranked(paths, target, sampled=10**6, missing=missing)
    assert list(in_shards) == list(in_memory)
    assert in_shards.skipped == in_memory.skipped
    assert in_shards.target_kind == in_memory.target_kind
    assert "all rows are used" in in_shards.warnings[0]


@pytest.mark.parametrize("target", ["class", "level", "word_gaps", "flag"])
@pytest.mark.parametrize("missing", ["drop", "category"])
def test_labels_are_counted_exactly_to_the_bit(paths, target, missing):
    names = [name for name in DISCRETE if name != target]
    in_memory = mu.rank(paths[0], target, features=names, missing=missing)
    in_shards = ranked(paths, target, features=names, sampled=500, missing=missing)
    assert list(in_shards) == list(in_memory)
    assert "counts of labels are exact" in in_shards.warnings[0]
    assert "bins" not in in_shards.warnings[0]


def test_labels_said_by_the_caller_are_counted_exactly(paths):
    options = {"features": ["rounded"], "discrete": ["rounded"]}
    in_memory = mu.rank(paths[0], "class", **options)
    assert list(ranked(paths, "class", sampled=500, **options)) == list(in_memory)


def test_tables_too_large_for_an_array_have_the_same_bits(paths, monkeypatch):
    options = {"features": ["rounded", "word"], "discrete": ["rounded"]}
    expected = list(ranked(paths, "class", sampled=500, **options))
    monkeypatch.setattr(counting, "DENSE", 16)
    monkeypatch.setattr(early_counts, "MOST_CELLS", 16)
    assert list(ranked(paths, "class", sampled=500, **options)) == expected


# --- the same bits however the rows are cut, who counts them, and in which order


@pytest.fixture(scope="module")
def expected(paths) -> dict[str, mu.ranked.Ranking]:
    return {target: ranked(paths, target, sampled=2_000) for target in ("class", "number")}


@settings(max_examples=12)
@given(
    cuts=st.lists(st.integers(1, TABLE.num_rows - 1), max_size=4, unique=True),
    groups=st.sampled_from([64, 700, 2_048, 20_000]),
    per_task=st.sampled_from([1, 5_000, 10**9]),
    workers=st.integers(1, 4),
    target=st.sampled_from(["class", "number"]),
    order=st.randoms(use_true_random=False),
)
def test_no_bit_depends_on_the_shards(
    folder, expected, cuts, groups, per_task, workers, target, order
):
    paths = write(TABLE, folder / "cut", cuts, groups)
    order.shuffle(paths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "ROWS_PER_TASK", per_task)
        found = ranked(paths, target, sampled=2_000, workers=workers)
    assert list(found) == list(expected[target])
    assert found.skipped == expected[target].skipped


@pytest.mark.parametrize("memory", [32 << 20, 200 << 20])
def test_no_bit_of_the_values_depends_on_the_memory(paths, expected, memory):
    assert list(ranked(paths, "number", sampled=2_000, memory=memory)) == list(expected["number"])


def test_the_target_and_its_column_in_another_place_give_the_same(folder, expected):
    names = list(reversed(TABLE.schema.names))
    paths = write(TABLE.select(names), folder / "reversed", [], 3_000)
    assert list(ranked(paths, "class", sampled=2_000)) == list(expected["class"])


def test_sorted_files_give_the_same_values_within_their_errors(folder, paths):
    by_target = TABLE.take(pa.array(np.argsort(TABLE["number"].to_numpy(), kind="stable")))
    found = ranked(write(by_target, folder / "sorted", [], 3_000), "number", sampled=2_000)
    shuffled = ranked(paths, "number", sampled=2_000)
    for name in DISCRETE:  # Their bins alone differ, since the sample does.
        gap = abs(found[name].mi - shuffled[name].mi)
        assert gap < 3 * math.hypot(found[name].standard_error, shuffled[name].standard_error)
    # Half a nat is far more than both errors, and a block of sorted rows is off by more.
    assert abs(found["x"].mi - shuffled["x"].mi) < 4 * shuffled["x"].standard_error


# --- values that engines see in different ways


def test_values_are_made_canonical(folder):
    n = 8_000
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, n)
    half = rng.random(n) < 0.5
    zero = np.where(half, -0.0, 0.0)
    signed = np.where(y == 1, zero, 1.0)  # as many levels as y, whatever the sign of zero
    nan_or_null = pa.array(
        [None if at % 3 == 0 else math.nan if at % 3 == 1 else float(y[at]) for at in range(n)],
        from_pandas=False,
    )
    table = pa.table({"y": y, "a": signed, "A": half.astype(int), "n": nan_or_null})
    found = ranked(write(table, folder / "canonical", [1_000], 1_500), "y", sampled=500)
    assert found["a"].mi == pytest.approx(math.log(2), abs=1e-3)
    assert found["A"].mi == pytest.approx(0, abs=1e-3)
    assert found["n"].n == n // 3
    assert found["a"].reason == "2 different numbers"


def test_large_whole_numbers_and_times_keep_their_digits(folder):
    n = 5_000
    small = np.arange(n) % 4
    base = 2**62
    table = pa.table(
        {"y": small, "x": base + small, "t": pa.array(base + small).cast("timestamp[ns]")}
    )
    found = ranked(write(table, folder / "digits", [], 999), "y", sampled=500)
    assert found["x"].mi == found["t"].mi == pytest.approx(math.log(4), abs=1e-3)


def test_folders_named_by_a_value_are_columns(tmp_path):
    rng = np.random.default_rng(0)
    for year in (2023, 2024):
        (tmp_path / f"year={year}").mkdir()
        y = rng.normal(size=3_000) + (year == 2024)
        parquet.write_table(pa.table({"y": y}), tmp_path / f"year={year}" / "x.parquet")
    found = mu.rank(tmp_path, "y", on_error="skip")
    assert found["year"].reason == "2 different whole numbers"
    assert list(found) == list(mu.rank(str(tmp_path / "*" / "*.parquet"), "y"))


# --- bad input


def test_what_is_missing_is_refused_with_its_place(paths):
    with pytest.raises(mu.MutuallyError, match=r"column 'word_gaps'.*the first in row 0"):
        ranked(paths, "class", sampled=500, missing="raise")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "clas"}, "target: must name a column.*did you mean 'class'"),
        ({"target": np.zeros(3)}, "target: must name a column of a table that is read in shards"),
        ({"target": "name"}, "target 'name': must vary over rows that share values"),
        ({"features": [["x", "level"]]}, "features: must be single columns.*'x & level'"),
        ({"given": "x"}, "given: must be None for a table that is read in shards; got 'x'"),
        ({"estimator": "plugin"}, "estimator: must be 'auto' for a table that is read in shards"),
        ({"pvalue_method": "permutations"}, "pvalue_method: must be 'auto' for a table"),
        ({"time": True}, "time: must be None for a table that is read in shards; got True"),
        ({"on_error": "ignore"}, 'on_error: must be "raise" or "skip"; got \'ignore\''),
        ({"memory": "much"}, "memory: must be a number of bytes or a text such as '1GB'; got 'mu"),
        ({"memory": 5}, "memory: must be 32 MiB at least; got 5"),
        ({"memory": True}, "memory: must be a number of bytes"),
    ],
)
def test_what_shards_cannot_do_is_refused(paths, options, message):
    options = {"target": "class", "on_error": "skip", **options}
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.rank(paths[0], **options)


def test_memory_of_a_table_that_is_no_parquet_is_refused_where_it_would_not_do():
    table = {"x": np.arange(200_000.0), "y": np.arange(200_000) % 2}
    with pytest.raises(mu.MutuallyError, match="memory: is for Parquet files"):
        mu.rank(table, "y", memory="32MiB")
    assert mu.rank(table, "y", memory="1GB") == mu.rank(table, "y")


def test_small_files_are_ranked_as_ever(paths):
    assert mu.rank(paths[0], "class", memory="1GB") == mu.rank(paths[0], "class")


def test_files_that_need_more_than_the_memory_go_through_shards(tmp_path):
    n = 140_000  # times 256 bytes is more than 32 MiB
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, n)
    table = pa.table({"y": y, "x": rng.normal(size=n) + y, "k": (y + rng.integers(0, 2, n)) % 3})
    paths = write(table, tmp_path, [50_000], 30_000)
    steps = []
    options = {"memory": "32MiB", "progress": lambda done, total: steps.append((done, total))}
    found = mu.rank(tmp_path, "y", **options)
    assert "read in 5 row groups" in found.warnings[0]
    assert steps[-1] == (2 * n, 2 * n)
    dataset = pytest.importorskip("pyarrow.dataset").dataset(paths)
    assert mu.rank(dataset, "y", memory="32MiB") == found
    assert mu.rank(str(tmp_path / "*.parquet"), "y", memory="32MiB") == found
    in_memory = mu.rank(str(tmp_path / "*.parquet"), "y")
    assert found["k"] == in_memory["k"]
    gap = found["x"].mi - in_memory["x"].mi
    assert abs(gap) < 4 * math.hypot(found["x"].standard_error, in_memory["x"].standard_error)
    assert mu.rank(dataset, "y")["k"].mi == in_memory["k"].mi


def test_csv_files_that_need_more_than_the_memory_are_rewritten(tmp_path, monkeypatch):
    n = 140_000
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, n)
    table = pa.table({"y": y, "k": (y + rng.integers(0, 2, n)) % 3, "K": rng.integers(0, 2, n)})
    words = pa.array(np.array(["NA", "b", "c"])[y])
    table = table.append_column("w", words)
    path = tmp_path / "table.csv"
    pytest.importorskip("pyarrow.csv").write_csv(table, path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = mu.rank(path, "y", memory="32MiB")
    assert "row groups" in found.warnings[0]
    in_memory = mu.rank(path, "y")
    assert [found[row.feature].mi for row in in_memory] == [row.mi for row in in_memory]
    assert found["w"].n < n
    del found
    assert [name.name for name in tmp_path.iterdir()] == ["table.csv"]
    path.write_text("y;x\n" + "".join(f"{at % 2};{at / 8:.3f}\n".replace(".", ",") for at in y))
    with pytest.raises(mu.MutuallyError, match="column 'x': must hold numbers with a deci"):
        mu.rank(path, "y", memory="32MiB")
