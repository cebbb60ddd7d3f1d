"""Selections from tables in shards: those of a table in memory, whoever counts and in any order."""

from __future__ import annotations

import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sharded import mixed_table, write
from stand_in_engine import Backwards

import mutually as mu
from mutually.engines import clusters, selected_in_shards
from mutually.engines.coding import decide
from mutually.engines.joint_counts import JointTally, Known
from mutually.engines.sampling import sample_places
from mutually.engines.selected_in_shards import select_in_shards
from mutually.engines.settings import Settings
from mutually.engines.survey import Survey
from mutually.selecting.choosing import Plan
from mutually.selecting.criteria import METHODS
from mutually.tables import shards
from mutually.tables.shards import read_row_groups

N = 2_400


def labels_table(n: int = N, seed: int = 0) -> pa.Table:
    """Labels that share, repeat, interact and are missing, about a class and a number."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    noisy = {f"x{i}": np.where(rng.random(n) < 0.25 * i, rng.integers(0, 3, n), y) for i in (1, 2)}
    one, other = rng.integers(0, 4, n), rng.integers(0, 2, n)
    gaps = pa.array(noisy["x2"], mask=rng.random(n) < 0.3)
    rare = pa.array(np.arange(n) // (n // 6) % 2, mask=np.arange(n) % (n // 6) != 0)
    columns: dict[str, Any] = {
        **{name: np.array(["a", "b", "c"])[codes] for name, codes in noisy.items()},
        "copy": noisy["x1"] + 7,
        "coarse": noisy["x1"] == 2,
        "one": one,
        "other": other,
        "gaps": gaps,
        "rare": rare,
        "class": pa.array(np.array(["u", "v", "w"])[(y + one * other) % 3],
                          mask=rng.random(n) < 0.1),
        "number": y + one * other + rng.normal(size=n),
    }  # fmt: skip
    return pa.table(columns)


LABELS = labels_table()
FEATURES = [name for name in LABELS.schema.names if name not in ("class", "number")]
MIXED = mixed_table(N)


@pytest.fixture(scope="module")
def labels(tmp_path_factory) -> list[str]:
    return write(LABELS, tmp_path_factory.mktemp("labels"), [], 700)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> list[str]:
    return write(MIXED, tmp_path_factory.mktemp("mixed"), [], 700)


def selected(
    paths: list[str], target: str, k: int = 3, method: str = "jmi", *, sampled: int,
    features: Any = None, plan: Any = None, **options: Any,
) -> mu.selection.Selection:  # fmt: skip
    """Select from files in shards, whatever their size, by a sample of so many rows."""
    rows = read_row_groups("table", paths, skip=options.get("skip", False))
    settings = Settings(**{"progress": False, **options})
    plan = Plan(k, method, **(plan or {}))
    return select_in_shards(rows, target, features, None, plan, settings, sampled)


def facts(selection: mu.selection.Selection) -> str:
    """Write all but the warnings, which say how the table was read."""
    return repr({key: fact for key, fact in selection.to_dict().items() if key != "warnings"})


# --- the selection of a table in memory


@pytest.mark.parametrize(
    ("method", "missing"),
    [*((method, "drop") for method in sorted(METHODS)), ("disr", "category"), ("mrmr", "category")],
)
def test_labels_are_selected_exactly_to_the_bit(labels, method, missing):
    options = {"k": 8, "method": method, "features": FEATURES, "missing": missing}
    in_memory = mu.select(labels[0], "class", **options)
    in_shards = selected(labels, "class", sampled=300, **options)
    assert facts(in_shards) == facts(in_memory)
    assert "all terms are counted in all rows" in in_shards.warnings
    few = [note for note in in_memory.warnings if "too few rows" in note]
    assert [note for note in in_shards.warnings if "too few rows" in note] == few
    assert bool(few) == (missing == "drop")


@pytest.mark.parametrize("method", ["mrmr", "mim"])
def test_what_labels_share_is_counted_beside_a_number_too(labels, method):
    features = [name for name in FEATURES if name not in ("rare", "other")]
    options = {"k": 6, "method": method, "features": features}
    in_memory = {row.feature: row for row in mu.select(labels[0], "number", **options)}
    in_shards = selected(labels, "number", sampled=1_000, **options)
    # Of the columns that bins rank in the same order as neighbours do.
    assert in_shards.features[:3] == list(in_memory)[:3]
    for row in in_shards[:3]:
        assert repr(row.redundancy) == repr(in_memory[row.feature].redundancy)
    assert any("joint from step 2 on; all else in all rows" in n for n in in_shards.warnings)


@pytest.mark.parametrize(
    ("method", "target", "options"),
    [("jmi", "class", {}), ("disr", "number", {}), ("mrmr", "zeros", {}), ("cmi", "level", {}),
     ("cmim", "number_gaps", {"missing": "category"}), ("jmi", "class", {"interactions": True})],
)  # fmt: skip
def test_a_sample_of_all_rows_gives_the_selection_of_a_table_in_memory(
    tmp_path, method, target, options
):
    mixed = write(mixed_table(400), tmp_path, [], 150)
    features = ["x", "level", "word_gaps", "number_gaps", "zeros", "flag", "counter"]
    features = [name for name in features if name != target][
        : 4 if "interactions" in options else 7
    ]
    in_memory = mu.select(mixed[0], target, k=4, method=method, features=features, **options)
    plan = {"interactions": options.pop("interactions", False)}
    in_shards = selected(mixed, target, 4, method, sampled=10**6, features=features, plan=plan,
                         **options)  # fmt: skip
    assert facts(in_shards) == facts(in_memory)
    assert (
        "all rows are used, and the values are those of a table in memory"
        in (in_shards.warnings[0])
    )
    assert in_shards.warnings[1:] == in_memory.warnings


def test_all_columns_of_a_table_of_any_kinds(mixed):
    in_memory = mu.select(mixed[0], "class", k=4)
    in_shards = selected(mixed, "class", 4, sampled=1_200)
    assert in_shards.skipped == in_memory.skipped
    assert in_shards.n_rows == N
    (note,) = [note for note in in_shards.warnings if "in a sample of 1,200 rows" in note]
    assert "I(X;Y | a chosen one)" in note
    # Relevance by bins of all rows, and terms of half of them: a few hundredths of a nat.
    for row in in_shards[:2]:
        assert abs(row.joint - in_memory[row.step - 1].joint) < 0.1
    bits = selected(mixed, "class", 4, sampled=1_200, plan={"base": 2})
    assert bits[1].gain * np.log(2) == pytest.approx(in_shards[1].gain, rel=1e-12)


def test_columns_that_the_sample_alone_takes_for_a_copy_are_counted(tmp_path):
    n, rng = 4_000, np.random.default_rng(0)
    one = rng.integers(0, 4, n)
    nearly = one.copy()
    outside = np.setdiff1d(np.arange(n), sample_places(n, 500))[:200]
    nearly[outside] = 3 - nearly[outside]
    columns = {"one": one, "copy": 5 - one, "nearly": nearly, "noise": rng.integers(0, 2, n)}
    table = pa.table({**columns, "y": one + rng.normal(size=n)})
    paths = write(table, tmp_path, [], 1_000)
    # The copy waits for all others. What is a copy in the sample alone does not.
    chosen = selected(paths, "y", 4, "cmim", sampled=500).features
    assert {chosen[0], chosen[3]} == {"one", "copy"}
    assert set(selected(paths, "y", 3, "mim", sampled=500).features) == {"one", "copy", "nearly"}


def test_columns_of_more_levels_than_there_is_room_for_are_set_aside(tmp_path):
    many = pa.array([f"level {at // 2}" for at in range(N)])
    paths = write(LABELS.append_column("many", many), tmp_path, [], 700)
    features = [*FEATURES, "many"]
    found = selected(paths, "class", sampled=300, features=features, memory=32 << 20)
    assert found.skipped == {
        "many": "more than 1,000 levels, which is what memory= leaves room for"
    }
    assert list(found) == list(mu.select(paths[0], "class", k=3, features=FEATURES))


def test_interactions_are_found_in_the_sample(tmp_path):
    n, rng = 900, np.random.default_rng(0)
    table = {f"switch {at}": rng.integers(0, 2, n) for at in range(3)}
    table["lamp"] = table["switch 0"] ^ table["switch 2"]
    paths = write(pa.table(table), tmp_path, [], 500)
    found = selected(paths, "lamp", 2, sampled=300, plan={"interactions": True})
    assert found.features == ["switch 0", "switch 2"]
    assert found.interactions[0].features == ("switch 0", "switch 2")
    pair = {name: table[name] for name in found.features}
    assert found[1].joint == mu.mutual_information(pair, table["lamp"]).value  # it is counted
    assert "a sample of 300 rows: interactions; all else in all rows" in found.warnings[1]


def test_given_all_is_of_the_sample_and_says_so(labels):
    found = selected(labels, "class", 5, "cmi", sampled=1_500, features=FEATURES)
    assert 1 <= len(found) < 5
    assert "I(X;Y | all chosen) with its tests" in found.warnings[1]
    assert any("ended after" in note for note in found.warnings)


def test_tables_with_too_many_cells_are_of_the_sample(labels, monkeypatch):
    expected = selected(labels, "class", 4, "cmim", sampled=1_500, features=FEATURES)
    # (3 + 1) x (3 + 1) x (3 + 1): what three tell together is too much, what two tell is not.
    monkeypatch.setattr(selected_in_shards, "MOST_CELLS", 100)
    found = selected(labels, "class", 4, "cmim", sampled=1_500, features=FEATURES)
    assert [(row.feature, row.gain) for row in found] == [(r.feature, r.gain) for r in expected]
    assert found[1].joint == expected[1].joint
    assert found[2].joint != expected[2].joint
    assert any("joint from step 3 on; all else" in note for note in found.warnings)
    monkeypatch.setattr(selected_in_shards, "MOST_CELLS", 20)
    found = selected(labels, "class", 3, "cmim", sampled=1_500, features=["x1", "x2", "one"])
    assert any("rows: redundancy, I(X;Y | a chosen one), joint" in n for n in found.warnings)
    monkeypatch.setattr(selected_in_shards, "MOST_CELLS", 70)  # "one" has a level more
    found = selected(labels, "class", 3, "cmim", sampled=1_500, features=["x1", "x2", "one"])
    (note,) = (note for note in found.warnings if "more than 70 cells" in note)
    assert "beside one & x1, one & x2 (more than 70 cells)" in note
    assert "redundancy" not in note  # needs no level of the target


# --- the same bits however the rows are cut, who counts them, and in which order


SOME = ["x", "level", "word_gaps", "number_gaps", "category", "rounded", "counter"]
OPTIONS: dict[str, Any] = {"k": 4, "method": "mrmr", "sampled": 600, "features": SOME}


@pytest.fixture(scope="module")
def expected(mixed) -> dict[str, mu.selection.Selection]:
    return {target: selected(mixed, target, **OPTIONS) for target in ("class", "zeros")}


@settings(max_examples=4)
@given(
    cuts=st.lists(st.integers(1, N - 1), max_size=3, unique=True),
    groups=st.sampled_from([300, 1_024, 20_000]),
    per_task=st.sampled_from([1, 1_000, 10**9]),
    workers=st.integers(1, 4),
    target=st.sampled_from(["class", "zeros"]),
    backwards=st.booleans(),
)
def test_no_bit_depends_on_the_shards(
    tmp_path_factory, expected, cuts, groups, per_task, workers, target, backwards
):
    names = MIXED.schema.names[:: -1 if backwards else 1]
    paths = write(MIXED.select(names), tmp_path_factory.mktemp("cut"), cuts, groups)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "ROWS_PER_TASK", per_task)
        found = selected(paths, target, **OPTIONS, workers=workers)
    assert facts(found) == facts(expected[target])


def test_an_engine_and_a_checkpoint(labels, tmp_path, monkeypatch):
    expected = selected(labels, "class", sampled=500, features=FEATURES)
    done = []

    class Once(Backwards):
        """Breaks down once, and hands on what pickles."""

        def result(self, handle):
            if len(done) == 8:
                done.append(None)
                raise OSError("gone")
            done.append(handle)
            self.job = pickle.loads(pickle.dumps(self.job))
            return pickle.loads(pickle.dumps(super().result(handle)))

    monkeypatch.setattr(clusters, "_kind_of", lambda engine: Once)
    monkeypatch.setattr(shards, "ROWS_PER_TASK", 1_000)
    options = {"sampled": 500, "engine": [], "checkpoint": tmp_path / "kept"}
    with pytest.raises(mu.MutuallyError, match="by a worker of the engine; got OSError: gone"):
        selected(labels, "class", features=FEATURES, **options)
    assert selected(labels, "class", features=FEATURES, **options) == expected
    # The survey, relevance, the target's entropy, two steps and what is chosen: three tasks each.
    assert len([at for at in done if at is not None]) == 18
    assert selected(labels, "class", features=FEATURES, **options) == expected
    options["engine"] = None
    assert selected(labels, "class", features=FEATURES, **options) == expected
    assert len(done) == 19
    with pytest.raises(mu.MutuallyError, match="checkpoint: must be of the same call"):
        selected(labels, "class", method="mrmr", features=FEATURES, **options)


def test_memory_decides_how_columns_are_read_and_no_value(labels, expected, mixed):
    found = selected(mixed, "class", **OPTIONS, memory=32 << 20, workers=2)
    assert list(found) == list(expected["class"])


def test_what_cannot_be_read_is_left_out_and_said(tmp_path):
    paths = write(LABELS, tmp_path, [1_600], 400)
    Path(paths[1]).write_bytes(b"no Parquet")
    found = selected(paths, "class", sampled=500, features=FEATURES, skip=True)
    assert any("part-001" in note for note in found.warnings)
    (left,) = write(LABELS.slice(0, 1_600), tmp_path / "left", [], 400)
    assert list(found) == list(mu.select(left, "class", k=3, features=FEATURES))


# --- counts


def test_counts_of_columns_together_are_those_of_a_loop(labels):
    rows = read_row_groups("table", labels)
    names = ("x1", "gaps", "class", "number")
    survey = Survey({n: rows.families[n] for n in names}, dict.fromkeys(names, 64),
                    sample_places(N, 200))  # fmt: skip
    (task,) = rows.tasks()
    seen = survey.partial(task).columns
    codings = {
        name: decide(name, rows.families[name], rows.words[name], seen[name], None,
                     missing="drop", most=64) for name in names
    }  # fmt: skip
    columns = {**codings, "number": Known(codings["number"])}
    sets = (("x1",), ("gaps", "class"), ("x1", "gaps", "class", "number"), ("class", "number"))
    found = JointTally(columns, sets).partial(task)
    held = LABELS.select(names).to_pydict()
    held["number"] = [0] * N
    for chosen in sets:
        places = []
        for name in chosen:
            levels = [0] if name == "number" else codings[name].levels
            of = {value: at for at, value in enumerate(levels)} | {None: len(levels)}
            places.append([of[value] for value in held[name]])
        expected = Counter(zip(*places, strict=True))
        table = found[chosen].reshape([columns[name].size for name in chosen])
        assert {tuple(at): table[tuple(at)] for at in np.argwhere(table).tolist()} == expected


# --- the public call


def test_a_table_that_needs_more_than_the_memory_is_selected_from_in_shards(tmp_path):
    n, rng = 140_000, np.random.default_rng(0)  # times 256 bytes is more than 32 MiB
    y = rng.integers(0, 3, n)
    table = pa.table({"y": y, "k": (y + rng.integers(0, 2, n)) % 3, "K": rng.integers(0, 5, n),
                      "m": np.where(rng.random(n) < 0.5, y, 4)})  # fmt: skip
    write(table, tmp_path, [50_000], 30_000)
    steps = []
    options = {"k": 2, "memory": "32MiB", "progress": lambda *step: steps.append(step)}
    found = mu.select(tmp_path, "y", **options)
    assert "read in 5 row groups" in found.warnings[0]
    assert steps[-1] == (5 * n, 5 * n)
    assert facts(found) == facts(mu.select(str(tmp_path / "*.parquet"), "y", k=2))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "clas"}, "target: must name a column.*did you mean 'class'"),
        ({"k": 99}, "k: must be at most the number of columns that can be chosen; got 99, and"),
        ({"features": [["x", "level"]]}, "features: must be single columns.*'x & level'"),
        ({"features": ["constant"], "k": 1}, "table: must have a column that can be chosen"),
        ({"circular": {"x": 6.3}}, "circular: must be None for a table that is read in shards"),
        ({"weights": "level"}, "weights: must be None for a table that is read in shards"),
        ({"method": "cmi", "blocks": "level"}, "blocks: must be None for a table that is read in"),
        ({"interactions": True, "time": "when"}, "time: must be None for a table that is read in"),
        ({"estimator": "plugin"}, "estimator: must be 'auto' for a table that is read in shards"),
        ({"on_error": "ignore"}, 'on_error: must be "raise" or "skip"'),
        ({"memory": "much"}, "memory: must be a number of bytes"),
        ({"engine": "dask"}, "engine: must be None, a dask.distributed.Client"),
        ({"missing": "raise"}, r"column '.*': must have no missing values"),
    ],
)
def test_bad_input(mixed, options, message):
    options = {"target": "class", "k": 2, "on_error": "skip", **options}
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.select(mixed[0], **options)
