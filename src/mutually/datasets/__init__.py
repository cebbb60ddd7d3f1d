"""Small real tables that come with the package, by name; `tasks` are the known-answer tasks."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mutually.datasets import tasks

__all__ = ["EXAMPLES", "example_path", "tasks"]

# Each name is the stem of the CSV file beside this module.
EXAMPLES: dict[str, str] = {
    "airport": "2,208 hours at La Guardia, summer 2013: rain, visibility, wind, delays, with gaps",
    "penguins": "344 penguins of three species on three islands: sizes, sex and year, with gaps",
}


def example_path(name: str) -> Path | None:
    """Return the file of a named example.

    Parameters
    ----------
    name : str
        A key of :data:`EXAMPLES`, in its exact spelling.

    Returns
    -------
    pathlib.Path or None
        The CSV file, or None where no example has this name: a caller may then take the name
        for a file of the user's.

    Examples
    --------
    >>> example_path("penguins").name
    'penguins.csv'
    >>> example_path("unknown") is None
    True
    """
    if name not in EXAMPLES:
        return None
    return Path(__file__).with_name(f"{name}.csv")


def __getattr__(name: str) -> Any:
    """Load the tasks on first use; they need NumPy, and the tables do not."""
    if name != "tasks":
        raise AttributeError(f"module 'mutually.datasets' has no attribute {name!r}")
    return import_module("mutually.datasets.tasks")
