"""One line of the table of results, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

HEADER = """\
| workload | ours | against | theirs | ratio | at least | aim | beside |
|---|---|---|---|---|---|---|---|"""


def seconds(value: float) -> str:
    """Three digits and the unit that suits them."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if value * factor >= 1 or unit == "µs":
            return f"{value * factor:.3g} {unit}"
    raise AssertionError


def megabytes(value: float) -> str:
    """Whole megabytes (1e6 bytes)."""
    return f"{value:.0f} MB"


@dataclass(frozen=True)
class Row:
    """A workload: our figure, the peer's, and what the ratio should be.

    `at_least` and `aim` are ratios theirs/ours; where the figure itself is bounded instead, they
    are texts.
    """

    workload: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    at_least: float | str = ""
    aim: float | str = ""
    unit: str = "s"
    beside: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    def line(self) -> str:
        """The row as a line of a Markdown table."""
        show = seconds if self.unit == "s" else megabytes
        times = [
            f"{goal:g} x" if isinstance(goal, int | float) else goal
            for goal in (self.at_least, self.aim)
        ]
        beside = [f"{name} {show(value)}" for name, value in self.beside.items()]
        cells = [
            self.workload,
            show(self.ours),
            self.peer,
            "" if self.theirs is None else show(self.theirs),
            "" if self.theirs is None else f"**{self.theirs / self.ours:.3g} x**",
            *times,
            "; ".join([*beside, *([self.note] if self.note else [])]),
        ]
        return f"| {' | '.join(cells)} |"


def table(rows: Iterable[Row]) -> str:
    """All rows as a Markdown table."""
    return "\n".join([HEADER, *(row.line() for row in rows)])
