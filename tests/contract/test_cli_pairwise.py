"""`mutually pairwise`: what it prints, in each form, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import refused
from typer.testing import Result

import mutually as mu

Run = Callable[..., Result]


def test_pairwise_prints_the_best_pairs(run: Run) -> None:
    result = run("pairwise", "penguins")
    assert result.exit_code == 0, result.stderr
    assert "8 columns, 344 rows, MI in nats" in result.stdout
    assert "bill_depth_mm" in result.stdout
    assert "tell something: their q is at most 5 %" in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 100
    few = run("pairwise", "penguins", "--top", "2", "--base", "2", "--no-inference")
    assert "MI in bits; the best 2 of 28 pairs" in few.stdout
    assert "interval" not in few.stdout


def test_json_and_csv_agree_with_python(run: Run) -> None:
    options = ("pairwise", "penguins", "--columns", "sex,species,body_mass_g")
    page = json.loads(run(*options, "--json").stdout)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mu.MutuallyWarning)
        pairs = mu.pairwise("penguins", columns=["sex", "species", "body_mass_g"])
    assert [entry["mi"] for entry in page["pairs"]] == [row.mi for row in pairs]
    assert [entry["name"] for entry in page["columns"]] == list(pairs.names)
    assert page["columns"][2]["entropy"] is None
    rows = list(csv.DictReader(io.StringIO(run(*options, "--csv", "--top", "1").stdout)))
    assert len(rows) == 1
    assert list(rows[0]) == list(pairs.columns)
    assert float(rows[0]["mi"]) == pairs.best(1)[0].mi


def test_a_picture_and_a_file_are_written(run: Run, tmp_path: Path) -> None:
    picture, page = tmp_path / "pairs.png", tmp_path / "pairs.csv"
    options = ("--plot", str(picture), "--csv", "--output", str(page), "--top-k", "1")
    result = run("pairwise", "penguins", *options)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert len(page.read_text().splitlines()) < 10
    none = run("pairwise", "penguins", "--threshold", "9")
    assert "No pair is held." in none.stdout


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--columns", "sex"), "two different columns"),
        (("--columns", "sex,spices"), "did you mean 'species'"),
        (("--estimator", "best"), "must be one of"),
    ],
)
def test_what_is_refused(run: Run, options: tuple[str, ...], word: str) -> None:
    refused(run("pairwise", "penguins", *options), word)


@pytest.mark.parametrize("options", [("--top-k", "0"), ("--json", "--csv"), ("--top", "0")])
def test_wrong_usage_ends_with_2(run: Run, options: tuple[str, ...]) -> None:
    assert run("pairwise", "penguins", *options).exit_code == 2
