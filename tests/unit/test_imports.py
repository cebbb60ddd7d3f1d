"""`import mutually` is light, and hands on exactly the names that it promises."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import mutually

HEAVY = [
    "duckdb",
    "fsspec",
    "jinja2",
    "matplotlib",
    "narwhals",
    "pandas",
    "polars",
    "pyarrow",
    "rich",
    "scipy",
    "sklearn",
    "torch",
    "typer",
]


def loaded_by(statement: str) -> set[str]:
    """Top-level modules in a fresh interpreter after a statement."""
    code = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import mutually",
        "import mutually; mutually.__all__; dir(mutually)",
        "import mutually._core",
    ],
)
def test_import_loads_nothing_heavy(statement: str) -> None:
    assert loaded_by(statement).isdisjoint(HEAVY)


def test_public_functions_load_no_optional_package() -> None:
    names = "; ".join(f"mutually.{name}" for name in mutually.__all__)
    heavy = loaded_by(f"import mutually; {names}") & set(HEAVY)
    assert heavy <= {"matplotlib"}


def test_the_face_for_scikit_learn_says_what_is_missing() -> None:
    code = "import sys; sys.modules['sklearn'] = None; import mutually.sklearn"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 1
    assert "sklearn: is needed for this and is not installed." in run.stderr
    assert "Hint: pip install 'mutually[sklearn]'" in run.stderr


def test_dir_lists_the_public_names() -> None:
    assert set(mutually.__all__) <= set(dir(mutually))


def test_all_is_sorted_and_every_name_is_there() -> None:
    assert mutually.__all__ == sorted(mutually.__all__)
    for name in mutually.__all__:
        assert getattr(mutually, name) is not None


def test_no_module_has_the_name_of_a_public_function() -> None:
    # Loading such a module would put it in the function's place, whoever loads it.
    names = {path.name.partition(".")[0] for path in resources.files("mutually").iterdir()}
    assert names.isdisjoint(mutually.__all__)


def test_version_is_that_of_the_metadata() -> None:
    assert mutually.__version__ == version("mutually")


def test_type_hints_are_announced() -> None:
    assert resources.files("mutually").joinpath("py.typed").is_file()


def test_unknown_attribute_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'mutually' has no attribute 'ranks'"):
        mutually.ranks  # noqa: B018


def test_shards_are_read_without_pandas(tmp_path: Path) -> None:
    # pyarrow would load it on its way from and to NumPy.
    path, kept = tmp_path / "rows.parquet", tmp_path / "kept"
    columns = {"x": [1.5, None, 2.5], "word": ["a", None, "b"], "y": [True, False, None]}
    parquet.write_table(pa.table({name: rows * 300 for name, rows in columns.items()}), path)
    call = f"mutually.rank({str(path)!r}, 'y', checkpoint={str(kept)!r}, progress=False)"
    assert not {"pandas", "duckdb"} & loaded_by(f"import mutually; {call}")
