"""The text of rankings and results in a terminal."""

from __future__ import annotations

import io
import math
import sys
from types import SimpleNamespace
from typing import Any

import made_rankings
import pytest

import mutually as mu
from mutually.cli.terminal import bar, print_information, print_ranking
from mutually.results.ranked import Ranking
from mutually.results.text import ranking_text

HIGH = "MI is high for so few rows;\ntake more rows"

REASONS = {
    "hour": "20 different whole numbers",
    "rain": "18 % of the rows hold 0",
    "code": "discrete=True",
    "size": "VARCHAR, 99.5 % of it numbers, first other value '?', 80 levels",
    "bill_length_mm": "float64",
}


def ranking(*rows: tuple[Any, str, float, str], kind: str = "discrete", **facts: Any) -> Ranking:
    made = [
        made_rankings.row(
            name,
            mi,
            kind=own,
            normalized=mi,
            n=1342,
            warning=warning,
            reason=REASONS.get(name, "str, 3 levels"),
        )
        for name, own, mi, warning in rows
    ]
    return made_rankings.ranking(*made, target_kind=kind, n_rows=1344, **facts)


FOUR = ranking(
    ("bill_length_mm", "continuous", 0.8, HIGH),
    ("island", "discrete", 0.4, ""),
    ("rain", "mixed", 0.1, HIGH),
    ("sex", "discrete", -0.004, "few rows"),
    skipped={"row_id": "names its rows", "[red]constant": "one value only"},
)


@pytest.fixture(autouse=True)
def _hundred_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def printed(ranking: Any, **options: Any) -> list[str]:
    page = io.StringIO()
    print_ranking(ranking, file=page, **options)
    return [line.rstrip() for line in page.getvalue().splitlines()]


def row_of(lines: list[str], name: str) -> list[str]:
    return next(line.split() for line in lines if name in line.split())


def test_rows_stand_best_first_with_bars_in_proportion() -> None:
    lines = printed(FOUR)
    assert lines[0] == "What each column tells about species"
    assert lines[1] == "1,344 rows, species is discrete, MI in nats"
    rows = [row_of(lines, row.feature) for row in FOUR]
    assert rows[0] == [
        "1",
        "bill_length_mm",
        "continuous",
        "█" * 16,
        "0.800",
        "80.0",
        "%",
        "1,342",
        "1",
    ]
    assert rows[1] == ["2", "island", "discrete", "█" * 8, "0.400", "40.0", "%", "1,342"]
    assert rows[2] == ["3", "rain", "mixed", "██", "0.100", "10.0", "%", "1,342", "1"]
    assert rows[3] == ["4", "sex", "discrete", "-0.004", "-0.4", "%", "1,342", "2"]


def test_notes_stand_once_below_in_full() -> None:
    lines = printed(FOUR)
    assert [line for line in lines if line.startswith("note")] == [
        r"note 1: MI is high for so few rows;\ntake more rows",
        "note 2: few rows",
    ]


def test_what_concerns_the_whole_table_is_printed() -> None:
    lines = printed(ranking(("a", "mixed", 0.1, ""), warnings=("2 rows are left out",)))
    assert "note: 2 rows are left out" in lines


def test_a_ranking_without_notes_has_no_column_for_them() -> None:
    assert not any("note" in line for line in printed(ranking(("a", "mixed", 0.1, ""))))


def test_what_was_set_aside_has_its_reason() -> None:
    lines = printed(FOUR)
    assert row_of(lines, "row_id") == ["row_id", "names", "its", "rows"]
    assert row_of(lines, "[red]constant") == ["[red]constant", "one", "value", "only"]


def test_kinds_that_the_values_decided_have_their_reason() -> None:
    names = ("hour", "island", "bill_length_mm", "rain", "code", "size")
    kinds = {"rain": "mixed", "bill_length_mm": "continuous"}
    rows = ranking(*((name, kinds.get(name, "discrete"), 0.1, "") for name in names))
    for text in (" ".join(printed(rows)), ranking_text(rows)):
        assert (
            "kinds by their values: hour discrete (20 different whole numbers), rain mixed"
            " (18 % of the rows hold 0), code discrete (discrete=True), size discrete (VARCHAR,"
            " 99.5 % of it numbers, first other value '?', 80 levels)"
        ) in text
    many = ranking(*(("hour", "discrete", 0.1, "") for _ in range(11)))
    assert " ".join(printed(many)).endswith("and 3 more")
    none = ranking(("island", "discrete", 0.1, ""), ("bill_length_mm", "continuous", 0.1, ""))
    assert "kinds by" not in " ".join(printed(none))


def test_a_continuous_target_has_a_coefficient() -> None:
    lines = printed(ranking(("a", "mixed", 0.5, ""), kind="continuous"))
    assert row_of(lines, "a")[-2] == "0.500"
    assert any("sqrt(1 - exp(-2 MI))" in line for line in lines)


def test_top_prints_the_best_and_says_so() -> None:
    lines = printed(FOUR, top=2)
    assert lines[1].endswith("; the best 2 of 4 features")
    assert not any("rain" in line for line in lines)


