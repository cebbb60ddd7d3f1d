"""`mutually rank`: what it prints, in each form, and that its options reach the estimate."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import PENGUINS, refused
from typer.testing import Result

from mutually import __version__, ranking
from mutually.errors import MutuallyWarning

NAMES = {
    "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex", "year",
}  # fmt: skip


def test_rank_prints_a_table_with_bars(run: Callable[..., Result]) -> None:
    result = run(*PENGUINS)
    assert result.exit_code == 0, result.stderr
    assert "What each column tells about species" in result.stdout
    assert "344 rows, species is discrete, MI in nats" in result.stdout
    assert all(name in result.stdout for name in NAMES)
    assert "█" in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


def test_json_agrees_with_python(run: Callable[..., Result]) -> None:
    result = run(*PENGUINS, "--json")
    assert result.exit_code == 0, result.stderr
    page = json.loads(result.stdout)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MutuallyWarning)
        same = ranking.rank("penguins", "species")
    assert [row["feature"] for row in page["features"]] == [row.feature for row in same]
    assert [row["mi"] for row in page["features"]] == [row.mi for row in same]
    assert {row["feature"] for row in page["features"]} | set(page["skipped"]) == NAMES
    assert (page["target"], page["n_rows"], page["unit"]) == ("species", 344, "nats")
    assert page["version"] == __version__


def test_csv_has_the_columns_of_to_frame(run: Callable[..., Result]) -> None:
    result = run(*PENGUINS, "--csv")
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == ranking.rank("penguins", "species").columns
    values = [float(row["mi"]) for row in rows]
    assert values == sorted(values, reverse=True)


def test_options_reach_the_estimate(run: Callable[..., Result]) -> None:
    def features(*options: str) -> dict[str, dict[str, Any]]:
        page = json.loads(run(*PENGUINS, "--json", *options).stdout)
        return {row["feature"]: row for row in page["features"]}

    plain = features("--features", "island,sex", "--features", "year")
    assert set(plain) == {"island", "sex", "year"}
    bits = features("--base", "2", "--features", "island")
    assert bits["island"]["mi"] == pytest.approx(plain["island"]["mi"] / 0.6931471805599453)
    kept = features("--missing", "category", "--features", "sex")
    assert (plain["sex"]["n"], kept["sex"]["n"]) == (333, 344)
    assert (
        features("--discrete", "bill_length_mm", "--features", "bill_length_mm")["bill_length_mm"][
            "kind"
        ]
        == "discrete"
    )
    assert len(features("--top", "2")) == 2
    one, two = features("--jobs", "1", "--seed", "3"), features("--jobs", "2", "--seed", "3")
    assert one == two


def test_missing_values_can_be_refused(run: Callable[..., Result]) -> None:
    refused(run(*PENGUINS, "--missing", "raise"), "missing")


@pytest.mark.parametrize("empty", ["", ",", " , "])
def test_options_that_name_no_column_are_refused(run: Callable[..., Result], empty: str) -> None:
    said = "must name at least one column; got "
    refused(run(*PENGUINS, "--features", empty), f"--features: {said}")
    refused(run(*PENGUINS, "--discrete", empty), f"--discrete: {said}")


def test_names_with_quotes_commas_and_newlines(run: Callable[..., Result], tmp_path: Path) -> None:
    table = tmp_path / 'it\'s a "file"; drop.csv'
    nasty = ["a,b", 'say "hi"', "two\nlines", "semi;colon", "Case", "case "]
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*nasty, "target, too"])
        writer.writerows([(i * k) % 5 for k in (1, 2, 3, 5, 7, 11)] + [i % 3] for i in range(200))
    command = ("rank", str(table), "--target", "target, too", "--features", "a,b")
    for name in nasty[1:]:
        command += ("--features", name)
    result = run(*command, "--csv")
    assert result.exit_code == 0, result.stderr
    rows = list(csv.reader(io.StringIO(result.stdout, newline="")))
    page = json.loads(run(*command, "--json").stdout)
    assert {row[0] for row in rows[1:]} | set(page["skipped"]) == set(nasty)
    assert r"two\nlines" in run(*command).stdout


def test_parquet_and_patterns(run: Callable[..., Result], tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"x": ["a", "b"] * 50, "y": [0, 1] * 50})
    frame.write_parquet(tmp_path / "part-1.parquet")
    frame.write_parquet(tmp_path / "part-2.parquet")
    result = run("rank", str(tmp_path / "part-*.parquet"), "--target", "y", "--json")
    page = json.loads(result.stdout)
    assert page["n_rows"] == 200
    assert page["features"][0]["normalized"] == pytest.approx(1, abs=0.02)
