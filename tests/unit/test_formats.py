"""JSON and CSV: stable keys, right quotes, names of all sorts."""

from __future__ import annotations

import csv
import io
import json
import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from mutually.cli.formats import information_json, ranking_csv, ranking_json

NASTY = 'say "hi", then;\nleave, ☃'


def ranking() -> Any:
    def row(feature: Any, mi: float, warning: str = "") -> Any:
        return SimpleNamespace(
            feature=feature, kind="mixed", mi=mi, normalized=np.float64(0.5), n=np.int64(342),
            estimator="ksg", warning=warning, reason="values repeat",
        )  # fmt: skip

    class Rows(list[Any]):
        target = ("y", 1)
        target_kind = "discrete"
        given: tuple[Any, ...] = ()
        n_rows = 344
        unit = "bits"
        skipped = {7: "constant"}  # noqa: RUF012
        warnings = ("look twice",)

    return Rows([row(NASTY, 0.1 + 0.2, NASTY), row(3, math.nan), row(None, -0.25)])


def test_json_has_stable_keys_and_text_for_names() -> None:
    page = json.loads(ranking_json(ranking()))
    assert list(page) == [
        "version", "target", "target_kind", "given", "n_rows", "unit", "features", "skipped",
        "warnings",
    ]  # fmt: skip
    assert page["target"] == "('y', 1)"
    assert page["skipped"] == {"7": "constant"}
    assert page["warnings"] == ["look twice"]
    first, second, third = page["features"]
    assert list(first) == [*COLUMNS, "reason"]
    assert first["feature"] == first["warning"] == NASTY
    assert first["mi"] == 0.1 + 0.2, "no digit is lost"
    assert (first["n"], first["normalized"]) == (342, 0.5)
    assert (second["feature"], second["mi"]) == ("3", None), "JSON has no NaN"
    assert third["feature"] == "None"


def test_csv_quotes_what_needs_it_and_loses_no_digit() -> None:
    text = ranking_csv(ranking())
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1][0] == rows[1][-1] == NASTY
    assert float(rows[1][2]) == 0.1 + 0.2
    assert rows[2][:3] == ["3", "mixed", "nan"]
    assert rows[3][0] == "None"
    assert text.endswith("\n")
    assert "\r" not in text


def test_top_cuts_both() -> None:
    assert len(json.loads(ranking_json(ranking(), top=1))["features"]) == 1
    assert len(list(csv.reader(io.StringIO(ranking_csv(ranking(), top=2))))) == 3


def test_information_has_stable_keys() -> None:
    result: Any = SimpleNamespace(
        value=np.float64(0.7), unit="nats", n=342, n_missing=2, estimator="ross", normalized=0.66,
        entropy_x=None, entropy_y=1.05, x_kind="continuous", y_kind="discrete", warnings=("w",),
    )  # fmt: skip
    page = json.loads(information_json(result, ("bill", "species")))
    assert list(page) == [
        "version", "x", "y", "given", "value", "unit", "n", "n_missing", "estimator", "normalized",
        "x_kind", "y_kind", "entropy_x", "entropy_y", "warnings",
    ]  # fmt: skip
    assert page["entropy_x"] is None
    assert page["value"] == 0.7
