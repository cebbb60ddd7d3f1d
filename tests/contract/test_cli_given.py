"""The command line with a condition and with joint features."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import PENGUINS, refused
from typer.testing import Result

from mutually import ranking
from mutually.datasets import example_path
from mutually.errors import MutuallyWarning
from mutually.information import mutual_information
from mutually.tables import read_table

INFO = ("info", "penguins", "sex", "species")


@pytest.mark.parametrize(
    "given", [("--given", "island,sex"), ("--given", "island", "--given", "sex")]
)
def test_rank_beyond_columns(run: Callable[..., Result], given: tuple[str, ...]) -> None:
    result = run(*PENGUINS, *given, "--json")
    assert result.exit_code == 0, result.stderr
    page = json.loads(result.stdout)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MutuallyWarning)
        same = ranking.rank("penguins", "species", given=["island", "sex"])
    assert page["given"] == ["island", "sex"]
    assert [row["mi"] for row in page["features"]] == [row.mi for row in same]
    assert not {"island", "sex"} & {row["feature"] for row in page["features"]}
    assert "the condition is missing there" in page["warnings"][0]
    text = run(*PENGUINS, *given).stdout
    assert "What each column tells about species, given island, sex" in text


def test_without_a_condition_the_key_is_an_empty_list(run: Callable[..., Result]) -> None:
    assert json.loads(run(*PENGUINS, "--features", "sex", "--json").stdout)["given"] == []
    assert json.loads(run(*INFO, "--json").stdout)["given"] == []


def test_joint_features_come_beside_all_others(run: Callable[..., Result]) -> None:
    joint = "bill_length_mm,bill_depth_mm"
    page = json.loads(run(*PENGUINS, "--joint", joint, "--joint", "island,sex", "--json").stdout)
    names = [row["feature"] for row in page["features"]]
    assert names[0] == "bill_length_mm & bill_depth_mm"
    assert {"island & sex", "bill_length_mm", "island", "year"} <= set(names)
    only = run(*PENGUINS, "--joint", joint, "--features", "year", "--csv").stdout
    rows = list(csv.DictReader(io.StringIO(only)))
    assert {row["feature"] for row in rows} == {"bill_length_mm & bill_depth_mm", "year"}


def test_joint_features_beyond_a_condition(run: Callable[..., Result]) -> None:
    command = (*PENGUINS, "--given", "island", "--joint", "sex,year", "--features", "sex", "--json")
    page = json.loads(run(*command).stdout)
    assert {row["feature"] for row in page["features"]} == {"sex", "sex & year"}
    assert page["given"] == ["island"]


def test_info_with_a_condition(run: Callable[..., Result], tmp_path: Path) -> None:
    plot = tmp_path / "diagram.svg"
    result = run(*INFO, "--given", "island,body_mass_g", "--plot", str(plot))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("I(sex; species | island, body_mass_g) = ")
    assert "<svg" in plot.read_text(encoding="utf-8")
    page = json.loads(run(*INFO, "--given", "island,body_mass_g", "--json").stdout)
    table = read_table("penguins")
    columns = [table.column(name) for name in ("sex", "species", "island", "body_mass_g")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MutuallyWarning)
        expected = mutual_information(columns[0], columns[1], given=columns[2:])
    assert page["given"] == ["island", "body_mass_g"]
    assert (page["value"], page["n"]) == (expected.value, expected.n)
    assert page["entropy_y"] == expected.entropy_y


def test_info_agrees_with_rank(run: Callable[..., Result]) -> None:
    page = json.loads(run(*INFO, "--given", "island", "--json").stdout)
    ranked = json.loads(run(*PENGUINS, "--given", "island", "--features", "sex", "--json").stdout)
    row = ranked["features"][0]
    assert (page["value"], page["normalized"]) == (row["mi"], row["normalized"])


def test_the_condition_can_be_taken_for_labels(run: Callable[..., Result]) -> None:
    plain = json.loads(run(*INFO, "--given", "body_mass_g", "--json").stdout)
    labels = json.loads(
        run(*INFO, "--given", "body_mass_g", "--discrete", "body_mass_g", "--json").stdout
    )
    assert labels["value"] != plain["value"]


def test_names_with_commas(run: Callable[..., Result], tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = "".join(f"{i % 3},{i * i % 5},{i % 2},{i // 2 % 2}\n" for i in range(200))
    table.write_text('"a,b","c, d",x,y\n' + rows, encoding="utf-8")
    result = run("rank", str(table), "--target", "y", "--given", "a,b", "--json")
    assert json.loads(result.stdout)["given"] == ["a,b"]


ERRORS = {
    "unknown condition": ((*PENGUINS, "--given", "iland"), ("--given: ", "'iland'", "'island'")),
    "unknown joint": ((*PENGUINS, "--joint", "iland,sex"), ("--joint: ", "'iland'", "'island'")),
    "no condition": ((*PENGUINS, "--given", ","), ("--given: must name at least one column",)),
    "no joint": ((*PENGUINS, "--joint", " , "), ("--joint: must name at least one column",)),
    "target given": ((*PENGUINS, "--given", "species"), ("given: must not hold the target",)),
    "joint of the condition": (
        (*PENGUINS, "--given", "island", "--joint", "island,sex"),
        ("must not hold the target or the condition", "'island'"),
    ),
    "unknown condition of info": ((*INFO, "--given", "iland"), ("--given: ", "'island'")),
    "an estimator without conditions": (
        ("rank", "penguins", "--target", "year", "--given", "body_mass_g", "--features",
         "bill_length_mm", "--estimator", "ksg"),
        ("given: must be None for estimator='ksg'", "frenzel_pompe"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_one_message(run: Callable[..., Result], name: str) -> None:
    command, words = ERRORS[name]
    refused(run(*command), *words)


def test_help_names_the_options(run: Callable[..., Result]) -> None:
    page = run("rank", "--help").stdout
    assert "--given" in page
    assert "--joint" in page
    assert "--given" in run("info", "--help").stdout
    assert example_path("penguins") is not None


@pytest.mark.parametrize("names", ["island", "island,island"])
def test_a_joint_feature_has_two_columns(run: Callable[..., Result], names: str) -> None:
    refused(run(*PENGUINS, "--joint", names), "--joint: must name two columns")


@pytest.mark.parametrize("options", [("--given", "species"), ("--features", "species")])
def test_messages_name_options(run: Callable[..., Result], options: tuple[str, str]) -> None:
    refused(run(*PENGUINS, *options), f"{options[0][2:]}: must not hold the target")


def test_info_refuses_a_condition_that_is_x_or_y(run: Callable[..., Result]) -> None:
    refused(run(*INFO, "--given", "species"), "given: must not hold")
