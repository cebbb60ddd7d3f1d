"""How a command ends: errors, wrong usage, warnings, signals, terminals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import PENGUINS, process, refused
from typer.testing import Result

from mutually import ranking
from mutually.errors import MutuallyWarning


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
