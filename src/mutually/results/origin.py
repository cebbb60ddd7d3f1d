"""Where a ranking comes from: what was asked, and the table, which a pickle leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any

import numpy as np

from mutually.parameters import is_name
from mutually.tables import Table

# What changes no bit of the result, or is written in another way.
_NOT_WRITTEN = ("table", "target", "n_jobs", "progress")
_LONGEST = 4000


@dataclass(frozen=True, eq=False)
class Origin:
    """All that it takes to look at the columns of a result again.

    Attributes
    ----------
    asked : dict
        The parameters of the call; a pickle keeps those that are names and numbers, not those that
        hold a value for each row.
    features : dict
        The name of each feature -> the columns that it is made of.
    call : str
        The call as one would write it again.
    table : Table or None
        The columns, read anew when they are asked for; None in what was unpickled or deep-copied.
    """

    asked: Mapping[str, Any]
    features: Mapping[Hashable, tuple[Hashable, ...]]
    call: str
    table: Table | None

    @classmethod
    def of(
        cls,
        function: Callable[..., Any],
        asked: Mapping[str, Any],
        table: Table,
        features: Mapping[Hashable, tuple[Hashable, ...]],
        **understood: Any,
    ) -> Origin:
        """Keep what a function was asked; ``understood`` is what it made of some of it."""
        defaults = {name: p.default for name, p in signature(function).parameters.items()}
        # What repeats the call is a generator's seed, and the names that an iterator gave.
        again: dict[str, Any] = {} if asked["rng"] is None else {"rng": understood["rng"]}
        if not isinstance(asked["features"], list | tuple | set | type(None)):
            again["features"] = list(features)
        call = _written(function.__name__, {**asked, **again}, defaults, table)
        return cls({**asked, **understood, "table": None}, features, call, table)

    def without_table(self) -> Origin:
        """Return what a pickle keeps: the call, and parameters that hold no data."""
        names: set[Hashable] = set() if self.table is None else set(self.table.names)
        # What was without its table before holds nothing but names.
        asked = {k: v for k, v in self.asked.items() if self.table is None or _is_small(v, names)}
        return replace(self, asked=asked, table=None)

    def __getstate__(self) -> dict[str, Any]:
        return vars(self.without_table())


def _is_small(value: Any, names: set[Hashable]) -> bool:
    """Say whether a parameter is a number or names of columns, and not data."""
    if value is None or isinstance(value, str | int | float | bool | np.generic):
        return True
    if isinstance(value, dict):
        return all(isinstance(part, int | float | np.generic) for part in value.values())
    if isinstance(value, list):
        return all(is_name(part) and part in names for part in value)
    return is_name(value) and value in names


def _written(
    function: str, asked: Mapping[str, Any], defaults: Mapping[str, Any], table: Table
) -> str:
    """Write the call: what is not by default, and values of rows by their number only."""
    source = repr(table.path) if table.path is not None else "table"
    names = set(table.names)
    parts = [source, f"target={_value(asked['target'], names)}"]
    for name, value in asked.items():
        if name not in _NOT_WRITTEN and not _is_default(value, defaults.get(name)):
            parts.append(f"{name}={_value(value, names)}")
    text = f"mu.{function}({', '.join(parts)})"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def _is_default(value: Any, default: Any) -> bool:
    return value is default or (
        isinstance(value, str | int | float | bool) and type(value) is type(default)
        and value == default
    )  # fmt: skip


def _value(value: Any, names: set[Hashable]) -> str:
    if _is_small(value, names) or (isinstance(value, list | tuple | set) and len(value) <= 1000):
        return repr(value)
    size = len(value) if hasattr(value, "__len__") else None
    return "..." if size is None else f"<{size:,} values>"
