"""Arrows point down only: what each module of the package may import.

The source is read, not run, so an import inside a function counts as much as one at the top. Only
`if TYPE_CHECKING:` is passed over: what stands there is words for the type checker and never runs.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "mutually"

LAYERS = {
    "base": ["errors", "units", "threads", "progress", "wording", "_core"],
    "variables": ["circles", "datasets", "kinds", "tables", "variables", "vectors"],
    "estimators": ["estimators"],
    "information": [
        "bounds",
        "comparison",
        "entropies",
        "exchange",
        "inference",
        "information",
        "pairs",
        "parameters",
        "reading",
        "results",
        "samples",
        "series",
        "several",
        "three",
        "transfer",
        "weighting",
    ],
    "workflows": ["engines", "matching", "pairing", "ranking", "scoring", "selecting", "selection"],
    "faces": ["cli", "plots", "report", "sklearn"],
    "script": ["__main__"],
}
HEIGHT = {part: row for row, parts in enumerate(LAYERS.values()) for part in parts}

# The arrows that point up, inside methods: results draw themselves on request.
UPWARD = {("results", "plots"), ("series", "plots"), ("results", "report")}

# What may be loaded when a module is, besides the standard library and ourselves. The heavy
# packages wait inside the functions that need them; the command line is only loaded by its own
# script, the face for scikit-learn by those who have it, and a reader only where its library has
# made the data or has to read the file.
AT_THE_TOP = {"numpy"}
AT_THE_TOP_OF = {
    "cli.commands": {"typer"},
    "cli.engine": {"typer"},
    "cli.options": {"typer"},
    "cli.select_command": {"typer"},
    "cli.pairwise": {"typer"},
    "cli.report_command": {"typer"},
    "cli.endings": {"typer"},
    "sklearn.compat": {"sklearn"},
    "sklearn.inputs": {"scipy", "sklearn"},
    "sklearn.scorer": {"sklearn"},
    "sklearn.scores": {"scipy", "sklearn"},
    "sklearn.selector": {"sklearn"},
    "sklearn.textbook": {"scipy", "sklearn"},
    "tables.readers.arrow": {"pyarrow"},
    "tables.readers.csv_rows": {"duckdb"},
    "tables.readers.csv_to_parquet": {"duckdb"},
    "tables.readers.duckdb_rows": {"duckdb"},
    "tables.readers.pandas_series": {"pandas"},
    "tables.readers.parquet_rows": {"duckdb"},
    "tables.readers.polars_series": {"polars"},
    "tables.readers.remote_duckdb": {"fsspec"},
    "tables.readers.row_groups": {"pyarrow"},
}

MODULES = {
    ".".join(("mutually", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def part(module: str) -> str:
    """`mutually.estimators.neighbours.ksg` belongs to the part `estimators`."""
    return module.split(".")[1]


def statements(tree: ast.AST, *, into_functions: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if not into_functions and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        yield node
        yield from statements(node, into_functions=into_functions)


def imports(module: str, *, into_functions: bool = True) -> Iterator[str]:
    """Full names of what a module imports; of our own, the module that holds the name."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    for node in statements(tree, into_functions=into_functions):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports name their module in full"
            source = node.module or ""
            for alias in node.names:
                full = f"{source}.{alias.name}"
                is_module = full in MODULES or full == "mutually._core"
                yield full if is_module else source


def ours(module: str) -> set[str]:
    return {name for name in imports(module) if name.split(".")[0] == "mutually"}


INNER = [module for module in MODULES if module != "mutually"]


@pytest.mark.parametrize("module", INNER)
def test_every_module_stands_in_a_layer(module: str) -> None:
    assert part(module) in HEIGHT, "name the module's layer in LAYERS"


@pytest.mark.parametrize("module", INNER)
def test_arrows_point_down(module: str) -> None:
    for other in sorted(ours(module)):
        assert other != "mutually", "import from the module that holds the name, not the package"
        arrow = (part(module), part(other))
        assert arrow in UPWARD or HEIGHT[arrow[1]] <= HEIGHT[arrow[0]], f"{module} -> {other}"


@pytest.mark.parametrize("arrow", sorted(UPWARD))
def test_upward_arrows_wait_inside_a_function(arrow: tuple[str, str]) -> None:
    for module in INNER:
        if part(module) == arrow[0]:
            at_top = {part(name) for name in imports(module, into_functions=False) if "." in name}
            assert arrow[1] not in at_top


def test_parts_do_not_import_in_a_circle() -> None:
    down: dict[str, set[str]] = {}
    for module in INNER:
        here = part(module)
        others = {part(other) for other in ours(module)} - {here}
        down.setdefault(here, set()).update(o for o in others if (here, o) not in UPWARD)
    TopologicalSorter(down).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("module", INNER)
def test_heavy_packages_wait_inside_functions(module: str) -> None:
    roots = {name.split(".")[0] for name in imports(module, into_functions=False)}
    foreign = roots - set(sys.stdlib_module_names) - {"mutually"}
    assert foreign <= AT_THE_TOP | AT_THE_TOP_OF.get(module.removeprefix("mutually."), set())


def test_the_package_itself_imports_nothing_at_once() -> None:
    assert ours("mutually") == set()
