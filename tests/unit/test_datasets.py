"""The tables that come with the package."""

from __future__ import annotations

import csv

import pytest

from mutually.datasets import EXAMPLES, example_path


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_has_a_file_and_a_licence(name: str) -> None:
    path = example_path(name)
    assert path is not None
    assert path.is_file()
    readme = path.with_name("README.md").read_text(encoding="utf-8")
    assert f"| `{name}` | `{path.name}` |" in readme


@pytest.mark.parametrize("name", ["", "Penguins", "penguins.csv", "../datasets/penguins", "README"])
def test_other_names_are_no_examples(name: str) -> None:
    assert example_path(name) is None


def test_the_penguins_are_all_there() -> None:
    path = example_path("penguins")
    assert path is not None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 344
    assert {row["species"] for row in rows} == {"Adelie", "Chinstrap", "Gentoo"}
    assert sum(row["sex"] == "NA" for row in rows) == 11
    assert sum(row["bill_length_mm"] == "NA" for row in rows) == 2
