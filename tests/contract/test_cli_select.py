"""`mutually select`: what it prints, in each form, and that its options reach the selection."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

from command_line import refused
from typer.testing import Result

import mutually as mu

PENGUINS = ("select", "penguins", "--target", "species", "--k", "3")


def test_it_prints_a_table(run: Callable[..., Result]) -> None:
    result = run(*PENGUINS)
    assert result.exit_code == 0, result.stderr
    assert "Columns chosen for what they tell together about species" in result.stdout
    assert "344 rows, species is discrete, method jmi, in nats" in result.stdout
    for name in mu.select("penguins", "species", k=3).features:
        assert name in result.stdout
    assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= 100


def test_json_agrees_with_python(run: Callable[..., Result]) -> None:
    options = ("--method", "cmi", "--interactions", "--base", "2", "--alpha", "0.01",
               "--features", "sex,island,body_mass_g")  # fmt: skip
    page = json.loads(run(*PENGUINS, "--json", *options).stdout)
    same = mu.select("penguins", "species", k=3, method="cmi", interactions=True, base=2,
                     alpha=0.01, features=["sex", "island", "body_mass_g"])  # fmt: skip
    assert [row["feature"] for row in page["features"]] == same.features
    assert [row["gain"] for row in page["features"]] == [row.gain for row in same]
    assert [row["pvalue"] for row in page["features"]] == [row.pvalue for row in same]
    found = [tuple(pair["features"]) for pair in page["interactions"]]
    assert found == [pair.features for pair in same.interactions]
    assert (page["unit"], page["method"]) == ("bits", "cmi")
    assert page["features"][0]["redundancy"] is None


def test_csv_has_the_columns_of_to_frame(run: Callable[..., Result]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(*PENGUINS, "--csv").stdout)))
    same = mu.select("penguins", "species", k=3)
    assert tuple(rows[0]) == same.columns
    assert [row["feature"] for row in rows] == same.features


def test_options_reach_the_selection(run: Callable[..., Result]) -> None:
    options = ("--features", "sex,year,island", "--method", "mifs", "--beta", "0.5",
               "--discrete", "year", "--missing", "category")  # fmt: skip
    page = json.loads(run(*PENGUINS, "--json", *options).stdout)
    same = mu.select("penguins", "species", k=3, features=["sex", "year", "island"],
                     method="mifs", beta=0.5, discrete=["year"], missing="category")  # fmt: skip
    assert [row["gain"] for row in page["features"]] == [row.gain for row in same]


def test_a_plot_and_a_file(run: Callable[..., Result], tmp_path: Path) -> None:
    picture, page = tmp_path / "chosen.png", tmp_path / "chosen.txt"
    result = run(*PENGUINS, "--plot", str(picture), "--output", str(page))
    assert result.exit_code == 0, result.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "Columns chosen" in page.read_text(encoding="utf-8")


def test_what_cannot_be_used_is_refused(run: Callable[..., Result]) -> None:
    refused(run(*PENGUINS[:-1], "30"), "k: must be at most", "7 can be", "Hint: k=7")
    refused(run("select", "penguins", "--target", "weight"), "target: must name a column")
    refused(run(*PENGUINS, "--beta", "2"), "beta: must be None")
    assert run(*PENGUINS, "--method", "best").exit_code == 2
    assert run(*PENGUINS, "--k", "0").exit_code == 2
    assert run(*PENGUINS, "--json", "--csv").exit_code == 2
