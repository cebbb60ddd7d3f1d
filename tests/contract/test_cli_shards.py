"""``mutually rank``, ``pairwise`` and ``select`` of tables that are read in shards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import process as run
from sharded import mixed_table, write

import mutually as mu


@pytest.fixture
def folder(tmp_path) -> Path:
    write(mixed_table(3_000), tmp_path / "table", [1_000], 500)
    return tmp_path / "table"


def test_a_folder_in_shards_with_a_checkpoint(folder, tmp_path):
    arguments = ["rank", folder, "--target", "class", "--checkpoint", tmp_path / "kept", "--json"]
    found = [run(*map(str, arguments)) for _ in range(2)]
    assert [result.returncode for result in found] == [0, 0]
    assert found[0].stdout == found[1].stdout
    shown = json.loads(found[0].stdout)
    assert "row groups" in shown["warnings"][0]
    expected = mu.rank(folder, "class", on_error="skip")
    assert [row["mi"] for row in shown["features"]] == [row.mi for row in expected]
    assert list((tmp_path / "kept").glob("*.part"))


def test_pairs_in_shards_with_a_checkpoint(folder, tmp_path):
    arguments = [
        "pairwise",
        folder,
        "--columns",
        "level,word,x",
        "--skip-errors",
        "--memory",
        "1GB",
    ]
    found = run(*map(str, arguments), "--checkpoint", str(tmp_path / "kept"), "--json")
    assert found.returncode == 0, found.stderr
    shown = json.loads(found.stdout)
    assert "row groups" in shown["warnings"][0]
    expected = mu.pairwise(folder, columns=["level", "word", "x"], on_error="skip")
    assert [row["mi"] for row in shown["pairs"]] == [row.mi for row in expected]
    assert list((tmp_path / "kept").glob("*.part"))


def test_broken_files_are_named_or_left_out(folder):
    (folder / "part-001.parquet").write_bytes(b"none")
    arguments = ["rank", str(folder), "--target", "class"]
    refused = run(*arguments, "--memory", "32MiB")
    assert refused.returncode == 1
    assert "part-001.parquet" in refused.stderr
    kept = run(*arguments, "--skip-errors")
    assert kept.returncode == 0
    assert "cannot be read" in kept.stdout


def test_a_report_has_no_pictures(folder, tmp_path):
    pytest.importorskip("jinja2")
    page = tmp_path / "report.html"
    found = run("rank", str(folder), "--target", "class", "--skip-errors", "--report", str(page))
    assert found.returncode == 0, found.stderr
    assert "row groups" in page.read_text(encoding="utf-8")


def test_memory_that_is_none(folder):
    found = run("rank", str(folder), "--target", "class", "--memory", "much")
    assert found.returncode == 1
    assert "memory: must be a number of bytes" in found.stderr


def test_select_in_shards_with_a_checkpoint(folder, tmp_path):
    kept = tmp_path / "kept"
    arguments = ["select", str(folder), "--target", "class", "-k", "2", "--json"]
    found = run(*arguments, "--memory", "1GB", "--checkpoint", str(kept))
    assert found.returncode == 0, found.stderr
    shown = json.loads(found.stdout)
    assert "row groups" in shown["warnings"][0]
    assert list(kept.glob("joint*.part")) or "all rows are used" in shown["warnings"][0]
    expected = mu.select(folder, "class", k=2, memory="1GB", checkpoint=kept)
    assert [row["feature"] for row in shown["features"]] == expected.features
    (folder / "part-001.parquet").write_bytes(b"none")
    left = run(*arguments, "--skip-errors")
    assert "cannot be read" in json.loads(left.stdout)["warnings"][-1]
