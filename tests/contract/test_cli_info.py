"""`mutually info`, the list of examples, the version and the help."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import PENGUINS
from typer.testing import Result

from mutually import __version__
from mutually.datasets import EXAMPLES, example_path


def test_info_says_what_two_columns_share(run: Callable[..., Result], tmp_path: Path) -> None:
    plot = tmp_path / "diagram.svg"
    result = run("info", "penguins", "bill_length_mm", "species", "--plot", str(plot))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("I(bill_length_mm; species) = ")
    assert "no entropy: the differential entropy of bill_length_mm" in result.stdout
    assert "<svg" in plot.read_text(encoding="utf-8")


def test_info_agrees_with_rank(run: Callable[..., Result]) -> None:
    result = run("info", "penguins", "island", "species", "--json")
    assert result.exit_code == 0, result.stderr
    page = json.loads(result.stdout)
    ranked = json.loads(run(*PENGUINS, "--features", "island", "--json").stdout)
    assert page["value"] == pytest.approx(ranked["features"][0]["mi"])
    shares = [n / 344 for n in (152, 68, 124)]  # Adelie, Chinstrap, Gentoo
    plugin = -sum(p * math.log(p) for p in shares)
    # The correction for bias is about (levels - 1) / (2 n).
    assert page["entropy_y"] == pytest.approx(plugin + 2 / (2 * 344), abs=1e-4)
    assert (page["x"], page["y"], page["unit"]) == ("island", "species", "nats")


def test_examples_are_listed(run: Callable[..., Result]) -> None:
    result = run("examples")
    assert result.exit_code == 0
    for name, description in EXAMPLES.items():
        assert f"{name}  {description}" in result.stdout
        path = example_path(name)
        assert path is not None
        assert path.is_file()


def test_version_and_help(run: Callable[..., Result]) -> None:
    assert run("--version").stdout == f"mutually {__version__}\n"
    page = run("--help")
    assert page.exit_code == 0
    assert all(word in page.stdout for word in ("rank", "info", "examples", "penguins"))
    for command in ("rank", "info"):
        assert "Exit code: 0 done" in run(command, "--help").stdout


def test_circular_columns_are_named_with_their_periods(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    rows = [(at * 7.3 % 24, at * 1.7 % 11, "ab"[at % 2]) for at in range(200)]
    lines = ["hour,a=b,kind", *(f"{hour},{other},{kind}" for hour, other, kind in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    arguments = ("info", str(path), "hour", "a=b", "--json")
    plain = json.loads(run(*arguments).stdout)
    wrapped = run(*arguments, "--circular", "hour=24", "--circular", "a=b=11")
    assert wrapped.exit_code == 0, wrapped.stderr
    page = json.loads(wrapped.stdout)
    assert page["estimator"].startswith("circular ksg")
    assert page["value"] != plain["value"]
    ranked = run("rank", str(path), "--target", "a=b", "--circular", "hour=24", "--json",
                 "--circular", "a=b=11")  # fmt: skip
    by_name = {row["feature"]: row for row in json.loads(ranked.stdout)["features"]}
    assert by_name["hour"]["mi"] == pytest.approx(page["value"], rel=1e-9)
    for command in (("pairwise", str(path)), ("select", str(path), "--target", "kind", "-k", "1")):
        assert run(*command, "--circular", "hour=24", "--json").exit_code == 0
    for wrong, words in (
        ("hour", "must be a column and its period"),
        ("hour=noon", "must be a column and its period"),
        ("hours=24", "did you mean 'hour'"),
        ("hour=0", "must be a period above 0"),
    ):
        refused = run("rank", str(path), "--target", "kind", "--circular", wrong)
        assert refused.exit_code == 1
        assert words in refused.stderr
