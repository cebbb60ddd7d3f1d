"""What the command line writes into files, and that it writes nothing where it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import PENGUINS, refused
from typer.testing import Result


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
