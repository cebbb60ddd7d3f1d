"""The command line says how sure an estimate is, and how that is to be found."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import PENGUINS, refused
from typer.testing import Result

from mutually import ranking
from mutually.results.ranked import COLUMNS, INFERENCE

INFO = ("info", "penguins", "bill_length_mm", "body_mass_g")


@pytest.fixture
def table(tmp_path: Path) -> str:
    """Ten patients on twelve days: x and y have an effect of the patient, and nothing else."""
    path = tmp_path / "visits.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["patient", "day", "x", "sex", "y"])
        for patient in range(10):
            for day in range(12):
                effect, noise = patient * 7 % 10, (patient * 31 + day * 17) % 23
                writer.writerow(
                    [f"p{patient}", day, effect + (day * 13 + patient) % 11 / 50, "fm"[effect > 4],
                     effect + noise / 40]
                )  # fmt: skip
    return str(path)


def features(result: Result) -> dict[str, dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return {row["feature"]: row for row in json.loads(result.stdout)["features"]}


def test_rank_says_how_sure_it_is(run: Callable[..., Result]) -> None:
    text = run(*PENGUINS).stdout
    for part in ("interval", " to ", " q ", "features tell something", "intervals are of 95 %"):
        assert part in text
    same = ranking.rank("penguins", "species")
    found = features(run(*PENGUINS, "--json"))
    for row in same:
        assert set(found[row.feature]) == {*COLUMNS, *INFERENCE}
        for name in INFERENCE:
            assert found[row.feature][name] == getattr(row, name)


def test_no_inference_leaves_it_out(run: Callable[..., Result]) -> None:
    text = run(*PENGUINS, "--no-inference").stdout
    assert "interval" not in text
    assert "tell something" not in text
    page = json.loads(run(*PENGUINS, "--no-inference", "--json").stdout)
    assert page["alpha"] is None
    assert set(page["features"][0]) == set(COLUMNS)
    header = run(*PENGUINS, "--no-inference", "--csv").stdout.partition("\n")[0]
    assert header == ",".join(COLUMNS)


def test_csv_has_empty_places_for_nothing(run: Callable[..., Result]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(*PENGUINS, "--csv").stdout)))
    assert all(float(row["low"]) <= float(row["high"]) for row in rows)
    assert all(int(row["rank_low"]) <= int(row["rank_high"]) for row in rows)


def test_alpha_reaches_intervals_and_floors(run: Callable[..., Result]) -> None:
    page = json.loads(run(*PENGUINS, "--alpha", "0.5", "--json").stdout)
    assert page["alpha"] == 0.5
    lax, usual = (
        {row["feature"]: row for row in page["features"]},
        features(run(*PENGUINS, "--json")),
    )
    for name, row in usual.items():
        assert row["low"] <= lax[name]["low"] <= lax[name]["high"] <= row["high"]
        assert lax[name]["noise_floor"] < row["noise_floor"]
    assert "intervals are of 50 %" in run(*PENGUINS, "--alpha", "0.5").stdout


def test_permutations_are_made_where_they_are_asked_for(run: Callable[..., Result]) -> None:
    options = (
        "--pvalue-method",
        "permutations",
        "--permutations",
        "39",
        "--features",
        "body_mass_g",
    )
    (row,) = features(run(*PENGUINS, *options, "--json")).values()
    assert row["pvalue"] == 1 / 40
    assert row["pvalue_method"] == "39 permutations of ross"
    page = json.loads(run(*INFO, *options[:4], "--json").stdout)
    assert (page["pvalue"], page["pvalue_method"]) == (1 / 40, "39 permutations of ksg")
    closed = json.loads(run(*INFO, "--json").stdout)
    assert closed["pvalue_method"].startswith("closed form: ksg")
    assert closed["value"] == page["value"]
    few = run(*PENGUINS, *options[:2], "--permutations", "9", "--features", "body_mass_g")
    assert "9 permutations cannot show a p-value of 0.05" in " ".join(few.stdout.split())


def test_info_says_how_sure_it_is(run: Callable[..., Result]) -> None:
    text = run(*INFO).stdout
    assert "95 % interval 0." in text
    assert "p = " in text
    assert "closed form: ksg of ranks" in text


def test_blocks_and_time_reach_the_test(run: Callable[..., Result], table: str) -> None:
    command = ("rank", table, "--target", "y", "--json", "--permutations", "99")
    free = features(run(*command, "--features", "x,sex"))
    assert free["sex"]["pvalue"] < 1e-6
    blocked = features(run(*command, "--blocks", "patient"))
    assert set(blocked) == {"x", "sex", "day"}
    assert blocked["sex"]["pvalue"] == 1, "constant within a patient"
    assert "permutations within blocks" in blocked["x"]["pvalue_method"]
    shifted = features(run(*command, "--blocks", "patient", "--time", "day"))
    assert set(shifted) == {"x", "sex"}
    assert "circular shifts" in shifted["x"]["pvalue_method"]
    joint = features(run(*command, "--blocks", "patient", "--joint", "x,sex"))
    assert set(joint) == {"x", "sex", "day", "x & sex"}
    info = ("info", table, "x", "y", "--json", "--permutations", "99", "--blocks", "patient")
    page = json.loads(run(*info).stdout)
    assert page["pvalue_method"] == blocked["x"]["pvalue_method"]
    assert page["pvalue"] == blocked["x"]["pvalue"]
    assert "circular shifts" in json.loads(run(*info, "--time", "day").stdout)["pvalue_method"]


def test_wrong_names_and_orders_are_one_message(run: Callable[..., Result], table: str) -> None:
    command = ("rank", table, "--target", "y")
    refused(run(*command, "--blocks", "patients"), "blocks: must name a column", "'patient'")
    refused(run(*command, "--time", "day"), "time: must not go back", "row 12")
    refused(run(*command, "--time", "sex"), "time: must be times or numbers")
    to_sex = ("rank", table, "--target", "sex")
    refused(run(*to_sex, "--blocks", "sex"), "blocks and time: must not name the target")
    info = ("info", table, "x", "y")
    refused(run(*info, "--blocks", "patients"), "column 'patients'", "'patient'")
    refused(run(*info, "--time", "day"), "time: must not go back")
    refused(
        run(*info, "--blocks", "patient", "--pvalue-method", "closed_form"), "has a closed form for"
    )


@pytest.mark.parametrize(
    "options",
    [
        ("--alpha", "0"),
        ("--alpha", "1"),
        ("--alpha", "nan"),
        ("--alpha", "five"),
        ("--permutations", "0"),
        ("--permutations", "9.5"),
        ("--pvalue-method", "exact"),
    ],
)
@pytest.mark.parametrize("command", [PENGUINS, INFO], ids=["rank", "info"])
def test_options_out_of_range_are_wrong_usage(
    run: Callable[..., Result], command: tuple[str, ...], options: tuple[str, ...]
) -> None:
    result = run(*command, *options)
    assert result.exit_code == 2
    assert options[0] in result.stderr
