"""`mutually report` and `mutually rank --report`: the page, what is printed and refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import PENGUINS, refused
from made_reports import ranked
from typer.testing import Result

Run = Callable[..., Result]
REPORT = ("report", "penguins", "--target", "species")


def test_the_page_is_that_of_python(run: Run, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.html", tmp_path / "theirs.html"
    result = run(*REPORT, "--output", str(ours))
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("flipper_length_mm, bill_depth_mm and bill_length_mm tell most")
    assert lines[-1] == f"The report is {ours}"
    ranked("penguins", "species").report(theirs)
    assert ours.read_bytes() == theirs.read_bytes()


def test_it_is_called_report_html_unless_told_otherwise(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*REPORT, "--panels", "2", "--no-pictures").exit_code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count('<details id="f') == 2
    assert 'class="pic"' not in page


def test_options_reach_the_page(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    options = ("--title", "Birds & co", "--date", "2 May", "--base", "2", "--features", "sex,year")
    options += ("--joint", "sex,year", "--no-inference", "--output", str(path))
    result = run(*REPORT, *options)
    assert result.exit_code == 0, result.stderr
    page = path.read_text(encoding="utf-8")
    assert "<title>Birds &amp; co</title>" in page
    for words in ("· 2 May", "mutual information in bits", "sex &amp; year", "without inference"):
        assert words in page


def test_rank_writes_it_beside_the_table(run: Run, tmp_path: Path) -> None:
    page, picture = tmp_path / "r.html", tmp_path / "r.png"
    result = run(*PENGUINS, "--report", str(page), "--plot", str(picture))
    assert result.exit_code == 0, result.stderr
    assert "What each column tells about species" in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert picture.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--output", "no/such/folder/r.html"), ("--output", "needs a folder that exists")),
        (("--target", "spices"), ("did you mean 'species'",)),
        (("--features", "sex,spices"), ("did you mean 'species'",)),
    ],
)
def test_what_is_refused(run: Run, options: tuple[str, ...], words: tuple[str, ...]) -> None:
    refused(run(*REPORT, *options), *words)


def test_what_would_be_written_over_is_refused(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,y\n" + "1,0\n2,1\n" * 50)
    command = ("report", str(table), "--target", "y", "--output", str(table))
    refused(run(*command), "must be another file than those that are read")
    one = str(tmp_path / "one.html")
    refused(run(*PENGUINS, "--report", one, "--output", one), "another file than that of --report")


def test_wrong_usage_ends_with_2(run: Run) -> None:
    assert run("report", "penguins").exit_code == 2
    assert run(*REPORT, "--panels", "-1").exit_code == 2
