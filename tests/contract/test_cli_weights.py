"""The command line takes a column of weights."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from command_line import refused
from typer.testing import Result

import mutually as mu

Run = Callable[..., Result]


@pytest.fixture
def path(tmp_path: Path) -> str:
    rng = np.random.default_rng(0)
    x = rng.normal(size=90)
    rows = zip(x, x + rng.normal(size=90), rng.choice(["a", "b"], 90), rng.integers(1, 5, 90),
               rng.lognormal(0, 0.5, 90), strict=True)  # fmt: skip
    path = tmp_path / "survey.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["x", "y", "label", "count", "w"])
        writer.writerows(rows)
    return str(path)


def test_rank_takes_weights_of_either_kind(run: Run, path: str) -> None:
    for column, kind in (("w", "importance"), ("count", "frequency")):
        options = ("--weights", column, "--weight-type", kind)
        result = run("rank", path, "--target", "y", *options, "--json")
        assert result.exit_code == 0, result.stderr
        expected = mu.rank(path, "y", weights=column, weight_type=kind)
        found = json.loads(result.stdout)["features"]
        assert [row["feature"] for row in found] == [row.feature for row in expected]
        assert [row["mi"] for row in found] == [row.mi for row in expected]
        assert [row["n_effective"] for row in found] == [row.n_effective for row in expected]
        assert column not in {row["feature"] for row in found}


def test_info_says_what_rows_are_worth(run: Run, path: str) -> None:
    text = run("info", path, "x", "y", "--weights", "w").stdout
    assert "by importance weights" in text
    found = json.loads(run("info", path, "x", "y", "--weights", "w", "--json").stdout)
    assert found["weight_type"] == "importance"
    assert 60 < found["n_effective"] < 90
    assert run("info", path, "x", "label", "--weights", "w").exit_code == 0


def test_pairwise_and_select_take_weights(run: Run, path: str) -> None:
    pairs = run("pairwise", path, "--weights", "w", "--json")
    assert {row["x"] for row in json.loads(pairs.stdout)["pairs"]} <= {"x", "y", "label", "count"}
    options = ("--k", "1", "--weights", "count", "--weight-type", "frequency")
    chosen = run("select", path, "--target", "y", *options)
    assert chosen.exit_code == 0, chosen.stderr


def test_weights_that_are_none_are_refused(run: Run, path: str) -> None:
    refused(run("rank", path, "--target", "y", "--weights", "label"), "weights: must be numbers")
    refused(run("info", path, "x", "y", "--weights", "z"), "column 'z': must be in the table")
