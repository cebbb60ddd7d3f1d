"""JSON and CSV: stable keys, right quotes, names of all sorts."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

import made_rankings
import numpy as np
import pytest
from made_rankings import row

import mutually as mu
from mutually.cli.formats import information_json, ranking_csv, ranking_json
from mutually.results.ranked import COLUMNS, INFERENCE, Ranking

NASTY = 'say "hi", then;\nleave, ☃'


def ranking(**facts: Any) -> Ranking:
    return made_rankings.ranking(
        row(NASTY, 0.1 + 0.2, normalized=np.float64(0.5), n=np.int64(342), warning=NASTY),
        row(3, math.nan, rank_low=None, qvalue=0.2),
        row(None, -0.25),
        target=("y", 1),
        unit="bits",
        skipped={7: "constant"},
        warnings=("look twice",),
        **facts,
    )


@pytest.mark.parametrize("alpha", [None, 0.05])
def test_json_has_stable_keys_and_text_for_names(alpha: float | None) -> None:
    page = json.loads(ranking_json(ranking(alpha=alpha)))
    assert list(page) == [
        "version", "target", "target_kind", "given", "n_rows", "unit", "alpha", "features",
        "skipped", "warnings",
    ]  # fmt: skip
    assert page["target"] == "('y', 1)"
    assert page["alpha"] == alpha
    assert page["skipped"] == {"7": "constant"}
    assert page["warnings"] == ["look twice"]
    first, second, third = page["features"]
    assert set(first) == {*COLUMNS, *(INFERENCE if alpha else ())}
    assert list(first) == list(ranking(alpha=alpha).columns)
    assert first["feature"] == first["warning"] == NASTY
    assert first["mi"] == 0.1 + 0.2, "no digit is lost"
    assert (first["n"], first["normalized"]) == (342, 0.5)
    assert (second["feature"], second["mi"]) == ("3", None), "JSON has no NaN"
    assert third["feature"] == "None"
    if alpha:
        assert (second["rank_low"], second["qvalue"], second["low"]) == (None, 0.2, None)


@pytest.mark.parametrize("alpha", [None, 0.05])
def test_csv_quotes_what_needs_it_and_loses_no_digit(alpha: float | None) -> None:
    text = ranking_csv(ranking(alpha=alpha))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == ranking(alpha=alpha).columns
    first = dict(zip(*rows[:2], strict=True))
    assert first["feature"] == first["warning"] == NASTY
    assert float(first["mi"]) == 0.1 + 0.2
    assert rows[2][:3] == ["3", "mixed", "nan"]
    assert rows[3][0] == "None"
    assert text.endswith("\n")
    assert "\r" not in text


def test_top_cuts_both() -> None:
    assert len(json.loads(ranking_json(ranking(), top=1))["features"]) == 1
    assert len(list(csv.reader(io.StringIO(ranking_csv(ranking(), top=2))))) == 3


def test_information_has_stable_keys() -> None:
    result = mu.mutual_information([0.5, 1.5, 2.5, 4.0] * 20, ["a", "b", "b", None] * 20)
    page = json.loads(information_json(result, ("bill", "species")))
    assert list(page) == [
        "version", "x", "y", "given", "value", "unit", "n", "n_missing", "estimator", "normalized",
        "x_kind", "y_kind", "entropy_x", "entropy_y", "standard_error", "pvalue", "pvalue_method",
        "noise_floor", "low", "high", "warnings",
    ]  # fmt: skip
    assert (page["n"], page["n_missing"]) == (60, 20)
    assert page["value"] == result.value
    assert (page["low"], page["high"]) == result.confidence_interval()
