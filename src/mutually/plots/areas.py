"""Where the parts of two entropies lie side by side, true to scale."""

from __future__ import annotations

from typing import NamedTuple

# An open end is as long as this part of what has a length, so that it is seen beside it.
OPEN_END = 0.45


class Piece(NamedTuple):
    """A stretch of the horizontal axis.

    ``value`` is what is written for it, which differs from its length where the estimate is
    negative, and is None where it fades out on the side ``open_end``.
    """

    left: float
    right: float
    value: float | None
    open_end: str | None = None


def lay_out(
    value: float, entropy_x: float | None, entropy_y: float | None
) -> tuple[Piece, Piece, Piece]:
    """Place H(X|Y), I and H(Y|X) side by side; zero is where what has a length begins.

    Examples
    --------
    >>> [(piece.left, piece.right) for piece in lay_out(0.25, 1.0, 0.75)]
    [(0.0, 0.75), (0.75, 1.0), (1.0, 1.5)]
    """
    information = max(value, 0.0)
    left = None if entropy_x is None else entropy_x - value
    right = None if entropy_y is None else entropy_y - value
    lengths = [max(part, 0.0) for part in (left, value, right) if part is not None]
    end = OPEN_END * sum(lengths) or 1.0
    start = 0.0 if entropy_x is None else max(entropy_x - information, 0.0)
    stop = start + information
    own_y = 0.0 if entropy_y is None else max(entropy_y - information, 0.0)
    return (
        Piece(-end, start, None, "left") if left is None else Piece(0.0, start, left),
        Piece(start, stop, value),
        Piece(stop, stop + end, None, "right")
        if right is None
        else Piece(stop, stop + own_y, right),
    )
