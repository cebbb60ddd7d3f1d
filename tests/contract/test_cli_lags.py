"""The command line looks for the best lag, and takes blocks and time in pairwise and select."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from command_line import refused
from typer.testing import Result

from mutually.cli.options import lags_of

N = 400


@pytest.fixture
def table(tmp_path: Path) -> str:
    """Two pumps; pressure follows flow two hours later, at one pump after the other."""
    rng = np.random.default_rng(0)
    flow = rng.normal(size=N).round(3)
    pressure = (np.roll(flow, 2) + 0.4 * rng.normal(size=N)).round(3)
    path = tmp_path / "pumps.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["pump", "when", "hour", "flow", "noise", "pressure"])
        for row in range(N):
            at = row % (N // 2)
            when = f"2024-03-{1 + at // 24:02} {at % 24:02}:00:00"
            noise = round(float(rng.normal()), 3)
            writer.writerow(["ab"[row >= N // 2], when, at, flow[row], noise, pressure[row]])
    return str(path)


def test_info_finds_the_lag(run: Callable[..., Result], table: str, tmp_path: Path) -> None:
    asked = ("info", table, "flow", "pressure", "--lags", "0:6", "--time", "when",
             "--blocks", "pump", "--permutations", "199")  # fmt: skip
    text = run(*asked).stdout
    assert "flow 2 rows before pressure, the best of 7 lags from 0 to 6" in text
    found = json.loads(run(*asked, "--json").stdout)
    assert found["lag"] == 2
    assert [point["lag"] for point in found["lags"]] == list(range(7))
    assert found["lags"][2]["mi"] == found["value"]
    assert found["pvalue"] < 0.01
    few = ("--permutations", "19", "--blocks", "pump")
    back = run("info", table, "pressure", "flow", "--lags=-3:1", *few).stdout
    assert "pressure 2 rows after flow" in back
    same = run("info", table, "flow", "pressure", "--lags", "0", *few).stdout
    assert "in the same row, the best of 1 lags" not in same
    assert "in the same row, the only lag" in same
    picture = tmp_path / "lags.png"
    assert run(*asked, "--plot", str(picture)).exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_rank_finds_the_lags(run: Callable[..., Result], table: str) -> None:
    asked = ("rank", table, "--target", "pressure", "--features", "flow,noise", "--lags", "0,1,2",
             "--time", "when", "--blocks", "pump")  # fmt: skip
    text = run(*asked).stdout
    assert " lag " in text
    assert "q allows for all 3 lags" in text
    rows = json.loads(run(*asked, "--json").stdout)["features"]
    assert (rows[0]["feature"], rows[0]["lag"]) == ("flow", 2)
    first = next(csv.DictReader(io.StringIO(run(*asked, "--csv").stdout)))
    assert (first["feature"], first["lag"]) == ("flow", "2")


def test_pairwise_finds_the_lags(run: Callable[..., Result], table: str) -> None:
    asked = ("pairwise", table, "--columns", "flow,noise,pressure", "--lags", "0:2",
             "--time", "hour", "--blocks", "pump")  # fmt: skip
    text = run(*asked).stdout
    assert "lag: rows by which x is earlier than y" in text
    best = json.loads(run(*asked, "--json").stdout)["pairs"][0]
    assert {best["x"], best["y"]} == {"flow", "pressure"}
    assert best["lag"] == (2 if best["x"] == "flow" else -2)
    without = ("pairwise", table, "--blocks", "pump", "--time", "when", "--permutations", "39")
    found = json.loads(run(*without, "--json").stdout)
    names = {name for pair in found["pairs"] for name in (pair["x"], pair["y"])}
    assert names == {"hour", "flow", "noise", "pressure"}
    assert "lag" not in found["pairs"][0]


def test_select_takes_blocks_and_time(run: Callable[..., Result], table: str) -> None:
    asked = ("select", table, "--target", "pressure", "-k", "1", "--features", "flow,noise")
    assert run(*asked, "--method", "cmi", "--blocks", "pump").exit_code == 0
    assert run(*asked, "--interactions", "--time", "when", "--blocks", "pump").exit_code == 0
    refused(run(*asked, "--blocks", "pump"), "blocks and time: must be None but for")
    refused(run(*asked, "--method", "cmi", "--time", "hour"), "time: must not go back")


def test_lags_that_are_none_are_refused(run: Callable[..., Result], table: str) -> None:
    for lags in ("x", "1:", ":3", "5:1", "1.5", "", "1,,2"):
        result = run("info", table, "flow", "pressure", "--lags", lags)
        assert result.exit_code == 2, lags
        assert "--lags" in result.stderr
    refused(run("info", table, "flow", "pressure", "--lags", "0:3,2"), "lags: must be different")
    refused(run("info", table, "flow", "pressure", "--lags", "500"), "lags: must be shorter than")
    refused(
        run("info", table, "flow", "pressure", "--lags", "1", "--given", "noise"),
        "given: must be None with lags",
    )


def test_lags_are_read_from_and_to() -> None:
    assert lags_of(None) is None
    assert lags_of(["0:3"]) == [0, 1, 2, 3]
    assert lags_of(["-2:0", "7, 9"]) == [-2, -1, 0, 7, 9]
