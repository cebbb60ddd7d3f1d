"""The pages in docs/ keep what they promise, without a build of the site.

Every example on a page gives what the page says (the site's own build checks the same, and draws);
the reference names every public name; the JSON of the commands has the keys that are documented.
"""

from __future__ import annotations

import doctest
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from typer.testing import Result

import mutually
import mutually.datasets.tasks
import mutually.sklearn

DOCS = Path(__file__).parents[2] / "docs"
SOURCES = DOCS.parent / "src" / "mutually"
PAGES = sorted(page for page in DOCS.glob("*.md") if ">>> " in page.read_text("utf-8"))
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.fixture
def figures() -> Iterator[None]:
    """Draw to nowhere, and leave no figure open."""
    mpl.use("agg")
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


def test_pages_with_examples_are_found() -> None:
    names = {page.name for page in PAGES}
    assert {"start.md", "mutual-information.md", "scikit-learn.md"} <= names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_of_the_page(page: Path, figures: None) -> None:
    found = doctest.testfile(str(page), module_relative=False, optionflags=FLAGS, encoding="utf-8")
    assert found.attempted > 0
    assert found.failed == 0


def said_on_a_page() -> list[tuple[str, str]]:
    """Return each command on a page that has its output below it."""
    found = []
    for page in DOCS.glob("*.md"):
        for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            command, _, output = block.partition("\n")
            ours = command.startswith("$ mutually ") and "|" not in command
            several = re.search(r"^\$ ", output, re.MULTILINE)
            if ours and output.strip() and not several:
                found.append((command.removeprefix("$ mutually "), output))
    return found


@pytest.mark.parametrize(("command", "output"), said_on_a_page(), ids=lambda text: text[:30])
def test_commands_print_what_a_page_says(
    command: str, output: str, run: Callable[..., Result]
) -> None:
    result = run(*command.split())
    printed = [line.rstrip() for line in result.output.rstrip().splitlines()]
    assert printed == output.rstrip().splitlines()


def test_pages_say_what_commands_print() -> None:
    assert {command.split()[0] for command, _ in said_on_a_page()} == {
        "rank", "info", "pairwise", "select"
    }  # fmt: skip


def documented() -> set[str]:
    """Return the full names that the reference lists."""
    names, module = set(), ""
    for line in (DOCS / "reference.md").read_text("utf-8").splitlines():
        if line.startswith(".. currentmodule::"):
            module = line.split()[-1]
        elif re.fullmatch(r"   [A-Za-z_.]+", line):
            names.add(f"{module}.{line.strip()}")
    return names


@pytest.mark.parametrize(
    "module",
    [mutually, mutually.sklearn, mutually.datasets, mutually.datasets.tasks],
    ids=lambda module: module.__name__,
)
def test_the_reference_has_every_public_name(module: Any) -> None:
    public = {f"{module.__name__}.{name}" for name in module.__all__}
    # A version needs no page, and the tasks have their own list.
    public -= {"mutually.__version__", "mutually.datasets.tasks"}
    assert public - documented() == set()


def test_the_reference_has_no_name_that_is_gone() -> None:
    for name in documented():
        home, _, last = name.rpartition(".")
        module = __import__(home, fromlist=[last])
        assert hasattr(module, last), name


def test_every_paper_of_a_docstring_is_among_the_references() -> None:
    doi = re.compile(r"10\.\d{4,}/[^\s,;\"'>\]]+")
    listed = "".join((DOCS / "references.md").read_text("utf-8").split())
    for path in SOURCES.rglob("*.py"):
        for found in doi.findall(path.read_text("utf-8")):
            # A sentence may end behind it, or a bracket that it does not open.
            name = found.rstrip(".:")
            if name.count(")") > name.count("("):
                name = name[: name.rindex(")")]
            assert name in listed, f"docs/references.md lacks {name}, of {path.name}"


def keys_on_the_page(command: str, option: str = "") -> list[set[str]]:
    """Return the keys of each table in the section of a command, run with one option or none."""
    page = (DOCS / "json.md").read_text("utf-8")
    section = page.split(f"## `mutually {command}`")[1].split("\n## ")[0]
    return [
        {
            key
            for key, words in re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE)
            if not (needed := re.match(r"with `(.*)` only", words)) or needed[1] == option
        }
        for table in section.split("| key | value |")[1:]
    ]


XOR = "a,b,c\n" + "0,0,0\n0,1,1\n1,0,1\n1,1,0\n" * 40


@pytest.mark.parametrize(
    ("command", "lists"),
    [
        ("rank {} --target c", ["features"]),
        ("info {} a c", []),
        ("pairwise {}", ["columns", "pairs"]),
        ("select {} --target c --k 2 --interactions", ["features", "interactions"]),
    ],
)
def test_json_has_the_keys_of_its_page(
    command: str, lists: list[str], run: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "xor.csv"
    file.write_text(XOR, encoding="utf-8")
    result = run(*command.format(file).split(), "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    first, *others = keys_on_the_page(command.split()[0])
    assert set(found) == first
    assert len(lists) == len(others)
    for name, expected in zip(lists, others, strict=True):
        assert found[name], name
        for entry in found[name]:
            assert set(entry) == expected


def test_json_of_a_selection_by_cmi_has_p_values(run: Callable[..., Result]) -> None:
    result = run(
        "select", "penguins", "--target", "species", "-k", "1", "--method", "cmi", "--json"
    )
    (entry,) = json.loads(result.stdout)["features"]
    assert set(entry) == keys_on_the_page("select", "--method cmi")[1]


def test_json_of_weighted_rows(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "weighted.csv"
    file.write_text("a,b,w\n" + "0,0,1\n0,1,2\n1,1,3\n1,0,1\n" * 40, encoding="utf-8")
    pair = json.loads(run("info", str(file), "a", "b", "--weights", "w", "--json").stdout)
    assert set(pair) == keys_on_the_page("info", "--weights")[0]
    table = run("rank", str(file), "--target", "a", "--weights", "w", "--json").stdout
    (row,) = json.loads(table)["features"]
    assert set(row) == keys_on_the_page("rank", "--weights")[1]


def test_json_without_inference_lacks_what_its_page_says(run: Callable[..., Result]) -> None:
    result = run("rank", "penguins", "--target", "species", "--no-inference", "--json")
    found = json.loads(result.stdout)
    assert found["alpha"] is None
    gone = {"standard_error", "low", "high", "pvalue", "qvalue", "noise_floor", "rank_low",
            "rank_high", "pvalue_method"}  # fmt: skip
    assert set(found["features"][0]) == keys_on_the_page("rank")[1] - gone
