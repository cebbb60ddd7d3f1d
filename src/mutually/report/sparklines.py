"""The distribution of a column as a picture of the height of a line."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.report.columns import Levels, Numbers
from mutually.report.paths import steps
from mutually.report.scales import limits

WIDTH, HEIGHT = 72, 18
_BINS, _LEVELS = 18, 12


class Sparkline(NamedTuple):
    """A path in a box of WIDTH by HEIGHT, and the same in words."""

    path: str
    words: str


def sparkline(seen: Levels | Numbers) -> Sparkline:
    """Draw a column: a histogram of numbers, a bar for each of the commonest levels."""
    return _of_levels(seen) if isinstance(seen, Levels) else _of_numbers(seen)


def _of_levels(levels: Levels) -> Sparkline:
    rows, n = levels.rows, len(levels.names)
    if not rows.sum():
        return Sparkline("", "no known value")
    most = sorted(range(n), key=lambda at: (-rows[at], at))
    drawn = rows[sorted(most[:_LEVELS])]
    path = steps(_heights(drawn / drawn.max()), (WIDTH - len(drawn)) // len(drawn), HEIGHT, gap=1)
    shares = ", ".join(f"{levels.names[at][:40]} {rows[at] / rows.sum():.0%}" for at in most[:3])
    return Sparkline(path, f"{n:,} level{'s' * (n != 1)}: {shares}{', ...' * (n > 3)}")


def _of_numbers(numbers: Numbers) -> Sparkline:
    finite = numbers.values[np.isfinite(numbers.values)]
    if not len(finite):
        return Sparkline("", "no known value")
    low, high = limits(finite)
    counts, _ = np.histogram(finite[(finite >= low) & (finite <= high)], _BINS, (low, high))
    path = steps(_heights(counts / counts.max()), WIDTH // _BINS, HEIGHT)
    if numbers.are_times:
        return Sparkline(path, "times, from the first to the last")
    least, lower, upper, largest = np.quantile(finite, (0, 0.25, 0.75, 1)).tolist()
    words = f"from {least:.4g} to {largest:.4g}, the middle half from {lower:.4g} to {upper:.4g}"
    return Sparkline(path, words)


def _heights(parts: NDArray[np.float64]) -> list[int]:
    """Return whole heights, of which any that is not 0 can be seen."""
    return [max(round(part * HEIGHT), 1) if part > 0 else 0 for part in parts.tolist()]
