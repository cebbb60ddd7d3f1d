"""Small real tables that come with the package, by name."""

from __future__ import annotations

from pathlib import Path

# Each name is the stem of the CSV file beside this module.
EXAMPLES: dict[str, str] = {
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
