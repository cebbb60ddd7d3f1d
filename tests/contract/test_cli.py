"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mutually import __version__, cli, ranking
from mutually.cli.formats import COLUMNS
from mutually.datasets import EXAMPLES, example_path
from mutually.errors import MutuallyWarning

PENGUINS = ("rank", "penguins", "--target", "species")
NAMES = {
    "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex", "year",
}  # fmt: skip


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command in this process."""
    monkeypatch.setenv("COLUMNS", "100")
    return lambda *arguments: CliRunner().invoke(cli.app, arguments)


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own, as a shell would."""
    command = [sys.executable, "-m", "mutually", *arguments]
    environment = {**os.environ, "COLUMNS": "100", **options.pop("env", {})}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, timeout=120, **options
    )


def refused(result: Result, *words: str) -> None:
    """Check that a command ended with code 1, one message and no traceback."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert result.stderr.startswith("mutually: ")
    assert result.stderr.count("mutually: ") == 1
    for word in words:
        assert word in result.stderr


# --- rank


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
    assert tuple(rows[0]) == COLUMNS
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


# --- files that are written


@pytest.mark.parametrize(
    ("ending", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".PDF", b"%PDF")]
)
def test_the_ending_of_a_plot_decides_its_format(
    run: Callable[..., Result], tmp_path: Path, ending: str, start: bytes
) -> None:
    plot = tmp_path / f"chart{ending}"
    result = run(*PENGUINS, "--plot", str(plot))
    assert result.exit_code == 0, result.stderr
    assert plot.read_bytes().startswith(start)
    assert "species" in result.stdout, "the table is printed as well"
    assert list(tmp_path.iterdir()) == [plot]


def test_output_takes_the_text(run: Callable[..., Result], tmp_path: Path) -> None:
    page, table = tmp_path / "page.json", tmp_path / "table.txt"
    result = run(*PENGUINS, "--json", "--output", str(page))
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(page.read_text(encoding="utf-8"))["target"] == "species"
    assert run(*PENGUINS, "--output", str(table)).stdout == ""
    assert "█" in table.read_text(encoding="utf-8")


def test_an_unknown_ending_is_refused_with_the_list(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    plot = tmp_path / "chart.xyz"
    refused(run(*PENGUINS, "--plot", str(plot)), "--plot: must end in one of", ".png", ".svg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bad", ["--plot", "--output"])
def test_nothing_is_written_where_one_of_two_files_cannot_be(
    run: Callable[..., Result], tmp_path: Path, bad: str
) -> None:
    paths = {"--plot": tmp_path / "a.svg", "--output": tmp_path / "b.txt"}
    paths[bad] = tmp_path / "no folder" / paths[bad].name
    options = [str(word) for pair in paths.items() for word in pair]
    refused(run(*PENGUINS, *options), f"{bad}: needs a folder that exists", "Hint: mkdir")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_where_the_last_file_fails(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    paths = ("--plot", str(tmp_path / "a.png"), "--output", str(tmp_path / "b.txt"))
    refused(run(*PENGUINS, *paths), "b.txt: cannot be written", "No space left")
    assert list(tmp_path.iterdir()) == []


def test_one_path_for_two_files_is_refused(run: Callable[..., Result], tmp_path: Path) -> None:
    path = str(tmp_path / "a.svg")
    refused(run(*PENGUINS, "--plot", path, "--output", path), "another file than that of --plot")


@pytest.mark.parametrize("command", ["rank", "info"])
@pytest.mark.parametrize("source", ["t.svg.csv", "t*.csv"])
@pytest.mark.parametrize("alias", ["same", "symbolic", "hard"])
def test_no_file_that_is_read_is_written(
    run: Callable[..., Result], tmp_path: Path, command: str, source: str, alias: str
) -> None:
    table = tmp_path / "t.svg.csv"
    content = b"x,y\n" + b"1,a\n2,b\n" * 20
    table.write_bytes(content)
    output = plot = tmp_path / "link.svg"
    if alias == "symbolic":
        output.symlink_to(table)
    elif alias == "hard":
        output.hardlink_to(table)
    else:
        output = tmp_path / "." / ".." / tmp_path.name / table.name
    words = [command, str(tmp_path / source)]
    words += ["--target", "y"] if command == "rank" else ["x", "y"]
    said = "must be another file than those that are read"
    refused(run(*words, "--output", str(output)), f"--output: {said}", "Hint: --output ")
    if alias != "same":
        refused(run(*words, "--plot", str(plot)), f"--plot: {said}")
    assert table.read_bytes() == content
    fresh = run(*words, "--output", str(tmp_path / "fresh.txt"))
    assert fresh.exit_code == 0, fresh.stderr


@pytest.mark.parametrize("empty", ["", ",", " , "])
def test_options_that_name_no_column_are_refused(run: Callable[..., Result], empty: str) -> None:
    said = "must name at least one column; got "
    refused(run(*PENGUINS, "--features", empty), f"--features: {said}")
    refused(run(*PENGUINS, "--discrete", empty), f"--discrete: {said}")


# --- info, examples, help


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


# --- how it ends


def test_an_unknown_column_is_named_with_its_neighbours(run: Callable[..., Result]) -> None:
    refused(run("rank", "penguins", "--target", "speceis"), "'speceis'", "species")
    refused(run("info", "penguins", "iland", "species"), "'iland'", "island")
    refused(run(*PENGUINS, "--features", "iland"), "--features: ", "'iland'", "'island'")
    refused(run(*PENGUINS, "--discrete", "iland"), "--discrete: ", "'iland'", "'island'")
    info = ("info", "penguins", "island", "species")
    refused(run(*info, "--discrete", "nope"), "--discrete: ", "'nope'", "island, species")
    refused(run(*info, "--discrete", "year"), "--discrete: ", "'year'", "island, species")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.csv", None),
        ("empty.csv", b""),
        ("names.csv", b"x,y\n"),
        ("broken.parquet", b"PAR1 and no more"),
        ("notes.docx", b"text"),
        ("none-*.csv", None),
    ],
)
def test_a_file_that_cannot_be_used_is_one_message(
    run: Callable[..., Result], tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refused(run("rank", str(tmp_path / name), "--target", "y"), name)


@pytest.mark.parametrize(
    "arguments",
    [
        ("rank", "penguins"),
        ("rank", "--target", "species"),
        ("rank", "penguins", "--target", "species", "--json", "--csv"),
        ("rank", "penguins", "--target", "species", "--missing", "guess"),
        ("rank", "penguins", "--target", "species", "--top", "0"),
        ("rank", "penguins", "--target", "species", "--base", "two"),
        ("rank", "penguins", "--target", "species", "--base", "0.5"),
        ("rank", "penguins", "--target", "species", "--jobs", "0"),
        ("rank", "penguins", "--target", "species", "--seed", "-1"),
        ("info", "penguins", "island", "species", "--jobs", "0"),
        ("info", "penguins", "island", "species", "--seed", "-1"),
        ("rank", "penguins", "--target", "species", "--unknown"),
        ("info", "penguins", "island"),
        ("unknown",),
    ],
)
def test_wrong_usage_ends_with_2(run: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert "n_jobs" not in result.stderr
    assert "rng" not in result.stderr


def test_warnings_are_one_line_each_on_stderr(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ranking.rank

    def warned(*arguments: Any, **options: Any) -> Any:
        warnings.warn("look\ntwice", MutuallyWarning, stacklevel=2)
        return real(*arguments, **options)

    monkeypatch.setattr(ranking, "rank", warned)
    result = run(*PENGUINS, "--json")
    assert "mutually: warning: look twice\n" in result.stderr
    json.loads(result.stdout)


def test_ctrl_c_ends_with_130(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any, **options: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(ranking, "rank", interrupted)
    result = run(*PENGUINS)
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "mutually: interrupted\n")


def test_a_process_ends_as_the_shell_expects() -> None:
    done = process(*PENGUINS)
    assert done.returncode == 0
    assert done.stdout.startswith("What each column tells about species")
    assert "\x1b" not in done.stdout
    failed = process("rank", "no such file.csv", "--target", "y")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "Traceback" not in failed.stderr
    assert process("rank", "penguins").returncode == 2


def test_a_terminal_without_unicode_gets_plain_characters() -> None:
    done = process(*PENGUINS, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "####" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals of this kind")
@pytest.mark.parametrize("form", [(), ("--csv",)])
def test_a_reader_that_leaves_is_no_error(form: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "mutually", *PENGUINS, *form]
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode == 128 + signal.SIGPIPE
    assert b"Error" not in done.stderr
    assert b"Exception" not in done.stderr


def test_without_its_extras_the_command_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['typer'] = None; sys.argv = ['mutually'];"
        "from mutually.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 1
    assert "pip install 'mutually[cli]'" in done.stderr
    assert "Traceback" not in done.stderr