def test_an_empty_ranking_says_so() -> None:
    lines = printed(ranking(skipped={"a": "constant"}))
    assert "No feature could be ranked." in lines
    assert row_of(lines, "a") == ["a", "constant"]


def test_values_that_are_not_finite_are_written() -> None:
    assert row_of(printed(ranking(("a", "mixed", math.nan, ""))), "a")[3:6] == [
        "nan",
        "nan",
        "1,342",
    ]


@pytest.mark.parametrize("columns", ["20", "80", "100", "200"])
def test_long_names_fold_and_numbers_stay_whole(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    name = "mean_temperature_of_the_first_sensor_in_the_second_hall_of_the_third_building"
    lines = printed(ranking((name, "continuous", 0.8, HIGH), ("b", "mixed", 0.1, "")))
    assert max(len(line) for line in lines) <= max(80, int(columns))
    first = next(line for line in lines if line.startswith("1 "))
    assert first.split()[2:] == ["continuous", first.split()[3], "0.800", "80.0", "%", "1,342", "1"]
    start = lines.index(first)
    folded = [line.split()[0] for line in lines[start + 1 :] if line.startswith("    ")]
    assert first.split()[1] + "".join(folded) == name


def test_control_characters_of_a_name_reach_no_terminal() -> None:
    text = "\n".join(printed(ranking(("a\nb\x1b[2J", "mixed", 0.1, ""))))
    assert r"a\nb\x1b[2J" in text
    assert "\x1b" not in text


def test_colour_is_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    page, plain = Terminal(), io.StringIO()
    print_ranking(FOUR, file=page)
    print_ranking(FOUR, file=plain)
    assert "\x1b[" in page.getvalue()
    assert "\x1b" not in plain.getvalue()


def test_a_stream_without_block_characters_gets_others() -> None:
    page = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_ranking(ranking(("a", "mixed", 0.1, "")), file=page)
    page.seek(0)
    assert "#" * 16 in page.read()


def test_without_a_file_it_prints_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    print_ranking(FOUR)
    assert "What each column tells about species" in capsys.readouterr().out
    assert sys.stdout is not None


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0, ""), (1, "████"), (2, "████"), (0.5, "██"), (0.53125, "██▏"), (0.999, "████"), (-1, "")],
)
def test_bars_are_drawn_to_an_eighth(fraction: float, text: str) -> None:
    assert bar(fraction, 4) == text


def test_a_ranking_with_inference_has_intervals_and_q_values() -> None:
    known = {"low": 0.31234, "high": 0.5, "pvalue": 0.001, "qvalue": 0.002}
    rows = (
        made_rankings.row("a", 0.4, kind="discrete", **known),
        made_rankings.row("b", 0.0, kind="discrete", pvalue=0.9, qvalue=0.9),
    )
    lines = printed(made_rankings.ranking(*rows, alpha=0.05))
    header = row_of(lines, "feature")
    assert header == ["#", "feature", "kind", "MI", "interval", "q", "share", "n"]
    assert row_of(lines, "a")[3:] == [
        "█" * 10, "0.400", "0.312", "to", "0.500", "0.002", "50.0", "%", "342",
    ]  # fmt: skip
    assert row_of(lines, "b")[3:] == ["0.000", "0.900", "50.0", "%", "342"], "no interval is known"
    assert "1 of 2 features tell something: their q is at most 5 %" in " ".join(lines)
    text = ranking_text(made_rankings.ranking(*rows, alpha=0.05))
    assert "0.312 to 0.500  0.002" in text
    assert "1 of 2 features tell something" in text
    assert "tell something" not in ranking_text(made_rankings.ranking(*rows))


def test_information_says_what_is_left_of_each_entropy() -> None:
    page = io.StringIO()
    result: Any = SimpleNamespace(
        weighting=None,
        value=0.7, unit="nats", n=1342, n_missing=2, estimator="ross", normalized=0.6667,
        entropy_x=None, entropy_y=1.05, x_kind="continuous", y_kind="discrete",
        confidence_interval=lambda: (0.6, 0.81234), pvalue=3e-9, pvalue_method="closed form",
    )  # fmt: skip
    print_information(result, ("bill", "species"), file=page)
    lines = page.getvalue().splitlines()
    assert lines[0] == "I(bill; species) = 0.700 nats"
    assert lines[1] == "1,342 rows (2 more miss a value), estimator ross"
    assert lines[2:4] == ["95 % interval 0.600 to 0.812; p = 3e-09", "closed form"]
    assert row_of(lines, "bill")[2:] == ["no", "entropy", "no", "entropy"]
    assert lines[-2].startswith("no entropy: the differential entropy of bill, ")
    assert lines[-2].endswith("depends on its unit")
    assert row_of(lines[5:], "species") == ["species", "discrete", "1.050", "0.350"]
    assert lines[-1] == "share: 66.7 % of the entropy of species"


def test_a_real_ranking_is_printed() -> None:
    found = mu.rank("penguins", "species")
    lines = printed(found)
    best = row_of(lines, found[0].feature)
    assert best[:3] == ["1", found[0].feature, found[0].kind]
    assert best[-1] == str(found[0].n)
