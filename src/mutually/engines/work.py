"""What an engine has to do: a partial result for each task, merged in any order."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, runtime_checkable

from mutually.tables.shards import RowGroup

Partial = TypeVar("Partial")
Task = tuple[RowGroup, ...]


class Work(Protocol[Partial]):
    """A pass over the shards. It pickles, and so do its partial results."""

    def partial(self, task: Task, stopped: Any = None) -> Partial:
        """Return the result of some row groups.

        ``stopped``, if given, is called now and then and raises where the work is to end.
        """

    def merge(self, one: Partial, other: Partial) -> Partial:
        """Put two results together; associative and commutative, and ``one`` may be reused."""


@runtime_checkable
class Adding(Protocol):
    """Work whose result several threads can add to, so that one is held for all of them."""

    def nothing(self) -> Any:
        """Return the result of no row groups."""

    def add(self, found: Any, task: Task, stopped: Any = None) -> None:
        """Add some row groups to a result."""
